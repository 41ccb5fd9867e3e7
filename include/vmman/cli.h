/* cli.h - what the programs of src/cmd/ share: options as tables, one printer
 *
 * A program is a table: its options, from which parsing, --help and the
 * completions come, and which a test holds its manual page to.
 */
#ifndef VMMAN_CLI_H
#define VMMAN_CLI_H

#include "vmman/err.h"
#include "vmman/out.h"
#include "vmman/own.h"
#include "vmman/str.h"
#include <stdbool.h>
#include <stddef.h>

enum {
	CLI_OPTIONS_MAX = 24,
	CLI_OPERANDS_MAX = 4
};

/* One option of a program. */
struct cli_option {
	const char *name; /* "dry-run", without the dashes */
	char letter;      /* 'n', or 0 if there is no short form */
	const char *arg;  /* "FILE" if it takes an argument, else NULL */
	bool optional;    /* the argument may be left out (--check-policy) */
	const char *help; /* one line */
};

struct cli_program {
	const char *name;                 /* "vm-run": never argv[0] */
	const char *operands;             /* "VM", "[VM]", "" */
	size_t least, most;               /* how many operands */
	const char *summary;              /* one line */
	const struct cli_option *options; /* --help and --version are added */
	size_t option_count;
};

/* What the command line says. */
struct cli {
	bool help, version;                 /* then nothing else counts */
	bool given[CLI_OPTIONS_MAX];        /* by position in the table */
	const char *value[CLI_OPTIONS_MAX]; /* borrowed from argv */
	size_t operand_count;
	const char *operands[CLI_OPERANDS_MAX];
};

/* Understand @argv.  "--" ends the options; long options need their whole
 * name; "--name=value" and "--name value" are the same (the latter not where
 * the argument is optional).  False after filling @e with ERR_USAGE and a hint
 * ("did you mean --dry-run?"). */
bool cli_parse(const struct cli_program *program, int argc, char *const argv[],
	       struct cli *out, struct err *e) MUST_CHECK;

/* The text of --help and of --version. */
void cli_help(const struct cli_program *program, struct out *out);
void cli_version(const struct cli_program *program, struct out *out);

/* Whether to colour what goes to @fd: a terminal, no NO_COLOR, TERM not
 * "dumb".  To be asked before strict seccomp (it needs ioctl(2)). */
bool report_colour(int fd);

/* The source that an error's place refers to. */
struct report_source {
	const char *path; /* NULL if there is none */
	struct str text;
};

/* Tell @e on @out, as every program of vmman does:
 *	vm-run: alice.toml:3:8: error: an interface name has 1 to 15 bytes
 *	  3 | interface = "alice-windows-dev"
 *	    |             ^~~~~~~~~~~~~~~~~~~
 *	  hint: ...
 * Control bytes of the source are shown as \xHH. */
void report_error(struct out *out, const char *program, const struct err *e,
		  const struct report_source *source, bool colour);
void report_errors(struct out *out, const char *program,
		   const struct err_list *errs,
		   const struct report_source *source, bool colour);

/* Tell @e (ERR_*) and return the exit code of the program. */
int report_exit(const char *program, const struct err *e,
		const struct report_source *source);

/* The line (from 1), the column in characters (from 1) of a place. */
struct report_position {
	size_t line, column;
};

struct report_position report_position(struct str text, size_t offset);

#endif
