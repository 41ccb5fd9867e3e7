# shellcheck shell=bash
# Completion of vmman's programs for bash.
#
# What they take is what their --help says, so this never lags behind: the
# options, the words between bars (--template=linux|windows|minimal), VM for the
# VMs there are, FILE for files, DIR for directories.

# The options of the program $1: "-m" or "-", "--mem", "SIZE", each line one.
_vmman_options() {
	"$1" --help 2>/dev/null | sed -n -E \
		-e 's/^  (-.), (--[a-z-]+)(\[?=([^] ]+)\]?)?.*/\1 \2 \4/p' \
		-e 's/^      (--[a-z-]+)(\[?=([^] ]+)\]?)?.*/- \1 \3/p'
}

# What the option $2 of the program $1 takes; empty if nothing.
_vmman_argument() {
	_vmman_options "$1" | while read -r letter name argument; do
		if [[ $2 == "$letter" || $2 == "$name" ]]; then
			printf '%s\n' "$argument"
		fi
	done
}

# What the program $1 takes beside options: "VM", "[VM]", ...
_vmman_operands() {
	"$1" --help 2>/dev/null | sed -n 's/^Usage: [^ ]* \[OPTION\]\.\.\. *//p'
}

# What can stand for a $1, beginning with $2.
_vmman_words() {
	case $1 in
	*FILE*) compgen -f -- "$2" ;; # as one of several, too: [URL|FILE]
	*'|'*) compgen -W "${1//|/ }" -- "$2" ;;
	VM | '[VM]') compgen -W "$(vm-list -q 2>/dev/null)" -- "$2" ;;
	BRIDGE | INTERFACE) compgen -W "$(ls /sys/class/net)" -- "$2" ;;
	DIR) compgen -d -- "$2" ;;
	esac
}

_vmman() {
	local program=$1 word=${COMP_WORDS[COMP_CWORD]} option='' takes=''
	local previous=${COMP_WORDS[COMP_CWORD - 1]}

	# Bash cuts --mem=4G into three words.
	if [[ $word == = ]]; then
		option=$previous
		word=
	elif [[ $previous == = ]]; then
		option=${COMP_WORDS[COMP_CWORD - 2]}
	elif [[ $previous == -* ]]; then
		option=$previous
	fi
	if [[ -n $option ]]; then
		takes=$(_vmman_argument "$program" "$option")
	fi
	if [[ -n $takes ]]; then
		mapfile -t COMPREPLY < <(_vmman_words "$takes" "$word")
	elif [[ $word == -* ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$(_vmman_options \
			"$program" | cut -d' ' -f2)" -- "$word")
	else
		mapfile -t COMPREPLY < <(_vmman_words \
			"$(_vmman_operands "$program")" "$word")
	fi
}

complete -F _vmman vm-init vm-list vm-new vm-pull vm-run vm-stop
