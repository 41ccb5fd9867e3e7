# What is no VM file is passed over; what is one, but broken, breaks nothing.
mkdir states states/dir.toml
export VMCONF_DIR=states
vm-new --template=minimal web >/dev/null
vm-new --template=minimal Zed >/dev/null
cd states
sed 's/^mem/memm/' web.toml >broken.toml
printf '[base' >open.toml
cp web.toml ..toml
cp web.toml "$(printf 'esc\033[2J\nnewline').toml"
cp web.toml "$(printf 'latin\351').toml"
cp web.toml others.toml
chmod 666 others.toml
cp web.toml shut.toml
chmod 000 shut.toml
mkfifo fifo.toml
ln -s web.toml link.toml
touch README .toml web.toml~ web.TOML
cd ..
vm-list
echo "-- quiet"
vm-list -q
echo "-- one"
vm-list web
