#!/bin/sh
# kill_sweep.sh - root's half is killed at each call that may change something
#
# G05: who has a cgroup of their own can do that.  A macvtap may then lie about,
# down, until the same user's next run takes it over: nothing else may.
. "$(dirname "$0")/lib.sh"
in_netns "$@"
. "$(dirname "$0")/attack_lib.sh"

with_policy <<-'END'
	version = 1
	[[allow]]
	who = ["uid:61001"]
	bridges = ["br0"]
	host-interfaces = ["card0"]
	interfaces = ["alice-*"]
END
install_suid
make_bridge br0 10.9.0.1/24
ip link add card0 type veth peer name wire0
ip link set card0 up
ip link set wire0 up
make_locks 61001
make_vm alice web <<-'END'
	[base.vm]
	machine = "q35"
	smp = 1
	mem = "64M"
	[tapbridge.lan]
	interface = "alice-0"
	mac = "52:54:00:00:00:01"
	driver = "virtio-net-pci"
	bridge = "br0"
	[macvtap.wan]
	interface = "alice-1"
	mac = "52:54:00:00:00:02"
	driver = "virtio-net-pci"
	host-interface = "card0"
END
host_remember

# traced OPTION.. -- vm-init ARG..: traced as alice's.
traced() {
	timeout -s KILL 30 strace -f -u alice -o "$WORK/trace" "$@" \
		>"$WORK/out" 2>"$WORK/err" </dev/null
}
alice="env -i HOME=$WORK/home/alice PATH=$PATH"

is_complete() {
	ip -d -o link show alice-0 2>/dev/null | grep -q \
		'UP.*master br0.*persist on user alice.*alias vmman:61001:web' &&
		ip -d -o link show alice-1 2>/dev/null | grep -q \
			'alice-1@card0.*UP.*alias vmman:61001:web' &&
		[ "$(stat -c %U "/dev/tap$(cat /sys/class/net/alice-1/ifindex)")" = alice ]
}
is_unchanged() {
	(host_unchanged) >"$WORK/diff" 2>&1
}
fatal() {
	cat "$WORK/diff" "$WORK/err" >&2
	tail -n 30 "$WORK/trace" >&2
	fail "$*"
}
no_vm_init() {
	! pgrep -x vm-init
}

# What may be left when it was killed: nothing, everything, or the macvtap,
# root's or alice's, which is down as long as it is not marked.
is_harmless() {
	is_complete || is_unchanged || {
		! ip link show alice-0 && {
			ip -d -o link show alice-1 | grep -q -F \
				'alias vmman:61001:web' ||
				! ip link show alice-1 up | grep -q .
		}
	} >/dev/null 2>&1
}

# prepare ARG..: nothing for an init, everything for a release.
prepare() {
	[ "$1" != --release ] || expect_status 0 as_user alice vm-init -q web
}

# shoot SYSCALL N ARG..: kill vm-init ARG.. at the Nth such call.
shoot() {
	call=$1 n=$2
	shift 2
	prepare "$@"
	what="vm-init $*, killed at $call #$n"
	# shellcheck disable=SC2086 # the words of $alice
	traced -e trace="$call" -e inject="$call:signal=KILL:when=$n" \
		$alice vm-init "$@" || true
	points=$((points + 1))
	wait_for 15 no_vm_init
	[ "$1" = --release ] || is_harmless || fatal "half done: $what"
	# The next one is served, and leaves nothing.
	expect_status 0 as_user alice vm-init -q web
	is_complete || fatal "not healed: $what"
	expect_status 0 as_user alice vm-init -q --release web
	is_unchanged || fatal "left over: $what"
}

# sweep ARG..: the calls by which root's half of vm-init ARG.. changes or learns
# something.
sweep() {
	prepare "$@"
	# shellcheck disable=SC2086
	traced $alice vm-init "$@" || fail "it does not work traced"
	x=$(awk '/ setsid\(/ {print $1; exit}' "$WORK/trace")
	expect_status 0 as_user alice vm-init -q --release web
	is_unchanged || fatal "the sweep begins with what was left"
	sed -n -E "s/^$x +(sendto|ioctl|fchownat|recvmsg|close)\(.*/\1/p" \
		"$WORK/trace" | sort | uniq -c >"$WORK/calls"
	while read -r count name; do
		n=1
		while [ $n -le "$count" ]; do
			shoot "$name" $n "$@"
			n=$((n + 1))
		done
	done <"$WORK/calls"
}

points=0
sweep web
sweep --release web
[ $points -ge 40 ] || fail "$points points only"
echo "$points points tried"
