# The command line for a shell: what a shell would take apart is quoted, and so
# is what a terminal would not just show.
mkdir run-dry
cat >run-dry/web.toml <<'END'
[base.main]
machine = "q35"
smp = 2
mem = 1024
accel = "tcg"
name = "it's $HOME"
[storage.main]
driver = "virtio"
file = "no such.img"
[macvtap.a]
interface = "mv0"
mac = "52:54:00:00:00:01"
driver = "virtio-net-pci"
host-interface = "eno3"
vhost = false
[macvtap.b]
interface = "mv1"
mac = "52:54:00:00:00:02"
driver = "virtio-net-pci"
host-interface = "eno3"
vhost = false
[qemu.more]
args = ["-S", "", "~"]
END
export VMCONF_DIR=run-dry XDG_RUNTIME_DIR=/nonexistent/run
vm-run --dry-run web
echo "-- a shell takes it for the same words"
eval "words() { printf '%s\n' \"\$@\"; }; $(vm-run -n web |
	sed 's,^/usr/bin/qemu-system-x86_64,words,')" | tail -3
echo "-- another QEMU, an odd directory"
QEMU_BIN=/opt/qemu XDG_RUNTIME_DIR="$(printf '/a\033[2J\nb,c')" vm-run -n web |
	grep -e opt -e qmp.sock
echo "-- json"
vm-run --json web
[ ! -e run-dry/vmman ]
