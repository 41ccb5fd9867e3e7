#!/bin/sh
# What is said of the policy in other places is what src/policy/ does: its keys
# in the manual and in the fuzzers' dictionary, the manual's examples and the one
# that is installed; and nothing but the judge knows what a permit is made of.
set -eu
. "$(dirname "$0")/../lib.sh"

page=$SOURCE_DIR/man/policy.toml.5
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Every key of an entry, of the file.
{
	sed -n -E 's/^.*\[POLICY_[A-Z_]+\] = \{"([a-z-]+)".*/\1/p' \
		"$SOURCE_DIR/src/policy/policy_keys.c"
	sed -n -E 's/^.*\{"([a-z-]+)", read_.*/\1/p' \
		"$SOURCE_DIR/src/policy/policy_from_toml.c" | grep -vx allow
} | sort >"$work/keys"
[ "$(wc -l <"$work/keys")" -ge 14 ] || fail "cannot read the keys"

sed -n -E 's/^\.It Ic ([a-z-]+) No = .*/\1/p' "$page" | sort |
	diff -u --label src/policy --label policy.toml.5 "$work/keys" - ||
	fail "policy.toml.5 has other keys"
while read -r key; do
	grep -q -E "^\"$key( = .*)?\"" "$SOURCE_DIR/fuzz/dict/policy.dict" ||
		fail "policy.dict has no $key"
done <"$work/keys"

# Every display behind EXAMPLES is a whole file, the first the installed one.
awk -v dir="$work" '
	/^\.Sh EXAMPLES/ { examples = 1 }
	examples && /^\.Ed/ { inside = 0 }
	inside { print > (dir "/example" n ".toml") }
	examples && /^\.Bd/ { inside = 1; n++ }
' "$page"
# What the administrator is warned of there, he was told in the text above it.
[ -e "$work/example3.toml" ] || fail "cannot read the examples"
for example in "$work"/example*.toml; do
	"$BUILD_DIR/bin/judge" policy "$example" >"$work/out"
	! grep '^# ' "$work/out" | grep -v \
		-e 'is not known on this host' -e 'host-critical = true' ||
		fail "a warning about ${example##*/}"
done
diff -u "$SOURCE_DIR/share/policy.toml" "$work/example1.toml" ||
	fail "share/policy.toml is not the first example"

# A permit cannot be made elsewhere, or taken apart.
grep -r -l -E 'struct permit( \*)? *\{|sizeof\(struct permit\)' \
	"$SOURCE_DIR/src" "$SOURCE_DIR/include" >"$work/makers" || true
[ "$(cat "$work/makers")" = "$SOURCE_DIR/src/policy/policy_judge.c" ] ||
	fail "these know what a permit is made of: $(cat "$work/makers")"
