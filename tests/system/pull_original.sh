#!/bin/sh
# pull_original.sh - none of the holes that vm-pull's model had (the Rust program
# that this one replaces) is in ours
#
#	V1  a box runs commands			V9  no time-out of any kind
#	V2  directories of others are deleted	V10 odd descriptions make it crash
#	V3  images are overwritten		V11 box.ovf is read by guesses
#	V4  nothing is verified			V12 the first release is the newest
#	V5  files of the host get into images	V13 names reach a shell
#	V6  a registry may name file:///	V14 errors hide their cause
#	V7  failures with exit status 0		V15 images land anywhere, unused
#	V8  what a failure leaves stops the next V16 a registry that moved is lost
. "$(dirname "$0")/lib.sh"
# shellcheck source=pull_lib.sh
. "$(dirname "$0")/pull_lib.sh"
in_netns "$@"

make_boxes virtualbox virtualbox-vmware libvirt symlink href-shell href-dollar \
	href-above href-absolute qcow2-backing vmdk-flat-absolute gzip-cut
start_faults "$SITE/virtualbox.box"
start_registry </dev/null
home=$WORK/home/alice
FAULTY=https://registry.test:8443
cd "$home"

# fetch STATUS KIND ARG..: the box of that kind, as acme/web.
fetch() {
	want_fetch=$1
	publish acme/web "$(release 1.0 "$(offer virtualbox "$2.box")")"
	shift 2
	expect_status "$want_fetch" pull --quiet "$@" acme/web
}

# ask STATUS CASE ARG..: what pull_server.py calls so.
ask() {
	want_ask=$1
	REGISTRY=$FAULTY
	case=$2
	shift 2
	expect_status "$want_ask" pull --quiet "$@" "acme/$case"
	REGISTRY=https://registry.test
}

no_secret() {
	! grep -r TOPSECRET "$home" "$WORK/out" "$WORK/err" ||
		fail "the secret is out"
	nothing_left "$IMAGES"
}

clear_images() {
	rm -rf "${IMAGES:?}"
}

v1() {
	for kind in href-shell href-dollar; do
		fetch 65 $kind
	done
	! find "$home" -name 'PWNED*' | grep . || fail "it ran a command"
	nothing_left "$IMAGES"
}

v2() {
	mkdir -p acme-web "$IMAGES/acme-web"
	echo precious | tee acme-web/file >"$IMAGES/acme-web/file"
	fetch 65 href-shell
	fetch 65 gzip-cut
	fetch 0 virtualbox
	[ -s acme-web/file ] && [ -s "$IMAGES/acme-web/file" ] ||
		fail "it deleted what it had not made"
	rm -r acme-web
	clear_images
}

v3() {
	echo precious >precious
	as_user alice mkdir -p "$IMAGES"
	for link in "$home/precious" /nowhere; do
		ln -s "$link" "$IMAGES/acme-web.img"
		fetch 64 virtualbox
		fetch 64 virtualbox --force
		rm "$IMAGES/acme-web.img"
	done
	echo precious >"$IMAGES/acme-web.img"
	fetch 64 virtualbox
	[ "$(cat precious "$IMAGES/acme-web.img" | sort -u)" = precious ] ||
		fail "it overwrote an image"
	clear_images
	# Two boxes that share a name do not share an image.
	for name in a-b/c a/b-c; do
		publish "$name" "$(release 1.0 "$(offer libvirt libvirt.box)")"
	done
	expect_status 0 pull --quiet a-b/c
	expect_status 64 pull --quiet a/b-c
	expect_err "a-b-c.img is there already"
	clear_images
}

v4() {
	ask 65 digits-wrong
	expect_err "and should be sha256:000000"
	ask 65 digits-null
	expect_err "there is no checksum"
	ask 65 file-flipped
	ask 65 url-http
	expect_status 64 pull --quiet acme/web http://registry.test/web.json
	expect_err "which anybody on the way can change"
	REGISTRY=http://registry.test
	expect_status 64 pull --quiet acme/web
	REGISTRY=https://registry.test
	nothing_left "$IMAGES"
}

v5() {
	for kind in symlink href-above href-absolute qcow2-backing \
		vmdk-flat-absolute; do
		fetch 65 $kind
		no_secret
	done
}

v6() {
	ask 65 url-file
	ask 65 url-absolute
	ask 65 to-file
	ask 65 url-relative
	nothing_left "$IMAGES"
}

v7() {
	ask 65 cut
	ask 66 404
	ask 65 to-http
	ask 66 no-releases
	ask 66 provider-parallels
	ask 66 file-404
	expect_status 75 pull --quiet x --format=box --no-verify \
		https://files.test:8443/file/closed-always/a.box --timeout=1
	rm -f "$CACHE"/*
	mkdir -p full
	mount -t tmpfs -o size=100k,uid=61001 vmman-full full
	fetch 71 virtualbox --output="$home/full"
	umount full
	rmdir full
	expect_status 71 as_user alice VMMAN_REGISTRY=https://registry.test \
		sh -c 'exec vm-pull --list acme/web >/dev/full'
	nothing_left "$IMAGES"
}

v8() {
	mkdir -p full
	mount -t tmpfs -o size=100k,uid=61001 vmman-full full
	fetch 71 virtualbox --output="$home/full"
	umount full
	rmdir full
	fetch 0 virtualbox
	cmp "$IMAGES/acme-web.img" "$SITE/virtualbox.raw"
	clear_images
	expect_status 137 sh_killed
	fetch 0 virtualbox
	cmp "$IMAGES/acme-web.img" "$SITE/virtualbox.raw"
	! find "$IMAGES" -name '.vm-pull*' | grep . || fail "left over"
	clear_images
}

# A vm-pull that is killed in the midst of a download.
sh_killed() {
	as_user alice VMMAN_REGISTRY=$FAULTY timeout -s KILL 0.2 \
		vm-pull --quiet acme/file-throttled
}

v9() {
	ask 75 stalled --timeout=1
	ask 75 drip --timeout=1
	expect_err "imeout"
	nothing_left "$IMAGES"
}

v10() {
	ask 65 other-name
	expect_err "is of the box acme/something-else, not of acme/other-name"
	ask 65 no-name
	ask 65 url-missing
	ask 65 bad-utf8
	ask 65 null
	expect_status 64 pull
	nothing_left "$IMAGES"
}

v11() {
	fetch 0 virtualbox-vmware
	cmp "$IMAGES/acme-web.img" "$SITE/virtualbox-vmware.raw"
	clear_images
}

v12() {
	for case in unsorted revoked two-archs two-providers; do
		ask 0 $case
		cmp "$IMAGES/acme-$case.img" "$SITE/virtualbox.raw"
	done
	clear_images
	ask 66 revoked-alone
	ask 66 arch-arm
}

v13() {
	while read -r name; do
		expect_status 64 pull --quiet -- "$name"
		expect_status 64 pull --quiet -- "$name" https://files.test/x.json
	done <<-'END'
		x;touch SHELL;/y
		a/b;touch SHELL
		-a/b
		a/-b
		/x
		x/
		/
		a/b/c
		../../x/y
		../x
		..
		$(touch SHELL)/x
		a/`touch SHELL`
		a b/c
		a/b'c
		a\b/c
		é/x
	END
	expect_status 64 pull --quiet -- "$(head -c 1000 /dev/zero | tr '\0' a)/x"
	expect_status 64 pull --quiet -- ""
	! find "$home" -name 'SHELL*' | grep . || fail "it ran a command"
	while read -r url; do
		expect_status 64 pull --quiet --no-verify web "$url"
	done <<-'END'
		ftp://files.test/a.box
		gopher://files.test/a.box
		scp://files.test/a.box
		dict://files.test/a.box
		http://files.test/a.box
		https://u:p@files.test/a.box
		https://
		https://files.test:99999/a.box
	END
	expect_status 64 pull --quiet --no-verify web \
		"$(printf 'https://files.test/\033[31m.box')"
	refute_err "$(printf '\033')"
	nothing_left "$IMAGES"
}

v14() {
	mkdir -m 555 shut
	fetch 71 virtualbox --output="$home/shut"
	expect_err "making a directory for the work: Permission denied"
	fetch 71 virtualbox --output="$home/shut/deeper"
	expect_err "making $home/shut/deeper: Permission denied"
	(
		cd shut
		fetch 0 virtualbox
	)
	rmdir shut
	clear_images
}

v15() {
	mv vm old
	fetch 0 virtualbox
	cmp "$IMAGES/acme-web.img" "$SITE/virtualbox.raw"
	[ "$(stat -c '%U %a' vm)" = "alice 700" ] || fail "a directory for all"
	[ ! -e acme-web.img ] || fail "it came to lie here"
	rm -rf vm
	mv old vm
}

v16() {
	ask 0 moved
	cmp "$IMAGES/acme-moved.img" "$SITE/virtualbox.raw"
	ask 0 redirects-10
	ask 0 fallback
	clear_images
}

for n in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; do
	echo "V$n"
	v$n
done

# R35: nobody but the registry learns who asks.
echo "machine files.test login alice password verysecret" >.netrc
chown alice .netrc
PULL_ENV="VAGRANT_CLOUD_TOKEN=verysecret"
for case in good to-store other-port; do
	ask 0 $case
done
ask 0 moved
PULL_ENV=
clear_images
grep -q "^registry.test:8443 .*verysecret" "$FAULTS/requests" ||
	fail "the registry was not told"
! grep verysecret "$FAULTS/requests" | grep -v '^registry.test:8443 ' ||
	fail "others were told"

# K06: nobody else is taken for the registry.
for port in 8444 8445 8446; do
	REGISTRY=https://registry.test:$port
	PULL_ENV="CURL_CA_BUNDLE=$TLS/unsigned.crt SSL_CERT_FILE=$TLS/unsigned.crt"
	expect_status 65 pull --quiet acme/good
	expect_err "peer certificate"
done
PULL_ENV=
REGISTRY=$FAULTY
expect_status 65 pull --quiet acme/good --cacert="$TLS/stranger.crt"
expect_status 65 pull --quiet acme/good --cacert=/nowhere
nothing_left "$IMAGES"
