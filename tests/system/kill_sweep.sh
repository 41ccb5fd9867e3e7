#!/bin/sh
# kill_sweep.sh WORLD - root's half is killed at each of its system calls
#
# G05: who has a cgroup of their own can do that.  What is left is the same
# user's, whose next run takes it over.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/sweep_lib.sh"
begin_sweep "$@"

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
	is_unchanged || is_complete || is_harmless >/dev/null 2>&1 ||
		fatal "half done: $point"
	is_mended
}
sweep "$half" KILL web

prepare() {
	as_user alice vm-init -q web || fail "not made anew"
}
judge() {
	is_sane
	is_mended
}
sweep "$half" KILL --release web
