# shellcheck shell=sh
# limit: 600 s
# sweep_pci.sh - each call of root's half fails, while it gives and takes back a
# PCI device, and each of those who write to sysfs for it
#
# From where root's half has the plan: the calls before are swept by
# tests/system/fault_sweep.sh.  Four errors take turns, and $turn, from the
# kernel's command line, says which is the first: four runs try each at each
# call.  A run of vm-init takes its time here; so few other programs are run.
# shellcheck source=../lib.sh
. /lib.sh

pci_file alice card $CARD
device=/sys/bus/pci/devices/$CARD
node=/dev/vfio/$(group_of $CARD)
export HOME=/home/alice USER=alice XDG_RUNTIME_DIR=/run/user/1000

# look: what vm-init could have changed, as $state.
look() {
	read -r override <"$device/driver_override"
	driver=other
	for name in e1000e vfio-pci; do
		# shellcheck disable=SC3013 # dash and busybox know it
		[ ! "$device/driver" -ef "/sys/bus/pci/drivers/$name" ] ||
			driver=$name
	done
	[ -e "$device/driver" ] || driver=none
	owner=none
	[ ! -e "$node" ] || owner=user
	[ ! -O "$node" ] || owner=root
	state="$driver $override $owner"
}
before="e1000e (null) none"
given="vfio-pci vfio-pci user"

# run ARG..: alice's vm-init ARG.., under the words of $under.
run() {
	status=0
	# shellcheck disable=SC2086 # words
	$under setpriv --reuid alice --regid alice --init-groups \
		vm-init -q "$@" >"$WORK/out" 2>"$WORK/err" </dev/null ||
		status=$?
	look
}

# wrong WHY: the point is a violation.
wrong() {
	violations=$((violations + 1))
	echo "$1: $point: $error: status $status, $state"
	cat "$WORK/err"
}

mend_by_hand() {
	echo >"$device/driver_override"
	echo $CARD >"$device/driver/unbind"
	echo $CARD >/sys/bus/pci/drivers_probe
	look
}

# expect STATE ARG..: an undisturbed vm-init ARG.. leads to it.
expect() {
	want=$1
	shift
	under=
	run "$@"
	[ "$status $state" = "0 $want" ] || {
		wrong "vm-init $* does not mend it"
		mend_by_hand
	}
}

# strike N ARG..: the next error at that call.  Fails if there was none.
strike() {
	n=$1
	shift
	# shellcheck disable=SC2046 # words
	set -- $(((n + ${turn:-0}) % 4 + 1)) "$@"
	case $1 in
	1) error=EIO ;;
	2) error=ENOMEM ;;
	3) error=EINTR ;;
	4) error=EPERM ;;
	esac
	shift
	under="fault $WORK/fault $who $n $error"
	run "$@"
	read -r call <"$WORK/fault"
	point="vm-init $*: $call"
	case $status in
	0 | 69 | 71 | 75 | 77 | 78 | 124) ;;
	*) wrong "an end without words" ;;
	esac
	[ "$call" != none ]
}

# All or nothing, or what is left is told, and can be given back.
strike_give() {
	if strike "$gives" card; then
		gives=$((gives + 1))
	else
		more_gives=false
	fi
	case "$status $state" in
	"0 $given" | [1-9]*" $given" | [1-9]*" $before") ;;
	0*) wrong "half done, but well" ;;
	*)
		grep -q "left half-way" "$WORK/err" ||
			wrong "half done, and not told"
		lefts=$((lefts + 1))
		expect "$before" --release card
		;;
	esac
}

# What is given back stays so; the rest goes the next time.
strike_return() {
	if strike "$returns" --release card; then
		returns=$((returns + 1))
	else
		more_returns=false
	fi
	case "$status $state" in
	*" $before" | [1-9]*" $given") ;;
	0*) wrong "half given back, but well" ;;
	*)
		lefts=$((lefts + 1))
		expect "$before" --release card
		;;
	esac
}

# sweep WHO NAME: where the device is says what is to be tried next.
sweep() {
	who=$1
	gives=1
	returns=1
	more_gives=true
	more_returns=true
	lefts=0
	violations=0
	begun=$(date +%s)
	while $more_gives || $more_returns; do
		case $state/$more_gives/$more_returns in
		"$before"/true/*) strike_give ;;
		"$before"/*) expect "$given" card ;;
		*/true) strike_return ;;
		*) expect "$before" --release card ;;
		esac
	done
	expect "$before" --release card
	points=$((gives + returns - 2))
	echo "$points points, $violations violations; $lefts were left half-way;" \
		"$(($(date +%s) - begun)) s"
	same "$2" "0 violations" "$violations violations"
	check "there were many calls" test $points -gt "$3"
}

look
same "the sweep begins at the beginning" "$before" "$state"
sweep X "each call of root's half fails: all or nothing, or it is told" 200
sweep N "so does each call of those who write to sysfs" 12

rm /home/*/vm/*.toml
