# shellcheck shell=sh
# attack_lib.sh - what the attacks share; to be sourced after in_netns
need_command strace python3

# tap FILE-OWNER VM INTERFACE BRIDGE LAST-OCTET [LINE]: a VM with one tap.
tap() {
	make_vm "$1" "$2" <<-END
		[base.vm]
		machine = "q35"
		smp = 1
		mem = "64M"
		[tapbridge.lan]
		interface = "$3"
		mac = "52:54:00:00:00:$5"
		driver = "virtio-net-pci"
		bridge = "$4"
		${6:-}
	END
}

# macvtap FILE-OWNER VM INTERFACE PARENT LAST-OCTET: a VM with one macvtap.
macvtap() {
	make_vm "$1" "$2" <<-END
		[base.vm]
		machine = "q35"
		smp = 1
		mem = "64M"
		[macvtap.lan]
		interface = "$3"
		mac = "52:54:00:00:00:$5"
		driver = "virtio-net-pci"
		host-interface = "$4"
	END
}

# The lock files of all that take part, so that they do not count as changes.
make_locks() {
	mkdir -p /run/vmman
	chmod 700 /run/vmman
	for uid in "$@"; do
		: >"/run/vmman/u$uid.lock"
		chmod 600 "/run/vmman/u$uid.lock"
	done
}

# refused STATUS WORDS COMMAND..: with that status, these words, and the host
# as it was.
refused() {
	status=$1
	words=$2
	shift 2
	expect_status "$status" "$@"
	expect_err "$words"
	host_unchanged
	attacks=$((${attacks:-0} + 1))
}

# slowly SYSCALL WHEN COMMAND..: alice's command, root's half of which rests a
# while after that system call, so that an attack can be on time: it should come
# after half of that while.
slowly() {
	syscall=$1
	when=$2
	shift 2
	strace -f -u alice -o "$WORK/trace" -e trace="$syscall" \
		-e inject="$syscall:delay_exit=2000000:when=$when" \
		env -i HOME="$WORK/home/alice" USER=alice PATH="$PATH" \
		XDG_RUNTIME_DIR="$WORK/home/alice/run" "$@"
}
