#!/bin/sh
# pull_inject.sh - the kernel says no to vm-pull, at each call that matters
#
# Each line below is one run: a system call, its error, in which box (compressed
# is converted by qemu-img, compressed-late after we began to; the others by
# ourselves), the exit status and what has to be said.
. "$(dirname "$0")/lib.sh"
# shellcheck source=pull_lib.sh
. "$(dirname "$0")/pull_lib.sh"
in_netns "$@"
need_command strace

make_boxes virtualbox libvirt compressed compressed-late qcow2-backing
start_registry </dev/null
for kind in virtualbox libvirt compressed compressed-late qcow2-backing; do
	publish "acme/$kind" "$(release 1.0 "$(offer libvirt "$kind.box")")"
done
install -d -o alice -g alice "$IMAGES"

# injected INJECTION ARG..: vm-pull of alice's, into whose calls it goes.
injected() {
	injection=$1
	shift
	env -i HOME="$WORK/home/alice" PATH="$PATH" LC_ALL=C \
		VMMAN_REGISTRY=https://registry.test timeout -s KILL 60 \
		strace -f -q -u alice -o "$WORK/trace" -e trace="${injection%%:*}" \
		-e inject="$injection" "$WORK/bin/vm-pull" --quiet "$@"
}

while IFS='|' read -r injection kind status text; do
	expect_status "$status" injected "$injection" "acme/$kind"
	[ -z "$text" ] || expect_err "$text"
	if [ "$status" = 0 ]; then
		cmp "$IMAGES/acme-$kind.img" "$SITE/$kind.raw"
		rm "$IMAGES/acme-$kind."*
	fi
	(nothing_left "$IMAGES") || fail "$injection: $kind"
	grep -q INJECTED "$WORK/trace" || fail "$injection: $kind: not called"
	rm -f "$CACHE"/*
done <<-'END'
	fsync:error=EIO|virtualbox|71|Input/output error
	fsync:error=EIO|libvirt|71|Input/output error
	fsync:error=EDQUOT|virtualbox|71|Disk quota exceeded
	renameat2:error=EIO|virtualbox|71|Input/output error
	renameat2:error=ENOSPC|libvirt|71|No space left
	renameat:error=EIO|virtualbox|0|Input/output error
	mkdirat:error=EMFILE|virtualbox|71|Too many open files
	flock:error=ENOLCK|virtualbox|71|No locks available
	ftruncate:error=EIO|virtualbox|71|Input/output error
	ftruncate:error=EFBIG|libvirt|71|File too large
	pwrite64:error=EIO:when=3|virtualbox|71|Input/output error
	pwrite64:error=EDQUOT:when=3+|libvirt|71|Disk quota exceeded
	fsync:error=EIO|compressed|71|Input/output error
	pwrite64:error=EDQUOT:when=3+|compressed|71|Disk quota exceeded
	pwrite64:error=EIO:when=600|compressed-late|71|Input/output error
	pread64:error=EIO:when=30+|compressed-late|71|Input/output error
	pwrite64:retval=1:when=3|virtualbox|65|
	pipe2:error=EMFILE|virtualbox|71|Too many open files
	landlock_restrict_self:error=EPERM|virtualbox|71|giving up the file system
	seccomp:error=EINVAL|virtualbox|71|giving up system calls
	landlock_create_ruleset:error=ENOSYS|virtualbox|0|
	landlock_create_ruleset:error=ENOSYS|compressed|0|
	landlock_create_ruleset:error=ENOSYS|qcow2-backing|65|it has a backing file
END

# A file that others can change is not read twice: the worker, held up here, gets
# what was hashed.
shared=$WORK/shared
install -o bob -m 644 "$SITE/virtualbox.raw" "$shared"
injected pread64:delay_enter=2000000:when=1 --format=raw --output="$IMAGES" \
	--checksum="sha256:$(sha256 "$shared")" acme-shared "$shared" \
	>"$WORK/out" 2>"$WORK/err" &
is_copied() {
	find "$IMAGES" -path '*/.vm-pull-*/copy' -size 8388608c | grep -q .
}
wait_for 10 is_copied
dd if=/dev/zero of="$shared" bs=1M count=8 conv=notrunc status=none
wait $! || {
	cat "$WORK/err" >&2
	fail "not pulled"
}
cmp "$IMAGES/acme-shared.img" "$SITE/virtualbox.raw"
