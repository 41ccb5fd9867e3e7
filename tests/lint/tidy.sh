#!/bin/sh
# tidy.sh - clang-tidy has nothing to say; .clang-tidy names what it is not asked
set -eu
. "$(dirname "$0")/../lib.sh"
need_command clang-tidy jq

# What this build compiles and people wrote; the tests' own code is read by the
# compilers alone.
cd "$BUILD_DIR"
jq -r '.[].file' compile_commands.json | sort -u |
	grep -E "^$SOURCE_DIR/(src|fuzz|tests/tool)/" >lint.files
xargs -P 2 -n 4 clang-tidy -p . --quiet <lint.files 2>lint.noise ||
	fail "see above"
echo "$(wc -l <lint.files) files"
