/* test_host_nic.c - src/host/host_nic.c
 *
 * With real interfaces, in a network namespace of its own: needs root.
 */
#include "unit.h"
#include "vmman/launch.h"
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

/* Of the macvtap.  /dev is shared with all other namespaces, of which some are
 * still ending: a number that no other has. */
static unsigned index_of_macvtap;

static const struct vm_name vm = {"alice"};
static const struct ifname tap = {"vmtap"}, macvtap = {"vmmac"},
			   plain = {"vmveth"}, absent = {"vmnone"};

/* A new network namespace, with a view of /sys that shows it. */
static bool enter_namespace(void)
{
	return unshare(CLONE_NEWNET | CLONE_NEWNS) == 0 &&
	       mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
	       mount("sysfs", "/sys", "sysfs", 0, NULL) == 0;
}

static bool run(const char *command)
{
	return system(command) == 0;
}

static void choose_index(void)
{
	struct stat st;

	assert_int_equal(stat("/proc/self/ns/net", &st), 0);
	index_of_macvtap = 700000 + (unsigned)(st.st_ino & 0xffff);
}

static bool make_macvtap(void)
{
	char command[128];

	(void)snprintf(command, sizeof(command),
		       "ip link add vmmac index %u link vmveth type macvtap "
		       "mode bridge",
		       index_of_macvtap);
	return run("ip link add vmveth type veth peer vmpeer") && run(command);
}

/* Its node, with @more behind. */
static const char *node(const char *more)
{
	static char text[128];

	(void)snprintf(text, sizeof(text), "/dev/tap%u%s", index_of_macvtap,
		       more);
	return text;
}

static int make_links(void **state)
{
	static bool made;

	*state = &made;
	if (geteuid() != 0 || !enter_namespace())
		return 0;
	choose_index();
	made = run("ip tuntap add vmtap mode tap user 4242") &&
	       make_macvtap() && access(node(""), F_OK) == 0;
	return 0;
}

static void need(void **state)
{
	const bool *made = *state;

	if (!*made)
		skip();
}

static void be(uid_t uid)
{
	assert_int_equal(setresuid(uid, uid, 0), 0);
}

static void refused(bool passed, const struct err *e, enum err_kind kind,
		    const char *text, const char *hint)
{
	assert_false(passed);
	assert_int_equal(e->kind, kind);
	assert_string_equal(e->text, text);
	assert_string_equal(e->hint, hint);
}

static void passes_a_tap_of_the_callers(void **state)
{
	struct err e = {.kind = ERR_NONE};

	need(state);
	be(4242);
	assert_int_equal(host_check_tap(&tap, &vm, &e),
			 access("/dev/net/tun", R_OK | W_OK) == 0);
	be(0);
}

static void refuses_a_tap_that_is_missing(void **state)
{
	struct err e;

	need(state);
	refused(host_check_tap(&absent, &vm, &e), &e, ERR_HOST,
		"there is no tap vmnone", "run vm-init alice first");
	refused(host_check_tap(&plain, &vm, &e), &e, ERR_HOST,
		"there is no tap vmveth", "run vm-init alice first");
}

static void refuses_a_tap_of_another_user(void **state)
{
	struct err e;

	need(state);
	refused(host_check_tap(&tap, &vm, &e), &e, ERR_DENIED,
		"the tap vmtap belongs to user 4242, not to you", "");
}

static void opens_the_device_of_a_macvtap(void **state)
{
	struct stat opened, named;
	struct err e;
	int fd = -1;

	need(state);
	assert_true(host_open_macvtap(&macvtap, &vm, &fd, &e));
	assert_int_equal(fstat(fd, &opened), 0);
	assert_int_equal(stat(node(""), &named), 0);
	assert_int_equal(opened.st_rdev, named.st_rdev);
	assert_int_equal(fcntl(fd, F_GETFL) & O_ACCMODE, O_RDWR);
	assert_int_equal(fcntl(fd, F_GETFD), FD_CLOEXEC);
	close(fd);
}

static void refuses_a_macvtap_that_is_missing(void **state)
{
	struct err e;
	int fd = -1;

	need(state);
	refused(host_open_macvtap(&absent, &vm, &fd, &e), &e, ERR_HOST,
		"there is no macvtap vmnone", "run vm-init alice first");
	refused(host_open_macvtap(&plain, &vm, &fd, &e), &e, ERR_HOST,
		"there is no macvtap vmveth", "run vm-init alice first");
	refused(host_open_macvtap(&tap, &vm, &fd, &e), &e, ERR_HOST,
		"there is no macvtap vmtap", "run vm-init alice first");
	assert_int_equal(fd, -1);
}

static void refuses_a_macvtap_of_another_user(void **state)
{
	struct err e;
	int fd = -1;

	need(state);
	be(4242);
	refused(host_open_macvtap(&macvtap, &vm, &fd, &e), &e, ERR_DENIED,
		node(" belongs to somebody else"), "run vm-init alice first");
	be(0);
}

/* The node is named after an index that two namespaces can both have. */
static void refuses_the_node_of_another_namespace(void **state)
{
	static const char after[] = ", but one of another network namespace";
	int old = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	struct err e;
	int fd = -1;

	need(state);
	assert_true(enter_namespace());
	assert_true(make_macvtap());
	assert_false(host_open_macvtap(&macvtap, &vm, &fd, &e));
	assert_int_equal(e.kind, ERR_HOST);
	assert_memory_equal(e.text, node(" is not device "),
			    strlen(node(" is not device ")));
	assert_non_null(strstr(e.text, after));
	assert_string_equal(e.hint, "run vm-init again in the network "
				    "namespace of the VM");
	close(old);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(passes_a_tap_of_the_callers),
		cmocka_unit_test(refuses_a_tap_that_is_missing),
		cmocka_unit_test(refuses_a_tap_of_another_user),
		cmocka_unit_test(opens_the_device_of_a_macvtap),
		cmocka_unit_test(refuses_a_macvtap_that_is_missing),
		cmocka_unit_test(refuses_a_macvtap_of_another_user),
		cmocka_unit_test(refuses_the_node_of_another_namespace),
	};

	return cmocka_run_group_tests_name("host_nic", tests, make_links, NULL);
}
