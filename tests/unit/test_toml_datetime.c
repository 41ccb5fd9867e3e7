/* test_toml_datetime.c - src/toml/toml_datetime.c */
#include "toml_doc.h"
#include <stdio.h>

static struct doc read_value(const char *value)
{
	char text[128];

	(void)snprintf(text, sizeof(text), "a = %s", value);
	return doc_read(str_from_c(text));
}

static void assert_same(const char *text, struct toml_datetime d,
			struct toml_datetime want)
{
	if (d.year != want.year || d.month != want.month || d.day != want.day ||
	    d.hour != want.hour || d.minute != want.minute ||
	    d.second != want.second || d.nanosecond != want.nanosecond ||
	    d.offset_minutes != want.offset_minutes)
		fail_msg("%s", text);
}

static void reads_dates_and_times(void **state)
{
	static const struct {
		const char *text;
		enum toml_type type;
		struct toml_datetime d;
	} cases[] = {
		{"1979-05-27T07:32:00Z",
		 TOML_DATETIME,
		 {1979, 5, 27, 7, 32, 0, 0, 0}},
		{"1979-05-27t07:32:00z",
		 TOML_DATETIME,
		 {1979, 5, 27, 7, 32, 0, 0, 0}},
		{"1979-05-27 07:32Z",
		 TOML_DATETIME,
		 {1979, 5, 27, 7, 32, 0, 0, 0}},
		{"1979-05-27T00:32:00.5-07:00",
		 TOML_DATETIME,
		 {1979, 5, 27, 0, 32, 0, 500000000, -420}},
		{"1979-05-27T00:32+23:59",
		 TOML_DATETIME,
		 {1979, 5, 27, 0, 32, 0, 0, 1439}},
		{"1979-05-27T00:32-00:00",
		 TOML_DATETIME,
		 {1979, 5, 27, 0, 32, 0, 0, 0}},
		{"1979-05-27T07:32:01",
		 TOML_LOCAL_DATETIME,
		 {1979, 5, 27, 7, 32, 1, 0, 0}},
		{"1979-05-27 07:32",
		 TOML_LOCAL_DATETIME,
		 {1979, 5, 27, 7, 32, 0, 0, 0}},
		{"1979-05-27", TOML_LOCAL_DATE, {1979, 5, 27, 0, 0, 0, 0, 0}},
		{"1979-05-27 # 07:32",
		 TOML_LOCAL_DATE,
		 {1979, 5, 27, 0, 0, 0, 0, 0}},
		{"07:32:00.999999",
		 TOML_LOCAL_TIME,
		 {0, 0, 0, 7, 32, 0, 999999000, 0}},
		{"23:59", TOML_LOCAL_TIME, {0, 0, 0, 23, 59, 0, 0, 0}},
		/* finer than a nanosecond is cut, not rounded */
		{"00:00:00.1234567899999",
		 TOML_LOCAL_TIME,
		 {0, 0, 0, 0, 0, 0, 123456789, 0}},
		{"00:00:59.000000001",
		 TOML_LOCAL_TIME,
		 {0, 0, 0, 0, 0, 59, 1, 0}},
		/* left open by the specification, allowed by RFC 3339 */
		{"23:59:60", TOML_LOCAL_TIME, {0, 0, 0, 23, 59, 60, 0, 0}},
		{"0000-01-01", TOML_LOCAL_DATE, {0, 1, 1, 0, 0, 0, 0, 0}},
		{"0000-02-29", TOML_LOCAL_DATE, {0, 2, 29, 0, 0, 0, 0, 0}},
		{"9999-12-31", TOML_LOCAL_DATE, {9999, 12, 31, 0, 0, 0, 0, 0}},
		{"2000-02-29", TOML_LOCAL_DATE, {2000, 2, 29, 0, 0, 0, 0, 0}},
		{"2024-02-29", TOML_LOCAL_DATE, {2024, 2, 29, 0, 0, 0, 0, 0}},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct doc d = read_value(cases[i].text);
		const struct toml_value *v = doc_get(&d, "a");

		assert_int_equal(toml_type(v), cases[i].type);
		assert_same(cases[i].text, toml_datetime(&d.t, v), cases[i].d);
		doc_free(&d);
	}
}

static void refuses_what_no_calendar_or_clock_has(void **state)
{
	static const struct {
		const char *text;
		size_t offset; /* in it */
		const char *why;
	} cases[] = {
		{"1979-00-01", 5,
		 "the month is 00: it has to be from 01 to 12"},
		{"1979-13-01", 5,
		 "the month is 13: it has to be from 01 to 12"},
		{"1979-01-00", 8,
		 "the day of this month is 00: it has to be from 01 to 31"},
		{"1979-01-32", 8,
		 "the day of this month is 32: it has to be from 01 to 31"},
		{"1979-04-31", 8,
		 "the day of this month is 31: it has to be from 01 to 30"},
		{"2023-02-29", 8,
		 "the day of this month is 29: it has to be from 01 to 28"},
		{"2024-02-30", 8,
		 "the day of this month is 30: it has to be from 01 to 29"},
		{"1900-02-29", 8,
		 "the day of this month is 29: it has to be from 01 to 28"},
		{"24:00", 0, "the hour is 24: it has to be from 00 to 23"},
		{"00:60", 3, "the minute is 60: it has to be from 00 to 59"},
		{"00:00:61", 6, "the second is 61: it has to be from 00 to 60"},
		{"1979-05-27T25:00:00Z", 11,
		 "the hour is 25: it has to be from 00 to 23"},
		{"1979-05-27 00:99", 14,
		 "the minute is 99: it has to be from 00 to 59"},
		{"1979-05-27T00:00:00+24:00", 20,
		 "the hour of the offset is 24: it has to be from 00 to 23"},
		{"1979-05-27T00:00-00:60", 20,
		 "the minute of the offset is 60: it has to be from 00 to "
		 "59"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct doc d = read_value(cases[i].text);

		assert_doc_refused(&d, 4 + cases[i].offset, 2, cases[i].why);
		doc_free(&d);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_dates_and_times),
		cmocka_unit_test(refuses_what_no_calendar_or_clock_has),
	};

	return cmocka_run_group_tests_name("toml_datetime", tests, NULL, NULL);
}
