/* priv_pci.c - what sits at a PCI address, and what the host does with it
 *
 * Runs as: root.  Input: a recognised address; sysfs.
 */
#include "priv_pci.h"
#include "priv_device_use.h"
#include "priv_kernfs.h"
#include "vmman/num.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* Who has the lock of the device. */
enum lock {
	LOCK_FREE,
	LOCK_OURS,
	LOCK_OTHERS
};

void priv_pci_name_lock(uint32_t group, char out[PRIV_LOCK_NAME_BYTES])
{
	(void)snprintf(out, PRIV_LOCK_NAME_BYTES, "iommu-group-%u", group);
}

int priv_pci_open(int sys, const struct pci_addr *addr)
{
	char text[PCI_ADDR_TEXT_BYTES];
	char path[64];

	(void)snprintf(path, sizeof(path), "bus/pci/devices/%s",
		       pci_addr_print(addr, text));
	return priv_kernfs_follow(sys, path);
}

/* Whether there is something called @path beneath @dir, be it a link, or cannot
 * be told. */
static bool has(int dir, const char *path)
{
	struct stat st;

	return fstatat(dir, path, &st, AT_SYMLINK_NOFOLLOW) == 0 ||
	       errno != ENOENT;
}

/* Whether the file @path beneath @dir says anything but "0"; not that it is not
 * there. */
static bool is_on(int dir, const char *path)
{
	char text[16];

	return has(dir, path) &&
	       !(priv_kernfs_read(dir, path, text, sizeof(text)) &&
		 strcmp(text, "0") == 0);
}

enum fact_driver priv_pci_driver(int dir, char name[FACT_DRIVER_BYTES])
{
	if (!priv_kernfs_link_name(dir, "driver", name, FACT_DRIVER_BYTES))
		return has(dir, "driver") ? FACT_DRIVER_HOST : FACT_DRIVER_NONE;
	if (strcmp(name, "vfio-pci") == 0)
		return FACT_DRIVER_VFIO;
	return strcmp(name, "pci-stub") == 0 ? FACT_DRIVER_NONE
					     : FACT_DRIVER_HOST;
}

static bool read_hex(int dir, const char *path, uint32_t max, uint32_t *out)
{
	char text[16];

	return priv_kernfs_read(dir, path, text, sizeof(text)) &&
	       num_parse_hex(str_from_c(text), max, out);
}

/* False if it is no PCI device, or has just been unplugged. */
static bool look_at_function(int dir, struct fact_function *f)
{
	uint32_t vendor, product;

	if (!read_hex(dir, "vendor", UINT16_MAX, &vendor) ||
	    !read_hex(dir, "device", UINT16_MAX, &product) ||
	    !read_hex(dir, "class", 0xffffff, &f->class))
		return false;
	f->id = (struct usb_id){(uint16_t)vendor, (uint16_t)product};
	f->driver = priv_pci_driver(dir, f->driver_name);
	return true;
}

/* A member that cannot be judged has to count as one that blocks. */
static bool add_member(int sys, const char *name, struct fact_pci *out)
{
	struct fact_function *member = &out->members[out->member_count];
	OWN_FD int dir = -1;
	struct err ignored;

	if (out->member_count == ARRAY_LEN(out->members) ||
	    !pci_addr_parse(str_from_c(name), &member->addr, &ignored))
		return false;
	if (pci_addr_equal(&member->addr, &out->self.addr)) {
		*member = out->self;
	} else {
		dir = priv_pci_open(sys, &member->addr);
		if (dir < 0 || !look_at_function(dir, member))
			return false;
	}
	out->member_count++;
	return true;
}

static void look_at_members(int sys, int group, struct fact_pci *out)
{
	OWN_FD int list = priv_kernfs_list(group, "devices");
	struct priv_kernfs_names names = {.fd = list};
	const char *name;

	while (list >= 0 && (name = priv_kernfs_next(&names)) != NULL)
		if (!add_member(sys, name, out))
			out->unclear = true;
	if (list < 0 || names.errnum != 0)
		out->unclear = true;
}

/* Only the unsafe mode gives a group a name, "vfio-noiommu". */
static void look_at_group(int sys, int dir, struct fact_pci *out)
{
	OWN_FD int group = -1;
	char text[32], path[64];
	uint64_t number;

	if (!priv_kernfs_link_name(dir, "iommu_group", text, sizeof(text)) ||
	    !num_parse(str_from_c(text), INT32_MAX, &number))
		return;
	(void)snprintf(path, sizeof(path), "kernel/iommu_groups/%u",
		       (unsigned)number);
	group = priv_kernfs_open_dir(sys, path);
	if (group < 0)
		return;
	out->group = (uint32_t)number;
	out->iommu = has(group, "name") ? FACT_IOMMU_FAKE : FACT_IOMMU_REAL;
	look_at_members(sys, group, out);
}

bool priv_pci_node(int sys, uint32_t group, struct priv_node *out)
{
	char path[64], text[32];
	OWN_FD int dir = -1;

	(void)snprintf(path, sizeof(path), "class/vfio/%u", group);
	dir = priv_kernfs_follow(sys, path);
	*out = (struct priv_node){.type = S_IFCHR};
	(void)snprintf(out->path, sizeof(out->path), "/dev/vfio/%u", group);
	(void)snprintf(out->of, sizeof(out->of), "IOMMU group %u", group);
	return dir >= 0 && priv_kernfs_read(dir, "dev", text, sizeof(text)) &&
	       priv_node_parse_dev(text, &out->dev);
}

static void look_at_node(int sys, struct fact_pci *out)
{
	struct priv_node node;
	struct err ignored;
	OWN_FD int fd = -1;
	struct stat st;

	if (!priv_pci_node(sys, out->group, &node))
		return;
	fd = priv_node_open(&node, &st, &ignored);
	out->has_node = fd >= 0;
	out->owner = fd >= 0 ? st.st_uid : 0;
}

static enum fact_override read_override(int dir)
{
	char text[32];

	if (!has(dir, "driver_override"))
		return FACT_OVERRIDE_NONE;
	if (!priv_kernfs_read(dir, "driver_override", text, sizeof(text)))
		return FACT_OVERRIDE_OTHER;
	if (strcmp(text, "vfio-pci") == 0)
		return FACT_OVERRIDE_VFIO;
	return strcmp(text, "(null)") == 0 || text[0] == '\0'
		       ? FACT_OVERRIDE_NONE
		       : FACT_OVERRIDE_OTHER;
}

/* These wait for whoever is binding or unbinding the device, which may be for
 * ever. */
static void look_patiently(int dir, struct fact_pci *out)
{
	out->override = read_override(dir);
	out->has_vfs = is_on(dir, "sriov_numvfs");
}

static void look_at_use(int sys, int dir, enum lock lock, struct fact_pci *out)
{
	char name[PCI_ADDR_TEXT_BYTES];

	pci_addr_print(&out->self.addr, name);
	if (!priv_device_use(sys, dir, name, out->use) && lock == LOCK_OURS)
		(void)priv_device_claim(sys, dir, name, out->use);
}

static enum lock find_lock(uint32_t group, const struct priv_locks *locks)
{
	char name[PRIV_LOCK_NAME_BYTES];

	priv_pci_name_lock(group, name);
	if (priv_locks_hold(locks, name))
		return LOCK_OURS;
	return priv_lock_device_is_held(name) ? LOCK_OTHERS : LOCK_FREE;
}

static void look_at_device(int sys, int dir, const struct priv_locks *locks,
			   struct fact_pci *out)
{
	enum lock lock;

	out->can_bind = has(sys, "bus/pci/drivers/vfio-pci");
	out->boot_vga = is_on(dir, "boot_vga");
	look_at_group(sys, dir, out);
	if (out->iommu != FACT_IOMMU_REAL)
		return;
	look_at_node(sys, out);
	lock = find_lock(out->group, locks);
	out->at_work = lock == LOCK_OTHERS;
	if (!out->at_work)
		look_patiently(dir, out);
	look_at_use(sys, dir, lock, out);
}

void priv_pci_look_beneath(int sys, const struct pci_addr *addr,
			   const struct priv_locks *locks, struct fact_pci *out)
{
	OWN_FD int dir = priv_pci_open(sys, addr);

	*out = (struct fact_pci){.self.addr = *addr};
	out->there = dir >= 0 && look_at_function(dir, &out->self);
	if (out->there)
		look_at_device(sys, dir, locks, out);
}

bool priv_pci_look(const struct pci_addr *addr, const struct priv_locks *locks,
		   struct fact_pci *out, struct err *e)
{
	OWN_FD int sys = priv_kernfs_open("/sys", SYSFS_MAGIC, e);

	if (sys < 0)
		return false;
	priv_pci_look_beneath(sys, addr, locks, out);
	return true;
}
