# shellcheck shell=sh
# passthrough.sh - an ordinary user's guest with a PCI device of the host
# shellcheck source=../lib.sh
. /lib.sh

node=/dev/vfio/$(group_of "$CARD")

# card_vm USER NAME MIB: a VM that has the card and so much memory.
card_vm() {
	vm_file "$1" "$2" <<-END
		[base.card]
		machine = "q35"
		smp = 1
		mem = $3
		accel = "tcg"
		kernel = "/usr/share/microguest.elf"
		append = "ip=10.8.0.2 n=3"
		serial = "file:/home/$1/serial"

		[pcie-passthrough.card]
		dev = "$CARD"
	END
}
card_vm alice card 32
card_vm alice fat 33
card_vm bob card 32
card_vm mallory card 32

# field FILE LABEL: the rest of the line that begins so.
field() {
	sed -n "s/^$2[[:space:]]*//p" "$1"
}

may_lock() {
	field "/proc/$1/limits" "Max locked memory" | tr -s ' ' | cut -d ' ' -f 1-2
}

limit=$(may_lock $$)
same "the limit is the kernel's default" "8388608 8388608" "$limit"

# asks NAME USER STATUS TEXT COMMAND..: a shell of USER's runs that command,
# which ends like that, and keeps its limit.
asks() {
	what=$1
	asker=$2
	want_status=$3
	text=$4
	shift 4
	# shellcheck disable=SC2016 # for the inner shell
	refuse "$what" "$want_status" "$text" as "$asker" sh -c \
		'"$@"; status=$?; prlimit -l -o SOFT,HARD --noheadings >~/limit
		exit $status' sh "$@"
	same "... and the limit is as before" "$limit" \
		"$(tr -s ' ' <"/home/$asker/limit" | sed 's/^ //; s/ $//')"
	rm "/home/$asker/limit"
}

refuse "without vm-init there is no card for a VM" 69 \
	"PCI device $CARD is not bound to vfio-pci" as alice vm-run card
check "alice gets the card" as alice vm-init card
asks "max-memlock is the end" alice 77 \
	"locking 1057M of memory is more than the 1056M granted to alice" \
	vm-run fat
asks "who is granted none gets none" bob 77 \
	"locking 1056M of memory is not granted to bob" vm-init --memlock card
asks "a stranger gets none" mallory 77 \
	"no entry of the policy applies to mallory" vm-init --memlock card
refuse "who has not the card does not get as far" 77 "$node is not yours" \
	as bob vm-run card
refuse "root's shell is not alice" 77 "is not alice's through and through" \
	as alice vm-init --memlock card
same "... and keeps its limit" "$limit" "$(may_lock $$)"
cp /usr/bin/timeout "$WORK/start"
chmod 4755 "$WORK/start"
asks "nor is a program set-user-ID to root" alice 77 \
	"is not alice's through and through" "$WORK/start" 20 \
	vm-init --memlock card

# The asker dies when all has been looked at, and its pid becomes mallory's.
# shellcheck disable=SC2016 # for the inner shell
strace -f -u alice -o "$WORK/trace" -e trace=pidfd_open,prlimit64 \
	-e inject=prlimit64:delay_enter=4000000:when=1 env HOME=/home/alice \
	sh -c 'echo $$ >~/asker; vm-init --memlock card; :' \
	>"$WORK/out" 2>&1 </dev/null &
tracer=$!
wait_for 30 test -s /home/alice/asker
asker=$(cat /home/alice/asker)
was_looked_at_twice() {
	[ "$(grep -c "pidfd_open($asker," "$WORK/trace")" = 2 ]
}
wait_for 30 was_looked_at_twice
sleep 1
kill -KILL "$asker"
wait_for 10 test ! -e "/proc/$asker"
echo $((asker - 1)) >/proc/sys/kernel/ns_last_pid
as_exec mallory sleep 60 &
heir=$!
wait $tracer
grep "[ (]$asker,\|exited" "$WORK/trace"
same "mallory's process has the pid of one that asked" "$asker" "$heir"
check "it was hit" grep -q "prlimit64($asker, RLIMIT_MEMLOCK, {" "$WORK/trace"
same "what was taken for another is as before" "$limit" "$(may_lock $heir)"
check "vm-init says that the asker is gone" grep -q "exited with 75" "$WORK/trace"
kill $heir
wait $heir

check "who asks is raised, and no further" as alice sh -c \
	'vm-init --memlock card && exec prlimit -l -o SOFT,HARD --noheadings'
same "... to what was asked for" "$((1056 << 20)) $((1056 << 20))" \
	"$(tail -n 1 "$WORK/out" | tr -s ' ' | sed 's/^ //; s/ $//')"
check "a limit is never lowered" as alice sh -c \
	'vm-init --memlock card && vm-init --memlock card && ulimit -l 4096 &&
	vm-init --memlock card; ulimit -l'

# All of it, at last: she runs her VM, and nothing else.
check "alice can ask for the card again" as alice vm-init card
as_exec alice vm-run card </dev/null >"$WORK/run" 2>&1 &
guest=$!
lan=$(netdev_of "$LAN")
ip addr add 10.8.0.1/24 dev "$lan"
ip link set "$lan" up
wait_for 60 grep -q READY /home/alice/serial
cat "$WORK/run"
for label in Name: Uid: Gid: VmLck: CapEff:; do
	echo "$label $(field /proc/$guest/status $label)"
done
same "QEMU is alice's" "1000 1000 1000 1000" \
	"$(field /proc/$guest/status Uid: | tr '\t' ' ')"
same "it has no capability" 0000000000000000 \
	"$(field /proc/$guest/status CapEff:)"
same "its limit was raised" "$((1056 << 20)) $((1056 << 20))" \
	"$(may_lock $guest)"
check "all memory of the guest is locked" test \
	"$(field /proc/$guest/status VmLck: | cut -d ' ' -f 1)" -ge 32768
refuse "one card is for one VM" 75 "$node is in use by another process" \
	as alice vm-run fat
ln -s /home/alice/serial "$WORK/guest"
pings "a nested guest answers through the card" 10.8.0.2
cat "$WORK/out"
wait $guest
same "it ends well" 0 $?
check "the card's own address is what it saw" \
	grep -q "nic e1000e 52:54:00:00:01:01 10.8.0.2" /home/alice/serial

ip addr flush dev "$lan"
ip link set "$lan" down
check "alice gives the card back" as alice vm-init --release card
rm -r /home/alice/serial /home/alice/asker /home/*/vm/*.toml /run/user/*/vmman
