# What is wrong is told as JSON, too.
export VMCONF_DIR=new-json
vm-new --json --print web
vm-new --json --mem=x web
