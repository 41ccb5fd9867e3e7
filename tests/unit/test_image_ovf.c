/* test_image_ovf.c - src/image/image_ovf.c */
#include "image_internal.h"
#include "unit.h"

#define NS  "http://schemas.dmtf.org/ovf/envelope/1"
#define OVF "<Envelope xmlns=\"" NS "\" xmlns:ovf=\"" NS "\">"

static struct image_names names;
static struct err e;

static bool reads(struct str text)
{
	memset(&e, 0, sizeof(e));
	return image_names_from_ovf(text, &names, &e);
}

static void is(struct str text, const char *first, const char *second)
{
	assert_true(reads(text));
	assert_int_equal(names.count, second != NULL ? 2 : 1);
	assert_string_equal(names.members[0].name, first);
	if (second != NULL)
		assert_string_equal(names.members[1].name, second);
}

static void takes_the_disks_in_their_order(void **state)
{
	(void)state;
	is(STR(OVF
	       "<References><File ovf:id=\"f1\" ovf:href=\"a.vmdk\"/>"
	       "<File ovf:id=\"f2\" ovf:href=\"b.vmdk\" ovf:size=\"1\"/>"
	       "<File ovf:id=\"f3\" ovf:href=\"x.nvram\"/></References>"
	       "<DiskSection><Disk ovf:fileRef=\"f2\"/><Disk ovf:capacity="
	       "\"1\"/><Disk ovf:fileRef=\"f1\"/></DiskSection></Envelope>"),
	   "b.vmdk", "a.vmdk");
}

static void goes_by_name_spaces_not_by_prefixes(void **state)
{
	(void)state;
	is(STR("<o:Envelope xmlns:o=\"" NS "\"><o:File o:id=\"f\" "
	       "o:href=\"./a\"/><o:Disk o:fileRef=\"f\"/></o:Envelope>"),
	   "a", NULL);
	is(STR("<Envelope xmlns=\"http://schemas.dmtf.org/ovf/envelope/2\">"
	       "<File id=\"f\" href=\"a\"/><Disk fileRef=\"f\"/></Envelope>"),
	   "a", NULL);
	assert_false(reads(STR("<Envelope xmlns=\"urn:other\"><File id=\"f\" "
			       "href=\"a\"/><Disk fileRef=\"f\"/>"
			       "</Envelope>")));
}

static void decodes_entities_and_utf_16(void **state)
{
	static const char text[] = "<Envelope xmlns=\"" NS "\"><File id=\"f\" "
				   "href=\"a\"/><Disk fileRef=\"f\"/>"
				   "</Envelope>";
	static char wide[2 * sizeof(text) + 2] = "\xff\xfe";

	(void)state;
	is(STR(OVF "<File id=\"f\" href=\"a&amp;b;c $(x).vmdk\"/>"
		   "<Disk fileRef=\"f\"/></Envelope>"),
	   "a&b;c $(x).vmdk", NULL);
	for (size_t i = 0; i + 1 < sizeof(text); i++)
		wide[2 + 2 * i] = text[i];
	is((struct str){wide, 2 * sizeof(text)}, "a", NULL);
}

static void refused(struct str text, const char *words)
{
	assert_false(reads(text));
	assert_int_equal(e.kind, ERR_DATA);
	assert_string_equal(e.text, words);
}

#define FILE_AT(href)                                                     \
	STR(OVF "<File id=\"f\" href=\"" href "\"/><Disk fileRef=\"f\"/>" \
		"</Envelope>")

static void refuses_paths_out_of_the_box(void **state)
{
	(void)state;
	refused(FILE_AT("../secret"),
		"the box names a file \"../secret\"; expected a relative path "
		"of at most 255 bytes, without \"..\"");
	refused(FILE_AT("/etc/passwd"),
		"the box names a file \"/etc/passwd\"; expected a relative "
		"path of at most 255 bytes, without \"..\"");
	assert_false(reads(FILE_AT("a/../../b")));
	assert_false(reads(FILE_AT("a\\b")));
	assert_false(reads(FILE_AT("a&#10;b")));
	assert_false(reads(FILE_AT("")));
}

static void refuses_doctypes_before_entities(void **state)
{
	(void)state;
	refused(STR("<!DOCTYPE a [<!ENTITY x \"y\">]>" OVF "&x;</Envelope>"),
		"box.ovf: it has a DOCTYPE, which no OVF needs");
	refused(STR("<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>"),
		"box.ovf: it has a DOCTYPE, which no OVF needs");
}

static void refuses_what_leads_nowhere(void **state)
{
	(void)state;
	refused(STR(OVF "<File id=\"f\" href=\"a\"/></Envelope>"),
		"box.ovf: it names no disk");
	refused(STR(OVF "<Disk fileRef=\"f\"/></Envelope>"),
		"box.ovf: no File has the id of a disk");
	refused(STR(OVF "<File id=\"f\"/></Envelope>"),
		"box.ovf: a File without a proper id and href");
	refused(STR("<a>"), "box.ovf: line 1: no element found");
	refused(STR(""), "box.ovf: line 1: no element found");
}

static void refuses_too_much(void **state)
{
	static char text[64 * 1024];
	size_t len;

	(void)state;
	memset(text, 0, sizeof(text));
	for (len = 0; len < (size_t)3 * 65; len += 3)
		memcpy(text + len, "<a>", 3);
	refused((struct str){text, len}, "box.ovf: it is nested too deeply");
	len = (size_t)snprintf(text, sizeof(text), "%s", OVF);
	for (int i = 0; i < 17; i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len,
					"<Disk fileRef=\"f\"/>");
	refused((struct str){text, len}, "box.ovf: it has too many disks");
	len = (size_t)snprintf(text, sizeof(text), "%s", OVF);
	for (int i = 0; i < 65; i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len,
					"<File id=\"%d\" href=\"a\"/>", i);
	refused((struct str){text, len}, "box.ovf: it names too many files");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_the_disks_in_their_order),
		cmocka_unit_test(goes_by_name_spaces_not_by_prefixes),
		cmocka_unit_test(decodes_entities_and_utf_16),
		cmocka_unit_test(refuses_paths_out_of_the_box),
		cmocka_unit_test(refuses_doctypes_before_entities),
		cmocka_unit_test(refuses_what_leads_nowhere),
		cmocka_unit_test(refuses_too_much),
	};

	return cmocka_run_group_tests_name("image_ovf", tests, NULL, NULL);
}
