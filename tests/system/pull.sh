#!/bin/sh
# pull.sh - vm-pull from a registry over https: both commands of the README
. "$(dirname "$0")/lib.sh"
# shellcheck source=pull_lib.sh
. "$(dirname "$0")/pull_lib.sh"
in_netns "$@"

start_registry </dev/null
make_disk "$WORK/disk" 40
make_virtualbox_box "$SITE/vb.box" "$WORK/disk"
make_libvirt_box "$SITE/lv.box" "$WORK/disk"
publish ubuntu/trusty64 \
	"$(release 1.2.0 "$(offer virtualbox vb.box)")" \
	"$(release 1.10.0 "$(offer virtualbox vb.box)")" \
	"$(release 1.9.0 "$(offer virtualbox vb.box)")"
publish oraclelinux/8 \
	"$(release 8.10 "$(offer virtualbox vb.box)" "$(offer libvirt lv.box)")"
cp "$SITE/api/v2/vagrant/oraclelinux/8" "$SITE/8.json"

# The registry's answer, the newest release, VirtualBox's stream.
expect_status 0 pull ubuntu/trusty64
expect_out "$IMAGES/ubuntu-trusty64.img"
cmp "$IMAGES/ubuntu-trusty64.img" "$WORK/disk"
[ "$(jq -r .version "$IMAGES/ubuntu-trusty64.json")" = 1.10.0 ] ||
	fail "not the newest"
[ "$(stat -c %a "$IMAGES/ubuntu-trusty64.img")" = 600 ] || fail "its mode"

# A description's own URL, libvirt's qcow2.
expect_status 0 pull oraclelinux/8 https://registry.test/8.json
cmp "$IMAGES/oraclelinux-8.img" "$WORK/disk"
[ "$(jq -r .provider "$IMAGES/oraclelinux-8.json")" = libvirt ] ||
	fail "not the best provider"

# Nothing but images and records stays.
(cd "$IMAGES" && printf '%s\n' .[!.]* *) | sort >"$WORK/names"
diff - "$WORK/names" <<-'END'
	.[!.]*
	oraclelinux-8.img
	oraclelinux-8.json
	ubuntu-trusty64.img
	ubuntu-trusty64.json
END
[ -z "$(ls "$WORK/home/alice/.cache/vmman")" ] || fail "the cache is not empty"

# Again: nothing to do, nothing asked for but the description.
: >"$WORK/access.log"
expect_status 0 pull ubuntu/trusty64
expect_out "is there already"
! grep vb.box "$WORK/access.log" || fail "downloaded once more"
expect_status 64 pull ubuntu/trusty64 --box-version=1.2.0
expect_err "ubuntu-trusty64.img is there already"
expect_status 0 pull ubuntu/trusty64 --box-version=1.2.0 --force
[ "$(jq -r .version "$IMAGES/ubuntu-trusty64.json")" = 1.2.0 ] ||
	fail "not replaced"
cmp "$IMAGES/ubuntu-trusty64.img" "$WORK/disk"

# qcow2, and elsewhere.
expect_status 0 pull ubuntu/trusty64 -O qcow2 -o "$WORK/home/alice/here"
qemu-img compare -q -f qcow2 -F raw \
	"$WORK/home/alice/here/ubuntu-trusty64.qcow2" "$WORK/disk"
