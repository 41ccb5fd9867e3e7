# shellcheck shell=sh
# sweep_lib.sh - what the sweeps share; to be sourced
#
# A sweep runs alice's vm-init again and again, each time with another system
# call failing, from where root's half has the plan: the calls before are swept
# by tests/system/fault_sweep.sh.  Four errors take turns, and $turn, from the
# kernel's command line, says which is the first: four runs try each at each
# call.
#
# A theme has a function look, which tells in $state what vm-init could have
# changed.  It runs at each point, as all here does, and programs take their
# time in this machine: the shell's own commands have to do.
# shellcheck source=lib.sh
. /lib.sh

turn=${turn:-0}
state=
before=
given=
export HOME=/home/alice USER=alice XDG_RUNTIME_DIR=/run/user/1000

# run COMMAND ARG..: it, and what it has changed.
run() {
	status=0
	"$@" >"$WORK/out" 2>"$WORK/err" </dev/null || status=$?
	look
}

# undisturbed COMMAND ARG..: of alice's.
undisturbed() {
	run setpriv --reuid alice --regid alice --init-groups "$@"
}

# wrong WHY: the point is a violation.
wrong() {
	violations=$((violations + 1))
	echo "$1: $point: $error: status $status, $state"
	cat "$WORK/err"
}

# begin WHO: a sweep of that process of vm-init; see fault.c.
begin() {
	who=$1
	points=0
	violations=0
	lefts=0
	begun=$(date +%s)
}

# strike N COMMAND ARG..: of alice's, with the next error at that call.  Fails if there was none.
strike() {
	n=$1
	shift
	case $(((n + turn) % 4)) in
	0) error=EIO ;;
	1) error=ENOMEM ;;
	2) error=EINTR ;;
	3) error=EPERM ;;
	esac
	run fault -u 1000 "$WORK/fault" "$who" "$n" "$error" "$@"
	read -r call <"$WORK/fault"
	point="$*: $call"
	case $status in
	0 | 69 | 71 | 75 | 77 | 78 | 124) ;;
	*) wrong "an end without words" ;;
	esac
	[ "$call" != none ] && points=$((points + 1))
}

# conclude NAME LEAST: the sweep as a test result; it had more points than
# LEAST.
conclude() {
	echo "$points points, $violations violations; $lefts were left half-way;" \
		"$(($(date +%s) - begun)) s"
	same "$1" "0 violations" "$violations violations"
	check "there were many calls" test "$points" -gt "$2"
}

# ---- what vm-init gives and takes back ----
#
# The theme has $state be $before or $given, and a function mend_by_hand, by
# which it is $before.

# expect STATE ARG..: an undisturbed vm-init ARG.. leads to it.
expect() {
	want=$1
	shift
	undisturbed vm-init -q "$@"
	[ "$status $state" = "0 $want" ] || {
		wrong "vm-init $* does not mend it"
		mend_by_hand
		look
	}
}

# All or nothing, or what is left is told, and can be given back.
strike_give() {
	gives=$((gives + 1))
	strike $gives vm-init -q "$vm" || more_gives=false
	case "$status $state" in
	"0 $given" | [1-9]*" $given" | [1-9]*" $before") ;;
	0*) wrong "half done, but well" ;;
	*)
		grep -q "left half-way" "$WORK/err" ||
			wrong "half done, and not told"
		lefts=$((lefts + 1))
		expect "$before" --release "$vm"
		;;
	esac
}

# What is given back stays so; the rest goes the next time.
strike_return() {
	returns=$((returns + 1))
	strike $returns vm-init -q --release "$vm" || more_returns=false
	case "$status $state" in
	*" $before" | [1-9]*" $given") ;;
	0*) wrong "half given back, but well" ;;
	*)
		lefts=$((lefts + 1))
		expect "$before" --release "$vm"
		;;
	esac
}

# sweep WHO NAME LEAST: give VM $vm what it asks for and take it back, while each
# call of WHO's fails.  Where it is now says what can be tried next.
sweep() {
	begin "$1"
	gives=0
	returns=0
	more_gives=true
	more_returns=true
	while [ $violations -lt 20 ] && { $more_gives || $more_returns; }; do
		case $state/$more_gives/$more_returns in
		"$before"/true/*) strike_give ;;
		"$before"/*) expect "$given" "$vm" ;;
		*/true) strike_return ;;
		*) expect "$before" --release "$vm" ;;
		esac
	done
	expect "$before" --release "$vm"
	conclude "$2" "$3"
}
