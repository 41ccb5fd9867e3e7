#!/bin/sh
# cppcheck.sh - cppcheck has nothing to say
set -eu
. "$(dirname "$0")/../lib.sh"
need_command cppcheck

# unreadVariable, variableScope: it does not know that an OWN_FD is read when its
# scope ends; the compilers look for the rest of that.  redundantContinue: a loop
# that only waits says so by "continue;".
cd "$SOURCE_DIR"
cppcheck -j 2 --quiet --error-exitcode=1 --inline-suppr --std=c11 \
	--enable=warning,style,performance,portability \
	--suppress=unreadVariable --suppress=variableScope \
	--suppress=redundantContinue \
	-D_GNU_SOURCE -I include --suppress=missingIncludeSystem \
	-i fuzz/driver_afl.c src fuzz tests/tool
