# shellcheck shell=sh
# block.sh - an ordinary user's guest has a disk of the host
# shellcheck source=../lib.sh
. /lib.sh

disk=/dev/nvme0n1

disk_vm() {
	small_vm "$1" web '[storage.disk]' 'driver = "virtio"' \
		"file = \"$2\"" '[qemu.stop]' 'args = ["-S"]'
}

udevadm settle
before=$(owner_of $disk)
disk_vm alice $disk
disk_vm bob $disk
refuse "before vm-init, vm-run says who can help" 77 "vm-init" \
	as alice vm-run web
check "alice gets the disk" as alice vm-init web
same "its node is hers" "alice:${before#*:}" "$(owner_of $disk)"
udevadm trigger --settle $disk
same "and stays so when udev looks at it again" \
	"alice:${before#*:}" "$(owner_of $disk)"
refuse "bob does not get it as well" 75 "belongs to another user" \
	as bob vm-init web

as_exec alice vm-run web </dev/null >"$WORK/run" 2>&1 &
vm_soon "alice's QEMU has it open" has_open "$disk"
as alice vm-stop --force web >"$WORK/out" 2>&1
wait
check "alice gives it back" as alice vm-init --release web
same "its node is root's" "$before" "$(owner_of $disk)"

# A partition: whoever has it stands in the way of who wants the whole.
{
	head -c 446 /dev/zero
	printf '\000\000\000\000\203\000\000\000\000\010\000\000\000\000\001\000'
	head -c 48 /dev/zero
	printf '\125\252'
} >$disk
blockdev --rereadpt $disk
udevadm settle
check "there is a partition" wait_for 5 test -b ${disk}p1
disk_vm alice ${disk}p1
check "alice gets the partition" as alice vm-init web
refuse "then bob does not get the disk" 75 "nvme0n1p1 belongs to another user" \
	as bob vm-init web
check "alice gives it back" as alice vm-init --release web
check "bob gets the disk" as bob vm-init web
refuse "then alice does not get the partition" 75 \
	"nvme0n1 belongs to another user" as alice vm-init web
check "bob gives it back" as bob vm-init --release web

# In use by the host.
mke2fs -q -F -t ext4 ${disk}p1
mkdir "$WORK/disk"
mount -t ext4 ${disk}p1 "$WORK/disk"
refuse "not while it is mounted" 75 "nvme0n1p1 is mounted on $WORK/disk" \
	as alice vm-init web
refuse "nor the whole disk" 75 "nvme0n1p1 is mounted on $WORK/disk" \
	as bob vm-init web
umount "$WORK/disk"
mkswap ${disk}p1 >/dev/null
if swapon ${disk}p1; then
	refuse "not while it is swap" 75 "nvme0n1p1 is swap" \
		as alice vm-init web
	refuse "nor the whole disk" 75 "nvme0n1p1 is swap" as bob vm-init web
	swapoff ${disk}p1
fi
same "the nodes are root's" "$before $before" \
	"$(owner_of $disk) $(owner_of ${disk}p1)"

# Not granted; no disk.
disk_vm mallory $disk
refuse "mallory gets nothing" 77 "no entry of the policy" as mallory vm-init web
disk_vm bob ${disk}p1
refuse "bob gets not what only alice is granted" 77 "in no entry" \
	as bob vm-init web
disk_vm alice /dev/mem
refuse "nor alice what is no disk" 77 "in no entry" as alice vm-init web
disk_vm alice /dev/nvme0n1p9
refuse "nor what is not there" 69 "there is no block device" \
	as alice vm-init web

dd if=/dev/zero of=$disk bs=512 count=1 2>/dev/null
blockdev --rereadpt $disk
udevadm settle
rm -r /home/*/vm/web.toml /run/user/*/vmman
