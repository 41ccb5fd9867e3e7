vm-init --help
