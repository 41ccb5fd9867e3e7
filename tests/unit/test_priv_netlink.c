/* test_priv_netlink.c - src/priv/priv_netlink.c: requests, and answers that
 * need not be the kernel's */
#include "priv_netlink.h"
#include "unit.h"
#include <errno.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>

enum {
	PORT = 77,
	SEQ = 5
};

/* What a sink was given. */
struct seen {
	size_t count;
	uint16_t type;
	size_t len;
};

static void see(void *arg, uint16_t type, const unsigned char *payload,
		size_t len)
{
	struct seen *seen = arg;

	(void)payload;
	seen->count++;
	seen->type = type;
	seen->len = len;
}

/* A datagram under construction. */
struct datagram {
	_Alignas(4) unsigned char bytes[512];
	size_t len;
};

static void add(struct datagram *d, uint16_t type, uint16_t flags, uint32_t seq,
		uint32_t port, const void *payload, size_t len)
{
	struct nlmsghdr head = {.nlmsg_len = (uint32_t)(sizeof(head) + len),
				.nlmsg_type = type,
				.nlmsg_flags = flags,
				.nlmsg_seq = seq,
				.nlmsg_pid = port};

	memcpy(d->bytes + d->len, &head, sizeof(head));
	if (len > 0)
		memcpy(d->bytes + d->len + sizeof(head), payload, len);
	d->len += (sizeof(head) + len + 3) & ~(size_t)3;
}

static void add_result(struct datagram *d, uint16_t type, int result)
{
	add(d, type, 0, SEQ, PORT, &result, sizeof(result));
}

/* Scan @d from its start, as the answer to request SEQ of port PORT. */
static struct priv_nl_answer scan(const struct datagram *d, struct seen *seen)
{
	struct priv_nl_answer answer = {.port = PORT, .seq = SEQ};
	struct priv_nl_sink sink = {see, seen};

	*seen = (struct seen){0};
	priv_nl_scan(&answer, d->bytes, d->len, &sink);
	return answer;
}

static void takes_messages_until_the_end(void **state)
{
	struct datagram d = {0};
	struct priv_nl_answer answer;
	struct seen seen;

	(void)state;
	add(&d, RTM_NEWLINK, NLM_F_MULTI, SEQ, PORT, "12345", 5);
	add(&d, RTM_NEWLINK, NLM_F_MULTI, SEQ, PORT, "123", 3);
	answer = scan(&d, &seen);
	assert_false(answer.done);
	assert_int_equal(seen.count, 2);
	assert_int_equal(seen.type, RTM_NEWLINK);
	assert_int_equal(seen.len, 3);

	add_result(&d, NLMSG_DONE, 0);
	add(&d, RTM_NEWLINK, NLM_F_MULTI, SEQ, PORT, "after", 5);
	answer = scan(&d, &seen);
	assert_true(answer.done);
	assert_int_equal(answer.errnum, 0);
	assert_int_equal(seen.count, 2);
}

static void passes_over_the_answer_to_another_question(void **state)
{
	struct datagram d = {0};
	struct priv_nl_answer answer;
	struct seen seen;
	int refused = -EPERM;

	(void)state;
	add(&d, NLMSG_ERROR, 0, SEQ - 1, PORT, &refused, sizeof(refused));
	add(&d, NLMSG_ERROR, 0, SEQ, PORT + 1, &refused, sizeof(refused));
	add(&d, RTM_NEWLINK, 0, SEQ - 1, PORT, "x", 1);
	answer = scan(&d, &seen);
	assert_false(answer.done);
	assert_int_equal(seen.count, 0);
}

static void tells_the_kernels_refusal(void **state)
{
	struct datagram d = {0};
	struct priv_nl_answer answer;
	struct seen seen;

	(void)state;
	add_result(&d, NLMSG_ERROR, -EEXIST);
	answer = scan(&d, &seen);
	assert_true(answer.done);
	assert_int_equal(answer.errnum, EEXIST);
}

static void refuses_a_result_that_is_no_errno(void **state)
{
	static const int results[] = {1, -4096, INT32_MIN, INT32_MAX};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(results); i++) {
		struct datagram d = {0};
		struct seen seen;

		add_result(&d, NLMSG_ERROR, results[i]);
		assert_int_equal(scan(&d, &seen).errnum, EBADMSG);
	}
}

static void asks_again_after_an_interrupted_dump(void **state)
{
	struct datagram d = {0};
	struct seen seen;

	(void)state;
	add(&d, RTM_NEWLINK, NLM_F_MULTI | NLM_F_DUMP_INTR, SEQ, PORT, "x", 1);
	add_result(&d, NLMSG_DONE, 0);
	assert_int_equal(scan(&d, &seen).errnum, EAGAIN);
}

static void refuses_a_message_that_does_not_fit(void **state)
{
	static const uint32_t lengths[] = {0, 1, 15, 25, 1000, UINT32_MAX};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(lengths); i++) {
		struct datagram d = {0};
		struct priv_nl_answer answer;
		struct seen seen;

		add(&d, RTM_NEWLINK, 0, SEQ, PORT, "12345678", 8);
		memcpy(d.bytes, &lengths[i], sizeof(lengths[i]));
		answer = scan(&d, &seen);
		assert_true(answer.done);
		assert_int_equal(answer.errnum, EBADMSG);
		assert_int_equal(seen.count, 0);
	}
}

static void refuses_a_datagram_cut_in_a_header(void **state)
{
	(void)state;
	for (size_t cut = 1; cut < NLMSG_HDRLEN; cut++) {
		struct datagram d = {0};
		struct seen seen;

		add(&d, RTM_NEWLINK, 0, SEQ, PORT, NULL, 0);
		d.len = cut;
		assert_int_equal(scan(&d, &seen).errnum, EBADMSG);
	}
}

static void refuses_a_result_that_is_cut(void **state)
{
	struct datagram d = {0};
	struct seen seen;

	(void)state;
	add(&d, NLMSG_ERROR, 0, SEQ, PORT, "123", 3);
	assert_int_equal(scan(&d, &seen).errnum, EBADMSG);
}

static void goes_through_attributes(void **state)
{
	struct priv_nl_request r;
	struct priv_nl_attrs attrs;
	struct priv_nl_attr a;

	(void)state;
	priv_nl_link(&r, RTM_GETLINK, 0, 0);
	priv_nl_put(&r, 3, "abc", 4);
	priv_nl_put_u32(&r, 7, 123456);
	attrs = (struct priv_nl_attrs){r.body + sizeof(struct ifinfomsg),
				       r.head.nlmsg_len - NLMSG_HDRLEN -
					       sizeof(struct ifinfomsg)};
	assert_true(priv_nl_next(&attrs, &a));
	assert_int_equal(a.type, 3);
	assert_int_equal(a.len, 4);
	assert_true(priv_nl_next(&attrs, &a));
	assert_int_equal(priv_nl_u32(&a), 123456);
	assert_false(priv_nl_next(&attrs, &a));
	assert_int_equal(attrs.left, 0);
}

/* The kernel silently drops what reaches over the end of a message. */
static void closes_a_nest_where_the_message_ends(void **state)
{
	struct priv_nl_request r;
	size_t outer, inner;
	uint8_t one = 1;
	struct priv_nl_attrs attrs;
	struct priv_nl_attr a;

	(void)state;
	priv_nl_link(&r, RTM_SETLINK, 0, 1);
	outer = priv_nl_nest(&r, 26);
	inner = priv_nl_nest(&r, 10);
	priv_nl_put(&r, 8, &one, sizeof(one));
	priv_nl_nest_end(&r, inner);
	priv_nl_nest_end(&r, outer);
	assert_int_equal(r.head.nlmsg_len % 4, 0);
	attrs = (struct priv_nl_attrs){r.body + sizeof(struct ifinfomsg),
				       r.head.nlmsg_len - NLMSG_HDRLEN -
					       sizeof(struct ifinfomsg)};
	assert_true(priv_nl_next(&attrs, &a));
	assert_int_equal(attrs.left, 0);
	attrs = (struct priv_nl_attrs){a.data, a.len};
	assert_true(priv_nl_next(&attrs, &a));
	assert_int_equal(a.type, 10);
	attrs = (struct priv_nl_attrs){a.data, a.len};
	assert_true(priv_nl_next(&attrs, &a));
	assert_int_equal(a.type, 8);
	assert_int_equal(priv_nl_u8(&a), 1);
}

static void stops_at_an_attribute_that_does_not_fit(void **state)
{
	static const uint16_t lengths[] = {0, 3, 9, UINT16_MAX};
	_Alignas(4) unsigned char bytes[8] = {0};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(lengths); i++) {
		struct priv_nl_attrs attrs = {bytes, sizeof(bytes)};
		struct priv_nl_attr a;

		memcpy(bytes, &lengths[i], sizeof(lengths[i]));
		assert_false(priv_nl_next(&attrs, &a));
	}
	for (size_t cut = 0; cut < 4; cut++) {
		struct priv_nl_attrs attrs = {bytes, cut};
		struct priv_nl_attr a;

		assert_false(priv_nl_next(&attrs, &a));
	}
}

static void reads_no_number_of_another_length(void **state)
{
	const struct priv_nl_attr a = {1, (const unsigned char *)"\1\2\3", 3};

	(void)state;
	assert_int_equal(priv_nl_u32(&a), 0);
	assert_int_equal(priv_nl_u8(&a), 0);
}

static void copies_text_with_its_nul_only(void **state)
{
	struct priv_nl_attr a = {1, (const unsigned char *)"abc", 4};
	char out[4];

	(void)state;
	assert_true(priv_nl_text(&a, out, sizeof(out)));
	assert_string_equal(out, "abc");
	a.len = 3; /* no NUL */
	assert_false(priv_nl_text(&a, out, sizeof(out)));
	assert_string_equal(out, "");
	a.len = 0;
	assert_false(priv_nl_text(&a, out, sizeof(out)));
	a.len = 4;
	assert_false(priv_nl_text(&a, out, 3));
	assert_string_equal(out, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_messages_until_the_end),
		cmocka_unit_test(passes_over_the_answer_to_another_question),
		cmocka_unit_test(tells_the_kernels_refusal),
		cmocka_unit_test(refuses_a_result_that_is_no_errno),
		cmocka_unit_test(asks_again_after_an_interrupted_dump),
		cmocka_unit_test(refuses_a_message_that_does_not_fit),
		cmocka_unit_test(refuses_a_datagram_cut_in_a_header),
		cmocka_unit_test(refuses_a_result_that_is_cut),
		cmocka_unit_test(goes_through_attributes),
		cmocka_unit_test(closes_a_nest_where_the_message_ends),
		cmocka_unit_test(stops_at_an_attribute_that_does_not_fit),
		cmocka_unit_test(reads_no_number_of_another_length),
		cmocka_unit_test(copies_text_with_its_nul_only),
	};

	return cmocka_run_group_tests_name("priv_netlink", tests, NULL, NULL);
}
