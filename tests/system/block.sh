#!/bin/sh
# block.sh - vm-init gives an ordinary user a block device of the host's
. "$(dirname "$0")/lib.sh"
need_command mkfs.ext4 mkswap
in_netns "$@"
private_dev

with_entry 'who = ["user:alice", "user:bob"]' \
	'devices = ["/dev/vm/{user}-*", "/dev/vm/shared"]'
install_suid

attach_disk
mkdir /dev/vm
ln -s "../${disk##*/}" /dev/vm/alice-disk
ln -s "../${disk##*/}" /dev/vm/bob-disk
ln -s "../${disk##*/}" /dev/vm/shared

# disk_vm USER NAME FILE: a VM file with FILE for its disk.
disk_vm() {
	{
		base_section q35
		disk_section "$3"
	} | make_vm "$1" "$2"
}

# owner: of the node.
owner() {
	stat -c %U:%a "$disk"
}

make_locks 61001 61002 61003
disk_vm alice web /dev/vm/alice-disk
disk_vm bob web /dev/vm/bob-disk
expect_status 1 as_user alice head -c 1 "$disk"
expect_status 0 as_user alice vm-init web
expect_out "made block device /dev/vm/alice-disk"
[ "$(owner)" = alice:600 ] || fail "the node: $(owner)"
expect_status 0 as_user alice dd if=/dev/zero of="$disk" count=1
expect_status 1 as_user bob head -c 1 "$disk"

# Again: there is nothing to do; to bob it is not given meanwhile.
host_remember
expect_status 0 as_user alice vm-init web
expect_out "kept block device /dev/vm/alice-disk"
expect_status 75 as_user bob vm-init web
expect_err "belongs to another user"
expect_status 0 as_user bob vm-init --release web
expect_out "was not given block device /dev/vm/bob-disk"
[ "$(owner)" = alice:600 ] || fail "bob took it: $(owner)"
host_unchanged

# Released, it is root's, and then bob's.
expect_status 0 as_user alice vm-init --release web
expect_out "released block device /dev/vm/alice-disk"
[ "$(owner)" = root:600 ] || fail "the node: $(owner)"
expect_status 0 as_user bob vm-init web
[ "$(owner)" = bob:600 ] || fail "the node: $(owner)"
expect_status 0 as_user bob vm-init --release web

# refused STATUS TEXT [USER]: and nothing changes.
refused() {
	host_remember
	expect_status "$1" as_user "${3:-alice}" vm-init web
	expect_err "$2"
	host_unchanged
}

# In use by the host.
mkfs.ext4 -q "$disk"
mkdir "$WORK/mounted"
mount "$disk" "$WORK/mounted"
refused 75 "the host uses block device /dev/vm/alice-disk: ${disk##*/} is mounted on"
# Seen by the kernel alone: another namespace's mount.
unshare -m sleep 60 &
sleeper=$!
wait_for 5 pgrep -P $$ sleep
umount "$WORK/mounted"
refused 75 "the host uses block device /dev/vm/alice-disk"
kill $sleeper
wait
mkswap "$disk" >/dev/null
if swapon "$disk"; then
	refused 75 "${disk##*/} is swap"
	swapoff "$disk"
fi

# Not granted; not there; no block device; a way out of /dev.
disk_vm mallory web /dev/vm/alice-disk
refused 77 "no entry of the policy applies to mallory" mallory
disk_vm alice web "$disk"
refused 77 "block device $disk is in no entry"
expect_status 0 as_user alice vm-init --release web
disk_vm alice web /dev/vm/alice-none
refused 69 "there is no block device /dev/vm/alice-none"
mknod /dev/vm/alice-null c 1 3
disk_vm alice web /dev/vm/alice-null
refused 69 "/dev/vm/alice-null is no block device"
ln -s ../../etc/passwd /dev/vm/alice-out
disk_vm alice web /dev/vm/alice-out
refused 69 "/dev/vm/alice-out is no block device"
ln -s /dev/vm/shared /dev/vm/alice-absolute
disk_vm alice web /dev/vm/alice-absolute
refused 69 "/dev/vm/alice-absolute is no block device"
ln -s alice-loop /dev/vm/alice-loop
disk_vm alice web /dev/vm/alice-loop
refused 69 "/dev/vm/alice-loop is no block device"
disk_vm alice web /dev/vm/../alice
refused 78 "is not a path that vm-init takes"

# What the caller can open as it is needs no policy, and stays as it is.
chgrp vm "$disk"
chmod 660 "$disk"
disk_vm bob web "$disk"
host_remember
expect_status 0 as_user bob vm-init web
expect_out "kept block device $disk"
expect_status 0 as_user bob vm-init --release web
host_unchanged
