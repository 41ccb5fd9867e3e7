# Every fault with its place.
mkdir policy_refuse
cd policy_refuse || exit
printf 'version = 1\n[[allow]]\nwho = ["alice"]\nbrigdes = []\n' >bad.toml
vm-init --check-policy="$PWD/bad.toml" 2>err
status=$?
sed "s,$PWD,.," err >&2
exit $status
