#!/bin/sh
# pull_kill.sh - vm-pull is interrupted, at any moment and by any signal, and the
# next one goes on: the result is the same, and nothing is left over
. "$(dirname "$0")/lib.sh"
# shellcheck source=pull_lib.sh
. "$(dirname "$0")/pull_lib.sh"
in_netns "$@"
need_command pgrep

make_boxes virtualbox compressed
start_faults "$SITE/virtualbox.box"
start_registry </dev/null
publish acme/compressed "$(release 1.0 "$(offer libvirt compressed.box)")"
FAULTY=https://registry.test:8443

# start_pull ARG..: in the background, as process $pid, which may have ended by
# then: little may be left to do.  An interrupt is what a terminal makes it: the
# shell ignores it for its background.
start_pull() {
	: >"$WORK/pid"
	# shellcheck disable=SC2016 # for the inner shell
	as_user alice VMMAN_REGISTRY="$REGISTRY" sh -c 'echo $$ >&3
		exec 3>&- env --default-signal=INT vm-pull --quiet "$@"' \
		sh "$@" 3>"$WORK/pid" >"$WORK/out" 2>"$WORK/err" </dev/null &
	job=$!
	wait_for 10 is_started
	pid=$(cat "$WORK/pid")
}

# is_started: the shell has become vm-pull, or that has ended.
is_started() {
	[ -s "$WORK/pid" ] || return 1
	case $(cat "/proc/$(cat "$WORK/pid")/comm" 2>/dev/null) in
	sh | env) return 1 ;;
	esac
}

no_tool() {
	! pgrep -x -u alice qemu-img
}

nobody_left() {
	! pgrep -u alice .
}

# interrupt SIGNAL STATUS: and what was started has it, or was done before.
interrupt() {
	kill -s "$1" "$pid" 2>/dev/null || true
	got=0
	wait "$job" || got=$?
	! is_sanitizer_report "$WORK/err" || fail "a sanitizer's report"
	[ "$got" = 0 ] || [ "$got" = "$2" ] || {
		cat "$WORK/err" >&2
		fail "status $got after $1"
	}
	wait_for 5 nobody_left
	[ "$got" = 0 ] || [ "$1" = KILL ] || nothing_left
}

# is_whole BOX KIND: and there is nothing else.
is_whole() {
	cmp "$IMAGES/acme-$1.img" "$SITE/$2.raw"
	ls -A "$IMAGES" >"$WORK/names"
	printf 'acme-%s.img\nacme-%s.json\n' "$1" "$1" | diff - "$WORK/names"
	rm "$IMAGES"/*
	nothing_left "$CACHE"
}

has_begun() {
	find "$CACHE" -name '*.part' -size +0 | grep -q . ||
		[ ! -d "/proc/$pid" ]
}

# A number below 50, of hundredths of a second.
dice() {
	od -An -N2 -tu2 /dev/urandom | {
		read -r n
		printf '0.%02d' $((n % 50))
	}
}

REGISTRY=$FAULTY
round=0
while [ $round -lt 20 ]; do
	case $((round % 4)) in
	0) signal=KILL status=137 ;;
	1) signal=INT status=130 ;;
	2) signal=TERM status=143 ;;
	3) signal=HUP status=129 ;;
	esac
	# Twice in a row, before it may go on to the end: at any moment, and in the
	# midst of the download.
	start_pull acme/file-throttled
	sleep "$(dice)"
	interrupt "$signal" "$status"
	start_pull acme/file-throttled
	wait_for 10 has_begun
	sleep "$(dice)"
	interrupt "$signal" "$status"
	touch "$FAULTS/healed"
	expect_status 0 pull --quiet acme/file-throttled
	rm "$FAULTS/healed"
	is_whole file-throttled virtualbox
	round=$((round + 1))
done
resumed=$(grep -c '/file/throttled/a.box bytes=[1-9]' "$FAULTS/requests")
[ "$resumed" -ge 5 ] || fail "gone on with $resumed times only"
echo "$round rounds, gone on with $resumed times"

# Who waits for a server still hears.
start_pull acme-x --format=box --no-verify \
	https://files.test:8443/file/stalled-at-once/a.box
wait_for 10 grep -q stalled-at-once "$FAULTS/requests"
interrupt TERM 143
nothing_left "$CACHE"

# What reads hostile bytes has given up its rights: the worker.
start_pull acme/file-throttled
wait_for 10 pgrep -x -P "$pid" vm-pull
is_confined() {
	grep -q '^NoNewPrivs:.*1$' "/proc/$(pgrep -P "$pid")/status"
}
wait_for 10 is_confined
interrupt TERM 143
rm -f "$CACHE"/*

# What nohup(1) keeps from it does not end it.
trap '' HUP
start_pull acme/file-throttled
trap - HUP
wait_for 10 has_begun
grep -q '^SigIgn:.*[13579bdf]$' "/proc/$pid/status" || fail "HUP is heard"
interrupt TERM 143
rm -f "$CACHE"/*

# Who wants little at a time gets little: far from all of 8 MiB, at once.
start_pull acme-x https://files.test/virtualbox.raw --no-verify \
	--limit-rate=32K --timeout=2
has_more_than() {
	find "$CACHE" -name '*.part' -size "+$1" | grep -q .
}
wait_for 10 has_begun
! has_more_than 1M || fail "much came at once"
# Nor is that taken for a server that gives less than it could.
wait_for 30 has_more_than 160k
! has_more_than 1M || fail "much came at once"
[ -d "/proc/$pid" ] || fail "it gave up"
interrupt TERM 143
rm -f "$CACHE"/*

# While qemu-img works.
REGISTRY=https://registry.test
printf '#!/bin/sh\nsleep 60\n' >"$WORK/qemu-img"
chmod 755 "$WORK/qemu-img"
for signal in TERM KILL; do
	mount --bind "$WORK/qemu-img" /usr/bin/qemu-img
	start_pull acme/compressed
	wait_for 10 pgrep -x -u alice qemu-img
	[ $signal = TERM ] && status=143 || status=137
	kill -s $signal "$pid"
	got=0
	wait "$job" || got=$?
	[ "$got" = "$status" ] || fail "status $got after $signal"
	wait_for 5 no_tool
	[ $signal = KILL ] || nothing_left
	umount /usr/bin/qemu-img
	expect_status 0 pull --quiet acme/compressed
	is_whole compressed compressed
done
