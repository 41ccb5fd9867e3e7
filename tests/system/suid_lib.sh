# shellcheck shell=sh
# suid_lib.sh - what the tests of inherited state share: a VM of alice's that
# is granted one tap, and the question whether a run did all of it or nothing
with_policy <<-'END'
	version = 1
	[[allow]]
	who = ["user:alice"]
	bridges = ["br0"]
	interfaces = ["alice*"]
END
install_suid
make_bridge br0 10.9.0.1/24
make_vm alice web <<-'END'
	[base.vm]
	machine = "q35"
	smp = 1
	mem = "64M"
	[tapbridge.lan]
	interface = "alice0"
	mac = "52:54:00:00:00:01"
	driver = "virtio-net-pci"
	bridge = "br0"
END
expect_status 0 as_user alice vm-init web
expect_status 0 as_user alice vm-init --release web
host_remember

is_complete() {
	ip -d -o link show alice0 2>/dev/null |
		grep -q 'UP.*master br0.*persist on user alice.*alias vmman:61001:web'
}

no_vm_init() {
	! pgrep -x vm-init
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
}
