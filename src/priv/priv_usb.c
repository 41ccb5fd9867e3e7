/* priv_usb.c - the USB devices of the host, and their nodes
 *
 * Runs as: root.  Input: a recognised id or port; sysfs, whose ids and numbers
 * a plugged device chooses.
 */
#include "priv_usb.h"
#include "priv_device_use.h"
#include "priv_kernfs.h"
#include "priv_node.h"
#include "vmman/num.h"
#include <errno.h>
#include <linux/magic.h>
#include <stdio.h>
#include <string.h>

enum {
	ATTRIBUTE_BYTES = 16,
	NUMBER_MAX = 999, /* of a bus or device: three digits of a name */
};

static const char hub_class[] = "09";

/* A look at the devices. */
struct look {
	int sys;
	struct fact_node *out;
	int errnum; /* of the first thing that could not be told; or 0 */
};

static bool found(struct look *l, bool yes)
{
	return priv_kernfs_found(yes, &l->errnum);
}

/* These fail with ENODEV, as reading does of what has just been unplugged, if
 * what they read is not what a device tells. */

static bool read_number(int dir, const char *name, uint16_t *out)
{
	char text[ATTRIBUTE_BYTES];
	uint64_t number;

	if (!priv_kernfs_read(dir, name, text, sizeof(text)))
		return false;
	errno = ENODEV;
	if (!num_parse(str_from_c(text), NUMBER_MAX, &number))
		return false;
	*out = (uint16_t)number;
	return true;
}

static bool read_id(int dir, struct usb_id *out)
{
	char vendor[ATTRIBUTE_BYTES], product[ATTRIBUTE_BYTES];
	char text[2 * ATTRIBUTE_BYTES];
	struct err ignored;

	if (!priv_kernfs_read(dir, "idVendor", vendor, sizeof(vendor)) ||
	    !priv_kernfs_read(dir, "idProduct", product, sizeof(product)))
		return false;
	(void)snprintf(text, sizeof(text), "%s:%s", vendor, product);
	errno = ENODEV;
	return usb_id_parse(str_from_c(text), out, &ignored);
}

static struct priv_node node_of(const struct fact_node *fact)
{
	struct priv_node node = {.type = S_IFCHR, .dev = fact->dev};

	(void)snprintf(node.path, sizeof(node.path), "/dev/bus/usb/%03u/%03u",
		       fact->bus, fact->number);
	(void)snprintf(node.of, sizeof(node.of), "USB device %.20s",
		       fact->ports);
	return node;
}

/* A device without a node is absent. */
static void look_at_node(struct look *l)
{
	struct priv_node node = node_of(l->out);
	struct err ignored;
	OWN_FD int fd = -1;
	struct stat st;

	errno = ENODEV; /* for what is not the device's node */
	fd = priv_node_open(&node, &st, &ignored);
	if (!found(l, fd >= 0)) {
		l->out->sort = FACT_SORT_ABSENT;
		return;
	}
	l->out->owner = st.st_uid;
	l->out->group = st.st_gid;
	l->out->mode = st.st_mode;
}

static bool read_attributes(int dir, struct fact_node *out)
{
	char class[ATTRIBUTE_BYTES];

	if (!read_id(dir, &out->id) || !read_number(dir, "busnum", &out->bus) ||
	    !read_number(dir, "devnum", &out->number) ||
	    !priv_node_read_dev(dir, "dev", &out->dev) ||
	    !priv_kernfs_read(dir, "bDeviceClass", class, sizeof(class)))
		return false;
	out->sort =
		strcmp(class, hub_class) == 0 ? FACT_SORT_UNFIT : FACT_SORT_FIT;
	return true;
}

/* What sits at @port, whose directory is @dir.  One that goes while it is
 * looked at is not there. */
static void look(struct look *l, int dir, const char *port)
{
	struct fact_node *out = l->out;

	if (str_copy(out->ports, sizeof(out->ports), str_from_c(port)) &&
	    found(l, read_attributes(dir, out)))
		(void)priv_device_use(l->sys, dir, port, out->use);
}

static int open_port(int sys, const char *port)
{
	char path[FACT_PORTS_BYTES + 32];

	(void)snprintf(path, sizeof(path), "bus/usb/devices/%s", port);
	return priv_kernfs_follow(sys, path);
}

static void add_port(struct fact_node *fact, const char *port)
{
	size_t len = strlen(fact->ports);

	fact->sort = FACT_SORT_SEVERAL;
	(void)snprintf(fact->ports + len, sizeof(fact->ports) - len, ", %s",
		       port);
}

/* Take note of the device at @port, if it is an @id. */
static void match(struct look *l, const char *port, const struct usb_id *id)
{
	OWN_FD int dir = open_port(l->sys, port);
	struct usb_id its = {0};

	if (!found(l, dir >= 0 && read_id(dir, &its)) ||
	    its.vendor != id->vendor || its.product != id->product)
		return;
	if (l->out->sort == FACT_SORT_ABSENT)
		look(l, dir, port);
	else
		add_port(l->out, port);
}

static void find_id(struct look *l, const struct usb_id *id)
{
	OWN_FD int fd = priv_kernfs_list(l->sys, "bus/usb/devices");
	struct priv_kernfs_names names = {.fd = fd};
	const char *name;

	if (!found(l, fd >= 0))
		return; /* a host without USB */
	while ((name = priv_kernfs_next(&names)) != NULL)
		match(l, name, id);
	errno = names.errnum;
	(void)found(l, names.errnum == 0);
}

static void find_port(struct look *l, const char *port)
{
	OWN_FD int dir = open_port(l->sys, port);

	if (found(l, dir >= 0))
		look(l, dir, port);
}

static void find(struct look *l, const struct usb_dev *dev)
{
	*l->out = (struct fact_node){.sort = FACT_SORT_ABSENT};
	if (dev->by_port)
		find_port(l, dev->port);
	else
		find_id(l, &dev->id);
}

int priv_usb_look_beneath(int sys, const struct usb_dev *dev,
			  struct fact_node *out)
{
	struct look l = {.sys = sys, .out = out};

	find(&l, dev);
	return l.errnum;
}

bool priv_usb_look(const struct usb_dev *dev, struct fact_node *out,
		   struct err *e)
{
	OWN_FD int sys = priv_kernfs_open("/sys", SYSFS_MAGIC, e);
	struct look l = {.sys = sys, .out = out};
	char text[USB_DEV_TEXT_BYTES];

	if (sys < 0)
		return false;
	find(&l, dev);
	if (out->sort == FACT_SORT_FIT)
		look_at_node(&l);
	return l.errnum == 0 ||
	       err_system(e, l.errnum, "looking at USB device %s",
			  usb_dev_print(dev, text));
}

/* Make sure that nobody of the host has a disk of the device for himself. */
static bool claim(const struct fact_node *fact, struct err *e)
{
	OWN_FD int sys = priv_kernfs_open("/sys", SYSFS_MAGIC, e);
	OWN_FD int dir = -1;
	char use[FACT_USE_BYTES];

	if (sys < 0)
		return false;
	dir = open_port(sys, fact->ports);
	if (dir < 0)
		return err_system(e, errno, "looking at USB device %s",
				  fact->ports);
	if (!priv_device_claim(sys, dir, fact->ports, use))
		return true;
	err_set(e, ERR_BUSY, "the host uses USB device %s: %s", fact->ports,
		use);
	return err_hint(e, "the administrator can free it");
}

bool priv_usb_give(const struct permit *permit, struct err *e)
{
	const struct fact_node *fact = &permit_fact(permit)->node;
	struct priv_node node = node_of(fact);

	return claim(fact, e) && priv_node_give(permit, &node, 0, e);
}

bool priv_usb_take_back(const struct permit *permit, struct err *e)
{
	struct priv_node node = node_of(&permit_fact(permit)->node);
	struct stat st;
	OWN_FD int fd = priv_node_open(&node, &st, e);

	return fd >= 0 && priv_node_take_back(permit, fd, node.path, e);
}
