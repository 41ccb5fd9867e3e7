#!/bin/sh
# rollback.sh - a step that fails undoes the earlier ones
. "$(dirname "$0")/lib.sh"
in_netns "$@"

with_entry 'who = ["user:alice"]' 'bridges = ["br0"]' \
	'host-interfaces = ["card0", "taken0"]' 'interfaces = ["alice*"]'
install_suid
make_bridge br0 10.9.0.1/24
make_card card0 wire0
make_card taken0 wire1
# What only the attempt shows: a parent that another macvlan has taken over.
ip link add over0 link taken0 type macvlan mode passthru

make_locks 61001
host_remember

# Whatever came before the one that fails is gone again.
make_net_vm alice web \
	tapbridge,alice1,br0,01 macvtap,alice2,card0,02 \
	tapbridge,alice3,br0,03 macvtap,alice4,taken0,04
expect_status 71 as_user alice vm-init web
expect_err "making macvtap alice4"
host_unchanged

make_net_vm alice web macvtap,alice4,taken0,04 tapbridge,alice1,br0,01
expect_status 71 as_user alice vm-init web
host_unchanged

# What was there before stays, and what was mended is as it was.
make_net_vm alice web tapbridge,alice1,br0,01 macvtap,alice2,card0,02
expect_status 0 as_user alice vm-init web
ip link set alice1 nomaster
ip link set alice1 down
ip link set alice2 down
host_remember
make_net_vm alice web \
	tapbridge,alice1,br0,01 macvtap,alice2,card0,05 \
	macvtap,alice4,taken0,04
expect_status 71 as_user alice vm-init web
host_unchanged

# Without the failure all of it comes to be.
ip link del over0
expect_status 0 as_user alice vm-init web
[ "$(ip -o link show up | grep -c alias.vmman:61001:web)" = 3 ] ||
	fail "not all of it: $(ip link)"
expect_status 0 as_user alice vm-init --release web
! ip link | grep alice || fail "something is left"
