# shellcheck shell=sh
# lib.sh - what all shell tests share; to be sourced
#
# BUILD_DIR and SOURCE_DIR come from ctest; by hand they are found from where
# the script lies, with the preset dev.
here=$(cd "$(dirname "$0")" && pwd)
SOURCE_DIR=${SOURCE_DIR:-$(cd "$here" && git rev-parse --show-toplevel)}
BUILD_DIR=${BUILD_DIR:-$SOURCE_DIR/build/dev}
export SOURCE_DIR BUILD_DIR LC_ALL=C TZ=UTC
umask 022

# An ordinary user's id that no machine should have given away.
# shellcheck disable=SC2034 # for who sources this
SOMEBODY=61000

fail() {
	echo "FAILED: $*" >&2
	exit 1
}

# This machine cannot run the test.  Where everything has to run (CI), that is a
# failure: nothing passes by being skipped.
skip() {
	if [ "${VMMAN_MUST_RUN:-0}" = 1 ]; then
		fail "may not be skipped here: $*"
	fi
	echo "SKIPPED: $*"
	exit 77
}

need_command() {
	for command in "$@"; do
		command -v "$command" >/dev/null || skip "no $command"
	done
}

# Copy our programs to the directory $1, where every user can reach them: a
# checkout may lie in somebody's private home.
copy_programs() {
	chmod 755 "$1"
	find "$BUILD_DIR/bin" -maxdepth 1 -type f -perm -u+x \
		-exec install -m 755 -t "$1" {} +
}

# Whether one of the files holds a sanitizer's report.
is_sanitizer_report() {
	grep -q -E 'Sanitizer|runtime error:' "$@"
}
