#!/bin/sh
# attack_file.sh - VM files that are no files, others', or somewhere else
. "$(dirname "$0")/lib.sh"
in_netns "$@"
. "$(dirname "$0")/attack_lib.sh"

with_entry 'who = ["user:alice", "user:bob"]' 'bridges = ["br0"]' \
	'interfaces = ["{user}-*"]'
install_suid
make_bridge br0 10.9.0.1/24
make_locks 61001 61002
home=$WORK/home/alice
file=$home/vm/web.toml
make_net_vm alice good tapbridge,alice-0,br0,01
make_net_vm bob secret tapbridge,bob-0,br0,02
host_remember

vm_init() {
	as_user alice vm-init "$@"
}
# In place of the VM file: what this command makes of it.
instead() {
	rm -rf "$file"
	"$@"
}
socket() {
	python3 -c 'import socket, sys
socket.socket(socket.AF_UNIX).bind(sys.argv[1])' "$file"
}

# B07, B12: no regular file, or one without end.
kinds() {
	attack B07 B12
	instead mkfifo -m 600 "$file"
	chown alice "$file"
	refused 78 "web.toml is not a regular file" vm_init web
	instead socket
	chown alice "$file"
	refused 78 "web.toml is not a regular file" vm_init web
	instead mkdir "$file"
	refused 78 "web.toml is not a regular file" vm_init web
	for target in /dev/zero /dev/tty /etc/shadow /proc/self/fd/0 \
		good.toml web.toml; do
		instead ln -s "$target" "$file"
		refused 66 "there is no VM web" vm_init web
	done
	instead truncate -s 1T "$file"
	chown alice "$file"
	refused 78 "web.toml is larger than" vm_init web
	instead sh -c "head -c 65537 /dev/zero | tr '\0' '#' >$file"
	chown alice "$file"
	refused 78 "web.toml is larger than" vm_init web
}

# B15: a lease would stall whoever opens the file for three quarters of a
# minute.
lease() {
	attack B15
	instead cp "$home/vm/good.toml" "$file"
	chown alice "$file"
	as_user alice python3 -c 'import fcntl, os, signal, sys, time
signal.signal(signal.SIGIO, signal.SIG_IGN)
fd = os.open(sys.argv[1], os.O_RDWR)
fcntl.fcntl(fd, fcntl.F_SETLEASE, fcntl.F_WRLCK)
print("held", flush=True)
time.sleep(30)' "$file" >"$WORK/lease" &
	holder=$!
	wait_for 5 grep -q held "$WORK/lease"
	before=$(date +%s)
	refused 75 "web.toml is held by another program" vm_init web
	[ $(($(date +%s) - before)) -le 3 ] || fail "the lease held it up"
	kill "$(pgrep -f "python3 -c import fcntl" | head -1)" $holder 2>/dev/null
	wait $holder || true
}

# B04, B06: who can write the file speaks in alice's name.
others() {
	attack B04 B06
	instead cp "$home/vm/good.toml" "$file"
	chown bob "$file"
	chmod 644 "$file"
	refused 77 "web.toml belongs to user 61002" vm_init web
	chown alice "$file"
	for mode in 664 646 666; do
		chmod $mode "$file"
		refused 77 "web.toml can be written by others" vm_init web
	done
	chmod 755 "$WORK/home/bob" "$WORK/home/bob/vm"
	chmod 644 "$WORK/home/bob/vm/secret.toml"
	instead ln "$WORK/home/bob/vm/secret.toml" "$file"
	refused 77 "web.toml belongs to user 61002" vm_init web
	chmod 600 "$WORK/home/bob/vm/secret.toml"
	refused 66 "there is no VM web" vm_init web
	chmod 700 "$WORK/home/bob" "$WORK/home/bob/vm"
	rm "$file"
}

# B08, B10, H10: ways around the path.
around() {
	attack B08 B10 H10
	for dir in /proc/self/fd/3 /dev/fd/3 /proc/self/cwd /proc/self/root/root; do
		refused 66 "there is no VM good" as_user alice sh -c \
			'cd "$1" && exec 3<. && VMCONF_DIR=$2 exec vm-init good' \
			sh "$home/vm" "$dir"
	done
	ln -s /proc/self/cwd "$home/link"
	refused 66 "there is no VM good" as_user alice sh -c \
		'cd "$1" && VMCONF_DIR=$2 exec vm-init good' sh "$home/vm" \
		"$home/link"
	rm "$home/link"
}

# B05, I08: what may not be read and what is not there are one and the same, in
# status and words.
oracle() {
	attack B05 I08
	for dir in "$WORK/home/bob/vm" /root "$WORK/home/bob/no" /no \
		/etc/shadow /etc/shadow/x; do
		for name in secret absent; do
			refused 66 "there is no VM $name in $dir" \
				as_user alice VMCONF_DIR="$dir" vm-init $name
			sed -e "s,$dir$,DIR," -e "s/$name/NAME/g" "$WORK/err" \
				>"$WORK/said"
			[ -s "$WORK/told" ] || cp "$WORK/said" "$WORK/told"
			cmp -s "$WORK/said" "$WORK/told" ||
				fail "$dir/$name is told from others"
		done
	done
}

# I02, I07, C04: what is in the file comes out as text, in messages and log.
words() {
	attack I02 I07 C04
	mkdir "$WORK/dev" "$WORK/dev/net"
	mknod -m 666 "$WORK/dev/null" c 1 3
	mknod -m 666 "$WORK/dev/net/tun" c 10 200
	mount --bind "$WORK/dev" /dev
	python3 -c 'import os, socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind("/dev/log")
os.chmod("/dev/log", 0o666)
log = open(sys.argv[1], "ab", 0)
while True:
    log.write(s.recv(65536) + b"\n")' "$WORK/log" &
	logger=$!
	wait_for 5 test -S /dev/log
	make_net_vm alice web tapbridge,'alice-0\u001b]0;x\u0007%n%s',br0,01
	refused 78 "" vm_init web
	make_net_vm alice web tapbridge,alice-0,'br0\nuid=0 user=root result=allowed',01
	refused 78 "" vm_init web
	! grep -q "$(printf '\033')" "$WORK/err" || fail "an escape sequence"
	make_net_vm alice web tapbridge,bob-0,br0,01
	refused 77 "bob-0" vm_init web
	wait_for 5 grep -q 'result=denied' "$WORK/log"
	grep -a -q '^<8[0-9]>vm-init\[[0-9]*\]: uid=61001 user=alice ' \
		"$WORK/log" || fail "the log: $(cat "$WORK/log")"
	refused 66 "no VM" as_user alice VMCONF_DIR="/x
<86>vm-init[1]: uid=0 user=root result=allowed" vm-init web
	! grep -a -q '^<86>vm-init.1.' "$WORK/log" || fail "a forged line"
	kill $logger
	wait $logger || true
}

# I03, I05: a log that is full, or that nobody reads, holds nobody up.
log_full() {
	attack I03 I05
	rm /dev/log
	python3 -c 'import os, socket, time
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind("/dev/log")
os.chmod("/dev/log", 0o666)
c = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
c.setblocking(False)
c.connect("/dev/log")
try:
    while True:
        c.send(b"full")
except BlockingIOError:
    open("/run/full", "w")
time.sleep(60)' &
	logger=$!
	wait_for 5 test -e /run/full
	rm /run/full
	before=$(date +%s)
	expect_status 0 as_user alice vm-init good
	expect_status 0 as_user alice vm-init --release good
	[ $(($(date +%s) - before)) -le 3 ] || fail "the log held it up"
	host_unchanged
	kill $logger
	wait $logger || true
	umount /dev
	attacked 0 "without effect"
}

kinds
lease
others
around
oracle
words
log_full
attacks_end
