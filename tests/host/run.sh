#!/bin/sh
# run.sh - boot the test host and run themes in it
#
#	tests/host/run.sh [THEME..]	these themes, or all
#	tests/host/run.sh --boot	all, but judge only that the machine ran to
#		[THEME..]		its end; report.sh judges the themes
#	tests/host/run.sh --shell	a shell as root in it; its end is the end
#
# Needs no root and touches nothing of this machine.  BUILD_DIR says which build
# to test (default: build/release), TURN which of the four turns of the sweeps
# (0 to 3).  Keeps what was printed in BUILD_DIR/tests/host/$HOST_RUN (default:
# run): log (the themes), console (the kernel), qemu.
set -eu
host=$(cd "$(dirname "$0")" && pwd)
BUILD_DIR=${BUILD_DIR:-$host/../../build/release}
# shellcheck source=../lib.sh
. "$host/../lib.sh"

DEADLINE=1200 # seconds, for all; a quiet machine needs a fraction
logs=$BUILD_DIR/tests/host/${HOST_RUN:-run}

# What changes with each build, to be unpacked over the fixed part: the tree
# guest/, our programs and the microguest.
make_initrd() {
	root=$logs/root
	rm -rf "$root"
	mkdir -p "$root/usr/share"
	cp -R "$host/guest/." "$root"
	mkdir -p "$root/usr/bin"
	copy_programs "$root/usr/bin"
	cp "$BUILD_DIR/tests/microguest/microguest.elf" "$root/usr/share"
	cp "$image/base.cpio" "$logs/initrd"
	(cd "$root" && find . | cpio -o -H newc -R 0:0 --quiet) >>"$logs/initrd"
}

# The machine.  A private network (hub 1) joins the card and a virtio card,
# which is the host's way to what the card's guest says.
#
# What QEMU's translator is slow at: a second processor doubles the time that is
# needed; programs at random addresses, translated again for each, triple it; and
# by erms the kernel copies and clears pages byte by byte.
boot() {
	rm -f "$logs/disk" "$logs/stick"
	truncate -s 64M "$logs/disk" "$logs/stick"
	timeout --foreground --kill-after=5 "$1" qemu-system-x86_64 \
		-machine q35 -accel tcg,thread=multi -cpu max,erms=off -m 1024 \
		-nodefaults -display none -no-reboot \
		-kernel "$image/vmlinux" -initrd "$logs/initrd" \
		-append "console=ttyS0 intel_iommu=on panic=-1 quiet norandmaps \
usb_storage.delay_use=0 themes=$2 turn=${TURN:-0}" \
		-serial "file:$logs/console" \
		-chardev stdio,id=stdio,signal=off -serial chardev:stdio \
		-device intel-iommu,intremap=on \
		-device pcie-root-port,id=rp1,chassis=1,slot=1,addr=3.0 \
		-netdev hubport,id=card,hubid=1 \
		-device e1000e,netdev=card,bus=rp1,mac=52:54:00:00:01:01 \
		-device e1000,addr=5.0,multifunction=on -device e1000,addr=5.1 \
		-device pcie-root-port,id=rp2,chassis=2,slot=2,addr=6.0 \
		-drive "if=none,id=disk,file=$logs/disk,format=raw" \
		-device nvme,drive=disk,serial=disk,bus=rp2 \
		-device qemu-xhci,addr=7.0 -device usb-tablet \
		-drive "if=none,id=stick,file=$logs/stick,format=raw" \
		-device usb-storage,drive=stick \
		-netdev hubport,id=host,hubid=1 \
		-device virtio-net-pci,netdev=host,addr=8.0,mac=52:54:00:00:00:08 \
		2>"$logs/qemu"
}

# themes [THEME..]: these, or all, with commas.
themes() {
	if [ $# -gt 0 ]; then
		printf '%s\n' "$@"
	else
		(cd "$host/guest/themes" && ls ./*.sh) |
			sed 's|^./\(.*\)\.sh$|\1|'
	fi | paste -s -d ,
}

# Boot, run the themes $1 (with commas), and show what they say.
run() {
	boot "$DEADLINE" "$1" </dev/null | tee "$logs/log" || true
	if ! grep -q '^== end' "$logs/log"; then
		tail -n 20 "$logs/console" "$logs/qemu" >&2
		fail "the test host did not come to its end in $DEADLINE s"
	fi
}

need_command qemu-system-x86_64 cpio timeout truncate
mkdir -p "$logs"
image=$("$host/build-image.sh")
make_initrd
case ${1:-} in
--shell)
	boot 0 shell
	;;
--boot)
	shift
	run "$(themes "$@")"
	;;
*)
	run "$(themes "$@")"
	status=0
	for theme in $(themes "$@" | tr , ' '); do
		"$host/report.sh" --quiet "$theme" || status=1
	done
	exit "$status"
	;;
esac
