#!/bin/sh
# vm_run_qemu.sh - what vm-run tells QEMU, a real one takes: as an ordinary user,
# in its sandbox, with TCG
. "$(dirname "$0")/lib.sh"
in_netns "$@"
need_command qemu-system-x86_64 qemu-img python3

run_dir=$WORK/home/alice/run/vmman
guest=$WORK/microguest.elf
install -m 644 "$BUILD_DIR/tests/microguest/microguest.elf" "$guest"
for n in 0 1 2 3 4 5 6 7 8 9; do
	truncate -s 1M "$WORK/home/alice/$n.img"
done
qemu-img create -q -f qcow2 "$WORK/home/alice/a,b.qcow2" 1M
chown alice "$WORK"/home/alice/*.img "$WORK"/home/alice/*.qcow2

# qmp VM COMMAND..: prints the answer to the last.
make_program qmp <<'END'
#!/usr/bin/python3
import json, socket, sys
s = socket.socket(socket.AF_UNIX)
s.connect(sys.argv[1])
f = s.makefile("rw")
f.readline()
for command in ["qmp_capabilities"] + sys.argv[2:]:
    f.write(json.dumps({"execute": command}))
    f.flush()
    answer = {}
    while "return" not in answer and "error" not in answer:
        answer = json.loads(f.readline())
print(json.dumps(answer))
END

start() {
	expect_status 0 as_user alice vm-run --detach "$1"
	expect_out "$1 runs as process $(cat "$run_dir/$1/pid")"
}

stop() {
	as_user alice qmp "$run_dir/$1/qmp.sock" quit >/dev/null
	wait_for 10 not_running "$1"
	! grep . "$run_dir/$1/qemu.log" || fail "$1: QEMU complained"
}

not_running() {
	as_user alice vm-list "$1" | grep -q stopped
}

# disk DRIVER FILE [KEY..]: a storage section.
disk() {
	printf '[storage."%s"]\ndriver = "%s"\nfile = "%s"\n' \
		"$2" "$1" "$WORK/home/alice/$2"
	shift 2
	for key in "$@"; do
		echo "$key"
	done
}

# Every way of attaching a disk that a machine has.
{
	base_section q35
	disk virtio 0.img 'bootindex = 1' 'serial = "a,b"' 'discard = "unmap"'
	disk ide 1.img 'cache = "directsync"'
	disk ide 2.img 'media = "cdrom"'
	disk scsi 3.img 'cache = "writethrough"'
	disk scsi 4.img 'media = "cdrom"'
	disk sata 5.img 'cache = "unsafe"'
	disk nvme 6.img 'aio = "threads"'
	disk usb 7.img 'readonly = true'
	disk usb 8.img 'media = "cdrom"'
	disk virtio a,b.qcow2 'format = "qcow2"'
} | make_vm alice q35
start q35
as_user alice qmp "$run_dir/q35/qmp.sock" query-block >"$WORK/block"
for n in 0 1 2 3 4 5 6 7 8; do
	grep -q "/home/alice/$n.img" "$WORK/block" || fail "no disk $n"
done
grep -q 'home/alice/a,b.qcow2' "$WORK/block" || fail "no qcow2"
stop q35
{
	base_section pc
	disk ide 0.img
	disk ide 1.img
	disk ide 2.img 'media = "cdrom"'
	disk floppy 3.img
	disk none 4.img
	disk sata 5.img
} | make_vm alice pc
start pc
stop pc

# A file whose name looks like a protocol or an option is a file.
cd "$WORK/home/alice"
for name in 'nbd:unix:x' 'json:{"driver":"null-co"}' 'a,readonly=on' 'a b'; do
	truncate -s 1M "$name"
	chown alice "$name"
	{
		base_section q35
		printf "[storage.a]\ndriver = \"virtio\"\nfile = '%s'\n" "$name"
	} | make_vm alice odd
	start odd
	as_user alice qmp "$run_dir/odd/qmp.sock" query-named-block-nodes |
		python3 -c 'import json, sys
names = {n["file"] for n in json.load(sys.stdin)["return"]}
sys.exit(names != {sys.argv[1]})' "$name" || fail "not the file $name"
	stop odd
done
cd /

# Networks: two taps, of which one has several queues, and QEMU's own NAT.
ip tuntap add alice0 mode tap user alice
ip tuntap add alice1 mode tap user alice multi_queue
ip link set alice0 up
{
	base_section q35
	net_section tapbridge,alice0,br0,01
	net_section tapbridge,alice1,br0,02,"queues = 2"
	printf '[user-net.c]\nrestrict = true\n'
	echo 'forward = ["tcp:127.0.0.1:2222:22"]'
} | make_vm alice net
start net
ip -o link show alice0 | grep -q -v NO-CARRIER || fail "alice0 is not used"
expect_status 75 as_user alice vm-run net
stop net

# Everything else of [base] that needs nothing of the host.
{
	base_section q35 'name = "a,b"' \
		'uuid = "4be8b8a0-7c3d-4f9c-9e7a-2f0c1d2e3f40"' \
		'cpu = "qemu64,kvm=off"' 'hv-vendor-id = "a b"' \
		'boot = "order=dc"' 'rtc = "base=localtime"' \
		'smbios = "type=2,product=x"' 'vga = "std"'
	cat <<-'END'
		[apple-smc.a]
		osk = "a,b"
		[qemu.a]
		args = ["-device", "virtio-rng-pci,id=rng0", "-device", "virtio-balloon-pci"]
	END
} | make_vm alice more
expect_status 0 as_user alice vm-run --detach more
as_user alice qmp "$run_dir/more/qmp.sock" query-uuid query-name >"$WORK/name"
grep -q '"name": "a,b"' "$WORK/name" || fail "another name"
as_user alice qmp "$run_dir/more/qmp.sock" quit >/dev/null
wait_for 10 not_running more

# A guest, its console, and what became of the sandbox.
{
	base_section pc "kernel = \"$guest\""
	echo '[console.a]'
} | make_vm alice guest
start guest
seccomp=$(sed -n 's/^Seccomp:[[:space:]]*//p' \
	"/proc/$(cat "$run_dir/guest/pid")/status")
[ "$seccomp" = 2 ] || fail "QEMU has no seccomp filter"
as_user alice timeout 20 vm-run --console guest </dev/null >"$WORK/console" &
sleep 0.2
expect_status 66 as_user alice vm-run --console=1 guest
expect_err "guest: no console 1"
as_user alice qmp "$run_dir/guest/qmp.sock" system_powerdown >/dev/null
wait_for 10 grep -q off "$WORK/console"
wait_for 10 not_running guest
expect_status 66 as_user alice vm-run --console guest
expect_err "guest: not running"

# An image that somebody else's QEMU has locked: told, not only logged.
{
	base_section pc
	disk virtio 0.img
} | make_vm alice one
cp "$WORK/home/alice/vm/one.toml" "$WORK/home/alice/vm/two.toml"
chown alice "$WORK/home/alice/vm/two.toml"
start one
expect_status 69 as_user alice vm-run --detach two
expect_err "QEMU ended with status 1: "
expect_err 'Failed to get "write" lock Is another process using the image'
stop one

# In the foreground, QEMU's end is vm-run's end.
{
	base_section pc
	printf '[qemu.a]\nargs = ["-device", "no-such-device"]\n'
} | make_vm alice wrong
expect_status 1 as_user alice vm-run wrong
expect_err "'no-such-device' is not a valid device model name"
