# shellcheck shell=sh
# suid_lib.sh - what the tests of inherited state share: a VM of alice's that
# is granted one tap, and the question whether a run did all of it or nothing
with_entry 'who = ["user:alice"]' 'bridges = ["br0"]' \
	'interfaces = ["alice*"]'
install_suid
make_bridge br0 10.9.0.1/24
make_net_vm alice web tapbridge,alice0,br0,01
make_locks 61001
host_remember
. "$(dirname "$0")/attack_log.sh"

is_complete() {
	ip -d -o link show alice0 2>/dev/null |
		grep -q 'UP.*master br0.*persist on user alice.*alias vmman:61001:web'
}

# all_or_nothing WHAT: the run with WHAT is over, and did all or nothing; what it
# did is undone.
all_or_nothing() {
	wait_for 40 no_vm_init
	if is_complete; then
		expect_status 0 as_user alice vm-init --release web
	fi
	(host_unchanged) || fail "half done: $1"
	# Nobody is in anybody's way.
	expect_status 0 as_user alice vm-init web
	is_complete || fail "not done after: $1"
	expect_status 0 as_user alice vm-init --release web
	host_unchanged
	attacked - "all or nothing done"
}
