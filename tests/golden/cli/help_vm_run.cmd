vm-run --help
