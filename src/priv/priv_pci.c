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

/* A look at a device. */
struct look {
	int sys;
	const struct priv_locks *locks;
	struct fact_pci *out;
	int errnum; /* of the first thing that could not be told; or 0 */
};

static bool found(struct look *l, bool yes)
{
	return priv_kernfs_found(yes, &l->errnum);
}

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

static enum fact_driver driver_named(const char *name)
{
	if (strcmp(name, "vfio-pci") == 0)
		return FACT_DRIVER_VFIO;
	return strcmp(name, "pci-stub") == 0 ? FACT_DRIVER_NONE
					     : FACT_DRIVER_HOST;
}

bool priv_pci_driver(int dir, enum fact_driver *out,
		     char name[FACT_DRIVER_BYTES])
{
	bool named =
		priv_kernfs_link_name(dir, "driver", name, FACT_DRIVER_BYTES);

	if (!named && !priv_kernfs_is_absent(errno))
		return false;
	if (named)
		*out = driver_named(name);
	else
		*out = errno == EOVERFLOW ? FACT_DRIVER_HOST : FACT_DRIVER_NONE;
	return true;
}

static bool read_hex(int dir, const char *path, uint32_t max, uint32_t *out)
{
	char text[16];

	if (!priv_kernfs_read(dir, path, text, sizeof(text)))
		return false;
	errno = ENODEV; /* as said of what is no PCI device */
	return num_parse_hex(str_from_c(text), max, out);
}

/* False, with errno, if it is no PCI device, or has just been unplugged. */
static bool look_at_function(int dir, struct fact_function *f)
{
	uint32_t vendor, product;

	if (!read_hex(dir, "vendor", UINT16_MAX, &vendor) ||
	    !read_hex(dir, "device", UINT16_MAX, &product) ||
	    !read_hex(dir, "class", 0xffffff, &f->class))
		return false;
	f->id = (struct usb_id){(uint16_t)vendor, (uint16_t)product};
	return priv_pci_driver(dir, &f->driver, f->driver_name);
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
static void look_at_group(struct look *l, int dir)
{
	struct fact_pci *out = l->out;
	OWN_FD int group = -1;
	char text[32], path[64];
	uint64_t number;
	struct stat st;
	bool is_fake;

	if (!found(l, priv_kernfs_link_name(dir, "iommu_group", text,
					    sizeof(text))) ||
	    !num_parse(str_from_c(text), INT32_MAX, &number))
		return;
	(void)snprintf(path, sizeof(path), "kernel/iommu_groups/%u",
		       (unsigned)number);
	group = priv_kernfs_open_dir(l->sys, path);
	if (!found(l, group >= 0))
		return;
	out->group = (uint32_t)number;
	is_fake = found(l, fstatat(group, "name", &st, 0) == 0);
	out->iommu = is_fake ? FACT_IOMMU_FAKE : FACT_IOMMU_REAL;
	look_at_members(l->sys, group, out);
}

bool priv_pci_node(int sys, uint32_t group, struct priv_node *out)
{
	char path[64];
	OWN_FD int dir = -1;

	(void)snprintf(path, sizeof(path), "class/vfio/%u", group);
	dir = priv_kernfs_follow(sys, path);
	*out = (struct priv_node){.type = S_IFCHR};
	(void)snprintf(out->path, sizeof(out->path), "/dev/vfio/%u", group);
	(void)snprintf(out->of, sizeof(out->of), "IOMMU group %u", group);
	return dir >= 0 && priv_node_read_dev(dir, "dev", &out->dev);
}

static void look_at_node(struct look *l)
{
	struct fact_pci *out = l->out;
	struct priv_node node;
	struct err ignored;
	OWN_FD int fd = -1;
	struct stat st;

	if (!found(l, priv_pci_node(l->sys, out->group, &node)))
		return;
	errno = ENODEV; /* for what is not the group's node */
	fd = priv_node_open(&node, &st, &ignored);
	out->has_node = found(l, fd >= 0);
	out->owner = fd >= 0 ? st.st_uid : 0;
}

static enum fact_override read_override(struct look *l, int dir)
{
	char text[32];

	if (!found(l, priv_kernfs_read(dir, "driver_override", text,
				       sizeof(text))))
		return errno == ENOENT ? FACT_OVERRIDE_NONE
				       : FACT_OVERRIDE_OTHER;
	if (strcmp(text, "vfio-pci") == 0)
		return FACT_OVERRIDE_VFIO;
	return strcmp(text, "(null)") == 0 || text[0] == '\0'
		       ? FACT_OVERRIDE_NONE
		       : FACT_OVERRIDE_OTHER;
}

/* These wait for whoever is binding or unbinding the device, which may be for
 * ever. */
static void look_patiently(struct look *l, int dir)
{
	l->out->override = read_override(l, dir);
	l->out->has_vfs = is_on(dir, "sriov_numvfs");
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

static void look_at_device(struct look *l, int dir)
{
	struct fact_pci *out = l->out;
	enum lock lock;

	out->can_bind = has(l->sys, "bus/pci/drivers/vfio-pci");
	out->boot_vga = is_on(dir, "boot_vga");
	look_at_group(l, dir);
	if (out->iommu != FACT_IOMMU_REAL)
		return;
	look_at_node(l);
	lock = find_lock(out->group, l->locks);
	out->at_work = lock == LOCK_OTHERS;
	if (!out->at_work)
		look_patiently(l, dir);
	look_at_use(l->sys, dir, lock, out);
}

int priv_pci_look_beneath(int sys, const struct pci_addr *addr,
			  const struct priv_locks *locks, struct fact_pci *out)
{
	struct look l = {.sys = sys, .locks = locks, .out = out};
	OWN_FD int dir = priv_pci_open(sys, addr);

	*out = (struct fact_pci){.self.addr = *addr};
	out->there = found(&l, dir >= 0 && look_at_function(dir, &out->self));
	if (out->there)
		look_at_device(&l, dir);
	return l.errnum;
}

bool priv_pci_look(const struct pci_addr *addr, const struct priv_locks *locks,
		   struct fact_pci *out, struct err *e)
{
	OWN_FD int sys = priv_kernfs_open("/sys", SYSFS_MAGIC, e);
	char name[PCI_ADDR_TEXT_BYTES];
	int errnum;

	if (sys < 0)
		return false;
	errnum = priv_pci_look_beneath(sys, addr, locks, out);
	return errnum == 0 || err_system(e, errnum, "looking at PCI device %s",
					 pci_addr_print(addr, name));
}
