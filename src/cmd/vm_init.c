/* vm_init.c - give a VM what it asks of the host, or take it back
 *
 * Runs as: root, until priv_enter(); then the caller.  Input: the command line,
 * the environment, the VM file.
 *
 *	priv_start          forget what was inherited
 *	choose_caller       who asks
 *	priv_enter          two processes: root's half never comes back from it
 *	read_file           with the caller's own rights
 *	priv_confine        read, write, exit: no more than that from here on
 *	make_plan           the file's bytes are looked at
 *	ask, tell           root's half judges and acts; we put it into words
 */
#include "vm_file.h"
#include "vm_init_check.h"
#include "vm_init_tell.h"
#include "vm_operand.h"
#include "vmman/cli.h"
#include "vmman/host.h"
#include "vmman/plan.h"
#include "vmman/priv.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum option {
	OPT_RELEASE,
	OPT_EXPLAIN,
	OPT_DRY_RUN,
	OPT_WHAT_CAN_I,
	OPT_MEMLOCK,
	OPT_CHECK_POLICY,
	OPT_AS_USER,
	OPT_JSON,
	OPT_QUIET,
	OPTIONS,
};

static const struct cli_option options[OPTIONS] = {
	[OPT_RELEASE] = {.name = "release",
			 .help = "take back what the VM was given"},
	[OPT_EXPLAIN] = {.name = "explain",
			 .help = "tell what would be done and why, change "
				 "nothing"},
	[OPT_DRY_RUN] = {.name = "dry-run",
			 .letter = 'n',
			 .help = "the same as --explain"},
	[OPT_WHAT_CAN_I] = {.name = "what-can-i",
			    .help = "tell what the policy grants you"},
	[OPT_MEMLOCK] = {.name = "memlock",
			 .help = "let the calling process lock the memory that "
				 "VFIO needs"},
	[OPT_CHECK_POLICY] = {.name = "check-policy",
			      .arg = "FILE",
			      .optional = true,
			      .help = "tell what is wrong with a policy, by "
				      "default the one in force"},
	[OPT_AS_USER] = {.name = "as-user",
			 .arg = "NAME",
			 .help = "with --explain, for root: as if NAME asked"},
	[OPT_JSON] = {.name = "json", .letter = 'j', .help = "tell it as JSON"},
	[OPT_QUIET] = {.name = "quiet",
		       .letter = 'q',
		       .help = "tell nothing but errors"},
};

static const struct cli_program program = {
	.name = "vm-init",
	.operands = "[VM]",
	.least = 0,
	.most = 1,
	.summary = "Give a VM what it asks of the host, or take it back.",
	.options = options,
	.option_count = ARRAY_LEN(options),
};

struct run {
	struct cli cli;
	struct priv_start start;
	struct priv_person person;
	int link; /* to root's half */
	struct vm_file file;
	struct plan plan;
	struct tell tell;
};

/* End with an error that came up before the caller's half was the caller. */
static int give_up(const struct err *e)
{
	priv_forsake();
	return report_exit(program.name, e, NULL);
}

/* Whoever may run vm-init by sudo is not thereby root in all else: with the
 * explanation come parts of the other user's file. */
static bool check_as_user(const struct run *r, struct err *e)
{
	const bool *given = r->cli.given;

	if (!given[OPT_AS_USER] || r->start.how == PRIV_BY_NOBODY)
		return true;
	if (!given[OPT_EXPLAIN] && !given[OPT_DRY_RUN])
		return err_set(e, ERR_USAGE,
			       "--as-user goes with --explain only");
	if (r->start.how == PRIV_BY_ROOT)
		return true;
	err_set(e, ERR_DENIED, "--as-user is for root alone");
	return err_hint(e, "under sudo: sudo env -u SUDO_UID -u SUDO_GID "
			   "vm-init ...");
}

static bool check_options(const struct cli *cli, struct err *e)
{
	bool needs_vm =
		!cli->given[OPT_WHAT_CAN_I] && !cli->given[OPT_CHECK_POLICY];
	size_t verbs = (size_t)cli->given[OPT_RELEASE] +
		       (cli->given[OPT_EXPLAIN] || cli->given[OPT_DRY_RUN]) +
		       cli->given[OPT_WHAT_CAN_I] + cli->given[OPT_MEMLOCK] +
		       cli->given[OPT_CHECK_POLICY];

	if (verbs > 1)
		return err_set(e, ERR_USAGE,
			       "--release, --explain, --what-can-i, --memlock "
			       "and --check-policy exclude each other");
	if (needs_vm == (cli->operand_count == 0)) {
		err_set(e, ERR_USAGE,
			needs_vm ? "the name of a VM is missing"
				 : "--what-can-i and --check-policy take no "
				   "VM");
		return err_hint(e, "vm-init --help");
	}
	return true;
}

static enum plan_verb verb_from_options(const struct cli *cli)
{
	if (cli->given[OPT_WHAT_CAN_I])
		return PLAN_WHAT_CAN_I;
	if (cli->given[OPT_RELEASE])
		return PLAN_RELEASE;
	if (cli->given[OPT_EXPLAIN] || cli->given[OPT_DRY_RUN])
		return PLAN_EXPLAIN;
	if (cli->given[OPT_MEMLOCK])
		return PLAN_MEMLOCK;
	return PLAN_INIT;
}

static bool name_vm(struct run *r, struct err *e)
{
	return r->cli.operand_count == 0 ||
	       vm_operand_parse(r->cli.operands[0], &r->plan.vm, e);
}

/* Understand the command line.  False: the program ends with @status. */
static bool understand(struct run *r, int argc, char *argv[], int *status)
{
	struct err e;

	if (!cli_begin(&program, argc, argv, &r->cli, status))
		return false;
	r->tell.program = program.name;
	r->tell.json = r->cli.given[OPT_JSON];
	r->tell.quiet = r->cli.given[OPT_QUIET];
	r->plan.verb = verb_from_options(&r->cli);
	if (check_options(&r->cli, &e) && check_as_user(r, &e) &&
	    name_vm(r, &e))
		return true;
	*status = tell_error(&r->tell, &e);
	return false;
}

/* Root by itself: the caller is the owner of the VM file, who then reads it,
 * which fails if it has become somebody else's. */
static bool choose_owner(struct run *r, struct err *e)
{
	char dir[PATH_MAX], name[VM_NAME_TEXT_BYTES + sizeof(".toml")];
	OWN_FD int fd = -1;
	struct stat st;

	if (!host_config_dir(r->start.vmconf_dir, r->start.home, dir, e))
		return false;
	(void)snprintf(name, sizeof(name), "%s.toml", r->plan.vm.text);
	fd = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 || fstatat(fd, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return err_set(e, ERR_NO_VM, "there is no VM %s in %s",
			       r->plan.vm.text, dir);
	if (st.st_uid == 0)
		return priv_person_self(&r->person, e);
	return priv_person_by_uid(st.st_uid, &r->person, e);
}

static bool choose_caller(struct run *r, struct err *e)
{
	switch (r->start.how) {
	case PRIV_BY_SUID:
		return priv_person_self(&r->person, e);
	case PRIV_BY_SUDO:
		return priv_person_by_uid(r->start.sudo_uid, &r->person, e);
	case PRIV_BY_ROOT:
		if (r->cli.given[OPT_AS_USER])
			return priv_person_by_name(r->cli.value[OPT_AS_USER],
						   &r->person, e);
		if (r->cli.operand_count == 0)
			return priv_person_self(&r->person, e);
		return choose_owner(r, e);
	case PRIV_BY_NOBODY:
		return priv_explain_nobody(e);
	}
	BUG();
}

/* Whose VMs: under sudo the caller's, not root's. */
static const char *home_of(const struct run *r)
{
	return r->person.home[0] != '\0' ? r->person.home : r->start.home;
}

/* A macvtap does not tell whether something has it open; its owner does. */
static bool check_idle(const struct run *r, struct err *e)
{
	bool own = r->start.how == PRIV_BY_SUID;
	struct err ignored;
	char dir[PATH_MAX];

	if (!host_run_dir(own ? r->start.xdg_runtime_dir : NULL, &r->plan.vm,
			  HOST_LOOK, dir, &ignored) ||
	    host_running(dir) == 0)
		return true;
	err_set(e, ERR_BUSY, "VM %s is running", r->plan.vm.text);
	return err_hint(e, "stop it first: vm-stop %s", r->plan.vm.text);
}

static bool find_file(struct run *r, struct err *e)
{
	char dir[PATH_MAX];

	return host_config_dir(r->start.vmconf_dir, home_of(r), dir, e) &&
	       host_read_vm(dir, &r->plan.vm, &r->file.host, e);
}

/* What bears the VM's mark can be released when its file is gone or wrong. */
static bool find_file_to_release(struct run *r, struct err *e)
{
	if (!check_idle(r, e))
		return false;
	r->tell.has_file = find_file(r, e);
	if (r->tell.has_file || e->kind == ERR_NO_VM)
		return true;
	if (e->kind != ERR_CONFIG)
		return false;
	*err_next(&r->tell.file_errs) = *e;
	return true;
}

static bool read_file(struct run *r, struct err *e)
{
	switch (r->plan.verb) {
	case PLAN_RELEASE:
		return find_file_to_release(r, e);
	case PLAN_INIT:
	case PLAN_EXPLAIN:
	case PLAN_MEMLOCK:
		r->tell.has_file = true;
		return find_file(r, e);
	case PLAN_WHAT_CAN_I:
		return true;
	}
	BUG();
}

static bool understand_file(struct run *r)
{
	struct err_list *errs = &r->tell.file_errs;
	enum plan_verb verb = r->plan.verb;
	struct vm_name name = r->plan.vm;
	bool judged;
	struct err e;

	r->file.source.path = r->file.host.path;
	judged = vm_file_judge(&name, &r->file, errs);
	r->tell.source = r->file.source;
	if (!judged)
		return false;
	if (plan_from_vm(&r->file.vm, verb, &r->plan, r->tell.places, &e))
		return true;
	*err_next(errs) = e;
	return false;
}

/* To release, a plan of nothing will do: X goes by the marks as well. */
static bool make_plan(struct run *r)
{
	if (r->tell.has_file)
		r->tell.has_file = understand_file(r);
	return r->tell.file_errs.count == 0 || r->plan.verb == PLAN_RELEASE;
}

static int ask(struct run *r)
{
	static struct priv_answer answer;
	struct err e;

	if (!priv_ask(r->link, &r->plan, &e))
		return tell_error(&r->tell, &e);
	tell_begin(&r->tell, &r->plan);
	do {
		if (!priv_hear(r->link, &answer, &e))
			return tell_error(&r->tell, &e);
		tell_answer(&r->tell, &answer);
	} while (answer.kind != PRIV_ANSWER_END);
	return tell_end(&r->tell, (enum err_kind)answer.err_kind);
}

/* What the caller's half does once it is the caller for good. */
static int be_caller(struct run *r)
{
	struct err e;

	r->tell.colour = report_colour(STDERR_FILENO);
	if (!read_file(r, &e) || !priv_confine(&e))
		return tell_error(&r->tell, &e);
	if (!make_plan(r))
		return tell_errors(&r->tell, &r->tell.file_errs);
	return ask(r);
}

static bool checks_policy(const struct run *r)
{
	return r->cli.given[OPT_CHECK_POLICY];
}

static int be_checker(struct run *r)
{
	r->tell.colour = report_colour(STDERR_FILENO);
	return vm_init_check(&r->tell, r->cli.value[OPT_CHECK_POLICY]);
}

static int run(struct run *r, int argc, char *argv[])
{
	/* Root's own command line crosses no border, and may name the caller.
	 * A user's is not for root to read. */
	bool early;
	int status;
	struct err e;

	if (!priv_start(&r->start, &e))
		return give_up(&e);
	early = r->start.how != PRIV_BY_SUID;
	if (early && !understand(r, argc, argv, &status))
		return status;
	if (r->start.how == PRIV_BY_NOBODY && checks_policy(r))
		return be_checker(r);
	if (!choose_caller(r, &e) || !priv_enter(&r->person, &r->link, &e))
		return give_up(&e);
	if (!early && !understand(r, argc, argv, &status))
		return status;
	return checks_policy(r) ? be_checker(r) : be_caller(r);
}

int main(int argc, char *argv[])
{
	static struct run r;

	priv_leave(run(&r, argc, argv));
}
