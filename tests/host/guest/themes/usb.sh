# shellcheck shell=sh
# usb.sh - an ordinary user gets a USB device of the host
# shellcheck source=../lib.sh
. /lib.sh

usb_vm() {
	small_vm "$1" web '[usb-passthrough.tablet]' "dev = \"$2\""
}

port=$(usb_port_of 0627)
node=$(usb_node_of "$port")
before=$(owner_of "$node")

usb_vm alice 0627:0001
usb_vm bob "$port"
refuse "before vm-init, vm-run says what is missing" 77 "run vm-init web first" \
	as alice vm-run web
check "alice gets the tablet by its id" as alice vm-init web
same "its node is hers" "alice:${before#*:}" "$(owner_of "$node")"
refuse "bob does not get it as well" 75 "belongs to another user" \
	as bob vm-init web
check "bob's release leaves it" as bob vm-init --release web
same "it is alice's still" "alice:${before#*:}" "$(owner_of "$node")"

check "alice can open it" as alice sh -c "exec 3<>$node"
refuse "bob cannot" 2 "Permission denied" as bob sh -c "exec 3<>$node"
as_exec alice vm-run web </dev/null >"$WORK/run" 2>&1 &
vm_soon "alice's QEMU has it open" has_open "$node"
refuse "while the VM runs it is not released" 75 "is running" \
	as alice vm-init --release web
as alice vm-stop --force web >"$WORK/out" 2>&1
wait
check "alice gives it back" as alice vm-init --release web
same "its node is root's" "$before" "$(owner_of "$node")"

check "bob gets it by its port" as bob vm-init web
same "its node is his" "bob:${before#*:}" "$(owner_of "$node")"
check "bob gives it back" as bob vm-init --release web

# What is not granted, not there, or a hub.
usb_vm mallory 0627:0001
refuse "mallory gets nothing" 77 "no entry of the policy" as mallory vm-init web
usb_vm bob usb1 2>/dev/null
refuse "a port has a number" 78 "is not a USB device" as bob vm-init web
usb_vm bob 1d6b:0002
refuse "bob gets no hub" 77 "in no entry" as bob vm-init web
usb_vm alice 1d6b:0002
refuse "nor does alice, to whom the policy grants one" 69 "hub" \
	as alice vm-init web
usb_vm alice 9-9
refuse "nor what is not there" 69 "there is no USB device 9-9" \
	as alice vm-init web
same "the node is as it was" "$before" "$(owner_of "$node")"

# A disk that the host uses, in whichever mount namespace.
disk_of() (
	cd "/sys/bus/usb/devices/$1" || return
	for block in ./*/host*/target*/*/block/*; do
		[ ! -d "$block" ] || echo "/dev/${block##*/}"
	done
)
stick=$(disk_of "$(usb_port_of 46f4)")
mke2fs -q -F -t ext4 "$stick"
mkdir "$WORK/stick"
usb_vm alice 46f4:0001
mount -t ext4 "$stick" "$WORK/stick"
refuse "no disk that is mounted" 75 \
	"46f4:0001: ${stick#/dev/} is mounted on $WORK/stick" \
	as alice vm-init web
umount "$WORK/stick"
unshare -m sh -c "mount -t ext4 $stick $WORK/stick && exec sleep 60" &
elsewhere=$!
wait_for 5 grep -q "$stick" /proc/$elsewhere/mounts
refuse "nor one that is, where it cannot be seen" 75 \
	"${stick#/dev/} cannot be had alone" as alice vm-init web
kill $elsewhere
wait $elsewhere
mkswap "$stick" >/dev/null
if swapon "$stick"; then
	refuse "nor one that is swap" 75 "${stick#/dev/} is swap" \
		as alice vm-init web
	swapoff "$stick"
fi
check "else she gets it" as alice vm-init web
check "and gives it back" as alice vm-init --release web
dd if=/dev/zero of="$stick" bs=4096 count=1 2>/dev/null

rm -r /home/*/vm/web.toml /run/user/*/vmman
