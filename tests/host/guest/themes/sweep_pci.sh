# shellcheck shell=sh
# limit: 600 s
# sweep_pci.sh - each call of root's half fails, while it gives and takes back a
# PCI device, and each of those who write to sysfs for it
#
# The device is one with an interface, so that all there is to look at is there,
# and that its driver takes over in an instant.
# shellcheck source=../sweep_lib.sh
. /sweep_lib.sh

policy=/etc/vmman/policy.toml
cp $policy "$WORK/policy"
printf '[[allow]]\nwho = ["user:alice"]\npci = ["%s"]\n' "$LAN" >>$policy
pci_file alice lan "$LAN"
device=/sys/bus/pci/devices/$LAN
node=/dev/vfio/$(group_of "$LAN")

# shellcheck disable=SC3013 # dash and busybox know -ef
look() {
	read -r override <"$device/driver_override"
	driver=other
	for name in virtio-pci vfio-pci; do
		[ ! "$device/driver" -ef "/sys/bus/pci/drivers/$name" ] ||
			driver=$name
	done
	[ -e "$device/driver" ] || driver=none
	owner=none
	[ ! -e "$node" ] || owner=user
	[ ! -O "$node" ] || owner=root
	state="$driver $override $owner"
}

mend_by_hand() {
	echo >"$device/driver_override"
	echo "$LAN" >"$device/driver/unbind"
	echo "$LAN" >/sys/bus/pci/drivers_probe
}

# Each point is a lot of work for udev's rules, of which vm-init only wants that
# it is done.
rules=/run/udev/rules.d
mkdir -p $rules
for file in /usr/lib/udev/rules.d/*.rules; do
	ln -s /dev/null "$rules/${file##*/}"
done
udevadm control --reload

vm=lan
before="virtio-pci (null) none"
given="vfio-pci vfio-pci user"
look
same "the sweep begins at the beginning" "$before" "$state"
sweep X "each call of root's half fails: all or nothing, or it is told" 200
sweep N "so does each call of those who write to sysfs" 12

# The interface gets its name again.
rm -r $rules
udevadm control --reload
mend_by_hand
cat "$WORK/policy" >$policy
rm /home/*/vm/*.toml
