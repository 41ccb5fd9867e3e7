# shellcheck shell=sh
# macvtap.sh - an ordinary user's guest on a card of the host, with udev about
# shellcheck source=../lib.sh
. /lib.sh

rules=/run/udev/rules.d
lan=$(netdev_of "$LAN")
ip link set enp1s0 up
ip addr add 10.8.0.1/24 dev "$lan"
ip link set "$lan" up
udevadm settle

vm_file alice web <<'END'
[base.web]
machine = "q35"
smp = 1
mem = 32
accel = "tcg"
kernel = "/usr/share/microguest.elf"
append = "ip=10.8.0.2 n=3"
serial = "file:/home/alice/serial"

[macvtap.card]
interface = "alice0"
host-interface = "enp1s0"
mac = "52:54:00:00:00:0a"
driver = "virtio-net-pci"
END

node() {
	echo "/dev/tap$(cat /sys/class/net/alice0/ifindex)"
}

node_is_its_own() {
	[ -c "$(node)" ] &&
		awk -F : '{ printf "%x:%x\n", $1, $2 }' \
			/sys/class/net/alice0/macvtap/tap*/dev |
		grep -q -x "$(stat -c %t:%T "$(node)")"
}

check "alice gets a macvtap" as alice vm-init web
node=$(node)
same "its node is hers alone" "alice:root 600" "$(owner_of "$node")"
udevadm settle
udevadm trigger --settle /sys/class/net/alice0/macvtap/*
same "and stays so when udev looks at it again" \
	"alice:root 600" "$(owner_of "$node")"
same "its address is what she asked for" \
	52:54:00:00:00:0a "$(cat /sys/class/net/alice0/address)"
same "it is marked as hers, for this VM" \
	vmman:1000:web "$(cat /sys/class/net/alice0/ifalias)"
same "the host has no address on it" "" "$(ip -o addr show dev alice0)"
refuse "nobody else can open the node" 1 "Permission denied" \
	as bob head -c 1 "$node"

as_exec alice vm-run web </dev/null >"$WORK/run" 2>&1 &
ln -s /home/alice/serial "$WORK/guest"
pings "her guest answers over the card" 10.8.0.2
wait $!
same "it ends well" 0 $?
check "alice gives it back" as alice vm-init --release web
check "it is gone, and its node" test ! -e "$node" -a ! -e /sys/class/net/alice0

# A local rule, and an udev that is late: what vm-init does has to come after.
mkdir -p $rules
echo 'SUBSYSTEM=="macvtap", OWNER="root", GROUP="kvm", MODE="0660"' \
	>$rules/70-macvtap.rules
udevadm control --reload --stop-exec-queue
(sleep 1 && udevadm control --start-exec-queue) &
check "alice gets a macvtap from a late udev with a rule" as alice vm-init web
udevadm settle
same "the rule does not take it from her" \
	"alice:kvm 660" "$(owner_of "$(node)")"
check "alice gives it back" as alice vm-init --release web
wait

# An udev that never comes must not leave vm-init waiting, nor half a macvtap.
udevadm control --stop-exec-queue
refuse "an udev that does nothing is waited for, not for ever" 124 udev \
	as alice timeout -s KILL 40 vm-init web
check "nothing is left then" test ! -e /sys/class/net/alice0
rm -r $rules
udevadm control --reload --start-exec-queue

# The next interface's number is no secret.  Whoever has put nodes of the next
# numbers into /dev, from a network namespace of his own, must not be given away
# with them.
occupy() {
	ip link add probe type bridge
	last=$(cat /sys/class/net/probe/ifindex)
	ip link del probe
	as_exec mallory unshare -Urn sh -c '
		ip link add lower type veth peer name end
		for index; do
			ip link add link lower index "$index" type macvtap
		done
		read -r end' sh $(seq $((last + 1)) $((last + $1))) \
		<"$WORK/end" &
	exec 4>"$WORK/end"
	wait_for 10 test -e /dev/tap$((last + $1))
}

vacate() {
	exec 4>&-
	wait
}

mkfifo -m 644 "$WORK/end"
occupy 2
check "where another namespace has the node's name, another is taken" \
	as alice vm-init web
check "the node is that of the interface" node_is_its_own
same "the other's is as it was" "root:root 600" \
	"$(owner_of /dev/tap$((last + 2)))"
check "alice gives it back" as alice vm-init --release web
vacate
occupy 20
refuse "but not for ever" 75 "macvtap of another network namespace" \
	as alice vm-init web
same "all others are as they were" "20 root:root 600" \
	"$(stat -c '%U:%G %a' /dev/tap* | sort | uniq -c | sed 's/^ *//')"
check "nothing is left then" test ! -e /sys/class/net/alice0
vacate

ip addr flush dev "$lan"
ip link set "$lan" down
ip link set enp1s0 down
rm -r /home/alice/serial /home/alice/vm/web.toml /run/user/1000/vmman
