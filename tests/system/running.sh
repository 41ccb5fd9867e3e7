#!/bin/sh
# running.sh - a guest on what vm-init gave, and vm-init while it runs
. "$(dirname "$0")/lib.sh"
in_netns "$@"
need_command qemu-system-x86_64 ping

with_entry 'who = ["user:alice"]' 'bridges = ["br0"]' \
	'host-interfaces = ["card0"]' 'interfaces = ["{user}*"]'
install_suid
make_bridge br0 10.9.0.1/24
make_card card0 wire0
ip addr add 10.8.0.1/24 dev wire0
install -m 644 "$BUILD_DIR/tests/microguest/microguest.elf" "$WORK"
make_net_vm alice web tapbridge,alice0,br0,01 macvtap,alice1,card0,02
expect_status 0 as_user alice vm-init web

# The plain use of both by the user that they were given to.
node=/dev/tap$(cat /sys/class/net/alice1/ifindex)
as_user alice sh -c "exec timeout 60 qemu-system-x86_64 -accel tcg -machine q35 \
	-m 32 -nodefaults -display none -no-reboot -serial stdio \
	-kernel $WORK/microguest.elf -append 'ip=10.9.0.2 ip=10.8.0.2 n=8' \
	-netdev tap,id=a,ifname=alice0,script=no,downscript=no \
	-device virtio-net-pci,netdev=a,mac=52:54:00:00:00:01 \
	-netdev tap,id=b,fd=3 \
	-device virtio-net-pci,netdev=b,mac=52:54:00:00:00:02 3<>$node" \
	</dev/null >"$WORK/guest" 2>&1 &
qemu=$!
wait_for 30 grep -q READY "$WORK/guest"
answers() {
	ping -q -c 2 -W 5 -i 0.2 "$1" >"$WORK/ping" || fail "$(cat "$WORK/ping")"
}
answers 10.9.0.2
answers 10.8.0.2

wait_for 5 has_carrier alice0

# Again, while it runs: nothing to do, and the guest does not notice.
host_remember
expect_status 0 as_user alice vm-init web
expect_out "kept tap alice0"
expect_out "kept macvtap alice1"
host_unchanged
answers 10.9.0.2

. "$(dirname "$0")/attack_log.sh"
attack E03
# Taken back it is not, as long as it is in use: neither the one nor the other.
expect_status 75 as_user alice vm-init --release web
expect_err "alice0 is in use"
host_unchanged
attacked 75 refused
answers 10.8.0.2
wait $qemu || fail "QEMU ended with $?: $(cat "$WORK/guest")"
expect_status 0 as_user alice vm-init --release web
! ip link | grep alice || fail "something is left"
