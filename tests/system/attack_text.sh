#!/bin/sh
# attack_text.sh - VM files and policies with bytes that mean something else
. "$(dirname "$0")/lib.sh"
in_netns "$@"
. "$(dirname "$0")/attack_lib.sh"

entry() {
	with_entry "who = [\"${1:-user:alice}\"]" 'bridges = ["br0", "card0"]' \
		'interfaces = ["alice-*"]' 'macs = ["52:54:00:*"]'
}
entry
install_suid
make_bridge br0 10.9.0.1/24
make_bridge br-not-it0 10.8.0.1/24
make_card card0 wire0
make_locks 61001
make_net_vm alice web tapbridge,alice-0,br0,01
file=$WORK/home/alice/vm/web.toml
cp "$file" "$WORK/good"
host_remember

vm_init() {
	as_user alice vm-init web
}
# edited STATUS SED: alice's good file, edited so.
edited() {
	sed -E "$2" "$WORK/good" >"$file"
	! cmp -s "$file" "$WORK/good" || fail "not edited: $2"
	refused "$1" "web.toml:" vm_init
}
# added STATUS LINE: her file with this line, in printf's words, at its end.
added() {
	{
		cat "$WORK/good"
		# shellcheck disable=SC2059 # a format is meant
		printf "$2\n"
	} >"$file"
	refused "$1" "web.toml:" vm_init
}

no_text() {
	attack C03
	for bytes in '\357\273\277\357\273\277' '# \300\257' '# \355\240\200' \
		'# \377\376' '# a\rb' '# \000' 'name = "\\ud800"'; do
		added 78 "$bytes"
	done
	attack C14
	for key in '"" = 1' '"a.b" = 1' '"a\\u0000b" = 1' 'a"b" = 1' \
		"$(printf '%010000d' 0) = 1"; do
		added 78 "$key"
	done
}

other_values() {
	attack C06
	for number in 9223372036854775808 -1 0x 1_ nan 1e999 1979-05-27 0; do
		edited 78 "s/^mem = .*/mem = $number/"
	done
	attack C13
	for value in 1 true '["br0"]' '{a = 1}' 1.5; do
		edited 78 "s/^bridge = .*/bridge = $value/"
		edited 78 "s/^mac = .*/mac = $value/"
		edited 78 "s/^interface = .*/interface = $value/"
	done
	attack C11
	for text in '' ' ' '\\t'; do
		for key in interface mac bridge driver machine; do
			edited 78 "s/^$key = .*/$key = \"$text\"/"
		done
	done
	attack C07
	edited 78 's/^\[tapbridge/[tapbridg/'
	edited 78 's/^bridge/brigde/'
	added 78 'ifname = "alice-1"'
	added 78 '[colour]\nred = 1'
}

other_spellings() {
	attack C12
	for mac in 52-54-00-00-00-01 5254.0000.0001 52:54:0:0:0:1 \
		52:54:00:00:00:01. ' 52:54:00:00:00:01' 52:54:00:00:00:0x1; do
		edited 78 "s/^mac = .*/mac = \"$mac\"/"
	done
	attack C04 E18
	# shellcheck disable=SC2016 # names that a shell would run
	for name in 'alice-\\n' 'alice-\\u001b[b' 'alice-$(id)' 'alice-`id`' \
		'alice-;id' '-x' 'alice-\&' 'alice-0\\t' "alice-'"; do
		edited 78 "s|^interface = .*|interface = \"$name\"|"
	done
	attack E05 D06
	for bridge in 'br0 ' ' br0' BR0 br br00 br-not-it0x br0%d 3 ../br0 \
		br-not-it0; do
		sed "s|^bridge = .*|bridge = \"$bridge\"|" "$WORK/good" >"$file"
		status=0
		vm_init >"$WORK/out" 2>"$WORK/err" </dev/null || status=$?
		case $status in
		77 | 78) host_unchanged ;;
		*) fail "bridge '$bridge': status $status" ;;
		esac
		attacked $status refused
	done
	attack E07
	edited 69 's/^bridge = .*/bridge = "card0"/'
	attack E12
	bridge_mac=$(cat /sys/class/net/br0/address)
	sed -i "s/^macs = .*/macs = [\"*\"]/" /etc/vmman/policy.toml
	edited 77 "s/^mac = .*/mac = \"$bridge_mac\"/"
	entry
}

too_many() {
	attack C10
	for count in 24 500; do
		{
			cat "$WORK/good"
			i=0
			while [ $i -lt $count ]; do
				net_section "tapbridge,alice-x$i,br0,$(printf \
					52:54:00:00:%02x:%02x $((i / 256 + 1)) \
					$((i % 256)))"
				i=$((i + 1))
			done
		} >"$file"
		status=0
		vm_init >"$WORK/out" 2>"$WORK/err" </dev/null || status=$?
		[ $status = 78 ] || fail "$count sections: status $status"
		host_unchanged
		attacked 78 refused
	done
	cp "$WORK/good" "$file"
}

principals() {
	attack D08
	for who in uid:-1 uid:4294967295 'uid: 61001' uid:0xee49 uid:+61001; do
		entry "$who"
		refused 78 "has errors, so nothing is allowed" vm_init
	done
	attack D06
	for who in user:Alice user:ALICE group:VM user:alic user:alice0; do
		entry "$who"
		refused 77 "no entry of the policy applies to" vm_init
	done
	attack I06
	entry user:bob
	refused 77 "no entry of the policy applies to" vm_init
	refute_err bob
	refute_err br0
	entry
}

no_text
other_values
other_spellings
too_many
principals
attacks_end
