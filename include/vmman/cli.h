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

/* Understand @argv.  Options may stand behind operands; "--" ends them; long
 * options need their whole name; "--name VALUE" and "--name=VALUE" are the
 * same, as are "-n VALUE" and "-nVALUE", but an optional argument has to be
 * attached.  Each argument may be given once.  --help or --version ends the
 * reading.  False after filling @e with ERR_USAGE and a hint ("did you mean
 * --dry-run?"). */
bool cli_parse(const struct cli_program *program, int argc, char *const argv[],
	       struct cli *out, struct err *e) MUST_CHECK;

/* The text of --help and of --version. */
void cli_help(const struct cli_program *program, struct out *out);
void cli_version(const struct cli_program *program, struct out *out);

/* What every program begins with, before it opens a file: cli_parse(), tell
 * what is wrong, answer --help and --version on standard output.  True if the
 * program goes on, false if it ends with @status. The descriptors 0, 1 and 2
 * are occupied where the caller left them closed, so that no file that is
 * opened later is taken for one of them.  Reading there ends at once; writing
 * fails with EBADF, as it would have. */
bool cli_begin(const struct cli_program *program, int argc, char *const argv[],
	       struct cli *out, int *status) MUST_CHECK;

/* Whether to colour what goes to @fd: a terminal, no NO_COLOR, TERM not
 * "dumb".  To be asked before strict seccomp (it needs ioctl(2)). */
bool report_colour(int fd);

/* The source that an error's place refers to. */
struct report_source {
	const char *path; /* NULL if there is none */
	struct str text;
};

/* The exit code that stands for @kind, and its name in JSON ("no-vm"). */
int report_exit_code(enum err_kind kind);
const char *report_kind(enum err_kind kind);

/* Tell errors on @out, as every program of vmman does:
 *	vm-run: alice.toml:3:13: error: an interface name has 1 to 15 bytes
 *	  3 | interface = "alice-windows-dev"
 *	    |             ^~~~~~~~~~~~~~~~~~~
 *	  hint: ...
 * What a terminal would not just show is written as \xHH, in the source and in
 * the words.  Of a long line only the part around the place is shown.
 * @source: NULL if there is none. */
void report_error(struct out *out, const char *program, const struct err *e,
		  const struct report_source *source, bool colour);
void report_errors(struct out *out, const char *program,
		   const struct err_list *errs,
		   const struct report_source *source, bool colour);

/* The same for warnings: what is odd, but no error. */
void report_warnings(struct out *out, const char *program,
		     const struct err_list *warnings,
		     const struct report_source *source, bool colour);

/* The same as one JSON object and a newline, for --json:
 *	{"errors": [{"kind": "config", "exit": 78, "file": "alice.toml",
 *	             "line": 3, "column": 13, "text": "...", "hint": "..."}],
 *	 "more": false}
 * file, line, column and hint are null where there are none. */
void report_json(struct out *out, const struct err_list *errs,
		 const struct report_source *source);

/* One such error, without a newline, for a program's own JSON. */
void report_json_error(struct out *out, const struct err *e,
		       const struct report_source *source);

/* A member of such an object: "name": [..], without a newline. */
void report_json_list(struct out *out, const char *name,
		      const struct err_list *list,
		      const struct report_source *source);

/* Where a program tells its errors. */
enum report_form {
	REPORT_TEXT, /* standard error, for people */
	REPORT_JSON, /* standard output, for programs */
};

/* Tell what ended the program and return its exit code: that of the first
 * error. */
int report_exit(const char *program, const struct err *e,
		const struct report_source *source);
int report_exit_errors(const char *program, const struct err_list *errs,
		       const struct report_source *source,
		       enum report_form form);

/* Write what waits in @out, standard output, and return the exit code: @status,
 * or, told on standard error, ERR_SYSTEM's when it cannot be written. */
int report_finish(const char *program, struct out *out, int status);

/* The line (from 1), the column in characters (from 1) of a place. */
struct report_position {
	size_t line, column;
};

struct report_position report_position(struct str text, size_t offset);

#endif
