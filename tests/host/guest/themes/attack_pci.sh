# shellcheck shell=sh
# attack_pci.sh - ordinary users try to get hold of the host's devices
#
# The numbers are those of tests/system/attacks.txt.
# shellcheck source=../lib.sh
. /lib.sh

policy=/etc/vmman/policy.toml
cp $policy "$WORK/policy"
as_exec alice sleep 600 &
victim=$!
node=/dev/vfio/$(group_of $CARD)

# Whose the devices are, and how much memory a process of alice's, and the
# first one, may lock.
devices_state() {
	printf '%s\n' /sys/bus/pci/drivers/*/0000:*
	grep . /sys/bus/pci/devices/*/driver_override
	stat -c '%n %U:%G %a %F %t:%T' /dev/vfio /dev/vfio/* /dev/mem \
		/dev/kvm /dev/iommu /dev/net/tun /dev/nvme0n1 2>/dev/null
	for pid in $victim 1; do
		prlimit --pid "$pid" --memlock --noheadings
	done
}

remember() {
	devices_state >"$WORK/devices"
}

# attacked NUMBER STATUS WORDS NAME: if nothing has changed, a line for the log.
attacked() {
	devices_state >"$WORK/devices.after"
	if cmp "$WORK/devices" "$WORK/devices.after"; then
		ok "$4: nothing changed"
		echo "$1 $2 $3, nothing changed"
	else
		diff "$WORK/devices" "$WORK/devices.after"
		not_ok "$4: nothing changed" "see above"
	fi
}

# refused NUMBER NAME STATUS TEXT COMMAND ARG..: with that status and text.
refused() {
	number=$1
	attack=$2
	shift
	refuse "$@"
	attacked "$number" "$2" refused "$attack"
}

# policy_of DEVICE..: alice is granted these, by mistake.
policy_of() {
	{
		printf 'version = 1\n[[allow]]\nwho = ["user:alice"]\n'
		printf 'max-memlock = "1056M"\npci = ["%s"]\n' \
			"$(echo "$*" | sed 's/ /", "/g')"
	} >$policy
}

same_policy() {
	cat "$WORK/policy" >$policy
}

pci_file alice card $CARD
pci_file bob card $CARD
pci_file mallory card $CARD
remember

# What is not granted: another function of the card's, what is not there.
for device in $LAN 0000:00:00.0 0000:01:00.1 0001:01:00.0 0000:63:00.0; do
	pci_file alice other "$device"
	refused F01 "alice asks for $device" 77 \
		"$device is in no entry that applies to alice" \
		as alice vm-init other
done
pci_file bob disk $DISK
refused F01 "bob asks for what alice is granted" 77 \
	"$DISK is in no entry that applies to bob" as bob vm-init disk
refused F01 "mallory asks" 77 "no entry of the policy applies to mallory" \
	as mallory vm-init card

pci_file bob half $TWIN0
refused F03 "bob asks for half a group" 77 "comes only together with $TWIN1" \
	as bob vm-init half

# What no mistake in the policy gives away.
for device in 0000:00:00.0 0000:00:03.0 0000:00:1f.0; do
	policy_of $device
	pci_file alice bridge $device
	refused F06 "alice is granted the bridge $device" 69 \
		"$device is a bridge of the host's" as alice vm-init bridge
done
lan=$(netdev_of $LAN)
policy_of $LAN
pci_file alice lan $LAN
ip addr add 10.8.0.1/24 dev "$lan"
ip link set "$lan" up
ip route add default via 10.8.0.9
refused F06 "alice is granted the host's way out" 75 \
	"its interface $lan is up" as alice vm-init lan
ip route del default
ip addr flush dev "$lan"
ip link set "$lan" down
same_policy

# Another card at the address.
policy_of $CARD=8086:10d4
refused F07 "another card sits there" 77 "at $CARD sits a device 8086:10d3" \
	as alice vm-init card
same_policy

# The node's name belongs to something else.
for kind in "ln -s /dev/vfio/vfio" "ln -s /dev/mem" \
	"mknod -m 600 \$0 c 10 196 #" "mkdir"; do
	sh -c "$kind $node" "$node"
	remember
	refused F08,F18 "the node is none ($kind)" 75 \
		"$node is not the device of IOMMU group" as alice vm-init card
	rm -rf "$node"
	udevadm settle
done
remember

# Addresses that say more than one thing.
odd=0
for address in "$CARD\\n$DISK" "$CARD $DISK" "$CARD/../$LAN" "$CARD\\u0000" \
	"$CARD,$DISK" " $CARD" 0000:01:00.8 0000:01:20.0 vfio ../vfio '*'; do
	odd=$((odd + 1))
	printf '[base.vm]\nmachine = "q35"\nsmp = 1\nmem = 32\n%s\n%s\n' \
		'[pcie-passthrough.card]' "dev = \"$address\"" |
		vm_file alice odd
	refused F16 "alice asks for an odd address, number $odd" 78 \
		"odd.toml:6:7: error: dev: " as alice vm-init odd
done

# What is no block device and no huge page is not given by such a name.
for device in /dev/vfio/vfio /dev/kvm /dev/iommu /dev/mem /dev/net/tun; do
	small_vm alice node '[storage.disk]' 'driver = "virtio"' \
		"file = \"$device\""
	refused F18 "alice asks for $device as a disk" 77 "$device" \
		as alice vm-init node
done

# Locked memory: for no other process, and no more than is granted.
refused F19 "a process of root's is to get the limit" 77 \
	"its user ids all have to be the caller's" as alice vm-init --memlock card
sed 's/mem = 32/mem = 2000/' /home/alice/vm/card.toml | vm_file alice big
refused F19 "alice asks for too much" 77 "is more than the" \
	as alice sh -c 'vm-init --memlock big; exit $?'

# One device, two users.
check "alice gets the card" as alice vm-init card
remember
refused F11 "bob asks for what alice has" 75 "another user has $CARD" \
	as bob vm-init card
for user in bob mallory; do
	check "$user gives back what alice has" as $user vm-init --release card
	attacked F11 0 "without effect" "$user gives back what alice has"
done
as_exec alice sh -c "exec 3<>$node; exec sleep 600" &
holder=$!
wait_for 10 test "$(readlink /proc/$holder/fd/3)" = "$node"
refused F12 "alice keeps what she gives back open" 75 \
	"something has $node open" as alice vm-init --release card
chown root "$node"
remember
refused F12 "bob asks for what alice has kept open" 75 \
	"something has $node open" as bob vm-init card
kill $holder
wait $holder
check "alice gives it back" as alice vm-init --release card
udevadm settle

# A card of the same make would have come along.
for id in "8086 10d3" "8086 100e"; do
	refuse "vfio-pci has learned of no $id" 1 "I/O error" \
		sh -c "echo $id >/sys/bus/pci/drivers/vfio-pci/remove_id"
done
remember
attacked F15 0 "without effect" "other cards of the same make"
kill $victim
wait $victim

rm /home/*/vm/*.toml
