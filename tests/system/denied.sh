#!/bin/sh
# denied.sh - what is not granted is refused, and the host stays as it was
. "$(dirname "$0")/lib.sh"
in_netns "$@"
. "$(dirname "$0")/attack_log.sh"

with_entry 'who = ["user:alice"]' 'bridges = ["br0"]' \
	'host-interfaces = ["card0"]' 'interfaces = ["alice*", "eth*"]' \
	'macs = ["52:54:00:*"]' 'max-interfaces = 2'
install_suid
make_bridge br0 10.9.0.1/24
make_bridge br9 10.8.0.1/24
make_card card0 eth0
make_card card9 wire9

# refused USER STATUS WORDS SECTION..: vm-init refuses a VM with these
# sections with that status and these words.
refused() {
	user=$1
	status=$2
	words=$3
	shift 3
	make_net_vm "$user" web "$@"
	expect_status "$status" as_user "$user" vm-init web
	expect_err "web.toml:"
	expect_err "$words"
	host_unchanged
	attacked "$status" refused
}

make_locks 61001 61003
host_remember
good=tapbridge,alice0,br0,01

attack D03
# Who is in no entry gets nothing.
refused mallory 77 "no entry of the policy applies to mallory" "$good"

attack D04 E01
# What is in no entry: a bridge, a parent, a name, a MAC.
refused alice 77 "br9" tapbridge,alice0,br9,01
refused alice 77 "card9" macvtap,alice0,card9,01
refused alice 77 "bob0" tapbridge,bob0,br0,01
refused alice 77 "be:ef:00:00:00:01" tapbridge,alice0,br0,be:ef:00:00:00:01

# One denied request, and nothing is done of the others either.
refused alice 77 "br9" "$good" tapbridge,alice1,br9,02
refused alice 77 "br9" tapbridge,alice1,br9,02 "$good"

attack E02
# An interface that is there already is never touched.
refused alice 77 "eth0" tapbridge,eth0,br0,01
refused alice 77 "eth0" macvtap,eth0,card0,01

attack E04 E18
# Names that are no names.
refused alice 78 "has 16 bytes; a name for an interface has at most 15" \
	tapbridge,alice67890123456,br0,01
refused alice 78 "interface" tapbridge,../x,br0,01
refused alice 78 "interface" tapbridge,a%d,br0,01
refused alice 78 "interface" tapbridge,,br0,01

attack E12
# MACs that are no guest's.
refused alice 78 "mac" tapbridge,alice0,br0,01:00:5e:00:00:01
refused alice 78 "mac" tapbridge,alice0,br0,00:00:00:00:00:00
refused alice 78 "mac" tapbridge,alice0,br0,52-54-00-00-00-01

attack E07
# The kind of the peer has to be right, and it has to be there.
refused alice 77 "card0" tapbridge,alice0,card0,01

attack E13
# More than the quota.
refused alice 77 "interfaces" "$good" \
	tapbridge,alice1,br0,02 \
	tapbridge,alice2,br0,03

attack C09
# The same interface or MAC twice.
refused alice 78 "alice0" "$good" tapbridge,alice0,br0,02
refused alice 78 "52:54:00:00:00:01" "$good" tapbridge,alice1,br0,01

attack B02
# Another user's file, wherever the directory of VM files is said to be.
make_net_vm bob his tapbridge,alice0,br0,01
for dir in "$WORK/home/bob/vm" /root /etc/shadow /proc/1 ""; do
	got=0
	as_user alice VMCONF_DIR="$dir" vm-init his >"$WORK/out" \
		2>"$WORK/err" || got=$?
	case $got in
	66 | 77 | 78) ;;
	*) fail "VMCONF_DIR=$dir: status $got" ;;
	esac
	host_unchanged
	attacked "$got" refused
done
chmod 755 "$WORK/home/bob" "$WORK/home/bob/vm"
chmod 644 "$WORK/home/bob/vm/his.toml"
expect_status 77 as_user alice VMCONF_DIR="$WORK/home/bob/vm" vm-init his
expect_err "his.toml"
host_unchanged

attack B01
# Names of VMs that are no names.
for name in . .. ../web a/b /etc/vmman/policy 'a
b' '$(id)' "$(printf '%0300d' 0)" ''; do
	got=0
	as_user alice vm-init -- "$name" >"$WORK/out" 2>"$WORK/err" || got=$?
	case $got in
	64 | 78) ;;
	*) fail "VM $name: status $got" ;;
	esac
	host_unchanged
	attacked "$got" refused
done

attack D01 D05
# Without a policy, or with one that cannot be trusted, nothing is granted.
make_net_vm alice web "$good"
policy=/etc/vmman/policy.toml
bad_policy() {
	expect_status "$1" as_user alice vm-init web
	expect_err "$2"
	host_unchanged
	attacked "$1" refused
}
mv $policy $policy.good
bad_policy 77 "there is no policy $policy"
ln -s policy.toml.good $policy
bad_policy 78 "$policy is a symbolic link"
rm $policy
mkdir $policy
bad_policy 78 "$policy is no regular file"
rmdir $policy
mkfifo $policy
bad_policy 78 "$policy is no regular file"
rm $policy
cp $policy.good $policy
chmod 664 $policy
bad_policy 78 "$policy has mode 0664"
chmod 644 $policy
chown alice $policy
bad_policy 78 "$policy belongs to user 61001"
chown root $policy
chmod 777 /etc/vmman
bad_policy 78 "/etc/vmman has mode 0777"
chmod 755 /etc/vmman
echo 'colour = "red"' >>$policy
bad_policy 78 "the policy $policy has errors"
refute_err colour
head -c 262145 /dev/zero | tr '\0' '#' >$policy
bad_policy 78 "the policy has more than 262144 bytes"
cp $policy.good $policy
expect_status 0 as_user alice vm-init web
attacks_end
