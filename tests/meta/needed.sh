#!/bin/sh
# needed.sh - vm-init needs libc.so.6 and nothing else
#
# Whatever library the loader maps into a set-uid process is attack surface.
set -eu
. "$(dirname "$0")/../lib.sh"

needed=$(readelf -d "$BUILD_DIR/bin/vm-init" |
	sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p')
[ "$needed" = libc.so.6 ] || fail "vm-init needs: $needed"
