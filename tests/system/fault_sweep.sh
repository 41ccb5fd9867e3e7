#!/bin/sh
# fault_sweep.sh - each system call of vm-init fails once: all is done, or nothing
. "$(dirname "$0")/lib.sh"
in_netns "$@"
. "$(dirname "$0")/sweep_lib.sh"

# sweep ERROR WORD..: vm-init with these words, with each of its calls failing
# once; counted for each process by itself, so that the n-th of both fails.
sweep() {
	error=$1
	shift
	prepare
	traced -- "$@" || fail "it does not work traced: $(cat "$WORK/err")"
	awk '$2 ~ /^[a-z_0-9]+\(/ { sub(/\(.*/, "", $2); n[$1 " " $2]++ }
		END { for (k in n) { split(k, a, " ")
			if (n[k] > m[a[2]]) m[a[2]] = n[k] }
			for (s in m) print s, m[s] }' "$WORK/trace" |
		grep -v -E '^(execve|exit|exit_group|rt_sigaction) ' |
		sort >"$WORK/calls"
	[ "$(wc -l <"$WORK/calls")" -ge 30 ] || fail "few calls: $(cat "$WORK/calls")"
	while read -r call most; do
		n=0
		while [ $n -lt "$most" ]; do
			n=$((n + 1))
			prepare
			status=0
			traced -e "inject=$call:error=$error:when=$n" -- "$@" ||
				status=$?
			judge "$call $n of $most: $error"
			faults=$((faults + 1))
		done
	done <"$WORK/calls"
}

# Failures before main() are the loader's: 127 or a signal.  strace makes a call
# fail by making it another, unknown one, for which strict seccomp kills.
is_sane() {
	wait_for 20 no_vm_init
	case $status in
	0 | 64 | 66 | 69 | 71 | 75 | 77 | 78 | 124 | 127) return ;;
	139) ! grep -q socketpair "$WORK/trace" || fail "status 139: $1" ;;
	137) grep -q SECCOMP_MODE_STRICT "$WORK/trace" || fail "killed: $1" ;;
	*) fail "status $status: $1: $(cat "$WORK/err")" ;;
	esac
}

faults=0
prepare() {
	:
}
judge() {
	is_sane "$1"
	if is_complete; then
		ip link del alice0
		ip link del alice1
	elif ip link | grep -q 'alice[01]'; then
		[ $status != 0 ] || fail "status 0, but not all done: $1"
		# A second failure while it was taken back is told, and the next
		# run sees to it.
		grep -q "is left half-way" "$WORK/err" ||
			fail "half done: $1: $(ip link | grep alice) $(cat "$WORK/err")"
		expect_status 0 as_user alice vm-init -q --release web
	else
		[ $status != 0 ] || fail "status 0, but nothing done: $1"
	fi
	(host_unchanged) || fail "$1"
}
sweep EIO web

# The same with a release: what is gone stays gone, the rest goes next time.
prepare() {
	as_user alice vm-init -q web || fail "not made anew"
}
judge() {
	is_sane "$1"
	[ $status != 0 ] || ! ip link | grep -q 'alice[01]' ||
		fail "status 0, but not all released: $1"
	expect_status 0 as_user alice vm-init -q --release web
	(host_unchanged) || fail "$1"
}
sweep EIO --release web
echo "$faults faults"
