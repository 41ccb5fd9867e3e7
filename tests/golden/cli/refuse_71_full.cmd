vm-list --help >/dev/full
