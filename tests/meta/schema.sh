#!/bin/sh
# What is made from src/vm/vm_keys.c and kept in the tree is what it makes: the
# lists of keys in man/vm.toml.5, and the fuzzers' dictionary.  UPDATE=1 makes
# them anew.  The manual's examples are VM files, and read as such.
set -eu

schema=$BUILD_DIR/bin/schema
stage=$BUILD_DIR/bin/stage
page=$SOURCE_DIR/man/vm.toml.5
dict=$SOURCE_DIR/fuzz/dict/vm.dict
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bad=0

# The page with every list of keys made anew.
make_page() {
	while IFS= read -r line; do
		case $line in
		'.\" keys of '*)
			printf '%s\n' "$line"
			"$schema" mdoc "${line##* }"
			skip=1
			;;
		'.\" end of keys')
			printf '%s\n' "$line"
			skip=
			;;
		*)
			[ -n "$skip" ] || printf '%s\n' "$line"
			;;
		esac
	done <"$page"
}

# same SEEN EXPECTED: or made so.
same() {
	if [ -n "${UPDATE:-}" ]; then
		cmp -s "$1" "$2" || cp "$1" "$2"
	elif ! diff -u --label schema --label "${2##*/}" "$1" "$2"; then
		echo "${2##*/} is not what the schema makes: UPDATE=1" \
			"tests/meta/schema.sh" >&2
		bad=1
	fi
}

skip=
make_page >"$work/page"
same "$work/page" "$page"
"$schema" dict >"$work/dict"
same "$work/dict" "$dict"

for kind in $("$schema" kinds); do
	for line in ".Ss $kind" ".\\\" keys of $kind"; do
		if [ "$(grep -cxF -e "$line" "$page")" != 1 ]; then
			echo "vm.toml.5 has not exactly one line: $line" >&2
			bad=1
		fi
	done
done

# Every display behind EXAMPLES is a whole file.
awk -v dir="$work" '
	/^\.Sh EXAMPLES/ { examples = 1 }
	examples && /^\.Ed/ { inside = 0 }
	inside { print > (dir "/example" n ".toml") }
	examples && /^\.Bd/ { inside = 1; n++ }
' "$page"
count=0
for example in "$work"/example*.toml; do
	count=$((count + 1))
	"$stage" vm "$example" >/dev/null || bad=1
	"$stage" plan "$example" >/dev/null || bad=1
done
echo "$count examples"
[ "$count" -ge 3 ] && [ "$bad" = 0 ]
