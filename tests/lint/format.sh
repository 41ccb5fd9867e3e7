#!/bin/sh
# format.sh - the code is as .clang-format says
set -eu
. "$(dirname "$0")/../lib.sh"
need_command clang-format

cd "$SOURCE_DIR"
find include src fuzz tests -name '*.[ch]' -print0 |
	xargs -0 clang-format --dry-run --Werror
