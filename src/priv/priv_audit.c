/* priv_audit.c - tell the system's log what was decided and done
 *
 * Runs as: root.  Input: recognised values, and texts made of them.
 *
 * Who comes first, so that nothing that follows can push it off the line; keys
 * come in a fixed order; what is not plain is written \xHH, so that no value
 * looks like a key or a line of its own.  The C library's syslog(3) is not
 * used: it names the program after argv[0], waits while the log is full, and
 * passes control characters through.
 */
#include "priv_audit.h"
#include "vmman/own.h"
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <syslog.h>

void priv_audit_open(struct audit *out, const struct caller *caller)
{
	const struct sockaddr_un log = {AF_UNIX, "/dev/log"};
	OWN_FD int fd =
		socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	*out = (struct audit){.fd = -1, .caller = caller};
	if (fd >= 0 &&
	    connect(fd, (const struct sockaddr *)&log, sizeof(log)) == 0)
		out->fd = take_fd(&fd);
}

/* A line under construction; what does not fit is cut. */
struct line {
	char *text;
	size_t len;
};

static void put(struct line *line, const char *format, ...) PRINTF_LIKE(2, 3);

static void put(struct line *line, const char *format, ...)
{
	size_t room = AUDIT_BYTES - line->len;
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(line->text + line->len, room, format, args);
	va_end(args);
	BUG_UNLESS(n >= 0);
	line->len += (size_t)n < room ? (size_t)n : room - 1;
}

static bool is_plain(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || strchr("._:@/+-", c) != NULL;
}

/* " key=value" */
static void put_value(struct line *line, const char *key, const char *value)
{
	put(line, " %s=", key);
	for (; *value != '\0'; value++)
		if (is_plain(*value))
			put(line, "%c", *value);
		else
			put(line, "\\x%02x", (unsigned char)*value);
}

/* ' key="a sentence"' */
static void put_sentence(struct line *line, const char *key, const char *text)
{
	put(line, " %s=\"", key);
	for (; *text != '\0'; text++)
		if (is_plain(*text) || strchr(" ,;()'", *text) != NULL)
			put(line, "%c", *text);
		else
			put(line, "\\x%02x", (unsigned char)*text);
	put(line, "\"");
}

static void put_who(struct line *line, const struct audit *audit)
{
	put(line, "uid=%u", audit->caller->uid);
	put_value(line, "user", audit->caller->user);
	if (audit->plan == NULL)
		return;
	put_value(line, "verb", plan_verb_text(audit->plan->verb));
	put_value(line, "vm", audit->plan->vm.text);
}

static void put_link(struct line *line, const struct plan_op *op)
{
	char mac[MAC_TEXT_BYTES];

	put_value(line, "interface", op->ifname.text);
	put_value(line, op->kind == PLAN_TAPBRIDGE ? "bridge" : "parent",
		  op->peer.text);
	put_value(line, "mac", mac_print(&op->mac, mac));
}

static void put_subject(struct line *line, const struct audit *audit,
			const struct verdict *verdict)
{
	const struct plan_op *op;

	if (verdict->op == POLICY_NO_OP) {
		put_value(line, "interface", verdict->subject);
		return;
	}
	op = &audit->plan->ops[verdict->op];
	put_value(line, "kind", plan_kind_text(op->kind));
	if (plan_kind_is_link(op->kind))
		put_link(line, op);
	else
		put_value(line, "what", verdict->subject);
}

size_t priv_audit_line(const struct audit *audit,
		       const struct judgement *judgement, size_t i,
		       char out[AUDIT_BYTES])
{
	const struct verdict *verdict = &judgement->verdicts[i];
	struct line line = {out, 0};

	put_who(&line, audit);
	put_value(&line, "result", verdict->allowed ? "allowed" : "denied");
	put(&line, " line=%u", verdict->line);
	put_subject(&line, audit, verdict);
	if (!verdict->allowed)
		put_sentence(&line, "reason", verdict->why.text);
	return line.len;
}

/* Send a line with the header that syslogd(8) expects; when it does not keep
 * up, the line is lost rather than the next user's time. */
static void send_line(const struct audit *audit, int severity, const char *text)
{
	char datagram[AUDIT_BYTES + 64];
	int len = snprintf(datagram, sizeof(datagram), "<%d>vm-init[%d]: %s",
			   LOG_AUTHPRIV | severity, getpid(), text);

	if (len > 0 && (size_t)len < sizeof(datagram))
		(void)send(audit->fd, datagram, (size_t)len, MSG_NOSIGNAL);
}

void priv_audit_judgement(const struct audit *audit,
			  const struct judgement *judgement)
{
	char text[AUDIT_BYTES];

	if (audit->fd < 0 || audit->plan->verb == PLAN_EXPLAIN)
		return;
	for (size_t i = 0; i < judgement->count; i++) {
		(void)priv_audit_line(audit, judgement, i, text);
		send_line(audit,
			  judgement->verdicts[i].allowed ? LOG_INFO
							 : LOG_NOTICE,
			  text);
	}
}

void priv_audit_failure(const struct audit *audit, const struct err *e)
{
	char text[AUDIT_BYTES];
	struct line line = {text, 0};

	if (audit->fd < 0)
		return;
	put_who(&line, audit);
	put_value(&line, "result", "failed");
	put_sentence(&line, "reason", e->text);
	send_line(audit, LOG_WARNING, text);
}
