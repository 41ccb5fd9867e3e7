# So many that they are read only on demand.  Names alone are no matter.
mkdir many
export VMCONF_DIR=many
vm-new --template=minimal 00001 >/dev/null
touch $(seq -f many/%05g.toml 2 5000)
vm-list | sed -n '1p;$p'
vm-list --check | grep -c broken
vm-list 00002
vm-list --json | head -n 1
vm-list --quiet | wc -l
