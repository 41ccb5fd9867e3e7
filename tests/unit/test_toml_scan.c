/* test_toml_scan.c - src/toml/toml_scan.h: both twins find the same */
#include "unit.h"
#include "toml_scan.h"
#include "vmman/own.h"
#include <stdlib.h>
#include <string.h>

enum {
	ROOM = 256
};

/* Bytes among which there is one of each kind, and a stop at their end. */
static void fill(unsigned char room[ROOM], unsigned *random)
{
	static const unsigned char kinds[] =
		"ab zAZ09-_.\"'\\#\t\n\r\x7f\x1f@[`{"
		"/:\x80\xff\xe2";

	memset(room, 0, ROOM);
	for (size_t i = 0; i < ROOM - 64; i++) {
		*random = *random * 1103515245 + 12345;
		/* Long runs of one kind, or the blocks are never left. */
		room[i] =
			*random >> 28 != 0 && i > 0
				? room[i - 1]
				: kinds[(*random >> 16) % (sizeof(kinds) - 1)];
	}
}

static void stops_where_its_twin_does(void **state)
{
	const struct toml_stops all_stops[] = {
		TOML_STOPS_BASIC,       TOML_STOPS_LITERAL,
		TOML_STOPS_BASIC_LINES, TOML_STOPS_LITERAL_LINES,
		TOML_STOPS_COMMENT,
	};
	unsigned char room[ROOM];
	unsigned random = 1;

	(void)state;
	for (int round = 0; round < 2000; round++) {
		fill(room, &random);
		for (size_t i = 0; i < ARRAY_LEN(all_stops); i++)
			for (size_t from = 0; from < ROOM - 64; from += 7)
				assert_ptr_equal(
					toml_scan(room + from, all_stops[i]),
					toml_scan_portable(room + from,
							   all_stops[i]));
		for (size_t from = 0; from < ROOM - 64; from += 7)
			assert_ptr_equal(toml_scan_bare(room + from),
					 toml_scan_bare_portable(room + from));
	}
}

static bool stops_at(unsigned char c, struct toml_stops stops)
{
	unsigned char room[64] = {c};

	return toml_scan(room, stops) == room;
}

static void stops_at_what_may_not_be_inside(void **state)
{
	(void)state;
	for (unsigned c = 0; c < 256; c++) {
		bool control = (c < 0x20 && c != '\t') || c == 0x7f;

		assert_int_equal(stops_at((unsigned char)c, TOML_STOPS_BASIC),
				 control || c == '"' || c == '\\');
		assert_int_equal(stops_at((unsigned char)c, TOML_STOPS_LITERAL),
				 control || c == '\'');
		assert_int_equal(
			stops_at((unsigned char)c, TOML_STOPS_BASIC_LINES),
			(control && c != '\n') || c == '"' || c == '\\');
		assert_int_equal(
			stops_at((unsigned char)c, TOML_STOPS_LITERAL_LINES),
			(control && c != '\n') || c == '\'');
		assert_int_equal(stops_at((unsigned char)c, TOML_STOPS_COMMENT),
				 control);
	}
}

static void knows_the_bytes_of_bare_keys(void **state)
{
	(void)state;
	for (unsigned c = 0; c < 256; c++) {
		unsigned char room[64] = {(unsigned char)c};
		bool bare = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
			    (c >= '0' && c <= '9') || c == '-' || c == '_';

		assert_int_equal(toml_is_bare((unsigned char)c), bare);
		assert_int_equal(toml_scan_bare(room) != room, bare);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stops_where_its_twin_does),
		cmocka_unit_test(stops_at_what_may_not_be_inside),
		cmocka_unit_test(knows_the_bytes_of_bare_keys),
	};

	return cmocka_run_group_tests_name("toml_scan", tests, NULL, NULL);
}
