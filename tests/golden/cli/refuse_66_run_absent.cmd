# One text, whatever keeps the file out of reach.
mkdir run-out run-shut
ln -s target.toml run-out/link.toml
: >run-out/target.toml
: >run-out/closed.toml
chmod 000 run-out/closed.toml run-shut
export VMCONF_DIR=run-out
for name in absent link closed; do
	vm-run -n $name && exit 99
done
VMCONF_DIR=run-shut vm-run -n absent
