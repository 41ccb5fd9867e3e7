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

# calls PID: that process's system calls in the trace, the most frequent first.
calls() {
	awk -v who="$1" '$1 == who && match($2, /^[a-z0-9_]+\(/) {
			n[substr($2, 1, RLENGTH - 1)]++
			all++
		}
		END {
			for (c in n)
				print n[c], c
			print all, "in all"
		}' "$WORK/trace" | sort -rn | paste -s -d , | sed 's/,/, /g'
}

# In the order in which they begin: the caller's half with the dynamic loader,
# root's half, who looks up names, and who writes to sysfs.
check "alice gets all three, traced" strace -f -u alice -o "$WORK/trace" \
	-E HOME=/home/alice vm-init all
cat "$WORK/out"
same "the card is bound" vfio-pci "$(driver_of "$CARD")"
awk '!seen[$1]++ { print $1 }' "$WORK/trace" | while read -r pid; do
	echo "process $pid: $(calls "$pid")"
done
check "she gives all back" as alice vm-init --release all
check "and again, counted" strace -c -f -u alice -o "$WORK/counts" \
	-E HOME=/home/alice vm-init all
cat "$WORK/counts"
check "and back once more" as alice vm-init --release all

# Anew, when it is there already, and back.
check "and again, five times" as alice rounds 5 "vm-init -q all" \
	"vm-init --quiet all" "vm-init -q --release all" true
cat "$WORK/out"
ip link set "$lan" down
ip link del br0
rm /home/alice/vm/all.toml
