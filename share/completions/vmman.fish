# Completion of vmman's programs for fish.
#
# What they take is what their --help says, so this never lags behind: the
# options, the words between bars (--template=linux|windows|minimal), VM for the
# VMs there are, FILE for files, DIR for directories.

# The options of the program $argv[1]: letter, name, argument and help between
# tabs, each line one.
function __vmman_options
    set -l lines
    for line in ($argv[1] --help 2>/dev/null)
        # A long option has its help on the next line.
        if string match -qr '^ {30}' -- $line
            set lines[-1] "$lines[-1]$line"
        else
            set -a lines $line
        end
    end
    string replace -rf '^  (?:-(.),|   ) (--[a-z-]+)(?:\[?=([^\] ]+)\]?)? +(.*)$' '$1\t$2\t$3\t$4' -- $lines
end

# What can stand for a $argv[1].
function __vmman_words
    set -l path (commandline -ct | string replace -r '^--[a-z-]+=' '')
    switch $argv[1]
        case '*FILE*' # as one of several, too: [URL|FILE]
            __fish_complete_path $path
        case '*|*'
            string split '|' -- $argv[1]
        case VM '[VM]'
            vm-list -q 2>/dev/null
        case BRIDGE INTERFACE
            __fish_print_interfaces
        case DIR
            __fish_complete_directories $path
    end
end

function __vmman
    set -l tokens (commandline -opc)
    set -l token (commandline -ct)
    set -l options (__vmman_options $tokens[1])
    for line in $options
        set -l option (string split \t -- $line)
        test -n "$option[3]"; or continue
        # --name=VALUE, then --name VALUE and -n VALUE
        if string match -q -- "$option[2]=*" $token
            printf '%s\n' $option[2]=(__vmman_words $option[3])
            return
        end
        if contains -- $tokens[-1] $option[2] -$option[1]
            __vmman_words $option[3]
            return
        end
    end
    if string match -q -- '-*' $token
        for line in $options
            set -l option (string split \t -- $line)
            test -n "$option[3]"; and set option[2] "$option[2]="
            printf '%s\t%s\n' $option[2] $option[4]
        end
        return
    end
    __vmman_words ($tokens[1] --help 2>/dev/null | string replace -rf '^Usage: \S+ \[OPTION\]\.\.\. (.*)' '$1')
end

for program in vm-init vm-list vm-new vm-pull vm-run vm-stop
    complete -c $program -f -a '(__vmman)'
end
