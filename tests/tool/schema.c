/* schema.c - the schema of VM files in other forms
 *
 * Runs as: the developer.  Input: the words on the command line.
 *
 *	schema kinds       the names of all kinds
 *	schema mdoc KIND   the keys of KIND, for vm.toml(5)
 *	schema dict        the fuzzers' dictionary
 */
#include "vmman/cli.h"
#include "vmman/out.h"
#include "vmman/vm.h"
#include <inttypes.h>

static const char program[] = "schema";

static void print_kinds(struct out *out)
{
	for (size_t i = 0; i < VM_KINDS; i++)
		out_format(out, "%s\n", vm_kinds[i].name);
}

/* A string of AFL++'s dictionaries: as in JSON, without an end of line. */
static void print_entry(struct out *out, const char *before, const char *text,
			const char *behind)
{
	out_format(out, "\"%s%s%s\"\n", before, text, behind);
}

static void print_dict_key(struct out *out, const struct vm_key *key)
{
	print_entry(out, "", key->name, "=");
	if (key->alias != NULL)
		print_entry(out, "", key->alias, "=");
	for (size_t i = 0; key->words != NULL && key->words[i] != NULL; i++)
		print_entry(out, "'", key->words[i], "'");
}

static void print_dict(struct out *out)
{
	out_text(out,
		 "# Made from src/vm/vm_keys.c by tests/meta/schema.sh.\n");
	for (size_t i = 0; i < VM_KINDS; i++) {
		print_entry(out, "[", vm_kinds[i].name, ".a]");
		for (size_t k = 0; k < vm_kinds[i].count; k++)
			print_dict_key(out, &vm_kinds[i].keys[k]);
	}
}

/* A sentence out of the words @help, for mdoc: no letter of it is markup. */
static void print_sentence(struct out *out, const char *help)
{
	char first = help[0];

	if (first >= 'a' && first <= 'z')
		first = (char)(first - 'a' + 'A');
	out_format(out, "%c", first);
	for (const char *c = help + 1; *c != '\0'; c++)
		if (*c == '-' && c[-1] == ' ')
			out_text(out, "\\-");
		else
			out_format(out, "%c", *c);
	out_text(out, ".\n");
}

static void print_words(struct out *out, const struct vm_key *key)
{
	out_text(out, key->type == VM_TYPE_WORD
			      ? "One of"
			      : "One of these, or an array of them:");
	out_text(out, "\n");
	for (size_t i = 0; key->words[i] != NULL; i++)
		out_format(out, ".Ql %s%s\n", key->words[i],
			   key->words[i + 1] != NULL ? " ," : " ;");
}

/* How a value is written, up to the semicolon. */
static void print_type(struct out *out, const struct vm_key *key)
{
	const char *type = vm_type_text(key->type);

	if (key->words != NULL) {
		print_words(out, key);
		return;
	}
	out_format(out, "%c%s", type[0] - 'a' + 'A', type + 1);
	if (key->type == VM_TYPE_INTEGER)
		out_format(out, ", %" PRId64 " to %" PRId64, key->least,
			   key->most);
	else if (key->type == VM_TYPE_NUMBER)
		out_format(out, ", the integer from %" PRId64 " to %" PRId64,
			   key->least, key->most);
	else if (key->most > 0)
		out_format(out, " of at most %" PRId64 " bytes", key->most);
	out_text(out, ";\n");
}

static void print_mdoc_key(struct out *out, const struct vm_key *key)
{
	out_format(out, ".It Ic %s\n", key->name);
	print_sentence(out, key->help);
	print_type(out, key);
	if (key->required)
		out_text(out, "required.\n");
	else if (key->fallback != NULL)
		out_format(out, "default\n.Ql %s .\n", key->fallback);
	else
		out_text(out, "no default.\n");
	if (key->alias != NULL)
		out_format(out, "Can be spelt\n.Ic %s .\n", key->alias);
}

static void print_mdoc_keys(struct out *out, const struct vm_kind_keys *kind)
{
	if (kind->count == 0)
		return;
	out_text(out, ".Bl -tag -width Ds\n");
	for (size_t k = 0; k < kind->count; k++)
		print_mdoc_key(out, &kind->keys[k]);
	out_text(out, ".El\n");
}

static bool print_mdoc(struct out *out, const char *name)
{
	for (size_t i = 0; i < VM_KINDS; i++) {
		if (strcmp(vm_kinds[i].name, name) != 0)
			continue;
		print_mdoc_keys(out, &vm_kinds[i]);
		return true;
	}
	return false;
}

/* False if @argv asks for nothing that there is. */
static bool print(struct out *out, int argc, char *argv[])
{
	if (argc == 3 && strcmp(argv[1], "mdoc") == 0)
		return print_mdoc(out, argv[2]);
	if (argc == 2 && strcmp(argv[1], "kinds") == 0)
		print_kinds(out);
	else if (argc == 2 && strcmp(argv[1], "dict") == 0)
		print_dict(out);
	else
		return false;
	return true;
}

int main(int argc, char *argv[])
{
	struct out out;
	struct err e;

	out_init(&out, STDOUT_FILENO);
	if (print(&out, argc, argv))
		return report_finish(program, &out, 0);
	err_set(&e, ERR_USAGE, "usage: schema kinds|dict, schema mdoc KIND");
	return report_exit(program, &e, NULL);
}
