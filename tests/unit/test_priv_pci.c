/* test_priv_pci.c - src/priv/priv_pci.c, over a sysfs of our own */
#include "fake_sysfs.h"

#include "priv_pci.h"
#include <errno.h>
#include <sys/sysmacros.h>

static const struct priv_locks no_locks;
static const struct pci_addr addr = {0, 0, 5, 0};

static struct fact_pci look(void)
{
	struct fact_pci pci;
	OWN_FD int sys = fake_open(".");

	assert_int_equal(priv_pci_look_beneath(sys, &addr, &no_locks, &pci), 0);
	return pci;
}

static int failure(void)
{
	struct fact_pci pci;
	OWN_FD int sys = fake_open(".");

	return priv_pci_look_beneath(sys, &addr, &no_locks, &pci);
}

static void finds_nothing_where_nothing_is(void **state)
{
	struct fact_pci pci = look();

	(void)state;
	assert_false(pci.there);
	assert_int_equal(pci.iommu, FACT_IOMMU_NONE);
	assert_int_equal(pci.member_count, 0);
}

static void tells_what_sits_there(void **state)
{
	struct fact_pci pci;

	(void)state;
	fake_device(DEV0, "0000:00:05.0", "e1000");
	fake_file(DEV0, "boot_vga", "1\n");
	pci = look();
	assert_true(pci.there);
	assert_int_equal(pci.self.id.vendor, 0x8086);
	assert_int_equal(pci.self.id.product, 0x100e);
	assert_int_equal(pci.self.class, 0x020000);
	assert_int_equal(pci.self.driver, FACT_DRIVER_HOST);
	assert_string_equal(pci.self.driver_name, "e1000");
	assert_true(pci.boot_vga);
	assert_false(pci.can_bind);
	/* Without an IOMMU there is nothing more to know. */
	assert_int_equal(pci.iommu, FACT_IOMMU_NONE);
}

static void lists_the_whole_group(void **state)
{
	struct fact_pci pci;

	(void)state;
	fake_device(DEV0, "0000:00:05.0", "e1000");
	fake_device(DEV1, "0000:00:05.1", "vfio-pci");
	fake_group(DEV0, "0000:00:05.0");
	fake_group(DEV1, "0000:00:05.1");
	fake_dir("bus/pci/drivers/vfio-pci");
	pci = look();
	assert_int_equal(pci.iommu, FACT_IOMMU_REAL);
	assert_int_equal(pci.group, 9);
	assert_int_equal(pci.member_count, 2);
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(pci.members[i].driver,
				 pci.members[i].addr.function == 0
					 ? FACT_DRIVER_HOST
					 : FACT_DRIVER_VFIO);
	assert_true(pci.can_bind);
	assert_false(pci.has_node);
	assert_false(pci.unclear);
}

static void minds_members_that_it_cannot_judge(void **state)
{
	(void)state;
	fake_device(DEV0, "0000:00:05.0", "e1000");
	fake_group(DEV0, "0000:00:05.0");
	fake_file("kernel/iommu_groups/9/devices", "AMDI0095:00", "");
	assert_true(look().unclear);
}

static void minds_more_members_than_it_can_hold(void **state)
{
	char path[64], name[PCI_ADDR_TEXT_BYTES];
	struct fact_pci pci;

	(void)state;
	fake_device(DEV0, "0000:00:05.0", "e1000");
	fake_group(DEV0, "0000:00:05.0");
	for (unsigned i = 0; i < FACT_GROUP_MAX; i++) {
		const struct pci_addr other = {0, 1, (uint8_t)(i & 31), 0};

		pci_addr_print(&other, name);
		(void)snprintf(path, sizeof(path), "devices/pci0000:01/%s",
			       name);
		fake_device(path, name, "");
		fake_group(path, name);
	}
	pci = look();
	assert_true(pci.unclear);
	assert_int_equal(pci.member_count, FACT_GROUP_MAX);
}

static void knows_the_unsafe_mode(void **state)
{
	(void)state;
	fake_device(DEV0, "0000:00:05.0", "vfio-pci");
	fake_group(DEV0, "0000:00:05.0");
	fake_file("kernel/iommu_groups/9", "name", "vfio-noiommu\n");
	assert_int_equal(look().iommu, FACT_IOMMU_FAKE);
}

static void tells_overrides_apart(void **state)
{
	static const struct {
		const char *text;
		enum fact_override override;
	} cases[] = {
		{"(null)\n", FACT_OVERRIDE_NONE},
		{"\n", FACT_OVERRIDE_NONE},
		{"vfio-pci\n", FACT_OVERRIDE_VFIO},
		{"pci-stub\n", FACT_OVERRIDE_OTHER},
		{"vfio-pci2\n", FACT_OVERRIDE_OTHER},
		{"a-name-of-more-than-thirty-one-bytes\n", FACT_OVERRIDE_OTHER},
	};

	(void)state;
	fake_device(DEV0, "0000:00:05.0", "e1000");
	fake_group(DEV0, "0000:00:05.0");
	assert_int_equal(look().override, FACT_OVERRIDE_NONE);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		fake_file(DEV0, "driver_override", cases[i].text);
		assert_int_equal(look().override, cases[i].override);
	}
}

/* A link where sysfs has a file is an error even for root. */
static void takes_for_absent_nothing_that_it_cannot_read(void **state)
{
	static const struct {
		const char *name, *text;
	} files[] = {{"vendor", "0x8086\n"},
		     {"class", "0x020000\n"},
		     {"driver_override", "vfio-pci\n"}};
	char path[64];

	(void)state;
	fake_device(DEV0, "0000:00:05.0", "e1000");
	fake_group(DEV0, "0000:00:05.0");
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		(void)snprintf(path, sizeof(path), DEV0 "/%s", files[i].name);
		(void)unlink(scratch_path(path));
		assert_int_equal(failure(), 0);
		fake_link("away", path);
		assert_int_equal(failure(), ELOOP);
		assert_int_equal(unlink(scratch_path(path)), 0);
		fake_file(DEV0, files[i].name, files[i].text);
		assert_int_equal(failure(), 0);
	}
}

static void counts_virtual_functions(void **state)
{
	(void)state;
	fake_device(DEV0, "0000:00:05.0", "igb");
	fake_group(DEV0, "0000:00:05.0");
	fake_file(DEV0, "sriov_numvfs", "0\n");
	assert_false(look().has_vfs);
	fake_file(DEV0, "sriov_numvfs", "2\n");
	assert_true(look().has_vfs);
}

static void takes_a_stub_for_none_and_an_odd_one_for_the_hosts(void **state)
{
	(void)state;
	fake_device(DEV0, "0000:00:05.0", "pci-stub");
	fake_device(DEV1, "0000:00:05.1",
		    "a-name-of-more-than-thirty-one-bytes");
	fake_group(DEV0, "0000:00:05.0");
	fake_group(DEV1, "0000:00:05.1");
	assert_int_equal(look().self.driver, FACT_DRIVER_NONE);
	for (size_t i = 0; i < 2; i++)
		if (look().members[i].addr.function == 1)
			assert_int_equal(look().members[i].driver,
					 FACT_DRIVER_HOST);
}

static void names_the_node_by_number(void **state)
{
	struct priv_node node;
	OWN_FD int sys = fake_open(".");

	(void)state;
	assert_false(priv_pci_node(sys, 9, &node));
	fake_dir("devices/virtual/vfio/9");
	fake_dir("class/vfio");
	fake_file("devices/virtual/vfio/9", "dev", "244:3\n");
	fake_link("../../devices/virtual/vfio/9", "class/vfio/9");
	assert_true(priv_pci_node(sys, 9, &node));
	assert_string_equal(node.path, "/dev/vfio/9");
	assert_int_equal(node.dev, makedev(244, 3));
	assert_int_equal(node.type, S_IFCHR);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		scratch_test(finds_nothing_where_nothing_is),
		scratch_test(tells_what_sits_there),
		scratch_test(lists_the_whole_group),
		scratch_test(minds_members_that_it_cannot_judge),
		scratch_test(minds_more_members_than_it_can_hold),
		scratch_test(knows_the_unsafe_mode),
		scratch_test(tells_overrides_apart),
		scratch_test(takes_for_absent_nothing_that_it_cannot_read),
		scratch_test(counts_virtual_functions),
		scratch_test(
			takes_a_stub_for_none_and_an_odd_one_for_the_hosts),
		scratch_test(names_the_node_by_number),
	};

	return cmocka_run_group_tests_name("priv_pci", tests, NULL, NULL);
}
