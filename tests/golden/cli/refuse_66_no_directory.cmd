VMCONF_DIR=nowhere vm-list
