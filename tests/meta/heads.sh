#!/bin/sh
# heads.sh - every source says what it does, who runs it and whose bytes it reads
#
# The first line is its own name and a few words; then come "Runs as:", which
# has to fit the folder (a folder is a trust zone), and "Input:".
set -eu
. "$(dirname "$0")/../lib.sh"
cd "$SOURCE_DIR"

# May code of the folder $1 be run by $2?  "both" is by root and by the caller.
fits() {
	case $1 in
	base | value | toml | policy | plan) true ;;
	vm | qemu | host | image) [ "$2" != root ] ;;
	cmd) true ;;
	# Root's half, and what the same process does before and after.
	priv) [ "$2" != both ] ;;
	*) fail "src/$1 is a folder without a trust zone: name it in heads.sh" ;;
	esac
}

status=0
complain() {
	echo "$1" >&2
	status=1
}

for file in src/*/*.c grammar/*.re grammar/*.y fuzz/*.c; do
	head=$(sed -n '1,/\*\//p' "$file")
	case $head in
	"/* ${file##*/} - "*) ;;
	*) complain "$file: does not begin with its name and a few words" ;;
	esac
	runs=$(echo "$head" | sed -n 's/^.*Runs as: *//p')
	case $runs in
	root*) who=root ;;
	both*) who=both ;;
	caller* | "the caller"*) who=caller ;;
	"the developer"*) who=developer ;;
	*) complain "$file: Runs as: \"$runs\"" && continue ;;
	esac
	case $head in
	*Input:*) ;;
	*) complain "$file: no Input:, whose bytes does it read?" ;;
	esac
	case $file in
	src/*)
		folder=${file#src/}
		folder=${folder%%/*}
		fits "$folder" "$who" ||
			complain "$file: src/$folder is not run by: $runs"
		;;
	esac
done
exit $status
