/* test_vm_list_state.c - src/cmd/vm_list_state.c */
#include "scratch.h"
#include "vm_list.h"
#include "vmman/host.h"
#include <sys/wait.h>

static struct list_vm vms[] = {
	{.name = {"alice", 5}},
	{.name = {"bob", 3}},
	{.name = {"web", 3}},
};
static struct list list = {.count = ARRAY_LEN(vms), .vms = vms};

static int setup(void **state)
{
	for (size_t i = 0; i < ARRAY_LEN(vms); i++)
		vms[i] = (struct list_vm){.name = vms[i].name};
	return scratch_setup(state);
}

/* A process that runs the VM @name, until its standard input ends. */
static pid_t run_vm(const char *name, int *stop)
{
	struct vm_name vm;
	char run_dir[PATH_MAX], byte;
	struct err e;
	int lock, started[2], stopped[2];
	pid_t child;

	assert_true(vm_name_parse(str_from_c(name), &vm, &e));
	assert_true(host_run_dir(scratch, &vm, HOST_MAKE, run_dir, &e));
	assert_int_equal(pipe(started), 0);
	assert_int_equal(pipe(stopped), 0);
	child = fork();
	if (child == 0) {
		close(stopped[1]);
		if (!host_lock_run_dir(run_dir, &lock, &e) ||
		    write(started[1], "", 1) != 1)
			_exit(1);
		_exit((int)read(stopped[0], &byte, 1));
	}
	close(started[1]);
	close(stopped[0]);
	assert_int_equal(read(started[0], &byte, 1), 1);
	close(started[0]);
	*stop = stopped[1];
	return child;
}

static void finds_what_runs(void **state)
{
	struct err e;
	int stop, status;
	pid_t pid = run_vm("bob", &stop);

	(void)state;
	assert_true(list_mark_running(&list, scratch, &e));
	assert_int_equal(vms[0].pid, 0);
	assert_int_equal(vms[1].pid, pid);
	assert_int_equal(vms[2].pid, 0);
	close(stop);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

static void knows_that_what_ran_runs_no_more(void **state)
{
	struct err e;
	int stop, status;
	pid_t pid = run_vm("bob", &stop);

	(void)state;
	close(stop);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(list_mark_running(&list, scratch, &e));
	assert_int_equal(vms[1].pid, 0);
}

static void passes_over_run_directories_of_no_file(void **state)
{
	struct list none = {.count = 0};
	struct err e;
	int stop, status;
	pid_t pid = run_vm("gone", &stop);

	(void)state;
	assert_true(list_mark_running(&list, scratch, &e));
	assert_true(list_mark_running(&none, scratch, &e));
	close(stop);
	assert_int_equal(waitpid(pid, &status, 0), pid);
}

static void runs_nothing_where_nothing_ever_ran(void **state)
{
	struct err e;

	(void)state;
	assert_true(list_mark_running(&list, scratch, &e));
	assert_int_equal(vms[0].pid, 0);
}

static void refuses_a_run_directory_that_others_enter(void **state)
{
	struct err e;

	(void)state;
	assert_int_equal(chmod(scratch, 0755), 0);
	assert_false(list_mark_running(&list, scratch, &e));
	assert_int_equal(e.kind, ERR_DENIED);
}

/* A link in the scratch directory, which stands for /sys/class/net. */
static void link_with_alias(const char *name, const char *alias)
{
	char file[64];

	assert_int_equal(mkdir(scratch_path(name), 0755), 0);
	(void)snprintf(file, sizeof(file), "%s/ifalias", name);
	scratch_file(file, alias, strlen(alias), 0644);
}

static void finds_the_vms_that_have_interfaces(void **state)
{
	char alias[64];

	(void)state;
	(void)snprintf(alias, sizeof(alias), "vmman:%u:web\n", getuid());
	link_with_alias("alice-web", alias);
	link_with_alias("eth0", "\n");
	link_with_alias("lo", "");
	list_mark_initialised(&list, scratch);
	assert_false(vms[0].initialised);
	assert_true(vms[2].initialised);
}

static void passes_over_marks_of_others(void **state)
{
	char alias[64];

	(void)state;
	(void)snprintf(alias, sizeof(alias), "vmman:%u:web\n", getuid() + 1);
	link_with_alias("bob-web", alias);
	(void)snprintf(alias, sizeof(alias), "vmman:%u:\n", getuid());
	link_with_alias("nobody", alias);
	list_mark_initialised(&list, scratch);
	assert_false(vms[2].initialised);
	list_mark_initialised(&list, "/nonexistent");
}

#define state_test(f) \
	cmocka_unit_test_setup_teardown(f, setup, scratch_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		state_test(finds_what_runs),
		state_test(knows_that_what_ran_runs_no_more),
		state_test(passes_over_run_directories_of_no_file),
		state_test(runs_nothing_where_nothing_ever_ran),
		state_test(refuses_a_run_directory_that_others_enter),
		state_test(finds_the_vms_that_have_interfaces),
		state_test(passes_over_marks_of_others),
	};

	return cmocka_run_group_tests_name("vm_list_state", tests, NULL, NULL);
}
