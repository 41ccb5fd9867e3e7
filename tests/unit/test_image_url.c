/* test_image_url.c - src/image/image_url.c */
#include "image_internal.h"
#include "unit.h"

static struct image_net net = {.stall_seconds = 1};
static struct err e;

static void accepts_https_and_this_very_host(void **state)
{
	(void)state;
	assert_true(image_url_check(&net, "https://a.test/b?c=d", &e));
	assert_true(image_url_check(&net, "HTTPS://a.test", &e));
	assert_true(image_url_check(&net, "http://127.0.0.1:8000/b", &e));
	assert_true(image_url_check(&net, "http://localhost/b", &e));
	assert_true(image_url_check(&net, "http://[::1]/b", &e));
}

static void refused(const char *url, const char *why)
{
	char text[ERR_TEXT_BYTES];

	assert_false(image_url_check(&net, url, &e));
	assert_int_equal(e.kind, ERR_USAGE);
	(void)snprintf(text, sizeof(text), "the URL \"%.80s\" %s", url, why);
	assert_string_equal(e.text, text);
}

static void refuses_other_protocols(void **state)
{
	static const char *const urls[] = {
		"file:///etc/passwd", "ftp://a.test/b", "gopher://a.test",
		"scp://a.test/b",     "dict://a.test",  "javascript:1"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(urls) - 1; i++)
		refused(urls[i], "is not of the kind https");
	assert_false(image_url_check(&net, urls[5], &e));
}

static void refuses_http_unless_told(void **state)
{
	struct image_net insecure = {.insecure_http = true};

	(void)state;
	refused("http://a.test/b",
		"is http, which anybody on the way can change");
	assert_true(image_url_check(&insecure, "http://a.test/b", &e));
	assert_false(image_url_check(&insecure, "ftp://a.test/b", &e));
}

static void refuses_what_hides_something(void **state)
{
	static char longest[9000] = "https://a.test/";

	(void)state;
	refused("https://u:p@a.test", "holds a user or a password");
	refused("https://u@a.test", "holds a user or a password");
	refused("https://a.test/\r\nHost: b", "holds bytes that no URL does");
	refused("https://a.test/ b", "holds bytes that no URL does");
	refused("https://a.test/\x1b[2J", "holds bytes that no URL does");
	refused("https://a.test/\xc3\xa4", "holds bytes that no URL does");
	refused("relative/path", "is none");
	refused("", "is none");
	refused("https://", "is none");
	memset(longest + 15, 'a', sizeof(longest) - 16);
	refused(longest, "is too long");
}

static void tells_formats_from_names(void **state)
{
	static const struct {
		const char *url;
		enum image_format format;
	} known[] = {
		{"https://a.test/x.box", IMAGE_BOX},
		{"https://a.test/x.tar.gz", IMAGE_BOX},
		{"https://a.test/x.qcow2?y=/z.box", IMAGE_QCOW2},
		{"https://a.test/x.QCOW2.xz", IMAGE_QCOW2},
		{"https://a.test/x.img", IMAGE_UNKNOWN},
		{"https://a.test/x.raw.zst", IMAGE_RAW},
		{"x.vmdk", IMAGE_VMDK},
		{"x.vhdx", IMAGE_VHDX},
		{"x.vhd", IMAGE_VPC},
	};
	enum image_format format = IMAGE_BOX;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(known); i++) {
		assert_true(image_format_of_url(known[i].url, &format));
		assert_int_equal(format, known[i].format);
	}
	assert_false(image_format_of_url("https://a.test/x", &format));
	assert_false(image_format_of_url("https://a.test/x.iso", &format));
	assert_false(image_format_of_url("https://a.test/.box", &format));
	assert_false(image_format_of_url("https://x.box/", &format));
}

static void knows_how_far_an_address_is(void **state)
{
	static const struct {
		const char *address;
		enum image_zone zone;
	} known[] = {
		{"127.0.0.1", IMAGE_ZONE_HOST},
		{"127.9.9.9", IMAGE_ZONE_HOST},
		{"0.0.0.0", IMAGE_ZONE_HOST},
		{"169.254.169.254", IMAGE_ZONE_HOST},
		{"::1", IMAGE_ZONE_HOST},
		{"::", IMAGE_ZONE_HOST},
		{"fe80::1", IMAGE_ZONE_HOST},
		{"::ffff:127.0.0.1", IMAGE_ZONE_HOST},
		{"10.1.2.3", IMAGE_ZONE_SITE},
		{"172.16.0.1", IMAGE_ZONE_SITE},
		{"172.31.255.255", IMAGE_ZONE_SITE},
		{"192.168.1.1", IMAGE_ZONE_SITE},
		{"100.64.0.1", IMAGE_ZONE_SITE},
		{"100.127.255.255", IMAGE_ZONE_SITE},
		{"fd00::1", IMAGE_ZONE_SITE},
		{"::ffff:10.0.0.1", IMAGE_ZONE_SITE},
		{"172.32.0.1", IMAGE_ZONE_WORLD},
		{"100.128.0.1", IMAGE_ZONE_WORLD},
		{"8.8.8.8", IMAGE_ZONE_WORLD},
		{"2001:db8::1", IMAGE_ZONE_WORLD},
		{"rubbish", IMAGE_ZONE_HOST},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		assert_int_equal(image_zone_of(known[i].address),
				 known[i].zone);
}

static void knows_one_origin_from_another(void **state)
{
	static const char *const others[] = {
		"https://b.test",
		"https://a.test.b.test",
		"https://a.test:8443",
		"http://a.test",
		"http://a.test:443",
		"ftp://a.test",
		"",
	};

	(void)state;
	assert_true(image_url_same_origin("https://a.test/x",
					  "https://A.test:443"));
	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		assert_false(
			image_url_same_origin("https://a.test", others[i]));
	assert_false(image_url_same_origin("", ""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(accepts_https_and_this_very_host),
		cmocka_unit_test(refuses_other_protocols),
		cmocka_unit_test(refuses_http_unless_told),
		cmocka_unit_test(refuses_what_hides_something),
		cmocka_unit_test(tells_formats_from_names),
		cmocka_unit_test(knows_how_far_an_address_is),
		cmocka_unit_test(knows_one_origin_from_another),
	};

	return cmocka_run_group_tests_name("image_url", tests, NULL, NULL);
}
