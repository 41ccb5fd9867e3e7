mkdir empty
VMCONF_DIR=empty vm-list web
