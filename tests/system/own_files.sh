#!/bin/sh
# own_files.sh - vm-pull works for its caller alone, and on files of its own alone
. "$(dirname "$0")/lib.sh"
# shellcheck source=pull_lib.sh
. "$(dirname "$0")/pull_lib.sh"
in_netns "$@"

publish_boxes virtualbox compressed
install -d -o alice -g alice "$IMAGES"

# K30: root is refused before anything is asked or made.
as_root() {
	env -i HOME="$WORK/home/alice" PATH="$PATH" \
		VMMAN_REGISTRY=https://registry.test vm-pull --quiet "$@"
}
: >"$WORK/access.log"
for words in acme/virtualbox "--list acme/virtualbox" \
	"--dry-run acme/virtualbox" "web $SITE/virtualbox.box --no-verify"; do
	# shellcheck disable=SC2086 # words
	expect_status 77 as_root $words
	expect_err "images of strangers would be handled as root"
	expect_err "hint: run it as the user whose VM it is, or, if that is root"
done
[ ! -s "$WORK/access.log" ] || fail "asked for root"
nothing_left "$IMAGES"
[ ! -e "$CACHE" ] || fail "made a cache for root"
mkdir "$WORK/roots"
expect_status 0 as_root --allow-root acme/virtualbox --output="$WORK/roots" \
	--cache-dir="$WORK/roots"
cmp "$WORK/roots/acme-virtualbox.img" "$SITE/virtualbox.raw"

# Nor is it what somebody made set-uid.
install -o bob -g bob -m 4755 "$WORK/bin/vm-pull" "$WORK/bin/vm-pull-of-bob"
# A sanitizer, which cannot look into such a process, has its own status.
as_user alice vm-pull-of-bob acme/virtualbox 2>"$WORK/err" && fail "it ran"
expect_err "vm-pull has more rights than its caller"
rm "$WORK/bin/vm-pull-of-bob"

# K27: a qemu-img in the PATH, or where vm-pull is started, is nobody's.
for dir in "$WORK/bin" "$WORK/home/alice"; do
	cat >"$dir/qemu-img" <<-END
		#!/bin/sh
		echo fooled >>$WORK/home/alice/fooled
		exec /usr/bin/qemu-img "\$@"
	END
	chmod 755 "$dir/qemu-img"
done
cd "$WORK/home/alice"
PULL_ENV="PATH=.:$PATH"
expect_status 0 pull acme/compressed
PULL_ENV=
cd /
[ ! -e "$WORK/home/alice/fooled" ] || fail "another qemu-img was started"
cmp "$IMAGES/acme-compressed.img" "$SITE/compressed.raw"
rm "$IMAGES"/*

# K31: the directory of the work, in one that everybody may write to.  A
# qemu-img that sleeps leaves the time to look.
shared=$WORK/shared
mkdir -m 1777 "$shared"
cat >"$WORK/qemu-img" <<'END'
#!/bin/sh
exec sleep 60
END
chmod 755 "$WORK/qemu-img"
mount --bind "$WORK/qemu-img" /usr/bin/qemu-img
temp_there() {
	temp=$(find "$shared" -mindepth 1 -maxdepth 1 -name '.vm-pull-*')
	[ -n "$temp" ] && pgrep -x -u alice sleep >/dev/null
}
# killed: vm-pull, in the midst of its work; $temp is what it left.
killed() {
	pull --quiet acme/compressed --output="$shared" >/dev/null 2>&1 &
	job=$!
	wait_for 20 temp_there
	temp_there
	kill -KILL "$(pgrep -x -u alice vm-pull -o)"
	wait $job || true
}
killed
first=$temp
[ "$(stat -c '%a %U %F' "$first")" = "700 alice directory" ] ||
	fail "$(stat "$first")"
find "$first" -type f ! -perm 600 >"$WORK/open"
[ ! -s "$WORK/open" ] || fail "others can read $(cat "$WORK/open")"
echo "${first##*/}" | grep -q -x -E '\.vm-pull-[0-9a-f]{16}' ||
	fail "not random: $first"

# The next one takes it away, and has another name.
killed
[ ! -e "$first" ] || fail "stale, and there"
[ "$temp" != "$first" ] || fail "the same name"
umount /usr/bin/qemu-img

# look_alike NAME [OWNER [MODE]]: a directory with a file of that owner's in it.
look_alike() {
	install -d -o "${2:-alice}" -m "${3:-700}" "$shared/$1"
	install -o "${2:-alice}" -m 600 /dev/null "$shared/$1/0"
}
# What only looks like one stays; that of others, too, whatever they allow.
look_alike .vm-pull-
look_alike .vm-pull-notes
look_alike .vm-pull-0123456789ABCDEF
look_alike .vm-pull-0123456789abcde
look_alike .vm-pull-0123456789abcdef0
look_alike .vm-pull-00000000000000aa bob 777
look_alike .vm-pull-00000000000000bb root 755
look_alike .vm-pull-00000000000000cc alice 755
look_alike vm-pull-0123456789abcdef
mkdir -m 777 "$WORK/elsewhere"
echo mine >"$WORK/elsewhere/0"
ln -s "$WORK/elsewhere" "$shared/.vm-pull-00000000000000ee"
echo mine >"$shared/.vm-pull-00000000000000ff"
list() {
	find "$shared" "$WORK/elsewhere" -mindepth 1 ! -name 'acme*' \
		! -path "$temp*" | sort
}
list >"$WORK/before"
expect_status 0 pull --quiet acme/compressed --output="$shared"
list | diff "$WORK/before" - || fail "removed what is of others"
[ ! -e "$temp" ] || fail "stale, and there"
cmp "$shared/acme-compressed.img" "$SITE/compressed.raw"
