#compdef vm-init vm-list vm-new vm-pull vm-run vm-stop
# Completion of vmman's programs for zsh.
#
# What they take is what their --help says, so this never lags behind: the
# options, the words between bars (--template=linux|windows|minimal), VM for the
# VMs there are, FILE for files, DIR for directories.

_vmman_vms() {
	local -a vms
	vms=(${(f)"$(_call_program vms vm-list -q)"})
	_wanted vms expl 'VM' compadd -a vms
}

# What completes a $1.
_vmman_action() {
	case $1 in
	*'|'*) print -r -- "(${1//|/ })" ;;
	VM) print -r -- _vmman_vms ;;
	BRIDGE | INTERFACE) print -r -- _net_interfaces ;;
	FILE) print -r -- _files ;;
	DIR) print -r -- '_files -/' ;;
	*) print -r -- ' ' ;;
	esac
}

_vmman() {
	local -a specs files
	local line help letter name argument operand
	local text=$(_call_program options $words[1] --help)
	# A long option has its help on the next line.
	text=${text//$'\n'                              /  }

	for line in ${(f)text}; do
		if [[ $line =~ '^Usage: [^ ]+ \[OPTION\]\.\.\. \[?([A-Z]+)' ]]; then
			operand=$match[1]
			[[ $line != *FILE* ]] || files=('*:file:_files')
			continue
		fi
		[[ $line =~ '^  (-.|  )[, ] (--[a-z-]+)(\[?=?)([^] ]*)\]? +(.*)$' ]] ||
			continue
		letter=${match[1]// /}
		name=$match[2]
		argument=$match[4]
		help=${match[5]//(#m)[\[\]:]/\\$MATCH}
		case $match[3] in
		'') specs+=("$name""[$help]") ;;
		'=') specs+=("$name""=[$help]:$argument:$(_vmman_action $argument)") ;;
		*) specs+=("$name""=-[$help]::$argument:$(_vmman_action $argument)") ;;
		esac
		[[ -n $letter ]] || continue
		if [[ $match[3] == '=' ]]; then
			specs+=("$letter+[$help]:$argument:$(_vmman_action $argument)")
		else
			specs+=("$letter""[$help]")
		fi
	done
	[[ -z $operand ]] || specs+=("::$operand:$(_vmman_action $operand)")
	_arguments -s -S $specs $files
}

_vmman "$@"
