# shellcheck shell=sh
# lib.sh - what the themes share; to be sourced
#
# A theme makes assertions, each of which prints one line, "ok - name" or
# "not ok - name: why", and goes on; the last line tells how many there were.
# Whatever else it prints is for people.  It leaves the machine as it was, which
# is its last assertion.
# The machine's devices: see run.sh.
# shellcheck disable=SC2034 # for the themes
{
	CARD=0000:01:00.0 # e1000e
	TWIN0=0000:00:05.0 # e1000, two functions
	TWIN1=0000:00:05.1
	DISK=0000:02:00.0
	LAN=0000:00:08.0 # virtio, on one network with the card
}

WORK=/tmp/theme
QEMU="qemu-system-x86_64 -accel tcg -machine q35 -m 32 -nodefaults
-display none -no-reboot"
NESTED="$QEMU -serial stdio -kernel /usr/share/microguest.elf"

ok() {
	assertions=$((assertions + 1))
	echo "ok - $1"
}

not_ok() {
	assertions=$((assertions + 1))
	echo "not ok - $1: $2"
}

# check NAME COMMAND ARG..: it succeeds.  What it says is in $WORK/out.
check() {
	name=$1
	shift
	if "$@" >"$WORK/out" 2>&1 </dev/null; then
		ok "$name"
	else
		status=$?
		cat "$WORK/out"
		not_ok "$name" "$* has status $status"
	fi
}

# refuse NAME STATUS TEXT COMMAND ARG..: it fails with that status and says
# TEXT.
refuse() {
	name=$1
	want=$2
	text=$3
	shift 3
	status=0
	"$@" >"$WORK/out" 2>&1 </dev/null || status=$?
	if [ "$status" = "$want" ] && grep -q -F -e "$text" "$WORK/out"; then
		ok "$name"
	else
		cat "$WORK/out"
		not_ok "$name" "$* has status $status, not $want with '$text'"
	fi
}

# same NAME WANTED FOUND
same() {
	if [ "$2" = "$3" ]; then
		ok "$1"
	else
		not_ok "$1" "found '$3', expected '$2'"
	fi
}

# vm_soon NAME COMMAND ARG..: within 20 s of the start of a VM, which tells its
# troubles in $WORK/run, it is so.
vm_soon() {
	what=$1
	shift
	if wait_for 20 "$@"; then
		ok "$what"
	else
		cat "$WORK/run"
		not_ok "$what" "$* did not come true"
	fi
}

# as USER COMMAND ARG..: with that user's ids, groups and a login's environment.
as() {
	(as_exec "$@")
}

# as_exec USER COMMAND ARG..: the same by exec(2), so that $! of
# `as_exec .. &' is COMMAND itself.
as_exec() {
	user=$1
	shift
	exec setpriv --reuid "$user" --regid "$user" --init-groups -- \
		env -i PATH="$PATH" LC_ALL=C TZ=UTC HOME="/home/$user" \
		USER="$user" LOGNAME="$user" \
		XDG_RUNTIME_DIR="/run/user/$(id -u "$user")" "$@"
}

# vm_file USER NAME: that user's VM file, from stdin.
vm_file() {
	cat >"/home/$1/vm/$2.toml"
	chown "$1:$1" "/home/$1/vm/$2.toml"
	chmod 600 "/home/$1/vm/$2.toml"
}

# pci_file USER NAME DEVICE..: that user's VM file, of a VM with these devices.
pci_file() {
	user=$1
	vm=$2
	shift 2
	{
		printf '[base.vm]\nmachine = "q35"\nsmp = 1\nmem = 32\n'
		for device; do
			printf '[pcie-passthrough."%s"]\ndev = "%s"\n' \
				"$device" "$device"
		done
	} | vm_file "$user" "$vm"
}

# small_vm USER NAME [LINE..]: a VM file of a small machine that stops at once,
# with these lines behind.
small_vm() {
	small_owner=$1
	small_name=$2
	shift 2
	printf '%s\n' "[base.$small_name]" 'machine = "q35"' 'smp = 1' \
		'mem = 32' 'accel = "tcg"' "$@" |
		vm_file "$small_owner" "$small_name"
}

# wait_for SECONDS COMMAND ARG..: until it succeeds; fails if it never does.
wait_for() {
	deadline=$(($(date +%s) + $1))
	shift
	until "$@" >/dev/null 2>&1; do
		[ "$(date +%s)" -lt "$deadline" ] || return 1
		usleep 50000
	done
}

# The interface of the PCI function $1, whatever udev calls it by now.
netdev_of() (
	cd "/sys/bus/pci/devices/$1/" || return
	for directory in net/* virtio*/net/*; do
		[ ! -d "$directory" ] || echo "${directory##*/}"
	done
)

driver_of() {
	basename "$(readlink "/sys/bus/pci/devices/$1/driver" || echo none)"
}

group_of() {
	basename "$(readlink "/sys/bus/pci/devices/$1/iommu_group")"
}

# The port at which a USB device of vendor $1 sits, and the node of a port.
usb_port_of() (
	cd /sys/bus/usb/devices || return
	grep -l -x "$1" ./*/idVendor | cut -d / -f 2
)

usb_node_of() (
	cd "/sys/bus/usb/devices/$1" || return
	printf '/dev/bus/usb/%03d/%03d\n' "$(cat busnum)" "$(cat devnum)"
)

owner_of() {
	stat -c '%U:%G %a' "$1"
}

# pings NAME ADDRESS: three out of three, by the microguest whose output goes
# to $WORK/guest, once it is up.
pings() {
	wait_for 30 grep -q READY "$WORK/guest"
	ping -c 3 -W 5 "$2" >"$WORK/out" 2>&1
	grep packets "$WORK/out"
	if grep -q '3 packets received' "$WORK/out"; then
		ok "$1"
	else
		cat "$WORK/guest"
		not_ok "$1" "no answer from $2"
	fi
}

# has_open FILE: some process does.
has_open() {
	# shellcheck disable=SC2010 # busybox's find knows no -lname
	ls -l /proc/[0-9]*/fd 2>/dev/null | grep -q -e " -> $1\$"
}

# All that a theme could leave behind.
host_state() {
	ip -o link | sed 's/^[0-9]*: //; s/ qdisc.*//' | sort
	ip -o addr | sed 's/^[0-9]*: //; s/ \(valid_lft\|dynamic\).*//'
	printf '%s\n' /sys/bus/pci/drivers/*/0000:*
	grep . /sys/bus/pci/devices/*/driver_override
	find /dev -name 'tap*' -o -path '/dev/vfio/*' -o \
		-path '/dev/bus/usb/*/*' -o -type b | sort |
		xargs stat -c '%n %U:%G %a'
	find /etc /run/user ! -name vmman -type f
	grep -v -E ' /proc| /sys' /proc/mounts
	ps -o user,comm | sed -n '/^\(alice\|bob\|mallory\) /p'
}

finish() {
	# Names that udev gives, and processes on their way out.
	udevadm settle --timeout=10
	if wait_for 5 state_is_as_before; then
		ok "leaves the machine as it was"
	else
		diff "$WORK.before" "$WORK.after"
		not_ok "leaves the machine as it was" "see above"
	fi
	rm -rf "$WORK"
	echo "1..$assertions"
}

state_is_as_before() {
	host_state >"$WORK.after"
	cmp -s "$WORK.before" "$WORK.after"
}

# A shell for people (run.sh --shell) takes only the functions.
case $- in
*i*) ;;
*)
	assertions=0
	rm -rf "$WORK"
	mkdir -m 755 "$WORK"
	host_state >"$WORK.before"
	trap finish EXIT
	trap 'not_ok "ends in time" "it was ended"; exit 143' TERM
	;;
esac
