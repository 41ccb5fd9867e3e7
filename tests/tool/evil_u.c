/* evil_u.c - a caller's half of vm-init that says what it likes
 *
 * Runs as: root (installed set-user-ID by tests), then the caller.  Input: the
 * test's argument: what to send to root's half.
 *
 * It prints each answer as a line, and ends with the status of the last.
 */
#include "vmman/plan.h"
#include "vmman/priv.h"
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

enum {
	COUNT_AT = 10, /* src/plan/plan_wire.h */
	KIND_AT = PLAN_WIRE_HEADER,
	IFNAME_AT = KIND_AT + 3,
	DESCRIPTORS = 253, /* SCM_MAX_FD, linux/net/scm.h */
};

/* One lie: @len bytes of a good plan, with @text put at @at. */
struct lie {
	const char *name;
	size_t len;
	size_t at;
	struct str text;
};

static const struct lie lies[] = {
	{"good", PLAN_WIRE_BYTES, 0, {NULL, 0}},
	{"empty", 0, 0, {NULL, 0}},
	{"byte", 1, 0, {NULL, 0}},
	{"short", PLAN_WIRE_BYTES - 1, 0, {NULL, 0}},
	{"long", PLAN_WIRE_BYTES + 1, 0, {NULL, 0}},
	{"magic", PLAN_WIRE_BYTES, 0, {"VMMAN", 5}},
	{"count", PLAN_WIRE_BYTES, COUNT_AT, {"\xff", 1}},
	{"kind", PLAN_WIRE_BYTES, KIND_AT, {"\x63", 1}},
	{"no-nul", PLAN_WIRE_BYTES, IFNAME_AT, {"aaaaaaaaaaaaaaaa", 16}},
	{"path", PLAN_WIRE_BYTES, IFNAME_AT, {"../evil", 8}},
	{"format", PLAN_WIRE_BYTES, IFNAME_AT, {"evil%d", 7}},
	{"trailing", PLAN_WIRE_BYTES, PLAN_WIRE_BYTES - 1, {"\x01", 1}},
};

/* A plan that is right: a tap evil0 on br0. */
static void good_plan(unsigned char out[PLAN_WIRE_BYTES])
{
	const struct plan plan = {
		.verb = PLAN_INIT,
		.vm = {"evil"},
		.count = 1,
		.ops = {{.kind = PLAN_TAPBRIDGE,
			 .ifname = {"evil0"},
			 .peer = {"br0"},
			 .mac = {{0x52, 0x54, 0, 0, 0, 1}},
			 .queues = 1}},
	};

	plan_to_wire(&plan, out);
}

/* No VM file asks for as much. */
static void greedy_plan(unsigned char out[PLAN_WIRE_BYTES])
{
	const struct plan plan = {
		.verb = PLAN_MEMLOCK,
		.vm = {"evil"},
		.count = 1,
		.ops = {{.kind = PLAN_LOCKED, .bytes = UINT64_C(1) << 62}},
	};

	plan_to_wire(&plan, out);
}

static void tell(int link, const unsigned char *bytes, size_t len)
{
	if (send(link, bytes, len, MSG_NOSIGNAL) < 0)
		perror("send");
}

static void tell_with_descriptors(int link, unsigned char *bytes, size_t len)
{
	union {
		struct cmsghdr align;
		char bytes[CMSG_SPACE(DESCRIPTORS * sizeof(int))];
	} control = {0};
	struct iovec iov = {bytes, len};
	struct msghdr msg = {.msg_iov = &iov,
			     .msg_iovlen = 1,
			     .msg_control = control.bytes,
			     .msg_controllen = sizeof(control.bytes)};
	struct cmsghdr *head = CMSG_FIRSTHDR(&msg);
	int fds[DESCRIPTORS] = {STDIN_FILENO};

	head->cmsg_level = SOL_SOCKET;
	head->cmsg_type = SCM_RIGHTS;
	head->cmsg_len = CMSG_LEN(sizeof(fds));
	memcpy(CMSG_DATA(head), fds, sizeof(fds));
	if (sendmsg(link, &msg, MSG_NOSIGNAL) < 0)
		perror("sendmsg");
}

static bool tell_lie(int link, const char *name)
{
	unsigned char plan[PLAN_WIRE_BYTES + 1] = {0};

	good_plan(plan);
	for (size_t i = 0; i < ARRAY_LEN(lies); i++) {
		const struct lie *lie = &lies[i];

		if (strcmp(lie->name, name) != 0)
			continue;
		if (lie->text.len > 0)
			memcpy(plan + lie->at, lie->text.data, lie->text.len);
		tell(link, plan, lie->len);
		return true;
	}
	return false;
}

/* What is more than one message of bytes. */
static bool behave(int link, const char *how)
{
	unsigned char plan[PLAN_WIRE_BYTES];

	good_plan(plan);
	if (strcmp(how, "silent") == 0)
		return true;
	if (strcmp(how, "descriptors") == 0) {
		tell_with_descriptors(link, plan, sizeof(plan));
	} else if (strcmp(how, "greedy") == 0) {
		greedy_plan(plan);
		tell(link, plan, sizeof(plan));
	} else if (strcmp(how, "gone") == 0) {
		tell(link, plan, sizeof(plan));
		priv_leave(0);
	} else if (strcmp(how, "twice") == 0) {
		tell(link, plan, sizeof(plan));
		plan[IFNAME_AT] = 'f';
		tell(link, plan, sizeof(plan));
	} else {
		return false;
	}
	return true;
}

static int listen_to(int link)
{
	struct priv_answer answer;
	struct err e;

	for (;;) {
		if (!priv_hear(link, &answer, &e)) {
			printf("silence: %s\n", e.text);
			return 1;
		}
		if (answer.kind == PRIV_ANSWER_END)
			break;
		printf("%u op=%u allowed=%u changed=%u %s\n", answer.kind,
		       answer.op, answer.allowed, answer.changed, answer.text);
	}
	printf("end %u\n", answer.err_kind);
	return (int)answer.err_kind;
}

int main(int argc, char *argv[])
{
	static struct priv_person person;
	struct priv_start start;
	struct err e;
	int link, status;

	if (argc != 2 || !priv_start(&start, &e) ||
	    !priv_person_self(&person, &e) || !priv_enter(&person, &link, &e))
		return 70;
	if (!tell_lie(link, argv[1]) && !behave(link, argv[1]))
		return 64;
	status = listen_to(link);
	(void)fflush(stdout);
	priv_leave(status);
}
