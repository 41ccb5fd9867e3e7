#!/bin/sh
# The judge and an independent model of it give the same answers.
#
#	tests/model/policy.sh [SEED [COUNT]]
set -eu
. "$(dirname "$0")/../lib.sh"

need_command python3
exec python3 "$SOURCE_DIR/tests/model/policy.py" "${1:-20261123}" "${2:-4000}" \
	"$BUILD_DIR/bin/judge"
