/* priv_locks.c - the locks of all the devices that a judgement is about
 *
 * Runs as: root.  Input: permits, made by policy_judge(): who is not granted a
 * device cannot keep others off it.
 */
#include "priv_locks.h"
#include "priv_pci.h"
#include <stdio.h>
#include <string.h>
#include <sys/sysmacros.h>

static void name_device(const char *kind, dev_t dev,
			char out[PRIV_LOCK_NAME_BYTES])
{
	(void)snprintf(out, PRIV_LOCK_NAME_BYTES, "%s-%u:%u", kind, major(dev),
		       minor(dev));
}

/* The name of the lock that @permit needs; "" if none.  The lock of the user
 * is enough for interfaces, which bear the user's mark. */
static void name_lock(const struct permit *permit,
		      char out[PRIV_LOCK_NAME_BYTES])
{
	out[0] = '\0';
	if (permit_act(permit) == PERMIT_RELEASE ||
	    permit_act(permit) == PERMIT_KEEP)
		return;
	switch (permit_op(permit)->kind) {
	case PLAN_PCI:
		priv_pci_name_lock(permit_fact(permit)->pci.group, out);
		return;
	case PLAN_TAPBRIDGE:
	case PLAN_MACVTAP:
	case PLAN_HUGEPAGES: /* named after the caller */
	case PLAN_LOCKED:
		return;
	case PLAN_USB:
		name_device("usb", permit_fact(permit)->node.dev, out);
		return;
	case PLAN_BLOCK:
		name_device("block", permit_fact(permit)->node.disk, out);
		return;
	}
	BUG();
}

bool priv_locks_hold(const struct priv_locks *locks, const char *name)
{
	for (size_t i = 0; i < locks->count; i++)
		if (strcmp(locks->names[i], name) == 0)
			return true;
	return false;
}

/* Two functions of one IOMMU group have one lock; and two runs that want the
 * same ones take them in the same order, or each would wait for the other. */
static void insert(struct priv_locks *locks, const char *name)
{
	size_t at = locks->count;

	if (name[0] == '\0' || priv_locks_hold(locks, name))
		return;
	BUG_UNLESS(locks->count < ARRAY_LEN(locks->names));
	for (; at > 0 && strcmp(locks->names[at - 1], name) > 0; at--)
		memcpy(locks->names[at], locks->names[at - 1],
		       sizeof(locks->names[at]));
	memcpy(locks->names[at], name, sizeof(locks->names[at]));
	locks->fds[locks->count++] = -1;
}

bool priv_locks_take(const struct judgement *judgement, struct priv_locks *out,
		     struct err *e)
{
	char name[PRIV_LOCK_NAME_BYTES];

	out->count = 0;
	for (size_t i = 0; i < judgement->count; i++) {
		name_lock(judgement->permits[i], name);
		insert(out, name);
	}
	for (size_t i = 0; i < out->count; i++) {
		out->fds[i] = priv_lock_take_device(out->names[i],
						    PRIV_LOCK_WAIT_MS, e);
		if (out->fds[i] < 0)
			return false;
	}
	return true;
}

bool priv_locks_cover(const struct priv_locks *locks,
		      const struct judgement *judgement)
{
	char name[PRIV_LOCK_NAME_BYTES];

	for (size_t i = 0; i < judgement->count; i++) {
		name_lock(judgement->permits[i], name);
		if (name[0] != '\0' && !priv_locks_hold(locks, name))
			return false;
	}
	return true;
}

void priv_locks_close(struct priv_locks *locks)
{
	for (size_t i = 0; i < locks->count; i++)
		if (locks->fds[i] >= 0)
			close(take_fd(&locks->fds[i]));
	locks->count = 0;
}
