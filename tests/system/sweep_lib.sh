# shellcheck shell=sh
# sweep_lib.sh - what the sweeps share: a VM of alice's that is granted a tap and
# a macvtap, vm-init traced, and whether it did all of it
need_command strace
with_entry 'who = ["user:alice"]' 'bridges = ["br0"]' \
	'host-interfaces = ["card0"]' 'interfaces = ["alice*"]'
install_suid
make_bridge br0 10.9.0.1/24
make_card card0 wire0
make_net_vm alice web tapbridge,alice0,br0,01 macvtap,alice1,card0,02
make_locks 61001
host_remember

# traced OPTION.. -- ARG..: vm-init ARG.. by alice, traced with these options by
# root, with its rights.
traced() {
	options=
	while [ "$1" != -- ]; do
		options="$options $1"
		shift
	done
	shift
	# shellcheck disable=SC2086 # words
	env -i HOME="$WORK/home/alice" PATH="$PATH" timeout -s KILL 60 strace \
		-f -u alice -o "$WORK/trace" $options "$WORK/bin/vm-init" "$@" \
		>"$WORK/out" 2>"$WORK/err" </dev/null
}

is_complete() {
	ip -d -o link show alice0 2>/dev/null | grep -q \
		'UP.*master br0.*persist on user alice.*alias vmman:61001:web' &&
		ip -d -o link show alice1 2>/dev/null | grep -q \
			'alice1@card0.*UP.*alias vmman:61001:web' &&
		[ "$(stat -c %U "/dev/tap$(cat /sys/class/net/alice1/ifindex)")" = alice ]
}
