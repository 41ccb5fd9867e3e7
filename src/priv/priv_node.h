/* priv_node.h - give what the host has in /dev to a user, and take it back */
#ifndef VMMAN_PRIV_NODE_H
#define VMMAN_PRIV_NODE_H

#include "vmman/err.h"
#include "vmman/own.h"
#include "vmman/policy.h"
#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/types.h>

enum {
	PRIV_NODE_PATH_BYTES = 64,
	PRIV_NODE_OF_BYTES = 40,
};

/* A device node that is known before it is looked at. */
struct priv_node {
	char path[PRIV_NODE_PATH_BYTES]; /* in /dev; made of numbers by us */
	mode_t type;                     /* S_IFCHR or S_IFBLK */
	dev_t dev;                       /* by sysfs: what it has to be */
	char of[PRIV_NODE_OF_BYTES];     /* whose device, for people:
					  * "alice0", "IOMMU group 14" */
};

/* Read a device number as sysfs tells it: "246:1". */
bool priv_node_parse_dev(const char *text, dev_t *out) MUST_CHECK;

/* The same in the file @path beneath @dir, a directory of sysfs.  False, with
 * errno: ENODEV for what is no device number, as for what has just gone. */
bool priv_node_read_dev(int dir, const char *path, dev_t *out) MUST_CHECK;

/* The node of the disk or partition @name, whose directory in sysfs is @dir.
 * False, with errno, if sysfs does not tell. */
bool priv_node_of_disk(int dir, const char *name,
		       struct priv_node *out) MUST_CHECK;

/* Open @node without opening the device itself (O_PATH), and make sure that it
 * is what it has to be.  The descriptor is owned by the caller; @out: what
 * fstat(2) tells.  -1 after filling @e: ERR_SYSTEM, ERR_BUSY (another device
 * has the name). */
int priv_node_open(const struct priv_node *node, struct stat *out,
		   struct err *e) MUST_CHECK;

/* Open the device itself whose node @fd is, of priv_node_open(), with the
 * @flags of open(2).  Owned by the caller, close-on-exec; -1 and errno. */
int priv_node_open_device(int fd, int flags) MUST_CHECK;

/* Whether going where a path leads to failed, with the errno @errnum, because
 * of what is there: nothing, no directory, a link, another file system, or what
 * root is kept out of (a user's FUSE).  Otherwise it cannot be told what is
 * there, and nothing may be taken for gone. */
bool priv_node_is_answer(int errnum);

/* When, for priv_node_give(): now, before the device is made; in microseconds,
 * by the clock that file systems go by. */
uint64_t priv_node_clock_us(void);

/* Open @node and give it to the caller of @permit.  A node whose device was
 * made at or after @since_us (0: it is older) is given when udev, where that
 * runs, has set its permissions.  False after filling @e: as priv_node_open()
 * and priv_node_hand(), and ERR_TIMEOUT. */
bool priv_node_give(const struct permit *permit, const struct priv_node *node,
		    uint64_t since_us, struct err *e) MUST_CHECK;

/* Give what @fd (of open(2), O_PATH) is to the caller of @permit, if it is
 * root's or the caller's already; @path is for people.  False after filling @e:
 * ERR_BUSY (another user's), ERR_SYSTEM. */
bool priv_node_hand(const struct permit *permit, int fd, const char *path,
		    struct err *e) MUST_CHECK;

/* Make what @fd is root's again, if it is the caller's of @permit; it is left
 * if it is not.  False after filling @e: ERR_SYSTEM. */
bool priv_node_take_back(const struct permit *permit, int fd, const char *path,
			 struct err *e) MUST_CHECK;

/* Whether udev's record of a device, the file @record, says that it was dealt
 * with at or after @since_us.  Only its age tells: udev replaces it when the
 * permissions are set, and where it has nothing else to say it is empty. */
bool priv_node_udev_done(const char *record, uint64_t since_us);

#endif
