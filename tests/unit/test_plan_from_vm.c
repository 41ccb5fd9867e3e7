/* test_plan_from_vm.c - src/plan/plan_from_vm.c */
#include "unit.h"
#include "vmman/plan.h"
#include "vmman/vm.h"

static struct err_place places[PLAN_OPS_MAX];

/* A machine put together by hand. */
struct fake {
	struct vm vm;
	struct vm_section sections[PLAN_OPS_MAX + 1];
	struct vm_value values[PLAN_OPS_MAX + 1][VM_KEYS_MAX];
};

static struct vm_value *value(struct fake *fake, size_t section,
			      const char *key)
{
	const struct vm_value *found = vm_value(&fake->sections[section], key);

	return fake->values[section] + (found - fake->sections[section].values);
}

static size_t add(struct fake *fake, enum vm_kind kind)
{
	size_t i = fake->vm.count++;

	fake->vm.sections = fake->sections;
	fake->sections[i].kind = kind;
	fake->sections[i].values = fake->values[i];
	fake->sections[i].at = (struct err_place){i, 1, true};
	return i;
}

static void set_name(struct fake *fake, size_t section, const char *key,
		     const char *name)
{
	struct ifname *ifname = &value(fake, section, key)->ifname;

	assert_true(
		str_copy(ifname->text, sizeof(ifname->text), str_from_c(name)));
}

static size_t add_tap(struct fake *fake, const char *ifname)
{
	size_t i = add(fake, VM_TAPBRIDGE);

	set_name(fake, i, "interface", ifname);
	set_name(fake, i, "bridge", "br0");
	value(fake, i, "mac")->mac = (struct mac){{2, 3, 4, 5, 6, 7}};
	value(fake, i, "queues")->integer = 16;
	return i;
}

static size_t add_macvtap(struct fake *fake, struct str mode)
{
	size_t i = add(fake, VM_MACVTAP);

	set_name(fake, i, "interface", "mv0");
	set_name(fake, i, "host-interface", "eno3");
	value(fake, i, "mac")->mac = (struct mac){{8, 9, 10, 11, 12, 13}};
	value(fake, i, "mode")->text = mode;
	return i;
}

static void takes_interfaces_in_the_order_of_the_file(void **state)
{
	static struct fake fake = {.vm.name = {"dev"}};
	struct plan plan;
	struct err e;

	(void)state;
	add(&fake, VM_BASE);
	add_macvtap(&fake, STR("bridge"));
	add(&fake, VM_STORAGE);
	add_tap(&fake, "tap0");
	assert_true(plan_from_vm(&fake.vm, PLAN_EXPLAIN, &plan, places, &e));
	assert_int_equal(plan.verb, PLAN_EXPLAIN);
	assert_string_equal(plan.vm.text, "dev");
	assert_int_equal(plan.count, 2);
	assert_int_equal(plan.ops[0].kind, PLAN_MACVTAP);
	assert_string_equal(plan.ops[0].ifname.text, "mv0");
	assert_string_equal(plan.ops[0].peer.text, "eno3");
	assert_int_equal(plan.ops[0].mac.octets[5], 13);
	assert_int_equal(plan.ops[0].queues, 0);
	assert_int_equal(plan.ops[1].kind, PLAN_TAPBRIDGE);
	assert_string_equal(plan.ops[1].ifname.text, "tap0");
	assert_string_equal(plan.ops[1].peer.text, "br0");
	assert_int_equal(plan.ops[1].mac.octets[0], 2);
	assert_int_equal(plan.ops[1].queues, 16);
	assert_int_equal(plan.ops[1].mode, 0);
	assert_int_equal(places[0].offset, 1);
	assert_int_equal(places[1].offset, 3);
}

static void takes_only_what_the_verb_is_about(void **state)
{
	static struct fake fake = {.vm.name = {"dev"}};
	struct plan plan;
	struct err e;

	(void)state;
	add_tap(&fake, "tap0");
	assert_true(plan_from_vm(&fake.vm, PLAN_RELEASE, &plan, places, &e));
	assert_int_equal(plan.verb, PLAN_RELEASE);
	assert_int_equal(plan.count, 0);
	assert_true(plan_from_vm(&fake.vm, PLAN_MEMLOCK, &plan, places, &e));
	assert_int_equal(plan.count, 0);
}

static void asks_for_locked_memory_once_for_all_devices(void **state)
{
	static struct fake fake = {.vm.name = {"dev"}};
	struct plan plan;
	struct err e;

	(void)state;
	add(&fake, VM_BASE);
	value(&fake, 0, "machine")->text = STR("q35");
	value(&fake, 0, "mem")->bytes = UINT64_C(4) << 30;
	add(&fake, VM_PCIE_PASSTHROUGH);
	add(&fake, VM_PCIE_PASSTHROUGH);
	assert_true(plan_from_vm(&fake.vm, PLAN_MEMLOCK, &plan, places, &e));
	assert_int_equal(plan.count, 1);
	assert_int_equal(plan.ops[0].kind, PLAN_LOCKED);
	assert_int_equal(plan.ops[0].bytes, UINT64_C(5) << 30);
	assert_int_equal(places[0].offset, 1);
}

static void add_function(struct fake *fake, uint8_t function)
{
	size_t i = add(fake, VM_PCIE_PASSTHROUGH);

	value(fake, i, "dev")->pci = (struct pci_addr){1, 0x65, 2, function};
}

static void expect_functions(const struct plan *plan)
{
	static const struct pci_addr wanted[] = {{1, 0x65, 2, 1},
						 {1, 0x65, 2, 0}};

	assert_int_equal(plan->count, ARRAY_LEN(wanted));
	for (size_t i = 0; i < plan->count; i++) {
		assert_int_equal(plan->ops[i].kind, PLAN_PCI);
		assert_true(pci_addr_equal(&plan->ops[i].pci, &wanted[i]));
		assert_int_equal(places[i].offset, i + 1);
	}
}

/* Memory to lock is vm-run's to ask for, at each start. */
static void takes_pci_devices_to_give_and_to_take_back(void **state)
{
	static struct fake fake = {.vm.name = {"dev"}};
	struct plan plan;
	struct err e;

	(void)state;
	add(&fake, VM_BASE);
	value(&fake, 0, "machine")->text = STR("q35");
	add_function(&fake, 1);
	add_function(&fake, 0);
	assert_true(plan_from_vm(&fake.vm, PLAN_INIT, &plan, places, &e));
	expect_functions(&plan);
	assert_true(plan_from_vm(&fake.vm, PLAN_RELEASE, &plan, places, &e));
	expect_functions(&plan);
}

/* To be told what would come of it, all at once. */
static void explains_devices_and_the_memory_that_they_lock(void **state)
{
	static struct fake fake = {.vm.name = {"dev"}};
	struct plan plan;
	struct err e;

	(void)state;
	add(&fake, VM_BASE);
	value(&fake, 0, "machine")->text = STR("q35");
	add_function(&fake, 0);
	assert_true(plan_from_vm(&fake.vm, PLAN_EXPLAIN, &plan, places, &e));
	assert_int_equal(plan.count, 2);
	assert_int_equal(plan.ops[0].kind, PLAN_PCI);
	assert_int_equal(plan.ops[1].kind, PLAN_LOCKED);
}

static void set_text(struct fake *fake, size_t section, const char *key,
		     struct str text)
{
	struct vm_value *v = value(fake, section, key);

	v->set = true;
	v->text = text;
	v->at = (struct err_place){100 + section, 1, true};
}

static void add_disk(struct fake *fake, struct str file)
{
	set_text(fake, add(fake, VM_STORAGE), "file", file);
}

/* A machine with a device of each kind. */
static void add_devices(struct fake *fake)
{
	set_text(fake, add(fake, VM_BASE), "mempath",
		 STR("/dev/hugepages/alice"));
	value(fake, add(fake, VM_USB_PASSTHROUGH), "dev")->usb =
		(struct usb_dev){.by_port = true, .port = "1-2"};
	add_disk(fake, STR("/dev/vg0/alice"));
}

static void expect_devices(const struct plan *plan)
{
	assert_int_equal(plan->count, 3);
	assert_int_equal(plan->ops[0].kind, PLAN_HUGEPAGES);
	assert_string_equal(plan->ops[0].path.text, "/dev/hugepages/alice");
	assert_int_equal(plan->ops[1].kind, PLAN_USB);
	assert_string_equal(plan->ops[1].usb.port, "1-2");
	assert_int_equal(plan->ops[2].kind, PLAN_BLOCK);
	assert_string_equal(plan->ops[2].path.text, "/dev/vg0/alice");
	assert_int_equal(places[0].offset, 100);
	assert_int_equal(places[1].offset, 1);
	assert_int_equal(places[2].offset, 102);
}

static void takes_devices_to_give_and_to_take_back(void **state)
{
	static struct fake fake = {.vm.name = {"dev"}};
	struct plan plan;
	struct err e;

	(void)state;
	add_devices(&fake);
	assert_true(plan_from_vm(&fake.vm, PLAN_INIT, &plan, places, &e));
	expect_devices(&plan);
	assert_true(plan_from_vm(&fake.vm, PLAN_RELEASE, &plan, places, &e));
	expect_devices(&plan);
}

static void leaves_files_alone(void **state)
{
	static struct fake fake = {.vm.name = {"dev"}};
	struct plan plan;
	struct err e;

	(void)state;
	add_disk(&fake, STR("/home/alice/disk.qcow2"));
	add_disk(&fake, STR("dev/sda"));
	add_disk(&fake, STR("/dev/shm/disk"));
	add_disk(&fake, STR("/devices/\"'"));
	assert_true(plan_from_vm(&fake.vm, PLAN_INIT, &plan, places, &e));
	assert_int_equal(plan.count, 0);
}

/* A CD in two drives. */
static void asks_for_a_device_once(void **state)
{
	static struct fake fake = {.vm.name = {"dev"}};
	struct plan plan;
	struct err e;

	(void)state;
	add_disk(&fake, STR("/dev/sr0"));
	add_disk(&fake, STR("/dev/sr0"));
	assert_true(plan_from_vm(&fake.vm, PLAN_INIT, &plan, places, &e));
	assert_int_equal(plan.count, 1);
}

static void refuses_a_path_that_root_does_not_take(void **state)
{
	static struct fake fake = {.vm.name = {"dev"}};
	struct plan plan;
	struct err e = {0};

	(void)state;
	add_disk(&fake, STR("/dev/../etc/shadow"));
	assert_false(plan_from_vm(&fake.vm, PLAN_INIT, &plan, places, &e));
	assert_int_equal(e.kind, ERR_CONFIG);
	assert_int_equal(e.at.offset, 100);
	assert_string_equal(
		e.text, "\"/dev/../etc/shadow\" is not a path that vm-init "
			"takes; expected an absolute one of letters, digits "
			"and _.:+=@,- whose parts begin with a letter, a "
			"digit or _");
	/* Of no concern to what is not about devices. */
	assert_true(plan_from_vm(&fake.vm, PLAN_MEMLOCK, &plan, places, &e));
}

static void knows_each_mode(void **state)
{
	static struct fake fake = {.vm.name = {"dev"}};
	struct plan plan;
	struct err e;

	(void)state;
	add_macvtap(&fake, STR("bridge"));
	add_macvtap(&fake, STR("private"));
	add_macvtap(&fake, STR("vepa"));
	assert_true(plan_from_vm(&fake.vm, PLAN_INIT, &plan, places, &e));
	assert_int_equal(plan.ops[0].mode, PLAN_MODE_BRIDGE);
	assert_int_equal(plan.ops[1].mode, PLAN_MODE_PRIVATE);
	assert_int_equal(plan.ops[2].mode, PLAN_MODE_VEPA);
}

static void asks_nothing_for_a_machine_without_interfaces(void **state)
{
	static struct fake fake = {.vm.name = {"dev"}};
	struct plan plan;
	struct err e;

	(void)state;
	add(&fake, VM_BASE);
	add(&fake, VM_USER_NET);
	assert_true(plan_from_vm(&fake.vm, PLAN_INIT, &plan, places, &e));
	assert_int_equal(plan.count, 0);
}

static void refuses_more_interfaces_than_a_plan_holds(void **state)
{
	static struct fake fake = {.vm.name = {"dev"}};
	struct plan plan;
	struct err e = {0};

	(void)state;
	for (size_t i = 0; i < PLAN_OPS_MAX; i++)
		add_tap(&fake, "tap");
	assert_true(plan_from_vm(&fake.vm, PLAN_INIT, &plan, places, &e));
	assert_int_equal(plan.count, PLAN_OPS_MAX);
	add_tap(&fake, "tap");
	assert_false(plan_from_vm(&fake.vm, PLAN_INIT, &plan, places, &e));
	assert_int_equal(e.kind, ERR_CONFIG);
	assert_true(e.at.known);
	assert_int_equal(e.at.offset, PLAN_OPS_MAX);
	assert_string_equal(e.text,
			    "more than 24 things to ask of the host in one VM");
}

/* What the caller's half writes, root's half reads. */
static void survives_the_wire(void **state)
{
	static struct fake fake = {.vm.name = {"dev"}};
	unsigned char wire[PLAN_WIRE_BYTES];
	struct plan plan, again;
	struct err e;

	(void)state;
	add_macvtap(&fake, STR("vepa"));
	add_tap(&fake, "tap0");
	assert_true(plan_from_vm(&fake.vm, PLAN_INIT, &plan, places, &e));
	plan_to_wire(&plan, wire);
	assert_true(plan_from_wire(wire, sizeof(wire), &again, &e));
	assert_int_equal(again.count, 2);
	assert_string_equal(again.ops[1].ifname.text, "tap0");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_interfaces_in_the_order_of_the_file),
		cmocka_unit_test(takes_only_what_the_verb_is_about),
		cmocka_unit_test(asks_for_locked_memory_once_for_all_devices),
		cmocka_unit_test(takes_pci_devices_to_give_and_to_take_back),
		cmocka_unit_test(
			explains_devices_and_the_memory_that_they_lock),
		cmocka_unit_test(takes_devices_to_give_and_to_take_back),
		cmocka_unit_test(leaves_files_alone),
		cmocka_unit_test(asks_for_a_device_once),
		cmocka_unit_test(refuses_a_path_that_root_does_not_take),
		cmocka_unit_test(knows_each_mode),
		cmocka_unit_test(asks_nothing_for_a_machine_without_interfaces),
		cmocka_unit_test(refuses_more_interfaces_than_a_plan_holds),
		cmocka_unit_test(survives_the_wire),
	};

	return cmocka_run_group_tests_name("plan_from_vm", tests, NULL, NULL);
}
