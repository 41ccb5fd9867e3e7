/* test_toml_build.c - src/toml/toml_build.c: what may be defined and added to
 *
 * The rules that toml-test does not cover have "not in toml-test" beside them.
 */
#include "toml_doc.h"
#include <stdio.h>

static void accepts_what_the_specification_allows(void **state)
{
	static const char *const cases[] = {
		/* a table gets its header once, whoever came first */
		"[a.b]\n[a]\n",
		"[a]\n[a.b]\n",
		"[a.b.c]\n[a]\n[a.b]\n",
		"[x.y.z.w]\n[x]\n",
		"[a]\nb.c = 1\n[a.d]\n",
		/* below a table made by dotted keys: not in toml-test */
		"[a]\nb.c = 1\n[a.b.d]\n",
		"[a]\nb.c = 1\n[a.b.d]\nx = 1\n[a.b.e.f]\ny = 2\n",
		/* dotted keys into what a header implied: not in toml-test */
		"[a.b.c]\nx = 1\n[a]\nb.y = 2\n",
		"[a.b.c.d]\n[a]\nb.c.y = 2\nb.z = 3\n",
		/* dotted keys add to what dotted keys made */
		"a.b = 1\na.c = 2\n",
		"a.b.c = 1\na.d = 2\na.b.e = 3\n",
		"a = {b.c = 1, b.d = 2}\n",
		"a = {b.c = 1, x = {}, b.d = 2}\n",
		"a = {b.c.d = 1, b.c.e = {}}\n",
		/* arrays of tables */
		"[[a]]\n[[a]]\n",
		"[[a]]\n[a.b]\n[[a]]\n[a.b]\n",
		"[[a]]\nb.c = 1\n[[a]]\nb.c = 1\n",
		"[[a.b]]\n[[a.b]]\n[a]\n",
		"[[a]]\n[[a.b]]\n[[a.b]]\n[[a]]\n[[a.b]]\n",
		"[[a]]\n[a.b.c]\n[a.b]\n[[a.d]]\n",
		/* the same key in different tables */
		"a = 1\n[b]\na = 1\n[[c]]\na = 1\n[[c]]\na = 1\n",
		"a = {a = {a = 1}}\n",
		"[a.a.a]\na.a.a = 1\n",
		/* keys that only look the same */
		"a = 1\nA = 2\n'a ' = 3\n\"\" = 4\n",
		"a.b = 1\n\"a.b\" = 2\n'a.b.c' = 3\n",
		"1 = 1\n01 = 2\n1e0 = 3\n2.0 = 4\n",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct doc d = doc_read(str_from_c(cases[i]));

		if (!d.good)
			fail_msg("%s: %s", cases[i], d.e.text);
		doc_free(&d);
	}
}

struct refusal {
	const char *doc;
	const char *text;
	size_t offset;
	unsigned line; /* of the first definition */
};

static void check_refusals(const struct refusal *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct doc d = doc_read(str_from_c(cases[i].doc));
		char hint[ERR_TEXT_BYTES];

		if (d.good)
			fail_msg("accepted: %s", cases[i].doc);
		assert_string_equal(d.e.text, cases[i].text);
		assert_int_equal(d.e.kind, ERR_CONFIG);
		assert_int_equal(d.e.at.offset, cases[i].offset);
		(void)snprintf(hint, sizeof(hint),
			       "it is defined first on line %u", cases[i].line);
		assert_string_equal(d.e.hint, hint);
		doc_free(&d);
	}
}

static void refuses_a_key_twice(void **state)
{
	static const char text[] = "'a' is defined twice";
	static const struct refusal cases[] = {
		{"a = 1\na = 2", text, 6, 1},
		{"a = 1\na = [2]", text, 6, 1},
		{"a = 1\na = {}", text, 6, 1},
		{"a = {}\na = {}", text, 7, 1},
		{"[x]\na = 1\nb = 2\na = 2", text, 16, 2},
		{"x = {a = 1, a = 2}", text, 12, 1},
		{"x = [{a = 1, a = 2}]", text, 13, 1},
		{"x = {a = 1, b = 2,\n a = 2}", text, 20, 1},
		{"x = {a = {}, a = 2}", text, 13, 1},
		{"x.a = 1\nx.a = 2", text, 10, 1},
		{"x = {y.a = 1, y.a = 2}", text, 16, 1},
		{"x = {y.a = 1, y.a = {}}", text, 16, 1},
		{"x.a = 1\nx.a = []", text, 10, 1},
		{"a.b = 1\na = 2", text, 8, 1},
		{"x = {a.b = 1, a = 2}", text, 14, 1},
		{"[a.b]\n[x]\na.b = 1\na = 2", text, 18, 3},
		{"[x.a]\n[x]\na = 2", text, 10, 1},
		{"[[x.a]]\n[x]\na = 2", text, 12, 1},
		/* however it is written */
		{"a = 1\n'a' = 2", text, 6, 1},
		{"\"a\" = 1\n a = 2", text, 9, 1},
		{"a = 1\n\"\\u0061\" = 2", text, 6, 1},
		{"\"\\x61\" = 1\n\"\\U00000061\" = 2", text, 11, 1},
		{"\"\\u0061\" = 1\na = 2", text, 13, 1},
		{"'' = 1\n\"\" = 2", "'' is defined twice", 7, 1},
	};

	(void)state;
	check_refusals(cases, ARRAY_LEN(cases));
}

static void refuses_dotted_keys_into_what_is_not_theirs(void **state)
{
	static const struct refusal cases[] = {
		{"a = 1\na.b = 2", "'a' is an integer already, not a table", 6,
		 1},
		{"a = '1'\na.b = 2", "'a' is a string already, not a table", 8,
		 1},
		{"a = []\na.b = 2", "'a' is an array already, not a table", 7,
		 1},
		{"a = {}\na.b = 2", "'a' is an inline table, which is complete",
		 7, 1},
		{"a = {b = {}}\na.b.c = 2",
		 "'a' is an inline table, which is complete", 13, 1},
		{"a = {b = {}, b.c = 1}",
		 "'b' is an inline table, which is complete", 13, 1},
		{"a.b = {}\na.b.c = 2",
		 "'b' is an inline table, which is complete", 11, 1},
		/* not in toml-test */
		{"b = {}\nb.c.x = 1",
		 "'b' is an inline table, which is complete", 7, 1},
		{"[a.b]\n[a]\nb.c = 1",
		 "'b' is a table with a header: its keys belong below that", 10,
		 1},
		{"[a.b.c]\n[a]\nb.c.d = 1",
		 "'c' is a table with a header: its keys belong below that", 14,
		 1},
		{"[[a.b]]\n[a]\nb.c = 1",
		 "'b' is an array of tables: dotted keys cannot reach into it",
		 12, 1},
	};

	(void)state;
	check_refusals(cases, ARRAY_LEN(cases));
}

static void refuses_headers_of_what_exists(void **state)
{
	static const char dotted[] =
		"'b' is made by dotted keys: it cannot have a header too";
	static const struct refusal cases[] = {
		{"[a]\n[a]", "'a' is defined twice", 5, 1},
		{"[a]\n[b]\n['a']", "'a' is defined twice", 9, 1},
		{"[a.b]\n[a]\n[a]", "'a' is defined twice", 11, 1},
		{"[a.b]\n[a]\n[a.b]", "'b' is defined twice", 13, 1},
		{"[[a]]\n[a.b]\n[a.b]", "'b' is defined twice", 15, 2},
		{"a = 1\n[a]", "'a' is an integer already, not a table", 7, 1},
		{"a = true\n[a]", "'a' is a boolean already, not a table", 10,
		 1},
		{"a = 1.5\n[a.b]", "'a' is a float already, not a table", 9, 1},
		{"a = []\n[a]", "'a' is an array already, not a table", 8, 1},
		{"a = [{}]\n[a.b]", "'a' is an array already, not a table", 10,
		 1},
		{"a = {}\n[a]", "'a' is an inline table, which is complete", 8,
		 1},
		{"a = {}\n[a.b]", "'a' is an inline table, which is complete",
		 8, 1},
		{"a.b = {}\n[a.b.c]",
		 "'b' is an inline table, which is complete", 12, 1},
		{"[a]\nb.c = 1\n[a.b]", dotted, 15, 2},
		{"[a.b.c]\n[a]\nb.d = 1\n[a.b]", dotted, 23, 1},
		{"b.c = 1\n[b]", dotted, 9, 1},
		{"[[a]]\n[a]",
		 "'a' is an array of tables: a header of its tables has double "
		 "brackets",
		 7, 1},
	};

	(void)state;
	check_refusals(cases, ARRAY_LEN(cases));
}

static void refuses_arrays_of_tables_of_what_exists(void **state)
{
	static const struct refusal cases[] = {
		{"[a]\n[[a]]", "'a' is a table already, not an array of tables",
		 6, 1},
		{"[a.b]\n[[a]]",
		 "'a' is a table already, not an array of tables", 8, 1},
		{"a.b = 1\n[[a]]",
		 "'a' is a table already, not an array of tables", 10, 1},
		{"a = {}\n[[a]]", "'a' is an inline table, which is complete",
		 9, 1},
		{"a = []\n[[a]]", "'a' is an array already, which is complete",
		 9, 1},
		{"a = [{}]\n[[a]]",
		 "'a' is an array already, which is complete", 11, 1},
		{"a = 07:32\n[[a]]",
		 "'a' is a local time already, not an array of tables", 12, 1},
		{"a = 1979-05-27\n[[a.b]]",
		 "'a' is a local date already, not a table", 17, 1},
	};

	(void)state;
	check_refusals(cases, ARRAY_LEN(cases));
}

/* The same rules, where the table is so long that it has an index. */
static void keeps_the_rules_in_long_tables(void **state)
{
	for (unsigned n = 30; n < 70; n++) {
		struct text t = {NULL, 0, 0};
		size_t good_len;
		struct doc d;
		char line[64];

		for (unsigned i = 0; i < n; i++) {
			(void)snprintf(line, sizeof(line),
				       i % 3 == 0 ? "k%u.x = 1\n"
						  : "k%u = %u\n",
				       i, i);
			text_add(&t, line);
		}
		good_len = t.len;
		d = doc_read(text_str(&t));
		assert_doc_good(&d);
		assert_int_equal(toml_count(&d.t, d.t.root), n);
		doc_free(&d);
		(void)snprintf(line, sizeof(line), "k%u = 1\n", n / 2);
		text_add(&t, line);
		d = doc_read(text_str(&t));
		assert_false(d.good);
		assert_int_equal(d.e.at.offset, good_len);
		doc_free(&d);
		text_free(&t);
	}
	(void)state;
}

static void cuts_a_long_key_between_characters(void **state)
{
	struct doc d = doc_read(
		STR("'1234567890123456789012345678901234567\xe2\x82\xac"
		    "x' = 1\n"
		    "'1234567890123456789012345678901234567\xe2\x82\xac"
		    "x' = 2\n"
		    ""));
	struct doc cut = doc_read(
		STR("'123456789012345678901234567890123456789\xe2\x82\xac' = "
		    "1\n"
		    "'123456789012345678901234567890123456789\xe2\x82\xac' = "
		    "2\n"));

	(void)state;
	assert_string_equal(
		d.e.text,
		"'1234567890123456789012345678901234567\xe2\x82\xac' is "
		"defined twice");
	assert_string_equal(cut.e.text,
			    "'123456789012345678901234567890123456789' is "
			    "defined twice");
	doc_free(&d);
	doc_free(&cut);
}

/* What the parts of a table, defined all over the file, come to. */
static void gathers_a_table_in_the_order_of_the_file(void **state)
{
	struct doc d = doc_read(STR("[a.x]\n"
				    "[a]\n"
				    "k = 1\n"
				    "b.c = 2\n"
				    "[a.b.e]\n"
				    "[a.l]\n"));
	static const char *const keys[] = {"x", "k", "b", "l"};
	struct toml_iter it = toml_each(&d.t, doc_get(&d, "a"));
	size_t i = 0;

	(void)state;
	while (toml_next(&it)) {
		assert_true(i < ARRAY_LEN(keys));
		assert_str_equal(it.key, str_from_c(keys[i]));
		i++;
	}
	assert_int_equal(i, ARRAY_LEN(keys));
	assert_int_equal(toml_count(&d.t, doc_in(&d, doc_get(&d, "a"), "b")),
			 2);
	doc_free(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(accepts_what_the_specification_allows),
		cmocka_unit_test(refuses_a_key_twice),
		cmocka_unit_test(refuses_dotted_keys_into_what_is_not_theirs),
		cmocka_unit_test(refuses_headers_of_what_exists),
		cmocka_unit_test(refuses_arrays_of_tables_of_what_exists),
		cmocka_unit_test(keeps_the_rules_in_long_tables),
		cmocka_unit_test(cuts_a_long_key_between_characters),
		cmocka_unit_test(gathers_a_table_in_the_order_of_the_file),
	};

	return cmocka_run_group_tests_name("toml_build", tests, NULL, NULL);
}
