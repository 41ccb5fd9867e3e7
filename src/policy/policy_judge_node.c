/* policy_judge_node.c - may this caller have this USB device, block device or
 * directory of huge pages?
 *
 * Runs as: root.  Input: as policy_judge.c's.
 *
 * Whose a node is, is its owner: root's can be given, a user's is that user's.
 * What the caller can open as it is needs no entry, and is not touched.
 */
#include "policy_internal.h"
#include <stdio.h>
#include <sys/stat.h>

/* Whether the mode lets the caller, who is not the owner, read and write. */
static bool mode_grants(const struct caller *caller,
			const struct fact_node *node)
{
	const mode_t rw = S_IROTH | S_IWOTH;

	if (policy_is_member(caller, node->group))
		return ((node->mode >> 3) & rw) == rw;
	return (node->mode & rw) == rw;
}

bool policy_node_is_there(const struct court *c, const struct plan_op *op,
			  const struct fact *fact)
{
	const struct fact_node *node = &fact->node;

	/* What is in no hugetlbfs of root's is for the caller to have made, and
	 * for vm-run to look at. */
	if (op->kind == PLAN_HUGEPAGES && !node->is_hugetlbfs)
		return true;
	if (node->sort != FACT_SORT_FIT)
		return false;
	return node->owner == c->caller->uid ||
	       (op->kind == PLAN_BLOCK && mode_grants(c->caller, node));
}

enum policy_holder policy_node_holder(const struct court *c,
				      const struct fact *fact)
{
	const struct fact_node *node = &fact->node;

	if (node->sort != FACT_SORT_FIT || node->owner == 0)
		return POLICY_HELD_BY_NOBODY;
	return node->owner == c->caller->uid ? POLICY_HELD_BY_CALLER
					     : POLICY_HELD_BY_OTHER;
}

/* What counts is what sits there, if that is known: a port says nothing. */
static bool usb_granted(const struct court *c, const struct policy_entry *entry,
			const struct plan_op *op, const struct fact_node *node)
{
	bool found = node->sort == FACT_SORT_FIT;
	char text[USB_ID_TEXT_BYTES];

	if (op->usb.by_port && !found)
		return entry->values[POLICY_USB].list.count > 0;
	usb_id_print(found ? &node->id : &op->usb.id, text);
	return policy_lists(c, entry, POLICY_USB, text);
}

/* The directory that @path is in, and the last part of it. */
struct split {
	char dir[PLAIN_PATH_TEXT_BYTES];
	const char *name;
};

static struct split split(const struct plain_path *path)
{
	const char *slash = strrchr(path->text, '/');
	size_t len = (size_t)(slash - path->text);
	struct split s = {.name = slash + 1};

	memcpy(s.dir, path->text, len);
	return s;
}

static bool is_caller(const struct caller *caller, const char *name)
{
	char uid[16];

	(void)snprintf(uid, sizeof(uid), "%u", caller->uid);
	return strcmp(name, uid) == 0 ||
	       (name[0] != '\0' && strcmp(name, caller->user) == 0);
}

static bool granted(const struct court *c, const struct policy_entry *entry,
		    const struct plan_op *op, const struct fact_node *node)
{
	switch (op->kind) {
	case PLAN_USB:
		return usb_granted(c, entry, op, node);
	case PLAN_BLOCK:
		return policy_lists(c, entry, POLICY_DEVICES, op->path.text);
	case PLAN_HUGEPAGES:
		return policy_lists(c, entry, POLICY_HUGEPAGES,
				    split(&op->path).dir);
	case PLAN_TAPBRIDGE:
	case PLAN_MACVTAP:
	case PLAN_PCI:
	case PLAN_LOCKED:
		break;
	}
	BUG();
}

unsigned policy_node_lacking(const struct court *c,
			     const struct policy_entry *entry,
			     const struct plan_op *op, const struct fact *fact)
{
	return granted(c, entry, op, &fact->node) ? 0 : POLICY_PART_NAME;
}

static bool refuse_absent(const struct plan_op *op, const char *what,
			  struct err *e)
{
	err_set(e, ERR_HOST, "there is no %s on this host", what);
	if (op->kind == PLAN_USB)
		return err_hint(e, "\"lsusb\" and \"lsusb -t\" show what there "
				   "is");
	return err_hint(e, "\"lsblk\" shows what there is");
}

static bool refuse_unfit(const struct plan_op *op, const char *what,
			 struct err *e)
{
	switch (op->kind) {
	case PLAN_USB:
		err_set(e, ERR_HOST, "%s is a hub", what);
		return err_hint(e, "name a device behind it in the VM file");
	case PLAN_BLOCK:
		err_set(e, ERR_HOST, "%s is no block device", op->path.text);
		return err_hint(e, "what is in /dev has to be one, or lie in "
				   "/dev/shm");
	case PLAN_HUGEPAGES:
		return err_set(e, ERR_BUSY, "%s is there, and no directory",
			       op->path.text);
	case PLAN_TAPBRIDGE:
	case PLAN_MACVTAP:
	case PLAN_PCI:
	case PLAN_LOCKED:
		break;
	}
	BUG();
}

static bool refuse_several(const char *what, const struct fact_node *node,
			   struct err *e)
{
	err_set(e, ERR_HOST, "there are several of %s, at %s", what,
		node->ports);
	return err_hint(e, "name one by its bus and port in the VM file");
}

/* Whether nobody has it. */
static bool is_free(const char *what, const struct fact_node *node,
		    struct err *e)
{
	if (node->owner != 0) {
		err_set(e, ERR_BUSY, "%s belongs to another user", what);
		return err_hint(e, "try again when it is given back");
	}
	if (node->use[0] == '\0')
		return true;
	err_set(e, ERR_BUSY, "the host uses %s: %s", what, node->use);
	return err_hint(e, "the administrator can free it");
}

/* In a directory that many may use, a name is a claim. */
static bool is_named_well(const struct court *c, const struct plan_op *op,
			  struct err *e)
{
	if (op->kind != PLAN_HUGEPAGES ||
	    is_caller(c->caller, split(&op->path).name))
		return true;
	err_set(e, ERR_DENIED, "%s is not named after %s", op->path.text,
		c->name);
	return err_hint(e, "name %s/%u in the VM file", split(&op->path).dir,
			c->caller->uid);
}

bool policy_node_fits(const struct court *c, const struct plan_op *op,
		      const struct fact *fact, struct err *e)
{
	const struct fact_node *node = &fact->node;
	char what[PLAN_SUBJECT_BYTES + 32];
	char subject[PLAN_SUBJECT_BYTES];

	(void)snprintf(what, sizeof(what), "%s %s", policy_noun(op->kind),
		       plan_print_subject(op, subject));
	if (!is_named_well(c, op, e))
		return false;
	switch (node->sort) {
	case FACT_SORT_ABSENT:
		return op->kind == PLAN_HUGEPAGES || refuse_absent(op, what, e);
	case FACT_SORT_UNFIT:
		return refuse_unfit(op, what, e);
	case FACT_SORT_SEVERAL:
		return refuse_several(what, node, e);
	case FACT_SORT_FIT:
		return is_free(what, node, e);
	}
	BUG();
}
