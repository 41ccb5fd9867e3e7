#!/bin/sh
# Golden tests: run a program on each case, compare its words and its status.
#
#	tests/golden/run.sh DIR PROGRAM [ARG..]
#
# Each file of DIR that is no expectation is a case; `PROGRAM ARG.. CASE' runs on
# it, in a private copy of DIR that is the working directory.  Beside the case
# NAME.EXT stand
#	NAME.out	what it prints           (absent: nothing)
#	NAME.err	what it complains about  (absent: nothing)
#	NAME.status	its exit status          (absent: 0)
# A case accept_* has to end with 0, and a case refuse_* with something else: but
# with its status, so that neither a signal nor a sanitizer's report can pass for
# a refusal.  UPDATE=1 records what the programs do; read the diff.
#
# PROGRAM is looked for in $BUILD_DIR/bin first.  Root drops to an ordinary user
# for the cases.
set -eu
. "$(dirname "$0")/../lib.sh"

if [ $# -lt 2 ]; then
	echo "usage: tests/golden/run.sh DIR PROGRAM [ARG..]" >&2
	exit 64
fi
dir=$(cd "$1" && pwd)
shift

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin" "$work/run"
copy_programs "$work/bin"
cp -R "$dir" "$work/cases"
chmod -R go-w "$work/cases"
chmod 755 "$work"
as_nobody=
if [ "$(id -u)" = 0 ]; then
	chown -R "$SOMEBODY:$SOMEBODY" "$work/cases" "$work/run"
	as_nobody="setpriv --reuid $SOMEBODY --regid $SOMEBODY --clear-groups"
fi

# run_case FILE PROGRAM..: leaves $work/out, $work/err and $status.
run_case() {
	status=0
	file=$1
	shift
	# shellcheck disable=SC2086 # words on purpose
	(cd "$work/cases" && exec timeout 20 $as_nobody env -i \
		PATH="$work/bin:$PATH" HOME=/nonexistent LC_ALL=C TZ=UTC \
		TMPDIR="$work/run" "$@" "$file") \
		<"/dev/null" >"$work/out" 2>"$work/err" || status=$?
}

# Why what was seen must never be an expectation; empty if it may.
unfit() {
	if [ "$status" -ge 124 ]; then
		echo "ended with $status: a signal, or no answer in time"
	elif is_sanitizer_report "$work/out" "$work/err"; then
		echo "a sanitizer's report"
	else
		case $1-$status in
		accept_*-0) ;;
		accept_*) echo "refused (status $status)" ;;
		refuse_*-0) echo "accepted" ;;
		esac
	fi
}

# record SEEN EXPECTED: an empty expectation is no file.
record() {
	if [ -s "$1" ]; then cp "$1" "$2"; else rm -f "$2"; fi
}

# differs SEEN EXPECTED: tell how, if so.
differs() {
	[ -e "$2" ] || set -- "$1" /dev/null
	! diff -u --label expected --label seen "$2" "$1"
}

cases=0
bad=0
for path in "$dir"/*; do
	file=${path##*/}
	name=${file%.*}
	case $file in
	*.out | *.err | *.status | README*) continue ;;
	esac
	[ -f "$path" ] || continue
	cases=$((cases + 1))
	run_case "$file" "$@"
	why=$(unfit "$name")
	if [ "$status" = 0 ]; then : >"$work/status"; else
		echo "$status" >"$work/status"; fi
	if [ -n "$why" ]; then
		echo "$file: $why" >&2
		cat "$work/out" "$work/err" >&2
		bad=$((bad + 1))
		continue
	fi
	for kind in out err status; do
		if [ -n "${UPDATE:-}" ]; then
			record "$work/$kind" "$dir/$name.$kind"
		elif differs "$work/$kind" "$dir/$name.$kind"; then
			echo "$file: another .$kind than expected" >&2
			bad=$((bad + 1))
		fi
	done
done
echo "$cases cases, $bad differences"
[ "$cases" -gt 0 ] && [ "$bad" = 0 ]
