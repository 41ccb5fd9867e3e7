unset HOME
vm-run -n web
VMCONF_DIR= vm-run -n web
mkdir run-dirs
printf '[base.main]\nmachine = "q35"\nsmp = 1\nmem = 64\n' >run-dirs/web.toml
export VMCONF_DIR=run-dirs
XDG_RUNTIME_DIR=$(printf '/%0100d' 0) vm-run -n web
