# shellcheck shell=sh
# cost.sh - what it costs to give a VM a tap, a macvtap and a PCI device
#
# The figures are for people; a machine that emulates another has no speed.
# shellcheck source=../lib.sh
. /lib.sh

ip link add br0 type bridge
ip link set br0 up
lan=$(netdev_of "$LAN")
ip link set "$lan" up
vm_file alice all <<END
[base.all]
machine = "q35"
smp = 1
mem = 32
accel = "tcg"

[tapbridge.bridged]
interface = "alice0"
bridge = "br0"
mac = "52:54:00:00:00:0a"
driver = "virtio-net-pci"

[macvtap.office]
interface = "alice1"
host-interface = "$lan"
mac = "52:54:00:00:00:0b"
driver = "virtio-net-pci"

[pcie-passthrough.card]
dev = "$CARD"
END

# count HALF: the system calls of the process that the pattern HALF picks from
# the trace, by how often they come.
calls() {
	awk -v who="$1" '$1 == who && match($2, /^[a-z0-9_]+\(/) {
			n[substr($2, 1, RLENGTH - 1)]++; all++
		}
		END { for (c in n) print n[c], c; print all, "in all" }' \
		"$WORK/trace" | sort -rn
}

check "alice gets all three, traced" strace -f -u alice -o "$WORK/trace" \
	env HOME=/home/alice vm-init all
cat "$WORK/out"
same "the card is bound" vfio-pci "$(driver_of "$CARD")"
for pid in $(awk '{ print $1 }' "$WORK/trace" | uniq | sort -u); do
	echo "process $pid"
	calls "$pid" | paste -s -d , | sed 's/,/, /g'
done
check "she gives all back" as alice vm-init --release all

check "and again, five times" as alice rounds 5 "vm-init -q all" \
	"vm-init -q all --json" "vm-init -q --release all" true
cat "$WORK/out"
ip link set "$lan" down
ip link del br0
rm /home/alice/vm/all.toml
