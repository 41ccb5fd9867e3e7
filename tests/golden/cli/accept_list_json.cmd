mkdir json
export VMCONF_DIR=json/
vm-new --template=minimal web >/dev/null
sed 's/^mem = .*/mem = "4X"/' json/web.toml >json/broken.toml
cp json/web.toml "json/\"quoted\".toml"
vm-list --json
