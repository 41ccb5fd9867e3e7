#!/bin/sh
# macvtap.sh - vm-init gives an ordinary user a macvtap and its device node
. "$(dirname "$0")/lib.sh"
in_netns "$@"

with_entry 'who = ["group:vm"]' 'host-interfaces = ["card0"]' \
	'interfaces = ["{user}*"]'
install_suid
make_card card0 wire0

# field PATTERN: what `ip` tells of the macvtap has it.
field() {
	ip -d -o link show alice0 | grep -q -E -e "$1" || {
		ip -d link show alice0 >&2
		fail "the macvtap is not: $1"
	}
}

# node: the path of its device.
node() {
	echo "/dev/tap$(cat /sys/class/net/alice0/ifindex)"
}

make_net_vm alice web macvtap,alice0,card0,01,'mode = "bridge"'
expect_status 0 as_user alice vm-init web
expect_out "made macvtap alice0 on card0, MAC 52:54:00:00:00:01, mode bridge"
field 'alice0@card0'
field '<[A-Z,-]*UP'
field 'link/ether 52:54:00:00:00:01'
field 'macvtap mode bridge'
field 'alias vmman:61001:web'
field 'addrgenmode none'
field 'group default'
ip -o addr show dev alice0 | grep . && fail "the host has an address there"
[ "$(stat -c %U:%G:%a "$(node)")" = alice:root:600 ] ||
	fail "the node: $(stat -c %U:%G:%a "$(node)")"
expect_status 0 as_user alice sh -c "exec 3<>$(node)"
expect_status 2 as_user bob sh -c "exec 3<>$(node)"

# Again: there is nothing to do.
host_remember
expect_status 0 as_user alice vm-init web
expect_out "kept macvtap alice0"
host_unchanged

# Down, or its node root's again, it is mended.
ip link set alice0 down
expect_status 0 as_user alice vm-init web
field '<[A-Z,-]*UP'
chown root "$(node)"
expect_status 0 as_user alice vm-init web
expect_out "made macvtap alice0"
[ "$(stat -c %U "$(node)")" = alice ] || fail "the node is not alice's again"

# Another MAC and mode in the file: it is changed where it stands.
index=$(cat /sys/class/net/alice0/ifindex)
make_net_vm alice web macvtap,alice0,card0,02,'mode = "private"'
expect_status 0 as_user alice vm-init web
field 'link/ether 52:54:00:00:00:02'
field 'macvtap mode private'
[ "$index" = "$(cat /sys/class/net/alice0/ifindex)" ] || fail "made anew"

# What a killed run left behind: named, grouped, down, not marked.
expect_status 0 as_user alice vm-init --release web
ip link add alice0 link card0 type macvtap mode bridge
ip link set alice0 group $((61001 ^ 0x766d6d61))
expect_status 0 as_user alice vm-init web
field 'macvtap mode private'
field 'alias vmman:61001:web'
expect_status 0 as_user alice vm-init --release web
! ip link show alice0 2>/dev/null || fail "the macvtap is still there"
ip link add alice0 link card0 type macvtap mode bridge
ip link set alice0 group $((61001 ^ 0x766d6d61))
expect_status 0 as_user alice vm-init --release web
! ip link show alice0 2>/dev/null || fail "the leftover is still there"

# Another user's leftover is a stranger's.
ip link add alice0 link card0 type macvtap mode bridge
ip link set alice0 group $((61002 ^ 0x766d6d61))
host_remember
expect_status 77 as_user alice vm-init web
host_unchanged
ip link del alice0

# A user's own namespace can put its tapN first: the node of that name is then
# not ours to give.
ip link add last type bridge
next=$(($(cat /sys/class/net/last/ifindex) + 1))
unshare -n sh -c "ip link add squat type veth peer name x
	for i in 0 1 2 3 4 5 6 7; do
		ip link add squat\$i index \$(($next + i)) link squat type macvtap
	done
	exec sleep 60" &
squatter=$!
wait_for 5 test -e "/dev/tap$((next + 7))"
host_remember
expect_status 75 as_user alice vm-init web
expect_err "/dev/tap$((next + 7)) is not the device of alice0"
host_unchanged
[ "$(stat -c %U "/dev/tap$next")" = root ] || fail "the wrong node was given"

# The next name is free.
expect_status 0 as_user alice vm-init web
[ "$(stat -c %U "$(node)")" = alice ] || fail "the node is not alice's"
kill $squatter

# Whoever renames files all the time, anywhere, is in nobody's way: openat2(2)
# gives up on ".." then, so that there is none in what is opened.
expect_status 0 as_user alice vm-init --release web
make_program rename <<'END'
#!/usr/bin/python3
import os, sys, time
os.chdir(sys.argv[1])
open("a", "w").close()
end = time.monotonic() + float(sys.argv[2])
while time.monotonic() < end:
    os.rename("a", "b")
    os.rename("b", "a")
END
as_user mallory rename "$WORK/home/mallory" 4 &
for _ in $(seq 40); do
	expect_status 0 as_user alice vm-init -q web
	expect_status 0 as_user alice vm-init -q --release web
done
