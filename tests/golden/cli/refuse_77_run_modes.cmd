# Whoever can write the file decides what the VM does.
mkdir run-modes
cd run-modes
printf '[base.main]\nmachine = "q35"\nsmp = 1\nmem = 64\n' >web.toml
export VMCONF_DIR=.
for mode in 0620 0602 0666; do
	chmod $mode web.toml
	vm-run -n web && exit 99
done
exec vm-run -n web
