VMCONF_DIR='' vm-list
