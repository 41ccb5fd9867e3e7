# shellcheck shell=sh
# pull_lib.sh - a stand-in for a registry, for the tests of vm-pull; to be
# sourced behind lib.sh, in the private world
#
# registry.test and files.test are names of this very host, in a network
# namespace of its own; nginx answers there over https, with a certificate of an
# authority that lives as long as the test.  What it serves is in $SITE.
SITE=$WORK/site
TLS=$WORK/tls

# make_authority: $TLS/ca.pem, and a certificate for both names.
make_authority() {
	mkdir "$TLS"
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
		-days 2 -subj "/CN=vmman test authority" \
		-keyout "$TLS/ca.key" -out "$TLS/ca.pem" 2>/dev/null
	openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
		-subj "/CN=registry.test" -keyout "$TLS/server.key" \
		-out "$TLS/server.csr" 2>/dev/null
	echo "subjectAltName=DNS:registry.test,DNS:files.test" >"$TLS/names"
	openssl x509 -req -in "$TLS/server.csr" -CA "$TLS/ca.pem" \
		-CAkey "$TLS/ca.key" -CAcreateserial -days 2 \
		-extfile "$TLS/names" -out "$TLS/server.pem" 2>/dev/null
	chmod 755 "$TLS"
	chmod 644 "$TLS/ca.pem"
}

# start_registry: make it answer.  Lines from stdin go into the server's block.
start_registry() {
	need_command nginx openssl bsdtar qemu-img mkfs.ext4 jq
	mkdir -p "$SITE"
	echo "127.0.0.1 registry.test files.test" >>/etc/hosts
	make_authority
	{
		cat <<-END
			user root;
			daemon on;
			pid $WORK/nginx.pid;
			error_log $WORK/nginx.log;
			events { worker_connections 64; }
			http {
			    access_log $WORK/access.log;
			    default_type application/octet-stream;
			    types { application/json json; }
			    server {
			        listen 127.0.0.1:443 ssl;
			        listen 127.0.0.1:80;
			        server_name registry.test files.test;
			        ssl_certificate $TLS/server.pem;
			        ssl_certificate_key $TLS/server.key;
			        root $SITE;
		END
		cat
		echo "location /api/v2/vagrant/ { default_type application/json; }"
		echo "}"
		echo "}"
	} >"$WORK/nginx.conf"
	nginx -c "$WORK/nginx.conf" -e "$WORK/nginx.log"
}

# make_disk FILE MIB: a disk with a file system on it, in part random and in part
# empty.
make_disk() {
	mkdir -p "$WORK/content"
	head -c 1500000 /dev/urandom >"$WORK/content/random"
	cp "$BUILD_DIR/bin/vm-pull" "$WORK/content/"
	truncate -s "$2M" "$1"
	mkfs.ext4 -q -F -d "$WORK/content" "$1"
}

# make_ovf FILE HREF..: a box.ovf that names these disks.
make_ovf() {
	ovf=$1
	shift
	{
		echo '<?xml version="1.0"?>'
		echo '<Envelope xmlns="http://schemas.dmtf.org/ovf/envelope/1"' \
			'xmlns:ovf="http://schemas.dmtf.org/ovf/envelope/1">'
		echo '<References>'
		for href in "$@"; do
			echo "<File ovf:href=\"$href\" ovf:id=\"id-$href\"/>"
		done
		echo '</References><DiskSection><Info>disks</Info>'
		for href in "$@"; do
			echo "<Disk ovf:diskId=\"d\" ovf:fileRef=\"id-$href\"/>"
		done
		echo '</DiskSection></Envelope>'
	} >"$ovf"
}

# make_virtualbox_box BOX DISK: as VirtualBox's packaging makes one.
make_virtualbox_box() {
	box=$WORK/box
	rm -rf "$box"
	mkdir "$box"
	qemu-img convert -O vmdk -o subformat=streamOptimized "$2" \
		"$box/box-disk001.vmdk"
	make_ovf "$box/box.ovf" box-disk001.vmdk
	echo '{"provider":"virtualbox"}' >"$box/metadata.json"
	(cd "$box" && bsdtar -czf "$1" ./*)
}

# make_libvirt_box BOX DISK
make_libvirt_box() {
	box=$WORK/box
	rm -rf "$box"
	mkdir "$box"
	qemu-img convert -O qcow2 "$2" "$box/box.img"
	echo '{"provider":"libvirt","format":"qcow2","virtual_size":1}' \
		>"$box/metadata.json"
	(cd "$box" && bsdtar -czf "$1" ./*)
}

# sha256 FILE
sha256() {
	sha256sum "$1" | cut -d' ' -f1
}

# offer PROVIDER FILE [ARCH]: one provider's entry, of the file FILE of $SITE.
offer() {
	jq -n --arg name "$1" --arg url "https://files.test/$2" \
		--arg sum "$(sha256 "$SITE/$2")" --arg arch "${3:-amd64}" \
		'{name: $name, url: $url, checksum_type: "sha256",
		  checksum: $sum, architecture: $arch,
		  default_architecture: true}'
}

# release VERSION OFFER..: one release.
release() {
	version=$1
	shift
	printf '%s\n' "$@" | jq -s --arg version "$version" \
		'{version: $version, status: "active", providers: .}'
}

# publish NAME RELEASE..: what the registry says of the box NAME.
publish() {
	name=$1
	shift
	mkdir -p "$SITE/api/v2/vagrant/${name%/*}"
	printf '%s\n' "$@" | jq -s --arg name "$name" \
		'{name: $name, versions: .}' >"$SITE/api/v2/vagrant/$name"
	chmod -R a+rX "$SITE"
}

# pull ARG..: vm-pull as alice, who trusts our authority.
pull() {
	as_user alice VMMAN_REGISTRY=https://registry.test vm-pull \
		--cacert="$TLS/ca.pem" "$@"
}

IMAGES=$WORK/home/alice/vm/images

# nothing_left: no image, no temporary file, and nothing half.
nothing_left() {
	[ ! -d "$IMAGES" ] || [ -z "$(ls -A "$IMAGES")" ] || {
		ls -lA "$IMAGES" >&2
		fail "it left something behind"
	}
}
