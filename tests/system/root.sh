#!/bin/sh
# root.sh - root, sudo, and whom root serves
. "$(dirname "$0")/lib.sh"
in_netns "$@"

with_entry 'who = ["user:alice"]' 'bridges = ["br0"]' \
	'interfaces = ["{user}*"]'
make_bridge br0 10.9.0.1/24
make_net_vm alice web tapbridge,alice0,br0,01
make_net_vm bob web tapbridge,alice0,br0,01

owned() {
	ip -d link show alice0 | grep -q 'user alice' || fail "not alice's"
	grep -q vmman:61001:web /sys/class/net/alice0/ifalias || fail "no mark"
}
by_sudo() {
	env -i PATH="$PATH" HOME=/root SUDO_UID="$1" SUDO_GID="$2" \
		vm-init "$3" "$4"
}

# By sudo the caller is that user in everything, the directory included.
expect_status 0 by_sudo 61001 61001 -q web
owned
expect_status 0 by_sudo 61001 61001 --release web
expect_status 77 by_sudo 61002 61002 -q web
expect_err "no entry of the policy applies to bob"
expect_status 77 by_sudo 61987 61987 -q web
expect_err "user 61987: there is no such user"

# Root alone: the owner of the VM file, whose policy applies.
root() {
	env -i PATH="$PATH" HOME=/root VMCONF_DIR="$1" vm-init "$2" "$3"
}
expect_status 0 root "$WORK/home/alice/vm" -q web
owned
expect_status 0 root "$WORK/home/alice/vm" --release web
expect_status 77 root "$WORK/home/bob/vm" -q web
expect_err "no entry of the policy applies to bob"
expect_status 66 root "$WORK/home/bob/vm" -q none

# A file of the user's choice is not read by root's rights.
ln -s /etc/shadow "$WORK/home/alice/vm/link.toml"
expect_status 66 root "$WORK/home/alice/vm" -q link
refute_err 'root:'

# --as-user is for root, with an explanation.
host_remember
expect_status 0 env -i PATH="$PATH" HOME=/root vm-init --explain --as-user \
	alice web
expect_out "allowed by the entry in line 2 of the policy"
expect_status 77 env -i PATH="$PATH" HOME=/root vm-init --explain --as-user \
	bob web
expect_out "denied: no entry of the policy applies to bob"
expect_status 77 env -i PATH="$PATH" HOME=/root SUDO_UID=61001 SUDO_GID=61001 \
	vm-init --explain --as-user bob web
expect_err "--as-user is for root alone"
expect_status 64 env -i PATH="$PATH" HOME=/root vm-init --as-user alice web
host_unchanged

# Without root's rights: one sentence and what to do.
expect_status 77 as_user alice vm-init web
expect_err "vm-init is not set-user-ID root"
expect_err "hint:"
install_suid
expect_status 77 as_user alice setpriv --no-new-privs vm-init web
expect_err "no_new_privs is set"
expect_status 77 as_user alice unshare -Ur vm-init web
expect_err "user namespace"
mkdir "$WORK/nosuid"
mount -t tmpfs -o nosuid,mode=755 none "$WORK/nosuid"
cp -p "$WORK/bin/vm-init" "$WORK/nosuid"
expect_status 77 as_user alice "$WORK/nosuid/vm-init" web
expect_err "mounted nosuid"
expect_status 0 as_user alice "$WORK/nosuid/vm-init" --version
expect_status 0 as_user alice "$WORK/nosuid/vm-init" --help
host_unchanged

# Another network namespace is not served, unless the policy says so.
expect_status 77 unshare -n setpriv --reuid alice --regid alice --init-groups \
	env HOME="$WORK/home/alice" vm-init web
expect_err "network namespace other than the host's"
