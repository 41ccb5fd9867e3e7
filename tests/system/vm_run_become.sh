#!/bin/sh
# vm_run_become.sh - what QEMU inherits from vm-run: arguments, descriptors, the
# lock, its place among the processes
. "$(dirname "$0")/lib.sh"
in_netns "$@"

fake=QEMU_BIN=$WORK/bin/fake-qemu
run_dir=$WORK/home/alice/run/vmman/web

# /dev is common to all namespaces, of which some are still ending: numbers that
# no other has.
index=$((800000 + $(stat -L -c %i /proc/self/ns/net) % 65536 * 10))
tap1=/dev/tap$((index + 1)) tap2=/dev/tap$((index + 2))
tap9=/dev/tap$((index + 9))
ip link add wire type veth peer name card
for n in 1 2; do
	ip link add link card name alice$n index $((index + n)) type macvtap mode bridge
	[ -e /dev/tap$((index + n)) ] || skip "no devtmpfs: no nodes for macvtaps"
	chown alice /dev/tap$((index + n))
done
make_net_vm alice web macvtap,alice2,card,02 macvtap,alice1,card,01

# Each macvtap has its descriptor, and nothing else that was open comes along.
expect_status 0 as_user alice $fake sh -c \
	'exec 4</ 5</etc/passwd 9>/dev/null; exec vm-run web'
expect_out "arg tap,id=net0,fd=10"
expect_out "arg tap,id=net1,fd=11"
grep '^fd' "$WORK/out" | sort -n -k2 >"$WORK/fds"
diff -u - "$WORK/fds" <<-END || fail "other descriptors than expected"
	fd 0 /dev/null
	fd 1 $WORK/out
	fd 2 $WORK/err
	fd 3 $run_dir/pid
	fd 10 $tap2
	fd 11 $tap1
END

# Nor do closed ones become something else.
expect_status 0 as_user alice $fake sh -c 'exec vm-run web <&- 2>&-'
grep '^fd [0-2] ' "$WORK/out" | sort >"$WORK/fds"
diff -u - "$WORK/fds" <<-END || fail "closed descriptors became others"
	fd 0 /dev/null
	fd 1 $WORK/out
	fd 2 /dev/null
END

# The node of another namespace's macvtap, under a name of ours.
sed -i 's/alice2/alice9/' "$WORK/home/alice/vm/web.toml"
ip link add link card name alice9 index $((index + 9)) type macvtap mode bridge
chown alice $tap9
mount --bind $tap1 $tap9
expect_status 69 as_user alice $fake vm-run web
expect_err "$tap9 is not device "
umount $tap9
expect_status 0 as_user alice $fake vm-run web

# The process that was started is the VM.
sh -c 'echo $$ >"$1"; shift; exec "$@"' sh "$WORK/pid" setpriv --reuid alice \
	--regid alice --init-groups env -i HOME="$WORK/home/alice" \
	XDG_RUNTIME_DIR="$WORK/home/alice/run" FAKE_QEMU_WAIT=1 $fake \
	"$WORK/bin/vm-run" web </dev/null >"$WORK/became" 2>&1
grep -q "^pid $(cat "$WORK/pid") " "$WORK/became" ||
	fail "another process than the one that was started"

# One at a time, and the lock ends with the process, however that ends.
mkfifo "$WORK/hold"
as_user alice FAKE_QEMU_WAIT=1 $fake vm-run web <"$WORK/hold" \
	>"$WORK/first" 2>&1 &
exec 7>"$WORK/hold"
wait_for 10 grep -q '^pid' "$WORK/first"
pid=$(sed -n 's/^pid \([0-9]*\) .*/\1/p' "$WORK/first")
[ "$(cat "$run_dir/pid")" = "$pid" ] || fail "another pid in the file"
expect_status 75 as_user alice $fake vm-run web
expect_err "web: already runs, as process $pid"
expect_status 75 as_user alice $fake vm-run --detach web
expect_err "web: already runs, as process $pid"
expect_status 0 as_user alice $fake vm-run --dry-run web
expect_status 0 as_user alice vm-list
expect_out "running, process $pid"
kill -9 "$pid"
wait_for 5 as_user alice $fake vm-run web
exec 7>&-

# In the background: what ends at once is told with its last words, and its
# output is kept.
expect_status 69 as_user alice $fake vm-run --detach web
expect_err "QEMU ended with status 0: pid "
expect_err "hint: its log is $run_dir/qemu.log"
grep -q '^arg -nodefaults' "$run_dir/qemu.log" || fail "no log"
grep -q "^fd 0 /dev/null" "$run_dir/qemu.log" || fail "standard input"
grep -E '^pid ([0-9]+) session \1$' "$run_dir/qemu.log" ||
	fail "no session of its own"
[ "$(stat -c '%a %U' "$run_dir/qemu.log")" = "600 alice" ] ||
	fail "others can read the log"
