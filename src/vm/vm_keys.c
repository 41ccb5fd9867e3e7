/* vm_keys.c - the schema of a VM file: every kind and every key of it
 *
 * Runs as: caller.  Input: none.
 *
 * This table is the only place that knows them.  The reader walks it; the
 * manual's key tables, vm-new's comments, the completions and the fuzzers'
 * dictionary are made from it.  What QEMU is told about a key is told in
 * src/qemu/.
 */
#include "vmman/own.h"
#include "vmman/vm.h"

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

static const struct vm_key base[] = {
	{.name = "machine",
	 .type = VM_TYPE_RAW,
	 .required = true,
	 .help = "the machine, as QEMU's -machine: \"q35\""},
	{.name = "smp",
	 .type = VM_TYPE_NUMBER,
	 .required = true,
	 .least = 1,
	 .most = 1024,
	 .help = "processors: how many, or as QEMU's -smp"},
	{.name = "mem",
	 .type = VM_TYPE_SIZE,
	 .required = true,
	 .help = "the guest's memory: MiB, or a text like \"4G\""},
	{.name = "name",
	 .type = VM_TYPE_TEXT,
	 .help = "the guest's name, if not that of the file"},
	{.name = "uuid",
	 .type = VM_TYPE_UUID,
	 .help = "the guest's system UUID"},
	{.name = "accel",
	 .type = VM_TYPE_WORDS,
	 .words = WORDS("kvm", "tcg"),
	 .fallback = "kvm",
	 .help = "what runs the guest's code; of an array the first that "
		 "works"},
	{.name = "cpu",
	 .type = VM_TYPE_RAW,
	 .help = "the processor's model, as QEMU's -cpu"},
	{.name = "hv-vendor-id",
	 .type = VM_TYPE_TEXT,
	 .most = 12,
	 .help = "the hypervisor's name that Windows sees"},
	{.name = "firmware",
	 .type = VM_TYPE_WORD,
	 .words = WORDS("bios", "uefi"),
	 .fallback = "bios",
	 .help = "what starts the guest"},
	{.name = "boot",
	 .type = VM_TYPE_RAW,
	 .help = "the boot order, as QEMU's -boot"},
	{.name = "kernel",
	 .type = VM_TYPE_PATH,
	 .help = "a kernel to boot directly"},
	{.name = "initrd",
	 .type = VM_TYPE_PATH,
	 .help = "the initial RAM disk of kernel"},
	{.name = "append",
	 .type = VM_TYPE_TEXT,
	 .help = "the command line of kernel"},
	{.name = "hugepages",
	 .type = VM_TYPE_BOOL,
	 .fallback = "false",
	 .help = "take the guest's memory from the host's huge pages"},
	{.name = "mempath",
	 .alias = "mepmath",
	 .type = VM_TYPE_PATH,
	 .help = "a hugetlbfs directory to take the guest's memory from"},
	{.name = "rtc",
	 .type = VM_TYPE_RAW,
	 .help = "the clock, as QEMU's -rtc: \"base=localtime\""},
	{.name = "smbios",
	 .type = VM_TYPE_RAW,
	 .help = "an SMBIOS table, as QEMU's -smbios"},
	{.name = "serial",
	 .type = VM_TYPE_RAW,
	 .help = "a serial port, as QEMU's -serial"},
	{.name = "vga",
	 .type = VM_TYPE_RAW,
	 .fallback = "none",
	 .help = "the graphics card, as QEMU's -vga"},
	{.name = "display",
	 .type = VM_TYPE_RAW,
	 .fallback = "none",
	 .help = "where the picture goes, as QEMU's -display"},
	{.name = "sandbox",
	 .type = VM_TYPE_BOOL,
	 .fallback = "true",
	 .help = "run QEMU under its own seccomp filter"},
};

static const struct vm_key tapbridge[] = {
	{.name = "interface",
	 .type = VM_TYPE_IFNAME,
	 .required = true,
	 .help = "the name of the tap to make"},
	{.name = "bridge",
	 .type = VM_TYPE_PEER,
	 .required = true,
	 .help = "the bridge that the tap joins"},
	{.name = "mac",
	 .type = VM_TYPE_MAC,
	 .required = true,
	 .help = "the guest's MAC address"},
	{.name = "driver",
	 .type = VM_TYPE_RAW,
	 .required = true,
	 .help = "the guest's network card, as QEMU's -device"},
	{.name = "queues",
	 .type = VM_TYPE_INTEGER,
	 .least = 1,
	 .most = VM_QUEUES_MAX,
	 .fallback = "1",
	 .help = "pairs of queues, for guests with several processors"},
	{.name = "vhost",
	 .type = VM_TYPE_BOOL,
	 .help = "move packets in the kernel; if absent, where it can be done"},
};

static const struct vm_key macvtap[] = {
	{.name = "interface",
	 .type = VM_TYPE_IFNAME,
	 .required = true,
	 .help = "the name of the macvtap to make"},
	{.name = "host-interface",
	 .type = VM_TYPE_PEER,
	 .required = true,
	 .help = "the host's interface that it sits on"},
	{.name = "mac",
	 .type = VM_TYPE_MAC,
	 .required = true,
	 .help = "the guest's MAC address"},
	{.name = "driver",
	 .type = VM_TYPE_RAW,
	 .required = true,
	 .help = "the guest's network card, as QEMU's -device"},
	{.name = "mode",
	 .type = VM_TYPE_WORD,
	 .words = WORDS("bridge", "private", "vepa"),
	 .fallback = "bridge",
	 .help = "who on the same host interface hears whom"},
	{.name = "vhost",
	 .type = VM_TYPE_BOOL,
	 .help = "move packets in the kernel; if absent, where it can be done"},
};

static const struct vm_key pcie_passthrough[] = {
	{.name = "dev",
	 .type = VM_TYPE_PCI,
	 .required = true,
	 .help = "the host's device, as lspci -D shows it"},
	{.name = "romfile",
	 .type = VM_TYPE_PATH,
	 .help = "an image of the device's option ROM"},
	{.name = "multifunction",
	 .type = VM_TYPE_BOOL,
	 .help = "a device of several functions; if absent, with a romfile"},
	{.name = "x-vga",
	 .type = VM_TYPE_BOOL,
	 .help = "the device is the guest's VGA card"},
	{.name = "rombar",
	 .type = VM_TYPE_BOOL,
	 .help = "show the option ROM to the guest"},
	{.name = "options",
	 .type = VM_TYPE_RAW,
	 .help = "further options of QEMU's vfio-pci"},
};

static const struct vm_key usb_passthrough[] = {
	{.name = "dev",
	 .type = VM_TYPE_USB,
	 .required = true,
	 .help = "the host's device: its id (046d:c52b) or port (1-2.3)"},
};

static const struct vm_key storage[] = {
	{.name = "driver",
	 .type = VM_TYPE_WORD,
	 .words = WORDS("virtio", "ide", "scsi", "sata", "nvme", "usb",
			"floppy", "sd", "pflash", "mtd", "none"),
	 .required = true,
	 .help = "how the guest sees it"},
	{.name = "file",
	 .type = VM_TYPE_PATH,
	 .required = true,
	 .help = "the image or block device"},
	{.name = "media",
	 .type = VM_TYPE_WORD,
	 .words = WORDS("disk", "cdrom"),
	 .fallback = "disk",
	 .help = "what it is"},
	{.name = "format",
	 .type = VM_TYPE_WORD,
	 .words = WORDS("raw", "qcow2", "qed", "vdi", "vhdx", "vmdk", "vpc"),
	 .fallback = "raw",
	 .help = "the format of the image: never guessed"},
	{.name = "readonly",
	 .type = VM_TYPE_BOOL,
	 .fallback = "false",
	 .help = "the guest cannot write to it; a cdrom never can be"},
	{.name = "cache",
	 .type = VM_TYPE_WORD,
	 .words = WORDS("none", "writeback", "writethrough", "directsync",
			"unsafe"),
	 .fallback = "none",
	 .help = "the host's cache, as QEMU's cache="},
	{.name = "aio",
	 .type = VM_TYPE_WORD,
	 .words = WORDS("native", "threads", "io_uring"),
	 .fallback = "native",
	 .help = "how QEMU reads and writes it"},
	{.name = "discard",
	 .type = VM_TYPE_WORD,
	 .words = WORDS("ignore", "unmap"),
	 .fallback = "ignore",
	 .help = "what becomes of blocks that the guest frees"},
	{.name = "bootindex",
	 .type = VM_TYPE_INTEGER,
	 .least = 0,
	 .most = INT32_MAX,
	 .help = "place in the boot order, the smallest first"},
	{.name = "serial",
	 .type = VM_TYPE_TEXT,
	 .most = 20,
	 .help = "the serial number that the guest reads"},
};

static const struct vm_key apple_smc[] = {
	{.name = "osk",
	 .type = VM_TYPE_TEXT,
	 .required = true,
	 .help = "the key of the System Management Controller"},
};

static const struct vm_key user_net[] = {
	{.name = "driver",
	 .type = VM_TYPE_RAW,
	 .fallback = "virtio-net-pci",
	 .help = "the guest's network card, as QEMU's -device"},
	{.name = "mac",
	 .type = VM_TYPE_MAC,
	 .help = "the guest's MAC address; if absent, QEMU's choice"},
	{.name = "forward",
	 .type = VM_TYPE_FORWARDS,
	 .help = "host ports that lead in: [\"tcp:127.0.0.1:2222:22\"]"},
	{.name = "restrict",
	 .type = VM_TYPE_BOOL,
	 .fallback = "false",
	 .help = "the guest reaches nothing but the forwarded ports"},
};

static const struct vm_key qemu[] = {
	{.name = "args",
	 .type = VM_TYPE_ARGS,
	 .required = true,
	 .help = "arguments for QEMU, in order, as they are"},
};

#define KEYS(table) .keys = (table), .count = ARRAY_LEN(table)

const struct vm_kind_keys vm_kinds[VM_KINDS] = {
	[VM_BASE] = {.name = "base",
		     .help = "the machine itself; exactly one",
		     KEYS(base)},
	[VM_TAPBRIDGE] = {.name = "tapbridge",
			  .help = "a network card on a bridge of the host",
			  KEYS(tapbridge)},
	[VM_MACVTAP] = {.name = "macvtap",
			.help = "a network card on an interface of the host",
			KEYS(macvtap)},
	[VM_PCIE_PASSTHROUGH] = {.name = "pcie-passthrough",
				 .help = "a PCI device of the host",
				 KEYS(pcie_passthrough)},
	[VM_USB_PASSTHROUGH] = {.name = "usb-passthrough",
				.help = "a USB device of the host",
				KEYS(usb_passthrough)},
	[VM_STORAGE] = {.name = "storage",
			.help = "a disk or a CD",
			KEYS(storage)},
	[VM_APPLE_SMC] = {.name = "apple-smc",
			  .help = "Apple's System Management Controller",
			  KEYS(apple_smc)},
	[VM_USER_NET] = {.name = "user-net",
			 .help = "a network card behind QEMU's own NAT; "
				 "needs no right on the host",
			 KEYS(user_net)},
	[VM_CONSOLE] = {.name = "console",
			.help = "a serial port as a socket in the VM's run "
				"directory; has no keys"},
	[VM_QEMU] = {.name = "qemu",
		     .help = "anything else that QEMU can do",
		     KEYS(qemu)},
};

const char *vm_type_text(enum vm_type type)
{
	switch (type) {
	case VM_TYPE_TEXT:
	case VM_TYPE_WORD:
		return "a string";
	case VM_TYPE_RAW:
		return "a string (QEMU options)";
	case VM_TYPE_NUMBER:
		return "an integer or a string (QEMU options)";
	case VM_TYPE_PATH:
		return "a string (path)";
	case VM_TYPE_WORDS:
		return "a string or an array of strings";
	case VM_TYPE_BOOL:
		return "true or false";
	case VM_TYPE_INTEGER:
		return "an integer";
	case VM_TYPE_SIZE:
		return "an integer (MiB) or a string (size)";
	case VM_TYPE_UUID:
		return "a string (UUID)";
	case VM_TYPE_IFNAME:
	case VM_TYPE_PEER:
		return "a string (interface)";
	case VM_TYPE_MAC:
		return "a string (MAC address)";
	case VM_TYPE_PCI:
		return "a string (PCI address)";
	case VM_TYPE_USB:
		return "a string (USB device)";
	case VM_TYPE_FORWARDS:
		return "an array of strings (forwarded ports)";
	case VM_TYPE_ARGS:
		return "an array of strings";
	}
	BUG();
}
