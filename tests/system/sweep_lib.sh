# shellcheck shell=sh
# sweep_lib.sh - what the sweeps share; to be sourced after lib.sh
#
#	begin_sweep nodes
#	sweep X EIO web
#
# A sweep goes through the system calls of one process of vm-init: at each the
# functions prepare and judge of the script are called.  Its world is a file
# sweep_WORLD.sh, with
#
#	processes	those that are worth striking while a VM is made
#	half		root's half, from where it is worth it
#	make_world	alice's VM "web", which is granted, and host_remember
#	is_complete	it has all that it asks for
#	take_down	take all of it away again, without vm-init
#	is_harmless	what may be left by one that was killed half-way

WORKERS=3 # more than processors: taking interfaces down is waiting, mostly

# begin_sweep WORLD: in namespaces of its own.
begin_sweep() {
	# shellcheck source=sweep_nodes.sh
	. "$(dirname "$0")/sweep_$1.sh"
	side_by_side "$@"
	in_netns "$@"
	make_world
}

# side_by_side ARG..: run the script once for each worker, which takes each
# WORKERS-th of the points, and add up what they print: one line a point, of the
# same words for the same kind of outcome.
side_by_side() {
	[ -z "${SWEEP_WORKER:-}" ] || return 0
	points=$(mktemp -d)
	trap 'rm -rf "$points"' EXIT
	pids=
	worker=0
	while [ $worker -lt $WORKERS ]; do
		SWEEP_WORKER=$worker "$0" "$@" \
			>"$points/$worker" 2>"$points/err.$worker" &
		pids="$pids $!"
		worker=$((worker + 1))
	done
	status=0
	for pid in $pids; do
		wait "$pid" || status=$?
	done
	cat "$points"/err.* >&2
	[ $status = 0 ] || exit $status
	cat "$points"/[0-9]* | sort | uniq -c
	echo "$(cat "$points"/[0-9]* | wc -l) points tried"
	exit
}

# sweep WHO WHAT ARG..: vm-init ARG.. with each call of WHO's struck: see fault.c,
# "EIO+" being EIO for that call and all that follow.
sweep() {
	who=$1
	error=${2%+}
	on=${2#"$error"}
	verb=$3
	n=$((SWEEP_WORKER + 1))
	what="$who $2"
	shift 2
	while :; do
		prepare
		status=0
		under="timeout -s KILL 60 fault $WORK/fault $who $n$on $error" \
			as_user alice vm-init "$@" \
			>"$WORK/out" 2>"$WORK/err" </dev/null || status=$?
		read -r call <"$WORK/fault" || call="no call"
		point="vm-init $*: $what: $call: status $status"
		judge
		[ "$call" != none ] || break
		echo "$what $verb: status $status"
		n=$((n + WORKERS))
	done
	[ "$n" -gt 15 ] || fail "few calls: $point"
}

is_unchanged() {
	(host_unchanged) >"$WORK/diff" 2>&1
}

fatal() {
	cat "$WORK/err" "$WORK/diff" >&2
	fail "$*"
}

# Each end that vm-init has words for, and no signal.
is_sane() {
	case $status in
	0 | 69 | 71 | 75 | 77 | 78 | 124) ;;
	*) fatal "$point" ;;
	esac
}
