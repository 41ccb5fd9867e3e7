#!/bin/sh
# attack_total.sh - the log of all attacks: none is missing, all were in vain
. "$(dirname "$0")/../lib.sh"

list=$(dirname "$0")/attacks.txt
log=$(cat "$BUILD_DIR"/attacks/*)
missing=0
tried=$(echo "$log" | sed 's/ .*//' | tr ',' '\n' | sort -u)
while read -r number how what; do
	case $number in
	'#'*) continue ;;
	esac
	if [ "$how" = log ]; then
		echo "$tried" | grep -q -x "$number" || {
			echo "$number has not been tried: $what" >&2
			missing=$((missing + 1))
		}
	elif [ ! -e "$SOURCE_DIR/$how" ]; then
		fail "$number: there is no $how"
	fi
done <"$list"
for number in $tried; do
	grep -q "^$number " "$list" || fail "$number is not in the list"
done
[ $missing = 0 ] || fail "$missing attacks were not tried"
! echo "$log" | grep -v ', nothing changed$' || fail "something changed"
echo "$log" | sort
echo "$(echo "$log" | wc -l) attacks of $(echo "$tried" | wc -l) kinds:" \
	"all in vain, nothing changed"
