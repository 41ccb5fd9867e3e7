#!/bin/sh
# How long vm-list takes over FILES (10000) VM files, beside programs that do a
# part of its work: tests/bench/vm_list.sh [ROUNDS]
#
# Best with a release build: BUILD_DIR=build/release tests/bench/vm_list.sh
# Fails when the listing takes 15 ms or more in every round: neighbours can only
# add to what it takes.
set -eu
. "$(dirname "$0")/../lib.sh"

PATH=$BUILD_DIR/bin:$PATH
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export VMCONF_DIR="$work/vm" XDG_RUNTIME_DIR="$work"
files=${FILES:-10000}

vm-new --template=linux --bridge=br0 --image=/srv/vm.img 00001 >/dev/null
seq -f "$VMCONF_DIR/%05g.toml" 2 "$files" |
	xargs sh -c 'tee "$@" <"$0"' "$VMCONF_DIR/00001.toml" >/dev/null

rounds "${1:-31}" \
	"ls $VMCONF_DIR" \
	"vm-list" \
	"vm-list --json" \
	"vm-list --quiet" \
	"ls -l $VMCONF_DIR" \
	"grep -rL nothing $VMCONF_DIR" \
	"vm-list --check" \
	"true" |
	tee "$work/table"
awk '$4 == "vm-list" && NF == 4 && $2 >= 15 { late = 1 } END { exit late }' \
	"$work/table" || fail "15 ms or more"
