/* test_priv_channel.c - src/priv/priv_channel.c */
#include "priv_channel.h"
#include "unit.h"
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>

struct pair {
	int u, x;
};

static struct pair open_pair(void)
{
	int ends[2];
	struct err e;

	assert_true(priv_channel_open(ends, &e));
	return (struct pair){ends[0], ends[1]};
}

static void close_pair(struct pair pair)
{
	close(pair.u);
	close(pair.x);
}

static const struct plan release = {.verb = PLAN_RELEASE, .vm = {"web"}};

static void carries_a_plan_over_and_an_answer_back(void **state)
{
	struct pair pair = open_pair();
	struct priv_answer answer = {.kind = PRIV_ANSWER_DONE, .op = 7};
	struct plan plan;
	struct err e;

	(void)state;
	assert_true(priv_ask(pair.u, &release, &e));
	assert_int_equal(priv_channel_receive(pair.x, &plan, &e),
			 PRIV_RECEIVED_PLAN);
	assert_int_equal(plan.verb, PLAN_RELEASE);
	assert_string_equal(plan.vm.text, "web");
	priv_channel_answer(pair.x, &answer);
	answer.op = 0;
	assert_true(priv_hear(pair.u, &answer, &e));
	assert_int_equal(answer.op, 7);
	close_pair(pair);
}

static void takes_the_end_for_nothing_asked(void **state)
{
	struct pair pair = open_pair();
	struct plan plan;
	struct err e;

	(void)state;
	close(pair.u);
	assert_int_equal(priv_channel_receive(pair.x, &plan, &e),
			 PRIV_RECEIVED_NOTHING);
	close(pair.x);
}

static void refuses_a_message_of_another_length(void **state)
{
	static const size_t lengths[] = {1, PLAN_WIRE_BYTES - 1,
					 PLAN_WIRE_BYTES + 1};
	unsigned char bytes[PLAN_WIRE_BYTES + 1] = {0};

	(void)state;
	plan_to_wire(&release, bytes);
	for (size_t i = 0; i < ARRAY_LEN(lengths); i++) {
		struct pair pair = open_pair();
		struct plan plan;
		struct err e;

		assert_int_equal(send(pair.u, bytes, lengths[i], 0),
				 lengths[i]);
		assert_int_equal(priv_channel_receive(pair.x, &plan, &e),
				 PRIV_RECEIVED_JUNK);
		assert_int_equal(e.kind, ERR_CONFIG);
		close_pair(pair);
	}
}

static int count_descriptors(void)
{
	int count = 0;

	for (int fd = 0; fd < 256; fd++)
		count += fcntl(fd, F_GETFD) >= 0;
	return count;
}

static void send_with_descriptor(int link, unsigned char *bytes, size_t len)
{
	union {
		struct cmsghdr align;
		char bytes[CMSG_SPACE(sizeof(int))];
	} control = {.bytes = {0}};
	struct iovec iov = {bytes, len};
	struct msghdr msg = {.msg_iov = &iov,
			     .msg_iovlen = 1,
			     .msg_control = control.bytes,
			     .msg_controllen = sizeof(control.bytes)};
	struct cmsghdr *head = CMSG_FIRSTHDR(&msg);
	int fd = STDIN_FILENO;

	head->cmsg_level = SOL_SOCKET;
	head->cmsg_type = SCM_RIGHTS;
	head->cmsg_len = CMSG_LEN(sizeof(fd));
	memcpy(CMSG_DATA(head), &fd, sizeof(fd));
	assert_int_equal(sendmsg(link, &msg, 0), len);
}

static void refuses_descriptors_and_lets_none_in(void **state)
{
	unsigned char bytes[PLAN_WIRE_BYTES];
	struct pair pair = open_pair();
	int before = count_descriptors();
	struct plan plan;
	struct err e;

	(void)state;
	plan_to_wire(&release, bytes);
	send_with_descriptor(pair.u, bytes, sizeof(bytes));
	assert_int_equal(priv_channel_receive(pair.x, &plan, &e),
			 PRIV_RECEIVED_JUNK);
	assert_string_equal(e.text, "a plan is 3152 bytes and nothing else");
	assert_int_equal(count_descriptors(), before);
	close_pair(pair);
}

static void does_not_mind_that_nobody_listens(void **state)
{
	const struct priv_answer answer = {.kind = PRIV_ANSWER_END};
	struct pair pair = open_pair();

	(void)state;
	close(pair.u);
	priv_channel_answer(pair.x, &answer);
	priv_channel_answer(pair.x, &answer);
	close(pair.x);
}

/* With a plan that it never read, the socket is reset. */
static void says_when_the_other_half_is_gone_unasked(void **state)
{
	struct pair pair = open_pair();
	struct priv_answer answer;
	struct err e;

	(void)state;
	assert_true(priv_ask(pair.u, &release, &e));
	close(pair.x);
	assert_false(priv_hear(pair.u, &answer, &e));
	assert_string_equal(e.text,
			    "root's half of vm-init ended without an answer");
	close(pair.u);
}

static void says_when_the_other_half_is_gone(void **state)
{
	struct pair pair = open_pair();
	struct priv_answer answer;
	struct err e;

	(void)state;
	close(pair.x);
	assert_false(priv_hear(pair.u, &answer, &e));
	assert_int_equal(e.kind, ERR_SYSTEM);
	assert_string_equal(e.text,
			    "root's half of vm-init ended without an answer");
	close(pair.u);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(carries_a_plan_over_and_an_answer_back),
		cmocka_unit_test(takes_the_end_for_nothing_asked),
		cmocka_unit_test(refuses_a_message_of_another_length),
		cmocka_unit_test(refuses_descriptors_and_lets_none_in),
		cmocka_unit_test(does_not_mind_that_nobody_listens),
		cmocka_unit_test(says_when_the_other_half_is_gone),
		cmocka_unit_test(says_when_the_other_half_is_gone_unasked),
	};

	return cmocka_run_group_tests_name("priv_channel", tests, NULL, NULL);
}
