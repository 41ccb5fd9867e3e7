#!/bin/sh
# hugepages.sh - vm-init makes an ordinary user a directory in a hugetlbfs
. "$(dirname "$0")/lib.sh"
in_netns "$@"
private_dev

huge=/dev/hugepages
private_hugetlbfs
mkdir /dev/plain
with_entry 'who = ["group:vm"]' "hugepages = [\"$huge\", \"/dev/plain\"]"
install_suid
make_locks 61001 61002 61003

# huge_vm USER NAME PATH: a VM file with PATH for its mempath.
huge_vm() {
	base_section q35 "mempath = \"$3\"" | make_vm "$1" "$2"
}

state() {
	find "$huge" -printf '%p %m %U:%G\n' | sort
}

# refused USER STATUS TEXT: and nothing changes.
refused() {
	before=$(state)
	expect_status "$2" as_user "$1" vm-init web
	expect_err "$3"
	[ "$before" = "$(state)" ] || fail "changed: $(state)"
}

huge_vm alice web $huge/alice
expect_status 0 as_user alice vm-init web
expect_out "made directory $huge/alice for huge pages"
[ "$(stat -c %U:%a $huge/alice)" = alice:700 ] || fail "$(state)"
expect_status 0 as_user alice touch $huge/alice/page
expect_status 1 as_user bob touch $huge/alice/page
expect_status 0 as_user alice vm-init web
expect_out "nothing to do for directory $huge/alice"

# What is in it stays; without it is removed.
before=$(state)
expect_status 75 as_user alice vm-init --release web
expect_err "$huge/alice is not empty"
[ "$before" = "$(state)" ] || fail "changed: $(state)"
rm $huge/alice/page
expect_status 0 as_user alice vm-init --release web
expect_out "released directory $huge/alice"
[ ! -e $huge/alice ] || fail "$(state)"
expect_status 0 as_user alice vm-init --release web
expect_out "was not given directory $huge/alice"

# By the user's id; what a killed run left is completed.
huge_vm alice web $huge/61001
mkdir -m 700 $huge/61001
expect_status 0 as_user alice vm-init web
[ "$(stat -c %U:%a $huge/61001)" = alice:700 ] || fail "$(state)"
expect_status 0 as_user alice vm-init --release web

# Another's name, or no name.
huge_vm alice web $huge/bob
refused alice 77 "$huge/bob is not named after alice"
huge_vm alice web $huge/alice/more
expect_status 0 as_user alice vm-init web
[ ! -e $huge/alice ] || fail "$(state)"
huge_vm mallory web $huge/mallory
refused mallory 77 "no entry of the policy applies to mallory"

# Another hugetlbfs, which is not granted.
mkdir -p /dev/other
mount -t hugetlbfs -o mode=755 none /dev/other
huge_vm alice web /dev/other/alice
refused alice 77 "directory of huge pages /dev/other/alice is in no entry"
[ ! -e /dev/other/alice ] || fail "it was made"

# Where everybody may make names, one that is taken is another's: a directory, a
# file.
chmod 1777 "$huge"
huge_vm alice web $huge/alice
as_user bob mkdir $huge/alice
refused alice 75 "$huge/alice belongs to another user"
expect_status 0 as_user alice vm-init --release web
[ "$(stat -c %U $huge/alice)" = bob ] || fail "$(state)"
rmdir $huge/alice
as_user bob touch $huge/alice
refused alice 75 "$huge/alice is there, and no directory"
rm $huge/alice
expect_status 0 as_user alice vm-init web
expect_status 0 as_user alice vm-init --release web

# What is no hugetlbfs, or not root's, or behind a link, is no business of
# vm-init's, granted or not.
for path in /dev/plain/alice "$WORK/home/alice/huge" /dev/link/alice $huge; do
	ln -sfn hugepages /dev/link
	huge_vm alice web "$path"
	before=$(state)
	expect_status 0 as_user alice vm-init web
	expect_out "nothing to do for directory $path"
	[ "$before" = "$(state)" ] || fail "changed: $(state)"
done
[ ! -e /dev/plain/alice ] || fail "made on no hugetlbfs"
chmod 0777 "$huge"
huge_vm alice web $huge/alice
expect_status 0 as_user alice vm-init web
[ ! -e $huge/alice ] || fail "made where everybody can exchange it"
