/* test_toml_place.c - src/toml/toml_place.c: where things stand */
#include "toml_doc.h"
#include "toml_internal.h"

/* The text that @place covers. */
static struct str covered(const struct doc *d, struct err_place place)
{
	assert_true(place.known);
	assert_true(place.offset + place.len <= d->t.len);
	return (struct str){d->t.bytes + place.offset, place.len};
}

static void covers_scalars_whole(void **state)
{
	static const char *const cases[] = {
		"'x'",
		"\"\"",
		"\"x \\\" y\"",
		"\"\\\\\"",
		"'''x\n'y'''",
		"'''x''''",
		"'''''''",
		"\"\"\"x\"\"y\\\"\"\"\"\"\"",
		"\"\"\"\"\"\"",
		"\"\"\"\r\nx\\\r\n y\"\"\"",
		"12",
		"-1_000",
		"0xff",
		"9999999999999",
		"+1.5e-7",
		"-inf",
		"true",
		"false",
		"1979-05-27T07:32:00.5+01:00",
		"1979-05-27 07:32:00Z",
		"1979-05-27 07:32",
		"1979-05-27",
		"07:32:00.25",
	};
	static const char *const behind[] = {"", "\n", " # x", "\r\n"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		for (size_t k = 0; k < ARRAY_LEN(behind); k++) {
			struct text t = {NULL, 0, 0};
			struct doc d;

			text_add(&t, "b = 1\n a = ");
			text_add(&t, cases[i]);
			text_add(&t, behind[k]);
			d = doc_read(text_str(&t));
			assert_str_equal(
				covered(&d, toml_place(&d.t, doc_get(&d, "a"))),
				str_from_c(cases[i]));
			doc_free(&d);
			text_free(&t);
		}
}

static void covers_elements(void **state)
{
	struct doc d = doc_read(STR("a = [1,'x' , [2],{b = 3},\n 4.5\n]"));
	static const char *const want[] = {"1", "'x'", "[", "{", "4.5"};
	struct toml_iter it = toml_each(&d.t, doc_get(&d, "a"));
	struct toml_iter inner;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(want); i++) {
		assert_true(toml_next(&it));
		assert_str_equal(covered(&d, toml_place(&d.t, it.value)),
				 str_from_c(want[i]));
		if (i != 3)
			continue;
		inner = toml_each(&d.t, it.value);
		assert_true(toml_next(&inner));
		assert_str_equal(covered(&d, inner.key_place), STR("b"));
		assert_str_equal(covered(&d, toml_place(&d.t, inner.value)),
				 STR("3"));
	}
	doc_free(&d);
}

/* In the table under @path, one key after another. */
static const struct toml_value *walk(const struct doc *d,
				     const char *const *path)
{
	const struct toml_value *v = d->t.root;

	for (; *path != NULL; path++)
		v = doc_in(d, v, *path);
	return v;
}

static void puts_a_table_where_it_was_defined(void **state)
{
	static const struct {
		const char *doc;
		const char *path[4];
		size_t offset;
		const char *text;
	} cases[] = {
		{"x = 1\n[a]", {"a"}, 6, "[a]"},
		{"\n  [ a . b ] # c\n", {"a", "b"}, 3, "[ a . b ]"},
		/* by implication, until it is defined */
		{"[a.b]\n", {"a"}, 0, "[a.b]"},
		{"[a.b]\n[a]\n", {"a"}, 6, "[a]"},
		{"[a.b.c]\n[a]\nb.x = 1\n", {"a", "b"}, 12, "b"},
		{"a . 'b' . c = 1", {"a"}, 0, "a"},
		{"a . 'b' . c = 1", {"a", "b"}, 4, "'b'"},
		{"a.\"\\u0062\".c = 1", {"a", "b"}, 2, "\"\\u0062\""},
		{"[[ 'a' ]]\n[[a]]", {"a"}, 0, "[[ 'a' ]]"},
		{"['x]y'.\"]\\\"\"]", {"x]y", "]\""}, 0, "['x]y'.\"]\\\"\"]"},
		{"[[a.b]]", {"a"}, 0, "[[a.b]]"},
		{"a = {\n}", {"a"}, 4, "{"},
		{"a = {b.c = 1}", {"a", "b"}, 5, "b"},
		{"a = []", {"a"}, 4, "["},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct doc d = doc_read(str_from_c(cases[i].doc));
		struct err_place place;

		assert_doc_good(&d);
		place = toml_place(&d.t, walk(&d, cases[i].path));
		assert_int_equal(place.offset, cases[i].offset);
		assert_str_equal(covered(&d, place), str_from_c(cases[i].text));
		doc_free(&d);
	}
}

static void puts_each_table_of_an_array_at_its_header(void **state)
{
	struct doc d = doc_read(STR("[[a]]\n[[a]]\nx = 1\n[[a]]"));
	static const size_t offsets[] = {0, 6, 18};
	struct toml_iter it = toml_each(&d.t, doc_get(&d, "a"));
	struct err_place place;
	size_t i;

	(void)state;
	for (i = 0; toml_next(&it); i++) {
		place = toml_place(&d.t, it.value);
		assert_int_equal(place.offset, offsets[i]);
		assert_str_equal(covered(&d, place), STR("[[a]]"));
	}
	assert_int_equal(i, ARRAY_LEN(offsets));
	doc_free(&d);
}

static void puts_the_root_at_the_begin(void **state)
{
	struct doc d = doc_read(STR("# x\na = 1"));
	struct err_place place = toml_place(&d.t, d.t.root);

	(void)state;
	assert_true(place.known);
	assert_int_equal(place.offset, 0);
	assert_int_equal(place.len, 0);
	doc_free(&d);
}

static void counts_lines(void **state)
{
	struct doc d = doc_read(STR("a = 1\r\n\nb = 2"));

	(void)state;
	assert_int_equal(toml_line(&d.t, 0), 1);
	assert_int_equal(toml_line(&d.t, 6), 1);
	assert_int_equal(toml_line(&d.t, 7), 2);
	assert_int_equal(toml_line(&d.t, 8), 3);
	assert_int_equal(toml_line(&d.t, 13), 3);
	doc_free(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(covers_scalars_whole),
		cmocka_unit_test(covers_elements),
		cmocka_unit_test(puts_a_table_where_it_was_defined),
		cmocka_unit_test(puts_each_table_of_an_array_at_its_header),
		cmocka_unit_test(puts_the_root_at_the_begin),
		cmocka_unit_test(counts_lines),
	};

	return cmocka_run_group_tests_name("toml_place", tests, NULL, NULL);
}
