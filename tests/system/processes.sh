#!/bin/sh
# processes.sh - the two halves of vm-init have the rights they should, no more
. "$(dirname "$0")/lib.sh"
in_netns "$@"
need_command flock pgrep

. "$(dirname "$0")/suid_lib.sh"

sanitized=0
nm "$WORK/bin/vm-init" 2>/dev/null | grep -q -E '__(asan|ubsan|msan)' &&
	sanitized=1

# status PID KEY VALUE: /proc/PID/status says so.
status() {
	line=$(grep "^$2:" "/proc/$1/status" | tr '\t' ' ' | sed 's/ *$//')
	[ "$line" = "$2:${3:+ }$3" ] || fail "$4: \"$line\", expected $3"
}

# While somebody holds the lock, root's half waits for it, and the caller's
# half waits for root's.
hold_lock() {
	flock /run/vmman/u61001.lock sleep 1000 &
	holder=$!
	wait_for 5 pgrep -P $holder
}
release_lock() {
	kill "$(pgrep -P $holder)"
	wait $holder || true
}
start() {
	as_user alice "$@" >"$WORK/out" 2>"$WORK/err" &
	wait_for 5 has_plan
	u=$(pgrep -o -x vm-init)
}
# X has its plan when it waits for the lock.
has_plan() {
	for x in $(pgrep -x vm-init); do
		if find "/proc/$x/fd" -lname '*/u61001.lock' | grep -q .; then
			return
		fi
	done
	return 1
}

hold_lock
start vm-init web

# The caller's half is the caller, and can do next to nothing.
status "$u" Uid "61001 61001 61001 61001" U
status "$u" Gid "61001 61001 61001 61001" U
status "$u" Groups "61001 61100" U
for set in CapInh CapPrm CapEff CapAmb; do
	status "$u" $set 0000000000000000 U
done
status "$u" NoNewPrivs 1 U
[ $sanitized = 1 ] || status "$u" Seccomp 1 U
[ "$(stat -c %U "/proc/$u/environ")" = root ] || fail "U can be dumped"

# Root's half is root and nothing else, with two capabilities, and a third that
# it does not use yet where this root has it; none to come.
permitted=0000000000001001
! grep -q '^CapPrm:.*[13579bdf]......$' /proc/self/status ||
	permitted=0000000001001001
status "$x" Uid "0 0 0 0" X
status "$x" Gid "0 0 0 0" X
status "$x" Groups "" X
status "$x" CapInh 0000000000000000 X
status "$x" CapPrm $permitted X
status "$x" CapEff 0000000000001001 X
status "$x" CapBnd 0000000000000000 X
status "$x" CapAmb 0000000000000000 X
status "$x" NoNewPrivs 1 X
status "$x" Umask 0077 X
status "$x" Threads 1 X
[ "$(ps -o sid= -p "$x" | tr -d ' ')" = "$x" ] || fail "X has no own session"
[ "$(readlink "/proc/$x/cwd")" = / ] || fail "X is in a directory"
for fd in 0 1 2; do
	[ "$(readlink "/proc/$x/fd/$fd")" = /dev/null ] ||
		fail "X has the caller's $fd"
done
[ "$(find "/proc/$x/fd" -type l | wc -l)" -le 6 ] ||
	fail "X has more open: $(ls -l "/proc/$x/fd")"
if grep -q -z . "/proc/$x/environ" && [ $sanitized = 0 ]; then
	# What the kernel shows is the memory that the exec left; X's own list
	# of variables is empty, which no file of /proc tells.
	:
fi

# The caller cannot reach it.
attack A10 A30
[ "$(ps -o tty= -p "$x" | tr -d ' ')" = '?' ] || fail "X has a terminal"
for signal in STOP KILL TERM CONT 0; do
	expect_status 1 as_user alice kill -$signal "$x"
	expect_err "not permitted"
done
expect_status 1 as_user alice prlimit --pid "$x" --fsize=0
expect_status 1 as_user alice renice 19 "$x"
expect_status 1 as_user alice cat "/proc/$x/environ"
expect_status 2 as_user alice ls "/proc/$x/fd"
# Nor trace its own half.
expect_status 1 as_user alice cat "/proc/$u/maps"
if command -v strace >/dev/null; then
	expect_status 1 as_user alice strace -p "$u"
	expect_err "not permitted"
fi

attacked - refused
# Killing U does not keep X from ending what it began: all of it.
expect_status 0 as_user alice kill -KILL "$u"
release_lock
wait_for 5 no_vm_init
is_complete || fail "half a tap"
expect_status 0 as_user alice vm-init web
expect_out "kept"
expect_status 0 as_user alice vm-init --release web

# A caller that interrupts it at a terminal interrupts its own half only.
hold_lock
start vm-init web
expect_status 0 as_user alice kill -INT "$u"
wait_for 5 sh -c '[ "$(pgrep -c -x vm-init)" = 1 ]'
release_lock
wait_for 5 is_complete
expect_status 0 as_user alice vm-init --release web

# Root's half killed: the caller's says so, and nothing is left.
hold_lock
start vm-init web
kill -KILL "$x"
wait_for 5 no_vm_init
grep -q "ended without an answer" "$WORK/err" || fail "$(cat "$WORK/err")"
release_lock
host_unchanged

# Who holds the lock for ever holds up nobody but themselves, and not for ever.
hold_lock
before=$(date +%s)
expect_status 75 as_user alice vm-init web
expect_err "another vm-init of yours is at work"
[ $(($(date +%s) - before)) -le 8 ] || fail "it waited too long"
make_vm bob web <"$WORK/home/alice/vm/web.toml"
expect_status 77 as_user bob vm-init web
release_lock
attacks_end
