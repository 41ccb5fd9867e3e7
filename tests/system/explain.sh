#!/bin/sh
# explain.sh - vm-init tells what would be done, what is granted, and as JSON
. "$(dirname "$0")/lib.sh"
in_netns "$@"
need_command jq

with_policy <<-'END'
	version = 1

	[[allow]]
	who = ["user:alice"]
	bridges = ["br0", "br-lab*"]
	interfaces = ["{user}*"]
	max-interfaces = 2

	[[allow]]
	who = ["group:vm"]
	host-interfaces = ["card0"]
	interfaces = ["m{uid}*"]
END
install_suid
make_bridge br0 10.9.0.1/24
make_card card0 wire0
vm() {
	make_net_vm alice web tapbridge,alice0,"$1",01 macvtap,m61001a,card0,02
}

# json FILTER: what the last command printed, through jq; it is one JSON text.
json() {
	jq -r -s '.[0]' "$WORK/out" >/dev/null || fail "no JSON: $(cat "$WORK/out")"
	[ "$(jq -s length "$WORK/out")" = 1 ] || fail "more than one JSON text"
	jq -c "$1" "$WORK/out"
}
expect_json() {
	seen=$(json "$1")
	[ "$seen" = "$2" ] || fail "$1: $seen, expected $2"
}

# Both requests are granted, each by its own entry.
vm br0
# The first run that could change something makes the lock.
expect_status 0 as_user alice vm-init -q --release web
host_remember
for option in --explain --dry-run -n; do
	expect_status 0 as_user alice vm-init $option web
	expect_out "tap alice0 on bridge br0, MAC 52:54:00:00:00:01"
	expect_out "allowed by the entry in line 3 of the policy"
	expect_out "macvtap m61001a on card0, MAC 52:54:00:00:00:02, mode bridge"
	expect_out "allowed by the entry in line 9 of the policy"
	host_unchanged
done
expect_status 0 as_user alice vm-init --explain --json web
expect_json .verb '"explain"'
expect_json .vm '"web"'
expect_json .exit 0
expect_json '[.answers[] | [.allowed, .changed, .line, .interface, .kind]]' \
	'[[true,true,3,"alice0","tapbridge"],[true,true,9,"m61001a","macvtap"]]'
host_unchanged

# What is denied comes with its reason, beside what is not.
vm br9
expect_status 77 as_user alice vm-init --explain web
expect_out "denied: bridge br9 is in no entry that applies to alice"
expect_out "allowed by the entry in line 9 of the policy"
expect_status 77 as_user alice vm-init --explain --json web
expect_json .exit 77
expect_json '[.answers[] | [.allowed, .error.kind, .error.line]]' \
	'[[false,"denied",6],[true,null,null]]'
expect_status 77 as_user alice vm-init --json web
expect_json '[.answers[] | [.allowed, .changed]]' '[[false,false],[true,false]]'
host_unchanged

# Done, done already, released.
vm br0
expect_status 0 as_user alice vm-init --json web
expect_json '[.answers[] | [.interface, .changed]]' \
	'[["alice0",true],["m61001a",true]]'
expect_status 0 as_user alice vm-init --json web
expect_json '[.answers[] | [.interface, .changed]]' \
	'[["alice0",false],["m61001a",false]]'
expect_status 0 as_user alice vm-init --explain web
expect_out "is there already: nothing to do"
expect_status 0 as_user alice vm-init --json --release web
expect_json '[.answers[].interface] | sort' '["alice0","m61001a"]'
expect_status 0 as_user alice vm-init --json --release web
expect_json .answers '[]'

# Errors too are one JSON text.
expect_status 66 as_user alice vm-init --json none
expect_json '[.errors[0].kind, .errors[0].exit]' '["no-vm",66]'
make_vm alice bad <<-END
	[base.vm]
	machine = 3
END
expect_status 78 as_user alice vm-init --json bad
expect_json '[.errors[].line] | contains([2])' true

# Quiet.
expect_status 0 as_user alice vm-init -q web
[ ! -s "$WORK/out" ] || fail "-q was not quiet"
expect_status 0 as_user alice vm-init -q --release web
[ ! -s "$WORK/out" ] || fail "-q was not quiet"

# What the policy grants whom.
expect_status 0 as_user alice vm-init --what-can-i
expect_out "bridges = br-lab*"
expect_out "host-interfaces = card0"
expect_out "max-interfaces"
expect_status 0 as_user bob vm-init --what-can-i
refute_out "br-lab"
expect_out "host-interfaces = card0"
expect_status 0 as_user mallory vm-init --what-can-i
expect_out "the policy grants you nothing"
expect_status 0 as_user alice vm-init --what-can-i --json
expect_json '[.answers[] | select(.key == "bridges") | [.line, .value]]' \
	'[[3,"br0"],[3,"br-lab*"]]'

# What a user database says of a name is shown on a terminal, and not obeyed.
odd=$(printf 'o\033]0;x\007dd')
add_user odd 61004 ""
make_net_vm odd web tapbridge,odd0,br0,01
sed -i "s/^odd:/$odd:/" /etc/passwd
as_odd() {
	setpriv --reuid 61004 --regid 61004 --clear-groups --inh-caps=-all -- \
		env -i HOME="$WORK/home/odd" "$WORK/bin/vm-init" "$@"
}
for words in "" --explain; do
	expect_status 77 as_odd $words web
	refute_out "$(printf '\033')"
	refute_err "$(printf '\033')"
	cat "$WORK/out" "$WORK/err" >"$WORK/said"
	grep -q -F 'applies to o\x1b]0;x\x07dd' "$WORK/said" || fail "no name"
done
expect_status 77 as_odd --explain --json web
expect_json '.answers[0].error.text | contains("o\u001b]0;x\u0007dd")' true
