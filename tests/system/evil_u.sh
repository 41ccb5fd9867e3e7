#!/bin/sh
# evil_u.sh - root's half of vm-init against a caller's half that lies
. "$(dirname "$0")/lib.sh"
in_netns "$@"
. "$(dirname "$0")/attack_log.sh"

with_entry 'who = ["uid:61001"]' 'bridges = ["br0"]' 'interfaces = ["evil*"]' \
	'macs = ["52:54:*"]'
make_bridge br0 10.9.0.1/24
install -o root -g root -m 4755 "$BUILD_DIR/bin/evil-u" "$WORK/bin"
make_locks 61001
host_remember

# refused STATUS LIE: with that status, and the host as it was.
refused() {
	expect_status "$1" as_user alice evil-u "$2"
	expect_out "end $1"
	host_unchanged
	attacked "$1" refused
}

attack C15
for lie in byte short long magic count kind no-nul path format trailing; do
	refused 78 "$lie"
done

# Descriptors that come with a plan are closed, and the plan is refused.
refused 78 descriptors

# However much memory is asked for, by whichever file: max-memlock is the end.
refused 77 greedy
expect_out "locking 4194304T of memory is not granted to uid 61001"

# Nothing said, nothing answered.
expect_status 1 as_user alice evil-u empty
expect_out "silence: "
host_unchanged

# Root's half does not wait for ever.
before=$(date +%s)
refused 124 silent
[ $(($(date +%s) - before)) -le 15 ] || fail "it waited too long"

# Only the first of two plans counts; whether the liar hears of it depends on
# when the second one came.
as_user alice evil-u twice >"$WORK/out" 2>&1 || expect_out "silence: "
ip link show evil0 >/dev/null || fail "the first plan was not served"
! ip link show fvil0 2>/dev/null || fail "a second plan was served"

# Whether anybody listens makes no difference to what is done.
ip link del evil0
expect_status 0 as_user alice evil-u gone
wait_for 5 ip link show evil0
ip link del evil0
host_unchanged
attacks_end
