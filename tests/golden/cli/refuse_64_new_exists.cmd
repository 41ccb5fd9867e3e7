mkdir exists
echo "# mine" >exists/web.toml
status=0
VMCONF_DIR=exists vm-new web || status=$?
cat exists/web.toml
exit "$status"
