#!/bin/sh
# release.sh - what is taken back, and what is not
. "$(dirname "$0")/lib.sh"
in_netns "$@"

with_entry 'who = ["user:alice", "user:bob"]' 'bridges = ["br0"]' \
	'interfaces = ["{user}*"]'
install_suid
make_bridge br0 10.9.0.1/24
make_locks 61001 61002 61003

there() {
	ip link show "$1" >/dev/null 2>&1 || fail "$1 is gone"
}
gone() {
	! ip link show "$1" >/dev/null 2>&1 || fail "$1 is there"
}

make_net_vm alice one tapbridge,alice1,br0,01
make_net_vm alice two tapbridge,alice2,br0,02
make_net_vm bob one tapbridge,bob1,br0,03
for run in alice/one alice/two bob/one; do
	expect_status 0 as_user "${run%/*}" vm-init "${run#*/}"
done

# One VM's interfaces, not those of another, nor of another user's VM of the
# same name.
expect_status 0 as_user alice vm-init --release one
expect_out "released alice1"
gone alice1
there alice2
there bob1

# Nobody else's: not by naming the VM, nor by naming the interface.
host_remember
expect_status 0 as_user mallory vm-init --release one
expect_out "nothing to release"
host_unchanged

# The interface of another VM of the same user is not taken over.
make_net_vm alice three tapbridge,alice2,br0,04
expect_status 75 as_user alice vm-init three
expect_err "alice2"
host_unchanged

# The file of the VM may be gone, and the policy may have changed.
rm "$WORK/home/alice/vm/two.toml"
echo "version = 1" | with_policy
expect_status 0 as_user alice vm-init --release two
gone alice2

# A file that went wrong keeps nothing from being released; the status says that
# something it named may be left.
make_net_vm alice wrong tapbridge,alice4,br0,05
wrong=$WORK/home/alice/vm/wrong.toml
cp "$wrong" "$WORK/right.toml"
for damage in 'mem = ' '[nonsense]' '[storage.x]
driver = "virtio"
file = "/dev/../etc/shadow"'; do
	with_entry 'who = ["user:alice"]' 'bridges = ["br0"]' \
		'interfaces = ["{user}*"]'
	cat "$WORK/right.toml" >"$wrong"
	expect_status 0 as_user alice vm-init wrong
	echo "$damage" >>"$wrong"
	expect_status 78 as_user alice vm-init wrong
	there alice4
	echo "version = 1" | with_policy
	expect_status 78 as_user alice vm-init --release wrong
	expect_out "released alice4"
	expect_out "only its interfaces are released"
	expect_err "wrong.toml:"
	gone alice4
done
expect_status 78 as_user alice vm-init --quiet --release wrong
expect_err "wrong.toml:"
[ ! -s "$WORK/out" ] || fail "it was not quiet"
expect_status 78 as_user alice vm-init --json --release wrong
expect_out '"answers": [], "errors": [{"kind": "config", "exit": 78'
expect_out '"more": false, "exit": 78}'
[ ! -s "$WORK/err" ] || fail "JSON was not all"
head -c 70000 /dev/zero >"$wrong"
expect_status 78 as_user alice vm-init --release wrong
expect_out "VM wrong has nothing to release"
expect_err "wrong.toml is larger than 65536 bytes"

# A mark that somebody else bears is no mark of the caller's.
ip link set bob1 alias vmman:61001:two
ip link set bob1 alias vmman:61002:one
expect_status 0 as_user alice vm-init --release one
there bob1
ip link set bob1 alias "vmman:61002:one "
expect_status 0 as_user bob vm-init --release one
expect_out "nothing to release"
there bob1
ip link set bob1 alias vmman:61002:one
expect_status 0 as_user bob vm-init --release one
gone bob1

# An alternative name is no name: nothing is released or taken over by it.
ip link property add dev br0-wire altname alice1
with_entry 'who = ["user:alice"]' 'bridges = ["br0"]' \
	'interfaces = ["{user}*"]'
make_net_vm alice one tapbridge,alice1,br0,01
expect_status 0 as_user alice vm-init --release one
host_remember
expect_status 71 as_user alice vm-init one
host_unchanged
