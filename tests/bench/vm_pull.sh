#!/bin/sh
# How long vm-pull takes, and how much disk, beside others:
#
#	sudo tests/bench/vm_pull.sh [ROUNDS]
#
# Best with a release build: BUILD_DIR=build/release sudo -E tests/bench/vm_pull.sh
# A disk of 2 GiB with some 550 MiB of /usr on it, as a VirtualBox box and as one
# for libvirt, from nginx on this host, over https: by vm-pull; by the commands of
# the program that it replaces (curl, tar, qemu-img); and by Debian's `vagrant box
# add' (which makes no raw disk), if the package vagrant is installed.  In turn,
# ROUNDS (5) times; what counts are ratios of medians.  Needs 6 GiB in BENCH_DIR
# (/var/tmp), which should be no tmpfs.
. "$(dirname "$0")/../system/lib.sh"
# shellcheck source=../system/pull_lib.sh
. "$(dirname "$0")/../system/pull_lib.sh"
in_netns "$@"
need_command mkfs.ext4 qemu-img bsdtar curl python3

bench=$(mktemp -d "${BENCH_DIR:-/var/tmp}/vm-pull-bench.XXXXXX")
trap 'rm -rf "$bench"' EXIT
SITE=$bench/site
CONTENT_BYTES=$((553 << 20))
DISK_KIB=$((2 << 20))

fill() {
	mkdir "$bench/content"
	find /usr/bin /usr/lib /usr/share -xdev -type f -size -32M \
		-printf '%s %p\n' 2>/dev/null | sort -k 2 |
		awk -v left=$CONTENT_BYTES '(left -= $1) > 0 {
			sub("[0-9]* ", ""); print }' >"$bench/list"
	tar -C / -cf - --no-recursion -T "$bench/list" 2>/dev/null |
		tar -C "$bench/content" -xf -
}

# pack PROVIDER FILE: the box $SITE/PROVIDER.box, of this disk.
pack() {
	mv "$2" "$bench/pack/"
	printf '{"provider":"%s","format":"qcow2","virtual_size":2}\n' "$1" \
		>"$bench/pack/metadata.json"
	(cd "$bench/pack" && bsdtar -czf "$SITE/$1.box" ./*)
	rm "$bench/pack"/*
	publish "bench/$1" "$(release 1.0 "$(offer "$1" "$1.box")")"
	publish "limited/$1" "$(release 1.0 "$(offer "$1" "$1.box" |
		sed 's,files.test/,files.test/limited/,')")"
}

mkdir -p "$SITE" "$bench/pack"
chmod 755 "$bench"
start_registry <<END
location /limited/ { alias $SITE/; limit_rate 117440512; }
END
echo "making the boxes .."
fill
truncate -s "${DISK_KIB}K" "$bench/disk"
mkfs.ext4 -q -F -d "$bench/content" -E offset=1048576 "$bench/disk" \
	$((DISK_KIB - 1024))K
rm -rf "$bench/content"
qemu-img convert -O vmdk -o subformat=streamOptimized "$bench/disk" \
	"$bench/box-disk001.vmdk"
cat >"$bench/pack/box.ovf" <<-'END'
	<Envelope xmlns="http://schemas.dmtf.org/ovf/envelope/1"
	  xmlns:ovf="http://schemas.dmtf.org/ovf/envelope/1"><References>
	<File ovf:href="box-disk001.vmdk" ovf:id="f"/></References><DiskSection>
	<Disk ovf:diskId="d" ovf:fileRef="f"/></DiskSection></Envelope>
END
pack virtualbox "$bench/box-disk001.vmdk"
qemu-img convert -O qcow2 "$bench/disk" "$bench/box.img"
pack libvirt "$bench/box.img"
python3 "$SOURCE_DIR/tests/bench/vm_pull.py" "$bench" "${1:-5}"
