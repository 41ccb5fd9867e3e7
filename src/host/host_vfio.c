/* host_vfio.c - PCI devices that vm-init gave to the caller
 *
 * Runs as: caller.  Input: checked PCI addresses; sysfs, /dev/vfio.
 */
#include "host_internal.h"
#include "vmman/launch.h"
#include "vmman/num.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

static const char devices[] = "/sys/bus/pci/devices";

/* Where the link @link (with a slash in front) of the device @addr leads to,
 * the last part of it; "" if there is none. */
static const char *link_of(const char *addr, const char *link,
			   char target[PATH_MAX])
{
	char path[PATH_MAX];
	const char *slash;
	ssize_t len = -1;

	if (host_path(path, devices, addr, link))
		len = readlink(path, target, PATH_MAX - 1);
	target[len > 0 ? len : 0] = '\0';
	slash = strrchr(target, '/');
	return slash != NULL ? slash + 1 : target;
}

static bool is_there(const char *addr)
{
	char path[PATH_MAX];

	return host_path(path, devices, addr, "") && access(path, F_OK) == 0;
}

static bool find_group(const char *addr, uint64_t *group, struct err *e)
{
	char target[PATH_MAX];

	if (num_parse(str_from_c(link_of(addr, "/iommu_group", target)),
		      UINT32_MAX, group))
		return true;
	if (!is_there(addr))
		return err_set(e, ERR_HOST, "this host has no PCI device %s",
			       addr);
	err_set(e, ERR_HOST, "PCI device %s is in no IOMMU group", addr);
	return err_hint(e, "switch the IOMMU on, in the firmware and, for "
			   "Intel's, with intel_iommu=on on the kernel's "
			   "command line");
}

/* As QEMU will: who has a group open shuts all others out. */
static bool open_group(uint64_t group, const struct vm_name *vm, struct err *e)
{
	OWN_FD int fd = -1;
	char node[32];

	(void)snprintf(node, sizeof(node), "/dev/vfio/%u", (unsigned)group);
	fd = open(node, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (fd >= 0)
		return true;
	if (errno == EBUSY)
		return err_set(e, ERR_BUSY, "%s is in use by another process",
			       node);
	if (errno != EACCES && errno != EPERM && errno != ENOENT)
		return err_system(e, errno, "opening %s", node);
	err_set(e, ERR_DENIED, "%s is not yours", node);
	return err_hint(e, "run vm-init %s first", vm->text);
}

bool host_check_vfio(const struct pci_addr *addr, const struct vm_name *vm,
		     struct err *e)
{
	char text[PCI_ADDR_TEXT_BYTES], target[PATH_MAX];
	uint64_t group;

	pci_addr_print(addr, text);
	if (!find_group(text, &group, e))
		return false;
	if (strcmp(link_of(text, "/driver", target), "vfio-pci") != 0) {
		err_set(e, ERR_HOST, "PCI device %s is not bound to vfio-pci",
			text);
		return err_hint(e, "run vm-init %s first", vm->text);
	}
	return open_group(group, vm, e);
}
