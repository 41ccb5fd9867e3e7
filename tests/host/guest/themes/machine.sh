# shellcheck shell=sh
# machine.sh - the test host is what the other themes take it for
# shellcheck source=../lib.sh
. /lib.sh

members() (
	cd "/sys/bus/pci/devices/$1/iommu_group/devices" && echo *
)

same "a network card is alone in its IOMMU group" "$CARD" "$(members "$CARD")"
same "its driver is e1000e" e1000e "$(driver_of "$CARD")"
same "two functions share an IOMMU group" "$TWIN0 $TWIN1" "$(members "$TWIN0")"
same "an NVMe disk works" nvme "$(driver_of "$DISK")"
check "the disk has a node" test -b /dev/nvme0n1
check "a USB device is plugged in" grep -q 0627 /sys/bus/usb/devices/*/idVendor
check "interrupts are remapped" sh -c 'dmesg | grep -q "Enabled IRQ remapping"'

check "udev runs" test -S /run/udev/control
check "udev has named the card" test "$(netdev_of "$CARD")" = enp1s0
same "udev opens the tun device to all" "root:root 666" "$(owner_of /dev/net/tun)"

same "alice is in the group vm" "alice vm" "$(as alice id -Gn)"
same "mallory is not" "mallory" "$(as mallory id -Gn)"
refuse "homes are private" 1 "Permission denied" as bob ls /home/alice
same "an ordinary user has no capability" 0000000000000000 \
	"$(as alice sed -n 's/^CapEff:[[:space:]]*//p' /proc/self/status)"
