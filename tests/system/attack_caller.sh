#!/bin/sh
# attack_caller.sh - odd users, odd worlds: ids, groups, namespaces, /proc, /run
. "$(dirname "$0")/lib.sh"
in_netns "$@"
. "$(dirname "$0")/attack_lib.sh"

with_entry 'who = ["user:alice", "uid:4000000000", "uid:65534", "gid:61234"]' \
	'bridges = ["br0"]' \
	'host-interfaces = ["card0", "br0", "alice-9", "port0"]' \
	'interfaces = ["alice-*", "u{uid}-*", "{user}-*"]'
install_suid
make_bridge br0 10.9.0.1/24
ip link add card0 type veth peer name wire0
ip link add port0 type veth peer name wire1
ip link set port0 master br0
ip link set card0 up
make_locks 61001 61003 4000000000 65534 4294967294 2147483648
host_remember

# by UID GROUPS COMMAND..: as that user, who need not be in any database.
by() {
	uid=$1 groups=$2
	shift 2
	setpriv --reuid "$uid" --regid "$uid" --groups "$groups" \
		--inh-caps=-all -- env -i PATH="$PATH" HOME=/ \
		VMCONF_DIR="$WORK/conf" "$@"
}
# conf UID INTERFACE: the VM file of that user.
conf() {
	make_net_vm alice web "tapbridge,$2,br0,01"
	[ -d "$WORK/conf" ] || mkdir -m 755 "$WORK/conf"
	cp "$WORK/home/alice/vm/web.toml" "$WORK/conf/web.toml"
	chown "$1" "$WORK/conf/web.toml"
}
# served UID GROUPS: gets a tap, and gives it back.
served() {
	expect_status 0 by "$1" "$2" vm-init web
	ip -d link show "u$1-0" | grep -q "user $1\|user nobody" ||
		fail "the tap of $1: $(ip -d link show "u$1-0")"
	[ "$(cat "/sys/class/net/u$1-0/ifalias")" = "vmman:$1:web" ] ||
		fail "the mark of $1"
	expect_status 0 by "$1" "$2" vm-init --release web
	in_vain
}

# D08: ids beyond any int are users like others, and not root.
huge_ids() {
	attack D08
	for uid in 4000000000 65534; do
		conf "$uid" "u$uid-0"
		served "$uid" "$uid"
	done
	for uid in 4294967294 2147483648; do
		conf "$uid" "alice-0"
		refused 77 "no entry of the policy applies to uid $uid" \
			by "$uid" "$uid" vm-init web
	done
	# {user} is nobody's who has no name.
	conf 4000000000 "-0"
	refused 78 "interface" by 4000000000 4000000000 vm-init web
}

# E02: what no run of vm-init left behind is not taken for it, whatever the
# caller's number makes of the group that every interface is in by default.
default_group() {
	attack E02
	uid=1986882913 # "vmma"
	make_locks "$uid"
	ip link add lab0 link card0 type macvtap mode bridge
	host_remember
	sed -i "s/^who = /&[\"uid:$uid\"] # /" /etc/vmman/policy.toml
	conf "$uid" "u$uid-0"
	expect_status 0 by "$uid" "$uid" vm-init --release web
	expect_out "nothing to release"
	host_unchanged
	sed -i 's/^who = .* # /who = /' /etc/vmman/policy.toml
	ip link del lab0
	host_remember
	attacked 0 "without effect"
}

# D09: as many groups as the kernel allows, the one that counts among the last.
many_groups() {
	attack D09
	make_program grouped <<-'END'
		#!/usr/bin/python3
		import os, sys
		os.setgroups(list(range(100000, 165535)) + [int(sys.argv[1])])
		os.setresgid(61003, 61003, 61003)
		os.setresuid(61003, 61003, 61003)
		os.execvp(sys.argv[2], sys.argv[2:])
	END
	conf 61003 "u61003-0"
	grouped() {
		env -i PATH="$PATH" HOME=/ VMCONF_DIR="$WORK/conf" grouped "$@"
	}
	expect_status 0 grouped 61234 vm-init web
	expect_status 0 grouped 61234 vm-init --release web
	host_unchanged
	refused 77 "no entry of the policy applies" grouped 61235 vm-init web
}

# H01 to H04: other namespaces.
namespaces() {
	attack H01 H02 H03 H04
	make_net_vm alice web tapbridge,alice-0,br0,01
	refused 77 "this root is one of a user namespace" \
		as_user alice unshare -Urmn vm-init web
	refused 77 "vm-init is not set-user-ID root" sh -c '
		cp "$1/bin/vm-init" "$1/home/alice/mine"
		chown alice "$1/home/alice/mine"
		chmod 4755 "$1/home/alice/mine"
		setpriv --reuid alice --regid alice --init-groups env -i \
			HOME="$1/home/alice" "$1/home/alice/mine" web' sh "$WORK"
	refused 77 "vm-init is being traced" \
		as_user alice strace -o /dev/null vm-init web
	refused 77 "a network namespace other than the host" \
		unshare -n setpriv --reuid alice --regid alice --init-groups \
		env HOME="$WORK/home/alice" vm-init web
	expect_status 77 \
		unshare -n setpriv --reuid alice --regid alice --init-groups \
		env HOME="$WORK/home/alice" vm-init --explain web
	expect_out "a network namespace other than the host"
}

# H04: a sysfs that shows another namespace is no proof of a device.
old_sysfs() {
	attack H04
	sed -i '1a foreign-netns = true' /etc/vmman/policy.toml
	make_net_vm alice web macvtap,alice-0,card0,02
	cat >"$WORK/elsewhere" <<-'END'
		ip link add card0 type veth peer name wire0
		ip link set card0 up
		ip -o link | sed 's/state .*//' >"$WORK/before"
		setpriv --reuid alice --regid alice --init-groups \
			env HOME="$WORK/home/alice" vm-init web
		status=$?
		ip -o link | sed 's/state .*//' >"$WORK/after"
		diff "$WORK/before" "$WORK/after" || exit 99
		exit $status
	END
	export WORK
	refused 69 "/sys does not show the network namespace of alice-0" \
		unshare -n sh "$WORK/elsewhere"
	sed -i 2d /etc/vmman/policy.toml
}

# H05: /proc that is not there, or a fake, tells nothing in anybody's favour.
no_proc() {
	attack H05
	make_net_vm alice web tapbridge,alice-0,br0,01
	refused 77 "/proc is not there to tell" unshare -m sh -c '
		mount -t tmpfs none /proc
		mkdir -p /proc/self/ns /proc/1/ns
		: >/proc/self/ns/user; : >/proc/self/ns/net; : >/proc/1/ns/net
		exec setpriv --reuid alice --regid alice --init-groups env \
			HOME="$1/home/alice" vm-init web' sh "$WORK"
}

# E09: what a macvtap may not sit on, even if the policy says so.
parents() {
	attack E09
	ip tuntap add alice-9 mode tap
	host_remember
	for parent in br0 alice-9 port0; do
		make_net_vm alice web "macvtap,alice-0,$parent,02"
		refused 69 "$parent is not an interface that a macvtap may sit on" \
			as_user alice vm-init web
	done
	ip link del alice-9
	host_remember
}

# H04, F08: a sysfs that is none.
fake_sys() {
	attack H04 F08
	make_net_vm alice web macvtap,alice-0,card0,02
	refused 71 "/sys has a file system of type" unshare -m sh -c '
		mount -t tmpfs none /sys
		exec setpriv --reuid alice --regid alice --init-groups env \
			HOME="$1/home/alice" vm-init web' sh "$WORK"
}

# G04, G07, G08: /run, missing, read-only, full, or prepared by somebody.
run_dir() {
	attack G04 G07 G08
	make_net_vm alice web tapbridge,alice-0,br0,01
	for how in 'mount -t tmpfs -o ro none /run' \
		'mount -t tmpfs -o nr_inodes=1 none /run' \
		'mount -t tmpfs none /run; mkdir -m 777 /run/vmman' \
		'mount -t tmpfs none /run; mkdir -m 700 /run/vmman; chown alice /run/vmman' \
		'mount -t tmpfs none /run; ln -s /tmp /run/vmman' \
		'mount -t tmpfs none /run; : >/run/vmman' \
		'mount -t tmpfs none /run; mkdir -m 700 /run/vmman; ln -s /etc/passwd /run/vmman/u61001.lock' \
		'mount -t tmpfs none /run; mkdir -m 700 /run/vmman; mkfifo -m 600 /run/vmman/u61001.lock' \
		'mount -t tmpfs none /run; mkdir -m 700 /run/vmman; : >/run/vmman/u61001.lock; chmod 644 /run/vmman/u61001.lock'; do
		refused 71 "/run/vmman" unshare -m sh -c "$how"'
			exec setpriv --reuid alice --regid alice --init-groups \
				env HOME="$1/home/alice" vm-init web' sh "$WORK"
	done
}

# A29: what is on standard input is nobody's business.
stdin() {
	attack A29
	make_net_vm alice web tapbridge,alice-0,br0,01
	as_user alice sh -c 'yes | timeout 10 vm-init -q web' || fail "stdin"
	expect_status 0 as_user alice vm-init --release web
	in_vain
}

huge_ids
default_group
many_groups
namespaces
old_sysfs
no_proc
parents
fake_sys
run_dir
stdin
attacks_end
