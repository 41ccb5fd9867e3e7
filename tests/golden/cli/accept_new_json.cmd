mkdir 'new"json'
export VMCONF_DIR='new"json'
vm-new --template=minimal --json web
