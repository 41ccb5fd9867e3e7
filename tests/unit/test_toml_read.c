/* test_toml_read.c - src/toml/toml_read.c and the limits */
#include "toml_doc.h"
#include <linux/seccomp.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

static void reads_an_empty_document(void **state)
{
	struct doc d = doc_read(STR(""));

	(void)state;
	assert_doc_good(&d);
	assert_int_equal(toml_type(d.t.root), TOML_TABLE);
	assert_int_equal(toml_count(&d.t, d.t.root), 0);
	doc_free(&d);
}

static void skips_one_byte_order_mark(void **state)
{
	struct doc d = doc_read(STR("\xef\xbb\xbf"
				    "a = 1"));
	struct doc twice = doc_read(STR("\xef\xbb\xbf\xef\xbb\xbf"
					"a = 1"));
	struct doc later = doc_read(STR("\n\xef\xbb\xbf"
					"a = 1"));

	(void)state;
	assert_int_equal(toml_integer(&d.t, doc_get(&d, "a")), 1);
	assert_doc_refused(&twice, 3, 3,
			   "expected a key or a header, found '\xef\xbb\xbf'");
	assert_doc_refused(&later, 1, 3,
			   "expected a key or a header, found '\xef\xbb\xbf'");
	doc_free(&d);
	doc_free(&twice);
	doc_free(&later);
}

static void refuses_what_is_not_utf8(void **state)
{
	struct doc d = doc_read(STR("a = 'x\xff'"));
	struct doc cut = doc_read(STR("# \xe2\x82"));
	struct doc comment = doc_read(STR("# \xed\xa0\x80"));

	(void)state;
	assert_doc_refused(&d, 6, 1, "the byte 0xff is not UTF-8 here");
	assert_doc_refused(&cut, 2, 1, "the byte 0xe2 is not UTF-8 here");
	assert_doc_refused(&comment, 2, 1, "the byte 0xed is not UTF-8 here");
	doc_free(&d);
	doc_free(&cut);
	doc_free(&comment);
}

static void refuses_a_document_that_is_too_long(void **state)
{
	struct arena arena = arena_over(NULL, 0);
	struct toml t;
	struct err e;

	(void)state;
	assert_false(toml_read("", (size_t)TOML_BYTES_MAX + 1, &arena, &t, &e));
	assert_int_equal(e.kind, ERR_CONFIG);
	assert_string_equal(e.text, "the file has 134217728 bytes: at most "
				    "134217727 can be read");
}

static struct doc read_nested(const char *open, size_t times, const char *inner,
			      const char *close)
{
	struct text t = {NULL, 0, 0};
	struct doc d;

	text_add(&t, "a = ");
	text_times(&t, open, times);
	text_add(&t, inner);
	text_times(&t, close, times);
	d = doc_read(text_str(&t));
	text_free(&t);
	return d;
}

static void nests_128_deep_and_no_deeper(void **state)
{
	static const struct {
		const char *open, *inner, *close;
		size_t levels; /* that "open" opens */
		size_t more;   /* below the last of them */
	} cases[] = {
		{"[", "", "]", 1, 0},
		{"[", "1", "]", 1, 0},
		{"{a = ", "1", "}", 1, 0},
		{"{a.b.c = ", "{}", "}", 1, 1},
		{"[{a = ", "1", "}]", 2, 0},
		{"[1, [", "", "]]", 2, 0},
		{"{b = 1, c.d = [[], ", "1", "], e = {}}", 2, 1},
	};
	static const char text[] = "arrays and inline tables are nested more "
				   "than 128 deep";

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		size_t times = (128 - cases[i].more) / cases[i].levels;
		struct doc deep, deeper;

		deep = read_nested(cases[i].open, times, cases[i].inner,
				   cases[i].close);
		deeper = read_nested(cases[i].open, times + 1, cases[i].inner,
				     cases[i].close);
		assert_doc_good(&deep);
		assert_false(deeper.good);
		assert_string_equal(deeper.e.text, text);
		assert_int_equal(deeper.e.at.len, 1);
		doc_free(&deep);
		doc_free(&deeper);
	}
}

static struct doc read_parts(const char *before, size_t parts,
			     const char *behind)
{
	struct text t = {NULL, 0, 0};
	struct doc d;

	text_add(&t, before);
	text_times(&t, "p.", parts - 1);
	text_add(&t, "p");
	text_add(&t, behind);
	d = doc_read(text_str(&t));
	text_free(&t);
	return d;
}

static void takes_keys_of_128_parts_and_no_more(void **state)
{
	static const char *const cases[][2] = {
		{"", " = 1"},
		{"[", "]"},
		{"[[", "]]"},
		{"a = {b = 1, ", " = 1}"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const char *before = cases[i][0];
		struct doc most = read_parts(before, 128, cases[i][1]);
		struct doc more = read_parts(before, 129, cases[i][1]);

		assert_doc_good(&most);
		assert_doc_refused(&more, strlen(before) + 2 * 128 - 1, 1,
				   "a key has more than 128 parts");
		doc_free(&most);
		doc_free(&more);
	}
}

/* The n-th key of letters: a, b, .. z, aa, ab .. */
static void add_key(struct text *t, size_t n)
{
	char key[8] = "";
	size_t at = sizeof(key) - 1;

	for (n++; n > 0; n = (n - 1) / 26)
		key[--at] = (char)('a' + (n - 1) % 26);
	text_add(t, key + at);
}

static void dense_keys(struct text *t, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		add_key(t, i);
		text_add(t, "=1\n");
	}
}

static void dense_array(struct text *t, size_t n)
{
	text_add(t, "a=[");
	text_times(t, "1,", n);
	text_add(t, "]");
}

static void dense_arrays(struct text *t, size_t n)
{
	text_add(t, "a=[");
	text_times(t, "[1],[[[1]]],[1,1],[[],[]],[1,[1,[1]]],", n / 8);
	text_add(t, "]");
}

static void dense_nesting(struct text *t, size_t n)
{
	text_add(t, "a=[");
	text_times(t, "[[[[[[[[1]]]]]]]],", n / 8);
	text_add(t, "]");
}

static void dense_floats(struct text *t, size_t n)
{
	text_add(t, "a=[");
	text_times(t, "1e1,inf,", n / 2);
	text_add(t, "]");
}

static void dense_times(struct text *t, size_t n)
{
	text_add(t, "a=[");
	text_times(t, "07:32,", n);
	text_add(t, "]");
}

static void dense_inline_tables(struct text *t, size_t n)
{
	text_add(t, "a=[");
	text_times(t, "{a=1},{a=1,b=2},{},", n / 3);
	text_add(t, "]");
}

static void dense_tables(struct text *t, size_t n)
{
	text_times(t, "[[a]]\n", n);
}

static void dense_tables_of_one(struct text *t, size_t n)
{
	text_times(t, "[[a]]\nx=1\n", n);
}

static void dense_sections(struct text *t, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		text_add(t, "[");
		add_key(t, i);
		text_add(t, "]\nx=1\n");
	}
}

static void dense_dotted(struct text *t, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		text_add(t, "a.b.c.d.e.f.g.h.");
		add_key(t, i);
		text_add(t, "=1\n");
	}
}

static void dense_escapes(struct text *t, size_t n)
{
	text_add(t, "a=[");
	text_times(t, "\"\\n\",", n);
	text_add(t, "]");
}

static void dense_escaped_keys(struct text *t, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		text_add(t, "\"\\u0041");
		add_key(t, i);
		text_add(t, "\"=1\n");
	}
}

static void fits_dense_documents_into_the_arena(void **state)
{
	static void (*const makers[])(struct text *, size_t) = {
		dense_keys,          dense_array,  dense_arrays,
		dense_nesting,       dense_floats, dense_times,
		dense_inline_tables, dense_tables, dense_tables_of_one,
		dense_sections,      dense_dotted, dense_escapes,
		dense_escaped_keys,
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(makers); i++)
		for (size_t n = 1; n < 40000; n = n * 5 / 3 + 1) {
			struct text t = {NULL, 0, 0};
			struct doc d;

			makers[i](&t, n);
			d = doc_read(text_str(&t));
			if (!d.good)
				fail_msg("maker %zu, n %zu: %s", i, n,
					 d.e.text);
			doc_free(&d);
			text_free(&t);
		}
}

/* Every way to need memory. */
static const char rich_text[] =
	"\"\\u0061\" = 1\n"
	"b = [1, [2, 3], {c = 4}, 5000000000, 0.5, \"\\t\"]\n"
	"d.e.f = 1979-05-27\n"
	"'g' = '''\r\nh\r\n'''\n"
	"float = 1_000.000_000_000_000_000_000_1\n"
	"[i.j]\n[i]\nx.y = 1\n[[k]]\n[[k]]\n[[k.l]]\n"
	"a1=1\na2=1\na3=1\na4=1\na5=1\na6=1\na7=1\na8=1\na9=1\n"
	"b1=1\nb2=1\nb3=1\nb4=1\nb5=1\nb6=1\nb7=1\nb8=1\nb9=1\n"
	"c1=1\nc2=1\nc3=1\nc4=1\nc5=1\nc6=1\nc7=1\nc8=1\nc9=1\n"
	"d1=1\nd2=1\nd3=1\nd4=1\nd5=1\nd6=1\nd7=1\nd8=1\nd9=1\n"
	"e1=1\ne2=1\ne3=1\ne4=1\ne5=1\ne6=1\ne7=1\ne8=1\ne9=1\n"
	"f1=1\nf2=1\nf3=1\nf4=1\nf5=1\nf6=1\nf7=1\nf8=1\nf9=1\n";
static const struct str rich = {rich_text, sizeof(rich_text) - 1};

static void tells_at_any_size_that_the_arena_is_full(void **state)
{
	size_t enough = 0;

	(void)state;
	for (size_t size = 0; enough == 0; size++) {
		struct doc d = doc_read_in(rich, size);
		char text[ERR_TEXT_BYTES];

		(void)snprintf(
			text, sizeof(text),
			"the file is too dense: up to here it needs "
			"more than the %zu bytes of memory for all of it",
			size / 8 * 8);
		if (d.good)
			enough = size;
		else
			assert_string_equal(d.e.text, text);
		if (!d.good)
			assert_in_range(d.e.at.offset, 0, rich.len);
		doc_free(&d);
	}
	assert_in_range(enough, 1000, toml_arena_bytes(rich.len));
}

static void tells_where_the_arena_was_full(void **state)
{
	struct text t = {NULL, 0, 0};
	struct doc d;

	(void)state;
	for (size_t i = 0; i < 1000; i++) {
		add_key(&t, i);
		text_times(&t, ".a", 100);
		text_add(&t, "=1\n");
	}
	d = doc_read(text_str(&t));
	assert_false(d.good);
	assert_true(d.e.at.known);
	assert_in_range(d.e.at.offset, 1000, t.len);
	doc_free(&d);
	text_free(&t);
}

static void shares_the_arena(void **state)
{
	unsigned char memory[256];
	struct arena arena = arena_over(memory, sizeof(memory));
	char bytes[5 + TOML_PAD] = "a = 1";
	struct toml t;
	struct err e;
	char *before, *behind;

	(void)state;
	before = arena_text(&arena, STR("x"));
	assert_true(toml_read(bytes, 5, &arena, &t, &e));
	behind = arena_text(&arena, STR("y"));
	assert_non_null(behind);
	assert_int_equal(toml_integer(&t, toml_get(&t, t.root, STR("a"))), 1);
	assert_string_equal(before, "x");
	assert_string_equal(behind, "y");
}

/* Less is left than what aligns the document. */
static void tells_that_a_crooked_arena_is_full(void **state)
{
	_Alignas(8) unsigned char memory[8];
	struct arena arena = arena_over(memory, 3);
	char bytes[TOML_PAD] = "";
	struct toml t;
	struct err e;

	(void)state;
	arena.used = 1;
	assert_false(toml_read(bytes, 0, &arena, &t, &e));
	assert_string_equal(e.text,
			    "the file is too dense: up to here it needs more "
			    "than the 0 bytes of memory for all of it");
	assert_int_equal(arena.used, 1);
}

static void tells_the_earlier_of_two_errors(void **state)
{
	struct doc d = doc_read(STR("a = 1\na = 2\n?"));
	struct doc table = doc_read(STR("[a]\n[a]\nb = x"));

	(void)state;
	assert_doc_refused(&d, 6, 1, "'a' is defined twice");
	assert_doc_refused(&table, 5, 1, "'a' is defined twice");
	doc_free(&d);
	doc_free(&table);
}

static void *read_often(void *different)
{
	for (int i = 0; i < 200; i++) {
		struct doc d = doc_read(rich);

		if (!d.good || toml_count(&d.t, d.t.root) != 7)
			return different;
		doc_free(&d);
	}
	return NULL;
}

static void reads_in_several_threads(void **state)
{
	pthread_t threads[4];
	void *result;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(threads); i++)
		assert_int_equal(
			pthread_create(&threads[i], NULL, read_often, &threads),
			0);
	for (size_t i = 0; i < ARRAY_LEN(threads); i++) {
		assert_int_equal(pthread_join(threads[i], &result), 0);
		assert_null(result);
	}
}

/* Ends with 0 if @text is read as @good says; any system call but exit(2)
 * kills. */
_Noreturn static void read_in_strict_mode(const char *bytes, size_t len,
					  bool good)
{
	static _Alignas(8) unsigned char memory[65536];
	struct arena arena = arena_over(memory, sizeof(memory));
	struct toml t;
	struct err e;
	bool same;

	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT) != 0)
		_exit(2);
	same = toml_read(bytes, len, &arena, &t, &e) == good;
	(void)syscall(SYS_exit, same ? 0 : 1);
	abort();
}

static void check_strict_mode(struct str text, bool good)
{
	char *bytes = calloc(1, text.len + TOML_PAD);
	pid_t child;
	int status;

	assert_non_null(bytes);
	memcpy(bytes, text.data, text.len);
	child = fork();
	assert_int_not_equal(child, -1);
	if (child == 0)
		read_in_strict_mode(bytes, text.len, good);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	free(bytes);
}

/* In vm-init nothing else is allowed while a user's file is read. */
static void needs_no_system_call(void **state)
{
	(void)state;
	check_strict_mode(rich, true);
	check_strict_mode(STR("a = 1e-300\nb = 0.1e-22\nc = 123456789e300"),
			  true);
	check_strict_mode(STR("a = 1\nb = \"\\q\""), false);
	check_strict_mode(STR("a = 1\na = 2"), false);
	check_strict_mode(STR("a = 1e999"), false);
	check_strict_mode(STR("a = \xc3\xa9"), false);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_an_empty_document),
		cmocka_unit_test(skips_one_byte_order_mark),
		cmocka_unit_test(refuses_what_is_not_utf8),
		cmocka_unit_test(refuses_a_document_that_is_too_long),
		cmocka_unit_test(nests_128_deep_and_no_deeper),
		cmocka_unit_test(takes_keys_of_128_parts_and_no_more),
		cmocka_unit_test(fits_dense_documents_into_the_arena),
		cmocka_unit_test(tells_at_any_size_that_the_arena_is_full),
		cmocka_unit_test(tells_where_the_arena_was_full),
		cmocka_unit_test(shares_the_arena),
		cmocka_unit_test(tells_that_a_crooked_arena_is_full),
		cmocka_unit_test(tells_the_earlier_of_two_errors),
		cmocka_unit_test(reads_in_several_threads),
		cmocka_unit_test(needs_no_system_call),
	};

	return cmocka_run_group_tests_name("toml_read", tests, NULL, NULL);
}
