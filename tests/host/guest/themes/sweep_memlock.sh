# shellcheck shell=sh
# limit: 300 s
# sweep_memlock.sh - each call of root's half fails, while it raises the limit of
# locked memory of who asks for it
# shellcheck source=../sweep_lib.sh
. /sweep_lib.sh

pci_file alice card "$CARD"

# A shell that asks, and tells its limits: the soft and the hard one.
# shellcheck disable=SC2016 # for that shell
ask='vm-init -q --memlock card
status=$?
echo "$(ulimit -S -l)" "$(ulimit -H -l)"
exit $status'

look() {
	state=none
	while read -r line; do
		state=$line
	done <"$WORK/out"
}

# Raised or not, and only if raised without an error.
strike_ask() {
	strike $((points + 1)) sh -c "$ask" || more=false
	point="vm-init --memlock card: $call"
	case "$status $state" in
	"0 $raised" | [1-9]*" $before") ;;
	[1-9]*" $raised") told=$((told + 1)) ;;
	0*) wrong "not raised, but well" ;;
	*) wrong "half raised" ;;
	esac
}

undisturbed sh -c 'echo "$(ulimit -S -l)" "$(ulimit -H -l)"'
before=$state
raised="$((1056 << 10)) $((1056 << 10))"
undisturbed sh -c "$ask"
same "without a fault it is raised" "0 $raised" "$status $state"
same "from less" "8192 8192" "$before"

begin X
told=0
more=true
while $more; do
	strike_ask
done
echo "$told were raised, with an error of what comes after"
conclude "each call of root's half fails: raised, or not at all" 60

rm /home/*/vm/*.toml
