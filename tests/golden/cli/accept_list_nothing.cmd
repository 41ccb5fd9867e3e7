mkdir nothing
VMCONF_DIR=nothing vm-list
VMCONF_DIR=nothing vm-list --quiet
VMCONF_DIR=nothing vm-list --json
