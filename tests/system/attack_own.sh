#!/bin/sh
# attack_own.sh - attacks that no list had, and those of the list that need tools
. "$(dirname "$0")/lib.sh"
in_netns "$@"
. "$(dirname "$0")/attack_lib.sh"

with_entry 'who = ["user:alice", "user:bob"]' 'bridges = ["br0"]' \
	'interfaces = ["{user}-*"]' 'max-memlock = "2G"'
install_suid
make_bridge br0 10.9.0.1/24
make_locks 61001 61002 61003
make_net_vm alice web tapbridge,alice-0,br0,01
make_net_vm bob web tapbridge,bob-0,br0,02
home=$WORK/home/alice
file=$home/vm/web.toml
install -m 644 "$file" "$WORK/good"
host_remember

# served COMMAND ARG..: alice gets her tap, as if nothing were; and gives it back.
served() {
	expect_status 0 "$@"
	is_complete || fail "not done: $*"
	given_back
}
given_back() {
	expect_status 0 as_user alice vm-init --release web
	in_vain
}
is_complete() {
	ip -d -o link show alice-0 2>/dev/null |
		grep -q 'UP.*master br0.*persist on user alice.*alias vmman:61001:web'
}
# at_work COMMAND ARG..: with vm-init of alice's waiting for its lock; $u is the
# caller's half of it, $x root's.
at_work() {
	flock /run/vmman/u61001.lock sleep 1000 &
	holder=$!
	wait_for 5 pgrep -P $holder
	as_user alice vm-init web >"$WORK/waiting" 2>&1 &
	waiting=$!
	wait_for 5 waits_for_lock
	u=$(pgrep -o -x vm-init)
	"$@"
	kill "$(pgrep -P $holder)"
	wait $holder || true
	wait $waiting || fail "it was kept from its work: $(cat "$WORK/waiting")"
	is_complete || fail "not done: $*"
	given_back
}
waits_for_lock() {
	for x in $(pgrep -x vm-init); do
		if find "/proc/$x/fd" -lname '*/u61001.lock' | grep -q .; then
			return
		fi
	done
	return 1
}

make_program be <<'END'
#!/usr/bin/python3
# be WHAT PROGRAM ARG..: run it in that state
import ctypes, fcntl, os, pty, select, signal, socket, struct, sys, time
libc = ctypes.CDLL(None, use_errno=True)
what, words = sys.argv[1], sys.argv[2:]
def go():
    os.execvp(words[0], words)
def must(result):
    if result < 0:
        sys.exit("%s: %s" % (what, os.strerror(ctypes.get_errno())))
    return result
def filter_calls():
    # What gives up rights returns 0 without having been made: setgroups,
    # setresuid, setresgid, capset.
    calls = (116, 117, 119, 126)
    code = struct.pack("HBBI", 0x20, 0, 0, 0)
    for left, call in zip(range(len(calls), 0, -1), calls):
        code += struct.pack("HBBI", 0x15, left, 0, call)
    code += struct.pack("HBBI", 0x06, 0, 0, 0x7fff0000)
    code += struct.pack("HBBI", 0x06, 0, 0, 0x00050000)
    memory = ctypes.create_string_buffer(code)
    program = struct.pack("HxxxxxxQ", len(code) // 8, ctypes.addressof(memory))
    return libc.prctl(22, 2, program, 0, 0)
if what == "filter":
    must(filter_calls())
elif what == "shared-directory":
    child = must(libc.syscall(56, 0x200 | 17, 0, 0, 0, 0)) # CLONE_FS | SIGCHLD
    if child != 0:
        sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
elif what == "shared-descriptors":
    child = must(libc.syscall(56, 0x400 | 17, 0, 0, 0, 0)) # CLONE_FILES
    if child != 0:
        seen = set()
        while os.waitpid(child, os.WNOHANG) == (0, 0):
            for fd in os.listdir("/proc/self/fd"):
                try:
                    seen.add(os.readlink("/proc/self/fd/" + fd))
                except FileNotFoundError:
                    pass
        roots = ("/dev/net/tun", "/run/vmman", "/etc/vmman")
        sys.exit(1 if any(s.startswith(roots) for s in seen) else 0)
elif what == "mdwe":
    libc.prctl(65, 1, 0, 0, 0)               # PR_SET_MDWE
    must(libc.prctl(29, 10**9, 0, 0, 0))     # PR_SET_TIMERSLACK
    must(libc.prctl(41, 1, 0, 0, 0))         # PR_SET_THP_DISABLE
    libc.prctl(52, 0, 0, 0, 0)               # PR_SET_SPECULATION_CTRL
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
elif what == "terminal":
    # Stopped for writing, interrupted at any time, hung up.
    pid, fd = pty.fork()
    if pid == 0:
        go()
    time.sleep(0.002)
    for key in b"\x1a\x11\x03\x1c":
        os.write(fd, bytes([key]))
    os.close(fd)
    os.kill(pid, signal.SIGCONT)
    os.waitpid(pid, 0)
    sys.exit(0)
elif what == "told":
    # What is written comes from the caller, as the kernel says.
    ours, theirs = socket.socketpair()
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
    pid = os.fork()
    if pid == 0:
        os.dup2(theirs.fileno(), 1)
        os.dup2(theirs.fileno(), 2)
        go()
    theirs.close()
    while True:
        data, info, _, _ = ours.recvmsg(4096, 64)
        if not data:
            break
        uids = [struct.unpack("iII", i[2])[1] for i in info]
        if uids != [os.getuid()]:
            sys.exit("written by %s" % uids)
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
elif what == "full":
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    try:
        while True:
            os.write(writer, b"x" * 4096)
    except BlockingIOError:
        pass
    os.set_blocking(writer, True)
    os.dup2(writer, 1)
    os.dup2(writer, 2)
    os.set_inheritable(reader, True)
    pid = os.fork()
    if pid == 0:
        go()
    time.sleep(float(os.environ["SECONDS"]))
    os.kill(pid, signal.SIGKILL)
    sys.exit(0)
elif what == "script":
    with open("script", "w") as f:
        f.write("#!%s web\n" % words[0])
        os.fchmod(f.fileno(), 0o755)
    os.execv("./script", ["./script"])
elif what == "descriptor":
    os.execve(os.open(words[0], os.O_PATH), words, os.environ)
elif what == "flock":
    for path in words:
        try:
            fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            print("locked", path)
        except OSError as e:
            print(path, e.strerror)
    print("held", flush=True)
    time.sleep(1000)
elif what == "forge":
    # To each port that a vm-init may have, until one of them answers.
    s = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)
    s.bind((0, 0))
    for pid in map(int, words):
        try:
            s.sendto(struct.pack("IHHII", 16, 2, 0, 1, pid), (pid, 0))
            sys.exit("sent to %d" % pid)
        except OSError as e:
            print(e.strerror)
    sys.exit(0)
elif what == "port":
    # The kernel calls a socket's port after its process, if nobody has it.
    s = [socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)
         for _ in range(400)]
    for i, one in enumerate(s):
        try:
            one.bind((os.getpid() + i, 0))
        except OSError:
            pass
    sys.exit(os.spawnvp(os.P_WAIT, words[0], words))
elif what == "open":
    # The caller's half, from all sides.
    pid, failed = int(words[0]), 0
    def refused(result):
        if result >= 0 or ctypes.get_errno() not in (1, 13, 38):
            sys.exit("not refused: %d" % ctypes.get_errno())
    pidfd = must(libc.syscall(434, pid, 0))
    for fd in range(8):
        refused(libc.syscall(438, pidfd, fd, 0))      # pidfd_getfd
        refused(libc.syscall(312, os.getpid(), pid, 0, fd, fd)) # kcmp
    refused(libc.syscall(310, pid, 0, 0, 0, 0, 0) or -1
            if libc.ptrace(16, pid, 0, 0) < 0 else 0)   # PTRACE_ATTACH
    refused(libc.ptrace(0x4206, pid, 0, 0))           # PTRACE_SEIZE
    for name in ("mem", "maps", "environ", "auxv", "syscall", "stack", "io",
                 "fd", "map_files", "ns/net", "root", "cwd", "exe"):
        try:
            path = "/proc/%d/%s" % (pid, name)
            os.listdir(path) if name in ("fd", "map_files") else \
                os.readlink(path) if "/" in name or name in (
                    "root", "cwd", "exe") else open(path, "rb").read(1)
            sys.exit("%s can be read" % name)
        except OSError:
            pass
    for name in ("oom_score_adj", "coredump_filter", "clear_refs"):
        try:
            open("/proc/%d/%s" % (pid, name), "w").write("0")
            sys.exit("%s can be written" % name)
        except OSError:
            pass
    sys.exit(0)
elif what == "name":
    must(libc.prctl(15, b"x\nPPid:\t1\nU", 0, 0, 0))
    sys.exit(os.spawnvp(os.P_WAIT, words[0], words))
else:
    sys.exit("what?")
go()
END

# X01: who filters system calls has given up to gain rights by exec; who is root
# of a user namespace may filter, but gains nothing there.
filters() {
	attack X01
	expect_status 1 as_user alice be filter vm-init web
	expect_err "Permission denied"
	host_unchanged
	attacked 1 refused
	# shellcheck disable=SC2086 # words
	for how in "setpriv --no-new-privs" "unshare -Ur"; do
		# It notices that what it gave up is not gone.
		expect_status 71 as_user alice $how be filter vm-init web
		host_unchanged
		attacked 71 refused
	done
}

# X02, X03: what a thread shares with the process that becomes vm-init.
threads() {
	attack X02
	expect_status 77 as_user alice be shared-directory vm-init web
	host_unchanged
	attacked 77 refused
	attack X03
	served as_user alice be shared-descriptors vm-init web
}

# X04: the caller's half is the caller's by its ids only.
from_all_sides() {
	expect_status 0 as_user alice be open "$u"
	expect_status 1 as_user alice prlimit --pid "$x" --nofile=0
	expect_status 1 as_user alice chrt -o -p 0 "$x"
	expect_status 1 as_user alice taskset -p 1 "$x"
}

# X08: frozen, as by a cgroup of the caller's, root's half keeps nobody waiting.
frozen() {
	kill -STOP "$x"
	expect_status 0 as_user bob vm-init web
	expect_status 0 as_user bob vm-init --release web
	kill -CONT "$x"
}

# X05: locks on what anybody can open.
locks() {
	as_user mallory be flock /etc/vmman/policy.toml /etc/vmman /dev/net/tun \
		/etc/passwd /run /run/vmman /run/vmman/u61001.lock \
		/sys/class/net/br0 /dev/null "$WORK/bin/vm-init" >"$WORK/locks" &
	holder=$!
	wait_for 5 grep -q held "$WORK/locks"
	grep -q "locked /etc/vmman/policy.toml" "$WORK/locks" ||
		fail "not locked: $(cat "$WORK/locks")"
	! grep "locked /run/vmman" "$WORK/locks" || fail "root's own is locked"
	attack X05 G07
	served as_user alice vm-init web
	kill "$(pgrep -P $holder)"
	wait $holder || true
}

# X06: descriptors that are no files, where output goes.
kinds_of_output() {
	attack X06 A12
	for output in '1<>/dev/net/tun' '1</dev/net/tun 2>&1' '2</proc/self/mem' \
		'1>/proc/self/comm' '0</etc/passwd 1<&0 2<&0'; do
		as_user alice sh -c "exec vm-init web $output" \
			>"$WORK/out" 2>&1 || true
		is_complete || fail "not done with $output"
		given_back
	done
}

# X09: other ways to start it.
starts() {
	attack X09 H07
	expect_status 64 as_user alice sh -c 'cd && exec be script "$0"' \
		"$WORK/bin/vm-init"
	host_unchanged
	attacked 64 refused
	refused 77 "vm-init is" as_user alice /lib64/ld-linux-x86-64.so.2 \
		"$WORK/bin/vm-init" web
	served as_user alice be descriptor "$WORK/bin/vm-init" web
	ln -s "$WORK/bin/vm-init" "$home/other"
	served as_user alice "$home/other" web
	rm "$home/other"
	mkdir "$home/bin"
	mount --bind "$WORK/bin" "$home/bin"
	served as_user alice "$home/bin/vm-init" web
	umount "$home/bin"
	rmdir "$home/bin"
}

# A09, A11, A13, A28: terminals, sockets, pipes, parents.
surroundings() {
	attack A09
	for _ in 1 2 3 4 5 6 7 8; do
		as_user alice be terminal vm-init web || fail "a terminal"
		wait_for 5 no_vm_init
		is_complete || ! is_there alice-0 || fail "half done"
		given_back
	done
	attack A11
	served as_user alice be told vm-init web
	attack A13
	as_user alice SECONDS=4 be full vm-init web &
	writer=$!
	wait_for 5 is_complete
	wait_for 10 flock -n /run/vmman/u61001.lock true
	pgrep -x vm-init >/dev/null || fail "it did not wait for a reader"
	expect_status 0 as_user bob vm-init web
	expect_status 0 as_user bob vm-init --release web
	wait $writer || fail "be full"
	given_back
	attack A28
	as_user alice sh -c 'vm-init web >/dev/null 2>&1 &'
	wait_for 5 is_complete
	wait_for 5 no_vm_init
	given_back
	attack X07 A25
	served as_user alice be mdwe vm-init web
}

# X10, H05: the name of the process that asks is text in /proc.
asker() {
	attack X10 H05
	sed "\$a [pcie-passthrough.card]\ndev = \"0000:01:00.0\"" "$WORK/good" \
		>"$file"
	limit=$(prlimit -l -o HARD --noheadings --pid 1)
	as_user alice be name vm-init --memlock web >"$WORK/out" 2>&1 || true
	[ "$(prlimit -l -o HARD --noheadings --pid 1)" = "$limit" ] ||
		fail "process 1 may lock more"
	cp "$WORK/good" "$file"
	host_unchanged
	attacked - refused
}

# whole_or STATUS WHAT: while something changes, each of twenty runs does all, or
# ends with that status; else it is WHAT.
whole_or() {
	for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		status=0
		as_user alice vm-init web >"$WORK/out" 2>&1 || status=$?
		case $status in
		0) is_complete || fail "$2" ;;
		"$1") ;;
		*) fail "status $status: $(cat "$WORK/out")" ;;
		esac
	done
}

# B10, B13, B14, B17, X11: files and directories.
files() {
	attack B10
	as_user alice sh -c 'cd ~/vm; i=0; while [ $i -lt 500 ]; do
		: >web.toml; cat "$0" >web.toml; i=$((i + 1)); done' "$WORK/good" &
	writer=$!
	whole_or 78 "half a file was believed"
	wait $writer || fail "the writer"
	expect_status 0 as_user alice vm-init web
	given_back
	attack B13
	as_user alice python3 -c 'import os
os.chdir(os.environ["HOME"] + "/vm")
for i in range(20000):
    open("many%d.toml" % i, "w").close()'
	served as_user alice vm-init web
	find "$home/vm" -name 'many*' -delete
	attack B14
	cp -p "$file" "$home/vm/WEB.toml"
	mv "$file" "$home/vm/Web.toml"
	refused 66 "there is no VM web" as_user alice vm-init web
	mv "$home/vm/Web.toml" "$file"
	attack B17
	refused 66 "there is no VM web" as_user alice \
		VMCONF_DIR="/proc/$$/root$home/vm" vm-init web
	attack X11
	mkdir -m 1777 "$WORK/shared"
	for owner in bob alice; do
		install -m 644 "$file" "$WORK/shared/web.toml"
		chown $owner "$WORK/shared/web.toml"
		if [ $owner = bob ]; then
			refused 77 "belongs to user" as_user alice \
				VMCONF_DIR="$WORK/shared" vm-init web
		else
			served as_user alice VMCONF_DIR="$WORK/shared" vm-init web
		fi
	done
	rm -r "$WORK/shared"
}

# D13: one policy a run, whichever.
policies() {
	attack D13
	cp /etc/vmman/policy.toml "$WORK/policy"
	sed 's/alice/nobody/' "$WORK/policy" >"$WORK/other"
	while :; do
		for one in policy other; do
			install -m 644 "$WORK/$one" /etc/vmman/new
			mv /etc/vmman/new /etc/vmman/policy.toml
		done
	done &
	mover=$!
	whole_or 77 "half done"
	kill $mover
	wait $mover || true
	rm -f /etc/vmman/new
	install -m 644 "$WORK/policy" /etc/vmman/policy.toml
	given_back
	attack H06
	refused 77 "there is no policy" unshare -m sh -c '
		mount -t tmpfs -o mode=755 none /etc/vmman
		exec setpriv --reuid alice --regid alice --init-groups env \
			HOME="$1/home/alice" vm-init web' sh "$WORK"
}

# E11, E15, E19, X12: interfaces and netlink.
interfaces() {
	attack E11
	ip tuntap add alice-0 mode tap
	cp "$WORK/state.before" "$WORK/state.first"
	host_remember
	refused 77 "alice-0" as_user alice vm-init web
	refused 77 "alice-0" as_user alice vm-init web
	ip link del alice-0
	cp "$WORK/state.first" "$WORK/state.before"
	attack E15
	expect_status 0 as_user alice vm-init web
	[ -z "$(ip -o addr show alice-0)" ] || fail "an address on the tap"
	given_back
	attack X12
	served as_user alice be port vm-init web
}
forged() {
	expect_status 0 as_user mallory be forge "$x" "$u" 1
	expect_out "Operation not permitted"
}

# G06, G09, H08: others at work, other clocks, other namespaces.
elsewhere() {
	attack G06
	for user in mallory bob; do
		as_user $user timeout 3 sh -c 'while :; do vm-init web; done' \
			>/dev/null 2>&1 &
	done
	before=$(date +%s)
	expect_status 0 as_user alice vm-init web
	[ $(($(date +%s) - before)) -le 2 ] || fail "others held it up"
	wait
	expect_status 0 as_user bob vm-init --release web
	given_back
	attack G09
	served unshare -T --monotonic 1000000 --boottime 1000000 \
		setpriv --reuid alice --regid alice --init-groups env \
		HOME="$home" vm-init web
	attack H08
	served unshare -uiC setpriv --reuid alice --regid alice --init-groups \
		env HOME="$home" vm-init web
}

filters
threads
attack X04
at_work from_all_sides
attack X08 G06
at_work frozen
attack E19
at_work forged
locks
kinds_of_output
starts
surroundings
asker
files
policies
interfaces
elsewhere
attacks_end
