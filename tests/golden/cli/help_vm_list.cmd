vm-list --help
