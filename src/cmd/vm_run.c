/* vm_run.c - vm-run: become the QEMU that a VM file describes
 *
 * Runs as: caller.  Input: the command line, the environment, the VM file.
 *
 *	read            the VM file, with all its errors
 *	lock            one process a VM
 *	run_look        can the host do it?  Open what QEMU inherits
 *	run_lock_memory as much as VFIO needs
 *	qemu_from_vm    the argument vector
 *	host_become     the lock, the descriptors and the process stay
 *
 * With --detach a child does all of that but the first, and the parent waits
 * until QEMU answers.
 */
#include "vm_run.h"
#include "caller.h"
#include "vm_file.h"
#include "vm_operand.h"
#include "vmman/cli.h"
#include "vmman/launch.h"
#include "vmman/num.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	DRY_RUN,
	JSON,
	DETACH,
	CONSOLE,
	QUIET,
	ALLOW_ROOT,
};

static const struct cli_option options[] = {
	[DRY_RUN] = {"dry-run", 'n', NULL, false,
		     "print QEMU's command line, start nothing"},
	[JSON] = {"json", 'j', NULL, false,
		  "print QEMU's arguments as a JSON array, start nothing"},
	[DETACH] = {"detach", 'd', NULL, false,
		    "run QEMU in the background, once it answers"},
	[CONSOLE] = {"console", 'c', "NUMBER", true,
		     "talk to a console of the running VM (default: 0)"},
	[QUIET] = {"quiet", 'q', NULL, false, "tell nothing but errors"},
	[ALLOW_ROOT] = {"allow-root", 0, NULL, false,
			"let root run QEMU as root"},
};

static const struct cli_program program = {
	.name = "vm-run",
	.operands = "VM",
	.least = 1,
	.most = 1,
	.summary = "Run the VM of $VMCONF_DIR/VM.toml (default: ~/vm).",
	.options = options,
	.option_count = ARRAY_LEN(options),
};

enum {
	ARGS_BYTES = 512 * 1024, /* the VM file twice over, and our words */
};

static const char default_binary[] = "/usr/bin/qemu-system-x86_64";

struct run {
	struct cli cli;
	struct vm_name name;
	char config_dir[PATH_MAX];
	char run_dir[PATH_MAX];
	struct vm_file file;
	struct run_facts facts;
	struct arena arena;
	struct qemu_argv argv;
	struct host_child child;
	unsigned char memory[ARGS_BYTES];
};

static int fail_all(const struct run *r, const struct err_list *errs)
{
	/* What is no mistake of the file is told without it. */
	bool placed = errs->items[0].at.known;

	return report_exit_errors(
		program.name, errs, placed ? &r->file.source : NULL,
		r->cli.given[JSON] ? REPORT_JSON : REPORT_TEXT);
}

static int fail(const struct run *r, const struct err *e)
{
	struct err_list errs = {.count = 0};

	*err_next(&errs) = *e;
	return fail_all(r, &errs);
}

static bool check_options(const struct cli *cli, struct err *e)
{
	int modes = cli->given[DRY_RUN] + cli->given[JSON] +
		    cli->given[DETACH] + cli->given[CONSOLE];

	if (modes <= 1)
		return true;
	return err_set(e, ERR_USAGE,
		       "--dry-run, --json, --detach and "
		       "--console exclude each other");
}

static bool find_config_dir(struct run *r, struct err *e)
{
	const char *binary = getenv("QEMU_BIN");

	r->facts.host.binary = binary != NULL ? binary : default_binary;
	r->facts.host.run_dir = r->run_dir;
	r->facts.config_dir = r->config_dir;
	r->arena = arena_over(r->memory, sizeof(r->memory));
	r->child.pipe = -1;
	return host_config_dir(getenv("VMCONF_DIR"), getenv("HOME"),
			       r->config_dir, e);
}

static bool find_run_dir(struct run *r, enum host_make make, struct err *e)
{
	return host_run_dir(getenv("XDG_RUNTIME_DIR"), &r->name, make,
			    r->run_dir, e);
}

static bool make_argv(struct run *r, struct err *e)
{
	return qemu_from_vm(&r->file.vm, &r->facts.host, &r->arena, &r->argv,
			    e);
}

/* Beside the command line, which is for a shell to read. */
static void tell_need(const struct run *r)
{
	struct out out;

	if (r->cli.given[QUIET])
		return;
	out_init(&out, STDERR_FILENO);
	run_print_need(program.name, &r->file.vm, &out);
	(void)out_flush(&out);
}

static int print_command(struct run *r)
{
	struct out out;
	struct err e;

	if (!find_run_dir(r, HOST_LOOK, &e))
		return fail(r, &e);
	run_suppose(&r->file.vm, &r->arena, &r->facts);
	if (!make_argv(r, &e))
		return fail(r, &e);
	tell_need(r);
	out_init(&out, STDOUT_FILENO);
	if (r->cli.given[JSON])
		run_print_json(&r->argv, &out);
	else
		run_print_shell(&r->argv, &out);
	return report_finish(program.name, &out, 0);
}

static void tell_notes(const struct run *r)
{
	struct out out;

	if (r->cli.given[QUIET])
		return;
	out_init(&out, STDERR_FILENO);
	run_print_notes(program.name, &r->file.vm, &r->facts.host, &out);
	(void)out_flush(&out);
}

/* Returns only after filling @e. */
static bool become(struct run *r, struct err *e)
{
	OWN_FD int lock = -1;

	if (!find_run_dir(r, HOST_MAKE, e))
		return false;
	if (!host_lock_run_dir(r->run_dir, &lock, e))
		return err_context(e, "%s", r->name.text);
	if (!run_look(&r->file.vm, &r->arena, &r->facts, e) || !make_argv(r, e))
		return false;
	if (!run_lock_memory(&r->file.vm, e))
		return false;
	/* It has to stay open in QEMU: a POSIX lock is lost when its file is
	 * closed. */
	r->facts.keep[r->facts.keep_count++] = lock;
	tell_notes(r);
	if (r->cli.given[DETACH] && !host_redirect_stdio(r->run_dir, e))
		return false;
	return host_become(r->argv.args, r->facts.keep, r->facts.keep_count, e);
}

static int run_foreground(struct run *r)
{
	struct err e;

	(void)become(r, &e);
	return fail(r, &e);
}

static int tell_started(const struct run *r)
{
	struct out out;

	out_init(&out, STDOUT_FILENO);
	if (!r->cli.given[QUIET])
		out_format(&out, "%s runs as process %d\n", r->name.text,
			   r->child.pid);
	return report_finish(program.name, &out, 0);
}

static int run_detached(struct run *r)
{
	struct err e;

	if (!find_run_dir(r, HOST_MAKE, &e) || !host_detach(&r->child, &e))
		return fail(r, &e);
	if (r->child.pid == 0) {
		(void)become(r, &e);
		host_tell_parent(&r->child, &e);
		_exit(report_exit_code(e.kind));
	}
	if (!host_await_qemu(&r->child, r->run_dir, &e))
		return fail(r, &e);
	return tell_started(r);
}

static bool parse_console(const struct cli *cli, unsigned *out, struct err *e)
{
	const char *text = cli->value[CONSOLE];
	uint64_t number = 0;

	if (text != NULL &&
	    !num_parse(str_from_c(text), VM_SECTIONS_MAX - 1, &number)) {
		err_set(e, ERR_USAGE, "--console=%s is no number of a console",
			text);
		return err_hint(e, "the first console of the VM file is 0");
	}
	*out = (unsigned)number;
	return true;
}

/* Whoever is in a raw terminal has to know the way out. */
static void tell_console(const struct run *r, unsigned number)
{
	struct out out;

	if (r->cli.given[QUIET] || isatty(STDIN_FILENO) != 1)
		return;
	out_init(&out, STDERR_FILENO);
	out_format(&out, "%s: console %u of %s; Ctrl-] leaves it\n",
		   program.name, number, r->name.text);
	(void)out_flush(&out);
}

static int attach(struct run *r)
{
	OWN_FD int socket = -1;
	unsigned number = 0;
	struct err e;

	if (!parse_console(&r->cli, &number, &e) ||
	    !find_run_dir(r, HOST_LOOK, &e))
		return fail(r, &e);
	if (!host_connect_console(r->run_dir, number, &socket, &e)) {
		err_context(&e, "%s", r->name.text);
		return fail(r, &e);
	}
	tell_console(r, number);
	host_relay(socket);
	return 0;
}

static int run(struct run *r)
{
	struct err_list errs = {.count = 0};
	struct err e;

	if (!caller_check(program.name, "QEMU would run",
			  r->cli.given[ALLOW_ROOT], &e) ||
	    !check_options(&r->cli, &e) ||
	    !vm_operand_parse(r->cli.operands[0], &r->name, &e))
		return fail(r, &e);
	if (r->cli.given[CONSOLE])
		return attach(r);
	if (!find_config_dir(r, &e))
		return fail(r, &e);
	if (!vm_file_read(r->config_dir, str_from_c(r->name.text), &r->file,
			  &errs))
		return fail_all(r, &errs);
	if (r->cli.given[DRY_RUN] || r->cli.given[JSON])
		return print_command(r);
	return r->cli.given[DETACH] ? run_detached(r) : run_foreground(r);
}

int main(int argc, char *argv[])
{
	static struct run r;
	int status;

	/* Nothing that was open before is QEMU's business. */
	(void)close_range(STDERR_FILENO + 1, ~0U, 0);
	if (!cli_begin(&program, argc, argv, &r.cli, &status))
		return status;
	return run(&r);
}
