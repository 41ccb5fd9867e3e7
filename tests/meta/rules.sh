#!/bin/sh
# rules.sh - each rule of tests/rules.txt has tests, and they are there
set -eu
. "$(dirname "$0")/../lib.sh"

RULES=40

cd "$SOURCE_DIR"
rules=0
tests=1
while read -r first rest; do
	case $first in
	'' | '#'* | instead:) ;;
	R[0-9][0-9])
		[ $tests -gt 0 ] || fail "R$rules has no test"
		rules=$((rules + 1))
		tests=0
		[ "$first" = "$(printf 'R%02d' $rules)" ] ||
			fail "$first stands in the place of R$rules"
		;;
	*)
		for path in $first $rest; do
			[ -e "$path" ] || fail "R$rules: there is no $path"
			tests=$((tests + 1))
		done
		;;
	esac
done <tests/rules.txt
[ $tests -gt 0 ] || fail "R$rules has no test"
[ $rules = $RULES ] || fail "$rules rules, expected $RULES"

# A script of the system tests that is not run proves nothing.
grep -o 'tests/system/[a-z_0-9]*\.sh' tests/rules.txt | sort -u |
	while read -r path; do
		name=$(basename "$path" .sh)
		grep -q -E "vmman_(system|pull)\(${name}[ )]" tests/CMakeLists.txt ||
			fail "$path is no test of tests/CMakeLists.txt"
	done
