# shellcheck shell=sh
# platform_hugepages.sh - what we believe about memory from a hugetlbfs
#
# No program of ours takes part.
# shellcheck disable=SC2086 # $QEMU is words
# shellcheck source=../lib.sh
. /lib.sh

huge=/dev/hugepages
meminfo() {
	sed -n "s/^$1: *\([0-9]*\).*/\1/p" /proc/meminfo
}

# runs NAME DIRECTORY: a guest of alice's with memory from there.
runs() {
	check "$1" sh -c 'echo quit | "$@"' sh \
		setpriv --reuid alice --regid alice --clear-groups \
		$QEMU -S -monitor stdio -mem-path "$2"
}

same "there are huge pages" 32 "$(meminfo HugePages_Free)"
same "the mount is root's" "root:root 755" "$(owner_of $huge)"
refuse "an ordinary user cannot take from it" 1 \
	"can't open backing store $huge for guest RAM: Permission denied" \
	as alice $QEMU -mem-path $huge

mkdir -m 700 $huge/alice
chown alice:alice $huge/alice
runs "from a directory of hers in it she can" $huge/alice
refuse "nobody else can from there" 1 "Permission denied" \
	as bob $QEMU -mem-path $huge/alice
same "all are given back" 32 "$(meminfo HugePages_Free)"

echo 8 >/proc/sys/vm/nr_hugepages
refuse "too few are an error, not ordinary memory" 1 "Cannot allocate memory" \
	as alice $QEMU -mem-path $huge/alice
echo 32 >/proc/sys/vm/nr_hugepages
rmdir $huge/alice
runs "any directory will do for QEMU, without a word of huge pages" /home/alice
