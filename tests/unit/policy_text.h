/* policy_text.h - policies from text, for the tests of src/policy/ */
#ifndef VMMAN_POLICY_TEXT_H
#define VMMAN_POLICY_TEXT_H

#include "unit.h"
#include "vmman/policy.h"
#include <string.h>

enum {
	TEXT_BYTES_MAX = 512 * 1024
};

static char text_bytes[TEXT_BYTES_MAX + TOML_PAD];
static unsigned char text_doc_memory[5 * TEXT_BYTES_MAX + 8192];
static unsigned char text_policy_memory[POLICY_ARENA_BYTES];
static struct err_list text_errs;

/* Read @text; what it borrows from lasts until the next call. */
static inline bool read_text(const char *text, struct policy *out)
{
	struct arena docs =
		arena_over(text_doc_memory, sizeof(text_doc_memory));
	struct arena arena =
		arena_over(text_policy_memory, sizeof(text_policy_memory));
	struct toml doc;
	struct err e;

	assert_true(strlen(text) <= TEXT_BYTES_MAX);
	memset(text_bytes, 0, sizeof(text_bytes));
	memcpy(text_bytes, text, strlen(text));
	text_errs.count = 0;
	text_errs.more = false;
	if (!toml_read(text_bytes, strlen(text), &docs, &doc, &e)) {
		print_error("no TOML: %s\n", e.text);
		fail();
	}
	return policy_from_toml(&doc, &arena, out, &text_errs);
}

/* The policy that @text, which has to be right, says. */
static inline struct policy policy_of(const char *text)
{
	struct policy policy;

	if (!read_text(text, &policy)) {
		print_error("refused: %s\n", text_errs.items[0].text);
		fail();
	}
	assert_int_equal(text_errs.count, 0);
	return policy;
}

/* The one error of @list number @i: about @place in the text, in these words.
 */
static inline void assert_told(const struct err_list *list, size_t i,
			       const char *place, const char *text,
			       const char *hint)
{
	const struct err *e = &list->items[i];

	assert_true(i < list->count);
	assert_int_equal(e->kind, ERR_CONFIG);
	assert_string_equal(e->text, text);
	assert_string_equal(e->hint, hint);
	assert_int_equal(e->at.known, place != NULL);
	if (place == NULL)
		return;
	assert_int_equal(e->at.len, strlen(place));
	assert_memory_equal(text_bytes + e->at.offset, place, strlen(place));
}

/* @text has one defect. */
static inline void assert_refused(const char *text, const char *place,
				  const char *why, const char *hint)
{
	struct policy policy;

	assert_false(read_text(text, &policy));
	assert_told(&text_errs, 0, place, why, hint);
	assert_int_equal(text_errs.count, 1);
	assert_int_equal(policy.count, 0);
	assert_int_equal(policy.who_count, 0);
	assert_false(policy.foreign_netns);
}

#endif
