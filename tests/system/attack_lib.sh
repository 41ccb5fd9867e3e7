# shellcheck shell=sh
# attack_lib.sh - what the attacks share; to be sourced after in_netns
need_command strace python3
. "$(dirname "$0")/attack_log.sh"

# refused STATUS WORDS COMMAND..: with that status, these words, and the host
# as it was.
refused() {
	status=$1
	words=$2
	shift 2
	expect_status "$status" "$@"
	expect_err "$words"
	host_unchanged
	attacked "$status" refused
}

# in_vain: the attack made no difference: who was attacked has been served, and
# the host is as it was again.
in_vain() {
	host_unchanged
	attacked 0 "without effect"
}

# rest_at DELAY SYSCALL WHEN COMMAND..: alice's command, root's half of which
# rests a while (DELAY: delay_enter or delay_exit) at that system call, so that an
# attack can be on time: it should come after half of that while.
rest_at() {
	inject=$2:$1=2000000:when=$3
	syscall=$2
	shift 3
	strace -f -u alice -o "$WORK/trace" -e trace="$syscall" \
		-e inject="$inject" \
		env -i HOME="$WORK/home/alice" USER=alice PATH="$PATH" \
		XDG_RUNTIME_DIR="$WORK/home/alice/run" "$@"
}

# slowly: it rests after the call; hesitantly: before it.
slowly() {
	rest_at delay_exit "$@"
}
hesitantly() {
	rest_at delay_enter "$@"
}
