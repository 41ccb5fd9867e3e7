# shellcheck shell=sh
# hugepages.sh - an ordinary user's guest has memory from huge pages
# shellcheck source=../lib.sh
. /lib.sh

huge=/dev/hugepages

huge_vm() {
	small_vm "$1" web "mempath = \"$2\"" '[qemu.stop]' 'args = ["-S"]'
}

taken() {
	grep -q -x 'HugePages_Rsvd: *0' /proc/meminfo && return 1
	true
}

huge_vm alice $huge/alice
refuse "before vm-init there is no such directory" 78 "there is no file" \
	as alice vm-run web
check "alice gets a directory" as alice vm-init web
same "it is hers alone" "alice:root 700" "$(owner_of $huge/alice)"
same "the mount is as it was" "root:root 755" "$(owner_of $huge)"

as_exec alice vm-run web </dev/null >"$WORK/run" 2>&1 &
vm_soon "her guest has its memory from there" taken
as alice vm-stop --force web >"$WORK/out" 2>&1
wait
check "she gives it back" as alice vm-init --release web
check "it is gone" test ! -e $huge/alice

# What is there already, and what was left in it.
huge_vm alice $huge/alice
mkdir $huge/alice
chown bob $huge/alice
refuse "she gets none that is another's" 75 "belongs to another user" \
	as alice vm-init web
rmdir $huge/alice
: >$huge/alice
refuse "nor a file" 75 "is there, and no directory" as alice vm-init web
rm $huge/alice
check "she gets a directory" as alice vm-init web
as alice touch $huge/alice/left
refuse "one that is not empty is not taken back" 75 "is not empty" \
	as alice vm-init --release web
same "it is hers still" "alice:root 700" "$(owner_of $huge/alice)"
rm $huge/alice/left
check "she gives it back" as alice vm-init --release web

# elsewhere NAME DIRECTORY: that is not made, since it is not looked at.
elsewhere() {
	huge_vm alice "$2"
	as alice vm-init web >"$WORK/out" 2>&1
	same "$1" "nothing to do for directory $2 for huge pages" \
		"$(cat "$WORK/out")"
}
ln -s hugepages /dev/huge
elsewhere "no link is followed" /dev/huge/alice
rm /dev/huge
mkdir -m 777 $huge/lab
elsewhere "no directory that others may change is walked" $huge/lab/alice
chmod 755 $huge/lab
chown bob $huge/lab
elsewhere "nor one that is not root's" $huge/lab/alice
same "nothing was made there" "" "$(ls $huge/lab)"
rmdir $huge/lab

huge_vm alice $huge/bob
refuse "she gets none of another's name" 77 "is not named after alice" \
	as alice vm-init web
huge_vm bob $huge/bob
refuse "bob is granted none" 77 "in no entry" as bob vm-init web
huge_vm alice /home/alice
check "what is no hugetlbfs is no business of vm-init's" as alice vm-init web
same "which says so" \
	"nothing to do for directory /home/alice for huge pages" \
	"$(cat "$WORK/out")"
refuse "but of vm-run's" 69 "is no directory of a hugetlbfs" as alice vm-run web

rm -r /home/*/vm/web.toml /run/user/*/vmman
