#!/bin/sh
# pull_faults.sh - vm-pull and servers that fail, lie or dawdle
#
# Each line of the two tables below is one run: of what pull_server.py calls so,
# the exit status, what it has to say, and options.  Runs wait more than they
# work, so they go side by side, each in a place of its own.
. "$(dirname "$0")/lib.sh"
# shellcheck source=pull_lib.sh
. "$(dirname "$0")/pull_lib.sh"
in_netns "$@"

make_boxes virtualbox
start_faults "$SITE/virtualbox.box"
digest=$(sha256 "$SITE/virtualbox.box")
REGISTRY=https://registry.test:8443
cases=$WORK/cases
install -d -o alice -g alice "$cases"

# Files: https://files.test:8443/file/CASE/a.box
#
# A download that breaks is gone on with; what comes again from its start, or is
# another file by now, is left for the next run.
cat >"$WORK/files" <<'END'
whole|0||
chunked|0||
longer|0||
closed-at-0|0||
closed-at-1|0||
closed-at-50|0||
closed-at-99|0||
closed-thrice|0||
reset-at-50|0||
stalled-at-50|0||--timeout=5
closed-always|75|/file/closed-always/a.box: |
closed-at-once|75|/file/closed-at-once/a.box: |
stalled-always|75|/file/stalled-always/a.box: |--timeout=1
stalled-at-once|75|/file/stalled-at-once/a.box: |--timeout=1
drip|75|/file/drip/a.box: |--timeout=1
no-ranges|75|changed while it was downloaded|
wrong-part|65|the server sent another piece of|
nonsense-part|65|the server sent another piece of|
changed|75|changed while it was downloaded|
weak-tag|0||
no-tag|75|changed while it was downloaded|
ticketed|0||
flipped|65|the checksum is sha256:|
garbage|65|/file/garbage/a.box: |
html|65|the checksum is sha256:|
html-unchecked|65|cannot be unpacked|--no-verify
endless|65|the image is larger than 16777216 bytes|--no-verify --format=raw --max-size=16M
401|77|the server refuses it (401)|
403|77|the server refuses it (403)|
404|66|not found (404)|
410|66|not found (410)|
416|65|the server says 416|
418|65|the server says 418|
429|75|it asks to wait: 7|
500|75|the server cannot now (500)|
503|75|the server cannot now (503)|
503-twice|0||
redirects-10|0||
redirects-11|65|/file/redirects-11/a.box: Number of redirects hit maximum|
loop|65|/file/loop/a.box: Number of redirects hit maximum|
nowhere|65|the server says 302|
to-http|65|/file/to-http/a.box: Unsupported protocol|
to-http-allowed|0||--insecure-http
to-file|65|/file/to-file/a.box: Unsupported protocol|
to-ftp|65|/file/to-ftp/a.box: Unsupported protocol|
to-inside|65|leads to 127.0.0.1, an address that only this host|
escape|65|/file/escape/a.box: |
END

# Descriptions: https://registry.test:8443/api/v2/vagrant/acme/CASE
cat >"$WORK/descriptions" <<'END'
good|0||
to-store|0||
other-port|0||
sha512|0||
sha384|0||
sha1|0|of a kind that can be forged|
md5|0|of a kind that can be forged|
digits-upper|0||
digits-blank|0||
digits-file|0||
digits-wrong|65|and should be sha256:000000|
digits-short|65|checksum|
digits-letters|65|checksum|
digits-number|65|checksum is no string|
digits-null|65|there is no checksum for|
digits-none|65|there is no checksum for|
digits-null-accepted|0||--no-verify
algorithm-unknown|65|crc32|
algorithm-missing|65|checksum|
url-file|65|is not of the kind https|
url-ftp|65|is not of the kind https|
url-http|65|is http, which anybody on the way can change|
url-http-allowed|0||--insecure-http
url-relative|65|the URL "../whole/a.box" is none|
url-absolute|65|the URL "/etc/passwd" is none|
url-user|65|holds a user or a password|
url-lines|65|holds bytes that no URL does|
url-escape|65|holds bytes that no URL does|
url-long|65|too long|
url-missing|65|versions[0].providers[0].url is missing|
url-number|65|versions[0].providers[0].url is no string|
url-inside|65|leads to 127.0.0.1, an address that only this host|
provider-number|65|versions[0].providers[0].name is no string|
provider-parallels|66|has no release for|
arch-arm|66|has no release for|
arch-unknown|0||
arch-unsaid|0||
file-404|66|not found (404)|
file-flipped|65|the checksum is sha256:|
file-closed|0||
unsorted|0||
revoked|0||
revoked-alone|66|has no release for|
two-archs|0||
two-providers|0||
other-name|65|is of the box acme/something-else, not of acme/other-name|
no-name|65|name is missing|
no-versions|66|has no release for|
no-releases|66|has no release for|
no-providers|66|has no release for|
version-missing|65|versions[0].version is missing|
version-number|65|versions[0].version is no string|
version-escape|66|has no release for|
versions-object|65|versions is no array|
release-array|65|versions is no array of objects|
providers-text|65|versions[0].providers is no array|
array|65|is no description of a box|
null|65|is no description of a box|
many-releases|65|versions is too long|
described-escape|66|has no release for|
401|77|the server refuses it (401)|
403|77|the server refuses it (403)|
404|66|registries say the same of a private box|
429|75|it asks to wait: 7|
retry-escape|75|the server cannot now (503)|
500|75|the server cannot now (500)|
503|75|the server cannot now (503)|
html|65|is no description of a box|
empty|65|is no description of a box|
blank|65|is no JSON|
cut|65|is no JSON: line 1|
short|75|/acme/short: |
large|65|has more than 20971520 bytes|
deep|65|is no JSON: line 1|
keys-twice|65|duplicate object key|
bad-utf8|65|is no JSON|
nul|65|is no JSON|
fallback|0||
moved|0||
redirects-10|0||
redirects-11|65|Number of redirects hit maximum|
loop|65|Number of redirects hit maximum|
to-http|65|Unsupported protocol|
to-file|65|Unsupported protocol|
to-inside|65|leads to 127.0.0.1, an address that only this host|
stalled|75|/acme/stalled: |--timeout=1
drip|75|/acme/drip: |--timeout=1
garbage|65|/acme/garbage: |
hung-up|75|/acme/hung-up: |
END

# start_case TABLE/CASE ARG..: vm-pull ARG.. of acme-CASE.
start_case() (
	case=$cases/$1
	shift
	got=0
	install -d -o alice -g alice "${case%/*}" "$case" "$case/cache" "$case/out"
	cd /
	pull --quiet --output="$case/out" --cache-dir="$case/cache" "$@" \
		>"$case/stdout" 2>"$case/stderr" </dev/null 9>&- || got=$?
	echo "$got" >"$case/status"
	echo >&9
)

# So many at once: most of them wait, and those that do not have deadlines too.
mkfifo "$WORK/turns"
exec 9<>"$WORK/turns"
printf '\n\n\n\n\n\n\n\n' >&9

await_turn() {
	read -r _ <&9
}

# start_table TABLE [ONLY]: all its lines, or those of one status.
start_table() {
	while IFS='|' read -r name status _ options; do
		[ "${2:-$status}" = "$status" ] || continue
		await_turn
		plain=${name%-unchecked}
		plain=${plain%-accepted}
		plain=${plain%-allowed}
		if [ "$1" = descriptions ]; then
			# shellcheck disable=SC2086 # words
			start_case "$1/$name" $options "acme/$plain" &
		else
			case $options in
			*--no-verify*) ;;
			*) options="$options --checksum=sha256:$digest" ;;
			esac
			case $options in
			*--format*) ;;
			*) options="$options --format=box" ;;
			esac
			# shellcheck disable=SC2086 # words
			start_case "$1/$name" $options "acme-$plain" \
				"https://files.test:8443/file/$plain/a.box" &
		fi
		running="${running:-} $!"
	done <"$WORK/$1"
}

# judge_case TABLE/CASE STATUS TEXT: and nothing may be left but, of what can be
# tried again, its first part.
judge_case() {
	case=$cases/$1
	out=$case/out
	plain=${1#*/}
	plain=${plain%-unchecked}
	plain=${plain%-accepted}
	image=$out/acme-${plain%-allowed}.img
	cat "$case/stdout" "$case/stderr" >"$case/words"
	[ "$(cat "$case/status")" = "$2" ] ||
		complain "$1" "status $(cat "$case/status"), expected $2"
	! is_sanitizer_report "$case/words" || complain "$1" "a sanitizer's report"
	grep -q -F -e "$3" "$case/words" || complain "$1" "not said: $3"
	! LC_ALL=C grep -q "$(printf '[\001-\010\013-\037\177\233]')" \
		"$case/words" || complain "$1" "control bytes"
	[ "$(grep -c '^vm-pull: error' "$case/stderr")" = \
		"$([ "$2" = 0 ] && echo 0 || echo 1)" ] ||
		complain "$1" "not one line of error"
	if [ "$2" = 0 ]; then
		cmp "$image" "$SITE/virtualbox.raw" || complain "$1" "another image"
		rm -f "$image" "${image%.img}.json"
	fi
	(nothing_left "$out") || complain "$1" "the target is not empty"
	[ "$2" = 75 ] || (nothing_left "$case/cache") ||
		complain "$1" "the cache is not empty"
}

complain() {
	echo "--- $*" >&2
	cat "$cases/$1/words" >&2
	lost=$((lost + 1))
}

judge_table() {
	while IFS='|' read -r name status text _; do
		[ "${2:-$status}" = "$status" ] || continue
		judge_case "$1/$name" "$status" "$text"
		count=$((count + 1))
	done <"$WORK/$1"
}

lost=0
count=0
tree_remember
start_table files
start_table descriptions
# shellcheck disable=SC2086 # words
wait $running
judge_table files
judge_table descriptions
tree_unchanged "what is outside of the targets"

# What is gone on with is asked for by its old name.
for case in 1 50 99; do
	grep -q "/file/closed-at-$case/a.box bytes=[1-9][0-9]*- \"state-1\" -" \
		"$FAULTS/requests" || fail "closed-at-$case: not gone on with"
done
grep -q '/file/weak-tag/a.box bytes=[1-9][0-9]*- Mon,' "$FAULTS/requests" ||
	fail "weak-tag: not gone on with"

# Who is told to try again, and does, has it.
touch "$FAULTS/healed"
running=
start_table files 75
# shellcheck disable=SC2086 # words
wait $running
sed -n 's/|75|[^|]*|/|0||/p' "$WORK/files" >"$WORK/again"
mv "$cases/files" "$cases/again"
judge_table again
[ "$lost" = 0 ] || fail "$lost of $count"
echo "$count runs"
