#!/bin/sh
# kill_sweep.sh - root's half is killed at each of its system calls
#
# G05: who has a cgroup of their own can do that.  A macvtap may then lie about,
# down, until the same user's next run takes it over: nothing else may.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/sweep_lib.sh"
side_by_side "$@"
in_netns "$@"
make_sweep_world "$1"

# What may be left when it was killed: nothing, everything, or the macvtap,
# root's or alice's, which is down as long as it is not marked.
is_harmless() {
	is_unchanged || is_complete || {
		! ip link show alice0 && {
			ip -d -o link show alice1 | grep -q -F \
				'alias vmman:61001:web' ||
				! ip link show alice1 up | grep -q .
		}
	} >/dev/null 2>&1
}

# The next run is served, and leaves nothing.
is_mended() {
	expect_status 0 as_user alice vm-init -q web
	is_complete || fatal "not mended: $point"
	expect_status 0 as_user alice vm-init -q --release web
	is_unchanged || fatal "left over: $point"
}

prepare() {
	:
}
judge() {
	is_sane
	is_harmless || fatal "half done: $point"
	is_mended
}
sweep x KILL web

prepare() {
	as_user alice vm-init -q web || fail "not made anew"
}
judge() {
	is_sane
	is_mended
}
sweep x KILL --release web
