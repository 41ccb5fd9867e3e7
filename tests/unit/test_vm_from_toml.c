/* test_vm_from_toml.c - src/vm/vm_from_toml.c
 *
 * tests/golden/vm has the messages in their entirety; here stand the rules.
 */
#include "vm_sample.h"
#include "vmman/own.h"
#include <stdio.h>

static struct sample sample;

static void reads_sections_in_the_order_of_the_file(void **state)
{
	const char *names[] = {"b", "main", "a", "c", "d"};
	const enum vm_kind kinds[] = {VM_CONSOLE, VM_BASE, VM_CONSOLE,
				      VM_USER_NET, VM_CONSOLE};

	(void)state;
	sample_accept(&sample,
		      STR("[console.b]\n" SAMPLE_BASE "[console]\na = {}\n"
			  "[user-net.c]\n"
			  "[console.d]\n"));
	assert_string_equal(sample.vm.name.text, "dev");
	assert_int_equal(sample.vm.count, ARRAY_LEN(names));
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		assert_text(sample.vm.sections[i].name, names[i]);
		assert_int_equal(sample.vm.sections[i].kind, kinds[i]);
	}
}

static void a_section_stands_where_its_header_does(void **state)
{
	(void)state;
	sample_accept(&sample, STR("# x\n  [console.b] # y\n"));
	assert_int_equal(sample.vm.sections[0].at.offset, 6);
	assert_int_equal(sample.vm.sections[0].at.len, 11);
}

static void sets_defaults_and_says_so(void **state)
{
	const struct vm_value *vga, *mem, *cpu;

	(void)state;
	sample_accept(&sample, STR(SAMPLE_BASE));
	vga = sample_value(&sample, VM_BASE, "vga");
	mem = sample_value(&sample, VM_BASE, "mem");
	cpu = sample_value(&sample, VM_BASE, "cpu");
	assert_text(vga->text, "none");
	assert_true(vga->set && !vga->given && !vga->at.known);
	assert_true(mem->set && mem->given && mem->at.known);
	assert_false(cpu->set || cpu->given);
}

static void knows_the_misspelling_of_the_first_vmman(void **state)
{
	(void)state;
	sample_accept(&sample, STR(SAMPLE_BASE "mepmath = '/huge'\n"));
	assert_text(sample_value(&sample, VM_BASE, "mempath")->text, "/huge");
	sample_refuse(
		&sample, STR(SAMPLE_BASE "mepmath = '/a'\nmempath = '/b'\n"),
		"mempath",
		"mempath is set twice: mepmath is another word for it", "");
}

static void accepts_kinds_without_sections(void **state)
{
	(void)state;
	sample_accept(&sample, STR("[storage]\n" SAMPLE_BASE));
	assert_int_equal(sample.vm.count, 1);
	sample_accept(&sample, STR(""));
	assert_int_equal(sample.vm.count, 0);
}

static void refuses_unknown_kinds(void **state)
{
	(void)state;
	sample_refuse(&sample, STR("[storag.x]\ncolour = 1\n"), "storag",
		      "there is no kind \"storag\"",
		      "did you mean \"storage\"?");
	sample_refuse(&sample, STR("[colour]\n"), "colour",
		      "there is no kind \"colour\"",
		      "vm.toml(5) lists the kinds");
	sample_refuse(&sample, STR("[bridge.x]\ninterface = 'x'\n"), "bridge",
		      "there is no kind \"bridge\"",
		      "use tapbridge (a tap on a bridge) or macvtap "
		      "(on an interface of the host)");
}

static void refuses_unknown_keys(void **state)
{
	(void)state;
	sample_refuse(&sample, STR(SAMPLE_BASE "mempaht = 'x'\n"), "mempaht",
		      "there is no key \"mempaht\" in base sections",
		      "did you mean \"mempath\"?");
	sample_refuse(&sample, STR(SAMPLE_BASE "'' = 'x'\n"), "''",
		      "there is no key \"\" in base sections",
		      "vm.toml(5) lists the keys of base");
	sample_refuse(&sample, STR("[console.x]\nlog = 'x'\n"), "log",
		      "there is no key \"log\" in console sections",
		      "vm.toml(5) lists the keys of console");
}

static void refuses_keys_without_a_section(void **state)
{
	(void)state;
	sample_refuse(&sample, STR("mem = 1\n" SAMPLE_BASE), "mem",
		      "the key \"mem\" stands in no section",
		      "put it below a header like [base.main]");
	sample_refuse(&sample, STR("osk = 'x'\n" SAMPLE_BASE), "osk",
		      "the key \"osk\" stands in no section",
		      "put it below a header like [apple-smc.main]");
	sample_refuse(&sample,
		      STR("[base]\nmachine = 'q35'\nsmp = 1\nmem = 1\n"),
		      "machine",
		      "the key \"machine\" stands in [base], "
		      "which has no name",
		      "give the section a name: [base.main]");
	sample_refuse(&sample, STR("[qemu]\nargs = ['x']\n"), "args",
		      "the key \"args\" stands in [qemu], which has no name",
		      "give the section a name: [qemu.main]");
}

static void refuses_arrays_of_tables(void **state)
{
	(void)state;
	sample_refuse(&sample, STR("[[storage]]\nfile = 'x'\n"), "storage",
		      "storage: found an array; "
		      "expected sections like [storage.main]",
		      "a name makes a section, not double brackets: "
		      "[storage.main] in place of [[storage]]");
	sample_refuse(&sample, STR("[[storage.x]]\nfile = 'x'\n"), "x",
		      "storage.x: found an array; expected one section",
		      "names tell sections apart, not double brackets");
}

static void refuses_headers_of_three_parts(void **state)
{
	(void)state;
	sample_refuse(&sample, STR("[storage.john.doe]\nfile = 'x'\n"),
		      "[storage.john.doe]",
		      "[storage.john.doe] has a part too many; "
		      "expected a kind and a name",
		      "quote a name that has dots: [storage.\"a.b\"]");
}

static void refuses_names_of_sections_that_do_not_show(void **state)
{
	(void)state;
	sample_refuse(&sample, STR("[console.\"a\\u001b\"]\n"), "\"a\\u001b\"",
		      "the name of a section: found the character U+001B, "
		      "which does not show; expected plain text",
		      "");
}

static void tells_each_required_key_that_is_missing(void **state)
{
	(void)state;
	assert_false(sample_read(&sample, STR("[tapbridge.x]\nmac = 5\n")));
	assert_int_equal(sample.errs.count, 4);
	sample_error(&sample, 0, "[tapbridge.x]",
		     "[tapbridge.x] lacks the key \"interface\"",
		     "interface: the name of the tap to make");
	sample_error(&sample, 1, "[tapbridge.x]",
		     "[tapbridge.x] lacks the key \"bridge\"",
		     "bridge: the bridge that the tap joins");
	sample_error(&sample, 2, "[tapbridge.x]",
		     "[tapbridge.x] lacks the key \"driver\"",
		     "driver: the guest's network card, as QEMU's -device");
	sample_error(&sample, 3, "5",
		     "mac: found an integer; expected a string (MAC address)",
		     "");
}

static void tells_mistakes_in_the_order_of_the_file(void **state)
{
	(void)state;
	assert_false(sample_read(&sample, STR("[base.main]\nmachine = 5\n"
					      "smp = 1\nmem = 'x'\n"
					      "[colour]\n"
					      "[qemu.q]\nargs = []\n")));
	assert_int_equal(sample.errs.count, 4);
	for (size_t i = 1; i < sample.errs.count; i++)
		assert_true(sample.errs.items[i - 1].at.offset <
			    sample.errs.items[i].at.offset);
}

static void leaves_earlier_errors_alone(void **state)
{
	struct arena arena =
		arena_over(sample.vm_memory, sizeof(sample.vm_memory));
	const struct vm_name name = {"dev"};
	static struct err_list errs;

	(void)state;
	sample_document(&sample, STR("mem = 1\n"));
	err_at(err_next(&errs), ERR_BUSY, (struct err_place){99, 1, true},
	       "earlier");
	assert_false(
		vm_from_toml(&sample.doc, &name, &arena, &sample.vm, &errs));
	assert_int_equal(errs.count, 2);
	assert_string_equal(errs.items[0].text, "earlier");
}

static void reads_64_sections_and_no_more(void **state)
{
	char text[4096];
	int len = 0;

	(void)state;
	for (int i = 0; i < VM_SECTIONS_MAX; i++)
		len += snprintf(text + len, sizeof(text) - (size_t)len,
				"[console.c%d]\n", i);
	sample_accept(&sample, (struct str){text, (size_t)len});
	assert_int_equal(sample.vm.count, VM_SECTIONS_MAX);
	len += snprintf(text + len, sizeof(text) - (size_t)len,
			"[console.x]\n[console.y]\n");
	sample_refuse(&sample, (struct str){text, (size_t)len}, "[console.x]",
		      "more than 64 sections", "");
}

static void says_when_memory_ends(void **state)
{
	struct arena arena = arena_over(sample.vm_memory, 0);
	const struct vm_name name = {"dev"};
	bool ok = false;

	(void)state;
	sample_document(&sample, STR(SAMPLE_BASE "[console.x]\n"));
	for (size_t room = 0; !ok; room += 8) {
		arena = arena_over(sample.vm_memory, room);
		memset(&sample.errs, 0, sizeof(sample.errs));
		ok = vm_from_toml(&sample.doc, &name, &arena, &sample.vm,
				  &sample.errs);
		if (!ok)
			assert_int_equal(sample.errs.items[0].kind, ERR_SYSTEM);
	}
	assert_int_equal(sample.errs.count, 0);
}

/* The most that a file of the greatest length can ask for. */
static void has_memory_enough_for_any_file(void **state)
{
	static char text[VM_FILE_BYTES_MAX];
	size_t len = 0;

	(void)state;
	for (int i = 0; i < VM_SECTIONS_MAX - 1; i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len,
					"[base.b%d]\nmachine='x'\n"
					"smp=1\nmem=1\n",
					i);
	len += (size_t)snprintf(text + len, sizeof(text) - len,
				"[qemu.q]\nargs=[");
	for (; len + 4 <= sizeof(text); len += 3)
		(void)memcpy(text + len, "'',", 3);
	text[len++] = ']';
	sample_accept(&sample, (struct str){text, len});
	assert_true(sample.vm_memory_used < VM_ARENA_BYTES);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_sections_in_the_order_of_the_file),
		cmocka_unit_test(a_section_stands_where_its_header_does),
		cmocka_unit_test(sets_defaults_and_says_so),
		cmocka_unit_test(knows_the_misspelling_of_the_first_vmman),
		cmocka_unit_test(accepts_kinds_without_sections),
		cmocka_unit_test(refuses_unknown_kinds),
		cmocka_unit_test(refuses_unknown_keys),
		cmocka_unit_test(refuses_keys_without_a_section),
		cmocka_unit_test(refuses_arrays_of_tables),
		cmocka_unit_test(refuses_headers_of_three_parts),
		cmocka_unit_test(refuses_names_of_sections_that_do_not_show),
		cmocka_unit_test(tells_each_required_key_that_is_missing),
		cmocka_unit_test(tells_mistakes_in_the_order_of_the_file),
		cmocka_unit_test(leaves_earlier_errors_alone),
		cmocka_unit_test(reads_64_sections_and_no_more),
		cmocka_unit_test(says_when_memory_ends),
		cmocka_unit_test(has_memory_enough_for_any_file),
	};

	return cmocka_run_group_tests_name("vm_from_toml", tests, NULL, NULL);
}
