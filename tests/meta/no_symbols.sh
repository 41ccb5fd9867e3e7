#!/bin/sh
# no_symbols.sh - each program holds only what its trust zone may hold
#
# What changes the host as root (priv_*) is in vm-init alone; QEMU's argument
# vector and what reads downloads are not in it.
set -eu
. "$(dirname "$0")/../lib.sh"

status=0
# refuse PROGRAM PATTERN: no symbol of it begins with that.
refuse() {
	found=$(nm "$1" | sed -n -E "s/^.* [A-Za-z] (($2)_.*)/\1/p" | tr '\n' ' ')
	if [ -n "$found" ]; then
		echo "${1##*/} holds: $found" >&2
		status=1
	fi
}

for program in "$BUILD_DIR"/bin/vm-*; do
	case $program in
	*/vm-init) refuse "$program" 'qemu|image' ;;
	*) refuse "$program" 'priv|permit' ;;
	esac
done
exit $status
