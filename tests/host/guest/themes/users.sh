# shellcheck shell=sh
# users.sh - what one user cannot do to another, nor to the host
# shellcheck source=../lib.sh
. /lib.sh

ip link add br0 type bridge
ip link add br1 type bridge
udevadm settle

# tap USER VM INTERFACE BRIDGE: a VM file that asks for one tap.
tap() {
	vm_file "$1" "$2" <<-END
		[base.main]
		machine = "q35"
		smp = 1
		mem = 32

		[tapbridge.net]
		interface = "$3"
		bridge = "$4"
		mac = "52:54:00:00:00:0a"
		driver = "virtio-net-pci"
	END
}

# links: all but timers, and what the kernel finds out of carriers in its own
# time.
links() {
	ip -d -o link | sed -E -e 's/[a-z_]*timer +[0-9.]+//g' \
		-e 's/NO-CARRIER,//' -e 's/,LOWER_UP//' -e 's/ state [A-Za-z]+//g'
}

# unchanged NAME: the links are still what they were.
unchanged() {
	links >"$WORK/links.after"
	check "$1" diff "$WORK/links.before" "$WORK/links.after"
}

tap alice web alice0 br0
tap bob web vm1001-0 br0
check "alice gets a tap" as alice vm-init web
check "bob gets a tap" as bob vm-init web
links >"$WORK/links.before"

tap mallory web alice0 br0
refuse "who is in no policy gets nothing" 77 mallory as mallory vm-init web
tap bob theft alice0 br0
refuse "another user's tap is out of reach" 77 alice0 as bob vm-init theft
tap bob wrong vm1001-1 br1
refuse "so is a bridge that is not granted" 77 br1 as bob vm-init wrong
tap alice host enp0s8 br0
refuse "so is an interface of the host" 77 enp0s8 as alice vm-init host
ip link add alice9 type bridge
udevadm settle
links >"$WORK/links.before"
tap alice other alice9 br0
refuse "so is an interface made by another, whatever its name" 77 alice9 \
	as alice vm-init other
refuse "another user's file cannot be read" 66 "" \
	as bob env VMCONF_DIR=/home/alice/vm vm-init web
refuse "root in a namespace of one's own is nobody here" 77 "" \
	as alice unshare -Ur vm-init web
refuse "in a network namespace of one's own there is nothing to get" 77 "" \
	as alice unshare -Urn vm-init web
unchanged "and nothing has changed"

tap bob more vm1001-1 br0
check "bob gets a second tap" as bob vm-init more
tap bob most vm1001-2 br0
refuse "he does not get a third" 77 "would have 3" as bob vm-init most

check "bob gives one back" as bob vm-init --release more
check "and that of a VM called like one of alice's" \
	as bob env VMCONF_DIR=/home/alice/vm vm-init --release web
check "his is gone" test ! -e /sys/class/net/vm1001-0
check "hers is still there" test -e /sys/class/net/alice0
check "alice gives hers back" as alice vm-init --release web

ip link del alice9
ip link del br0
ip link del br1
rm /home/*/vm/*.toml
