/* mark.c - how the kernel remembers whose an interface is
 *
 * Runs as: both.  Input: aliases of interfaces, which only root can set in the
 * host's network namespace, but anybody in one of their own.
 */
#include "vmman/num.h"
#include "vmman/own.h"
#include "vmman/value.h"
#include <stdio.h>
#include <string.h>

static const struct str prefix = {"vmman:", 6};

const char *mark_print(const struct mark *mark, char out[MARK_TEXT_BYTES])
{
	int len = snprintf(out, MARK_TEXT_BYTES, "%s%u:%s", prefix.data,
			   mark->uid, mark->vm.text);

	BUG_UNLESS(len > 0 && len < MARK_TEXT_BYTES);
	return out;
}

bool mark_parse(struct str from, struct mark *out)
{
	const char *colon;
	struct str uid;
	struct err e;

	if (!str_starts_with(from, prefix))
		return false;
	uid = str_behind(from, prefix.len);
	colon = memchr(uid.data, ':', uid.len);
	if (colon == NULL)
		return false;
	uid.len = (size_t)(colon - uid.data);
	return num_parse_id(uid, &out->uid) &&
	       vm_name_parse(str_behind(from, prefix.len + uid.len + 1),
			     &out->vm, &e);
}

bool mark_equal(const struct mark *a, const struct mark *b)
{
	return a->uid == b->uid && strcmp(a->vm.text, b->vm.text) == 0;
}
