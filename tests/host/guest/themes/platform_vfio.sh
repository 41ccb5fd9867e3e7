# shellcheck shell=sh
# shellcheck disable=SC2086 # $NESTED is words
# platform_vfio.sh - what we believe about the kernel's VFIO, done by hand
#
# No program of ours takes part.  If one of these fails on a newer kernel, what
# vm-init builds upon has changed.
# shellcheck source=../lib.sh
. /lib.sh

pci=/sys/bus/pci/devices
probe=/sys/bus/pci/drivers_probe

# bind DEVICE: to vfio-pci, as vm-init does: the override first, so that no
# other driver can come in between.
bind() {
	echo vfio-pci >"$pci/$1/driver_override"
	[ ! -e "$pci/$1/driver" ] || echo "$1" >"$pci/$1/driver/unbind"
	echo "$1" >$probe
}

# unbind DEVICE: back to the driver that knows it.  Only a line end clears the
# override; writing nothing is not a write.
unbind() {
	echo >"$pci/$1/driver_override"
	[ ! -e "$pci/$1/driver" ] || echo "$1" >"$pci/$1/driver/unbind"
	echo "$1" >$probe
}

LOCKED=$((64 << 20)):$((64 << 20)) # bytes; the guest has half of it

bind "$CARD"
group=/dev/vfio/$(group_of "$CARD")
same "the card can be bound to vfio-pci" vfio-pci "$(driver_of "$CARD")"
same "its group has a node at once, for root alone" \
	"root:root 600" "$(owner_of "$group")"
refuse "an ordinary user cannot open it" 1 \
	"failed to open $group: Permission denied" \
	as alice $NESTED -device vfio-pci,host=$CARD

# A rebind makes a new node: what was given away does not stay so.
chown alice "$group"
unbind "$CARD"
check "without a device there is no node" test ! -e "$group"
same "the host's driver is back" e1000e "$(driver_of "$CARD")"
udevadm settle
same "so is the interface" enp1s0 "$(netdev_of "$CARD")"
bind "$CARD"
same "a new node is root's again" "root:root 600" "$(owner_of "$group")"

chown alice "$group"
refuse "guest memory beyond RLIMIT_MEMLOCK is refused" 1 \
	"Cannot allocate memory" \
	as alice $NESTED -device vfio-pci,host=$CARD

# A running process of the user's gets the limit from root, and QEMU from it.
mkfifo -m 644 "$WORK/go"
as_exec alice sh -c 'read -r go && exec "$@"' sh $NESTED -append "ip=10.8.0.2 n=3" \
	-device vfio-pci,host=$CARD <"$WORK/go" >"$WORK/guest" 2>&1 &
waiting=$!
exec 4>"$WORK/go"
prlimit --pid $waiting --memlock=$LOCKED
echo go >&4
exec 4>&-

lan=$(netdev_of "$LAN")
ip addr add 10.8.0.1/24 dev "$lan"
ip link set "$lan" up
wait_for 30 grep -q READY "$WORK/guest"
same "the limit is that of QEMU too" 65536 \
	"$(sed -n 's/^Max locked memory *\([0-9]*\) .*/\1/p' /proc/$waiting/limits |
		awk '{ print $1 / 1024 }')"
same "all memory of the guest is locked" 1 \
	"$(awk '/^VmLck/ { print ($2 >= 32768) }' /proc/$waiting/status)"
refuse "who holds the group shuts others out" 2 "Device or resource busy" \
	sh -c "exec 3<>$group"
pings "a nested guest of an ordinary user answers through the card" 10.8.0.2
wait $waiting
same "it ends well" 0 $?
check "the card's own address is what it saw" \
	grep -q "nic e1000e 52:54:00:00:01:01 10.8.0.2" "$WORK/guest"
ip addr flush dev "$lan"
ip link set "$lan" down
unbind "$CARD"

bind "$TWIN0"
twins=/dev/vfio/$(group_of "$TWIN0")
chown alice "$twins"
refuse "a group is refused while a driver of the host has a part of it" 1 \
	"group $(group_of "$TWIN0") is not viable" \
	as alice $NESTED -device vfio-pci,host=$TWIN0
bind "$TWIN1"
same "one node stands for both functions" \
	"$(group_of "$TWIN0")" "$(group_of "$TWIN1")"
check "who has the node has both" sh -c 'echo quit | "$@"' sh \
	prlimit --memlock=$LOCKED setpriv --reuid alice --clear-groups \
	$QEMU -S -monitor stdio -device vfio-pci,host=$TWIN1
unbind "$TWIN0"
unbind "$TWIN1"

# Success is not proof.
echo no-such-driver >"$pci/$CARD/driver_override"
echo "$CARD" >"$pci/$CARD/driver/unbind"
check "a probe that finds no driver reports success" \
	sh -c "echo $CARD >$probe"
same "and leaves none" none "$(driver_of "$CARD")"
unbind "$CARD"
