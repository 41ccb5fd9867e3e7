#!/bin/sh
# vm_stop.sh - a QEMU of one's own is asked, told, killed; nobody else's is
. "$(dirname "$0")/lib.sh"
in_netns "$@"
need_command qemu-system-x86_64

run_dir=$WORK/home/alice/run/vmman
base_section q35 | make_vm alice web

expect_status 66 as_user alice vm-stop web
expect_err "web: not running"
expect_status 64 as_user alice vm-stop ../web
expect_status 64 as_user alice vm-stop --timeout=0 web
expect_err "is not a number of seconds from 1 to 86400"
expect_status 64 as_user alice vm-stop --timeout=9 --force web

# No guest hears the power button of a machine without a disk.
expect_status 0 as_user alice vm-run --detach web
pid=$(cat "$run_dir/web/pid")
expect_status 0 as_user alice vm-stop --timeout=1 web
expect_out "web (process $pid) terminated"
expect_status 66 as_user alice vm-stop web
expect_status 0 as_user alice vm-list
expect_out "web in $WORK/home/alice/vm/web.toml (stopped)"

# One that is stopped does not end when it is told to.
expect_status 0 as_user alice vm-run --detach web
pid=$(cat "$run_dir/web/pid")
kill -STOP "$pid"
expect_status 0 as_user alice vm-stop --force --json web
expect_out "{\"name\": \"web\", \"pid\": $pid, \"how\": \"killed\"}"

# Another user's is neither seen nor touched.
expect_status 0 as_user alice vm-run --detach web
expect_status 66 as_user bob vm-stop web
expect_status 71 as_user bob XDG_RUNTIME_DIR="$WORK/home/alice/run" vm-stop web
kill -0 "$(cat "$run_dir/web/pid")"
expect_status 0 as_user alice vm-stop --force --quiet web
refute_out "web"
