#!/bin/sh
# attack_tap.sh - taps: races with strangers, owners and the administrator
. "$(dirname "$0")/lib.sh"
in_netns "$@"
. "$(dirname "$0")/attack_lib.sh"

with_entry 'who = ["user:alice", "user:bob"]' 'bridges = ["br0"]' \
	'interfaces = ["{user}-*", "both*"]' 'max-interfaces = 3'
install_suid
make_bridge br0 10.9.0.1/24
make_bridge br9 10.8.0.1/24
make_locks 61001 61002 61003
make_program tun <<'END'
#!/usr/bin/python3
# tun NAME FLAGS SECONDS [ACT..]: attach to the tap, trying for so long; then
# act: owner=UID, persist=0, wait=SECONDS.  Status 1 if it cannot be had.
import fcntl, os, struct, sys, time
name, flags, until = sys.argv[1], int(sys.argv[2], 0), time.time() + float(sys.argv[3])
fd = os.open("/dev/net/tun", os.O_RDWR)
while True:
    try:
        fcntl.ioctl(fd, 0x400454ca, struct.pack("16sH22x", name.encode(), flags))
        break
    except OSError as e:
        if time.time() > until:
            sys.exit(1)
print("attached", flush=True)
for act in sys.argv[4:]:
    what, value = act.split("=")
    if what == "owner":
        fcntl.ioctl(fd, 0x400454cc, int(value))
    elif what == "persist":
        fcntl.ioctl(fd, 0x400454cb, int(value))
    else:
        time.sleep(float(value))
END
one_queue=0x5002
queues=0x5102
host_remember

# G12: until it has an owner, a tap of several queues is anybody's, whom X does
# not let stay: a stranger who attaches then takes the tap with him.
stranger_in_the_gap() {
	attack G12
	make_net_vm alice web tapbridge,alice-0,br0,01,"queues = 4"
	as_user mallory tun alice-0 $queues 8 wait=4 >"$WORK/stranger" 2>&1 &
	wait_for 5 pgrep -f 'tun alice-0'
	refused 75 "somebody attached to tap alice-0 while it was made" \
		slowly ioctl 1 vm-init web
	grep -q attached "$WORK/stranger" || fail "the attack came too late"
	wait $! || true
	expect_status 0 as_user alice vm-init web
	expect_status 1 as_user mallory tun alice-0 $queues 0
	expect_status 0 as_user alice vm-init --release web
	host_unchanged
}

# G12: a tap of one queue has no such gap.
no_gap_with_one_queue() {
	attack G12
	make_net_vm alice web tapbridge,alice-0,br0,01
	as_user mallory tun alice-0 $one_queue 3 >"$WORK/stranger" 2>&1 &
	expect_status 0 slowly ioctl 1 vm-init web
	! wait $! || fail "a stranger is attached"
	expect_status 0 as_user alice vm-init --release web
	in_vain
}

# G12: its owner takes the tap away, or gives it to another, while X makes it.
owner_in_the_gap() {
	attack G12
	make_net_vm alice web tapbridge,alice-0,br0,01,"queues = 2"
	as_user alice tun alice-0 $queues 8 owner=61003 wait=4 \
		>"$WORK/stranger" 2>&1 &
	wait_for 5 pgrep -f 'tun alice-0'
	refused 75 "alice-0" slowly ioctl 2 vm-init web
	grep -q attached "$WORK/stranger" || fail "the attack came too late"
	wait $! || true
}

# G12: its owner lets it go while X mends it.
owner_lets_go() {
	attack G12
	make_net_vm alice web tapbridge,alice-0,br0,01
	expect_status 0 as_user alice vm-init web
	ip link set alice-0 nomaster
	as_user alice sh -c 'sleep 1; exec tun alice-0 0x5002 5 persist=0' \
		>"$WORK/stranger" 2>&1 &
	refused 71 "alice-0" slowly sendto 3 vm-init web
	wait $! || true
	! ip link show alice-0 2>/dev/null || fail "it was made anew unasked"
}

# E17: what is to be mended becomes another's, by its mark or by its name,
# between the judgement and the deed.
mends_no_other() {
	attack E17
	make_net_vm alice web tapbridge,alice-0,br0,01
	for how in "alias vmman:61002:web" "name other0"; do
		expect_status 0 as_user alice vm-init web
		ip link set alice-0 nomaster
		ip link set alice-0 down
		# shellcheck disable=SC2086 # words are meant
		(sleep 1 && ip link set alice-0 $how) &
		expect_status 75 hesitantly sendto 2 vm-init web
		wait $!
		expect_err "alice-0 became another interface meanwhile"
		! ip -o link show master br0 | grep -q 'alice-0\|other0' ||
			fail "another's interface was mended: $how"
		ip link set other0 name alice-0 2>/dev/null || true
		ip link set alice-0 alias vmman:61001:web
		expect_status 0 as_user alice vm-init --release web
		host_unchanged
		attacked 0 "without effect"
	done
}

# D15: a tap that its owner handed over is neither kept nor the other's.
handed_over() {
	attack D15
	make_net_vm alice web tapbridge,alice-0,br0,01
	expect_status 0 as_user alice vm-init web
	expect_status 0 as_user alice tun alice-0 $one_queue 0 owner=61002
	cp "$WORK/state.before" "$WORK/state.first"
	host_remember
	refused 75 "made otherwise" as_user alice vm-init web
	expect_status 0 as_user bob vm-init --release web
	expect_out "nothing to release"
	host_unchanged
	make_net_vm bob web tapbridge,alice-0,br0,02
	refused 77 "alice-0" as_user bob vm-init web
	expect_status 0 as_user alice vm-init --release web
	cp "$WORK/state.first" "$WORK/state.before"
	host_unchanged
}

# E17, E21: names move and bridges vanish between the judgement and the deed.
names_move() {
	attack E17 E21
	make_net_vm alice web tapbridge,alice-0,br0,01
	judged=$(cat /sys/class/net/br0/ifindex)
	slowly sendto 3 vm-init web >"$WORK/slow" 2>&1 &
	sleep 1
	ip link set br0 name was0
	ip link set br9 name br0
	wait $! || true
	if ip link show alice-0 >/dev/null 2>&1; then
		[ "$(cat /sys/class/net/alice-0/master/ifindex)" = "$judged" ] ||
			fail "it joined a bridge that was not judged"
	fi
	expect_status 0 as_user alice vm-init --release web
	ip link set br0 name br9
	ip link set was0 name br0
	in_vain
}

# E06: an alternative name is no name, of a bridge either.
altname() {
	attack E06
	ip link property add dev br9 altname br-alt
	ip link property add dev br9 altname alice-0
	sed -i 's/bridges = .*/bridges = ["br0", "br-alt"]/' /etc/vmman/policy.toml
	host_remember
	make_net_vm alice web tapbridge,alice-1,br-alt,01
	refused 69 "there is no bridge br-alt" as_user alice vm-init web
	make_net_vm alice web tapbridge,alice-0,br0,01
	refused 71 "making tap alice-0" as_user alice vm-init web
	ip link property del dev br9 altname br-alt altname alice-0
	host_remember
}

# D14: the quota, by many runs at once.
quota_race() {
	attack D14
	for i in 1 2 3 4 5 6 7 8; do
		make_net_vm alice "vm$i" "tapbridge,alice-$i,br0,1$i"
	done
	for i in 1 2 3 4 5 6 7 8; do
		as_user alice vm-init "vm$i" >"$WORK/run$i" 2>&1 &
	done
	wait
	[ "$(ip -o link | grep -c alias.vmman:61001:)" = 3 ] ||
		fail "a quota of 3, but: $(ip -o link)"
	for i in 1 2 3 4 5 6 7 8; do
		expect_status 0 as_user alice vm-init --release "vm$i"
	done
	in_vain
}

# G01, G03: the same VM, and the same name for two users, at once.
same_name_race() {
	attack G01 G03
	make_net_vm alice web tapbridge,both0,br0,01
	make_net_vm bob web tapbridge,both0,br0,02
	for user in alice bob alice bob alice bob; do
		as_user $user vm-init web >"$WORK/run.$user" 2>&1 &
	done
	wait
	owner=$(ip -d link show both0 | grep -o 'user [a-z]*')
	alias=$(cat /sys/class/net/both0/ifalias)
	case $owner/$alias in
	"user alice/vmman:61001:web" | "user bob/vmman:61002:web") ;;
	*) fail "both0 is of two: $owner/$alias" ;;
	esac
	expect_status 0 as_user alice vm-init --release web
	expect_status 0 as_user bob vm-init --release web
	in_vain
}

# E16: no name that a user chose goes into an ioctl, which would have the
# kernel load a module of that name.
module_names() {
	attack E16
	for name in nfs sit0 floppy; do
		make_net_vm alice web "tapbridge,alice-0,$name,01"
		refused 77 "$name" slowly ioctl 99 vm-init web
		! grep SIOC "$WORK/trace" || fail "an ioctl by name"
	done
}

# E20: thousands of interfaces.
many_links() {
	attack E20
	i=0
	while [ $i -lt 1500 ]; do
		echo "link add many$i type veth peer name more$i"
		i=$((i + 1))
	done | ip -b -
	host_remember
	make_net_vm alice web tapbridge,alice-0,br0,01
	expect_status 0 as_user alice vm-init web
	expect_status 0 as_user alice vm-init web
	expect_out "kept"
	expect_status 0 as_user alice vm-init --release web
	in_vain
}

stranger_in_the_gap
no_gap_with_one_queue
owner_in_the_gap
owner_lets_go
mends_no_other
handed_over
names_move
altname
quota_race
same_name_race
module_names
many_links
attacks_end
