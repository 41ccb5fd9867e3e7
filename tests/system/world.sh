#!/bin/sh
# world.sh - the private world of the system tests is what it says
. "$(dirname "$0")/lib.sh"
in_netns "$@"

# It holds no interface of the host.
[ "$(ip -o link | wc -l)" = 1 ] || fail "interfaces of the host show"
[ "$(ls /sys/class/net)" = lo ] || fail "sysfs shows the host's interfaces"

# Users have their own ids and nobody else's rights.
expect_status 0 as_user alice id -u
expect_out 61001
expect_status 0 as_user alice id -Gn
expect_out "alice vm"
expect_status 0 as_user mallory id -Gn
refute_out vm
expect_status 1 as_user alice cat /etc/shadow
expect_err "Permission denied"
expect_status 2 as_user mallory ls "$WORK/home/alice"
expect_status 0 as_user alice grep CapEff: /proc/self/status
expect_out 0000000000000000

# The set-uid bit works; what it works on here cannot leave the namespace.
install -m 4755 "$(command -v id)" "$WORK/bin/suid-id"
expect_status 0 as_user alice suid-id -u
expect_out 0

# The policy is written to a private /etc.
echo "version = 1" | with_policy
[ "$(cat /etc/vmman/policy.toml)" = "version = 1" ] || fail "no policy"
[ "$(stat -c %a:%U /etc /etc/vmman /etc/vmman/policy.toml | tr '\n' ' ')" = \
	"755:root 755:root 644:root " ] || fail "an unsafe policy"

# A changed link is noticed, a ticking timer is not.
make_bridge br0 10.9.0.1/24
host_remember
sleep 0.2
host_unchanged
ip link set br0 alias other
if (host_unchanged) 2>/dev/null; then
	fail "a changed link went unnoticed"
fi
expect_status 2 as_user alice ip link del br0
expect_status 1 as_user alice ip tuntap add dev tap0 mode tap
expect_err "Operation not permitted"

# Its processes are its own.
[ $$ = 1 ] || fail "not process 1"
as_user alice sleep 1000 &
wait_for 2 pgrep -u alice -x sleep
