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

static bool read_number(int dir, const char *name, uint16_t *out)
{
	char text[ATTRIBUTE_BYTES];
	uint64_t number;

	if (!priv_kernfs_read(dir, name, text, sizeof(text)) ||
	    !num_parse(str_from_c(text), NUMBER_MAX, &number))
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

static bool look_at_node(struct fact_node *fact)
{
	struct priv_node node = node_of(fact);
	struct err ignored;
	struct stat st;
	OWN_FD int fd = priv_node_open(&node, &st, &ignored);

	if (fd < 0)
		return false;
	fact->owner = st.st_uid;
	fact->group = st.st_gid;
	fact->mode = st.st_mode;
	return true;
}

/* What sits at @port, whose directory is @dir.  One that goes while it is
 * looked at is not there. */
static void look(int sys, int dir, const char *port, struct fact_node *out)
{
	char dev[ATTRIBUTE_BYTES], class[ATTRIBUTE_BYTES];

	*out = (struct fact_node){.sort = FACT_SORT_ABSENT};
	if (!read_id(dir, &out->id) || !read_number(dir, "busnum", &out->bus) ||
	    !read_number(dir, "devnum", &out->number) ||
	    !priv_kernfs_read(dir, "dev", dev, sizeof(dev)) ||
	    !priv_node_parse_dev(dev, &out->dev) ||
	    !priv_kernfs_read(dir, "bDeviceClass", class, sizeof(class)) ||
	    !str_copy(out->ports, sizeof(out->ports), str_from_c(port)))
		return;
	(void)priv_device_use(sys, dir, port, out->use);
	out->sort =
		strcmp(class, hub_class) == 0 ? FACT_SORT_UNFIT : FACT_SORT_FIT;
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
static void match(int sys, const char *port, const struct usb_id *id,
		  struct fact_node *out)
{
	OWN_FD int dir = open_port(sys, port);
	struct usb_id found;

	if (dir < 0 || !read_id(dir, &found) || found.vendor != id->vendor ||
	    found.product != id->product)
		return;
	if (out->sort == FACT_SORT_ABSENT)
		look(sys, dir, port, out);
	else
		add_port(out, port);
}

static bool find_id(int sys, const struct usb_id *id, struct fact_node *out,
		    struct err *e)
{
	OWN_FD int fd = priv_kernfs_list(sys, "bus/usb/devices");
	struct priv_kernfs_names names = {.fd = fd};
	const char *name;

	if (fd < 0)
		return true; /* a host without USB */
	while ((name = priv_kernfs_next(&names)) != NULL)
		match(sys, name, id, out);
	return names.errnum == 0 ||
	       err_system(e, names.errnum, "listing the USB devices");
}

bool priv_usb_look_beneath(int sys, const struct usb_dev *dev,
			   struct fact_node *out, struct err *e)
{
	OWN_FD int dir = -1;

	*out = (struct fact_node){.sort = FACT_SORT_ABSENT};
	if (!dev->by_port)
		return find_id(sys, &dev->id, out, e);
	dir = open_port(sys, dev->port);
	if (dir >= 0)
		look(sys, dir, dev->port, out);
	return true;
}

bool priv_usb_look(const struct usb_dev *dev, struct fact_node *out,
		   struct err *e)
{
	OWN_FD int sys = priv_kernfs_open("/sys", SYSFS_MAGIC, e);

	if (sys < 0 || !priv_usb_look_beneath(sys, dev, out, e))
		return false;
	if (out->sort == FACT_SORT_FIT && !look_at_node(out))
		out->sort = FACT_SORT_ABSENT;
	return true;
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
