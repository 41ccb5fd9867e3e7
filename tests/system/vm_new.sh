#!/bin/sh
# vm_new.sh - whatever vm-new writes, the other programs take
. "$(dirname "$0")/lib.sh"
in_netns "$@"

with_entry 'who = ["user:alice"]' 'bridges = ["br0"]' \
	'host-interfaces = ["eno3"]' 'interfaces = ["{user}*"]' \
	'macs = ["be:ef:*"]'
install_suid
make_bridge br0 10.9.0.1/24
ip link add eno3 type veth peer name eno3-wire
ip link set eno3 up

# taken NAME OPTION..: the new file is one for all programs.
taken() {
	name=$1
	shift
	expect_status 0 as_user alice vm-new "$@" "$name"
	expect_out "wrote $WORK/home/alice/vm/$name.toml"
	expect_status 0 as_user alice vm-list "$name"
	expect_out "(stopped)"
	expect_status 0 as_user alice vm-init --explain "$name"
	refute_err error
	expect_status 0 as_user alice vm-run --dry-run "$name"
	expect_out "-name "
	refute_err error
}

for template in linux windows minimal; do
	taken "$template-user" --template="$template"
	taken "$template-none" --template="$template" --network=none
	taken "$template-br" --template="$template" --bridge=br0 \
		--image='/a,b "c"\d.qcow2' --iso=relative.iso --mem=1T --smp=64
	taken "$template.macvtap.with.a.long.name" --template="$template" \
		--host-interface=eno3
done

# The default name of the interface is in the policy's "{user}*", and what
# vm-init makes of it is what vm-list goes by.
taken web --template=minimal --bridge=br0
expect_status 0 as_user alice vm-init web
expect_out "made tap alice-web on bridge br0, MAC be:ef:"
expect_status 0 as_user alice vm-list
expect_out "  web in $WORK/home/alice/vm/web.toml (initialised)"
expect_out "  linux-br in $WORK/home/alice/vm/linux-br.toml (stopped)"
expect_status 0 as_user alice vm-list --json web
expect_out '"state": "initialised"'
expect_status 0 as_user alice vm-init --release web
expect_status 0 as_user alice vm-list web
expect_out "(stopped)"

# Another user's VM of the same name is another one.
expect_status 0 as_user alice vm-init web
expect_status 0 as_user bob vm-new web
expect_status 0 as_user bob vm-list
expect_out "(stopped)"

# Nobody else can write to what it wrote, under any umask; a link in its way is
# not followed.
(umask 000 && expect_status 0 as_user alice vm-new free)
[ "$(stat -c %a "$WORK/home/alice/vm/free.toml")" = 644 ] || fail "mode"
(umask 077 && expect_status 0 as_user alice vm-new shut)
[ "$(stat -c %a "$WORK/home/alice/vm/shut.toml")" = 600 ] || fail "mode"
ln -s "$WORK/home/alice/elsewhere" "$WORK/home/alice/vm/link.toml"
expect_status 64 as_user alice vm-new link
[ ! -e "$WORK/home/alice/elsewhere" ] || fail "followed a link"

# A disk that is full leaves no piece of a file.
mkdir "$WORK/full"
mount -t tmpfs -o size=4k,mode=777 vmman-test "$WORK/full"
as_user alice dd if=/dev/zero of="$WORK/full/rest" bs=4k count=1 2>/dev/null
expect_status 71 as_user alice VMCONF_DIR="$WORK/full" vm-new web
expect_err "web.toml: No space left on device"
[ ! -e "$WORK/full/web.toml" ] || fail "left a piece of a file"
