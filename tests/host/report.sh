#!/bin/sh
# report.sh - what a theme said in the test host's last run, as a test result;
# HOST_RUN names the run, as for run.sh
#
#	tests/host/report.sh [--quiet] THEME
#
# Prints the theme's lines (with --quiet: one line about them) and fails unless
# each assertion held and none is missing.  Attacks that it tells of in the
# format of tests/system/attack_log.sh are kept like those.
set -eu
host=$(cd "$(dirname "$0")" && pwd)
BUILD_DIR=${BUILD_DIR:-$host/../../build/release}
# shellcheck source=../lib.sh
. "$host/../lib.sh"

show=all
if [ "$1" = --quiet ]; then
	show=summary
	shift
fi

attacks=$BUILD_DIR/attacks/$1
mkdir -p "${attacks%/*}"
rm -f "$attacks"

awk -v theme="$1" -v show="$show" -v attacks="$attacks" '
	/^== / { ours = ($2 == theme); next }
	!ours { next }
	show == "all" { print }
	/^ok - / { good++ }
	/^not ok - / { bad++ }
	/^[A-Z][0-9,A-Z]* [0-9]+ .*, nothing changed$/ { print >attacks }
	/^1\.\.[0-9]+$/ { planned = substr($0, 4) }
	END {
		printf "%s: %d held, %d failed, %s planned\n", theme, good, bad,
			planned == "" ? "none" : planned
		exit !(bad == 0 && good > 0 && planned == good)
	}' "$BUILD_DIR/tests/host/${HOST_RUN:-run}/log"
