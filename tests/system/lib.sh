# shellcheck shell=sh
# lib.sh - what the system tests share; to be sourced by tests/system/*.sh
#
# A system test runs our unmodified programs as root and as ordinary users on
# the real kernel, and changes nothing outside of namespaces of its own:
#
#	. "$(dirname "$0")/lib.sh"
#	need_command qemu-system-x86_64
#	in_netns "$@"
#	with_entry 'who = ["user:alice"]' 'bridges = ["br0"]' 'interfaces = ["a*"]'
#	install_suid
#	make_net_vm alice web tapbridge,alice0,br9,01
#	make_locks 61001
#	host_remember
#	expect_status 77 as_user alice vm-init web
#	expect_err "bridge br9 is in no entry"
#	host_unchanged
#
# Inside, $WORK is a directory that vanishes with the namespaces, /etc and /run
# are private copies, and there are users alice, bob and mallory (in no group of
# interest; alice and bob are in "vm"), with homes in $WORK/home.
set -eu
# shellcheck source=../lib.sh
. "$(dirname "$0")/../lib.sh"

WORK=/mnt

# in_netns ARG..: go on in private network, mount and process namespaces: the
# script is run again from its start, with the same arguments.  It is their
# process 1, so that whatever it leaves running ends with it, and that vm-init,
# which compares its caller's network with that of process 1, finds it at home.
in_netns() {
	if [ -n "${VMMAN_INSIDE:-}" ]; then
		enter_world
		return
	fi
	[ "$(id -u)" = 0 ] || skip "needs root"
	need_command unshare setpriv ip mknod
	unshare -nmp true 2>/dev/null || skip "cannot make namespaces"
	[ -e /dev/net/tun ] || modprobe -q tun || skip "no /dev/net/tun"
	VMMAN_INSIDE=1 exec unshare -nmp --propagation private --mount-proc \
		--fork --kill-child "$0" "$@"
}

# The private world.  Nothing of it has to be cleaned up.
enter_world() {
	unset VMMAN_INSIDE
	# The set-uid bit and device nodes have to work here.
	mount -t tmpfs -o suid,dev,exec,mode=755 vmman-test "$WORK"
	mkdir "$WORK/bin" "$WORK/etc" "$WORK/home" "$WORK/lib"
	cp -a /etc/. "$WORK/etc/"
	mount --bind "$WORK/etc" /etc
	rm -rf /etc/vmman
	mount -t tmpfs -o mode=755 vmman-test /run
	# An old mount of sysfs goes on showing the host's interfaces.
	mount -t sysfs sysfs /sys
	# Where no udev runs, the node is root's alone.
	mknod -m 666 "$WORK/tun" c 10 200
	mount --bind "$WORK/tun" /dev/net/tun
	ip link set lo up
	groupadd_vm
	add_user alice 61001 vm
	add_user bob 61002 vm
	add_user mallory 61003 ""
	copy_programs "$WORK/bin"
	PATH=$WORK/bin:/usr/sbin:/usr/bin:/sbin:/bin
}

# private_dev: a /dev of its own, whose nodes can be changed.
private_dev() {
	mkdir "$WORK/dev"
	mount -t tmpfs -o dev,mode=755 vmman-test "$WORK/dev"
	cp -a /dev/. "$WORK/dev/"
	mount --rbind "$WORK/dev" /dev
}

# private_hugetlbfs: at /dev/hugepages of a private /dev.
private_hugetlbfs() {
	rm -rf /dev/hugepages
	mkdir /dev/hugepages
	mount -t hugetlbfs -o mode=755 none /dev/hugepages ||
		skip "no hugetlbfs"
}

# attach_disk: a disk of 16 MB, called $disk, in a private /dev.  Which number
# is free is known only then: there may be no node of it yet.
attach_disk() {
	need_command losetup
	for number in $(seq 0 31); do
		[ -e "/dev/loop$number" ] ||
			mknod -m 600 "/dev/loop$number" b 7 "$number"
	done
	truncate -s 16M "$WORK/disk"
	disk=$(losetup --partscan --find --show "$WORK/disk") ||
		skip "no loop device"
	trap 'losetup -d "$disk"' EXIT
}

groupadd_vm() {
	echo "vm:x:61100:alice,bob" >>/etc/group
}

# add_user NAME UID: with a group and a home of his own.
add_user() {
	echo "$1:x:$2:$2::$WORK/home/$1:/bin/sh" >>/etc/passwd
	echo "$1:x:$2:" >>/etc/group
	mkdir -m 700 "$WORK/home/$1" "$WORK/home/$1/vm" "$WORK/home/$1/run"
	chown -R "$2:$2" "$WORK/home/$1"
}

# as_user NAME PROGRAM ARG..: with that user's ids, groups and a login's
# environment; `VAR=VALUE' words may stand before PROGRAM.  The words of $under,
# if any, are a program that watches it with root's rights.
as_user() {
	user=$1
	shift
	# shellcheck disable=SC2086 # words
	${under:-} setpriv --reuid "$user" --regid "$user" --init-groups \
		--inh-caps=-all -- env -i HOME="$WORK/home/$user" \
		USER="$user" LOGNAME="$user" LC_ALL=C TZ=UTC PATH="$PATH" \
		XDG_RUNTIME_DIR="$WORK/home/$user/run" "$@"
}

# Install vm-init set-uid root; the PATH finds it before the plain copy.
install_suid() {
	install -o root -g root -m 4755 "$BUILD_DIR/bin/vm-init" "$WORK/bin"
}

# with_policy: the administrator's policy, from stdin.
with_policy() {
	policy=${VMMAN_POLICY:-/etc/vmman/policy.toml}
	case $policy in
	/etc/*) ;;
	*) skip "policy at $policy, which is not ours to write" ;;
	esac
	mkdir -p "${policy%/*}"
	cat >"$policy"
	chmod 644 "$policy"
}

# with_entry LINE..: a policy of one entry, of these lines; its line is 2.
with_entry() {
	{
		printf 'version = 1\n[[allow]]\n'
		printf '%s\n' "$@"
	} | with_policy
}

# make_vm USER NAME: the VM file NAME of USER, from stdin.
make_vm() {
	cat >"$WORK/home/$1/vm/$2.toml"
	chown "$1:$1" "$WORK/home/$1/vm/$2.toml"
	chmod 600 "$WORK/home/$1/vm/$2.toml"
}

# base_section MACHINE [LINE..]: of a VM file, with these lines at its end; it
# needs nothing of the host.
base_section() {
	printf '[base.vm]\nmachine = "%s"\nsmp = 1\nmem = 64\naccel = "tcg"\n' \
		"$1"
	shift
	[ $# = 0 ] || printf '%s\n' "$@"
}

# disk_section FILE: of a VM file.
disk_section() {
	printf '[storage.%s]\ndriver = "virtio"\nfile = "%s"\n' "${1##*/}" "$1"
}

# net_section KIND,INTERFACE,PEER,MAC[,LINE]: of a VM file, KIND being tapbridge
# or macvtap, PEER a bridge or a card; of a MAC the last byte is enough.
net_section() {
	printf '%s\n' "$1" | {
		IFS=, read -r kind interface peer mac line
		[ "$kind" = tapbridge ] && key=bridge || key=host-interface
		[ ${#mac} != 2 ] || mac=52:54:00:00:00:$mac
		label=$(printf %s "$interface-$mac" | tr -dc 'A-Za-z0-9:-')
		cat <<-END
			[$kind."$label"]
			interface = "$interface"
			mac = "$mac"
			driver = "virtio-net-pci"
			$key = "$peer"
			$line
		END
	}
}

# make_net_vm USER NAME SECTION..: a VM file of the base and these net_sections.
make_net_vm() (
	owner=$1
	name=$2
	shift 2
	{
		base_section q35
		for section in "$@"; do
			net_section "$section"
		done
	} | make_vm "$owner" "$name"
)

# make_locks UID..: the files by which each user's runs wait for one another.
# With them there, a run that does nothing leaves nothing.
make_locks() (
	mkdir -p -m 700 /run/vmman
	for uid in "$@"; do
		install -m 600 /dev/null "/run/vmman/u$uid.lock"
	done
)

# make_program NAME: a script for everybody, in the PATH, from stdin.
make_program() {
	cat >"$WORK/bin/$1"
	chmod 755 "$WORK/bin/$1"
}

# make_card NAME WIRE: in the place of the host's network card, with a wire to
# nowhere.
make_card() {
	ip link add "$1" type veth peer name "$2"
	for link in "$1" "$2"; do
		ip link set "$link" addrgenmode none
		ip link set "$link" up
	done
	wait_for 5 has_carrier "$1"
	wait_for 5 has_carrier "$2"
}

# make_bridge NAME ADDRESS/BITS: with a card as its port; a bridge without any
# port changes its carrier and its MAC with the first one that joins.
make_bridge() {
	make_card "$1-card" "$1-wire"
	ip link add "$1" type bridge
	ip link set "$1" addrgenmode none
	ip link set "$1-card" master "$1"
	ip link set "$1" up
	ip addr add "$2" dev "$1"
	wait_for 5 has_carrier "$1"
}

# is_there INTERFACE: by its name, or an alternative name.
is_there() {
	ip link show "$1" >/dev/null 2>&1
}

no_vm_init() {
	! pgrep -x vm-init
}

has_carrier() {
	ip -o link show "$1" | grep -q 'state UP'
}

# expect_status STATUS COMMAND ARG..: what it says is in $WORK/out and
# $WORK/err.  A signal or a sanitizer's report is never what was expected.
expect_status() {
	want=$1
	shift
	got=0
	"$@" >"$WORK/out" 2>"$WORK/err" </dev/null || got=$?
	if [ "$got" != "$want" ] ||
		is_sanitizer_report "$WORK/out" "$WORK/err"; then
		echo "--- $*" >&2
		cat "$WORK/out" "$WORK/err" >&2
		fail "status $got, expected $want"
	fi
}

# expect_out TEXT, expect_err TEXT: the last command's words hold this text;
# refute_*: they do not.
expect_out() {
	grep -q -F -e "$1" "$WORK/out" || {
		cat "$WORK/out" >&2
		fail "it did not print: $1"
	}
}

expect_err() {
	grep -q -F -e "$1" "$WORK/err" || {
		cat "$WORK/err" >&2
		fail "it did not complain: $1"
	}
}

refute_out() {
	! grep -F -e "$1" "$WORK/out" >&2 || fail "it printed: $1"
}

refute_err() {
	! grep -F -e "$1" "$WORK/err" >&2 || fail "it complained: $1"
}

# All that vm-init could change: links with their owners, marks and masters,
# their addresses, and the nodes in /dev it hands out, of disks the one of
# attach_disk; but for a macvtap's, which goes with the link, and of which others'
# are in the same /dev.  Timers move by themselves, and what becomes of carriers
# the kernel finds out in its own time.
host_state() {
	{
		ip -d -o link show
		ip -o addr show
	} | sed -E -e 's/[a-z_]*timer +[0-9.]+//g' -e 's/ tentative//' \
		-e 's/NO-CARRIER,//' -e 's/,LOWER_UP//' -e 's/ state [A-Za-z]+//g'
	{
		find /dev -maxdepth 2 \( -path '/dev/vfio/*' -o \
			-path '/dev/hugepages/*' \
			${disk:+-o -path "$disk" -o -path "${disk}p*"} \) \
			-printf '%p %m %U:%G\n'
		find /run -printf '%p %m %U:%G\n'
	} | sort
}

# host_remember, host_unchanged: to prove that a refusal changed nothing.
host_remember() {
	host_state >"$WORK/state.before"
}

host_unchanged() {
	host_state >"$WORK/state.after"
	diff -u "$WORK/state.before" "$WORK/state.after" >&2 ||
		fail "the host is not as it was"
}

# wait_for SECONDS COMMAND ARG..: until the command succeeds.
wait_for() {
	tries=$(($1 * 20))
	shift
	until "$@" >/dev/null 2>&1; do
		tries=$((tries - 1))
		[ "$tries" -gt 0 ] || fail "waited in vain for: $*"
		sleep 0.05
	done
}
