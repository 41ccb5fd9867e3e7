#!/bin/sh
# pull_local.sh - vm-pull and the faults of its own host: no room, no right, no
# qemu-img, somebody in its way
. "$(dirname "$0")/lib.sh"
# shellcheck source=pull_lib.sh
. "$(dirname "$0")/pull_lib.sh"
in_netns "$@"

publish_boxes virtualbox libvirt compressed two-disks
home=$WORK/home/alice
small=$home/small
install -d -o alice -g alice "$small" "$home/vm/images" "$CACHE"

# quiet_pull STATUS ARG..: one line of error at most, whatever happened.
quiet_pull() {
	want_pull=$1
	shift
	expect_status "$want_pull" pull --quiet "$@"
	[ "$(grep -c '^vm-pull: error' "$WORK/err")" = \
		"$([ "$want_pull" = 0 ] && echo 0 || echo 1)" ] || {
		cat "$WORK/err" >&2
		fail "not one line of error"
	}
}

is_whole() {
	cmp "$IMAGES/acme-$1.img" "$SITE/$1.raw"
	rm "$IMAGES/acme-$1.img" "$IMAGES/acme-$1.json"
	nothing_left
	nothing_left "$CACHE"
}

# on_disk SIZE [OPTION]: a file system of that size at $small.
on_disk() {
	mount -t tmpfs -o "size=$1,uid=61001,gid=61001,mode=700" \
		vmman-small "$small"
	[ -z "${2:-}" ] || mount -o "remount,$2" "$small"
}

# No room for the image, which nobody could know before (a raw one may be all
# holes): what was downloaded waits, and is not asked for again.
on_disk 600k
raw() {
	quiet_pull "$1" acme-virtualbox https://files.test/virtualbox.raw \
		--no-verify "--output=$2"
}
raw 71 "$small"
expect_err "No space left"
nothing_left "$small"
ls "$CACHE"/*.part >/dev/null || fail "the part is gone"
: >"$WORK/access.log"
raw 0 "$IMAGES"
grep -q 'virtualbox.raw HTTP/1.1" \(206\|416\)' "$WORK/access.log" ||
	fail "fetched anew"
is_whole virtualbox

# Room for the box's own image, none for what qemu-img makes of it.
umount "$small"
on_disk 1900k
quiet_pull 71 acme/compressed --output="$small"
expect_err "No space left"
nothing_left "$small"
quiet_pull 0 acme/compressed
is_whole compressed

# No room for the download.
umount "$small"
on_disk 100k
quiet_pull 71 acme/virtualbox --cache-dir="$small"
expect_err "No space left"
expect_err "--cache-dir names another place"
nothing_left
umount "$small"
on_disk 10M
quiet_pull 0 acme/virtualbox --cache-dir="$small"
nothing_left "$small"
is_whole virtualbox
umount "$small"

# Nowhere to write.
on_disk 10M ro
quiet_pull 71 acme/virtualbox --output="$small"
expect_err "Read-only file system"
quiet_pull 71 acme/virtualbox --output="$small/deeper"
quiet_pull 71 acme/virtualbox --cache-dir="$small"
umount "$small"
mkdir -m 755 "$home/root"
quiet_pull 71 acme/virtualbox --output="$home/root"
expect_err "Permission denied"
quiet_pull 71 acme/virtualbox --output="$SITE/virtualbox.box"
expect_err "Not a directory"
nothing_left
nothing_left "$CACHE"

# Files may not become so large, or so many: told, not killed.
limited() {
	prlimit "$1" -- setpriv --reuid alice --regid alice \
		--init-groups --inh-caps=-all -- env -i HOME="$home" \
		PATH="$PATH" VMMAN_REGISTRY=https://registry.test \
		vm-pull --quiet "$2"
}
expect_status 71 limited --nofile=32 acme/virtualbox
expect_err "holding"
expect_err "files"
nothing_left
expect_status 0 limited --nofile=64 acme/virtualbox
is_whole virtualbox
for kind in virtualbox libvirt compressed; do
	for most in 100000 1200000; do
		expect_status 71 limited "--fsize=$most" "acme/$kind"
		expect_err "File too large"
		nothing_left
	done
	quiet_pull 0 "acme/$kind"
	is_whole "$kind"
done

# Something stands there: it stays as it is, unless --force says so of a file.
echo mine >"$home/mine"
taken() {
	image=$IMAGES/acme-virtualbox.img
	find "$IMAGES" -mindepth 1 ! -name '*.json' -printf '%f %y %l %s\n' \
		>"$WORK/before"
	quiet_pull 64 acme/virtualbox "$@"
	expect_err "acme-virtualbox.img is there already"
	find "$IMAGES" -mindepth 1 ! -name '*.json' -printf '%f %y %l %s\n' |
		diff "$WORK/before" - || fail "it was touched"
	[ "$(cat "$home/mine")" = mine ] || fail "followed a link"
	nothing_left "$CACHE"
	rm -rf "$image"
}
echo mine >"$IMAGES/acme-virtualbox.img"
taken
ln -s "$home/mine" "$IMAGES/acme-virtualbox.img"
taken
ln -s "$home/mine" "$IMAGES/acme-virtualbox.img"
taken --force
ln -s /nowhere "$IMAGES/acme-virtualbox.img"
taken
mkdir "$IMAGES/acme-virtualbox.img"
taken
mkdir "$IMAGES/acme-virtualbox.img"
taken --force
mkfifo "$IMAGES/acme-virtualbox.img"
taken --force
echo mine >"$IMAGES/acme-virtualbox.img"
ln "$IMAGES/acme-virtualbox.img" "$home/linked"
quiet_pull 0 --force acme/virtualbox
[ "$(cat "$home/linked")" = mine ] || fail "written into what others hold"
is_whole virtualbox

# The second of two disks is in the way: neither comes, and nothing goes.
echo mine >"$IMAGES/acme-two-disks-1.img"
quiet_pull 64 acme/two-disks
expect_err "acme-two-disks-1.img is there already"
rm "$IMAGES/acme-two-disks-1.img"
nothing_left
quiet_pull 0 acme/two-disks
cmp "$IMAGES/acme-two-disks-0.img" "$SITE/two-disks.raw"
cmp "$IMAGES/acme-two-disks-1.img" "$SITE/two-disks-1.raw"
rm "$IMAGES"/acme-two-disks*
nothing_left "$CACHE"

# The cache has been meddled with.
url=https://files.test/virtualbox.box
key=$(printf %s "$url" | sha256sum | cut -c1-32)
tag=$(stat -c '%Y %s' "$SITE/virtualbox.box" | {
	read -r when size
	printf '"%x-%x"' "$when" "$size"
})
as_alice() {
	as_user alice sh -c "$1"
}
# meddled TAG COMMAND STATUS [OPTION]: COMMAND makes the part.
meddled() {
	as_alice "printf %s '$1' >$CACHE/$key.tag; $2 >$CACHE/$key.part"
	quiet_pull "$3" acme/virtualbox ${4:+"$4"}
	[ "$3" = 0 ] || quiet_pull 0 acme/virtualbox
	is_whole virtualbox
}
meddled "$tag" "head -c 9000 $SITE/virtualbox.box" 0
meddled "$tag" "cat $SITE/virtualbox.box" 0
meddled "$tag" "cat $SITE/virtualbox.box $SITE/virtualbox.box" 0
meddled "$tag" "head -c 9000 /dev/zero" 65
meddled "$tag" "head -c 9000 /dev/zero" 0 --no-resume
meddled '"of another state"' "head -c 9000 /dev/zero" 0
meddled "" "head -c 9000 /dev/zero" 0
as_alice "mkdir $CACHE/$key.part"
quiet_pull 71 acme/virtualbox
as_alice "rmdir $CACHE/$key.part; ln -s $home/mine $CACHE/$key.part"
quiet_pull 71 acme/virtualbox
as_alice "rm $CACHE/$key.part; ln -s $home/mine $CACHE/$key.tag"
quiet_pull 71 acme/virtualbox
[ "$(cat "$home/mine")" = mine ] || fail "followed a link"
as_alice "rm -f $CACHE/$key.*; mkfifo $CACHE/$key.part"
quiet_pull 71 acme/virtualbox
as_alice "rm $CACHE/$key.part"
nothing_left

# Two at once, of one box: one has it, the other is told to wait.
as_alice "touch $CACHE/$key.part"
exec 9<"$CACHE/$key.part"
flock -x 9
quiet_pull 75 acme/virtualbox
expect_err "another vm-pull downloads this now"
exec 9<&-
for n in 1 2 3 4 5 6; do
	(
		got=0
		pull --quiet acme/virtualbox >/dev/null 2>&1 || got=$?
		echo "$got" >"$WORK/status.$n"
	) &
	racers="${racers:-} $!"
done
# shellcheck disable=SC2086 # words
wait $racers
sort "$WORK"/status.? | uniq -c >"$WORK/statuses"
grep -q '^ *[1-6] 0$' "$WORK/statuses" || fail "nobody has it"
! grep -v ' \(0\|64\|75\)$' "$WORK/statuses" || fail "another status"
is_whole virtualbox

# What a vm-pull left that was killed goes; what is of others stays.
as_alice "mkdir -m 700 $IMAGES/.vm-pull-0123456789abcdef &&
	echo >$IMAGES/.vm-pull-0123456789abcdef/0"
install -d -m 777 "$IMAGES/.vm-pull-of-root"
as_alice "ln -s $home $IMAGES/.vm-pull-link"
quiet_pull 0 acme/virtualbox
[ ! -e "$IMAGES/.vm-pull-0123456789abcdef" ] || fail "stale, and there"
[ -d "$IMAGES/.vm-pull-of-root" ] || fail "removed what is root's"
[ -d "$home/vm" ] || fail "followed a link"
rm -r "$IMAGES/.vm-pull-of-root" "$IMAGES/.vm-pull-link"
is_whole virtualbox

# qemu-img is not what it should be.
cat >"$WORK/qemu-img.head" <<-'END'
	#!/bin/sh
	[ "$*" = "convert -p -W -m 8 -f qcow2 -O raw ./1 ./1.out" ] || {
		echo "$*" >&2
		exit 9
	}
END
# instead: of qemu-img, for the rest of the test, this script's end from stdin.
instead() {
	umount /usr/bin/qemu-img 2>/dev/null || true
	cat "$WORK/qemu-img.head" - >"$WORK/qemu-img"
	chmod 755 "$WORK/qemu-img"
	mount --bind "$WORK/qemu-img" /usr/bin/qemu-img
}
refused_by_tool() {
	quiet_pull "$1" acme-compressed "$SITE/compressed.box" --no-verify \
		--timeout=1
	expect_err "$2"
	nothing_left
	rm -f "$CACHE"/*
}
instead <<-'END'
	echo "what a pity" >&2
	exit 1
END
refused_by_tool 65 "qemu-img ended with status 1: what a pity"
instead <<-'END'
	printf '\033[31mred\n' >&2
	exit 1
END
refused_by_tool 65 'qemu-img ended with status 1: \x1b[31mred'
instead <<-'END'
	exec python3 -ISc "import ctypes; ctypes.string_at(0)"
END
refused_by_tool 65 "qemu-img ended with signal 11"
instead <<-'END'
	printf %4096s '' >1.out
END
refused_by_tool 69 "qemu-img made a disk of 4096 bytes of one of 8388608"
instead <<-'END'
	exit 0
END
refused_by_tool 71 "No such file"
instead <<-'END'
	exec yes large >1.out
END
refused_by_tool 65 "qemu-img ended with"
instead <<-'END'
	ln -s /etc/passwd 1.out
END
refused_by_tool 65 "Operation not permitted"
instead <<-'END'
	sleep 60
END
is_confined() {
	pid=$(pgrep -x -u alice qemu-img) &&
		grep -q '^NoNewPrivs:.*1$' "/proc/$pid/status" &&
		grep -q '^Seccomp:.*2$' "/proc/$pid/status"
}
wait_for 10 is_confined &
refused_by_tool 69 "qemu-img did nothing for 10 seconds"
wait $! || fail "qemu-img is not confined"
! pgrep -u alice . || fail "somebody still runs"

# What it could reach, had an image taken it over.
mkdir "$WORK/canary/open"
chmod 777 "$WORK/canary/open"
instead <<END
{
	cat $WORK/canary/secret
	cat /etc/passwd
	cat $SITE/virtualbox.raw
	cat $home/mine
	echo >$WORK/canary/open/a
	echo >/tmp/vm-pull-was-here
	echo >../here
	kill -0 1
	kill -0 \$PPID
	python3 -c 'import socket; socket.socket()' && echo "a socket"
	[ "\$(env | grep -v -c -E '^(LC_ALL|PWD|_|OLDPWD|SHLVL)=')" = 0 ] ||
		echo "an environment"
} >heard 2>/dev/null
[ ! -s heard ] || echo "it reached: \$(cat heard)" >&2
exit 3
END
refused_by_tool 65 "qemu-img ended with status 3:"
refute_err "it reached"
nothing_left "$WORK/canary/open"
umount /usr/bin/qemu-img
mount --bind /dev/null /usr/bin/qemu-img
refused_by_tool 69 "cannot be run"

# What is written from its start is converted without.
quiet_pull 0 acme/libvirt
is_whole libvirt
umount /usr/bin/qemu-img

# A fake one in the PATH is not asked.
make_program qemu-img <<-'END'
	#!/bin/sh
	echo "the wrong one" >&2
	exit 5
END
quiet_pull 0 acme/compressed
is_whole compressed
