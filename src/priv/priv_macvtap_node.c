/* priv_macvtap_node.c - which device node is a macvtap's
 *
 * Runs as: root.  Input: sysfs.
 *
 * /dev is one for all network namespaces, and its tapN is named after an
 * interface index, which is not: a user's own namespace can put its tap4242
 * there first.  So what is given away is what sysfs calls the device of our
 * interface, and that sysfs shows our interface is proven by the mark that
 * netlink has just set.
 */
#include "priv_macvtap_node.h"
#include "priv_kernfs.h"
#include <linux/magic.h>
#include <stdio.h>
#include <string.h>

/* Whether sysfs, at @dir, shows an interface with the mark @mark. */
static bool bears_mark(int dir, const struct mark *mark)
{
	char want[MARK_TEXT_BYTES], found[LINK_ALIAS_BYTES];

	return priv_kernfs_read(dir, "ifalias", found, sizeof(found)) &&
	       strcmp(found, mark_print(mark, want)) == 0;
}

/* The directory of @link in sysfs; -1 after filling @e. */
static int open_link(const struct priv_link *link, const struct mark *mark,
		     struct err *e)
{
	OWN_FD int sys = priv_kernfs_open("/sys", SYSFS_MAGIC, e);
	OWN_FD int dir = -1;
	char path[64];

	if (sys < 0)
		return -1;
	(void)snprintf(path, sizeof(path), "devices/virtual/net/%s",
		       link->name);
	dir = priv_kernfs_open_dir(sys, path);
	if (dir >= 0 && bears_mark(dir, mark))
		return take_fd(&dir);
	err_set(e, ERR_HOST, "/sys does not show the network namespace of %s",
		link->name);
	err_hint(e, "mount sysfs anew in this namespace");
	return -1;
}

bool priv_macvtap_node(const struct priv_link *link, const struct mark *mark,
		       struct priv_node *out, struct err *e)
{
	OWN_FD int dir = open_link(link, mark, e);
	char path[64];

	if (dir < 0)
		return false;
	*out = (struct priv_node){.type = S_IFCHR};
	(void)snprintf(out->path, sizeof(out->path), "/dev/tap%u", link->index);
	(void)snprintf(out->of, sizeof(out->of), "%s", link->name);
	(void)snprintf(path, sizeof(path), "macvtap/tap%u/dev", link->index);
	return priv_node_read_dev(dir, path, &out->dev) ||
	       err_set(e, ERR_SYSTEM,
		       "/sys/class/net/%s/%s tells no device number",
		       link->name, path);
}
