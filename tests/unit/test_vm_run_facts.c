/* test_vm_run_facts.c - src/cmd/vm_run_facts.c
 *
 * Interfaces and users are in tests/system/vm_run_*.sh.
 */
#include "scratch.h"
#include "vm_run.h"
#include "vm_sample.h"

#define BASE "[base.a]\nmachine = 'q35'\nsmp = 1\nmem = 1\naccel = 'tcg'\n"

static struct sample sample;
static struct run_facts facts;
static unsigned char memory[8192];

static bool look(const char *text, struct err *e)
{
	struct arena arena = arena_over(memory, sizeof(memory));

	memset(&facts, 0, sizeof(facts));
	facts.config_dir = scratch;
	facts.host.binary = "/bin/sh";
	sample_accept(&sample, str_from_c(text));
	return run_look(&sample.vm, &arena, &facts, e);
}

/* The machine with one disk, the file @name of the scratch directory. */
static const char *with_disk(const char *name, const char *more)
{
	static char text[PATH_MAX + 1024];

	(void)snprintf(text, sizeof(text),
		       BASE "[storage.a]\ndriver = 'virtio'\n"
			    "file = '%s'\n%s",
		       scratch_path(name), more);
	return text;
}

static void looks_at_each_image(void **state)
{
	struct err e;

	(void)state;
	scratch_file("disk", "", 0, 0600);
	assert_true(look(with_disk("disk", ""), &e));
	assert_false(facts.host.sections[1].block);
	assert_int_equal(facts.keep_count, 0);
}

static void tells_a_missing_image_at_its_place(void **state)
{
	char text[ERR_TEXT_BYTES];
	const char *machine;
	struct err e;

	(void)state;
	machine = with_disk("none", "");
	assert_false(look(machine, &e));
	(void)snprintf(text, sizeof(text), "there is no file %s/none", scratch);
	assert_int_equal(e.kind, ERR_CONFIG);
	assert_string_equal(e.text, text);
	assert_true(e.at.known);
	assert_int_equal(e.at.len, strlen(scratch_path("none")) + 2);
	assert_memory_equal(machine + e.at.offset + 1, scratch_path("none"),
			    e.at.len - 2);
}

static void looks_at_the_other_files(void **state)
{
	static const char *const keys[] = {"kernel = '/none'\n",
					   "kernel = '/bin/sh'\n"
					   "initrd = '/none'\n",
					   "[pcie-passthrough.a]\n"
					   "dev = '01:00.0'\n"
					   "romfile = '/none'\n"};
	char text[512];
	struct err e;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		(void)snprintf(text, sizeof(text), BASE "%s", keys[i]);
		assert_false(look(text, &e));
		assert_int_equal(e.kind, ERR_CONFIG);
		assert_string_equal(e.text, "there is no file /none");
		assert_int_equal(e.at.len, strlen("'/none'"));
	}
}

static void tells_a_missing_interface_at_its_place(void **state)
{
	struct err e;

	(void)state;
	assert_false(look(BASE "[tapbridge.a]\ninterface = 'vmnone0'\n"
			       "mac = '52:54:00:00:00:01'\nbridge = 'br0'\n"
			       "driver = 'e1000'\n",
			  &e));
	assert_int_equal(e.kind, ERR_HOST);
	assert_string_equal(e.text, "there is no tap vmnone0");
	assert_string_equal(e.hint, "run vm-init dev first");
	assert_int_equal(e.at.len, strlen("'vmnone0'"));
}

static void refuses_paths_that_do_not_fit(void **state)
{
	struct arena arena = arena_over(memory, 4);
	struct err e;

	(void)state;
	sample_accept(&sample, str_from_c(with_disk("disk", "")));
	facts.host.binary = "/bin/sh";
	assert_false(run_look(&sample.vm, &arena, &facts, &e));
	assert_int_equal(e.kind, ERR_CONFIG);
	assert_string_equal(e.text, "the paths in the VM file are too long");
}

static void supposes_that_what_is_missing_will_be_there(void **state)
{
	struct arena arena = arena_over(memory, sizeof(memory));

	(void)state;
	memset(&facts, 0, sizeof(facts));
	facts.config_dir = scratch;
	sample_accept(&sample,
		      str_from_c(with_disk("none", "[macvtap.a]\n"
						   "interface = 'vmnone0'\n"
						   "mac = '52:54:00:00:00:01'\n"
						   "host-interface = 'eno3'\n"
						   "driver = 'e1000'\n")));
	run_suppose(&sample.vm, &arena, &facts);
	assert_true(facts.host.sections[1].direct_io);
	assert_int_equal(facts.host.sections[2].fd, RUN_FIRST_FD);
	assert_int_equal(facts.keep_count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		scratch_test(looks_at_each_image),
		scratch_test(tells_a_missing_image_at_its_place),
		scratch_test(looks_at_the_other_files),
		scratch_test(tells_a_missing_interface_at_its_place),
		scratch_test(refuses_paths_that_do_not_fit),
		scratch_test(supposes_that_what_is_missing_will_be_there),
	};

	return cmocka_run_group_tests_name("vm_run_facts", tests, NULL, NULL);
}
