/* test_host_vfio.c - src/host/host_vfio.c
 *
 * With a sysfs made of directories and links, in a mount namespace of its own:
 * needs root.  Real devices are in tests/host.
 */
#include "unit.h"
#include "vmman/launch.h"
#include <sched.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct vm_name vm = {"web"};

static int make_world(void **state)
{
	static bool made;

	*state = &made;
	made = geteuid() == 0 && unshare(CLONE_NEWNS) == 0 &&
	       mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
	       mount("none", "/sys", "tmpfs", 0, NULL) == 0 &&
	       mount("none", "/dev", "tmpfs", 0, NULL) == 0 &&
	       system("d=/sys/bus/pci/devices g=/sys/kernel/iommu_groups\n"
		      "mkdir -p /dev/vfio $d/0000:01:00.0 $d/0000:02:00.0\n"
		      "for f in 0 1 2; do\n"
		      "  mkdir -p $d/0000:03:00.$f\n"
		      "  ln -s $g/1$f $d/0000:03:00.$f/iommu_group\n"
		      "  ln -s ../drivers/vfio-pci $d/0000:03:00.$f/driver\n"
		      "done\n"
		      "ln -s $g/7 $d/0000:02:00.0/iommu_group\n"
		      "ln -s ../drivers/e1000e $d/0000:02:00.0/driver\n"
		      ": >/dev/vfio/10; : >/dev/vfio/11\n"
		      "chmod 666 /dev/vfio/10; chmod 600 /dev/vfio/11") == 0;
	return 0;
}

static bool check(const char *addr, struct err *e)
{
	struct pci_addr parsed;

	assert_true(pci_addr_parse(str_from_c(addr), &parsed, e));
	return host_check_vfio(&parsed, &vm, e);
}

static void need(void **state)
{
	const bool *made = *state;

	if (!*made)
		skip();
}

static void refused(const char *addr, enum err_kind kind, const char *text,
		    const char *hint)
{
	struct err e;

	assert_false(check(addr, &e));
	assert_int_equal(e.kind, kind);
	assert_string_equal(e.text, text);
	assert_string_equal(e.hint, hint);
}

static void passes_a_group_that_is_the_callers(void **state)
{
	struct err e;

	need(state);
	assert_true(check("0000:03:00.0", &e));
}

static void refuses_a_device_that_is_not_there(void **state)
{
	need(state);
	refused("0000:09:00.0", ERR_HOST,
		"this host has no PCI device 0000:09:00.0", "");
}

static void refuses_a_host_without_an_iommu(void **state)
{
	need(state);
	refused("0000:01:00.0", ERR_HOST,
		"PCI device 0000:01:00.0 is in no IOMMU group",
		"switch the IOMMU on, in the firmware and, for Intel's, with "
		"intel_iommu=on on the kernel's command line");
}

static void refuses_a_device_of_the_hosts(void **state)
{
	need(state);
	refused("0000:02:00.0", ERR_HOST,
		"PCI device 0000:02:00.0 is not bound to vfio-pci",
		"run vm-init web first");
}

static void refuses_a_group_of_somebody_elses(void **state)
{
	need(state);
	assert_int_equal(seteuid(61000), 0);
	refused("0000:03:00.1", ERR_DENIED, "/dev/vfio/11 is not yours",
		"run vm-init web first");
	assert_int_equal(seteuid(0), 0);
	/* Without a node, as well. */
	refused("0000:03:00.2", ERR_DENIED, "/dev/vfio/12 is not yours",
		"run vm-init web first");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(passes_a_group_that_is_the_callers),
		cmocka_unit_test(refuses_a_device_that_is_not_there),
		cmocka_unit_test(refuses_a_host_without_an_iommu),
		cmocka_unit_test(refuses_a_device_of_the_hosts),
		cmocka_unit_test(refuses_a_group_of_somebody_elses),
	};

	return cmocka_run_group_tests_name("host_vfio", tests, make_world,
					   NULL);
}
