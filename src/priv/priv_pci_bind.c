/* priv_pci_bind.c - from the host's driver to a user's, and back
 *
 * Runs as: root.  Input: permits, made by policy_judge(); sysfs.
 *
 * The override comes first, so that between two drivers no third one takes the
 * device; that the kernel reports success for a probe means nothing, so the
 * driver's link is read.  Never by new_id, which would bind every card of the
 * same make.
 */
#include "priv_pci_bind.h"
#include "priv_kernfs.h"
#include "priv_node.h"
#include "priv_pci.h"
#include "priv_write.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/stat.h>

enum {
	DRIVER_WAIT_MS = 5000, /* for a driver to let go of a device */
};

struct bind {
	const struct permit *permit;
	const struct fact_pci *before;
	const struct priv_locks *locks;
	int sys, dir; /* of sysfs, and of the device; owned */
	char addr[PCI_ADDR_TEXT_BYTES];
};

static bool begin(struct bind *b, const struct permit *permit,
		  const struct priv_locks *locks, struct err *e)
{
	*b = (struct bind){.permit = permit,
			   .before = &permit_fact(permit)->pci,
			   .locks = locks,
			   .sys = -1,
			   .dir = -1};
	pci_addr_print(&permit_op(permit)->pci, b->addr);
	b->sys = priv_kernfs_open("/sys", SYSFS_MAGIC, e);
	if (b->sys < 0)
		return false;
	b->dir = priv_pci_open(b->sys, &permit_op(permit)->pci);
	return b->dir >= 0 || err_set(e, ERR_BUSY, "%s was unplugged", b->addr);
}

static void end(struct bind *b)
{
	OWN_FD int sys = take_fd(&b->sys);
	OWN_FD int dir = take_fd(&b->dir);

	(void)sys;
	(void)dir;
}

static bool write_to(const struct bind *b, int dir, const char *path,
		     const char *text, struct err *e)
{
	int errnum = priv_write(dir, path, text, DRIVER_WAIT_MS, b->locks);

	if (errnum == 0)
		return true;
	err_system(e, errnum, "writing to %s of %s", path, b->addr);
	if (errnum != ETIMEDOUT)
		return false;
	e->kind = ERR_TIMEOUT;
	return err_hint(e, "a driver does not let go of it; the kernel's log "
			   "may say why, and it may need a restart");
}

/* Whether vfio-pci has it. */
static bool find_bound(const struct bind *b, bool *bound, struct err *e)
{
	char name[FACT_DRIVER_BYTES];
	enum fact_driver driver;

	if (!priv_pci_driver(b->dir, &driver, name))
		return err_system(e, errno, "looking at the driver of %s",
				  b->addr);
	*bound = driver == FACT_DRIVER_VFIO;
	return true;
}

/* pci-stub is a driver here, too. */
static bool find_driven(const struct bind *b, bool *driven, struct err *e)
{
	*driven = faccessat(b->dir, "driver", F_OK, AT_SYMLINK_NOFOLLOW) == 0;
	return *driven || errno == ENOENT ||
	       err_system(e, errno, "looking at the driver of %s", b->addr);
}

static bool unbind(const struct bind *b, struct err *e)
{
	bool driven = false;

	return find_driven(b, &driven, e) &&
	       (!driven || write_to(b, b->dir, "driver/unbind", b->addr, e));
}

static bool probe(const struct bind *b, struct err *e)
{
	return write_to(b, b->sys, "bus/pci/drivers_probe", b->addr, e);
}

/* It is also what tells the next run that the device is to go back. */
static bool set_override(const struct bind *b, struct err *e)
{
	return write_to(b, b->dir, "driver_override", "vfio-pci", e);
}

/* Writing nothing would be no write: a line end clears it. */
static bool clear_override(const struct bind *b, struct err *e)
{
	return write_to(b, b->dir, "driver_override", "\n", e);
}

static bool bind(const struct bind *b, struct err *e)
{
	bool bound = false;

	if (b->before->self.driver == FACT_DRIVER_VFIO)
		return true;
	if (!set_override(b, e) || !unbind(b, e) || !probe(b, e) ||
	    !find_bound(b, &bound, e))
		return false;
	if (bound)
		return true;
	err_set(e, ERR_SYSTEM, "vfio-pci did not take %s", b->addr);
	return err_hint(e, "the kernel's log says why");
}

bool priv_pci_bind(const struct permit *permit, const struct priv_locks *locks,
		   struct err *e)
{
	struct bind b;
	bool done = begin(&b, permit, locks, e) && bind(&b, e);

	end(&b);
	return done;
}

/* Open the device of @node, looked at by @path_fd, as nobody else can while it
 * is open.  Only root can do so, so it has to be root's. */
static int hold(const struct priv_node *node, int path_fd, struct err *e)
{
	int fd = priv_node_open_device(path_fd, O_RDWR);

	if (fd < 0 && errno == EBUSY) {
		err_set(e, ERR_BUSY, "something has %s open", node->path);
		err_hint(e, "stop the VM or program that uses the device");
	} else if (fd < 0) {
		err_system(e, errno, "opening %s", node->path);
	}
	return fd;
}

/* Whether nobody has what is to be given: a user who had it before may not have
 * closed it. */
static bool is_idle(const struct permit *permit, const struct priv_node *node,
		    struct err *e)
{
	struct stat st;
	OWN_FD int path_fd = priv_node_open(node, &st, e);
	OWN_FD int held = -1;

	if (path_fd < 0)
		return false;
	if (st.st_uid == permit_uid(permit) && st.st_uid != 0)
		return true; /* given with another function of the group */
	held = hold(node, path_fd, e);
	return held >= 0;
}

static bool find_node(const struct bind *b, struct priv_node *out,
		      struct err *e)
{
	return priv_pci_node(b->sys, b->before->group, out) ||
	       err_set(e, ERR_SYSTEM,
		       "IOMMU group %u of %s has no node in /dev/vfio",
		       b->before->group, b->addr);
}

static bool give(const struct bind *b, uint64_t since_us, struct err *e)
{
	struct priv_node node;

	return find_node(b, &node, e) && is_idle(b->permit, &node, e) &&
	       priv_node_give(b->permit, &node,
			      b->before->has_node ? 0 : since_us, e);
}

bool priv_pci_give(const struct permit *permit, uint64_t since_us,
		   struct err *e)
{
	static const struct priv_locks none;
	struct bind b;
	bool done = begin(&b, permit, &none, e) && give(&b, since_us, e);

	end(&b);
	return done;
}

/* Make the node root's again, and hold the device so that nobody else has it:
 * while something has, the kernel would wait for that with the driver.  Then it
 * stays as it was, and @held is -1. */
static bool take_node(const struct bind *b, const struct priv_node *node,
		      int path_fd, int *held, struct err *e)
{
	struct stat st;
	struct err why;

	if (fstat(path_fd, &st) != 0)
		return err_system(e, errno, "looking at %s", node->path);
	if (!priv_node_take_back(b->permit, path_fd, node->path, e))
		return false;
	*held = hold(node, path_fd, e);
	if (*held >= 0)
		return true;
	if (st.st_uid == permit_uid(b->permit) &&
	    !priv_node_hand(b->permit, path_fd, node->path, &why))
		*e = why;
	return false;
}

/* The same for the node of the device's group.  Where that has none, there is
 * nothing that could have been given. */
static bool take_group(const struct bind *b, int *held, struct err *e)
{
	struct priv_node node;
	OWN_FD int path_fd = -1;
	struct stat st;

	*held = -1;
	if (!priv_pci_node(b->sys, b->before->group, &node))
		return priv_kernfs_is_absent(errno) ||
		       err_system(e, errno, "looking for the node of %s",
				  b->addr);
	errno = ENODEV; /* for what is not the group's node */
	path_fd = priv_node_open(&node, &st, e);
	if (path_fd < 0)
		return priv_kernfs_is_absent(errno);
	return take_node(b, &node, path_fd, held, e);
}

static bool return_node(const struct bind *b, struct err *e)
{
	OWN_FD int held = -1;

	return take_group(b, &held, e);
}

/* Take the device from vfio-pci, if that has it, and then clear the override if
 * @clear. */
static bool let_go(const struct bind *b, bool clear, struct err *e)
{
	OWN_FD int held = -1;
	bool bound = false;

	return find_bound(b, &bound, e) &&
	       (!bound || take_group(b, &held, e)) &&
	       (!bound || unbind(b, e)) && (!clear || clear_override(b, e));
}

/* Have the host's driver take it.  If that fails, the next run has to know. */
static bool reprobe(const struct bind *b, struct err *e)
{
	struct err ignored;
	bool driven = false;

	if (find_driven(b, &driven, e) && (driven || probe(b, e)))
		return true;
	(void)set_override(b, &ignored);
	return false;
}

static bool host_has_it(const struct bind *b, struct err *e)
{
	const char *want = b->before->self.driver_name;
	char name[FACT_DRIVER_BYTES];
	enum fact_driver driver;

	if (!reprobe(b, e))
		return false;
	return (priv_pci_driver(b->dir, &driver, name) &&
		strcmp(name, want) == 0) ||
	       err_set(e, ERR_SYSTEM, "%s did not take %s again", want,
		       b->addr);
}

static bool restore(const struct bind *b, struct err *e)
{
	const struct fact_pci *before = b->before;

	if (before->self.driver == FACT_DRIVER_VFIO)
		return return_node(b, e);
	return let_go(b, before->override != FACT_OVERRIDE_VFIO, e) &&
	       (before->self.driver == FACT_DRIVER_NONE || host_has_it(b, e));
}

bool priv_pci_restore(const struct permit *permit,
		      const struct priv_locks *locks, struct err *e)
{
	struct bind b;
	bool done = begin(&b, permit, locks, e) && restore(&b, e);

	end(&b);
	return done;
}

/* A device that was bound without an override was bound by the administrator,
 * and stays so; one without a driver was being given back by a run that was
 * killed.  Not every device has a driver to go back to. */
static bool give_back(const struct bind *b, struct err *e)
{
	if (b->before->override == FACT_OVERRIDE_VFIO)
		return let_go(b, true, e) && reprobe(b, e);
	return b->before->self.driver == FACT_DRIVER_NONE ? reprobe(b, e)
							  : return_node(b, e);
}

bool priv_pci_return(const struct permit *permit,
		     const struct priv_locks *locks, struct err *e)
{
	struct bind b;
	bool done = begin(&b, permit, locks, e) && give_back(&b, e);

	end(&b);
	return done;
}
