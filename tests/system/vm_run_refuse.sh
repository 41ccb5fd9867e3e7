#!/bin/sh
# vm_run_refuse.sh - what vm-run refuses before it becomes QEMU, and its words
. "$(dirname "$0")/lib.sh"
in_netns "$@"

export QEMU_BIN="$WORK/bin/fake-qemu"
run() {
	user=$1
	shift
	as_user "$user" QEMU_BIN="$QEMU_BIN" vm-run "$@"
}

base_section q35 | make_vm alice web
expect_status 0 run alice web
expect_out "arg guest=web"

# Whose rights?
expect_status 77 env HOME="$WORK/home/alice" vm-run web
expect_err "QEMU would run as root"
expect_err "hint: run it as the user whose VM it is"
install -o root -g root -m 4755 "$BUILD_DIR/bin/vm-run" "$WORK/bin/suid-run"
expect_status 77 as_user alice suid-run web
expect_err "vm-run has more rights than its caller"
rm "$WORK/bin/suid-run"

# Whose file?  What alice may read is no secret from her; what she may not, is.
cp "$WORK/home/alice/vm/web.toml" "$WORK/home/bob/vm/web.toml"
chown bob:bob "$WORK/home/bob/vm/web.toml"
expect_status 66 as_user alice VMCONF_DIR="$WORK/home/bob/vm" vm-run web
expect_err "there is no VM web in $WORK/home/bob/vm"
mv "$WORK/err" "$WORK/err.present"
expect_status 66 as_user alice VMCONF_DIR="$WORK/home/bob/vm" vm-run wex
sed 's/wex/web/g' "$WORK/err" | diff -u "$WORK/err.present" - ||
	fail "it tells what is there"
chmod 755 "$WORK/home/bob" "$WORK/home/bob/vm"
chmod 644 "$WORK/home/bob/vm/web.toml"
expect_status 77 as_user alice VMCONF_DIR="$WORK/home/bob/vm" vm-run web
expect_err "web.toml belongs to user 61002, not to you (61001)"
ln -s /proc/self/cwd "$WORK/home/alice/magic"
cd "$WORK/home/alice/vm"
expect_status 66 as_user alice VMCONF_DIR="$WORK/home/alice/magic" vm-run web
cd /

# Which QEMU?
QEMU_BIN=fake-qemu
expect_status 78 run alice web
expect_err "QEMU_BIN is fake-qemu, but has to begin with a slash"
QEMU_BIN=$WORK/bin/no-qemu
expect_status 69 run alice web
expect_err "there is no program $QEMU_BIN"
expect_err "install QEMU"
for mode in 775 757; do
	QEMU_BIN=$WORK/bin/open-qemu
	install -m $mode "$WORK/bin/fake-qemu" "$QEMU_BIN"
	expect_status 77 run alice web
	expect_err "can be written by others (mode 0$mode)"
done
QEMU_BIN=$WORK/bin/bobs-qemu
install -o bob -m 755 "$WORK/bin/fake-qemu" "$QEMU_BIN"
expect_status 77 run alice web
expect_err "belongs to user 61002, neither to root nor to you"
QEMU_BIN=$WORK/bin/fake-qemu

# Which directory for the sockets?
chmod 755 "$WORK/home/alice/run"
expect_status 77 run alice web
expect_err "$WORK/home/alice/run is no place for a VM's sockets: others may enter"
chmod 700 "$WORK/home/alice/run"
mount -t tmpfs -o mode=1777 vmman-test /tmp
mkdir -m 777 /tmp/vmman-61001 # mallory was first
chown mallory /tmp/vmman-61001
expect_status 77 as_user alice XDG_RUNTIME_DIR= QEMU_BIN="$QEMU_BIN" vm-run web
expect_err "/tmp/vmman-61001 is no place for a VM's sockets: it belongs to another"
expect_err "hint: set XDG_RUNTIME_DIR"
rmdir /tmp/vmman-61001
expect_status 0 as_user alice XDG_RUNTIME_DIR= QEMU_BIN="$QEMU_BIN" vm-run web
expect_out "path=/tmp/vmman-61001/web/qmp.sock"
[ "$(stat -c '%a %U' /tmp/vmman-61001/web)" = "700 alice" ] ||
	fail "the run directory is not private"

# Without KVM, unless TCG would do.
mknod -m 600 "$WORK/kvm" c 10 232
if [ -e /dev/kvm ]; then
	mount --bind "$WORK/kvm" /dev/kvm
fi
base_section q35 | sed 's/"tcg"/"kvm"/' | make_vm alice kvm
expect_status 69 run alice kvm
expect_err "kvm.toml:5:9: error: "
expect_err "/dev/kvm"
expect_err 'accel = "tcg" is slow, but works'
sed -i 's/"kvm"/["kvm", "tcg"]/' "$WORK/home/alice/vm/kvm.toml"
expect_status 0 run alice kvm
expect_status 0 run alice --dry-run kvm

# Images and other files, each told at its line.
{
	base_section q35
	printf '[storage.a]\ndriver = "virtio"\nfile = "%s"\n' "$WORK/disk.img"
} | make_vm alice disk
expect_status 78 run alice disk
expect_err "disk.toml:8:8: error: there is no file $WORK/disk.img"
truncate -s 1M "$WORK/disk.img"
chmod 644 "$WORK/disk.img"
expect_status 77 run alice disk
expect_err "disk.toml:8:8: error: you may not open $WORK/disk.img"
chown alice "$WORK/disk.img"
expect_status 0 run alice disk
expect_status 0 run alice --dry-run disk
base_section q35 "kernel = \"$WORK/vmlinuz\"" 'initrd = "/"' |
	make_vm alice files
expect_status 78 run alice files
expect_err "files.toml:6:10: error: there is no file $WORK/vmlinuz"
: >"$WORK/vmlinuz"
expect_status 78 run alice files
expect_err "files.toml:7:10: error: / is a directory"
base_section q35 "mempath = \"$WORK/home/alice\"" | make_vm alice pages
expect_status 69 run alice pages
expect_err "pages.toml:6:11: error: $WORK/home/alice is no directory of a hugetlbfs"

# A file system without O_DIRECT: defaults give way, words do not.
mkdir "$WORK/ramfs"
mount -t ramfs -o mode=755 vmman-test "$WORK/ramfs"
install -o alice -m 600 "$WORK/disk.img" "$WORK/ramfs/disk.img"
sed -i "s,$WORK/disk,$WORK/ramfs/disk," "$WORK/home/alice/vm/disk.toml"
expect_status 0 run alice disk
expect_out "cache.direct=off,file.driver=file,file.aio=threads"
expect_err "note: $WORK/ramfs/disk.img: its file system has no O_DIRECT"
expect_status 0 run alice --quiet disk
refute_err note
echo 'cache = "none"' >>"$WORK/home/alice/vm/disk.toml"
expect_status 69 run alice disk
expect_err 'disk.toml:9:9: error: the file system of the image has no O_DIRECT'

# Interfaces that vm-init has not made, or not for alice.
make_net_vm alice net tapbridge,alice0,br0,01
expect_status 69 run alice net
expect_err "net.toml:7:13: error: there is no tap alice0"
expect_err "hint: run vm-init net first"
ip tuntap add alice0 mode tap user bob
expect_status 77 run alice net
expect_err "the tap alice0 belongs to user 61002, not to you"
ip link delete alice0
ip tuntap add alice0 mode tap user alice
expect_status 0 run alice net
expect_out "ifname=alice0,script=no,downscript=no"
sed -i 's/tapbridge/macvtap/; s/bridge = "br0"/host-interface = "eno3"/' \
	"$WORK/home/alice/vm/net.toml"
expect_status 69 run alice net
expect_err "net.toml:7:13: error: there is no macvtap alice0"
