#!/bin/sh
# alone.sh - each header can be included alone, and twice, with gcc and clang
set -eu
. "$(dirname "$0")/../lib.sh"
cd "$SOURCE_DIR"
need_command gcc clang

status=0
for header in include/vmman/*.h src/*/*.h fuzz/*.h; do
	# shellcheck disable=SC2046 # one -I for each folder
	for compiler in gcc clang; do
		printf '#include "%s"\n#include "%s"\n' \
			"$PWD/$header" "$PWD/$header" |
			$compiler -fsyntax-only -std=c17 -D_GNU_SOURCE -Wall \
				-Wextra -Wpedantic -Werror -Wno-unused-function \
				-I include -I "${header%/*}" \
				$(find "$BUILD_DIR/grammar" -type d \
					-printf '-I%p ') -x c - || {
			echo "$header: not with $compiler" >&2
			status=1
		}
	done
done
exit $status
