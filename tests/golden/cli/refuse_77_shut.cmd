mkdir -m 0 shut
VMCONF_DIR=shut vm-list
