#!/bin/sh
# memlock.sh - vm-init raises the limit of who asks, or refuses; vm-run asks
. "$(dirname "$0")/lib.sh"
in_netns "$@"
need_command prlimit python3

with_policy <<-'END'
	version = 1
	[[allow]]
	who = ["user:alice"]
	max-memlock = "1088M"
	[[allow]]
	who = ["user:bob"]
	interfaces = ["bob*"]
END
install_suid

# gpu_vm USER NAME MIB [LINE..]: a VM with one device.
gpu_vm() (
	owner=$1
	name=$2
	mib=$3
	shift 3
	{
		base_section q35 "$@" | sed "s/^mem = .*/mem = $mib/"
		printf '[pcie-passthrough.card]\ndev = "ffff:ff:1f.7"\n'
	} | make_vm "$owner" "$name"
)
gpu_vm alice web 64
gpu_vm alice big 65
gpu_vm bob web 64
gpu_vm mallory web 64
make_net_vm alice plain tapbridge,alice0,br0,01
make_locks 61001 61002 61003
host_remember

# asks USER STATUS COMMAND..: a shell of USER's runs that command, which ends
# like that, and then tells its own limit.
asks() {
	asker=$1
	status=$2
	shift 2
	# shellcheck disable=SC2016 # for the inner shell
	expect_status "$status" as_user "$asker" sh -c \
		'"$@"; status=$?; prlimit -l -o HARD --noheadings
		exit $status' sh "$@"
	host_unchanged
}
limit=$(prlimit -l -o HARD --noheadings)

# The policy's words.
asks alice 77 vm-init --memlock big
expect_err "big.toml:6:1: error: locking 1089M of memory is more than the"
expect_err "1088M granted to alice"
expect_out "$limit"
asks bob 77 vm-init --memlock web
expect_err "locking 1088M of memory is not granted to bob"
asks mallory 77 vm-init --memlock web
expect_err "no entry of the policy applies to mallory"

# Without a device there is nothing to ask for; and it is a verb of its own.
asks alice 0 vm-init --memlock plain
expect_out "VM plain needs no memory locked"
asks alice 64 vm-init --memlock --release web
asks alice 64 vm-init --memlock

# An explanation is about the policy, whoever asks; which says nothing of the
# device here.
expect_status 77 vm-init --explain --as-user=alice web
expect_out "1088M of locked memory"
expect_out "allowed by the entry in line 2 of the policy"

# Who asks is alice through and through: not root's shell, nor a program that is
# set-user-ID to root or to bob.
expect_status 77 as_user alice vm-init --memlock web
expect_err "the process that is to lock 1088M is not alice's through and through"
host_unchanged
for owner in root bob; do
	install -o $owner -m 4755 "$(command -v timeout)" "$WORK/bin/start"
	asks alice 77 start 20 vm-init --memlock web
	expect_err "the process that is to lock 1088M is not alice's"
	expect_out "$limit"
done

# A parent that is gone has left another in its place, or nobody.
as_user alice sh -c 'vm-init --memlock web 2>/dev/null &'
wait_for 10 no_vm_init
expect_status 0 prlimit -l -o HARD --noheadings --pid 1
expect_out "$limit"
host_unchanged

# Root of a container may not raise limits: see tests/host for one who may.
if prlimit --memlock=$((2 << 30)) true 2>/dev/null; then
	asks alice 0 vm-init --memlock web
	expect_out "granted 1088M of locked memory"
	expect_out $((1088 << 20))
else
	asks alice 69 vm-init --memlock web
	expect_err "root may not raise limits here: it lacks CAP_SYS_RESOURCE"
	expect_out "$limit"
fi

# vm-run asks for its own sake, once the device is there; this one is made of
# directories and links.
run() {
	as_user "$1" QEMU_BIN="$WORK/bin/fake-qemu" vm-run "$2"
}
expect_status 69 run alice web
expect_err "web.toml:7:7: error: this host has no PCI device ffff:ff:1f.7"
expect_status 0 as_user alice vm-run --dry-run web
expect_err "note: VFIO needs 1088M of locked memory (ulimit -l 1114112)"
mount -t tmpfs vmman-test /sys
device=/sys/bus/pci/devices/ffff:ff:1f.7
mkdir -p "$device" "$WORK/dev/vfio"
ln -s ../groups/7 "$device/iommu_group"
ln -s ../drivers/vfio-pci "$device/driver"
mknod -m 666 "$WORK/dev/null" c 1 3
install -m 666 /dev/null "$WORK/dev/vfio/7"
mount --bind "$WORK/dev" /dev
expect_status 77 run alice big
expect_err "vm-init: $WORK/home/alice/vm/big.toml:6:1: error: locking 1089M"
expect_err "big.toml:6:1: error: VFIO needs 1089M of locked memory for big, and"
expect_err "the limit is $((limit >> 10))K"
refute_out "arg "
rm "$WORK/bin/vm-init"
expect_status 69 run alice web
expect_err "running $WORK/bin/vm-init: No such file or directory"
refute_out "arg "
