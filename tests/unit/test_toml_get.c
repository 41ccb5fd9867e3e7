/* test_toml_get.c - src/toml/toml_get.c */
#include "toml_doc.h"

static void tells_the_type_of_every_value(void **state)
{
	static const struct {
		const char *value;
		enum toml_type type;
		const char *text;
	} cases[] = {
		{"a = 'x'", TOML_STRING, "a string"},
		{"a = \"\\t\"", TOML_STRING, "a string"},
		{"a = 1", TOML_INTEGER, "an integer"},
		{"a = 9999999999", TOML_INTEGER, "an integer"},
		{"a = 1.0", TOML_FLOAT, "a float"},
		{"a = true", TOML_BOOL, "a boolean"},
		{"a = 1979-05-27T07:32Z", TOML_DATETIME, "a date-time"},
		{"a = 1979-05-27T07:32", TOML_LOCAL_DATETIME,
		 "a local date-time"},
		{"a = 1979-05-27", TOML_LOCAL_DATE, "a local date"},
		{"a = 07:32", TOML_LOCAL_TIME, "a local time"},
		{"a = []", TOML_ARRAY, "an array"},
		{"a = [1]", TOML_ARRAY, "an array"},
		{"[[a]]", TOML_ARRAY, "an array"},
		{"a = {}", TOML_TABLE, "a table"},
		{"[a]", TOML_TABLE, "a table"},
		{"[a.b]", TOML_TABLE, "a table"},
		{"a.b = 1", TOML_TABLE, "a table"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct doc d = doc_read(str_from_c(cases[i].value));
		enum toml_type type = toml_type(doc_get(&d, "a"));

		assert_int_equal(type, cases[i].type);
		assert_string_equal(toml_type_text(type), cases[i].text);
		doc_free(&d);
	}
}

static void steps_through_arrays_in_order(void **state)
{
	for (int n = 0; n < 40; n++) {
		struct text t = {NULL, 0, 0};
		const struct toml_value *array;
		struct toml_iter it;
		struct doc d;
		int i = 0;

		text_add(&t, "a = [[1, 2], ");
		for (i = 0; i < n; i++)
			text_add(&t, i % 2 == 0 ? "0, " : "1, ");
		text_add(&t, "]");
		d = doc_read(text_str(&t));
		array = doc_get(&d, "a");
		assert_int_equal(toml_count(&d.t, array), n + 1);
		it = toml_each(&d.t, array);
		assert_true(toml_next(&it));
		assert_int_equal(toml_type(it.value), TOML_ARRAY);
		assert_int_equal(it.key.len, 0);
		assert_false(it.key_place.known);
		for (i = 0; toml_next(&it); i++)
			assert_int_equal(toml_integer(&d.t, it.value), i % 2);
		assert_int_equal(i, n);
		assert_false(toml_next(&it));
		doc_free(&d);
		text_free(&t);
	}
	(void)state;
}

static void steps_through_tables_in_order(void **state)
{
	struct doc d = doc_read(STR("z = 1\n\"\\u0061\" = 2\n'm m' = 3\n"
				    "[b]\n[x.y]\n"));
	static const char *const keys[] = {"z", "a", "m m", "b", "x"};
	static const size_t offsets[] = {0, 6, 19, 30, 34};
	static const size_t lens[] = {1, 8, 5, 1, 1};
	struct toml_iter it;
	size_t i;

	(void)state;
	assert_doc_good(&d);
	it = toml_each(&d.t, d.t.root);
	for (i = 0; toml_next(&it); i++) {
		assert_str_equal(it.key, str_from_c(keys[i]));
		assert_true(it.key_place.known);
		assert_int_equal(it.key_place.offset, offsets[i]);
		assert_int_equal(it.key_place.len, lens[i]);
	}
	assert_int_equal(i, ARRAY_LEN(keys));
	assert_false(toml_next(&it));
	doc_free(&d);
}

static void steps_through_arrays_of_tables(void **state)
{
	struct doc d = doc_read(STR("[[a]]\nx = 0\n[[a]]\nx = 1\n[[a]]\n"
				    "x = 2\n[[a]]\n"));
	const struct toml_value *array = doc_get(&d, "a");
	struct toml_iter it = toml_each(&d.t, array);

	(void)state;
	assert_int_equal(toml_count(&d.t, array), 4);
	for (int i = 0; i < 3; i++) {
		assert_true(toml_next(&it));
		assert_int_equal(toml_integer(&d.t, doc_in(&d, it.value, "x")),
				 i);
	}
	assert_true(toml_next(&it));
	assert_int_equal(toml_count(&d.t, it.value), 0);
	assert_false(toml_next(&it));
	doc_free(&d);
}

static void steps_through_nothing(void **state)
{
	struct doc d = doc_read(STR("a = []\nb = {}\n[c]\n"));
	static const char *const keys[] = {"a", "b", "c"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		const struct toml_value *v = doc_get(&d, keys[i]);
		struct toml_iter it = toml_each(&d.t, v);

		assert_int_equal(toml_count(&d.t, v), 0);
		assert_false(toml_next(&it));
	}
	doc_free(&d);
}

static void gets_by_the_exact_key(void **state)
{
	struct doc d = doc_read(STR("abc = 1\n'ab' = 2\nabcdefgh = 3\n"
				    "abcdefghi = 4\n\"\" = 5\n"));

	(void)state;
	assert_int_equal(toml_integer(&d.t, doc_get(&d, "abc")), 1);
	assert_int_equal(toml_integer(&d.t, doc_get(&d, "ab")), 2);
	assert_int_equal(toml_integer(&d.t, doc_get(&d, "abcdefgh")), 3);
	assert_int_equal(toml_integer(&d.t, doc_get(&d, "abcdefghi")), 4);
	assert_int_equal(toml_integer(&d.t, doc_get(&d, "")), 5);
	assert_null(toml_get(&d.t, d.t.root, STR("a")));
	assert_null(toml_get(&d.t, d.t.root, STR("abcd")));
	assert_null(toml_get(&d.t, d.t.root, STR("ABC")));
	assert_null(toml_get(&d.t, d.t.root, STR("abc\0")));
	doc_free(&d);
}

static void gets_typed_values(void **state)
{
	struct doc d = doc_read(STR("s = 'x'\ni = -5\nb = true\n"));
	struct str s = STR("old");
	int64_t i = 0;
	bool b = false;
	struct err e;

	(void)state;
	assert_doc_good(&d);
	assert_true(toml_get_string(&d.t, d.t.root, "s", &s, &e));
	assert_true(toml_get_integer(&d.t, d.t.root, "i", &i, &e));
	assert_true(toml_get_bool(&d.t, d.t.root, "b", &b, &e));
	assert_str_equal(s, STR("x"));
	assert_int_equal(i, -5);
	assert_true(b);
	doc_free(&d);
}

static void leaves_what_is_absent_alone(void **state)
{
	struct doc d = doc_read(STR(""));
	struct str s = STR("old");
	int64_t i = 7;
	bool b = true;
	struct err e;

	(void)state;
	assert_true(toml_get_string(&d.t, d.t.root, "s", &s, &e));
	assert_true(toml_get_integer(&d.t, d.t.root, "i", &i, &e));
	assert_true(toml_get_bool(&d.t, d.t.root, "b", &b, &e));
	assert_str_equal(s, STR("old"));
	assert_int_equal(i, 7);
	assert_true(b);
	doc_free(&d);
}

static void refuses_another_type(void **state)
{
	struct doc d = doc_read(STR("a = 1.5\nb = { x = 1 }\n[c]\n"));
	struct str s = STR("old");
	int64_t i = 7;
	bool b = true;

	(void)state;
	assert_true(d.good);
	d.good = toml_get_string(&d.t, d.t.root, "a", &s, &d.e);
	assert_doc_refused(&d, 4, 3, "a has to be a string, this is a float");
	d.good = toml_get_integer(&d.t, d.t.root, "b", &i, &d.e);
	assert_doc_refused(&d, 12, 1,
			   "b has to be an integer, this is a table");
	d.good = toml_get_bool(&d.t, d.t.root, "c", &b, &d.e);
	assert_doc_refused(&d, 22, 3, "c has to be a boolean, this is a table");
	assert_str_equal(s, STR("old"));
	assert_int_equal(i, 7);
	doc_free(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tells_the_type_of_every_value),
		cmocka_unit_test(steps_through_arrays_in_order),
		cmocka_unit_test(steps_through_tables_in_order),
		cmocka_unit_test(steps_through_arrays_of_tables),
		cmocka_unit_test(steps_through_nothing),
		cmocka_unit_test(gets_by_the_exact_key),
		cmocka_unit_test(gets_typed_values),
		cmocka_unit_test(leaves_what_is_absent_alone),
		cmocka_unit_test(refuses_another_type),
	};

	return cmocka_run_group_tests_name("toml_get", tests, NULL, NULL);
}
