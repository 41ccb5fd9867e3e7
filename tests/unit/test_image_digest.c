/* test_image_digest.c - src/image/image_digest.c */
#include "image_internal.h"
#include "unit.h"

/* Of "abc": FIPS 180-4's examples, RFC 1321's for MD5. */
#define SHA256 \
	"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#define SHA1 "a9993e364706816aba3e25717850c26c9cd0d89d"
#define MD5  "900150983cd24fb0d6963f7d28e17f72"

static void computes(enum image_algorithm algorithm, const char *want)
{
	char text[IMAGE_DIGEST_TEXT_MAX + 1];
	struct image_digest digest;
	struct image_hash hash;
	struct err e;

	assert_true(image_hash_begin(&hash, algorithm, &e));
	image_hash_add(&hash, "a", 1);
	image_hash_add(&hash, "bc", 2);
	image_hash_end(&hash, &digest);
	image_hash_fini(&hash);
	assert_string_equal(image_digest_print(&digest, text), want);
}

static void computes_what_the_standards_say(void **state)
{
	(void)state;
	computes(IMAGE_SHA256, "sha256:" SHA256);
	computes(IMAGE_NO_DIGEST, "sha256:" SHA256);
	computes(IMAGE_SHA1, "sha1:" SHA1);
	computes(IMAGE_MD5, "md5:" MD5);
}

static void is(const char *type, const char *text, const char *want)
{
	char printed[IMAGE_DIGEST_TEXT_MAX + 1];
	struct image_digest digest;
	struct err e;

	assert_true(image_digest_parse(type, text, &digest, &e));
	assert_string_equal(image_digest_print(&digest, printed), want);
}

static void understands_what_publishers_write(void **state)
{
	(void)state;
	is("sha256", SHA256, "sha256:" SHA256);
	is("SHA256", " " SHA256 " \n", "sha256:" SHA256);
	is("md5", MD5 "  package.box", "md5:" MD5);
	is("sha1", "A9993E364706816ABA3E25717850C26C9CD0D89D", "sha1:" SHA1);
}

static void takes_blanks_for_none(void **state)
{
	(void)state;
	is(NULL, NULL, "");
	is("sha256", "", "");
	is("sha256", " ", "");
	is("NONE", SHA256, "");
}

static void refused(const char *type, const char *text, const char *words)
{
	struct image_digest digest;
	struct err e = {0};

	assert_false(image_digest_parse(type, text, &digest, &e));
	assert_int_equal(e.kind, ERR_DATA);
	assert_string_equal(e.text, words);
	assert_int_equal(digest.algorithm, IMAGE_NO_DIGEST);
}

static void refuses_what_it_cannot_check(void **state)
{
	(void)state;
	refused("crc32", "12345678",
		"checksums of the type \"crc32\" are not known; expected "
		"sha256, sha512, sha384, sha1 or md5");
	refused(NULL, SHA256,
		"checksums of the type \"\" are not known; expected sha256, "
		"sha512, sha384, sha1 or md5");
	refused("sha256", MD5,
		"\"" MD5 "\" is no checksum of the type sha256; expected 64 "
		"hexadecimal digits");
	refused("md5", "900150983cd24fb0d6963f7d28e17f7g",
		"\"900150983cd24fb0d6963f7d28e17f7g\" is no checksum of the "
		"type md5; expected 32 hexadecimal digits");
}

static void understands_the_command_line(void **state)
{
	struct image_digest digest;
	struct err e = {0};

	(void)state;
	assert_true(image_digest_parse_named("sha256:" SHA256, &digest, &e));
	assert_int_equal(digest.algorithm, IMAGE_SHA256);
	assert_false(image_digest_parse_named(SHA256, &digest, &e));
	assert_false(image_digest_parse_named("sha256:", &digest, &e));
	assert_string_equal(e.text, "\"sha256:\" is no checksum; expected "
				    "sha256: and 64 hexadecimal digits");
}

static void finds(const char *sums, const char *want)
{
	char printed[IMAGE_DIGEST_TEXT_MAX + 1];
	struct image_digest digest;
	struct err e;

	assert_true(image_digest_find(str_from_c(sums), "d.img", &digest, &e));
	assert_string_equal(image_digest_print(&digest, printed), want);
}

static void finds_a_file_in_each_kind_of_list(void **state)
{
	(void)state;
	finds(SHA1 "  other\n" SHA256 "  d.img\n", "sha256:" SHA256);
	finds(SHA256 " *d.img\r\n", "sha256:" SHA256);
	finds(SHA256 "  ./d.img", "sha256:" SHA256);
	finds("-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n"
	      "# d.img: 7 bytes\nSHA256 (d.img) = " SHA256 "\n",
	      "sha256:" SHA256);
	finds(SHA256 "\n", "sha256:" SHA256);
}

static void finds_no_file_of_a_similar_name(void **state)
{
	struct image_digest digest;
	struct err e = {0};

	(void)state;
	assert_false(image_digest_find(STR(SHA256 "  xd.img\n" SHA256
						  "  d.img.asc\nSHA256 "
						  "(d.img2) = " SHA256),
				       "d.img", &digest, &e));
	assert_int_equal(e.kind, ERR_DATA);
	assert_string_equal(e.text, "the list of checksums has none of d.img");
	assert_false(image_digest_find(STR(""), "d.img", &digest, &e));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(computes_what_the_standards_say),
		cmocka_unit_test(understands_what_publishers_write),
		cmocka_unit_test(takes_blanks_for_none),
		cmocka_unit_test(refuses_what_it_cannot_check),
		cmocka_unit_test(understands_the_command_line),
		cmocka_unit_test(finds_a_file_in_each_kind_of_list),
		cmocka_unit_test(finds_no_file_of_a_similar_name),
	};

	return cmocka_run_group_tests_name("image_digest", tests, NULL, NULL);
}
