#!/bin/sh
# hardening.sh - the installed programs are hardened, by what the binaries say
set -eu
. "$(dirname "$0")/../lib.sh"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
DESTDIR=$work cmake --install "$BUILD_DIR" >"$work/log" 2>&1

status=0
complain() {
	echo "${program##*/}: $*" >&2
	status=1
}

# has PATTERN TEXT WHAT, lacks PATTERN TEXT WHAT
has() {
	echo "$2" | grep -q -E -e "$1" || complain "$3"
}
lacks() {
	! echo "$2" | grep -q -E -e "$1" || complain "$3"
}

check() {
	program=$1
	header=$(readelf -hW "$program")
	segments=$(readelf -lW "$program")
	dynamic=$(readelf -dW "$program")
	notes=$(readelf -nW "$program")
	symbols=$(nm -D "$program")

	has 'Type: *DYN' "$header" "is not position-independent"
	has 'FLAGS_1.*PIE' "$dynamic" "is not marked as PIE"
	has GNU_RELRO "$segments" "no RELRO"
	has 'FLAGS.*BIND_NOW' "$dynamic" "binds lazily"
	lacks 'RPATH|RUNPATH' "$dynamic" "has a search path for libraries"
	lacks TEXTREL "$dynamic" "has relocations in its text"
	has 'GNU_STACK.* RW ' "$segments" "the stack is executable"
	lacks 'LOAD.* RWE ' "$segments" "memory both writable and executable"
	has __stack_chk_fail "$symbols" "no stack protector"
	has '__[a-z]+_chk( |@|$)' "$symbols" "no FORTIFY"
	has 'Build ID' "$notes" "no build id"
	! grep -q -a -F "$SOURCE_DIR" "$program" ||
		complain "holds the path of the source tree"
}

# The linker marks a program only if all that goes into it is marked, and the
# start-up code of Debian 12's glibc is not: so look at what is ours.
check_branches() {
	case $(uname -m) in
	x86_64) want='x86 feature: IBT, SHSTK' ;;
	aarch64) want='feature: BTI, PAC' ;;
	*) fail "which branch protection does $(uname -m) have?" ;;
	esac
	find "$BUILD_DIR/src" "$BUILD_DIR/grammar" -name '*.o' >"$work/objects"
	while read -r program; do
		has "$want" "$(readelf -nW "$program")" "not marked: $want"
	done <"$work/objects"
	[ -s "$work/objects" ] || fail "no objects"
}

check_branches
for program in "$work"/*/*/bin/*; do
	check "$program"
done
# A page without its program, or the reverse, was forgotten somewhere.
(cd "$work" && find . -path '*/bin/*' -type f) | sed 's|.*/||' | sort \
	>"$work/programs"
(cd "$work" && find . -path '*/man[18]/*' -type f) | sed 's|.*/||; s|\.[18]$||' |
	sort | diff - "$work/programs" || fail "programs (>) and pages (<) differ"

program=vm-init
mode=$(stat -c %a "$work"/*/*/bin/vm-init)
want=755
grep -q '^VMMAN_INSTALL_SUID:BOOL=ON' "$BUILD_DIR/CMakeCache.txt" && want=4755
[ "$mode" = $want ] || complain "is installed with mode $mode, not $want"
grep -q "vm-init has mode 0*$want" "$work/log" ||
	complain "its mode is not told at install time"
! find "$work" -name policy.toml | grep -v /examples/ ||
	complain "a policy is installed"
exit $status
