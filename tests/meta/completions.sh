#!/bin/sh
# What the shells offer is what the programs take.
set -eu
. "$(dirname "$0")/../lib.sh"
need_command bash

PATH=$BUILD_DIR/bin:$PATH
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HOME="$work" VMCONF_DIR="$work/vm"
completions=$SOURCE_DIR/share/completions
vm-new --template=minimal alice >/dev/null
vm-new --template=minimal web >/dev/null
touch "$work/debian.iso"
mkdir "$work/images"
bad=0

# offers WANTED LINE: what each shell there is offers for the end of LINE,
# sorted, is WANTED.
offers() {
	check "$1" "$2" bash
	! command -v fish >/dev/null || check "$1" "$2" fish
}

check() {
	got=$(offer "$3" "$2" | sort | tr '\n' ' ')
	[ "$got" = "$1 " ] || {
		echo "$3: $2: offers '$got', not '$1'" >&2
		bad=1
	}
}

# Bash cuts words at "=" and replaces the last piece; fish replaces the whole, and
# puts a slash behind directories.
offer() {
	case $1 in
	bash) bash -c '. "$1/vmman.bash"
		read -r -a COMP_WORDS <<<"${2//=/ = }"
		case $2 in *[\ =]) COMP_WORDS+=("") ;; esac
		COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
		_vmman "${COMP_WORDS[0]}"
		printf "%s\n" "${COMPREPLY[@]}"' - "$completions" "$2" ;;
	fish) fish --no-config -c \
		'. $argv[1]/vmman.fish; complete -C $argv[2]' \
		"$completions" "$2" |
		sed 's/\t.*//;s/^--[a-z-]*=\(.\)/\1/;s/[=/]$//' ;;
	esac
}

for program in "$BUILD_DIR"/bin/vm-*; do
	program=${program##*/}
	options=$("$program" --help | sed -n -E \
		's/^  (-.,|   ) (--[a-z-]+).*/\2/p' | sort | tr '\n' ' ')
	offers "${options% }" "$program --"
done
offers "alice web" "vm-list "
offers "web" "vm-list w"
offers "--json" "vm-list --j"
offers "linux minimal windows" "vm-new --template="
offers "minimal" "vm-new --template=m"
offers "minimal" "vm-new -t m"
offers "$work/debian.iso" "vm-new --iso=$work/deb"
if [ -x "$BUILD_DIR/bin/vm-pull" ]; then
	offers "$work/debian.iso" "vm-pull debian $work/deb"
	offers "$work/images" "vm-pull --output=$work/i"
fi
for shell in zsh fish; do
	! command -v "$shell" >/dev/null ||
		"$shell" -n "$completions/vmman.$shell" ||
		bad=1
done
exit "$bad"
