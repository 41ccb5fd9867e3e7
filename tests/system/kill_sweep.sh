#!/bin/sh
# kill_sweep.sh - root's half is killed at each call that may change something
#
# G05: who has a cgroup of their own can do that.  A macvtap may then lie about,
# down, until the same user's next run takes it over: nothing else may.
. "$(dirname "$0")/lib.sh"
in_netns "$@"
. "$(dirname "$0")/sweep_lib.sh"

is_unchanged() {
	(host_unchanged) >"$WORK/diff" 2>&1
}
fatal() {
	cat "$WORK/diff" "$WORK/err" >&2
	tail -n 30 "$WORK/trace" >&2
	fail "$*"
}

# What may be left when it was killed: nothing, everything, or the macvtap,
# root's or alice's, which is down as long as it is not marked.
is_harmless() {
	is_complete || is_unchanged || {
		! ip link show alice0 && {
			ip -d -o link show alice1 | grep -q -F \
				'alias vmman:61001:web' ||
				! ip link show alice1 up | grep -q .
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
	traced -e trace="$call" -e inject="$call:signal=KILL:when=$n" \
		-- "$@" || true
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
	traced -- "$@" || fail "it does not work traced"
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
