# shellcheck shell=sh
# sweep_nodes.sh - a world of the sweeps: a VM with a directory for huge pages, a
# disk of the host's and its partition
#
# They are given in this order: what fails with the last undoes the others.
#
# See sweep_lib.sh.  What comes before the plan is not about them.
# shellcheck disable=SC2034 # for who sources this
processes=X
half=X
disk=
part=

make_world() {
	need_command addpart
	private_dev
	private_hugetlbfs
	make_disk_and_part
	with_entry 'who = ["user:alice"]' 'devices = ["/dev/vm/{user}-*"]' \
		'hugepages = ["/dev/hugepages"]'
	install_suid
	{
		base_section q35 'mempath = "/dev/hugepages/alice"'
		disk_section /dev/vm/alice-disk
		disk_section /dev/vm/alice-part
	} | make_vm alice web
	make_locks 61001
	install -m 600 /dev/null "/run/vmman/block-$(number_of "$disk").lock"
	host_remember
}

# A link is the way to a disk that people take: /dev/disk/by-id.
make_disk_and_part() {
	attach_disk
	addpart "$disk" 1 2048 2048
	part=${disk}p1
	number=$(number_of "$part")
	mknod -m 600 "$part" b "${number%:*}" "${number#*:}"
	mkdir /dev/vm
	ln -s "../${disk##*/}" /dev/vm/alice-disk
	ln -s "../${part##*/}" /dev/vm/alice-part
}

# number_of NODE: of the block device, as "7:0".
number_of() {
	cat "/sys/class/block/${1##*/}/dev"
}

is_complete() {
	[ "$(stat --printf '%U:%a ' "$disk" "$part" /dev/hugepages/alice \
		2>&1)" = "alice:600 alice:600 alice:700 " ]
}

take_down() {
	chown root "$disk" "$part"
	rmdir /dev/hugepages/alice
}

# Each is root's still, or alice's by now.
is_harmless() {
	host_state | sed -e 's/ 61001:0$/ 0:0/' \
		-e '\|^/dev/hugepages/alice |d' | diff "$WORK/state.before" -
}
