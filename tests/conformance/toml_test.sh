#!/bin/sh
# Every case of toml-test for TOML 1.1, through toml-decoder: valid documents
# have to mean what toml-test says, invalid ones to be refused with a message.
#
# The cases are looked for in $TOML_TEST, by default toml-test beside the
# checkout's "shared" directory: https://github.com/toml-lang/toml-test
set -eu
. "$(dirname "$0")/../lib.sh"

cases=${TOML_TEST:-$SOURCE_DIR/../shared/toml-test}/tests
list=$cases/files-toml-1.1.0
[ -r "$list" ] || skip "no toml-test: $list"
need_command jq

decoder=$BUILD_DIR/bin/toml-decoder
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bad=0
valid=0
invalid=0

complain() {
	echo "$1: $2" >&2
	bad=$((bad + 1))
}

# decode FILE: leaves $status, $work/out and $work/err.
decode() {
	status=0
	"$decoder" <"$1" >"$work/out" 2>"$work/err" || status=$?
	if is_sanitizer_report "$work/err"; then
		status=sanitizer
	fi
}

# Numbers and instants are what counts, not how they are written; -nan is nan.
cat >"$work/same.jq" <<'END'
def instant:
	ascii_upcase | sub(" "; "T") | sub("\\+00:00$|-00:00$"; "Z")
	| sub("(?<digits>\\.[0-9]*[1-9])0+"; "\(.digits)") | sub("\\.0+"; "");
def scalar:
	if .type == "float" then
		.value |= (sub("^[+]"; "") | sub("^-?nan$"; "nan")
			| if test("inf|nan") then . else tonumber end)
	elif .type | test("date|time") then .value |= instant
	else . end;
def plain:
	if type == "object" then
		if (.type | type) == "string" and (.value | type) == "string"
		then scalar else map_values(plain) end
	elif type == "array" then map(plain)
	else . end;
($want[0] | plain) == ($got[0] | plain)
END

check_valid() {
	decode "$cases/$1"
	if [ "$status" != 0 ]; then
		complain "$1" "refused ($status): $(cat "$work/err")"
	elif ! jq -e -n -f "$work/same.jq" --slurpfile got "$work/out" \
		--slurpfile want "$cases/${1%.toml}.json" >/dev/null; then
		complain "$1" "means something else: $(cat "$work/out")"
	fi
}

check_invalid() {
	decode "$cases/$1"
	[ "$status" = 1 ] || complain "$1" "not refused ($status)"
	[ -s "$work/err" ] || complain "$1" "refused without a message"
	[ ! -s "$work/out" ] || complain "$1" "refused after printing"
}

while read -r file; do
	case $file in
	valid/*.toml)
		valid=$((valid + 1))
		check_valid "$file" ;;
	invalid/*.toml)
		invalid=$((invalid + 1))
		check_invalid "$file" ;;
	esac
done <"$list"

echo "toml-test 1.1: $valid valid, $invalid invalid, $bad wrong"
# An empty or cut list proves nothing.
if [ "$valid" -lt 220 ] || [ "$invalid" -lt 492 ]; then
	fail "$list is not whole"
fi
[ "$bad" = 0 ]
