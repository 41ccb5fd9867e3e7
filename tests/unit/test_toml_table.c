/* test_toml_table.c - src/toml/toml_table.c, toml_hash.h */
#include "toml_doc.h"
#include "toml_hash.h"
#include "toml_internal.h"

/* As a key in the source, with anything behind it, and as one in memory that
 * ends where it ends. */
static void hashes_the_same_wherever_a_key_is(void **state)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789";

	(void)state;
	for (size_t len = 1; len < sizeof(letters); len++) {
		char *exact = malloc(len);
		uint32_t hash;

		assert_non_null(exact);
		memcpy(exact, letters, len);
		hash = toml_hash((struct str){exact, len});
		for (int more = 0; more < 256; more += 51) {
			unsigned char padded[sizeof(letters) + 8];

			memset(padded, more, sizeof(padded));
			memcpy(padded, letters, len);
			assert_int_equal(toml_hash_padded(padded, len), hash);
		}
		free(exact);
	}
}

static void hashes_every_byte(void **state)
{
	char key[40];

	(void)state;
	for (size_t len = 1; len <= sizeof(key); len++) {
		uint32_t before;

		memset(key, 'a', sizeof(key));
		before = toml_hash((struct str){key, len});
		assert_int_not_equal(toml_hash((struct str){key, len - 1}),
				     before);
		for (size_t i = 0; i < len; i++) {
			key[i] = 'b';
			assert_int_not_equal(toml_hash((struct str){key, len}),
					     before);
			key[i] = 'a';
		}
	}
}

static void tells_the_text_of_keys(void **state)
{
	struct doc d =
		doc_read(STR("bare-KEY_0 = 1\n'it\"s' = 2\n"
			     "\"it's\" = 3\n\"\\\"\" = 4\n"
			     "a-bare-key-of-more-than-sixteen-bytes = 5\n"
			     "\"\" = 6"));
	static const char *const keys[] = {
		"bare-KEY_0",
		"it\"s",
		"it's",
		"\"",
		"a-bare-key-of-more-than-sixteen-bytes",
		"",
	};
	struct toml_iter it;
	size_t i;

	(void)state;
	assert_doc_good(&d);
	it = toml_each(&d.t, d.t.root);
	for (i = 0; toml_next(&it); i++)
		assert_str_equal(it.key, str_from_c(keys[i]));
	assert_int_equal(i, ARRAY_LEN(keys));
	doc_free(&d);
}

static void finds_a_key_however_it_was_written(void **state)
{
	static const char *const docs[] = {
		"a-b_1 = 1",     "'a-b_1' = 1",
		"\"a-b_1\" = 1", "\"\\u0061-b\\u005f1\" = 1",
		"a-b_1.x = 1",   "[a-b_1]",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(docs); i++) {
		struct doc d = doc_read(str_from_c(docs[i]));

		assert_non_null(toml_get(&d.t, d.t.root, STR("a-b_1")));
		assert_null(toml_get(&d.t, d.t.root, STR("a-b_")));
		assert_null(toml_get(&d.t, d.t.root, STR("a-b_11")));
		doc_free(&d);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hashes_the_same_wherever_a_key_is),
		cmocka_unit_test(hashes_every_byte),
		cmocka_unit_test(tells_the_text_of_keys),
		cmocka_unit_test(finds_a_key_however_it_was_written),
	};

	return cmocka_run_group_tests_name("toml_table", tests, NULL, NULL);
}
