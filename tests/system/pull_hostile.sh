#!/bin/sh
# pull_hostile.sh - vm-pull and boxes that mean harm
#
# Each line below is one box of pull_box.py, the exit status, what is said of it,
# and what of security.md's catalogue or pull.md's table it is.  All of them would
# read, or write to, a file of the host's, or take its memory, disk or time.
. "$(dirname "$0")/lib.sh"
# shellcheck source=pull_lib.sh
. "$(dirname "$0")/pull_lib.sh"
in_netns "$@"

# Where looking at a file is seen.
mkdir "$WORK/canary"
mount -t tmpfs -o strictatime vmman-canary "$WORK/canary"
make_boxes --all
start_registry </dev/null

cat >"$WORK/table" <<'END'
virtualbox|0||control
virtualbox-vmware|0||other prefixes, entities, a footer, a Vagrantfile
two-disks|0||control
libvirt|0||control, xz
libvirt-2|0||control, zstd
compressed|0||control
compressed-late|0||control
plain-tar|0||control
bzip2|0||control
old-tar|0||control
gzip-members|0||K14 several members are one file
vmware|0||control
hyperv|0||control
vhd|0||control
sparse|0||as bsdtar packs holes
strange-modes|0||K12 modes, owners, attributes
symlink|65|box-disk001.vmdk in the box is no regular file|K09
hardlink|65|box-disk001.vmdk in the box is no regular file|K09
hardlink-data|65|box.img in the box is no regular file|K09 CVE-2016-5418
symlink-then-file|0||K09 neither is made
fifo|65|box-disk001.vmdk in the box is no regular file|K12
character-device|65|box-disk001.vmdk in the box is no regular file|K12
block-device|65|box-disk001.vmdk in the box is no regular file|K12
member-above|65|names a file "../../above.img"|K09
member-inner-dots|65|names a file "a/../../above.img"|K09
member-absolute|65|names a file "/|K09
member-backslash|65|names a file "..\above.img"|K09
member-newline|65|names a file "a\x0ab.img"|K11
member-escape|65|names a file "\x1b]0;a\x07.img"|K28
member-long|65|names a file "aaaa|K11
member-twice|65|has two files box.img|K11
member-case-twin|65|has two files BOX.IMG|K11
papers-twice|65|has two files metadata.json|K11
many-members|65|more than 10000 files|K11
hundred-disks|65|more than 16 disks|K15
no-disk|65|holds no disk that is known|
empty-archive|65|holds no disk that is known|
empty-file|65|cannot be unpacked|
empty-disk|65|has 0 bytes|
odd-disk|65|not made of whole sectors|
sparse-backwards|65|out-of-order|
sparse-overlapping|65|out-of-order|
sparse-beyond|65|out-of-order|
sparse-huge|65|larger than 67108864 bytes|
sparse-negative|65|cannot be unpacked|
sparse-long-map|0||nothing in it
bomb|65|larger than 67108864 bytes|K13
bomb-image|65|the image is larger than 67108864 bytes|K13
bomb-vmdk|65|the images are larger than 134217728 bytes|K13 xz, a table without end
twice-xz|65|cannot be unpacked|K13 an inner one that passes over petabytes
twice-gzip-xz|65|cannot be unpacked|K13
twice-xz-gzip|65|cannot be unpacked|K13
zip|65|cannot be unpacked|K10
7zip|65|cannot be unpacked|K10
iso9660|65|holds no disk that is known|K10
cpio|65|cannot be unpacked|K10
xar|65|cannot be unpacked|K10
ar|65|cannot be unpacked|K10
mtree|65|cannot be unpacked|K10
mtree-in-gzip|65|cannot be unpacked|K10
uuencode|65|cannot be unpacked|K10
lrzip|65|cannot be unpacked|K10
lzop|65|cannot be unpacked|K10
grzip|65|cannot be unpacked|K10
compress|65|cannot be unpacked|K10
lz4|65|cannot be unpacked|K10
rar|65|cannot be unpacked|K10
cabinet|65|cannot be unpacked|K10
warc|65|cannot be unpacked|K10
html|65|cannot be unpacked|
gzip-cut|65|the compressed data end too early|K14
gzip-flipped|65|the compressed data are damaged|K14
gzip-garbage|65|something follows the compressed data|K14
tar-cut|65|Truncated tar archive|K14
tar-damaged|65|cannot be unpacked|
href-above|65|names a file "../../canary/secret"|K17 V5
href-absolute|65|names a file "/|K17 V5
href-shell|65|has no disk x.vmdk; id > PWNED; true|V1
href-dollar|65|has no disk $(id > PWNED).vmdk|V1
href-option|65|has no disk -rf|K27
href-json|65|has no disk json:|K27
href-nbd|65|has no disk nbd:|K27
href-colon|65|has no disk a:b|K27
href-missing|65|has no disk other.vmdk|K17
href-ovf|65|has no disk box.ovf|K17
href-directory|65|has no disk box-disk001.vmdk|K17
href-twice|65|for the second time|
href-escape|65|invalid character|K28
href-c1|65|has no disk|K28
ovf-empty|65|names no disk|K15
ovf-hundred|65|names too many files|K15
ovf-doctype|65|it has a DOCTYPE|K16
ovf-bomb|65|it has a DOCTYPE|K16
ovf-entity|65|it has a DOCTYPE|K16
ovf-large|65|papers of more than 1048576 bytes|K15
ovf-deep|65|nested too deeply|K15
ovf-torn|65|box.ovf: line 1: unclosed token|
ovf-binary|65|box.ovf: line 1: not well-formed|
ovf-utf16|65|names a file "../../canary/secret"|K15
json-none|65|metadata.json is no JSON|
json-array|65|metadata.json is no JSON object|
json-deep|65|metadata.json is no JSON|K07
json-twice|65|metadata.json is no JSON|K07
json-large|65|papers of more than 1048576 bytes|
json-above|65|names a file "../../canary/secret"|
json-absolute|65|names a file "/|
json-missing|65|has no disk x.img|
json-number|65|path is no string|
json-lies|65|said to be raw, but begins as qcow2|K19
qcow2-backing|65|it has a backing file|K19
qcow2-backing-json|65|it has a backing file|K19
qcow2-backing-format|65|it has a backing file|K19
qcow2-data-file|65|its data are in another file|K19 CVE-2024-32498
qcow2-data-file-json|65|its data are in another file|K19 CVE-2024-4467
qcow2-data-file-unmarked|65|its data are in another file|K19
qcow2-encrypted|65|it is encrypted|K19
qcow2-luks-extension|65|it is encrypted|K19
qcow2-unknown-extension|65|extension that is not known|
qcow2-long-extension|65|longer than their room|
qcow2-version-1|65|its version is not 2 or 3|
qcow2-version-4|65|its version is not 2 or 3|
qcow2-corrupt|65|marked as corrupt|
qcow2-bit-4|65|features that are not known|
qcow2-bit-63|65|features that are not known|
qcow2-size-0|65|has 0 bytes|
qcow2-size-odd|65|not made of whole sectors|
qcow2-size-60t|65|has 65970697666560 bytes|K20
qcow2-size-2e63|65|has 9223372036854775808 bytes|K20
qcow2-clusters-8|65|clusters have no valid size|
qcow2-clusters-30|65|clusters have no valid size|
qcow2-l1-outside|65|a table lies outside|
qcow2-l1-short|65|L1 table has no valid size|
qcow2-l1-long|65|L1 table has no valid size|
qcow2-refcounts-outside|65|a table lies outside|
qcow2-snapshots|65|it has snapshots|
qcow2-header-long|65|header has no valid length|
qcow2-cut|65|ends too early|
qcow2-head-alone|65|a table lies outside|
qcow2-l2-outside|0||behind its end it is nought
vmdk-flat-absolute|65|said to be vmdk, but begins as raw|K18 V5
vmdk-flat-above|65|said to be vmdk, but begins as raw|K18 V5
vmdk-flat-qcow2-name|65|said to be qcow2, but begins as raw|K18
vmdk-flat-as-img|0||K18 a disk of text, which nobody follows
vmdk-extent-absolute|65|its extent is another file|K18
vmdk-extent-flat|65|its extent is not a sparse one|K18
vmdk-two-extents|65|it has several extents|K18
vmdk-parent|65|it has a parent|K18
vmdk-parent-name|65|its descriptor says "parentFileNameHint=|K18
vmdk-sparse-parent|65|it has a parent|K18
vmdk-split|65|its createType does not fit|
vmdk-unknown-line|65|its descriptor says "changeTrackPath=x"|
vmdk-no-descriptor|65|its descriptor is not complete|
vmdk-descriptor-full|0||no nought at its end
vmdk-descriptor-far|65|its descriptor is not where it belongs|
vmdk-descriptor-huge|65|its descriptor is not where it belongs|
vmdk-overhead-huge|65|ends too early|
vmdk-grain-0|65|no size that is in use|
vmdk-grain-1|65|no size that is in use|
vmdk-grain-100|65|no size that is in use|
vmdk-grain-2e40|65|no size that is in use|
vmdk-size-0|65|has 0 sectors|
vmdk-size-60t|65|has 128849018880 sectors|K20
vmdk-size-2e63|65|has 9223372036854775808 sectors|K20
vmdk-version-9|65|its version is not 1, 2 or 3|
vmdk-flags|65|flags that are not known|
vmdk-no-markers|65|compression is not known|
vmdk-footer|65|footer does not agree|
vmdk-footer-empty|65|footer does not agree|
vmdk-no-end|65|ends too early|
vmdk-cut|65|ends too early|
vmdk-header-alone|65|ends too early|
vmdk-magic-alone|65|ends too early|
grain-beyond|65|a grain lies beside the disk|
grain-crooked|65|a grain lies beside the disk|
grain-wrapped|65|a grain lies beside the disk|
grain-twice|65|a grain is there twice|
grain-short|65|cannot be decompressed|
grain-long|65|cannot be decompressed|
grain-flipped|65|cannot be decompressed|
grain-bomb|65|a grain is too large|K13
grain-noise|65|cannot be decompressed|
grain-huge|65|a grain is too large|
marker-unknown|65|marker that is not known|
marker-long|65|ends too early|
marker-footer-long|65|footer has a wrong size|
raw-as-qcow2|65|said to be raw, but begins as qcow2|CVE-2008-2004
raw-as-vmdk|65|said to be raw, but begins as vmdk|CVE-2008-2004
raw-as-vhdx|65|said to be raw, but begins as vhdx|CVE-2008-2004
raw-as-vpc|65|said to be raw, but begins as vpc|CVE-2008-2004
vhdx-parent|65|it has a parent|K19
vhdx-cut|65|ends too early|
vhd-parent|65|it has a parent|K19
vhd-none|65|does not end as one|
END

# Both lists are of the same boxes.
cut -d'|' -f1 "$WORK/table" | sort >"$WORK/listed"
for box in "$SITE"/*.box; do
	basename "$box" .box
done | sort | diff - "$WORK/listed" >&2 || fail "not all boxes are tried"

out=$WORK/home/alice/out
install -d -o alice -g alice -m 700 "$out" "$CACHE"
cd "$out"

# is_honest KIND: what comes of it is what was packed, and nothing else is there.
is_honest() {
	for image in box.img box-0.img; do
		[ ! -e "$out/$image" ] || [ ! -e "$SITE/$1.raw" ] ||
			cmp "$out/$image" "$SITE/$1.raw" || return 1
	done
	[ "$1" != two-disks ] || cmp "$out/box-1.img" "$SITE/two-disks-1.raw" ||
		return 1
	! find "$out" ! -path "$out" ! -name 'box*' | grep . >&2 &&
		! find "$out" -type f ! -perm 600 | grep . >&2
}

# try KIND STATUS TEXT
try() {
	format=box
	case $1 in
	bomb-image) format=raw ;;
	bomb-vmdk) format=vmdk ;;
	esac
	expect_status "$2" pull --quiet --no-verify --max-size=64M \
		--format=$format --output="$out" box "https://files.test/$1.box"
	[ -z "$3" ] || expect_err "$3"
	! grep -q TOPSECRET -r "$out" "$CACHE" "$WORK/out" "$WORK/err" ||
		fail "$1: the secret is out"
	if [ "$2" = 0 ]; then
		is_honest "$1" || fail "$1: another image"
		find "$out" -mindepth 1 -delete
	else
		[ "$(grep -c '^vm-pull: error' "$WORK/err")" = 1 ] ||
			fail "$1: not one line of error"
		! grep -q "$(printf '[\001-\010\013-\037\177\302]')" \
			"$WORK/err" || fail "$1: control bytes"
	fi
	tree_unchanged "$1: the tree"
}

tree_remember
while IFS='|' read -r kind status text _; do
	try "$kind" "$status" "$text"
done <"$WORK/table"
