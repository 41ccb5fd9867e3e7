# shellcheck shell=sh
# vfio_group.sh - two functions in one IOMMU group come together or not at all
# shellcheck disable=SC2086 # $QEMU is words
# shellcheck source=../lib.sh
. /lib.sh

pci_file alice one $TWIN0
pci_file alice both $TWIN0 $TWIN1
pci_file bob one $TWIN0
node=/dev/vfio/$(group_of $TWIN0)

refuse "who is granted half a group gets none, and is told of the other half" \
	77 "$TWIN0 comes only together with $TWIN1 (driver e1000)" \
	as bob vm-init one
refuse "who is granted both has to ask for both" 78 \
	"add another pcie-passthrough with dev = \"$TWIN1\"" \
	as alice vm-init one
same "the host still has them" "e1000 e1000" \
	"$(driver_of $TWIN0) $(driver_of $TWIN1)"

check "alice gets both" as alice vm-init both
same "they are bound to vfio-pci" "vfio-pci vfio-pci" \
	"$(driver_of $TWIN0) $(driver_of $TWIN1)"
same "their node is hers alone" "alice:root 600" "$(owner_of "$node")"
check "QEMU takes both" sh -c 'echo quit | "$@"' sh \
	prlimit --memlock=$((64 << 20)) setpriv --reuid alice --clear-groups \
	$QEMU -S -monitor stdio -device vfio-pci,host=$TWIN0 \
	-device vfio-pci,host=$TWIN1
check "she can ask again" as alice vm-init both
check "alice gives both back" as alice vm-init --release both
same "the host's driver is back" "e1000 e1000" \
	"$(driver_of $TWIN0) $(driver_of $TWIN1)"

# A function without a driver stands in nobody's way.
echo $TWIN1 >/sys/bus/pci/devices/$TWIN1/driver/unbind
check "a group whose rest is unused can be given" as bob vm-init one
same "its node is his alone" "bob:root 600" "$(owner_of "$node")"
check "bob gives it back" as bob vm-init --release one
same "what had no driver has none" "e1000 none" \
	"$(driver_of $TWIN0) $(driver_of $TWIN1)"
echo $TWIN1 >/sys/bus/pci/drivers_probe

rm /home/*/vm/*.toml
