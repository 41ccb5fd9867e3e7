/* report.c - the only printer of errors
 *
 * Runs as: both; needs write(2) alone unless it says so.
 * Input: errors with the caller's bytes in them, the caller's files.
 */
#include "cmd_internal.h"
#include "vmman/utf8.h"
#include <unistd.h>

static const struct report_style styles[] = {
	[false] = {"", "", "", ""},
	[true] = {"\33[1;31m", "\33[1;32m", "\33[1m", "\33[0m"},
};

bool report_colour(int fd)
{
	const char *never = getenv("NO_COLOR"); /* https://no-color.org */
	const char *term = getenv("TERM");

	if (never != NULL && never[0] != '\0')
		return false;
	return term != NULL && strcmp(term, "dumb") != 0 && isatty(fd) == 1;
}

int report_exit_code(enum err_kind kind)
{
	switch (kind) {
	case ERR_NONE:
		return 0;
#define X(name, code, meaning) \
	case name:             \
		return code;
		ERR_KINDS(X)
#undef X
	}
	BUG();
}

const char *report_kind(enum err_kind kind)
{
	switch (kind) {
	case ERR_NONE:
		return "none";
	case ERR_USAGE:
		return "usage";
	case ERR_DATA:
		return "data";
	case ERR_NO_VM:
		return "no-vm";
	case ERR_HOST:
		return "host";
	case ERR_SYSTEM:
		return "system";
	case ERR_BUSY:
		return "busy";
	case ERR_DENIED:
		return "denied";
	case ERR_CONFIG:
		return "config";
	case ERR_TIMEOUT:
		return "timeout";
	}
	BUG();
}

struct report_position report_position(struct str text, size_t offset)
{
	struct report_position at = {1, 1};
	struct str rest = {text.data, offset < text.len ? offset : text.len};

	while (rest.len > 0) {
		size_t len = utf8_len(rest);

		if (rest.data[0] == '\n')
			at = (struct report_position){at.line + 1, 0};
		at.column++;
		rest = str_behind(rest, len > 0 ? len : 1);
	}
	return at;
}

/* Whether the place of @e can be shown. */
static bool has_place(const struct err *e, const struct report_source *source)
{
	return e->at.known && source != NULL && source->text.data != NULL;
}

/* "vm-run: alice.toml:3:13: " */
static void print_where(struct out *out, const char *program,
			const struct err *e, const struct report_source *source)
{
	out_format(out, "%s: ", program);
	if (source != NULL && source->path != NULL) {
		out_visible(out, str_from_c(source->path));
		out_text(out, has_place(e, source) ? ":" : ": ");
	}
	if (has_place(e, source)) {
		struct report_position at =
			report_position(source->text, e->at.offset);

		out_format(out, "%zu:%zu: ", at.line, at.column);
	}
}

/* Tell @e as a @word: "error", "warning". */
static void print_told(struct out *out, const char *program, const char *word,
		       const struct err *e, const struct report_source *source,
		       const struct report_style *style)
{
	out_text(out, style->strong);
	print_where(out, program, e, source);
	out_format(out, "%s%s%s: %s%s", style->plain, style->error, word,
		   style->plain, style->strong);
	out_visible(out, str_from_c(e->text));
	out_format(out, "%s\n", style->plain);
	if (has_place(e, source))
		report_excerpt(out, source->text, e->at, style);
	if (e->hint[0] == '\0')
		return;
	out_format(out, "  %shint:%s ", style->strong, style->plain);
	out_visible(out, str_from_c(e->hint));
	out_text(out, "\n");
}

void report_error(struct out *out, const char *program, const struct err *e,
		  const struct report_source *source, bool colour)
{
	print_told(out, program, "error", e, source, &styles[colour]);
}

void report_warnings(struct out *out, const char *program,
		     const struct err_list *warnings,
		     const struct report_source *source, bool colour)
{
	for (size_t i = 0; i < warnings->count; i++)
		print_told(out, program, "warning", &warnings->items[i], source,
			   &styles[colour]);
	if (warnings->more)
		out_format(out, "%s: ... and more warnings\n", program);
}

void report_errors(struct out *out, const char *program,
		   const struct err_list *errs,
		   const struct report_source *source, bool colour)
{
	for (size_t i = 0; i < errs->count; i++)
		report_error(out, program, &errs->items[i], source, colour);
	if (errs->more)
		out_format(out, "%s: ... and more errors\n", program);
}

/* A member of an object: a string, null for "" and NULL. */
static void json_text(struct out *out, const char *name, const char *text)
{
	out_format(out, ", \"%s\": ", name);
	if (text == NULL || text[0] == '\0')
		out_text(out, "null");
	else
		out_json(out, str_from_c(text));
}

static void json_place(struct out *out, const struct err *e,
		       const struct report_source *source)
{
	struct report_position at;

	if (!has_place(e, source)) {
		out_text(out, ", \"line\": null, \"column\": null");
		return;
	}
	/* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): has_place() */
	at = report_position(source->text, e->at.offset);
	out_format(out, ", \"line\": %zu, \"column\": %zu", at.line, at.column);
}

void report_json_error(struct out *out, const struct err *e,
		       const struct report_source *source)
{
	out_format(out, "{\"kind\": \"%s\", \"exit\": %d", report_kind(e->kind),
		   report_exit_code(e->kind));
	json_text(out, "file", source != NULL ? source->path : NULL);
	json_place(out, e, source);
	json_text(out, "text", e->text);
	json_text(out, "hint", e->hint);
	out_text(out, "}");
}

void report_json_list(struct out *out, const char *name,
		      const struct err_list *list,
		      const struct report_source *source)
{
	out_format(out, "\"%s\": [", name);
	for (size_t i = 0; i < list->count; i++) {
		out_text(out, i > 0 ? ", " : "");
		report_json_error(out, &list->items[i], source);
	}
	out_text(out, "]");
}

void report_json(struct out *out, const struct err_list *errs,
		 const struct report_source *source)
{
	out_text(out, "{");
	report_json_list(out, "errors", errs, source);
	out_format(out, ", \"more\": %s}\n", errs->more ? "true" : "false");
}

int report_exit(const char *program, const struct err *e,
		const struct report_source *source)
{
	struct out out;

	out_init(&out, STDERR_FILENO);
	report_error(&out, program, e, source, report_colour(STDERR_FILENO));
	/* Nobody is left to be told when that fails. */
	(void)out_flush(&out);
	return report_exit_code(e->kind);
}

int report_exit_errors(const char *program, const struct err_list *errs,
		       const struct report_source *source,
		       enum report_form form)
{
	struct out out;

	BUG_UNLESS(errs->count > 0);
	if (form == REPORT_JSON) {
		out_init(&out, STDOUT_FILENO);
		report_json(&out, errs, source);
	} else {
		out_init(&out, STDERR_FILENO);
		report_errors(&out, program, errs, source,
			      report_colour(STDERR_FILENO));
	}
	(void)out_flush(&out);
	return report_exit_code(errs->items[0].kind);
}

int report_finish(const char *program, struct out *out, int status)
{
	struct err e;

	if (out_flush(out))
		return status;
	err_system(&e, out->errnum, "writing to standard output");
	return report_exit(program, &e, NULL);
}
