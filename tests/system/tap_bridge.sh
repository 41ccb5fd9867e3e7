#!/bin/sh
# tap_bridge.sh - vm-init gives an ordinary user a tap on a bridge
. "$(dirname "$0")/lib.sh"
in_netns "$@"

with_entry 'who = ["user:alice"]' 'bridges = ["br0"]' \
	'interfaces = ["{user}*"]'
install_suid
make_bridge br0 10.9.0.1/24
make_net_vm alice web tapbridge,alice0,br0,01

# field PATTERN: what `ip` tells of the tap has it.
field() {
	ip -d -o link show alice0 | grep -q -E -e "$1" || {
		ip -d link show alice0 >&2
		fail "the tap is not: $1"
	}
}

bridge_mac=$(cat /sys/class/net/br0/address)
expect_status 0 as_user alice vm-init web
expect_out "made tap alice0 on bridge br0, MAC 52:54:00:00:00:01"
refute_err error

field 'master br0'
field '<[A-Z,-]*UP'
field 'link/ether fe:'
field 'tun type tap pi off vnet_hdr on persist on user alice'
field 'alias vmman:61001:web'
field 'addrgenmode none'
[ "$(cat /sys/class/net/br0/address)" = "$bridge_mac" ] ||
	fail "the bridge has another MAC"
ip -o addr show dev alice0 | grep . && fail "the host has an address there"

# Again: there is nothing to do.
host_remember
expect_status 0 as_user alice vm-init web
expect_out "kept tap alice0"
host_unchanged

# Only its owner can use it.
expect_status 0 as_user alice ip link show alice0
make_program attach <<'END'
#!/usr/bin/python3
import fcntl, os, struct, sys, time
fd = os.open("/dev/net/tun", os.O_RDWR)
fcntl.ioctl(fd, 0x400454ca, struct.pack("16sH22x", sys.argv[1].encode(), 0x5002))
print(os.getpid(), flush=True)
time.sleep(float(sys.argv[2]))
END
expect_status 1 as_user bob attach alice0 0
expect_status 0 as_user alice attach alice0 0

# While it is used: nothing to do either, and it cannot be taken back.
as_user alice attach alice0 30 >"$WORK/attached" &
wait_for 5 grep . "$WORK/attached"
expect_status 0 as_user alice vm-init web
expect_out "kept tap alice0"
expect_status 75 as_user alice vm-init --release web
expect_err "alice0 is in use"
field 'master br0'
kill "$(cat "$WORK/attached")"

# Taken off its bridge, or down, it is mended.
wait_for 5 sh -c 'ip link show alice0 | grep -q NO-CARRIER'
ip link set alice0 nomaster
ip link set alice0 down
expect_status 0 as_user alice vm-init web
expect_out "made tap alice0"
field 'master br0'
field '<[A-Z,-]*UP'

# A release leaves nothing.
expect_status 0 as_user alice vm-init --release web
expect_out "released alice0"
! ip link show alice0 2>/dev/null || fail "the tap is still there"
expect_status 0 as_user alice vm-init --release web
expect_out "nothing to release"
