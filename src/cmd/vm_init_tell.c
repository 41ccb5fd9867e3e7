/* vm_init_tell.c - what vm-init says, for people and as JSON
 *
 * Runs as: the caller, in strict seccomp.  Input: X's answers, the VM file.
 */
#include "vm_init_tell.h"
#include <string.h>

/* Tell errors on standard error, or, as JSON, on standard output. */
int tell_errors(struct tell *t, const struct err_list *errs)
{
	out_init(&t->out, t->json ? STDOUT_FILENO : STDERR_FILENO);
	if (t->json)
		report_json(&t->out, errs, &t->source);
	else
		report_errors(&t->out, t->program, errs, &t->source, t->colour);
	/* Nobody is left to be told when that fails. */
	(void)out_flush(&t->out);
	return report_exit_code(errs->items[0].kind);
}

int tell_error(struct tell *t, const struct err *e)
{
	static struct err_list list;

	list.count = 0;
	*err_next(&list) = *e;
	return tell_errors(t, &list);
}

static struct err err_from_answer(const struct tell *t,
				  const struct priv_answer *answer)
{
	struct err e = {.kind = (enum err_kind)answer->err_kind};

	if (answer->kind == PRIV_ANSWER_VERDICT &&
	    answer->op < ARRAY_LEN(t->places))
		e.at = t->places[answer->op];
	memcpy(e.text, answer->text, sizeof(e.text));
	memcpy(e.hint, answer->hint, sizeof(e.hint));
	return e;
}

static const struct plan_op *op_of(const struct tell *t,
				   const struct priv_answer *answer)
{
	return answer->op < t->plan->count ? &t->plan->ops[answer->op] : NULL;
}

/* ---- for people ---- */

static void text_steps(struct tell *t, const struct plan_op *op)
{
	switch (op->kind) {
	case PLAN_TAPBRIDGE:
		out_format(&t->out,
			   "  would make the tap, give it to you, mark it, "
			   "join it to %s, bring it up\n",
			   op->peer.text);
		return;
	case PLAN_MACVTAP:
		out_format(&t->out,
			   "  would make the macvtap on %s, mark it, give its "
			   "device to you, bring it up\n",
			   op->peer.text);
		return;
	case PLAN_PCI:
		out_text(&t->out,
			 "  would take the device from the host's driver, "
			 "bind it to vfio-pci, give its group's node to you\n");
		return;
	case PLAN_USB:
		out_text(&t->out, "  would give its node in /dev/bus/usb to "
				  "you\n");
		return;
	case PLAN_BLOCK:
		out_text(&t->out, "  would make sure that the host does not "
				  "use it, give its node to you\n");
		return;
	case PLAN_HUGEPAGES:
		out_text(&t->out, "  would make it, for you alone\n");
		return;
	case PLAN_LOCKED:
		out_text(&t->out, "  would let vm-run lock that much, which "
				  "VFIO needs\n");
		return;
	}
}

/* @text can hold names of the user database and of the policy, and whoever
 * reads it may be somebody else: root, with --as-user. */
static void text_line(struct tell *t, const char *label, const char *text)
{
	out_text(&t->out, label);
	out_visible(&t->out, str_from_c(text));
	out_text(&t->out, "\n");
}

/* A directory can be there, or elsewhere than in a hugetlbfs and the caller's
 * affair, which is not looked into. */
static const char *unchanged_text(enum plan_kind kind)
{
	return kind == PLAN_HUGEPAGES ? "  nothing to do\n"
				      : "  is there already: nothing to do\n";
}

static void text_explanation(struct tell *t, const struct priv_answer *answer)
{
	const struct plan_op *op = op_of(t, answer);

	plan_print_op(op, &t->out);
	if (!answer->allowed) {
		text_line(t, "\n  denied: ", answer->text);
		if (answer->hint[0] != '\0')
			text_line(t, "  hint: ", answer->hint);
		return;
	}
	if (answer->line == 0)
		out_text(&t->out, "\n  needs nothing that the policy grants\n");
	else
		out_format(&t->out,
			   "\n  allowed by the entry in line %u of the "
			   "policy\n",
			   answer->line);
	if (answer->changed)
		text_steps(t, op);
	else
		out_text(&t->out, unchanged_text(op->kind));
}

/* A refusal is about the VM file; a failure is not. */
static const struct report_source *source_of(const struct tell *t,
					     const struct priv_answer *answer)
{
	return answer->kind == PRIV_ANSWER_VERDICT ? &t->source : NULL;
}

static void text_refusal(struct tell *t, const struct priv_answer *answer)
{
	struct err e = err_from_answer(t, answer);
	static struct out out;

	out_init(&out, STDERR_FILENO);
	report_error(&out, t->program, &e, source_of(t, answer), t->colour);
	(void)out_flush(&out);
}

static void text_verdict(struct tell *t, const struct priv_answer *answer)
{
	if (t->plan->verb == PLAN_EXPLAIN)
		text_explanation(t, answer);
	else if (!answer->allowed)
		text_refusal(t, answer);
}

static const char *done_text(enum plan_verb verb, enum plan_kind kind,
			     bool changed)
{
	if (verb == PLAN_RELEASE)
		return changed ? "released" : "was not given";
	if (!changed)
		return kind == PLAN_HUGEPAGES ? "nothing to do for" : "kept";
	return verb == PLAN_MEMLOCK ? "granted" : "made";
}

static void text_done(struct tell *t, const struct priv_answer *answer)
{
	const struct plan_op *op = op_of(t, answer);

	if (t->quiet)
		return;
	if (op == NULL) {
		out_format(&t->out, "released %s\n", answer->subject);
		return;
	}
	out_format(&t->out, "%s ",
		   done_text(t->plan->verb, op->kind, answer->changed));
	plan_print_op(op, &t->out);
	out_text(&t->out, "\n");
}

static void text_grant(struct tell *t, const struct priv_answer *answer)
{
	out_format(&t->out, "line %u: %s", answer->line, answer->subject);
	text_line(t, " = ", answer->text);
}

static void text_answer(struct tell *t, const struct priv_answer *answer)
{
	switch ((enum priv_answer_kind)answer->kind) {
	case PRIV_ANSWER_VERDICT:
		text_verdict(t, answer);
		return;
	case PRIV_ANSWER_DONE:
		text_done(t, answer);
		return;
	case PRIV_ANSWER_GRANT:
		text_grant(t, answer);
		return;
	case PRIV_ANSWER_ERROR:
		text_refusal(t, answer);
		return;
	case PRIV_ANSWER_END:
		return;
	}
}

static void text_nothing(struct tell *t)
{
	if (t->quiet)
		return;
	if (t->plan->verb == PLAN_RELEASE)
		out_format(&t->out, "VM %s has nothing to release\n",
			   t->plan->vm.text);
	else if (t->plan->verb == PLAN_WHAT_CAN_I)
		out_text(&t->out, "the policy grants you nothing\n");
	else if (t->plan->verb == PLAN_MEMLOCK)
		out_format(&t->out, "VM %s needs no memory locked\n",
			   t->plan->vm.text);
	else
		out_format(&t->out, "VM %s asks nothing of the host\n",
			   t->plan->vm.text);
}

/* Devices bear no mark: the file alone says which the VM had. */
static void text_no_file(struct tell *t)
{
	if (t->quiet || t->plan->verb != PLAN_RELEASE || t->has_file)
		return;
	out_format(&t->out,
		   "without a valid file of VM %s only its interfaces are "
		   "released\n",
		   t->plan->vm.text);
}

static void text_file_errors(const struct tell *t)
{
	static struct out out;

	out_init(&out, STDERR_FILENO);
	report_errors(&out, t->program, &t->file_errs, &t->source, t->colour);
	(void)out_flush(&out);
}

static void text_end(struct tell *t)
{
	if (t->told == 0)
		text_nothing(t);
	text_no_file(t);
	text_file_errors(t);
}

/* ---- JSON: one object, {"verb": .., "vm": .., "answers": [..], "exit": ..}
 */

static void json_member(struct tell *t, const char *key, const char *text)
{
	out_format(&t->out, ", \"%s\": ", key);
	if (text[0] != '\0')
		out_json(&t->out, str_from_c(text));
	else
		out_text(&t->out, "null");
}

static void json_op(struct tell *t, const struct plan_op *op,
		    const char *subject)
{
	char mac[MAC_TEXT_BYTES];

	json_member(t, "kind", plan_kind_text(op->kind));
	if (!plan_kind_is_link(op->kind)) {
		json_member(t, "what", subject);
		return;
	}
	json_member(t, "interface", subject);
	json_member(t, op->kind == PLAN_TAPBRIDGE ? "bridge" : "host-interface",
		    op->peer.text);
	json_member(t, "mac", mac_print(&op->mac, mac));
}

static void json_error(struct tell *t, const struct priv_answer *answer)
{
	struct err e = err_from_answer(t, answer);

	out_text(&t->out, ", \"error\": ");
	if (e.kind == ERR_NONE)
		out_text(&t->out, "null");
	else
		report_json_error(&t->out, &e, &t->source);
}

static void json_result(struct tell *t, const struct priv_answer *answer)
{
	const struct plan_op *op = op_of(t, answer);
	/* Of a plan that was refused nothing was done. */
	bool counts = answer->kind == PRIV_ANSWER_DONE ||
		      (t->plan->verb == PLAN_EXPLAIN && answer->allowed);

	out_format(&t->out, "{\"allowed\": %s, \"changed\": %s, \"line\": %u",
		   answer->allowed ? "true" : "false",
		   counts && answer->changed ? "true" : "false", answer->line);
	if (op != NULL)
		json_op(t, op, answer->subject);
	else
		json_member(t, "interface", answer->subject);
	json_error(t, answer);
	out_text(&t->out, "}");
}

static void json_grant(struct tell *t, const struct priv_answer *answer)
{
	out_format(&t->out, "{\"line\": %u", answer->line);
	json_member(t, "key", answer->subject);
	json_member(t, "value", answer->text);
	out_text(&t->out, "}");
}

static void json_failure(struct tell *t, const struct priv_answer *answer)
{
	struct err e = err_from_answer(t, answer);

	out_text(&t->out, "{\"error\": ");
	report_json_error(&t->out, &e, NULL);
	out_text(&t->out, "}");
}

static void json_answer(struct tell *t, const struct priv_answer *answer)
{
	if (answer->kind == PRIV_ANSWER_END)
		return;
	out_text(&t->out, t->told > 0 ? ", " : "");
	switch ((enum priv_answer_kind)answer->kind) {
	case PRIV_ANSWER_VERDICT:
	case PRIV_ANSWER_DONE:
		json_result(t, answer);
		return;
	case PRIV_ANSWER_GRANT:
		json_grant(t, answer);
		return;
	case PRIV_ANSWER_ERROR:
		json_failure(t, answer);
		return;
	case PRIV_ANSWER_END:
		return;
	}
}

static void json_end(struct tell *t, int status)
{
	out_text(&t->out, "], ");
	if (t->file_errs.count > 0) {
		report_json_list(&t->out, "errors", &t->file_errs, &t->source);
		out_format(&t->out, ", \"more\": %s, ",
			   t->file_errs.more ? "true" : "false");
	}
	out_format(&t->out, "\"exit\": %d}\n", status);
}

/* ---- either ---- */

void tell_begin(struct tell *t, const struct plan *plan)
{
	t->plan = plan;
	t->told = 0;
	out_init(&t->out, STDOUT_FILENO);
	if (!t->json)
		return;
	out_format(&t->out, "{\"verb\": \"%s\"", plan_verb_text(plan->verb));
	json_member(t, "vm", plan->vm.text);
	out_text(&t->out, ", \"answers\": [");
}

void tell_answer(struct tell *t, const struct priv_answer *answer)
{
	if (t->json)
		json_answer(t, answer);
	else
		text_answer(t, answer);
	if (answer->kind != PRIV_ANSWER_END)
		t->told++;
}

/* A wrong file counts where all else went well: of what it names, something may
 * be left. */
static int status_of(const struct tell *t, enum err_kind result)
{
	if (result == ERR_NONE && t->file_errs.count > 0)
		result = t->file_errs.items[0].kind;
	return result == ERR_NONE ? 0 : report_exit_code(result);
}

int tell_end(struct tell *t, enum err_kind result)
{
	int status = status_of(t, result);
	struct err e;

	if (t->json)
		json_end(t, status);
	else
		text_end(t);
	if (out_flush(&t->out))
		return status;
	err_system(&e, t->out.errnum, "writing to standard output");
	t->json = false;
	t->source.path = NULL;
	return tell_error(t, &e);
}
