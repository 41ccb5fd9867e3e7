# shellcheck shell=sh
# vfio_fails.sh - what goes wrong half-way leaves the host as it was
# shellcheck source=../lib.sh
. /lib.sh

pci_file alice card $CARD
pci_file bob card $CARD
pci_file alice all $CARD $TWIN0 $TWIN1
node=/dev/vfio/$(group_of $CARD)
nic=$(netdev_of $CARD)

drivers() {
	echo "$(driver_of $CARD) $(driver_of $TWIN0) $(driver_of $TWIN1)"
}

# Something of root's, or of an older kernel's, has the node's name.
twins=/dev/vfio/$(group_of $TWIN0)
for kind in "ln -s /dev/mem" touch "mknod -m 600 \$0 c 1 1 #"; do
	sh -c "$kind $twins" "$twins"
	refuse "no node is given that is not the group's ($kind)" 75 \
		"$twins is not the device of IOMMU group" as alice vm-init all
	same "every device is the host's again" "e1000e e1000 e1000" \
		"$(drivers)"
	same "no node is left" "" "$(find /dev/vfio -user alice)"
	rm -f "$twins"
	udevadm settle
done
same "/dev/mem is root's" root "$(stat -c %U /dev/mem)"

# vfio-pci is not there.
modprobe -r vfio-pci
refuse "without vfio-pci nothing is touched" 69 "modprobe vfio-pci" \
	as alice vm-init card
same "the host still has the card" e1000e "$(driver_of $CARD)"
modprobe vfio-pci

# Another card at the address.
sed -i 's/8086:10d3/8086:10d4/' /etc/vmman/policy.toml
refuse "a card that is not the one that is granted is not given" 77 \
	"at $CARD sits a device 8086:10d3" as alice vm-init card
sed -i 's/8086:10d4/8086:10d3/' /etc/vmman/policy.toml

# Reserved by the administrator.
echo pci-stub >/sys/bus/pci/devices/$CARD/driver_override
refuse "a device that is kept for another driver is not given" 75 \
	"is kept for another driver" as alice vm-init card
echo >/sys/bus/pci/devices/$CARD/driver_override

# Somebody of root's has the group open.
as alice vm-init card >"$WORK/out"
chown root "$node"
exec 3<>"$node"
refuse "a group that is open is not given" 75 "something has $node open" \
	as alice vm-init card
exec 3>&-
same "its node is root's" "root:root 600" "$(owner_of "$node")"
check "alice can give it back" as alice vm-init --release card
udevadm settle
same "the host's driver is back" "e1000e $nic" \
	"$(driver_of $CARD) $(netdev_of $CARD)"

# Two users, one device: one of them has it in the end, whole.
as alice vm-init card >"$WORK/alice" 2>&1 &
alice=$!
as bob vm-init card >"$WORK/bob" 2>&1 &
bob=$!
wait $alice
status=$?
wait $bob
case "$status $?" in
"0 75")
	same "alice has it" "alice:root 600" "$(owner_of "$node")"
	check "she gives it back" as alice vm-init --release card
	;;
"75 0")
	same "bob has it" "bob:root 600" "$(owner_of "$node")"
	check "he gives it back" as bob vm-init --release card
	;;
*)
	cat "$WORK/alice" "$WORK/bob"
	not_ok "one of them has it" "they have status $status and $?"
	;;
esac

# Killed at any time, it is mended by the next run.
for delay in 5 15 25 40 60 90; do
	as_exec alice vm-init card >"$WORK/out" 2>&1 &
	half=$!
	usleep ${delay}000
	killall -q -KILL vm-init
	wait $half 2>/dev/null
	check "killed after $delay ms, a second run completes it" \
		as alice vm-init card
	same "it is hers" "vfio-pci alice:root 600" \
		"$(driver_of $CARD) $(owner_of "$node")"
	as_exec alice vm-init --release card >"$WORK/out" 2>&1 &
	half=$!
	usleep ${delay}000
	killall -q -KILL vm-init
	wait $half 2>/dev/null
	check "so it is when giving it back" as alice vm-init --release card
	same "the host has it" "e1000e (null)" \
		"$(driver_of $CARD) $(cat /sys/bus/pci/devices/$CARD/driver_override)"
done

rm /home/*/vm/*.toml
