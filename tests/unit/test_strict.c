/* test_strict.c - from bytes to the wire where nothing but read, write and exit
 * is allowed
 *
 * vm-init reads a VM file in strict seccomp: a system call that none of the
 * modules on the way is known to make would be its end.
 */
#include "printed.h"
#include "vm_sample.h"
#include "vmman/plan.h"
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static struct sample sample;
static struct out out;

/* Go all the way with @text and tell what came of it. */
static void tell(struct str text)
{
	unsigned char wire[PLAN_WIRE_BYTES];
	struct err_place places[PLAN_OPS_MAX];
	struct plan plan;
	struct err e;

	if (!sample_read(&sample, text) ||
	    !vm_check(&sample.vm, &sample.errs)) {
		for (size_t i = 0; i < sample.errs.count; i++)
			out_format(&out, "%s\n", sample.errs.items[i].text);
		return;
	}
	vm_print(&sample.vm, &out);
	if (!plan_from_vm(&sample.vm, PLAN_INIT, &plan, places, &e))
		return;
	plan_to_wire(&plan, wire);
	if (plan_from_wire(wire, sizeof(wire), &plan, &e))
		plan_print(&plan, &out);
}

/* In a child: exit(3) would be a system call too many. */
static void child(struct str text, int fd)
{
	out_init(&out, fd);
	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT) != 0)
		_exit(77);
	tell(text);
	(void)syscall(SYS_exit, out_flush(&out) ? 0 : 1);
}

static void expect(struct str text, const char *start, const char *end)
{
	char got[4096] = {0};
	int fds[2], status;
	ssize_t len;
	pid_t pid;

	assert_int_equal(pipe(fds), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		child(text, fds[1]);
	close(fds[1]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	len = read(fds[0], got, sizeof(got) - 1);
	close(fds[0]);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 77)
		skip();
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
	assert_true((size_t)len > strlen(start) && (size_t)len > strlen(end));
	assert_memory_equal(got, start, strlen(start));
	assert_string_equal(got + (size_t)len - strlen(end), end);
}

static void reads_a_machine_without_a_system_call(void **state)
{
	(void)state;
	expect(STR(SAMPLE_BASE "accel = [\"kvm\", 'tcg']\n"
			       "uuid = '123E4567-e89b-12d3-a456-426614174000'\n"
			       "append = \"\\u00e9 \\x41\"\nkernel = 'k'\n"
			       "[tapbridge.\"a b\"]\ninterface = 'alice0'\n"
			       "bridge = 'br0'\nmac = '52:54:00:00:00:01'\n"
			       "driver = 'e1000'\n"
			       "[user-net.u]\nforward = "
			       "['tcp:127.0.0.1:2222:22']\n"),
	       "[base.main]\nmachine = \"q35\"\n",
	       "init dev\ntap alice0 on bridge br0, "
	       "MAC 52:54:00:00:00:01\n");
}

static void refuses_one_without_a_system_call(void **state)
{
	(void)state;
	expect(STR("[base.main]\nmachine = 1.5\nsmp = 1979-05-27\nmem = ''\n"
		   "[tapbridg.a]\n[console.\"\\u0007\"]\n"
		   "[storage.s]\ndriver = 'vritio'\nfile = '-x'\nx = 1\n"),
	       "machine: found a float",
	       "there is no key \"x\" in storage sections\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_a_machine_without_a_system_call),
		cmocka_unit_test(refuses_one_without_a_system_call),
	};

	return cmocka_run_group_tests_name("strict", tests, NULL, NULL);
}
