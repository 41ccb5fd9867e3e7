#!/bin/sh
# quiet.sh - vm-init does not tell what the caller could not find out otherwise
. "$(dirname "$0")/lib.sh"
in_netns "$@"
. "$(dirname "$0")/suid_lib.sh"

# same USER VAR=A VAR=B WORDS: vm-init ends alike with the one and the other.
same() {
	user=$1
	one=$2
	other=$3
	shift 3
	as_user "$user" "$one" vm-init "$@" >"$WORK/one" 2>&1 && a=0 || a=$?
	as_user "$user" "$other" vm-init "$@" >"$WORK/other" 2>&1 && b=0 || b=$?
	sed "s|${one#*=}|DIR|g" "$WORK/one" >"$WORK/one.dir"
	sed "s|${other#*=}|DIR|g" "$WORK/other" >"$WORK/other.dir"
	[ "$a" = "$b" ] || fail "$a with $one, $b with $other"
	diff "$WORK/one.dir" "$WORK/other.dir" || fail "$one is not $other"
	host_unchanged
	attacked "$a" refused
}

attack B05 I08
# Whether a file is there that the caller cannot look at, or not.
make_vm bob his <"$WORK/home/alice/vm/web.toml"
chmod 700 "$WORK/home/bob"
same alice VMCONF_DIR="$WORK/home/bob/vm" VMCONF_DIR="$WORK/home/bob/none" his
as_user alice VMCONF_DIR="$WORK/home/bob/vm" vm-init his 2>"$WORK/one" || true
as_user alice VMCONF_DIR="$WORK/home/bob/vm" vm-init not 2>"$WORK/other" || true
sed s/not/his/g "$WORK/other" | diff "$WORK/one" - ||
	fail "it tells which files of bob's there are"
mkdir -m 700 "$WORK/secret" "$WORK/secret/vm"
same alice VMCONF_DIR="$WORK/secret/vm" VMCONF_DIR="$WORK/secret/xx" web
same alice VMCONF_DIR=/root/.ssh VMCONF_DIR=/root/none web
ln -s /etc/shadow "$WORK/home/alice/vm/link.toml"
expect_status 66 as_user alice vm-init link
refute_err "root:"

# Whether a bridge is there that is not granted, or another's interface.
with_bridge() {
	sed -e "s/br0/$1/; s/alice0/$2/" "$WORK/home/alice/vm/web.toml" |
		make_vm alice "try"
	if as_user alice vm-init try >"$WORK/$3" 2>&1; then
		fail "granted"
	fi
	sed -i "s/$1/BRIDGE/g; s/$2/NAME/g" "$WORK/$3"
}
ip link add br7 type bridge
ip link add bob0 type bridge
host_remember
with_bridge br7 alice0 one
with_bridge br8 alice0 other
diff "$WORK/one" "$WORK/other" || fail "it tells whether a bridge is there"
with_bridge br0 bob0 one
with_bridge br0 bob1 other
diff "$WORK/one" "$WORK/other" || fail "it tells whether a link is there"
host_unchanged

# The policy's own mistakes are the administrator's to know.
echo 'secret-key = "of the policy"' >>/etc/vmman/policy.toml
expect_status 78 as_user alice vm-init web
refute_err secret
attacked 78 refused
attacks_end
