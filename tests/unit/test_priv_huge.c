/* test_priv_huge.c - src/priv/priv_huge.c, where there is no hugetlbfs
 *
 * Only root can mount one: tests/system/hugepages.sh.
 */
#include "few_files.h"
#include "scratch.h"

#include "priv_huge.h"

static bool look(const char *text, struct fact_node *out, struct err *e)
{
	struct plain_path path;

	assert_true(plain_path_parse(str_from_c(text), &path, e));
	return priv_huge_look(&path, out, e);
}

static void assert_none(const char *text)
{
	struct fact_node node;
	struct err e;

	assert_true(look(text, &node, &e));
	assert_int_equal(node.sort, FACT_SORT_ABSENT);
	assert_false(node.is_hugetlbfs);
}

static void minds_nothing_that_is_in_no_hugetlbfs(void **state)
{
	(void)state;
	assert_none("/proc/alice");
	assert_none("/no-such-directory/alice");
	assert_none("/proc/version/alice");
	assert_none("/proc/self/alice"); /* behind a link */
}

static void minds_nothing_in_a_directory_of_users(void **state)
{
	char path[PATH_MAX];

	(void)state;
	(void)snprintf(path, sizeof(path), "%s", scratch_path("alice"));
	assert_none(path);
}

/* Or a release would take it for never given, and end well. */
static void takes_nothing_for_absent_that_it_cannot_open(void **state)
{
	struct fact_node node;
	struct err e;

	(void)state;
	for (int count = 0; count < 2; count++) {
		few_files_begin(count);
		assert_false(look("/proc/alice", &node, &e));
		few_files_end();
		assert_int_equal(e.kind, ERR_SYSTEM);
		assert_string_equal(e.text, "looking at /proc/alice: "
					    "Too many open files");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(minds_nothing_that_is_in_no_hugetlbfs),
		scratch_test(minds_nothing_in_a_directory_of_users),
		cmocka_unit_test(takes_nothing_for_absent_that_it_cannot_open),
	};

	return cmocka_run_group_tests_name("priv_huge", tests, NULL, NULL);
}
