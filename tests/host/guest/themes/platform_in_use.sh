# shellcheck shell=sh
# platform_in_use.sh - the kernel takes any device away, used or not
#
# No program of ours takes part.  This is why vm-init has to look for itself
# whether the host uses a device, and where it can see that.
# shellcheck source=../lib.sh
. /lib.sh

pci=/sys/bus/pci/devices

# A disk with a mounted file system.
mke2fs -q -F -t ext4 /dev/nvme0n1
mkdir "$WORK/disk"
mount -t ext4 /dev/nvme0n1 "$WORK/disk"
block=$pci/$DISK/nvme/nvme0/nvme0n1
check "a mounted disk is seen from its PCI device" \
	grep -q " $(cat "$block/dev") / $WORK/disk " /proc/self/mountinfo
check "its driver lets go of it all the same" \
	sh -c "echo $DISK >$pci/$DISK/driver/unbind"
refuse "and what is written from then on is lost" 1 "" \
	dd if=/dev/zero of="$WORK/disk/file" bs=1M count=1 conv=fsync
umount "$WORK/disk"
echo "$DISK" >/sys/bus/pci/drivers_probe
check "the disk comes back" wait_for 5 test -b /dev/nvme0n1

# A network card with an address.
ip addr add 10.8.0.2/24 dev enp1s0
ip link set enp1s0 up
same "a card that is up is seen from its PCI device" 1 \
	$(($(cat "$pci/$CARD/net/enp1s0/flags") & 1))
check "its driver lets go of it all the same" \
	sh -c "echo $CARD >$pci/$CARD/driver/unbind"
check "its address goes too" sh -c '! ip -o addr | grep -q 10.8.0.2'

# On vfio-pci, with the group held open.
echo vfio-pci >"$pci/$CARD/driver_override"
echo "$CARD" >/sys/bus/pci/drivers_probe
group=/dev/vfio/$(group_of "$CARD")
exec 3<>"$group"
refuse "a group can be opened once" 2 "Device or resource busy" \
	sh -c "exec 4<>$group"
check "to hold the group alone does not block an unbind" timeout 5 \
	sh -c "echo $CARD >$pci/$CARD/driver/unbind"
exec 3>&-
echo >"$pci/$CARD/driver_override"
echo "$CARD" >/sys/bus/pci/drivers_probe
udevadm settle
