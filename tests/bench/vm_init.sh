#!/bin/sh
# How long vm-init takes to give one tap on a bridge, and one macvtap, beside
# what people would type: tests/bench/vm_init.sh [ROUNDS]
#
# Best with a release build: BUILD_DIR=build/release tests/bench/vm_init.sh
# Whole processes, in turn, in a network namespace.  vm-init runs set-user-ID for
# an ordinary user; ip has the capability that it needs, and does neither judge
# nor log nor verify.  Fails when the tap takes longer than `ip -batch' with the
# same five steps, the macvtap longer than the two ip commands of the original
# (without its sleeps), or when vm-init needs more than 4 MiB.
. "$(dirname "$0")/../system/lib.sh"
in_netns "$@"

with_entry 'who = ["uid:61001"]' 'bridges = ["br0"]' \
	'host-interfaces = ["card0"]' 'interfaces = ["v*"]'
install_suid
make_bridge br0 10.9.0.1/24
make_card card0 wire0
make_net_vm alice tap tapbridge,v0,br0,01
make_net_vm alice macvtap macvtap,v1,card0,02
cat >"$WORK/batch" <<-'END'
	tuntap add dev v2 mode tap user alice vnet_hdr
	link set dev v2 address fe:54:00:00:00:01
	link set dev v2 alias vmman:61001:tap
	link set dev v2 master br0
	link set dev v2 up
END
chmod 644 "$WORK/batch"

# as_admin PROGRAM ARG..: alice, with what ip needs; a set-user-ID program does
# not inherit it.
as_admin() {
	setpriv --reuid alice --regid alice --init-groups \
		--inh-caps=-all,+net_admin --ambient-caps=+net_admin -- \
		env -i HOME="$WORK/home/alice" PATH="$PATH" "$@"
}

as_admin rounds "${1:-200}" \
	"ip -batch $WORK/batch" \
	"ip link del v2" \
	"vm-init -q tap" \
	"vm-init -q --release tap" \
	"ip link add name v3 link card0 address 52:54:00:00:00:03 type macvtap mode bridge" \
	"ip link set v3 up" \
	"ip link del v3" \
	"vm-init -q macvtap" \
	"vm-init -q --release macvtap" \
	"vm-init --explain tap" \
	"vm-init --version" \
	"true" | tee "$WORK/table"

median() {
	awk -v line="$1" 'index($0, line) { print $1; exit }' "$WORK/table"
}

less() {
	awk -v a="$1" -v b="$2" 'BEGIN { exit !(a <= b) }'
}

two=$(awk -v a="$(median 'ip link add name v3')" \
	-v b="$(median 'ip link set v3 up')" 'BEGIN { print a + b }')
echo "the two ip commands of the original: $two ms"
less "$(median 'vm-init -q tap')" "$(median 'ip -batch')" ||
	fail "a tap takes longer than ip -batch"
less "$(median 'vm-init -q macvtap')" "$two" ||
	fail "a macvtap takes longer than two ip commands"

# The peak memory of both halves, when all but the last requests has been done:
# root's waits for the lock.
as_user alice vm-init -q tap
flock /run/vmman/u61001.lock sleep 1000 &
wait_for 5 pgrep -x sleep
as_user alice vm-init -q tap &
wait_for 5 sh -c '[ "$(pgrep -c -x vm-init)" = 2 ]'
sleep 0.2
for pid in $(pgrep -x vm-init); do
	kib=$(awk '/^VmHWM/ { print $2 }' "/proc/$pid/status")
	echo "peak memory: $kib KiB"
	[ "$kib" -lt 4096 ] || fail "more than 4 MiB"
done
kill "$(pgrep -x sleep)"
