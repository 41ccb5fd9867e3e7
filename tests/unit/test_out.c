/* test_out.c - src/base/out.c */
#include "printed.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

static void visible_text_holds_no_control_byte(void **state)
{
	struct out o;

	(void)state;
	for (int c = 0; c < 256; c++) {
		char text[] = {(char)c};

		out_init(&o, -1);
		out_visible(&o, (struct str){text, 1});
		for (size_t i = 0; i < o.len; i++) {
			assert_true(o.buf[i] >= ' ');
			assert_true(o.buf[i] <= '~');
		}
		assert_int_equal(o.len, c >= ' ' && c <= '~' ? 1 : 4);
	}
}

static void shows_what_could_fool_a_terminal(void **state)
{
	struct out o;

	(void)state;
	out_init(&o, -1);
	out_visible(&o, STR("a\33[31m \xc2\x9b \xe2\x80\xae \xc3\xa9"));
	assert_printed(&o, "a\\x1b[31m \\xc2\\x9b \\xe2\\x80\\xae \xc3\xa9");
}

static void json_escapes_what_it_has_to(void **state)
{
	struct out o;

	(void)state;
	out_init(&o, -1);
	out_json(&o, STR("q\" b\\ n\n \0 \x7f \xff \xe2\x82\xac"));
	assert_printed(&o,
		       "\"q\\\" b\\\\ n\\u000a \\u0000 \\u007f \xef\xbf\xbd "
		       "\xe2\x82\xac\"");
}

static void writes_more_than_its_buffer_in_order(void **state)
{
	enum {
		LINES = 4000
	};
	char line[16], want[16];
	struct out o;
	int ends[2];

	(void)state;
	assert_int_equal(pipe(ends), 0);
	assert_true(fcntl(ends[1], F_SETPIPE_SZ, 1 << 16) >= 1 << 16);
	out_init(&o, ends[1]);
	for (int i = 0; i < LINES; i++)
		out_format(&o, "line %05d\n", i);
	assert_true(out_flush(&o));
	close(ends[1]);
	for (int i = 0; i < LINES; i++) {
		(void)snprintf(want, sizeof(want), "line %05d\n", i);
		assert_int_equal(read(ends[0], line, 11), 11);
		assert_memory_equal(line, want, 11);
	}
	assert_int_equal(read(ends[0], line, 1), 0);
	close(ends[0]);
}

static void remembers_that_a_write_failed(void **state)
{
	int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
	struct out o;

	(void)state;
	out_init(&o, full);
	out_text(&o, "lost");
	assert_false(out_flush(&o));
	assert_int_equal(o.errnum, ENOSPC);
	out_text(&o, "lost too");
	assert_false(out_flush(&o));
	close(full);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(visible_text_holds_no_control_byte),
		cmocka_unit_test(shows_what_could_fool_a_terminal),
		cmocka_unit_test(json_escapes_what_it_has_to),
		cmocka_unit_test(writes_more_than_its_buffer_in_order),
		cmocka_unit_test(remembers_that_a_write_failed),
	};

	return cmocka_run_group_tests_name("out", tests, NULL, NULL);
}
