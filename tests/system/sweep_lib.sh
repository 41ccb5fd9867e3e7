# shellcheck shell=sh
# sweep_lib.sh - what the sweeps share; to be sourced after lib.sh
#
#	side_by_side "$@"
#	in_netns "$@"
#	make_sweep_world "$1"
#	sweep x EIO web
#
# sweep goes through the system calls of one process of vm-init: at each the
# functions prepare and judge of the script are called.

WORKERS=3 # more than processors: taking interfaces down is waiting, mostly

# side_by_side [WORKER]: without an argument, run the script once for each
# worker, which takes each WORKERS-th of the points, and add up what they print:
# one line a point, of the same words for the same kind of outcome.
side_by_side() {
	[ $# = 0 ] || return 0
	points=$(mktemp -d)
	trap 'rm -rf "$points"' EXIT
	pids=
	worker=0
	while [ $worker -lt $WORKERS ]; do
		"$0" $worker >"$points/$worker" 2>"$points/err.$worker" &
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

# make_sweep_world WORKER: a VM of alice's that is granted a tap and a macvtap.
make_sweep_world() {
	worker=$1
	with_entry 'who = ["user:alice"]' 'bridges = ["br0"]' \
		'host-interfaces = ["card0"]' 'interfaces = ["alice*"]'
	install_suid
	skip_indexes $((worker * 4000))
	make_bridge br0 10.9.0.1/24
	make_card card0 wire0
	make_net_vm alice web tapbridge,alice0,br0,01 \
		macvtap,alice1,card0,02
	make_locks 61001
	host_remember
}

# skip_indexes COUNT: all workers have one /dev, whose tapN are named after the
# numbers of their interfaces: let them count from different numbers.
skip_indexes() {
	[ "$1" != 0 ] || return 0
	seq -f 'link add name skip%g group 9 type veth' $(($1 / 2)) | ip -b -
	ip link del group 9
}

# sweep WHO WHAT ARG..: vm-init ARG.. with each call of WHO's struck: see fault.c,
# "EIO+" being EIO for that call and all that follow.
sweep() {
	who=$1
	error=${2%+}
	on=${2#"$error"}
	verb=$3
	n=$((worker + 1))
	what="$who $2"
	shift 2
	while :; do
		prepare
		status=0
		under="timeout -s KILL 60 fault $WORK/fault $who $n$on $error" \
			as_user alice vm-init "$@" \
			>"$WORK/out" 2>"$WORK/err" </dev/null || status=$?
		point="vm-init $*: $what: $(cat "$WORK/fault"): status $status"
		judge
		! grep -q none "$WORK/fault" || break
		echo "$what $verb: status $status"
		n=$((n + WORKERS))
	done
	[ "$n" -gt 15 ] || fail "few calls: $point"
}

is_complete() {
	ip -d -o link show alice0 2>/dev/null | grep -q \
		'UP.*master br0.*persist on user alice.*alias vmman:61001:web' &&
		ip -d -o link show alice1 2>/dev/null | grep -q \
			'alice1@card0.*UP.*alias vmman:61001:web' &&
		[ "$(stat -c %U "/dev/tap$(cat /sys/class/net/alice1/ifindex)")" = alice ]
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
