#!/bin/sh
# guest_ping.sh - an ordinary user's guest answers through what vm-init made
. "$(dirname "$0")/lib.sh"
in_netns "$@"
need_command qemu-system-x86_64 ping

install_suid
install -m 644 "$BUILD_DIR/tests/microguest/microguest.elf" "$WORK/microguest"
with_entry 'who = ["user:alice"]' 'bridges = ["br0"]' \
	'host-interfaces = ["lan0", "lan1"]' 'interfaces = ["{user}*"]'

# A bridge, and two cards with somebody at the other end of their cables.
make_bridge br0 10.9.0.1/24
for n in 0 1; do
	make_card lan$n peer$n
	ip addr add 10.8.$n.1/24 dev peer$n
done

{
	base_section q35 "kernel = \"$WORK/microguest\"" \
		'append = "ip=10.9.0.2 ip=10.8.0.2 ip=10.8.1.2 n=9"' \
		"serial = \"file:$WORK/home/alice/run/serial\""
	net_section tapbridge,alice0,br0,0a
	net_section macvtap,alice1,lan0,0b
	net_section macvtap,alice2,lan1,0c
} | make_vm alice web

make_locks 61001
host_remember
expect_status 0 as_user alice vm-init web

as_user alice timeout 30 vm-run web </dev/null >"$WORK/run" 2>&1 &
run=$!
serial=$WORK/home/alice/run/serial
wait_for 20 grep -q READY "$serial"

# Each macvtap by a descriptor of its own.
qemu=$(pgrep -u alice -f qemu-system-x86_64)
for name in alice1 alice2; do
	node=/dev/tap$(cat /sys/class/net/$name/ifindex)
	[ "$(find "/proc/$qemu/fd" -lname "$node" | wc -l)" = 1 ] ||
		fail "QEMU has not one descriptor of $node"
done

for ip in 10.9.0.2 10.8.0.2 10.8.1.2; do
	ping -c 3 -W 5 -i 0.2 $ip | tee "$WORK/ping"
	grep -q ' 3 received' "$WORK/ping" || fail "no answer from $ip"
done
wait "$run" || fail "vm-run ended with $?: $(cat "$WORK/run")"
grep -q 'microguest: off' "$serial" || fail "the guest did not end by itself"

expect_status 0 as_user alice vm-init --release web
host_unchanged
