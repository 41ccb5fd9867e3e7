# shellcheck shell=sh
# attack_log.sh - the log of attacks; to be sourced after in_netns
#
#	attack G12			# or more: lines of attacks.txt
#	...				# try it, and prove that it was in vain
#	attacked 75 refused		# "G12 75 refused, nothing changed"
#	attacks_end
#
# Each script's log is kept in $BUILD_DIR/attacks; attack_total.sh adds them up.
attack_log=$BUILD_DIR/attacks/$(basename "$0" .sh)
mkdir -p "${attack_log%/*}"
: >"$attack_log"

attack() {
	attack=$(echo "$*" | tr ' ' ,)
}

# attacked STATUS WORDS: so it ended; that nothing changed has been proved.
attacked() {
	echo "$attack $1 $2, nothing changed" >>"$attack_log"
}

attacks_end() {
	cat "$attack_log"
	echo "$(wc -l <"$attack_log") attacks in vain"
}
