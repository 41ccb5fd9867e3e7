/* vm_run_print.c - a command line for people, shells and programs
 *
 * Runs as: caller.  Input: QEMU's arguments, with the caller's text in them.
 */
#include "vm_run.h"

static bool is_plain(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || strchr("@%_+=:,./-", c) != NULL;
}

static bool is_control(char c)
{
	return (unsigned char)c < 0x20 || c == 0x7f;
}

static bool is_all_plain(const char *text)
{
	const char *c = text;

	while (*c != '\0' && is_plain(*c))
		c++;
	return c > text && *c == '\0';
}

static bool has_control(const char *text)
{
	const char *c = text;

	while (*c != '\0' && !is_control(*c))
		c++;
	return *c != '\0';
}

/* One byte between single quotes; within $'..', where a terminal would not
 * just show it. */
static void print_byte(char c, bool dollar, struct out *out)
{
	if (dollar && is_control(c))
		out_format(out, "\\x%02x", (unsigned char)c);
	else if (dollar && (c == '\'' || c == '\\'))
		out_format(out, "\\%c", c);
	else if (c == '\'')
		out_text(out, "'\\''");
	else
		out_bytes(out, (struct str){&c, 1});
}

static void print_word(const char *text, struct out *out)
{
	bool dollar = has_control(text);

	if (is_all_plain(text)) {
		out_text(out, text);
		return;
	}
	out_text(out, dollar ? "$'" : "'");
	for (const char *c = text; *c != '\0'; c++)
		print_byte(*c, dollar, out);
	out_text(out, "'");
}

/* POSIX quotes where they do: $'..' is younger, but comes only with bytes that
 * no sane path has. */
void run_print_shell(const struct qemu_argv *argv, struct out *out)
{
	for (size_t i = 0; i < argv->count; i++) {
		if (i > 0)
			out_text(out,
				 argv->args[i][0] == '-' ? " \\\n\t" : " ");
		print_word(argv->args[i], out);
	}
	out_text(out, "\n");
}

void run_print_json(const struct qemu_argv *argv, struct out *out)
{
	for (size_t i = 0; i < argv->count; i++) {
		out_text(out, i == 0 ? "[" : ",\n ");
		out_json(out, str_from_c(argv->args[i]));
	}
	out_text(out, "]\n");
}

static void print_note(const char *program, const struct vm_section *s,
		       bool direct_io, struct out *out)
{
	out_format(out, "%s: note: ", program);
	out_visible(out, vm_value(s, "file")->text);
	out_text(out, direct_io
			      ? ": this host has no Linux AIO: QEMU uses "
				"threads\n"
			      : ": its file system has no O_DIRECT: QEMU uses "
				"the host's cache, and threads\n");
}

void run_print_notes(const char *program, const struct vm *vm,
		     const struct qemu_host *host, struct out *out)
{
	const struct vm_section *s = NULL;

	while ((s = vm_next(vm, VM_STORAGE, s)) != NULL)
		if (qemu_falls_back(vm, s, host))
			print_note(program, s,
				   host->sections[s - vm->sections].direct_io,
				   out);
}
