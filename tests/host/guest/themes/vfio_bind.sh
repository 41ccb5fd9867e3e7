# shellcheck shell=sh
# vfio_bind.sh - vm-init gives an ordinary user a PCI device, and takes it back
# shellcheck source=../lib.sh
. /lib.sh

pci_file alice card $CARD
pci_file alice other 0000:63:00.0
pci_file bob card $CARD
pci_file mallory card $CARD
node=/dev/vfio/$(group_of $CARD)

refuse "mallory, whom the policy does not know, gets nothing" 77 \
	"no entry of the policy applies to mallory" as mallory vm-init card
refuse "alice learns nothing about a device that she is not granted" 77 \
	"PCI device 0000:63:00.0 is in no entry that applies to alice" \
	as alice vm-init other
same "the host still has it" e1000e "$(driver_of $CARD)"

check "alice may ask what would be done" as alice vm-init --explain card
same "it would be, and its memory locked" 2 \
	"$(grep -c "allowed by the entry in line" "$WORK/out")"
same "nothing was done" e1000e "$(driver_of $CARD)"

check "alice gets it" as alice vm-init card
same "it is bound to vfio-pci" vfio-pci "$(driver_of $CARD)"
same "its node is hers alone" "alice:root 600" "$(owner_of "$node")"
check "she can open it" as alice sh -c "exec 3<>$node"
check "she can ask again" as alice vm-init card
same "which changes nothing" 1 "$(grep -c "^kept PCI" "$WORK/out")"

refuse "bob does not get what alice has" 75 "another user has $CARD" \
	as bob vm-init card
check "what bob gives back is not what alice has" as bob vm-init --release card
check "nor what mallory does" as mallory vm-init --release card
same "it is hers still" "alice:root 600" "$(owner_of "$node")"

as_exec alice sh -c "exec 3<>$node; exec sleep 60" &
holder=$!
wait_for 10 test "$(readlink /proc/$holder/fd/3)" = "$node"
refuse "what is open is not taken back" 75 "something has $node open" \
	as alice vm-init --release card
same "it stays as it was" "vfio-pci alice:root 600" \
	"$(driver_of $CARD) $(owner_of "$node")"
kill $holder
wait $holder

check "alice gives it back" as alice vm-init --release card
same "the host's driver is back" e1000e "$(driver_of $CARD)"
udevadm settle
same "so is the interface" enp1s0 "$(netdev_of $CARD)"
check "to give back nothing is fine" as alice vm-init --release card
same "it says so" 1 "$(grep -c "^was not given PCI" "$WORK/out")"

check "now bob gets it" as bob vm-init card
same "its node is his" "bob:root 600" "$(owner_of "$node")"
check "bob gives it back" as bob vm-init --release card

# As a server's administrator may have it: bound at boot, without an override.
echo 8086 10d3 >/sys/bus/pci/drivers/vfio-pci/new_id
echo $CARD >/sys/bus/pci/devices/$CARD/driver/unbind
echo $CARD >/sys/bus/pci/drivers/vfio-pci/bind
check "alice gets what the administrator bound" as alice vm-init card
same "its node is hers" "alice:root 600" "$(owner_of "$node")"
check "alice gives it back" as alice vm-init --release card
same "it is the administrator's again" "vfio-pci root:root 600" \
	"$(driver_of $CARD) $(owner_of "$node")"
echo 8086 10d3 >/sys/bus/pci/drivers/vfio-pci/remove_id
echo $CARD >/sys/bus/pci/devices/$CARD/driver/unbind
echo $CARD >/sys/bus/pci/drivers_probe

# What killed runs leave: the override alone; no driver; a node of root's.
override=/sys/bus/pci/devices/$CARD/driver_override
echo vfio-pci >$override
check "a run that was killed first thing is given back" \
	as alice vm-init --release card
same "the override is gone" "(null)" "$(cat $override)"
echo $CARD >/sys/bus/pci/devices/$CARD/driver/unbind
check "who is not granted it mends nothing" as mallory vm-init --release card
same "it has no driver still" none "$(driver_of $CARD)"
check "one that was killed right before the host's driver is completed" \
	as alice vm-init --release card
same "the host's driver is back" e1000e "$(driver_of $CARD)"
echo vfio-pci >$override
echo $CARD >/sys/bus/pci/devices/$CARD/driver/unbind
check "one between two drivers is completed" as alice vm-init card
same "it is bound, and hers" "vfio-pci alice:root 600" \
	"$(driver_of $CARD) $(owner_of "$node")"
chown root "$node"
check "one before the node was given too" as alice vm-init card
chown root "$node"
check "who is not granted it mends nothing" as mallory vm-init --release card
same "it is as it was" vfio-pci "$(driver_of $CARD)"
check "alice can give that back" as alice vm-init --release card
same "the host's driver is back" e1000e "$(driver_of $CARD)"

rm /home/*/vm/*.toml
