export VMCONF_DIR=files
umask 002
vm-new try
stat -c '%A %n' files files/*
