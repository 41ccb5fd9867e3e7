# shellcheck shell=sh
# limit: 600 s
# sweep_usb.sh - each call of root's half fails, while it gives and takes back two
# USB devices, of which one is asked for by its id and one by its port
# shellcheck source=../sweep_lib.sh
. /sweep_lib.sh

disk_port=$(usb_port_of 46f4)
tablet=$(usb_node_of "$(usb_port_of 0627)")
disk=$(usb_node_of "$disk_port")
small_vm alice two '[usb-passthrough.tablet]' 'dev = "0627:0001"' \
	'[usb-passthrough.disk]' "dev = \"$disk_port\""

look() {
	state=
	for node in "$tablet" "$disk"; do
		if [ -O "$node" ]; then
			state="$state root"
		else
			state="$state user"
		fi
	done
}

mend_by_hand() {
	chown root "$tablet" "$disk"
}

vm=two
before=" root root"
given=" user user"
look
same "the sweep begins at the beginning" "$before" "$state"
sweep X "each call of root's half fails: all or nothing, or it is told" 300

rm /home/*/vm/*.toml
