#!/bin/sh
# Hold the manual pages to the programs and to each other: see man/README.md.
set -eu
. "$(dirname "$0")/../lib.sh"
need_command mandoc

# Some are made by the build.
pages=$(find "$SOURCE_DIR/man" "$BUILD_DIR/man" -name '*.[1-8]' 2>/dev/null) || true
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bad=0

complain() {
	echo "$1: $2" >&2
	bad=1
}

# Every code and its words, as "64 the command line is wrong".
{
	echo "0 done"
	sed -n -E 's/^.*X\(ERR_[A-Z_]+, ([0-9]+), "(.*)"\).*/\1 \2/p' \
		"$SOURCE_DIR/include/vmman/err.h"
} >"$work/codes"
[ "$(wc -l <"$work/codes")" -ge 10 ] || fail "cannot read ERR_KINDS"

# section PAGE NAME: its lines.
section() {
	awk -v name="$2" '/^\.Sh /{ inside = $0 == ".Sh " name; next } inside' "$1"
}

# What mandoc complains of; it cannot know that our other pages exist.
check_lint() {
	mandoc -T lint "$1" | grep -v 'referenced manual not found' >"$work/lint" ||
		return 0
	complain "$1" "$(cat "$work/lint")"
}

check_references() {
	sed -n -E 's/^\.Xr ((vm|policy)[^ ]*) ([0-9]).*/\1.\3/p' "$1" | sort -u \
		>"$work/references"
	while read -r other; do
		[ -e "$SOURCE_DIR/man/$other" ] || [ -e "$BUILD_DIR/man/$other" ] ||
			complain "$1" "there is no page $other"
	done <"$work/references"
}

# check_sections PAGE WANTED..: all of them, in this order; others may be
# between them.
check_sections() {
	sed -n 's/^\.Sh //p' "$1" >"$work/sections"
	(shift && printf '%s\n' "$@") >"$work/wanted"
	grep -x -F -f "$work/wanted" "$work/sections" |
		diff -u "$work/wanted" - >"$work/diff" ||
		complain "$1" "sections: $(cat "$work/diff")"
}

# Codes that the page tells, and no others, in other words.
check_codes() {
	section "$1" "EXIT STATUS" |
		sed -n -E '/^\.It [0-9]+$/{N;s/^\.It ([0-9]+)\n/\1 /p}' >"$work/told"
	[ -s "$work/told" ] || complain "$1" "no exit status"
	if grep -v -x -F -f "$work/codes" "$work/told" >"$work/strange"; then
		complain "$1" "no exit status of ERR_KINDS: $(cat "$work/strange")"
	fi
	sort -c -n "$work/told" || complain "$1" "exit status out of order"
}

# Options as --help has them: "-m, --mem=SIZE".
options_of_program() {
	"$1" --help | sed -n -E 's/^  (-., |    )(--[^ ]+).*/\1\2/p' |
		sed 's/^ *//' | sort
}

options_of_page() {
	sed -n -E '/^\.It Fl /{s/^\.It //;s/ Ns Oo = Ns Ar ([^ ]*) Oc/[=\1]/
		s/ Ns = Ns Ar /=/;s/Fl \\-/--/g;s/Fl /-/g;s/ , /, /g;s/ \| /|/g;p}' \
		"$1" | sort
}

check_options() {
	[ -x "$BUILD_DIR/bin/$2" ] || return 0
	options_of_program "$BUILD_DIR/bin/$2" >"$work/help"
	options_of_page "$1" | diff -u "$work/help" - >"$work/diff" ||
		complain "$1" "options, as in --help and here: $(cat "$work/diff")"
}

for page in $pages; do
	name=${page##*/}
	check_lint "$page"
	check_references "$page"
	case $name in
	*.1 | *.8)
		check_sections "$page" NAME SYNOPSIS DESCRIPTION ENVIRONMENT \
			FILES "EXIT STATUS" EXAMPLES "SEE ALSO" \
			"SECURITY CONSIDERATIONS"
		check_codes "$page"
		check_options "$page" "${name%.*}"
		;;
	*) check_sections "$page" NAME DESCRIPTION EXAMPLES "SEE ALSO" ;;
	esac
	[ "$name" != vmman.7 ] || check_codes "$page"
done
section "$SOURCE_DIR/man/vmman.7" "EXIT STATUS" | grep -c '^\.It [0-9]' |
	grep -q -x "$(wc -l <"$work/codes")" ||
	complain vmman.7 "does not tell every exit status"

# A program without a page.
for program in "$BUILD_DIR"/bin/vm-*; do
	name=${program##*/}
	[ -e "$SOURCE_DIR/man/$name.1" ] || [ -e "$SOURCE_DIR/man/$name.8" ] ||
		complain "$name" "has no manual page"
done
exit "$bad"
