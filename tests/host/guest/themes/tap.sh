# shellcheck shell=sh
# tap.sh - an ordinary user's guest on a bridge
# shellcheck disable=SC2086 # $QEMU is words
# shellcheck source=../lib.sh
. /lib.sh

ip link add br0 type bridge
ip addr add 10.9.0.1/24 dev br0
ip link set br0 up

vm_file alice web <<'END'
[base.web]
machine = "q35"
smp = 1
mem = 32
accel = "tcg"
kernel = "/usr/share/microguest.elf"
append = "ip=10.9.0.2 n=3"
serial = "file:/home/alice/serial"

[tapbridge.bridged]
interface = "alice0"
bridge = "br0"
mac = "52:54:00:00:00:0a"
driver = "virtio-net-pci"
END

check "alice gets a tap" as alice vm-init web
net=/sys/class/net/alice0
same "she owns it" 1000 "$(cat $net/owner)"
same "it is marked as hers, for this VM" vmman:1000:web "$(cat $net/ifalias)"
same "it is on the bridge" br0 "$(basename "$(readlink $net/master)")"
same "it is up" 0x1 "$(printf '0x%x' $(($(cat $net/flags) & 1)))"
same "the host has no address on it" "" "$(ip -o addr show dev alice0)"
refuse "nobody else can use it" 1 "Operation not permitted" as bob $QEMU \
	-netdev tap,id=n,ifname=alice0,script=no,downscript=no

index=$(cat $net/ifindex)
check "she can ask again" as alice vm-init web
same "which changes nothing" "$index" "$(cat $net/ifindex)"

as_exec alice vm-run web </dev/null >"$WORK/run" 2>&1 &
wait_for 30 grep -q READY /home/alice/serial
refuse "one VM runs once" 75 "" as alice vm-run web
check "she can ask again while it runs" as alice vm-init web
ln -s /home/alice/serial "$WORK/guest"
pings "her guest answers over the bridge" 10.9.0.2
wait $!
same "it ends well" 0 $?

check "alice gives the tap back" as alice vm-init --release web
check "it is gone" test ! -e $net
check "to give back nothing is fine" as alice vm-init --release web

ip link del br0
rm -r /home/alice/serial /home/alice/vm/web.toml /run/user/1000/vmman
