vm-run -n -d web
vm-run --console=64 web
vm-run --console=x web
vm-run --dryrun web
vm-run
