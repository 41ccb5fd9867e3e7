#!/bin/sh
# suid_fds.sh - descriptors that the caller closed, opened or chose badly
. "$(dirname "$0")/lib.sh"
in_netns "$@"
. "$(dirname "$0")/suid_lib.sh"

run() {
	as_user alice sh -c "exec vm-init web $1" && status=0 || status=$?
	[ "$status" = "$2" ] || fail "status $status with: $1"
	is_complete || fail "nothing done with: $1"
	all_or_nothing "$1"
}

attack A12
# 0, 1 and 2 closed, in every combination.  What cannot be told is an error,
# though everything is done; -q has nothing to tell.
for in in '' '<&-'; do
	for err in '' '2>&-'; do
		run "-q $in >&- $err" 0
		run "$in >&- $err" 71
		run "$in $err" 0
	done
done >/dev/null 2>&1

# A full disk, a pipe that nobody reads, a directory, a read-only file.
run ">/dev/full" 71 2>"$WORK/full"
grep -q "writing to standard output: No space left" "$WORK/full" ||
	fail "a full disk was not told: $(cat "$WORK/full")"
run "2>/dev/full" 0 >/dev/null
run "1</etc/passwd" 71 2>/dev/null
run "1</" 71 2>/dev/null
as_user alice sh -c 'vm-init web | true'
all_or_nothing "a pipe that nobody reads"

attack A14
# Thousands of inherited descriptors are gone before anything is opened.
make_program many <<'END'
#!/usr/bin/python3
import os, resource, sys
soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
for i in range(3, min(hard, 60000) - 32):
    os.dup2(0, i)
os.environ["LISTEN_FDS"] = "3"
os.environ["LISTEN_PID"] = str(os.getpid())
os.execvp(sys.argv[1], sys.argv[1:])
END
expect_status 0 as_user alice many vm-init web
is_complete || fail "not done with many descriptors"
all_or_nothing "many descriptors"
attacks_end
