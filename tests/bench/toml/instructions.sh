#!/bin/sh
# Instructions per byte: toml-once under cachegrind, minus a run that parses
# nothing.
#
#	instructions.sh TOML-ONCE [KIND:MOST ..]
set -eu

once=$1
shift

instructions() # KIND TIMES
{
	valgrind --tool=cachegrind --cache-sim=no --cachegrind-out-file=/dev/null \
		"$once" "$1" "$2" 2>&1 >/dev/null |
		sed -n 's/.*I *refs: *//p' | tr -d ,
}

status=0
printf '%-12s %22s %6s\n' corpus 'instructions per byte' most
for kind in "$@"; do
	name=${kind%:*}
	most=${kind#*:}
	bytes=$("$once" "$name" 0)
	with=$(instructions "$name" 11)
	without=$(instructions "$name" 1)
	awk -v name="$name" -v most="$most" -v with="$with" \
		-v without="$without" -v bytes="$bytes" 'BEGIN {
			n = (with - without) / 10 / bytes
			good = most == 0 || n <= most
			printf "%-12s %22.2f %6s  %s\n", name, n,
				most == 0 ? "" : most,
				good ? "met" : "MISSED"
			exit !good
		}' || status=1
done
exit $status
