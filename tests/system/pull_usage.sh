#!/bin/sh
# pull_usage.sh - what is wrong with a command line of vm-pull's is told, and
# nobody is asked for anything
#
# Each line below is one command line, and what is said of it.
. "$(dirname "$0")/lib.sh"
# shellcheck source=pull_lib.sh
. "$(dirname "$0")/pull_lib.sh"
in_netns "$@"

count=0
while IFS='|' read -r words text hint; do
	# shellcheck disable=SC2086 # words
	expect_status 64 pull $words
	expect_err "$text"
	[ -z "$hint" ] || expect_err "hint: $hint"
	nothing_left "$IMAGES"
	count=$((count + 1))
done <<-'END'
	a/b --limit-rate=x|"x" is not a size
	a/b --limit-rate=8388608T|expected a size below 8388608T
	a/b --max-size=0x|"0x" is not a size
	a/b --max-size=1048577T|--max-size is at most 1048576T
	a/b --timeout=0|--timeout needs a number of seconds from 1 to 86400
	a/b --timeout=x|--timeout needs a number of seconds from 1 to 86400
	a/b --timeout=86401|--timeout needs a number of seconds from 1 to 86400
	a/b --format=vdi|there is no format "vdi"|it is one of box|raw|qcow2
	a/b --output-format=vmdk|there is no output-format "vmdk"|it is one of raw
	a/b --new=a/b|"a/b" is not the name of a VM
	a/b --checksum=00|expected sha256: and 64 hexadecimal digits
	a/b --checksum=crc32:00|checksums of the type "crc32" are not known
	a/b --checksum=sha256:00|expected 64 hexadecimal digits
	a/b --box-version=x|"x" is no constraint of a version|write one as Vagrant
	a/b --resume|there is no option --resume|vm-pull --help lists the options
	a/b c d|'d' is one operand too many|usage: vm-pull
END
echo "$count command lines"
