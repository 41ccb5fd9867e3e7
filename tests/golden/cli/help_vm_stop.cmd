vm-stop --help
