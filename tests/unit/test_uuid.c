/* test_uuid.c - src/value/uuid.c */
#include "value_bytes.h"
#include "vmman/value.h"

#define EXAMPLE "123e4567-e89b-12d3-a456-426614174000"

static bool accepts(struct str from)
{
	struct uuid uuid;
	struct err e;

	return uuid_parse(from, &uuid, &e);
}

static void becomes_lower_case(void **state)
{
	struct uuid uuid;
	struct err e;

	(void)state;
	assert_true(uuid_parse(STR("123E4567-e89b-12D3-A456-42661417ABCF"),
			       &uuid, &e));
	assert_string_equal(uuid.text, "123e4567-e89b-12d3-a456-42661417abcf");
	assert_true(accepts(str_from_c(uuid.text)));
}

static void takes_each_byte_for_what_it_is(void **state)
{
	const struct str text = STR(EXAMPLE);

	(void)state;
	for (size_t i = 0; i < text.len; i++)
		expect_bytes(accepts, text, i,
			     text.data[i] == '-' ? "-" : BYTES_HEX);
}

static void refuses_other_shapes(void **state)
{
	struct uuid uuid;
	struct err e;

	(void)state;
	assert_false(uuid_parse(STR("123e4567"), &uuid, &e));
	assert_int_equal(e.kind, ERR_CONFIG);
	assert_string_equal(e.text, "\"123e4567\" is not a UUID; expected one "
				    "like " EXAMPLE);
	assert_false(uuid_parse(STR(EXAMPLE "0"), &uuid, &e));
	assert_string_equal(e.text, "\"" EXAMPLE "0\" has 37 bytes; "
				    "a UUID has at most 36");
	assert_false(accepts(STR("")));
	assert_false(accepts(STR("{" EXAMPLE "}")));
	assert_false(accepts(STR("123e4567e89b12d3a456426614174000")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(becomes_lower_case),
		cmocka_unit_test(takes_each_byte_for_what_it_is),
		cmocka_unit_test(refuses_other_shapes),
	};

	return cmocka_run_group_tests_name("uuid", tests, NULL, NULL);
}
