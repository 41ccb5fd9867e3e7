#!/bin/sh
# sizes.sh - no file over 500 lines, no function over 80, no line over 80 columns
#
# Half of all functions in the code that ours was measured against have under 16
# lines; what spoils the rest is the one that was left to grow.  Grammars are
# tables, with wide rows; they and tests may have 700 lines.
set -eu
. "$(dirname "$0")/../lib.sh"
cd "$SOURCE_DIR"

# A function begins at a "{" alone in column one and ends at the "}" there.
find src include fuzz grammar tests -name '*.[chy]' -o -name '*.re' | sort |
	xargs awk '
	function bad(text) {
		print FILENAME ":" FNR ": " text
		failed = 1
	}
	function look_at_file() {
		if (lines > (last ~ /^(grammar|tests)/ ? 700 : 500)) {
			print last ": " lines " lines"
			failed = 1
		}
	}
	FNR == 1 { look_at_file() }
	{
		lines = FNR
		last = FILENAME
		functions += /^}$/
		columns = 0
		for (i = 1; i <= length($0); i++)
			columns += substr($0, i, 1) == "\t" ? 8 - columns % 8 : 1
		# .clang-format lines #defines up, whatever it costs.
		if (columns > 80 && FILENAME !~ /^grammar/ && !/^#define/)
			bad(columns " columns")
	}
	/^{$/ { start = FNR }
	/^}$/ && FNR - start - 1 > 80 { bad(FNR - start - 1 " lines in a function") }
	END {
		look_at_file()
		print functions " functions"
		exit failed
	}' || fail "see above"
