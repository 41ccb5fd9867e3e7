#!/bin/sh
# build-image.sh - make the test host's kernel and the fixed part of its root
#
#	tests/host/build-image.sh
#
# Prints the directory that holds them, vmlinux and base.cpio, under
# build/host/; it is named for a hash of all that goes in and made only if that
# is new.  Needs no root: nothing is installed, packages that this machine lacks
# are fetched and unpacked.
set -eu
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"

need_command apt-cache apt-get dpkg-deb xz cpio ldd flock sha256sum \
	qemu-system-x86_64 busybox ip strace

cache=$SOURCE_DIR/build/host

# What is copied from this machine, with the libraries it needs.  Those of
# busybox that start other programs prefer its own ip and setpriv to the real
# ones, hence some more.
programs="busybox dash env timeout setsid xargs ip setpriv prlimit unshare strace
mke2fs qemu-system-x86_64"

# What QEMU opens by name; without the first it says so, without a ROM it may
# just hang.
qemu_files="
/usr/lib/x86_64-linux-gnu/qemu/accel-tcg-x86_64.so
/usr/lib/x86_64-linux-gnu/qemu/hw-usb-host.so
/usr/share/qemu/kvmvapic.bin
/usr/share/qemu/linuxboot_dma.bin
/usr/share/qemu/multiboot_dma.bin
/usr/share/seabios/bios-256k.bin
/usr/share/seabios/bios.bin
/usr/lib/ipxe/qemu/efi-e1000.rom
/usr/lib/ipxe/qemu/efi-e1000e.rom
/usr/lib/ipxe/qemu/efi-virtio.rom"

# The kernel's modules: those of the machine's devices, and those that the
# programs and their tests ask for.
modules="virtio_pci virtio_net e1000 e1000e nvme xhci_pci usbhid
usb-storage sd_mod ext4 crc32c_generic vfio-pci vfio_iommu_type1 tun macvtap bridge veth dummy 8021q
bonding vhost_net"

# The newest kernel's name changes with each security update.
kernel_package() {
	apt-cache depends linux-image-amd64 |
		sed -n 's/^ *Depends: \(linux-image-[0-9][^ ]*\)$/\1/p' | head -n 1
}

# The packages' files and their hashes, by the word of apt's signed lists.
packages_list() {
	# shellcheck disable=SC2086 # words
	apt-get download --print-uris $packages |
		awk 'NF == 4 { sub("SHA256:", "", $4); print $4 "  " $2 }'
}

host_files() {
	for program in $programs; do
		command -v "$program"
	done
	# shellcheck disable=SC2086 # words
	printf '%s\n' $qemu_files
}

# The hash of all that goes into the image.
inputs_hash() {
	{
		cat "$0"
		echo "$debs"
		host_files | with_libraries | xargs sha256sum
	} | sha256sum | cut -c 1-16
}

# The files named on stdin, and the libraries that the dynamic ones among them
# need.
with_libraries() {
	while read -r file; do
		echo "$file"
		libraries=$(ldd "$file" 2>/dev/null) || continue
		case $libraries in
		*"not found"*) fail "$file: $libraries" ;;
		esac
		echo "$libraries" | sed -n -E 's/.*[[:space:]](\/[^ ]+) \(0x.*/\1/p'
	done | sort -u
}

# Fetch and unpack the packages to $tmp/packages.
fetch_packages() {
	mkdir -p "$cache/debs"
	# shellcheck disable=SC2086 # words
	(
		cd "$cache/debs"
		echo "$debs" | sha256sum --status -c 2>/dev/null ||
			apt-get -q -o APT::Sandbox::User=root download \
				$packages >&2
		echo "$debs" | sha256sum --status -c
		echo "$debs" | while read -r _ deb; do
			dpkg-deb -x "$deb" "$tmp/packages"
		done
	)
	kmod=$tmp/packages/bin/kmod
	LD_LIBRARY_PATH=$tmp/packages/usr/lib/x86_64-linux-gnu:$tmp/packages/lib/x86_64-linux-gnu
}

# A vmlinux boots through PVH at once; to decompress it under TCG would take
# seconds at each boot.
extract_vmlinux() {
	image=$tmp/packages/boot/vmlinuz-$release
	offset=$(LC_ALL=C grep -abo -P -m 1 '\xfd7zXZ\x00' "$image" |
		head -n 1 | cut -d : -f 1)
	[ -n "$offset" ] || fail "no XZ stream in $image"
	tail -c "+$((offset + 1))" "$image" |
		xz -dc --single-stream >"$tmp/vmlinux"
}

# Copy to the root directory $1 the files named on stdin, under the merged /usr.
copy_files() {
	while read -r file; do
		target=$1/usr${file#/usr}
		mkdir -p "${target%/*}"
		cp -L "$file" "$target"
	done
}

# $kmod is one program under many names.
as_kmod() {
	name=$1
	shift
	ln -sf "$kmod" "$tmp/$name"
	LD_LIBRARY_PATH=$LD_LIBRARY_PATH "$tmp/$name" "$@"
}

copy_modules() {
	all=$tmp/packages/lib/modules/$release
	ours=$1/usr/lib/modules/$release
	mkdir -p "$ours"
	cp "$all/modules.order" "$all/modules.builtin" \
		"$all/modules.builtin.modinfo" "$ours"
	as_kmod depmod -b "$tmp/packages" "$release"
	# shellcheck disable=SC2086 # words
	as_kmod modprobe -d "$tmp/packages" -S "$release" --show-depends \
		-a $modules >"$tmp/needed"
	sed -n "s|^insmod $all/\([^ ]*\).*|\1|p" "$tmp/needed" | sort -u |
		(cd "$all" && xargs cp --parents -t "$ours")
	as_kmod depmod -b "$1/usr" "$release"
}

# udev as Debian ships it, without the names of the world's hardware.
copy_udev() {
	mkdir -p "$1/usr/bin" "$1/usr/lib/systemd" "$1/etc/udev"
	cp -a "$tmp/packages/lib/udev" "$1/usr/lib/udev"
	rm -r "$1/usr/lib/udev/hwdb.d"
	cp -a "$tmp/packages/lib/systemd/network" "$1/usr/lib/systemd"
	cp -a "$tmp/packages/etc/udev/." "$1/etc/udev"
	cp "$tmp/packages/bin/udevadm" "$kmod" "$1/usr/bin"
	for name in modprobe depmod lsmod rmmod insmod; do
		ln -s kmod "$1/usr/bin/$name"
	done
	ln -s ../../bin/udevadm "$1/usr/lib/systemd/systemd-udevd"
	find "$tmp/packages/bin" "$tmp/packages/lib/udev" -type f -perm -u+x |
		LD_LIBRARY_PATH=$LD_LIBRARY_PATH with_libraries |
		grep -v "^$tmp" | copy_files "$1"
	find "$tmp/packages" -name 'libkmod.so.*' \
		-exec cp -a -t "$1/usr/lib/x86_64-linux-gnu" {} +
}

make_root() {
	mkdir -p "$1/dev" "$1/proc" "$1/sys" "$1/run" "$1/tmp" "$1/etc" \
		"$1/root" "$1/home" "$1/var" "$1/usr/bin" "$1/usr/lib" \
		"$1/usr/lib64"
	for dir in bin lib lib64; do
		ln -s "usr/$dir" "$1/$dir"
	done
	ln -s usr/bin "$1/sbin"
	ln -s bin "$1/usr/sbin"
	ln -s ../run "$1/var/run"
	host_files | with_libraries | copy_files "$1"
	copy_modules "$1"
	copy_udev "$1"
	ln -s dash "$1/usr/bin/sh"
	# The real programs win over their namesakes in busybox.
	busybox --list | while read -r applet; do
		[ -e "$1/usr/bin/$applet" ] ||
			ln -s busybox "$1/usr/bin/$applet"
	done
}

build() {
	tmp=$(mktemp -d "$cache/tmp.XXXXXX")
	trap 'rm -rf "$tmp"' EXIT
	release=${kernel#linux-image-}
	fetch_packages
	extract_vmlinux
	make_root "$tmp/root"
	(cd "$tmp/root" && find . | LC_ALL=C sort |
		cpio -o -H newc -R 0:0 --quiet) >"$tmp/base.cpio"
	rm -rf "$tmp/root" "$tmp/packages" "$cache"/image-*
	mkdir "$image_dir.new"
	mv "$tmp/vmlinux" "$tmp/base.cpio" "$image_dir.new"
	mv "$image_dir.new" "$image_dir"
}

kernel=$(kernel_package)
[ -n "$kernel" ] || skip "apt knows no linux-image-amd64 (apt-get update?)"
packages="$kernel udev kmod libkmod2"
debs=$(packages_list)
mkdir -p "$cache"
exec 9>"$cache/lock"
flock 9
image_dir=$cache/image-$(inputs_hash)
[ -d "$image_dir" ] || build
echo "$image_dir"
