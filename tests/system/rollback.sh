#!/bin/sh
# rollback.sh - a step that fails undoes the earlier ones
. "$(dirname "$0")/lib.sh"
in_netns "$@"

with_policy <<-'END'
	version = 1
	[[allow]]
	who = ["user:alice"]
	bridges = ["br0"]
	host-interfaces = ["card0", "taken0"]
	interfaces = ["alice*"]
END
install_suid
make_bridge br0 10.9.0.1/24
make_card card0 wire0
make_card taken0 wire1
# What only the attempt shows: a parent that another macvlan has taken over.
ip link add over0 link taken0 type macvlan mode passthru

# section KIND NAME PEER MAC
section() {
	key=bridge
	[ "$1" = tapbridge ] || key=host-interface
	cat <<-END
		[$1.$2]
		interface = "$2"
		mac = "52:54:00:00:00:0$4"
		driver = "e1000"
		$key = "$3"
	END
}
base() {
	printf '[base.vm]\nmachine = "q35"\nsmp = 1\nmem = "64M"\n'
}

mkdir -m 700 /run/vmman
: >/run/vmman/u61001.lock
chmod 600 /run/vmman/u61001.lock
host_remember

# Whatever came before the one that fails is gone again.
{
	base
	section tapbridge alice1 br0 1
	section macvtap alice2 card0 2
	section tapbridge alice3 br0 3
	section macvtap alice4 taken0 4
} | make_vm alice web
expect_status 71 as_user alice vm-init web
expect_err "making macvtap alice4"
host_unchanged

{
	base
	section macvtap alice4 taken0 4
	section tapbridge alice1 br0 1
} | make_vm alice web
expect_status 71 as_user alice vm-init web
host_unchanged

# What was there before stays, and what was mended is as it was.
{
	base
	section tapbridge alice1 br0 1
	section macvtap alice2 card0 2
} | make_vm alice web
expect_status 0 as_user alice vm-init web
ip link set alice1 nomaster
ip link set alice1 down
ip link set alice2 down
host_remember
{
	base
	section tapbridge alice1 br0 1
	section macvtap alice2 card0 5
	section macvtap alice4 taken0 4
} | make_vm alice web
expect_status 71 as_user alice vm-init web
host_unchanged

# Without the failure all of it comes to be.
ip link del over0
expect_status 0 as_user alice vm-init web
[ "$(ip -o link show up | grep -c alias.vmman:61001:web)" = 3 ] ||
	fail "not all of it: $(ip link)"
expect_status 0 as_user alice vm-init --release web
! ip link | grep alice || fail "something is left"
