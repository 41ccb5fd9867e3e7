#!/bin/sh
# Fuzz one harness for a while with AFL++, under ASan and UBSan.
#
#	fuzz/run.sh HARNESS SECONDS
#
# Starts from fuzz/corpus/HARNESS and leaves what it found under
# build/fuzz/out/HARNESS.  Exit status: 0 nothing found, 1 a find, which
# is printed with the way to replay it.  Needs no terminal.
set -eu

if [ $# -ne 2 ]; then
	echo "usage: fuzz/run.sh HARNESS SECONDS" >&2
	exit 64
fi
name=$1
seconds=$2
top=$(cd "$(dirname "$0")/.." && pwd)
build=$top/build/fuzz
out=$build/out/$name
program=$build/fuzz/fuzz_$name

if ! [ -f "$build/build.ninja" ]; then
	(cd "$top" && cmake --preset fuzz >/dev/null)
fi
cmake --build "$build" --target "fuzz_$name" >/dev/null

set --
# shellcheck disable=SC2013 # words, not lines
for dict in $(sed -n "s/^$name //p" "$build/fuzz/harnesses.txt"); do
	set -- "$@" -x "$top/fuzz/dict/$dict.dict"
done

# The fuzzer must see a sanitizer's report as a crash, without the time that
# looking up symbols takes; the replay shows them.
export ASAN_OPTIONS=abort_on_error=1:symbolize=0:detect_leaks=0:allocator_may_return_null=1
export UBSAN_OPTIONS=abort_on_error=1:symbolize=0:halt_on_error=1
# For machines that are not ours to tune, and runs that nobody watches.
export AFL_SKIP_CPUFREQ=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1
export AFL_NO_AFFINITY=1 AFL_NO_UI=1 AFL_AUTORESUME=0 AFL_HANG_TMOUT=10000

rm -rf "$out"
mkdir -p "$out"
if ! afl-fuzz -i "$top/fuzz/corpus/$name" -o "$out" -V "$seconds" -m none \
	-t 5000 "$@" -- "$program" >"$out/log" 2>&1 </dev/null; then
	echo "fuzz.$name: afl-fuzz failed:" >&2
	tail -n 20 "$out/log" >&2
	exit 2
fi

stat() {
	sed -n "s/^$1 *: //p" "$out/default/fuzzer_stats"
}
echo "fuzz.$name: $(stat execs_done) executions," \
	"$(stat execs_per_sec) a second, corpus $(stat corpus_count)," \
	"edges $(stat edges_found) of $(stat total_edges)"

status=0
for find in "$out"/default/crashes/id* "$out"/default/hangs/id*; do
	[ -e "$find" ] || continue
	status=1
	echo "fuzz.$name: FOUND $find" >&2
	echo "  replay: build/dev/fuzz/fuzz_$name '$find'" >&2
done
exit $status
