/* test_image_part.c - src/image/image_part.c */
#include "image_internal.h"
#include "scratch.h"

static struct image_part part;
static struct err e;

static bool opens(const char *url)
{
	return image_part_open(scratch_path("made/here"), url, &part, &e);
}

static void keeps_bytes_and_tag_for_the_next_time(void **state)
{
	char text[8] = "";

	(void)state;
	assert_true(opens("https://a.test/x"));
	assert_int_equal(part.len, 0);
	assert_string_equal(part.etag, "");
	assert_true(image_part_restart(&part, "\"one\"", &e));
	assert_true(image_part_append(&part, "abc", 3, &e));
	assert_true(image_part_append(&part, "def", 3, &e));
	image_part_fini(&part);
	assert_true(opens("https://a.test/x"));
	assert_int_equal(part.len, 6);
	assert_string_equal(part.etag, "\"one\"");
	assert_int_equal(pread(part.fd, text, 8, 0), 6);
	assert_string_equal(text, "abcdef");
	assert_true(image_part_restart(&part, "", &e));
	assert_int_equal(part.len, 0);
	image_part_delete(&part);
	image_part_fini(&part);
	assert_int_equal(rmdir(scratch_path("made/here")), 0);
}

static void keeps_urls_apart(void **state)
{
	char name[sizeof(part.name)];

	(void)state;
	assert_true(opens("https://a.test/x"));
	memcpy(name, part.name, sizeof(name));
	image_part_fini(&part);
	assert_true(opens("https://a.test/y"));
	assert_string_not_equal(part.name, name);
	image_part_fini(&part);
}

static void is_for_one_at_a_time(void **state)
{
	struct image_part other;

	(void)state;
	assert_true(opens("https://a.test/x"));
	assert_false(image_part_open(scratch_path("made/here"),
				     "https://a.test/x", &other, &e));
	assert_int_equal(e.kind, ERR_BUSY);
	assert_string_equal(e.text, "another vm-pull downloads this now");
	image_part_fini(&part);
	assert_true(opens("https://a.test/x"));
	image_part_fini(&part);
}

static void follows_no_link(void **state)
{
	char name[sizeof(part.name)];

	(void)state;
	assert_true(opens("https://a.test/x"));
	memcpy(name, part.name, sizeof(name));
	image_part_delete(&part);
	image_part_fini(&part);
	assert_int_equal(chdir(scratch_path("made/here")), 0);
	scratch_file("mine", "mine", 4, 0600);
	assert_int_equal(symlink("../../mine", name), 0);
	assert_int_equal(chdir("/"), 0);
	assert_false(opens("https://a.test/x"));
	assert_int_equal(e.kind, ERR_SYSTEM);
}

/* The part's own path, when it is closed again. */
static const char *path_of_part(const char *suffix)
{
	static char path[PATH_MAX];
	int len;

	assert_true(opens("https://a.test/x"));
	len = snprintf(path, sizeof(path), "%s/%.32s.%s",
		       scratch_path("made/here"), part.name, suffix);
	assert_true(len > 0 && (size_t)len < sizeof(path));
	image_part_fini(&part);
	return path;
}

static void refused_as_strange(void)
{
	assert_false(opens("https://a.test/x"));
	assert_int_equal(e.kind, ERR_SYSTEM);
	assert_non_null(strstr(e.text, "is not the caller's alone"));
}

static void takes_no_file_that_others_can_change(void **state)
{
	const char *path = path_of_part("part");

	(void)state;
	assert_int_equal(chmod(path, 0620), 0);
	refused_as_strange();
	assert_int_equal(chmod(path, 0602), 0);
	refused_as_strange();
	assert_int_equal(chmod(path, 0600), 0);
	assert_int_equal(link(path, scratch_path("other")), 0);
	refused_as_strange();
	assert_int_equal(unlink(scratch_path("other")), 0);
	if (geteuid() == 0) {
		assert_int_equal(chown(path, 1, 0), 0);
		refused_as_strange();
	}
}

static void tells_no_tag_of_several_lines(void **state)
{
	const char *path = path_of_part("tag");

	(void)state;
	scratch_file("made/here/tag", "\"a\"\r\nCookie: b", 14, 0600);
	assert_int_equal(rename(scratch_path("made/here/tag"), path), 0);
	assert_true(opens("https://a.test/x"));
	assert_string_equal(part.etag, "");
	image_part_fini(&part);
}

static void waits_for_no_tag(void **state)
{
	(void)state;
	assert_int_equal(mkfifo(path_of_part("tag"), 0600), 0);
	assert_true(opens("https://a.test/x"));
	assert_string_equal(part.etag, "");
	image_part_fini(&part);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		scratch_test(keeps_bytes_and_tag_for_the_next_time),
		scratch_test(keeps_urls_apart),
		scratch_test(is_for_one_at_a_time),
		scratch_test(follows_no_link),
		scratch_test(takes_no_file_that_others_can_change),
		scratch_test(tells_no_tag_of_several_lines),
		scratch_test(waits_for_no_tag),
	};

	return cmocka_run_group_tests_name("image_part", tests, NULL, NULL);
}
