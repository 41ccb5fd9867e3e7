#!/bin/sh
# pull_new.sh - the VM file that vm-pull writes is one that vm-run starts at once
. "$(dirname "$0")/lib.sh"
# shellcheck source=pull_lib.sh
. "$(dirname "$0")/pull_lib.sh"
in_netns "$@"
need_command qemu-system-x86_64

make_boxes virtualbox two-disks
start_registry </dev/null
publish acme/web "$(release 1.0 "$(offer virtualbox virtualbox.box)")"
file=$WORK/home/alice/vm/trusty.toml

expect_status 0 pull --new=trusty acme/web
expect_out "$IMAGES/acme-web.img"
expect_out "$file"
expect_status 0 as_user alice vm-run --dry-run trusty
expect_out "$IMAGES/acme-web.img"

# The machine that tests this has no KVM.
sed -i 's/^cpu = .*/accel = "tcg"/' "$file"
expect_status 0 as_user alice vm-run --detach trusty
as_user alice timeout 60 vm-run --console trusty </dev/null \
	>"$WORK/console" 2>&1 &
wait_for 50 grep -q "booted from virtualbox" "$WORK/console"
as_user alice vm-stop --force trusty >/dev/null

# A file that is there is the caller's own, and told of before any download.
: >"$WORK/access.log"
expect_status 64 pull --new=trusty acme/web --force
expect_err "trusty.toml is there already"
[ ! -s "$WORK/access.log" ] || fail "asked the registry first"

# The name is the image's unless told otherwise; what is there needs no download.
expect_status 0 pull --new acme/web
expect_out "is there already"
expect_status 0 as_user alice vm-list acme-web

# A section for each disk.
publish acme/two "$(release 1.0 "$(offer virtualbox two-disks.box)")"
expect_status 0 pull --new=two acme/two
expect_status 0 as_user alice vm-run --dry-run two
expect_out "$IMAGES/acme-two-0.img"
expect_out "$IMAGES/acme-two-1.img"
