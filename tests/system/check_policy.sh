#!/bin/sh
# check_policy.sh - vm-init --check-policy reads with the caller's rights only
. "$(dirname "$0")/lib.sh"
in_netns "$@"
install_suid

# Without a policy everything is denied, and that is said.
expect_status 77 as_user alice vm-init --check-policy
expect_err "there is no policy /etc/vmman/policy.toml, so nothing is allowed"

with_entry 'who = ["user:alice", "group:vm", "user:nobody-knows"]' \
	'bridges = ["br0"]' 'interfaces = ["{user}*"]'
expect_status 0 as_user alice vm-init --check-policy
expect_out "/etc/vmman/policy.toml: a policy of 1 entry"
expect_err "user:nobody-knows is not known on this host and matches nobody"
refute_err "user:alice is not"
refute_err "group:vm is not"
expect_status 0 vm-init --check-policy
expect_out "a policy of 1 entry"

# The policy in force is judged by its owner, mode and directories as well.
chmod 664 /etc/vmman/policy.toml
expect_status 78 as_user alice vm-init --check-policy
expect_err "others than root can write it"
chmod 644 /etc/vmman/policy.toml
chown alice /etc/vmman
expect_status 78 as_user alice vm-init --check-policy=/etc/vmman/policy.toml
expect_err "/etc/vmman belongs to user 61001, expected root"
chown root /etc/vmman

# A draft is anybody's, and what is wrong with it comes with its place.
draft=$WORK/home/alice/draft.toml
printf 'version = 1\n[[allow]]\nwho = ["alice"]\n' >"$draft"
chown alice "$draft"
expect_status 78 as_user alice vm-init --check-policy="$draft"
expect_err "draft.toml:3:8: error: \"alice\" does not say whether it is a user"
expect_status 78 as_user alice sh -c 'cd && vm-init --check-policy=draft.toml'
expect_err "draft.toml:3:8: error"
expect_status 71 as_user alice vm-init --check-policy=none.toml
expect_status 64 as_user alice vm-init --check-policy="$draft" web
expect_status 64 as_user alice vm-init --check-policy --release web

# Root's rights open nothing: neither a secret, nor what opening would change.
for file in /etc/shadow "$WORK/home/bob/secret" /proc/1/environ; do
	expect_status 71 as_user alice vm-init --check-policy="$file"
done
expect_err "Permission denied"

# Who may run it by sudo is not thereby root in all else.
expect_status 71 env SUDO_UID=61001 SUDO_GID=61001 vm-init \
	--check-policy=/etc/shadow
expect_err "Permission denied"
expect_status 0 env SUDO_UID=61001 SUDO_GID=61001 vm-init --check-policy
mkfifo -m 666 "$WORK/fifo"
expect_status 78 as_user alice vm-init --check-policy="$WORK/fifo"
expect_err "is no regular file"
expect_status 78 as_user alice vm-init --check-policy=/dev/zero
truncate -s 1T "$WORK/home/alice/huge.toml"
chown alice "$WORK/home/alice/huge.toml"
expect_status 78 as_user alice vm-init \
	--check-policy="$WORK/home/alice/huge.toml"
expect_err "the policy has more than 262144 bytes"

# Without the set-user-ID bit it checks all the same.
chmod 755 "$WORK/bin/vm-init"
expect_status 0 as_user alice vm-init --check-policy
expect_status 78 as_user alice vm-init --check-policy="$draft" --json
expect_out '"line": 3, "column": 8'
