/* priv_mark.c - how the kernel remembers whose an interface is
 *
 * Runs as: root.  Input: aliases of interfaces, which only root can set in the
 * host's network namespace, but anybody in one of their own.
 */
#include "priv_mark.h"
#include "vmman/num.h"
#include "vmman/str.h"
#include <stdio.h>
#include <string.h>

static const struct str prefix = {"vmman:", 6};

const char *priv_mark_print(const struct mark *mark, char out[MARK_BYTES])
{
	int len = snprintf(out, MARK_BYTES, "%s%u:%s", prefix.data, mark->uid,
			   mark->vm.text);

	BUG_UNLESS(len > 0 && len < MARK_BYTES);
	return out;
}

bool priv_mark_parse(const char *text, struct mark *out)
{
	struct str rest = str_from_c(text);
	const char *colon;
	struct err e;

	if (!str_starts_with(rest, prefix))
		return false;
	rest.data += prefix.len;
	rest.len -= prefix.len;
	colon = memchr(rest.data, ':', rest.len);
	if (colon == NULL)
		return false;
	return num_parse_id(
		       (struct str){rest.data, (size_t)(colon - rest.data)},
		       &out->uid) &&
	       vm_name_parse(str_from_c(colon + 1), &out->vm, &e);
}

bool priv_mark_equal(const struct mark *a, const struct mark *b)
{
	return a->uid == b->uid && strcmp(a->vm.text, b->vm.text) == 0;
}

uint32_t priv_mark_group(uid_t uid)
{
	const uint32_t key = 0x766d6d61; /* "vmma" */

	/* Group 0 is that of all that nobody put into one; and no user has the
	 * id -1. */
	return (uid != key ? uid : UINT32_MAX) ^ key;
}
