# shellcheck shell=sh
# vfio_in_use.sh - what the host uses is not taken from it
# shellcheck source=../lib.sh
. /lib.sh

pci_file alice card $CARD
pci_file alice disk $DISK
nic=$(netdev_of $CARD)

ip link set "$nic" up
refuse "an interface that is up" 75 "its interface $nic is up" \
	as alice vm-init card
refuse "explain tells so too" 75 "its interface $nic is up" \
	as alice vm-init --explain card
ip link set "$nic" down
ip link add br0 type bridge
ip link set "$nic" master br0
refuse "an interface on a bridge" 75 "br0 is on its interface $nic" \
	as alice vm-init card
ip link del br0
ip link add link "$nic" name lab0 type macvlan
refuse "an interface that carries another" 75 "lab0 is on its interface $nic" \
	as alice vm-init card
ip link del lab0
unshare -n sleep 60 &
elsewhere=$!
wait_for 5 sh -c "[ \$(readlink /proc/$elsewhere/ns/net) != \
	\$(readlink /proc/self/ns/net) ]"
ip link set "$nic" netns $elsewhere
refuse "an interface in another network namespace" 75 \
	"its interface is in another network namespace" as alice vm-init card
kill $elsewhere
wait $elsewhere
same "the host still has it" e1000e "$(driver_of $CARD)"

mke2fs -q -F -t ext4 /dev/nvme0n1
mkdir "$WORK/mnt"
mount -t ext4 /dev/nvme0n1 "$WORK/mnt"
refuse "a disk that is mounted" 75 "nvme0n1 is mounted on" as alice vm-init disk
refuse "explain tells so too" 75 "nvme0n1 is mounted on" \
	as alice vm-init --explain disk
umount "$WORK/mnt"
unshare -m sh -c "mount -t ext4 /dev/nvme0n1 $WORK/mnt && exec sleep 60" &
elsewhere=$!
wait_for 5 grep -q nvme0n1 /proc/$elsewhere/mounts
refuse "a disk that is mounted where nobody sees it" 75 \
	"its disk nvme0n1 cannot be had alone" as alice vm-init disk
kill $elsewhere
wait $elsewhere
mkswap /dev/nvme0n1 >"$WORK/out"
swapon /dev/nvme0n1
refuse "a disk with swap" 75 "nvme0n1 is swap" as alice vm-init disk
swapoff /dev/nvme0n1
same "the host still has it" nvme "$(driver_of $DISK)"
check "a disk that nobody uses is given" as alice vm-init disk
same "it is bound to vfio-pci" vfio-pci "$(driver_of $DISK)"
check "and back" as alice vm-init --release disk
wait_for 10 test -b /dev/nvme0n1
same "the host has it again" nvme "$(driver_of $DISK)"

rm /home/*/vm/*.toml
