/* test_toml_index.c - src/toml/toml_index.c: long tables */
#include "toml_doc.h"
#include "toml_internal.h"
#include <stdio.h>

/* How a key may be written: what is before and behind its number, and the text
 * that this stands for. */
struct way {
	const char *before, *behind;
	const char *text;
};

static const struct way bare = {"key", "", "key"};
static const struct way ways[] = {
	{"key", "", "key"},
	{"'k \"", "'", "k \""},
	{"\"k \\\"", "\"", "k \""},
};

/* A table of @n keys, and one before them. */
static struct doc read_keys(const struct way *way, unsigned n)
{
	struct text t = {NULL, 0, 0};
	struct doc d;
	char line[64];

	text_add(&t, "first.x = 1\n");
	for (unsigned i = 0; i < n; i++) {
		(void)snprintf(line, sizeof(line), "%s%u%s = %u\n", way->before,
			       i, way->behind, i);
		text_add(&t, line);
	}
	d = doc_read(text_str(&t));
	text_free(&t);
	return d;
}

static void check_keys(const struct way *way, unsigned n)
{
	struct doc d = read_keys(way, n);
	char key[32];

	assert_doc_good(&d);
	for (unsigned i = 0; i < n; i++) {
		(void)snprintf(key, sizeof(key), "%s%u", way->text, i);
		assert_int_equal(toml_integer(&d.t, doc_get(&d, key)), i);
	}
	(void)snprintf(key, sizeof(key), "%s%u", way->text, n);
	assert_null(toml_get(&d.t, d.t.root, str_from_c(key)));
	assert_int_equal(toml_count(&d.t, d.t.root), n + 1);
	doc_free(&d);
}

static void finds_every_key_of_a_long_table(void **state)
{
	static const unsigned sizes[] = {30, 31,  32,  33,  34,  49,
					 50, 51,  52,  53,  63,  64,
					 65, 100, 103, 104, 999, 20000};

	(void)state;
	for (size_t w = 0; w < ARRAY_LEN(ways); w++)
		for (size_t i = 0; i < ARRAY_LEN(sizes); i++)
			check_keys(&ways[w], sizes[i]);
}

static void keeps_the_order_of_a_long_table(void **state)
{
	struct doc d = read_keys(&bare, 5000);
	struct toml_iter it;
	int64_t i = 0;

	(void)state;
	assert_doc_good(&d);
	it = toml_each(&d.t, d.t.root);
	assert_true(toml_next(&it));
	while (toml_next(&it))
		assert_int_equal(toml_integer(&d.t, it.value), i++);
	assert_int_equal(i, 5000);
	doc_free(&d);
}

struct hashed {
	uint32_t hash;
	unsigned i;
};

static int by_hash(const void *a, const void *b)
{
	const struct hashed *x = a, *y = b;

	return (x->hash > y->hash) - (x->hash < y->hash);
}

/* Two keys "cI" of the same hash: among so many there are some. */
static void find_collision(unsigned *a, unsigned *b)
{
	enum {
		KEYS = 400000
	};
	struct hashed *all = calloc(KEYS, sizeof(*all));
	char key[16];
	size_t at = 0;

	assert_non_null(all);
	for (unsigned i = 0; i < KEYS; i++) {
		(void)snprintf(key, sizeof(key), "c%u", i);
		all[i] = (struct hashed){toml_hash(str_from_c(key)), i};
	}
	qsort(all, KEYS, sizeof(*all), by_hash);
	while (at < KEYS - 1 && all[at].hash != all[at + 1].hash)
		at++;
	assert_true(at < KEYS - 1);
	*a = all[at].i;
	*b = all[at + 1].i;
	free(all);
}

static void tells_keys_of_the_same_hash_apart(void **state)
{
	unsigned a, b;

	(void)state;
	find_collision(&a, &b);
	for (unsigned others = 0; others < 80; others += 79) {
		struct text t = {NULL, 0, 0};
		struct doc d;
		char line[64];

		for (unsigned i = 0; i < others; i++) {
			(void)snprintf(line, sizeof(line), "k%u = 0\n", i);
			text_add(&t, line);
		}
		(void)snprintf(line, sizeof(line), "c%u = 1\nc%u = 2\n", a, b);
		text_add(&t, line);
		d = doc_read(text_str(&t));
		(void)snprintf(line, sizeof(line), "c%u", a);
		assert_int_equal(toml_integer(&d.t, doc_get(&d, line)), 1);
		(void)snprintf(line, sizeof(line), "c%u", b);
		assert_int_equal(toml_integer(&d.t, doc_get(&d, line)), 2);
		doc_free(&d);
		text_free(&t);
	}
}

static void indexes_every_kind_of_table(void **state)
{
	/* before the keys; before and behind the number in each; behind all */
	static const char *const docs[][4] = {
		{"[a]\n", "k", " = 1\n", ""},
		{"[[a]]\n[[a]]\n", "k", " = 1\n", ""},
		{"a = {", "k", " = 1, ", "}"},
		{"", "a.k", " = 1\n", ""},
		{"", "[a.k", "]\nv = 1\n", "[a]\nx = 1\n"},
		{"", "[[a.k", "]]\n", "[a]\nx = 1\n"},
		{"[a.x.y]\n[a]\n", "x.k", " = 1\n", ""},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(docs); i++) {
		struct text t = {NULL, 0, 0};
		struct doc d;
		char key[64];

		text_add(&t, docs[i][0]);
		for (unsigned k = 0; k < 200; k++) {
			(void)snprintf(key, sizeof(key), "%s%u%s", docs[i][1],
				       k, docs[i][2]);
			text_add(&t, key);
		}
		text_add(&t, docs[i][3]);
		d = doc_read(text_str(&t));
		assert_doc_good(&d);
		doc_free(&d);
		text_free(&t);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_every_key_of_a_long_table),
		cmocka_unit_test(keeps_the_order_of_a_long_table),
		cmocka_unit_test(tells_keys_of_the_same_hash_apart),
		cmocka_unit_test(indexes_every_kind_of_table),
	};

	return cmocka_run_group_tests_name("toml_index", tests, NULL, NULL);
}
