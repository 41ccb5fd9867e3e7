#!/bin/sh
# Every sanitizer there is, in one command:
#
#	sanitizers/run.sh [WHICH..]	(dev clang msan valgrind; default: all)
#
# dev       gcc: address, undefined
# clang     clang: address, undefined, implicit conversions, local bounds
# msan      clang: memory that is read before it is written
# valgrind  the release build's unit tests, as they were optimised
#
# scripts/test runs the first two, and the release build.
set -eu
cd "$(dirname "$0")/.."

# Valgrind 3.19 knows neither pidfd_open() nor openat2(): a test that fails for
# want of them is named, and only what valgrind itself finds counts.
run_valgrind() {
	cmake --preset release
	cmake --build --preset release
	for program in build/release/tests/unit/test_*; do
		status=0
		valgrind -q --error-exitcode=99 --leak-check=full \
			"$program" >build/valgrind.log 2>&1 || status=$?
		echo "${program##*/}: $status"
		if [ "$status" = 99 ]; then
			cat build/valgrind.log
			exit 1
		fi
	done
}

[ $# -gt 0 ] || set -- dev clang msan valgrind
for which in "$@"; do
	case $which in
	valgrind) run_valgrind ;;
	*) cmake --workflow --preset "$which" ;;
	esac
done
