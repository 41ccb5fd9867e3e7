/* test_qemu_from_vm.c - src/qemu/qemu_from_vm.c */
#include "qemu_sample.h"

#define SANDBOX                                               \
	"on,obsolete=deny,elevateprivileges=deny,spawn=deny," \
	"resourcecontrol=deny"

static void begins_with_what_no_file_decides(void **state)
{
	static const char *const head[] = {
		"/qemu",
		"-nodefaults",
		"-no-user-config",
		"-sandbox",
		SANDBOX,
		"-name",
		"guest=dev",
		"-chardev",
		"socket,id=qmp0,server=on,wait=off,path=/run/a,,b/qmp.sock",
		"-mon",
		"chardev=qmp0,mode=control",
	};
	struct qemu_host host = whole_host();
	struct err e;

	(void)state;
	host.run_dir = "/run/a,b";
	assert_true(make(&host, STR(SAMPLE_BASE), &e));
	for (size_t i = 0; i < ARRAY_LEN(head); i++)
		assert_string_equal(argv.args[i], head[i]);
	assert_null(argv.args[argv.count]);
}

static void names_the_guest_as_the_file_says(void **state)
{
	struct qemu_host host = whole_host();

	(void)state;
	expect(&host, STR(SAMPLE_BASE "name = 'a,process=b'\n"), "-name",
	       "guest=a,,process=b");
}

static void leaves_the_sandbox_out_when_told_to(void **state)
{
	struct qemu_host host = whole_host();

	(void)state;
	expect(&host, STR(SAMPLE_BASE), "-sandbox", SANDBOX);
	expect(&host, STR(SAMPLE_BASE "sandbox = false\n"), "-sandbox", NULL);
	expect(&host, STR(SAMPLE_BASE "[qemu.a]\nargs = ['-sandbox', 'off']\n"),
	       "-sandbox", "off");
}

static void puts_the_users_own_behind_all_else(void **state)
{
	struct qemu_host host = whole_host();
	struct err e;

	(void)state;
	assert_true(make(&host,
			 STR("[qemu.b]\nargs = ['-S', 'a,b']\n[qemu.a]\n"
			     "args = ['']\n" SAMPLE_BASE),
			 &e));
	assert_string_equal(argv.args[argv.count - 3], "-S");
	assert_string_equal(argv.args[argv.count - 2], "a,b");
	assert_string_equal(argv.args[argv.count - 1], "");
	assert_null(argv.args[argv.count]);
}

static void keeps_the_order_of_the_file(void **state)
{
	struct qemu_host host = whole_host();
	struct err e;
	size_t smc = 0, disk = 0;

	(void)state;
	assert_true(
		make(&host,
		     STR(SAMPLE_DISK("z", "virtio") "[apple-smc.a]\n"
						    "osk = 'x'\n" SAMPLE_BASE),
		     &e));
	for (size_t i = 0; i < argv.count; i++) {
		if (strncmp(argv.args[i], "isa-applesmc", 12) == 0)
			smc = i;
		if (strncmp(argv.args[i], "virtio-blk-pci", 14) == 0)
			disk = i;
	}
	assert_true(disk > 0 && disk < smc);
}

/* Whatever the arena's size: all of the arguments, or none that count. */
static void fails_whole_when_it_does_not_fit(void **state)
{
	struct qemu_host host = whole_host();
	unsigned char memory[2048];
	bool fitted = false;

	(void)state;
	sample_accept(&sample, STR(SAMPLE_BASE SAMPLE_DISK("a", "virtio")));
	for (size_t room = 0; room < sizeof(memory); room++) {
		struct arena arena = arena_over(memory, room);
		struct err e;
		bool fits = qemu_from_vm(&sample.vm, &host, &arena, &argv, &e);

		assert_true(fits || !fitted);
		fitted = fits;
		if (fits)
			continue;
		assert_int_equal(e.kind, ERR_CONFIG);
		assert_string_equal(e.text,
				    "QEMU's command line would be too long");
	}
	assert_true(fitted);
}

static void refuses_too_many_arguments(void **state)
{
	static char text[16 * 1024];
	struct qemu_host host = whole_host();
	struct err e;

	(void)state;
	(void)strcpy(text, SAMPLE_BASE "[qemu.a]\nargs = [");
	for (size_t i = 0; i < QEMU_ARGS_MAX; i++)
		(void)strcat(text, "'x',");
	(void)strcat(text, "]\n");
	assert_false(make(&host, str_from_c(text), &e));
	assert_int_equal(e.kind, ERR_CONFIG);
	assert_string_equal(e.text, "QEMU's command line would be too long");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(begins_with_what_no_file_decides),
		cmocka_unit_test(names_the_guest_as_the_file_says),
		cmocka_unit_test(leaves_the_sandbox_out_when_told_to),
		cmocka_unit_test(puts_the_users_own_behind_all_else),
		cmocka_unit_test(keeps_the_order_of_the_file),
		cmocka_unit_test(fails_whole_when_it_does_not_fit),
		cmocka_unit_test(refuses_too_many_arguments),
	};

	return cmocka_run_group_tests_name("qemu_from_vm", tests, NULL, NULL);
}
