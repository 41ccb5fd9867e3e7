# Every fault with its place.
printf 'version = 1\n[[allow]]\nwho = ["alice"]\nbrigdes = []\n' >bad.toml
vm-init --check-policy="$PWD/bad.toml" 2>err
status=$?
sed "s,$PWD,.," err >&2
exit $status
