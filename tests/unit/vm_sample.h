/* vm_sample.h - machines from texts, for the tests of src/vm/ */
#ifndef VMMAN_VM_SAMPLE_H
#define VMMAN_VM_SAMPLE_H

#include "unit.h"
#include "vmman/toml.h"
#include "vmman/vm.h"
#include <string.h>

#define SAMPLE_BASE "[base.main]\nmachine = \"q35\"\nsmp = 1\nmem = 1\n"

/* One text and what became of it. */
struct sample {
	char bytes[VM_FILE_BYTES_MAX + TOML_PAD];
	_Alignas(8) unsigned char doc_memory[5 * VM_FILE_BYTES_MAX + 8192];
	_Alignas(8) unsigned char vm_memory[VM_ARENA_BYTES];
	size_t vm_memory_used;
	struct toml doc;
	struct vm vm;
	struct err_list errs;
};

static inline void sample_document(struct sample *s, struct str text)
{
	struct arena arena = arena_over(s->doc_memory, sizeof(s->doc_memory));
	struct err e;

	assert_true(text.len <= VM_FILE_BYTES_MAX);
	memset(s->bytes, 0, sizeof(s->bytes));
	memcpy(s->bytes, text.data, text.len);
	if (!toml_read(s->bytes, text.len, &arena, &s->doc, &e))
		fail_msg("the sample is no TOML: %s", e.text);
}

/* Read @text into @s->vm, or errors into @s->errs. */
static inline bool sample_read(struct sample *s, struct str text)
{
	struct arena arena = arena_over(s->vm_memory, sizeof(s->vm_memory));
	const struct vm_name name = {"dev"};
	bool ok;

	sample_document(s, text);
	memset(&s->errs, 0, sizeof(s->errs));
	ok = vm_from_toml(&s->doc, &name, &arena, &s->vm, &s->errs);
	s->vm_memory_used = arena.used;
	return ok;
}

static inline void sample_accept(struct sample *s, struct str text)
{
	if (!sample_read(s, text))
		fail_msg("refused: %s", s->errs.items[0].text);
	assert_int_equal(s->errs.count, 0);
}

/* The error at @i is about @about in the text and says @text and @hint. */
static inline void sample_error(const struct sample *s, size_t i,
				const char *about, const char *text,
				const char *hint)
{
	const struct err *e = &s->errs.items[i];

	assert_true(i < s->errs.count);
	assert_string_equal(e->text, text);
	assert_string_equal(e->hint, hint);
	assert_int_equal(e->kind, ERR_CONFIG);
	assert_true(e->at.known);
	assert_int_equal(e->at.len, strlen(about));
	assert_memory_equal(s->bytes + e->at.offset, about, e->at.len);
}

/* @text has exactly one mistake. */
static inline void sample_refuse(struct sample *s, struct str from,
				 const char *about, const char *text,
				 const char *hint)
{
	assert_false(sample_read(s, from));
	sample_error(s, 0, about, text, hint);
	assert_int_equal(s->errs.count, 1);
	assert_false(s->errs.more);
}

/* The value of @key in the first section of @kind. */
static inline const struct vm_value *
sample_value(const struct sample *s, enum vm_kind kind, const char *key)
{
	const struct vm_section *section = vm_next(&s->vm, kind, NULL);

	assert_non_null(section);
	return vm_value(section, key);
}

static inline void assert_text(struct str got, const char *want)
{
	assert_int_equal(got.len, strlen(want));
	assert_memory_equal(got.data, want, got.len);
}

#endif
