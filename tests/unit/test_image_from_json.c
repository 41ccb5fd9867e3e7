/* test_image_from_json.c - src/image/image_from_json.c */
#include "image_internal.h"
#include "unit.h"

static void sorts_by_version_not_by_place(void **state)
{
	struct image_box box;
	struct err e;

	(void)state;
	assert_true(image_from_json(
		STR("{\"name\":\"a/b\",\"versions\":[{\"version\":\"1.9\"},"
		    "{\"version\":\"1.10\"},{\"version\":\"1.10.rc\"}]}"),
		&box, &e));
	assert_string_equal(box.name, "a/b");
	assert_int_equal(box.count, 3);
	assert_string_equal(box.releases[0].version, "1.10");
	assert_string_equal(box.releases[1].version, "1.10.rc");
	assert_string_equal(box.releases[2].version, "1.9");
	image_box_fini(&box);
}

static void takes_every_field_of_an_offer(void **state)
{
	const struct image_offer *offer;
	struct image_box box;
	struct err e;

	(void)state;
	assert_true(image_from_json(
		STR("{\"name\":\"a/b\",\"more\":1,\"versions\":[{\"version\":"
		    "\"1\",\"providers\":[{\"name\":\"qemu\",\"url\":\"u\","
		    "\"checksum\":\"c\",\"checksum_type\":\"t\","
		    "\"architecture\":\"arm64\",\"default_architecture\":true"
		    "},{\"name\":\"x\",\"url\":\"v\",\"checksum\":\" \","
		    "\"checksum_type\":null,\"default_architecture\":false},"
		    "{\"name\":\"y\",\"url\":\"w\"}]}]}"),
		&box, &e));
	offer = box.releases[0].offers;
	assert_int_equal(box.releases[0].count, 3);
	assert_string_equal(offer[0].provider, "qemu");
	assert_string_equal(offer[0].url, "u");
	assert_string_equal(offer[0].checksum, "c");
	assert_string_equal(offer[0].checksum_type, "t");
	assert_string_equal(offer[0].arch, "arm64");
	assert_int_equal(offer[0].rank, IMAGE_ARCH_DEFAULT);
	assert_null(offer[1].checksum);
	assert_null(offer[1].checksum_type);
	assert_int_equal(offer[1].rank, IMAGE_ARCH_OTHER);
	assert_int_equal(offer[2].rank, IMAGE_ARCH_UNSAID);
	image_box_fini(&box);
}

static void knows_what_was_revoked(void **state)
{
	struct image_box box;
	struct err e;

	(void)state;
	assert_true(image_from_json(
		STR("{\"name\":\"a/b\",\"versions\":[{\"version\":\"3\","
		    "\"status\":\"revoked\"},{\"version\":\"2\",\"status\":"
		    "\"active\"},{\"version\":\"1\"}]}"),
		&box, &e));
	assert_true(box.releases[0].revoked);
	assert_false(box.releases[1].revoked);
	assert_false(box.releases[2].revoked);
	image_box_fini(&box);
}

static void leaves_out_what_is_no_version(void **state)
{
	struct image_box box;
	struct err e;

	(void)state;
	assert_true(image_from_json(
		STR("{\"name\":\"a/b\",\"versions\":[{\"version\":\"new\","
		    "\"providers\":[{\"name\":\"x\",\"url\":\"u\"}]},"
		    "{\"version\":\"1\"}]}"),
		&box, &e));
	assert_int_equal(box.count, 1);
	assert_string_equal(box.releases[0].version, "1");
	image_box_fini(&box);
}

static void refused(struct str text, const char *words)
{
	struct image_box box;
	struct err e = {0};

	assert_false(image_from_json(text, &box, &e));
	assert_int_equal(e.kind, ERR_DATA);
	assert_string_equal(e.text, words);
	assert_int_equal(box.count, 0);
	assert_null(box.document);
}

#define BOX(text)     STR("{\"name\":\"a/b\",\"versions\":" text "}")
#define RELEASE(text) BOX("[{\"version\":\"1\",\"providers\":" text "}]")
#define TELL(text)    "the description of the box: " text

static void refuses_wrong_types_by_their_place(void **state)
{
	(void)state;
	refused(STR("{\"versions\":[]}"), TELL("name is missing"));
	refused(STR("{\"name\":7}"), TELL("name is no string"));
	refused(BOX("{}"), TELL("versions is no array"));
	refused(BOX("[1]"), TELL("versions is no array of objects"));
	refused(BOX("[{}]"), TELL("versions[0].version is missing"));
	refused(BOX("[{\"version\":1}]"),
		TELL("versions[0].version is no string"));
	refused(RELEASE("7"), TELL("versions[0].providers is no array"));
	refused(RELEASE("[{\"url\":\"u\"}]"),
		TELL("versions[0].providers[0].name is missing"));
	refused(RELEASE("[{\"name\":\"x\"}]"),
		TELL("versions[0].providers[0].url is missing"));
	refused(RELEASE("[{\"name\":\"x\",\"url\":\"u\",\"architecture\":[]}]"),
		TELL("versions[0].providers[0].architecture is no string"));
	refused(RELEASE("[{\"name\":\"x\",\"url\":\"u\","
			"\"default_architecture\":1}]"),
		TELL("versions[0].providers[0].default_architecture is no "
		     "boolean"));
}

/* The words and the column are jansson's. */
static void refused_json(struct str text, const char *reason)
{
	static const char start[] =
		"the description of the box is no JSON: line 1, column ";
	struct image_box box;
	struct err e = {0};

	assert_false(image_from_json(text, &box, &e));
	assert_int_equal(e.kind, ERR_DATA);
	assert_memory_equal(e.text, start, sizeof(start) - 1);
	assert_non_null(strstr(e.text, reason));
}

static void refuses_what_is_no_json(void **state)
{
	(void)state;
	refused(STR("[]"), "the description of the box is no JSON object");
	refused_json(STR("{\"name\":\"a\",\"name\":\"b\"}"), "duplicate");
	refused_json(STR("{\"name\":\"a\\u0000b\"}"), "u0000");
	refused_json(STR("{\"name\":\"a\xff\"}"), "decode byte");
	refused_json(STR("{\"name\":\"a\""), "expected");
	refused_json(STR(""), "expected");
	refused_json(STR("<html>"), "expected");
	refused_json(STR("{} x"), "end of file");
}

static void refuses_what_is_nested_too_deeply(void **state)
{
	static char deep[4096];

	(void)state;
	memset(deep, '[', sizeof(deep));
	refused_json((struct str){deep, sizeof(deep)}, "depth");
}

static void names_the_disks_of_libvirts_second_format(void **state)
{
	struct image_names names;
	struct err e;

	(void)state;
	assert_true(image_names_from_json(
		STR("{\"disks\":[{\"path\":\"./a/x.img\"},{\"path\":\"y\"}]}"),
		&names, &e));
	assert_int_equal(names.count, 2);
	assert_string_equal(names.members[0].name, "a/x.img");
	assert_string_equal(names.members[1].name, "y");
	assert_true(image_names_from_json(
		STR("{\"provider\":\"libvirt\",\"format\":\"qcow2\"}"), &names,
		&e));
	assert_int_equal(names.count, 0);
}

static void refuses_disks_outside_of_the_box(void **state)
{
	struct image_names names;
	struct err e = {0};

	(void)state;
	assert_false(image_names_from_json(
		STR("{\"disks\":[{\"path\":\"../x\"}]}"), &names, &e));
	assert_int_equal(e.kind, ERR_DATA);
	assert_string_equal(e.text,
			    "the box names a file \"../x\"; expected a "
			    "relative path of at most 255 bytes, without "
			    "\"..\"");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sorts_by_version_not_by_place),
		cmocka_unit_test(takes_every_field_of_an_offer),
		cmocka_unit_test(knows_what_was_revoked),
		cmocka_unit_test(leaves_out_what_is_no_version),
		cmocka_unit_test(refuses_wrong_types_by_their_place),
		cmocka_unit_test(refuses_what_is_no_json),
		cmocka_unit_test(refuses_what_is_nested_too_deeply),
		cmocka_unit_test(names_the_disks_of_libvirts_second_format),
		cmocka_unit_test(refuses_disks_outside_of_the_box),
	};

	return cmocka_run_group_tests_name("image_from_json", tests, NULL,
					   NULL);
}
