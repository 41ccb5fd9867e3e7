/* test_forward.c - src/value/forward.c */
#include "value_bytes.h"
#include "vmman/value.h"
#include <stdio.h>

static bool accepts(struct str from)
{
	struct forward forward;
	struct err e;

	return forward_parse(from, &forward, &e);
}

static void reads_each_part(void **state)
{
	struct forward forward;
	struct err e;

	(void)state;
	assert_true(forward_parse(STR("tcp:127.0.0.1:2222:22"), &forward, &e));
	assert_int_equal(forward.protocol, FORWARD_TCP);
	assert_string_equal(forward.address, "127.0.0.1");
	assert_int_equal(forward.host_port, 2222);
	assert_int_equal(forward.guest_port, 22);
	assert_true(forward_parse(STR("udp:0.0.0.0:1:65535"), &forward, &e));
	assert_int_equal(forward.protocol, FORWARD_UDP);
	assert_int_equal(forward.host_port, 1);
	assert_int_equal(forward.guest_port, 65535);
}

static void prints_what_it_read(void **state)
{
	const char *texts[] = {"tcp:127.0.0.1:2222:22",
			       "udp:255.255.255.255:65535:65535",
			       "tcp:0.0.0.0:1:1"};
	char printed[FORWARD_TEXT_BYTES];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		struct forward forward;
		struct err e;

		assert_true(forward_parse(str_from_c(texts[i]), &forward, &e));
		assert_ptr_equal(forward_print(&forward, printed), printed);
		assert_string_equal(printed, texts[i]);
	}
}

static bool accepts_port(unsigned port)
{
	char text[64];

	(void)snprintf(text, sizeof(text), "tcp:1.2.3.4:%u:%u", port, port);
	return accepts(str_from_c(text));
}

static void ports_end_at_65535(void **state)
{
	(void)state;
	assert_false(accepts_port(0));
	for (unsigned port = 1; port <= 65535; port++)
		if (!accepts_port(port))
			fail_msg("port %u", port);
	for (unsigned port = 65536; port <= 99999; port++)
		if (accepts_port(port))
			fail_msg("port %u", port);
	assert_false(accepts_port(655350));
}

static bool accepts_octet(unsigned octet)
{
	char text[64];

	(void)snprintf(text, sizeof(text), "tcp:%u.0.0.%u:1:1", octet, octet);
	return accepts(str_from_c(text));
}

static void octets_end_at_255(void **state)
{
	(void)state;
	for (unsigned octet = 0; octet < 2000; octet++)
		if (accepts_octet(octet) != (octet <= 255))
			fail_msg("octet %u", octet);
}

static void takes_each_byte_for_what_it_is(void **state)
{
	(void)state;
	expect_bytes(accepts, STR("tcp:1.2.3.4:5:6"), 0, "t");
	expect_bytes(accepts, STR("tcp:1.2.3.4:5:6"), 3, ":");
	expect_bytes(accepts, STR("tcp:1.2.3.4:5:6"), 4, BYTES_DIGIT);
	expect_bytes(accepts, STR("tcp:1.2.3.4:5:6"), 5, ".");
	expect_bytes(accepts, STR("tcp:1.2.3.4:5:6"), 12, "123456789");
	expect_bytes(accepts, STR("tcp:1.2.3.4:5:66"), 15, BYTES_DIGIT);
}

static void refuses_other_shapes(void **state)
{
	struct forward forward;
	struct err e;

	(void)state;
	assert_false(forward_parse(STR("tcp::2222:22"), &forward, &e));
	assert_int_equal(e.kind, ERR_CONFIG);
	assert_string_equal(e.text,
			    "\"tcp::2222:22\" is not a forwarded port; "
			    "expected tcp:ADDRESS:PORT:PORT or udp:..., as in "
			    "\"tcp:127.0.0.1:2222:22\"");
	assert_false(accepts(STR("")));
	assert_false(accepts(STR("2222:22")));
	assert_false(accepts(STR("sctp:127.0.0.1:1:1")));
	assert_false(accepts(STR("tcp:127.0.0.1:022:22")));
	assert_false(accepts(STR("tcp:127.00.0.1:22:22")));
	assert_false(accepts(STR("tcp:127.0.0.1:1-9:22")));
	assert_false(accepts(STR("tcp:127.0.0.1:1:1,guestfwd=x")));
	assert_false(accepts(STR("tcp:localhost:1:1")));
	assert_false(accepts(STR("tcp:[::1]:1:1")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_each_part),
		cmocka_unit_test(prints_what_it_read),
		cmocka_unit_test(ports_end_at_65535),
		cmocka_unit_test(octets_end_at_255),
		cmocka_unit_test(takes_each_byte_for_what_it_is),
		cmocka_unit_test(refuses_other_shapes),
	};

	return cmocka_run_group_tests_name("forward", tests, NULL, NULL);
}
