/* vm_init_check.c - is this a policy?
 *
 * Runs as: the caller.  Input: a policy file, anybody's; the user database.
 */
#include "vm_init_check.h"
#include "vmman/out.h"
#include "vmman/policy.h"
#include "vmman/priv.h"
#include "vmman/toml.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

struct check {
	const char *path;
	char bytes[POLICY_BYTES_MAX + TOML_PAD];
	unsigned char memory[POLICY_READ_BYTES];
	struct policy policy;
	struct err_list errs;
	struct err_list warnings;
};

/* Where a file lies that is not in force yet does not matter. */
static int open_draft(const char *path, struct err *e)
{
	OWN_FD int fd = -1;
	struct stat st;

	fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st) != 0)
		return err_system(e, errno, "opening %s", path), -1;
	if (!S_ISREG(st.st_mode))
		return err_set(e, ERR_CONFIG, "%s is no regular file", path),
		       -1;
	return take_fd(&fd);
}

static bool read_policy(struct check *c, struct report_source *source,
			struct err *e)
{
	bool draft = c->path != NULL && strcmp(c->path, VMMAN_POLICY) != 0;
	OWN_FD int fd = draft ? open_draft(c->path, e)
			      : priv_policy_open(VMMAN_POLICY, e);
	size_t len;

	if (fd < 0 || !priv_policy_read(fd, c->bytes, &len, e))
		return false;
	*source = (struct report_source){draft ? c->path : VMMAN_POLICY,
					 {c->bytes, len}};
	return true;
}

static bool understand(struct check *c, struct str text)
{
	struct arena arena = arena_over(c->memory, sizeof(c->memory));

	return policy_read(text.data, text.len, &arena, &c->policy, &c->errs);
}

static void tell_json(const struct check *c, struct tell *t)
{
	out_text(&t->out, "{\"errors\": [], ");
	report_json_list(&t->out, "warnings", &c->warnings, &t->source);
	out_format(&t->out, ", \"more\": %s, \"entries\": %zu}\n",
		   c->warnings.more ? "true" : "false", c->policy.count);
}

static void tell_text(const struct check *c, struct tell *t)
{
	static struct out complaints;

	out_init(&complaints, STDERR_FILENO);
	report_warnings(&complaints, t->program, &c->warnings, &t->source,
			t->colour);
	(void)out_flush(&complaints);
	if (t->quiet)
		return;
	out_visible(&t->out, str_from_c(t->source.path));
	out_format(&t->out, ": a policy of %zu %s\n", c->policy.count,
		   c->policy.count == 1 ? "entry" : "entries");
}

int vm_init_check(struct tell *tell, const char *path)
{
	static struct check c;
	struct err e;

	c.path = path;
	if (!read_policy(&c, &tell->source, &e))
		return tell_error(tell, &e);
	if (!understand(&c, tell->source.text))
		return tell_errors(tell, &c.errs);
	priv_names_look_up(&c.policy);
	policy_warn(&c.policy, &c.warnings);
	out_init(&tell->out, STDOUT_FILENO);
	if (tell->json)
		tell_json(&c, tell);
	else
		tell_text(&c, tell);
	return report_finish(tell->program, &tell->out, 0);
}
