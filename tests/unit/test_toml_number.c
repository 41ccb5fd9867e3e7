/* test_toml_number.c - src/toml/toml_number.c */
#include "toml_doc.h"
#include <math.h>
#include <stdio.h>

static struct doc read_value(const char *value)
{
	char text[512];

	(void)snprintf(text, sizeof(text), "a = %s", value);
	return doc_read(str_from_c(text));
}

static void reads_integers(void **state)
{
	static const struct {
		const char *text;
		int64_t n;
	} cases[] = {
		{"0", 0},
		{"+0", 0},
		{"-0", 0},
		{"7", 7},
		{"+99", 99},
		{"-17", -17},
		{"1_000", 1000},
		{"5_349_221", 5349221},
		{"1_2_3_4_5", 12345},
		{"2147483647", INT32_MAX},
		{"2147483648", INT64_C(2147483648)},
		{"-2147483648", INT32_MIN},
		{"-2147483649", INT64_C(-2147483649)},
		{"4294967295", INT64_C(4294967295)},
		{"9223372036854775807", INT64_MAX},
		{"-9223372036854775808", INT64_MIN},
		{"+9_223_372_036_854_775_807", INT64_MAX},
		{"0x0", 0},
		{"0xDEADBEEF", 0xdeadbeef},
		{"0xdead_beef", 0xdeadbeef},
		{"0x00ff", 255},
		{"0x7fffffffffffffff", INT64_MAX},
		{"0x0000000000000000000000007fffffffffffffff", INT64_MAX},
		{"0o755", 0755},
		{"0o0_1", 1},
		{"0o777777777777777777777", INT64_MAX},
		{"0b1101_0110", 0xd6},
		{"0b0", 0},
		{"0b111111111111111111111111111111111111111111111111111111111"
		 "111111",
		 INT64_MAX},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct doc d = read_value(cases[i].text);
		const struct toml_value *v = doc_get(&d, "a");

		assert_int_equal(toml_type(v), TOML_INTEGER);
		if (toml_integer(&d.t, v) != cases[i].n)
			fail_msg("%s", cases[i].text);
		doc_free(&d);
	}
}

static void refuses_integers_beyond_64_bits(void **state)
{
	static const char *const cases[] = {
		"9223372036854775808",
		"+9223372036854775808",
		"-9223372036854775809",
		"9_999_999_999_999_999_999",
		"18446744073709551615",
		"18446744073709551616",
		"92233720368547758070",
		"100000000000000000000000000000000000000000",
		"0x8000000000000000",
		"0xffffffffffffffff",
		"0x10000000000000000",
		"0o1000000000000000000000",
		/* 2^63 */
		("0b10000000_00000000_00000000_00000000_"
		 "00000000_00000000_00000000_00000000"),
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct doc d = read_value(cases[i]);

		assert_doc_refused(&d, 4, strlen(cases[i]),
				   "the integer does not fit into 64 bits: it "
				   "has to be from -2^63 to 2^63 - 1");
		doc_free(&d);
	}
}

static uint64_t bits_of(double value)
{
	uint64_t bits;

	memcpy(&bits, &value, sizeof(bits));
	return bits;
}

/* The double nearest to @text, as the C library and as we see it. */
static void check_float(const char *text)
{
	char plain[512] = "", *to = plain;
	struct doc d = read_value(text);
	const struct toml_value *v = doc_get(&d, "a");

	for (const char *c = text; *c != '\0'; c++)
		if (*c != '_')
			*to++ = *c;
	assert_int_equal(toml_type(v), TOML_FLOAT);
	if (bits_of(toml_float(&d.t, v)) != bits_of(strtod(plain, NULL)))
		fail_msg("%s became %.17g", text, toml_float(&d.t, v));
	doc_free(&d);
}

static void reads_floats_exactly(void **state)
{
	static const char *const cases[] = {
		"0.0",
		"-0.0",
		"+0.0",
		"0e0",
		"-0e-5",
		"0.0e999",
		"1.0",
		"+1.5",
		"-0.01",
		"3.1415",
		"5e+22",
		"1e06",
		"-2E-2",
		"6.626e-34",
		"224_617.445_991_228",
		"1e1_0",
		"0.1",
		"0.2",
		"0.3",
		"9007199254740991.0",
		"9007199254740992.0",
		/* ties go to the even neighbour, and less or more does not */
		"9007199254740993.0",
		"9007199254740993.0000001",
		"9007199254740992.9999999",
		"9007199254740995.0",
		"900719925474099.3e1",
		"90071992547409930000e-4",
		"9007199254740993e3",
		"1.00000000000000011102230246251565",
		"1.000000000000000111022302462515654042",
		"1.000000000000000111022302462515654043",
		/* the limits of the exact arithmetic */
		"1e19",
		"1e-19",
		"1e20",
		"1e-20",
		"1e22",
		"1e23",
		"1e-22",
		"1e-23",
		"18446744073709551615.0",
		"18446744073709551616.0",
		"1844674407370955161.5",
		"1844674407370955160.9e-18",
		"9999999999999999999e19",
		"9999999999999999999e-19",
		"1234567890123456789e19",
		"1234567890123456789e-19",
		"12345678901234567890123456789.0",
		"0.000000000000000000001",
		"0.00000000000000000000001e10",
		/* the limits of a double */
		"1.7976931348623157e308",
		"1.7976931348623158e308",
		"2.2250738585072014e-308",
		"2.2250738585072011e-308",
		"4.9e-324",
		"2.5e-324",
		"2.4e-324",
		"1e-400",
		"1e-99999999999",
		"0.1e309",
		"100000e300",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		check_float(cases[i]);
}

static uint64_t random_bits(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

static void reads_many_floats_exactly(void **state)
{
	uint64_t random = 88172645463325252;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		uint64_t a = random_bits(&random), b = random_bits(&random);
		char text[64];

		(void)snprintf(text, sizeof(text), "%llu.%llue%d",
			       (unsigned long long)(a >> b % 64),
			       (unsigned long long)(b >> a % 64),
			       (int)(a % 50) - 25);
		check_float(text);
	}
}

static void reads_a_float_of_any_length(void **state)
{
	struct text t = {NULL, 0, 0};
	struct doc d;

	(void)state;
	text_add(&t, "a = 0.");
	text_times(&t, "3", 100000);
	d = doc_read(text_str(&t));
	assert_true(bits_of(toml_float(&d.t, doc_get(&d, "a"))) ==
		    bits_of(1.0 / 3));
	doc_free(&d);
	text_free(&t);
}

static void reads_inf_and_nan(void **state)
{
	static const struct {
		const char *text;
		bool nan, negative;
	} cases[] = {
		{"inf", false, false}, {"+inf", false, false},
		{"-inf", false, true}, {"nan", true, false},
		{"+nan", true, false}, {"-nan", true, true},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct doc d = read_value(cases[i].text);
		double value = toml_float(&d.t, doc_get(&d, "a"));

		assert_true(cases[i].nan ? isnan(value) : isinf(value));
		assert_true((signbit(value) != 0) == cases[i].negative);
		doc_free(&d);
	}
}

/* The specification leaves it open; an infinity that nobody wrote would
 * surprise. */
static void refuses_floats_beyond_64_bits(void **state)
{
	static const char *const cases[] = {
		"1e999",
		"-1e999",
		"1.7976931348623159e308",
		"1e309",
		"1e99999999999999999999",
		"17976931348623157e300",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct doc d = read_value(cases[i]);

		assert_doc_refused(&d, 4, strlen(cases[i]),
				   "the float does not fit into 64 bits: the "
				   "largest is about 1.8e308");
		doc_free(&d);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_integers),
		cmocka_unit_test(refuses_integers_beyond_64_bits),
		cmocka_unit_test(reads_floats_exactly),
		cmocka_unit_test(reads_many_floats_exactly),
		cmocka_unit_test(reads_a_float_of_any_length),
		cmocka_unit_test(reads_inf_and_nan),
		cmocka_unit_test(refuses_floats_beyond_64_bits),
	};

	return cmocka_run_group_tests_name("toml_number", tests, NULL, NULL);
}
