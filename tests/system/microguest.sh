#!/bin/sh
# microguest.sh - the guest that other tests use can do what they use it for
. "$(dirname "$0")/lib.sh"
in_netns "$@"
need_command qemu-system-x86_64 ping

guest=$WORK/microguest.elf
install -m 644 "$BUILD_DIR/tests/microguest/microguest.elf" "$guest"

# start_guest MACHINE ARG..: as alice, with QEMU's arguments; its console is
# $WORK/guest, its process $pid.
start_guest() {
	machine=$1
	shift
	rm -f "$WORK/guest" # the last one's READY
	as_user alice timeout 30 qemu-system-x86_64 -accel tcg \
		-machine "$machine" -m 32 -nodefaults -display none -no-reboot \
		-serial stdio -kernel "$guest" "$@" \
		</dev/null >"$WORK/guest" 2>&1 &
	pid=$!
	wait_for 20 grep -q READY "$WORK/guest"
}

guest_said() {
	tr -d '\r' <"$WORK/guest" | grep -q -x -F "microguest: $1" || {
		cat "$WORK/guest" >&2
		fail "the guest did not say: $1"
	}
}

make_bridge br0 10.9.0.1/24
make_bridge br1 10.8.0.1/24
for n in 0 1; do
	ip tuntap add dev tap$n mode tap user alice
	ip link set dev tap$n master br$n up
done

# Two cards of each kind, on both chipsets, each with an address of its own.
for kind in "virtio-net-pci virtio-net pc" "virtio-net-pci virtio-net q35" \
	"e1000e e1000e q35" "e1000 e1000 pc"; do
	# shellcheck disable=SC2086 # words
	set -- $kind
	start_guest "$3" -append "ip=10.9.0.2 ip=10.8.0.2 n=4" \
		-netdev tap,id=a,ifname=tap0,script=no,downscript=no \
		-device "$1,netdev=a,mac=52:54:00:00:00:0a" \
		-netdev tap,id=b,ifname=tap1,script=no,downscript=no \
		-device "$1,netdev=b,mac=52:54:00:00:00:0b"
	guest_said "nic $2 52:54:00:00:00:0a 10.9.0.2"
	guest_said "nic $2 52:54:00:00:00:0b 10.8.0.2"
	for ip in 10.9.0.2 10.8.0.2; do
		ping -q -c 2 -W 5 -i 0.2 -s 1000 $ip | tee "$WORK/ping"
		grep -q ' 2 received' "$WORK/ping" ||
			fail "$kind: no answer from $ip"
	done
	wait "$pid" || fail "$kind: QEMU ended with $?"
	guest_said "echo 4"
	guest_said off
done

# Without an address it is silent; the power button ends it.
mkfifo -m 666 "$WORK/qmp.in" "$WORK/qmp.out"
start_guest q35 -netdev tap,id=a,ifname=tap0,script=no,downscript=no \
	-device virtio-net-pci,netdev=a \
	-chardev "pipe,id=qmp,path=$WORK/qmp" -mon chardev=qmp,mode=control
expect_status 1 ping -q -c 1 -W 0.2 10.9.0.2
echo '{"execute":"qmp_capabilities"}{"execute":"system_powerdown"}' \
	>"$WORK/qmp.in"
wait "$pid" || fail "the power button: QEMU ended with $?"
guest_said "power button"
