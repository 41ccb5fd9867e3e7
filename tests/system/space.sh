#!/bin/sh
# space.sh - what has no room is refused before it is downloaded or converted
. "$(dirname "$0")/lib.sh"
# shellcheck source=pull_lib.sh
. "$(dirname "$0")/pull_lib.sh"
in_netns "$@"

publish_boxes virtualbox compressed
small=$WORK/home/alice/small
install -d -o alice -g alice "$small"

# small_disk BYTES: all the room that there is at $small.
small_disk() {
	umount "$small" 2>/dev/null || true
	mount -t tmpfs -o "size=$1,uid=61001,gid=61001,mode=700" \
		vmman-small "$small"
}

# lacks BYTES HINT: the error said so, and nothing was made.
lacks() {
	expect_err "$small needs $1 bytes more: No space left on device"
	expect_err "$2 names another place"
	nothing_left "$small"
	nothing_left
}

# downloaded KIND: bytes of that box that nginx sent since it was asked last.
downloaded() {
	awk -v box="/$1.box" '$7 == box { sum += $10 } END { print sum + 0 }' \
		"$WORK/access.log"
	: >"$WORK/access.log"
}

box=$(stat -c %s "$SITE/virtualbox.box")
page=4096
room=$((box / 2 / page * page))
missing=$((box - room))

# The cache is too small for the box.
small_disk $room
expect_status 71 pull --quiet acme/virtualbox --cache-dir="$small"
# What the server calls it takes a page.
lacks $((missing + page)) --cache-dir
# What is on its way when we hang up is not ours to say, but it is not all.
[ "$(downloaded virtualbox)" -le "$box" ] || fail "tried again"

# So is the target, and nothing waits in the cache.
expect_status 71 pull --quiet acme/virtualbox --output="$small"
lacks $missing --output
nothing_left "$CACHE"

# A local file, which nobody has to download.
expect_status 71 pull --quiet web "$SITE/virtualbox.box" --no-verify \
	--output="$small"
lacks $missing --output

# Each of them has room, but not both in one place.
small_disk $(((box + box / 2) / page * page))
expect_status 71 pull --quiet acme/virtualbox --output="$small/images" \
	--cache-dir="$small"
expect_err "$small needs "
expect_err "No space left on device"
rmdir "$small/images"
expect_status 0 pull --quiet acme/virtualbox --cache-dir="$small"
nothing_left "$small"
rm "$IMAGES"/*

# What waits in the cache is room that is used already: only the rest counts.
small_disk $(((box + 2 * page) / page * page))
as_user alice mkdir "$small/cache"
key=$(printf %s https://files.test/virtualbox.box | sha256sum | cut -c1-32)
head -c $((box - page)) "$SITE/virtualbox.box" >"$small/cache/$key.part"
printf '"%x-%x"' "$(stat -c %Y "$SITE/virtualbox.box")" "$box" \
	>"$small/cache/$key.tag"
chown alice:alice "$small"/cache/*
: >"$WORK/access.log"
expect_status 0 pull --quiet acme/virtualbox --cache-dir="$small/cache"
[ "$(downloaded virtualbox)" -le $((2 * page)) ] || fail "fetched anew"
rm "$IMAGES"/*

# Room for the box's own image, none for what qemu-img makes of it, which is not
# even asked; the download waits, and is not fetched again.
small_disk $(((box + box / 2) / page * page))
cat >"$WORK/qemu-img" <<'END'
#!/bin/sh
exit 1
END
chmod 755 "$WORK/qemu-img"
mount --bind "$WORK/qemu-img" /usr/bin/qemu-img
expect_status 71 pull --quiet acme/compressed --output="$small"
umount /usr/bin/qemu-img
expect_err "$small needs "
expect_err "No space left on device"
nothing_left "$small"
ls "$CACHE"/*.part >/dev/null || fail "the part is gone"
: >"$WORK/access.log"
expect_status 0 pull --quiet acme/compressed
[ "$(downloaded compressed)" -le "$page" ] || fail "fetched anew"
