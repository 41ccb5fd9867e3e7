#!/bin/sh
# audit.sh - each verdict is one line of the system's log, and none can hold up
# or forge the next
. "$(dirname "$0")/lib.sh"
in_netns "$@"

# A /dev of our own: the host's log is none of our business.
mkdir "$WORK/dev"
mount -t tmpfs -o mode=755 none "$WORK/dev"
mkdir "$WORK/dev/net"
mknod -m 666 "$WORK/dev/null" c 1 3
mknod -m 666 "$WORK/dev/full" c 1 7
mknod -m 666 "$WORK/dev/net/tun" c 10 200
mount --bind "$WORK/dev" /dev

with_entry 'who = ["user:alice"]' 'bridges = ["br0"]' \
	'interfaces = ["{user}*"]'
install_suid
make_bridge br0 10.9.0.1/24

# Nobody listens: that is no reason not to serve.
make_net_vm alice web tapbridge,alice0,br0,01
expect_status 0 as_user alice vm-init -q web
expect_status 0 as_user alice vm-init -q --release web

make_program log <<'END'
#!/usr/bin/python3
# log SECONDS: listen at /dev/log, print what comes; reads nothing before that
import os, socket, sys, time
log = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
log.bind("/dev/log")
os.chmod("/dev/log", 0o666)
print("listening", flush=True)
time.sleep(float(sys.argv[1]))
while True:
    line = log.recv(65536)
    assert len(line) < 1000 and b"\n" not in line and b"\0" not in line, line
    print(line.decode(), flush=True)
END
log 0 >"$WORK/log" &
wait_for 5 grep listening "$WORK/log"

# logged PATTERN: a line is like that; the next call looks at later ones only.
logged() {
	wait_for 5 grep -E -q -e "$1" "$WORK/log"
	: >"$WORK/log"
}
head='^<8[4-6]>vm-init\[[0-9]+\]: uid=61001 user=alice verb='

expect_status 0 as_user alice vm-init -q web
logged "${head}init vm=web result=allowed line=2 kind=tapbridge interface=alice0 bridge=br0 mac=52:54:00:00:00:01\$"
expect_status 0 as_user alice vm-init -q --release web
logged "${head}release vm=web result=allowed line=0 interface=alice0\$"
make_net_vm alice web tapbridge,alice0,br9,01
expect_status 77 as_user alice vm-init -q web
logged "${head}init vm=web result=denied line=2 .*bridge=br9 .*reason=\"bridge br9 is in no entry that applies to alice\"\$"
expect_status 77 as_user alice LOGNAME=root USER=root SUDO_USER=root \
	bash -c 'exec -a "vm-init[1]: uid=0" vm-init web'
logged "${head}init"

# What goes wrong is told as well, in words that the caller does not see.
echo 'colour = "red"' >>/etc/vmman/policy.toml
expect_status 78 as_user alice vm-init -q web
refute_err colour
logged 'uid=61001 user= result=failed reason="'
sed -i '$d' /etc/vmman/policy.toml

# A log that does not keep up holds up nobody.
kill "$(pgrep -x log)"
rm /dev/log
log 1000 >"$WORK/log" &
wait_for 5 grep listening "$WORK/log"
before=$(date +%s)
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	expect_status 77 as_user alice vm-init -q web
done
[ $(($(date +%s) - before)) -le 15 ] || fail "the log holds up vm-init"
