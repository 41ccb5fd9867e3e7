#!/bin/sh
# How long vm-run takes before it is QEMU: tests/bench/vm_run.sh [ROUNDS]
#
# Best with a release build: BUILD_DIR=build/release tests/bench/vm_run.sh
# Whole processes: a program that does nothing in QEMU's place, alone and by way
# of vm-run, with a small VM file and with one of every kind of disk.  Fails when
# vm-run adds 2 ms or more, in the least times: neighbours can only add to it.
set -eu
. "$(dirname "$0")/../lib.sh"

PATH=$BUILD_DIR/bin:$PATH
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 700 "$work"
export VMCONF_DIR="$work" XDG_RUNTIME_DIR="$work"

# Static: what is measured is vm-run, not the loader of what comes behind it.
echo 'int main(void) { return 0; }' >"$work/nothing.c"
cc -O2 -static -o "$work/nothing" "$work/nothing.c"
export QEMU_BIN="$work/nothing"

cat >"$work/small.toml" <<-'END'
	[base.main]
	machine = "q35"
	smp = 1
	mem = 512
	accel = "tcg"
END
cp "$work/small.toml" "$work/disks.toml"
for n in 1 2 3 4 5 6 7 8; do
	truncate -s 1M "$work/$n.img"
	printf '[storage.n%s]\ndriver = "virtio"\nfile = "%s"\n' \
		"$n" "$work/$n.img" >>"$work/disks.toml"
done
chmod 600 "$work"/*.toml

as_root=
[ "$(id -u)" != 0 ] || as_root=--allow-root
rounds "${1:-201}" \
	"$work/nothing" \
	"vm-run -q $as_root small" \
	"vm-run -q $as_root disks" |
	tee "$work/table"
awk 'NR == 2 { plain = $2 }
	NR > 2 && $2 - plain >= 2 { late = 1 }
	END { exit late }' "$work/table" || fail "vm-run adds 2 ms or more"
