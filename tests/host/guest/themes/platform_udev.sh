# shellcheck shell=sh
# platform_udev.sh - what we believe about udev and the nodes it looks after
#
# No program of ours takes part.  udev changes owners and modes some time after
# the kernel has made a node, so vm-init has to come after udev.
# shellcheck source=../lib.sh
. /lib.sh

rules=/run/udev/rules.d
lower=$(netdev_of "$CARD")

# make_macvtap: mv0 on the card; its node is $node, udev's note of it $note.
make_macvtap() {
	ip link add link "$lower" name mv0 address 52:54:00:00:00:99 \
		type macvtap mode bridge
	node=/dev/tap$(cat /sys/class/net/mv0/ifindex)
	note=/run/udev/data/c$(cat /sys/class/net/mv0/macvtap/tap*/dev)
}

make_macvtap
same "the node is there at once, for root alone" \
	"root:root 600" "$(owner_of "$node")"
chown alice "$node"
udevadm settle
same "the stock rules leave an owner alone" "alice:root 600" "$(owner_of "$node")"
udevadm trigger --settle "/sys/class/net/mv0/macvtap"/*
same "later events too" "alice:root 600" "$(owner_of "$node")"
check "udev leaves a note when it is done" test -e "$note"
same "an address given at birth stays, though there is a machine-id" \
	52:54:00:00:00:99 "$(cat /sys/class/net/mv0/address)"
ip link del mv0
check "the node goes with the interface" test ! -e "$node"
udevadm settle
check "so does the note" test ! -e "$note"

# An administrator's rule, of a kind that is found in the wild.
mkdir -p $rules
echo 'SUBSYSTEM=="macvtap", GROUP="kvm", MODE="0660"' >$rules/70-macvtap.rules
udevadm control --reload
udevadm settle
udevadm control --stop-exec-queue
make_macvtap
chown alice "$node"
udevadm control --start-exec-queue
udevadm settle
same "a local rule undoes what came before its event" \
	"alice:kvm 660" "$(owner_of "$node")"
chown alice:root "$node"
chmod 600 "$node"
sleep 0.5
same "what comes after the event stays" "alice:root 600" "$(owner_of "$node")"
ip link del mv0
rm -r $rules
udevadm control --reload

# The node is named by a number that is unique only within one network
# namespace, and /dev belongs to all of them: anybody can make a namespace.
mkfifo -m 644 "$WORK/end"
as_exec mallory unshare -Urn sh -c '
	ip link add lower type veth peer name end
	ip link add link lower name mv0 index 4242 type macvtap
	read -r end' <"$WORK/end" &
exec 4>"$WORK/end"
check "an ordinary user can put a node into /dev" wait_for 5 test -e /dev/tap4242
check "an interface can have the number of another's" \
	ip link add link "$lower" name mv0 index 4242 type macvtap
check "then the node of that number is not its own" test \
	"$(stat -c %t:%T /dev/tap4242)" != "$(awk -F : '{ printf "%x:%x", $1, $2 }' \
		/sys/class/net/mv0/macvtap/tap4242/dev)"
ip link del mv0
exec 4>&-
wait $!
