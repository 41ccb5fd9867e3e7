#!/bin/sh
# shell.sh - shellcheck has nothing to say about our scripts
set -eu
. "$(dirname "$0")/../lib.sh"
need_command shellcheck

cd "$SOURCE_DIR"
{
	find tests fuzz sanitizers scripts .ci -name '*.sh'
	grep -r -l -E '^#!/bin/(ba)?sh' scripts .ci
} | sort -u | xargs shellcheck
