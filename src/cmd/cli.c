/* cli.c - command lines, by the table of a program
 *
 * Runs as: both.  Input: the caller's command line.
 */
#include "vmman/cli.h"
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>

/* What every program has; they stand behind the table's own options. */
static const struct cli_option common[] = {
	{"help", 'h', NULL, false, "print this help"},
	{"version", 'V', NULL, false, "print the version"},
};

enum {
	COMMON_HELP,
	COMMON_VERSION
};

/* A command line that is being read. */
struct reading {
	const struct cli_program *program;
	char *const *rest; /* what is left of argv */
	struct cli *out;
	struct err *e;
};

static size_t option_count(const struct cli_program *program)
{
	return program->option_count + ARRAY_LEN(common);
}

static const struct cli_option *option_at(const struct cli_program *program,
					  size_t i)
{
	return i < program->option_count ? &program->options[i]
					 : &common[i - program->option_count];
}

static bool find_long(const struct cli_program *program, struct str name,
		      size_t *found)
{
	for (size_t i = 0; i < option_count(program); i++) {
		if (str_equal(str_from_c(option_at(program, i)->name), name)) {
			*found = i;
			return true;
		}
	}
	return false;
}

static bool find_short(const struct cli_program *program, char letter,
		       size_t *found)
{
	for (size_t i = 0; i < option_count(program); i++) {
		if (option_at(program, i)->letter == letter) {
			*found = i;
			return true;
		}
	}
	return false;
}

static bool hint_help(const struct reading *r)
{
	return err_hint(r->e, "%s --help lists the options", r->program->name);
}

static bool refuse_unknown(const struct reading *r, struct str name)
{
	struct str_guess guess = {.word = name};

	for (size_t i = 0; i < option_count(r->program); i++)
		str_guess_offer(&guess, option_at(r->program, i)->name);
	err_set(r->e, ERR_USAGE, "there is no option --%.*s", STR_ARG(name));
	if (guess.best != NULL)
		return err_hint(r->e, "did you mean --%s?", guess.best);
	return hint_help(r);
}

/* Note the option at @i; @value is its argument, NULL if it has none. */
static bool note(const struct reading *r, size_t i, const char *value)
{
	const struct cli_option *option = option_at(r->program, i);

	if (i >= r->program->option_count) {
		r->out->help = i - r->program->option_count == COMMON_HELP;
		r->out->version = !r->out->help;
		return true;
	}
	if (r->out->given[i] && option->arg != NULL) {
		err_set(r->e, ERR_USAGE, "--%s is given twice", option->name);
		return hint_help(r);
	}
	r->out->given[i] = true;
	r->out->value[i] = value;
	return true;
}

/* The argument of an option that needs one: what is @attached to it, or else
 * the next word of the command line. */
static bool note_argument(struct reading *r, size_t i, const char *attached)
{
	const struct cli_option *option = option_at(r->program, i);

	if (attached != NULL || option->optional)
		return note(r, i, attached);
	if (*r->rest == NULL) {
		err_set(r->e, ERR_USAGE, "--%s needs %s behind it",
			option->name, option->arg);
		return hint_help(r);
	}
	return note(r, i, *r->rest++);
}

/* "--name" or "--name=value", without the dashes. */
static bool read_long(struct reading *r, const char *word)
{
	const char *equals = strchrnul(word, '=');
	const char *attached = *equals == '=' ? equals + 1 : NULL;
	struct str name = {word, (size_t)(equals - word)};
	size_t i;

	if (!find_long(r->program, name, &i))
		return refuse_unknown(r, name);
	if (option_at(r->program, i)->arg != NULL)
		return note_argument(r, i, attached);
	if (attached != NULL) {
		err_set(r->e, ERR_USAGE, "--%.*s takes no argument",
			STR_ARG(name));
		return hint_help(r);
	}
	return note(r, i, NULL);
}

/* "-n", "-nq", "-nVALUE", without the dash. */
static bool read_short(struct reading *r, const char *letters)
{
	for (const char *c = letters; *c != '\0'; c++) {
		size_t i;

		if (!find_short(r->program, *c, &i)) {
			err_set(r->e, ERR_USAGE, "there is no option -%c", *c);
			return hint_help(r);
		}
		if (option_at(r->program, i)->arg != NULL)
			return note_argument(r, i, c[1] != '\0' ? c + 1 : NULL);
		if (!note(r, i, NULL))
			return false;
	}
	return true;
}

static bool read_operand(const struct reading *r, const char *word)
{
	if (r->out->operand_count == r->program->most) {
		err_set(r->e, ERR_USAGE, "'%s' is one operand too many", word);
		return err_hint(r->e, "usage: %s [OPTION]... %s",
				r->program->name, r->program->operands);
	}
	r->out->operands[r->out->operand_count++] = word;
	return true;
}

static bool read_words(struct reading *r)
{
	bool options = true;

	while (*r->rest != NULL && !r->out->help && !r->out->version) {
		const char *word = *r->rest++;
		bool good;

		if (options && strcmp(word, "--") == 0) {
			options = false;
			continue;
		}
		if (options && strncmp(word, "--", 2) == 0)
			good = read_long(r, word + 2);
		else if (options && word[0] == '-' && word[1] != '\0')
			good = read_short(r, word + 1);
		else
			good = read_operand(r, word);
		if (!good)
			return false;
	}
	return true;
}

bool cli_parse(const struct cli_program *program, int argc, char *const argv[],
	       struct cli *out, struct err *e)
{
	struct reading r;

	BUG_UNLESS(program->option_count <= CLI_OPTIONS_MAX &&
		   program->most <= CLI_OPERANDS_MAX);
	*out = (struct cli){.help = false};
	/* execve(2) allows an empty argv. */
	r = (struct reading){program, argc > 0 ? argv + 1 : argv, out, e};
	if (!read_words(&r))
		return false;
	if (out->help || out->version || out->operand_count >= program->least)
		return true;
	err_set(e, ERR_USAGE, "%s is missing", program->operands);
	return err_hint(e, "usage: %s [OPTION]... %s", program->name,
			program->operands);
}

/* The column of a line of --help that names @option. */
static void help_name(const struct cli_option *option, struct out *out)
{
	char text[64];
	int len = snprintf(text, sizeof(text), "--%s%s%s%s%s", option->name,
			   option->optional ? "[" : "",
			   option->arg != NULL ? "=" : "",
			   option->arg != NULL ? option->arg : "",
			   option->optional ? "]" : "");

	BUG_UNLESS(len > 0 && (size_t)len < sizeof(text));
	if (option->letter != '\0')
		out_format(out, "  -%c, ", option->letter);
	else
		out_text(out, "      ");
	out_format(out, "%-24s", text);
	/* A long one has a line of its own. */
	if (len > 23)
		out_format(out, "\n%30s", "");
}

void cli_help(const struct cli_program *program, struct out *out)
{
	out_format(out, "Usage: %s [OPTION]...%s%s\n%s\n\n", program->name,
		   program->operands[0] != '\0' ? " " : "", program->operands,
		   program->summary);
	for (size_t i = 0; i < option_count(program); i++) {
		help_name(option_at(program, i), out);
		out_format(out, "%s\n", option_at(program, i)->help);
	}
	out_format(out, "\nThe whole story: man %s\n", program->name);
}

void cli_version(const struct cli_program *program, struct out *out)
{
	out_format(out, "%s (vmman) %s\n", program->name, VMMAN_VERSION);
}

static void guard_stdio(void)
{
	/* open(2) gives the lowest that is free.  Not O_CLOEXEC: what vm-run
	 * becomes needs the same. */
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", O_RDONLY) != fd)
			return;
}

bool cli_begin(const struct cli_program *program, int argc, char *const argv[],
	       struct cli *out, int *status)
{
	struct out answer;
	struct err e;

	guard_stdio();
	if (!cli_parse(program, argc, argv, out, &e)) {
		*status = report_exit(program->name, &e, NULL);
		return false;
	}
	if (!out->help && !out->version)
		return true;
	out_init(&answer, STDOUT_FILENO);
	if (out->help)
		cli_help(program, &answer);
	else
		cli_version(program, &answer);
	*status = report_finish(program->name, &answer, 0);
	return false;
}
