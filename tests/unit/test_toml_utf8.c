/* test_toml_utf8.c - src/toml/toml_utf8.c, against base's utf8_len() */
#include "unit.h"
#include "toml_utf8.h"
#include "vmman/utf8.h"
#include <string.h>

/* The same, one character after another. */
static size_t stray(const unsigned char *at, size_t len)
{
	size_t i = 0;

	while (i < len) {
		size_t one =
			utf8_len((struct str){(const char *)at + i, len - i});

		if (one == 0)
			break;
		i += one;
	}
	return i;
}

/* Four bytes, every pair of the first two, at several places in a block. */
static void judges_as_utf8_len_does(void **state)
{
	static const unsigned char tails[][2] = {
		{'a', 'b'},   {0x80, 'b'},  {0x80, 0x80}, {0xbf, 0xbf},
		{0xc0, 0x80}, {0xe2, 0x82}, {0, 0},       {0xff, 0x80},
	};
	static const size_t places[] = {0, 1, 13, 15, 16, 30};

	(void)state;
	for (unsigned pair = 0; pair < 0x10000; pair++)
		for (size_t t = 0; t < 8; t++)
			for (size_t p = 0; p < 6; p++) {
				unsigned char room[64] = {0};
				size_t len = places[p] + 4;

				memset(room, 'x', places[p]);
				room[places[p]] = (unsigned char)(pair >> 8);
				room[places[p] + 1] = (unsigned char)pair;
				room[places[p] + 2] = tails[t][0];
				room[places[p] + 3] = tails[t][1];
				if (toml_utf8_stray(room, len) !=
				    stray(room, len))
					fail_msg("%02x %02x %02x %02x",
						 pair >> 8, pair & 0xff,
						 tails[t][0], tails[t][1]);
			}
}

/* The first @len bytes of @text, with zeroes behind them. */
static size_t stray_in_part(const char *text, size_t len)
{
	unsigned char room[64] = {0};

	memcpy(room, text, len);
	return toml_utf8_stray(room, len);
}

static void refuses_a_character_that_the_end_cuts(void **state)
{
	static const char face[] = "\xf0\x9f\x98\x80";
	static const char euro[] = "x\xe2\x82\xac";
	static const char umlaut[] = "xy\xc3\xa4";

	(void)state;
	assert_int_equal(stray_in_part(face, 4), 4);
	assert_int_equal(stray_in_part(face, 3), 0);
	assert_int_equal(stray_in_part(face, 1), 0);
	assert_int_equal(stray_in_part(euro, 4), 4);
	assert_int_equal(stray_in_part(euro, 3), 1);
	assert_int_equal(stray_in_part(euro, 2), 1);
	assert_int_equal(stray_in_part(umlaut, 4), 4);
	assert_int_equal(stray_in_part(umlaut, 3), 2);
	assert_int_equal(stray_in_part(umlaut, 0), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(judges_as_utf8_len_does),
		cmocka_unit_test(refuses_a_character_that_the_end_cuts),
	};

	return cmocka_run_group_tests_name("toml_utf8", tests, NULL, NULL);
}
