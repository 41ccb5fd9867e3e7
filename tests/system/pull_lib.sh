# shellcheck shell=sh
# pull_lib.sh - stand-ins for registries, for the tests of vm-pull; to be sourced
# behind lib.sh, in the private world
#
#	make_boxes virtualbox libvirt
#	start_registry </dev/null
#	publish acme/web "$(release 1.0 "$(offer virtualbox virtualbox.box)")"
#	expect_status 0 pull acme/web
#
# registry.test, files.test and other.test are names of this very host, as if in
# the open net; inside.test is one that only it should reach.  nginx answers
# there over https, and pull_server.py, which misbehaves, on other ports; an
# authority that lives as long as the test vouches for them.  What nginx serves is
# in $SITE.
SITE=$WORK/site
TLS=$WORK/tls
FAULTS=$WORK/faults
IMAGES=$WORK/home/alice/vm/images
# shellcheck disable=SC2034 # for who sources this
CACHE=$WORK/home/alice/.cache/vmman
# Documentation's own (RFC 5737): as good as anywhere in the world.
WORLD=198.51.100.1
SYSTEM_AUTHORITIES=/etc/ssl/certs/ca-certificates.crt

# new_key NAME: $TLS/NAME.key
new_key() {
	openssl genpkey -algorithm ec -pkeyopt ec_paramgen_curve:P-256 \
		-out "$TLS/$1.key" 2>/dev/null
}

# make_certificate NAME HOSTS OPTION..: $TLS/NAME.pem, key and certificate, for
# the openssl-x509(1) OPTIONs.
make_certificate() {
	name=$1
	printf 'subjectAltName=%s\n' "$2" >"$TLS/names"
	shift 2
	new_key "$name"
	openssl req -new -key "$TLS/$name.key" -subj "/CN=$name" \
		-out "$TLS/$name.csr"
	openssl x509 -req -in "$TLS/$name.csr" -extfile "$TLS/names" "$@" \
		-out "$TLS/$name.crt" 2>/dev/null
	cat "$TLS/$name.crt" "$TLS/$name.key" >"$TLS/$name.pem"
}

# make_authority: $TLS/ca.pem, which the private world's system trusts too, and a
# certificate for all names.
make_authority() {
	need_command openssl
	mkdir "$TLS"
	new_key ca
	openssl req -x509 -new -key "$TLS/ca.key" -days 2 \
		-subj "/CN=vmman test authority" -out "$TLS/ca.pem"
	names=DNS:registry.test,DNS:files.test,DNS:other.test,DNS:inside.test
	make_certificate good "$names,DNS:vagrantcloud.com" -days 2 \
		-CA "$TLS/ca.pem" -CAkey "$TLS/ca.key" -CAcreateserial
	mkdir -p "${SYSTEM_AUTHORITIES%/*}"
	cat "$TLS/ca.pem" >>"$SYSTEM_AUTHORITIES"
	chmod 755 "$TLS"
	chmod 644 "$TLS/ca.pem"
	ip addr add "$WORLD/32" dev lo
	cat >>/etc/hosts <<-END
		$WORLD registry.test files.test other.test vagrantcloud.com
		127.0.0.1 inside.test
	END
}

# Certificates that nobody should trust.
make_bad_certificates() {
	hosts=DNS:registry.test,DNS:files.test
	make_certificate unsigned "$hosts" -days 2 -signkey "$TLS/unsigned.key"
	make_certificate expired "$hosts" -days 0 \
		-CA "$TLS/ca.pem" -CAkey "$TLS/ca.key"
	make_certificate stranger DNS:stranger.test -days 2 \
		-CA "$TLS/ca.pem" -CAkey "$TLS/ca.key"
}

# start_registry: make nginx answer.  Lines from stdin go into the server's block.
start_registry() {
	need_command nginx jq
	mkdir -p "$SITE"
	[ -d "$TLS" ] || make_authority
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
			        listen 443 ssl;
			        listen 80;
			        server_name registry.test files.test;
			        ssl_certificate $TLS/good.pem;
			        ssl_certificate_key $TLS/good.key;
			        root $SITE;
		END
		cat
		echo "location /api/v2/vagrant/ { default_type application/json; }"
		echo "}"
		echo "}"
	} >"$WORK/nginx.conf"
	nginx -c "$WORK/nginx.conf" -e "$WORK/nginx.log"
}

# start_faults BOX: make pull_server.py answer, with this file.
start_faults() {
	need_command python3
	[ -d "$TLS" ] || make_authority
	make_bad_certificates
	mkdir "$FAULTS"
	cp "$TLS"/*.pem "$FAULTS"
	"$SOURCE_DIR/tests/system/pull_server.py" "$FAULTS" "$1" &
	wait_for 10 grep -q ready "$FAULTS/requests"
}

# publish_boxes KIND..: these boxes as release 1.0 of acme/KIND, for libvirt, by a
# registry that is started.
publish_boxes() {
	make_boxes "$@"
	start_registry </dev/null
	for kind; do
		publish "acme/$kind" "$(release 1.0 "$(offer libvirt "$kind.box")")"
	done
}

# make_boxes KIND|--all ..: $SITE/KIND.box, as pull_box.py makes it, and the disk in it,
# $SITE/KIND.raw.
make_boxes() {
	need_command python3 qemu-img qemu-io bsdtar zstd
	mkdir -p "$SITE" "$WORK/canary"
	echo TOPSECRET >"$WORK/canary/secret"
	"$SOURCE_DIR/tests/system/pull_box.py" \
		"$BUILD_DIR/tests/microguest/boot-sector.bin" \
		"$WORK/canary/secret" "$SITE" "$@"
	chmod -R a+rX "$SITE"
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

# pull ARG..: vm-pull as alice; `VAR=VALUE' words may stand in front of it all in
# $PULL_ENV.
pull() {
	# shellcheck disable=SC2086 # words
	as_user alice VMMAN_REGISTRY="${REGISTRY:-https://registry.test}" \
		${PULL_ENV:-} vm-pull "$@"
}

# nothing_left [DIR]: no image, no temporary file, and nothing half.
nothing_left() {
	[ ! -d "${1:-$IMAGES}" ] || [ -z "$(ls -A "${1:-$IMAGES}")" ] || {
		ls -lA "${1:-$IMAGES}" >&2
		fail "it left something behind"
	}
}

# What an attack could change, and (where it must not even look) has read: all
# that belongs to alice or lies in her reach, byte for byte.
tree_state() {
	{
		find "$WORK/home" /run -printf '%p %y %m %U:%G %l\n'
		find "$WORK/home" -type f -exec sha256sum {} +
		# These are the host's own, where things come and go.
		find /tmp /var/tmp /dev/shm -maxdepth 2 -user alice || true
		stat -c '%n %x %y %z' "$WORK/canary" "$WORK/canary/secret"
	} 2>/dev/null | sort
}

# tree_remember, tree_unchanged: to prove that a failure touched nothing.
tree_remember() {
	tree_state >"$WORK/tree.before"
}

tree_unchanged() {
	tree_state >"$WORK/tree.after"
	diff -u "$WORK/tree.before" "$WORK/tree.after" >&2 ||
		fail "${1:-the tree} is not as it was"
}
