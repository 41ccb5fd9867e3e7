# shellcheck shell=sh
# sweep_links.sh - a world of the sweeps: a VM with a tap and a macvtap
#
# See sweep_lib.sh.
# shellcheck disable=SC2034 # for who sources this
processes="p u n x" # all of them: what they do before the plan, too
half=x

make_world() {
	with_entry 'who = ["user:alice"]' 'bridges = ["br0"]' \
		'host-interfaces = ["card0"]' 'interfaces = ["alice*"]'
	install_suid
	skip_indexes $((SWEEP_WORKER * 4000))
	make_bridge br0 10.9.0.1/24
	make_card card0 wire0
	make_net_vm alice web tapbridge,alice0,br0,01 \
		macvtap,alice1,card0,02
	make_locks 61001
	host_remember
}

# skip_indexes COUNT: all workers have one /dev, whose tapN are named after the
# numbers of their interfaces: let them count from different numbers.
skip_indexes() {
	[ "$1" != 0 ] || return 0
	seq -f 'link add name skip%g group 9 type veth' $(($1 / 2)) | ip -b -
	ip link del group 9
}

is_complete() {
	ip -d -o link show alice0 2>/dev/null | grep -q \
		'UP.*master br0.*persist on user alice.*alias vmman:61001:web' &&
		ip -d -o link show alice1 2>/dev/null | grep -q \
			'alice1@card0.*UP.*alias vmman:61001:web' &&
		[ "$(stat -c %U "/dev/tap$(cat /sys/class/net/alice1/ifindex)")" = alice ]
}

take_down() {
	ip link del alice0
	ip link del alice1
}

# A macvtap may lie about, root's or alice's, which is down as long as it is not
# marked.
is_harmless() {
	! ip link show alice0 && {
		ip -d -o link show alice1 | grep -q -F \
			'alias vmman:61001:web' ||
			! ip link show alice1 up | grep -q .
	}
}
