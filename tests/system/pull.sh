#!/bin/sh
# pull.sh - both commands of the README, word for word: the disk that comes of
# each boots in vm-run
. "$(dirname "$0")/lib.sh"
# shellcheck source=pull_lib.sh
. "$(dirname "$0")/pull_lib.sh"
in_netns "$@"
need_command qemu-system-x86_64

make_boxes virtualbox libvirt
# As the registry does it: the file lies elsewhere.
start_registry <<'END'
location ~ ^/(.*)/boxes/(.*)/versions/.*/vagrant.box$ {
    return 302 https://files.test/$2.box;
}
END
cp "$SITE/virtualbox.box" "$SITE/trusty64.box"
elsewhere() {
	jq '.url = "https://vagrantcloud.com/ubuntu/boxes/trusty64/versions/1.10.0/vagrant.box"'
}
publish ubuntu/trusty64 \
	"$(release 1.2.0 "$(offer virtualbox virtualbox.box)")" \
	"$(release 1.10.0 "$(offer virtualbox virtualbox.box | elsewhere)")" \
	"$(release 1.9.0 "$(offer virtualbox virtualbox.box)")"
publish oraclelinux/8 \
	"$(release 8.10 "$(offer virtualbox virtualbox.box)" \
		"$(offer libvirt libvirt.box)")"
mkdir "$SITE/oraclelinux"
mv "$SITE/api/v2/vagrant/oraclelinux/8" "$SITE/oraclelinux/8.json"
chmod a+rx "$SITE/oraclelinux"

# boots VM IMAGE KIND: from the first to the last sector it is what was packed.
boots() {
	cmp "$2" "$SITE/$3.raw"
	{
		base_section pc
		printf '[storage.a]\ndriver = "virtio"\nfile = "%s"\n[console.a]\n' \
			"$2"
	} | make_vm alice "$1"
	expect_status 0 as_user alice vm-run --detach "$1"
	as_user alice timeout 60 vm-run --console "$1" </dev/null \
		>"$WORK/console" 2>&1 &
	wait_for 50 grep -q "booted from $3" "$WORK/console"
	as_user alice vm-stop --force "$1" >/dev/null
}

# The registry that everybody has by default, the newest release, VirtualBox's
# stream.
expect_status 0 as_user alice vm-pull ubuntu/trusty64
expect_out "$IMAGES/ubuntu-trusty64.img"
[ "$(jq -r .version "$IMAGES/ubuntu-trusty64.json")" = 1.10.0 ] ||
	fail "not the newest"
[ "$(stat -c %a "$IMAGES/ubuntu-trusty64.img")" = 600 ] || fail "its mode"
boots trusty "$IMAGES/ubuntu-trusty64.img" virtualbox

# A description's own URL, libvirt's qcow2.
expect_status 0 as_user alice vm-pull oraclelinux/8 \
	https://files.test/oraclelinux/8.json
[ "$(jq -r .provider "$IMAGES/oraclelinux-8.json")" = libvirt ] ||
	fail "not the best provider"
boots oracle "$IMAGES/oraclelinux-8.img" libvirt

# Nothing but images and records stays.
ls -A "$IMAGES" >"$WORK/names"
diff - "$WORK/names" <<-'END'
	oraclelinux-8.img
	oraclelinux-8.json
	ubuntu-trusty64.img
	ubuntu-trusty64.json
END
nothing_left "$CACHE"

# Again: nothing to do, nothing asked for but the description.
: >"$WORK/access.log"
expect_status 0 pull ubuntu/trusty64
expect_out "is there already"
! grep '\.box' "$WORK/access.log" || fail "downloaded once more"
expect_status 64 pull ubuntu/trusty64 --box-version=1.2.0
expect_err "ubuntu-trusty64.img is there already"
expect_status 0 pull ubuntu/trusty64 --box-version=1.2.0 --force
[ "$(jq -r .version "$IMAGES/ubuntu-trusty64.json")" = 1.2.0 ] ||
	fail "not replaced"
cmp "$IMAGES/ubuntu-trusty64.img" "$SITE/virtualbox.raw"

# qcow2, and elsewhere.
expect_status 0 pull ubuntu/trusty64 -O qcow2 -o "$WORK/home/alice/here"
qemu-img compare -q -f qcow2 -F raw \
	"$WORK/home/alice/here/ubuntu-trusty64.qcow2" "$SITE/virtualbox.raw"

# What begins with zeros, as a CD does, is no description behind blanks.
truncate -s 1M "$SITE/zeros.iso"
expect_status 64 pull zeros https://files.test/zeros.iso
expect_err "the name of https://files.test/zeros.iso does not tell what it is"
