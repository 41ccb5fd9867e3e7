#!/bin/sh
# fault_sweep_used.sh - a disk that is in use is given to nobody, whichever system
# call fails
#
# The whole and its partition are two nodes, but the same bytes: who has one
# keeps others off the other.  Nothing but reading tells; and what is given was
# looked at twice, but what is explained only once.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/sweep_lib.sh"
begin_sweep nodes

for name in disk part; do
	{
		base_section q35
		disk_section /dev/vm/alice-$name
	} | make_vm alice $name
done

prepare() {
	:
}
judge() {
	is_sane
	[ $status != 0 ] || fatal "well, and is in use: $point"
	is_unchanged || fatal "given, and is in use: $point"
}

for error in EIO ENOMEM EINTR EPERM; do
	chown bob "$disk"
	host_remember
	sweep X "$error" part
	sweep X "$error" --explain part
	chown root "$disk"
	chown bob "$part"
	host_remember
	sweep X "$error" disk
	sweep X "$error" --explain disk
	chown root "$part"
done
