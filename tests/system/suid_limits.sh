#!/bin/sh
# suid_limits.sh - limits, as low as the caller can make them
. "$(dirname "$0")/lib.sh"
in_netns "$@"
. "$(dirname "$0")/suid_lib.sh"
need_command prlimit

# Whatever the limit: all is done or nothing, and in the end nobody is in
# anybody's way.  The loader itself may fail, in the caller's own words or by
# a signal: before main() nothing has happened.
with_limit() {
	as_user alice prlimit "$@" vm-init web >"$WORK/out" 2>"$WORK/err" &&
		status=0 || status=$?
	case $status in
	0) is_complete || fail "status 0, but not done: $*" ;;
	71 | 127 | 139 | 137) ;;
	134 | 136 | 152 | 153)
		fail "it was killed half-way: $* ($status)" ;;
	*) fail "status $status: $*: $(cat "$WORK/err")" ;;
	esac
	all_or_nothing "$*"
}

attack A17
for bytes in 0 1 4096 1048576; do
	with_limit --fsize=$bytes
	with_limit --fsize=$bytes:unlimited
done
attack A15
for count in 0 1 2 3 4 5 6 7 8 10 16; do
	with_limit --nofile=$count
	with_limit --nofile=$count:64
done
attack A16
for count in 0 1 2; do
	with_limit --nproc=$count
done
attack A18
for bytes in 1 65536 131072 1048576 4194304 16777216 67108864; do
	with_limit --as=$bytes
	with_limit --data=$bytes
	with_limit --stack=$bytes
	with_limit --as=$bytes:unlimited
	with_limit --stack=$bytes:unlimited
done
with_limit --cpu=0
with_limit --cpu=1
with_limit --memlock=0
with_limit --sigpending=0
with_limit --msgqueue=0
with_limit --rttime=0
with_limit --core=unlimited
with_limit --stack=unlimited

# The lock file and its directory are root's alone whatever the umask.
attack A21
for mask in 0 0777; do
	rm -rf /run/vmman
	as_user alice sh -c "umask $mask; exec vm-init -q web"
	[ "$(stat -c %a /run/vmman /run/vmman/u61001.lock | tr '\n' ' ')" = \
		"700 600 " ] || fail "umask $mask shows"
	all_or_nothing "umask $mask"
done
attacks_end
