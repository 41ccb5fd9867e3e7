/* vm_stop.c - vm-stop: power a VM down, and insist
 *
 * Runs as: caller.  Input: the command line, the environment, the VM's run
 * directory.
 */
#include "vm_operand.h"
#include "vmman/cli.h"
#include "vmman/host.h"
#include "vmman/launch.h"
#include "vmman/num.h"
#include <stdlib.h>

enum {
	TIMEOUT,
	FORCE,
	JSON,
	QUIET,
};

enum {
	TIMEOUT_S = 60,
	TIMEOUT_MOST_S = 24 * 60 * 60,
};

static const struct cli_option options[] = {
	[TIMEOUT] = {"timeout", 't', "SECONDS", false,
		     "how long the guest may take (default: 60)"},
	[FORCE] = {"force", 'f', NULL, false,
		   "end QEMU at once, without asking the guest"},
	[JSON] = {"json", 'j', NULL, false, "print one JSON object"},
	[QUIET] = {"quiet", 'q', NULL, false, "tell nothing but errors"},
};

static const struct cli_program program = {
	.name = "vm-stop",
	.operands = "VM",
	.least = 1,
	.most = 1,
	.summary = "Power a running VM down, and end it if it does not.",
	.options = options,
	.option_count = ARRAY_LEN(options),
};

static bool parse_patience(const struct cli *cli, int *ms, struct err *e)
{
	const char *text = cli->value[TIMEOUT];
	uint64_t seconds = TIMEOUT_S;

	if (cli->given[TIMEOUT] && cli->given[FORCE])
		return err_set(e, ERR_USAGE,
			       "--timeout and --force exclude each other");
	if (text != NULL &&
	    (!num_parse(str_from_c(text), TIMEOUT_MOST_S, &seconds) ||
	     seconds == 0))
		return err_set(e, ERR_USAGE,
			       "--timeout=%s is not a number of seconds from 1 "
			       "to %d",
			       text, TIMEOUT_MOST_S);
	*ms = cli->given[FORCE] ? 0 : (int)seconds * 1000;
	return true;
}

static const char *end_text(enum host_end how)
{
	switch (how) {
	case HOST_ENDED_ITSELF:
		return "powered down";
	case HOST_TERMINATED:
		return "terminated";
	case HOST_KILLED:
		return "killed";
	}
	BUG();
}

static int tell(const struct cli *cli, const struct vm_name *vm, pid_t pid,
		enum host_end how)
{
	struct out out;

	out_init(&out, STDOUT_FILENO);
	if (cli->given[JSON])
		out_format(&out,
			   "{\"name\": \"%s\", \"pid\": %d, "
			   "\"how\": \"%s\"}\n",
			   vm->text, pid, end_text(how));
	else if (!cli->given[QUIET])
		out_format(&out, "%s (process %d) %s\n", vm->text, pid,
			   end_text(how));
	return report_finish(program.name, &out, 0);
}

static bool stop(const struct cli *cli, const struct vm_name *vm, pid_t *pid,
		 enum host_end *how, struct err *e)
{
	char run_dir[PATH_MAX];
	int patience_ms = 0;

	if (!parse_patience(cli, &patience_ms, e) ||
	    !host_run_dir(getenv("XDG_RUNTIME_DIR"), vm, HOST_LOOK, run_dir, e))
		return false;
	return host_stop(run_dir, patience_ms, pid, how, e) ||
	       err_context(e, "%s", vm->text);
}

static int run(const struct cli *cli)
{
	struct err_list errs = {.count = 0};
	enum host_end how;
	struct vm_name vm;
	struct err e;
	pid_t pid;

	if (vm_operand_parse(cli->operands[0], &vm, &e) &&
	    stop(cli, &vm, &pid, &how, &e))
		return tell(cli, &vm, pid, how);
	*err_next(&errs) = e;
	return report_exit_errors(program.name, &errs, NULL,
				  cli->given[JSON] ? REPORT_JSON : REPORT_TEXT);
}

int main(int argc, char *argv[])
{
	struct cli cli;
	int status;

	if (!cli_begin(&program, argc, argv, &cli, &status))
		return status;
	return run(&cli);
}
