/* host_nic.c - taps and macvtaps that vm-init made for the caller
 *
 * Runs as: caller.  Input: checked interface names; sysfs, /dev.
 */
#include "host_internal.h"
#include "vmman/launch.h"
#include "vmman/num.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

enum {
	NODE_BYTES = 32 /* room for "/dev/tap4294967295" */
};

static struct str read_attribute(const struct ifname *ifname, const char *name,
				 char buffer[HOST_ATTRIBUTE_BYTES])
{
	return host_attribute("/sys/class/net", ifname->text, name, buffer);
}

static bool missing(const char *kind, const struct ifname *ifname,
		    const struct vm_name *vm, struct err *e)
{
	err_set(e, ERR_HOST, "there is no %s %s", kind, ifname->text);
	return err_hint(e, "run vm-init %s first", vm->text);
}

static bool check_tun_node(struct err *e)
{
	if (access("/dev/net/tun", R_OK | W_OK) == 0)
		return true;
	err_set(e, ERR_HOST, "you may not open /dev/net/tun: %s",
		strerrordesc_np(errno));
	return err_hint(e, "the administrator can load the module tun, and "
			   "let udev give the node its usual mode 0666");
}

bool host_check_tap(const struct ifname *ifname, const struct vm_name *vm,
		    struct err *e)
{
	char buffer[HOST_ATTRIBUTE_BYTES];
	uint64_t owner;

	if (read_attribute(ifname, "/tun_flags", buffer).len == 0)
		return missing("tap", ifname, vm, e);
	/* "-1" is nobody, and then everybody may attach. */
	if (num_parse(read_attribute(ifname, "/owner", buffer), UINT32_MAX,
		      &owner) &&
	    owner != getuid())
		return err_set(e, ERR_DENIED,
			       "the tap %s belongs to user %u, not to you",
			       ifname->text, (uid_t)owner);
	return check_tun_node(e);
}

/* A device's number from sysfs, "major:minor". */
static bool parse_device(struct str text, dev_t *out)
{
	const char *colon =
		text.len > 0 ? memchr(text.data, ':', text.len) : NULL;
	uint64_t major_number, minor_number;
	size_t len;

	if (colon == NULL)
		return false;
	len = (size_t)(colon - text.data);
	if (!num_parse((struct str){text.data, len}, UINT32_MAX,
		       &major_number) ||
	    !num_parse((struct str){colon + 1, text.len - len - 1}, UINT32_MAX,
		       &minor_number))
		return false;
	*out = makedev((unsigned)major_number, (unsigned)minor_number);
	return true;
}

/* The node of the macvtap @ifname, and its number according to sysfs. */
static bool find_node(const struct ifname *ifname, char node[NODE_BYTES],
		      dev_t *number)
{
	char buffer[HOST_ATTRIBUTE_BYTES], name[64];
	uint64_t index;

	if (!num_parse(read_attribute(ifname, "/ifindex", buffer), INT32_MAX,
		       &index))
		return false;
	(void)snprintf(node, NODE_BYTES, "/dev/tap%u", (unsigned)index);
	(void)snprintf(name, sizeof(name), "/macvtap/tap%u/dev",
		       (unsigned)index);
	return parse_device(read_attribute(ifname, name, buffer), number);
}

/* /dev is not divided into network namespaces: somebody's macvtap in another
 * one can have our number in its name.  O_PATH does not open the device yet:
 * opening it would already take a share of its packets. */
static bool find_device(const char *node, dev_t number, int *out, struct err *e)
{
	OWN_FD int fd = open(node, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	struct stat st;

	if (fd < 0 || fstat(fd, &st) != 0)
		return err_system(e, errno, "looking at %s", node);
	if (!S_ISCHR(st.st_mode) || st.st_rdev != number) {
		err_set(e, ERR_HOST,
			"%s is not device %u:%u, but one of another "
			"network namespace",
			node, major(number), minor(number));
		return err_hint(e, "run vm-init again in the network namespace "
				   "of the VM");
	}
	*out = take_fd(&fd);
	return true;
}

/* The second proof, by the device itself. */
static bool has_name(int fd, const struct ifname *ifname)
{
	struct ifreq found = {0};

	return ioctl(fd, TUNGETIFF, &found) == 0 &&
	       strncmp(found.ifr_name, ifname->text, IFNAMSIZ) == 0;
}

static bool open_device(int path_fd, const char *node, int *out, struct err *e)
{
	char path[NODE_BYTES];
	OWN_FD int fd = -1;

	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", path_fd);
	fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd < 0 && (errno == EACCES || errno == EPERM))
		return err_set(e, ERR_DENIED, "%s belongs to somebody else",
			       node);
	if (fd < 0)
		return err_system(e, errno, "opening %s", node);
	*out = take_fd(&fd);
	return true;
}

bool host_open_macvtap(const struct ifname *ifname, const struct vm_name *vm,
		       int *out, struct err *e)
{
	OWN_FD int found = -1;
	OWN_FD int fd = -1;
	char node[NODE_BYTES];
	dev_t number;

	if (!find_node(ifname, node, &number))
		return missing("macvtap", ifname, vm, e);
	if (!find_device(node, number, &found, e))
		return false;
	if (!open_device(found, node, &fd, e))
		return err_hint(e, "run vm-init %s first", vm->text);
	if (!has_name(fd, ifname))
		return err_set(e, ERR_HOST, "%s is not the macvtap %s", node,
			       ifname->text);
	*out = take_fd(&fd);
	return true;
}
