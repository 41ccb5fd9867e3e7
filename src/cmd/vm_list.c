/* vm_list.c - vm-list: the VMs there are, and their state
 *
 * Runs as: caller.  Input: the command line, the environment, a directory.
 */
#include "vm_list.h"
#include "vmman/cli.h"
#include "vmman/host.h"

enum {
	QUIET,
	CHECK,
	JSON,
};

enum {
	/* So many files are read in a few milliseconds; above that, whoever
	 * wants to know has to ask. */
	CHECKED_FILES_MAX = 1000,
};

static const struct cli_option options[] = {
	[QUIET] = {"quiet", 'q', NULL, false, "print names only"},
	[CHECK] = {"check", 'c', NULL, false,
		   "read the files too, however many there are"},
	[JSON] = {"json", 'j', NULL, false, "print one JSON object"},
};

static const struct cli_program program = {
	.name = "vm-list",
	.operands = "[VM]",
	.most = 1,
	.summary = "List the VMs in $VMCONF_DIR (default: ~/vm) with their "
		   "state.",
	.options = options,
	.option_count = ARRAY_LEN(options),
};

/* Find out what does not take a file's contents. */
static bool look(const struct cli *cli, struct list *list, struct err *e)
{
	static char dir[PATH_MAX];

	if (cli->given[QUIET] && cli->given[JSON])
		return err_set(e, ERR_USAGE,
			       "--quiet and --json exclude each other");
	if (!host_config_dir(getenv("VMCONF_DIR"), getenv("HOME"), dir, e) ||
	    !list_collect(dir, cli->operands[0], list, e))
		return false;
	if (cli->given[QUIET])
		return true;
	list->check = cli->given[CHECK] || list->count <= CHECKED_FILES_MAX;
	list_mark_initialised(list, "/sys/class/net");
	return list_mark_running(list, getenv("XDG_RUNTIME_DIR"), e);
}

/* Silence about broken files is no praise when none was read. */
static void note_unread(const struct list *list)
{
	struct out out;

	out_init(&out, STDERR_FILENO);
	out_format(&out,
		   "%s: %zu files, not read; --check tells which are broken\n",
		   program.name, list->count);
	(void)out_flush(&out);
}

static void print(const struct cli *cli, const struct list *list,
		  struct out *out)
{
	if (cli->given[QUIET])
		list_print_names(list, out);
	else if (cli->given[JSON])
		list_print_json(list, out);
	else
		list_print(list, out);
	if (!list->check && !cli->given[QUIET] && !cli->given[JSON])
		note_unread(list);
}

static int run(const struct cli *cli)
{
	struct err_list errs = {.count = 0};
	struct list list = {.count = 0};
	struct out out;
	struct err e;

	if (!look(cli, &list, &e)) {
		list_fini(&list);
		*err_next(&errs) = e;
		return report_exit_errors(program.name, &errs, NULL,
					  cli->given[JSON] ? REPORT_JSON
							   : REPORT_TEXT);
	}
	out_init(&out, STDOUT_FILENO);
	print(cli, &list, &out);
	list_fini(&list);
	return report_finish(program.name, &out, 0);
}

int main(int argc, char *argv[])
{
	struct cli cli;
	int status;

	if (!cli_begin(&program, argc, argv, &cli, &status))
		return status;
	return run(&cli);
}
