# Neither a FIFO without a writer nor a directory holds us up.
mkdir run-kinds run-kinds/dir.toml
mkfifo run-kinds/fifo.toml
truncate -s 65537 run-kinds/large.toml
truncate -s 1T run-kinds/huge.toml
export VMCONF_DIR=run-kinds
for name in dir fifo large huge; do
	vm-run -n $name && exit 99
done
vm-run -n large
