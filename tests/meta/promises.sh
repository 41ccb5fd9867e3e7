#!/bin/sh
# promises.sh - what SECURITY.md and CONTRIBUTING.md refer to is there
set -eu
. "$(dirname "$0")/../lib.sh"

cd "$SOURCE_DIR"
for path in $(grep -h -o -E '`(tests|fuzz|src|include|grammar|scripts|man)/[^` *]*`' \
	README.md SECURITY.md CONTRIBUTING.md | tr -d '`' |
	grep -v FILE | sort -u); do
	[ -e "$path" ] || fail "$path is named but is not there"
done
