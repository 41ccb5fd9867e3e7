#!/bin/sh
# fault_sweep.sh WORLD - each system call of vm-init fails once: all is done, or
# nothing
#
# Each call of each of its processes, from the first of main() on, with each of
# four errors; and, for root's half, with all the calls that follow failing too.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/sweep_lib.sh"
begin_sweep "$@"

# Nothing is there before.
nothing_before() {
	prepare() {
		:
	}
	judge() {
		is_sane
		if is_unchanged; then
			[ $status != 0 ] || fatal "nothing done: $point"
		elif is_complete; then
			take_down
		else
			is_told
		fi
		is_unchanged || fatal "left over: $point"
	}
}

# It is half done, since taking it back failed as well: that is told, and the
# next run sees to it.
is_told() {
	[ $status != 0 ] || fatal "half done, but well: $point"
	grep -q "is left half-way" "$WORK/err" ||
		fatal "half done, and not told: $point"
	expect_status 0 as_user alice vm-init -q --release web
}

# The same with a release: what is gone stays gone, the rest goes next time.
everything_before() {
	prepare() {
		as_user alice vm-init -q web || fail "not made anew"
	}
	judge() {
		is_sane
		if [ $status = 0 ]; then
			is_unchanged || fatal "not all released: $point"
		else
			expect_status 0 as_user alice vm-init -q --release web
			is_unchanged || fatal "$point"
		fi
	}
}

# An explanation never changes anything.
explanation() {
	nothing_before
	judge() {
		is_sane
		is_unchanged || fatal "$point"
	}
}

# When nothing works any more, nothing can be told either; but the next run
# finds what is left, and repairs it.
mend_after() {
	nothing_before
	judge() {
		is_sane
		is_unchanged || {
			[ $status != 0 ] || is_complete ||
				fatal "half done, but well: $point"
			expect_status 0 as_user alice vm-init -q web
			is_complete || fatal "not mended: $point"
			expect_status 0 as_user alice vm-init -q --release web
			is_unchanged || fatal "left over: $point"
		}
	}
}

for error in EIO ENOMEM EINTR EPERM; do
	nothing_before
	for who in $processes; do
		sweep "$who" "$error" web
	done
	everything_before
	sweep "$half" "$error" --release web
	explanation
	sweep "$half" "$error" --explain web
done
mend_after
sweep "$half" EIO+ web
everything_before
sweep "$half" EIO+ --release web
