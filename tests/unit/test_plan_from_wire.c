/* test_plan_from_wire.c - src/plan/plan_from_wire.c */
#include "unit.h"
#include "plan_sample.h"
#include <string.h>

enum {
	AT_VERSION = 8,
	AT_VERB = 9,
	AT_COUNT = 10,
	AT_VM = 11,
	AT_ZERO = 76,
	AT_OP = PLAN_WIRE_HEADER, /* the tap */
	AT_QUEUES = AT_OP + 1,
	AT_IFNAME = AT_OP + 3,
	AT_PEER = AT_OP + 19,
	AT_MAC = AT_OP + 35,
	AT_OP2 = AT_OP + PLAN_WIRE_OP, /* the macvtap */
	AT_MODE2 = AT_OP2 + 2,
	AT_IFNAME2 = AT_OP2 + 3,
	AT_MAC2 = AT_OP2 + 35,
};

struct wire {
	unsigned char bytes[PLAN_WIRE_BYTES];
};

static struct wire sample(void)
{
	struct plan plan = sample_plan();
	struct wire wire;

	plan_to_wire(&plan, wire.bytes);
	return wire;
}

static void refused(const struct wire *wire, const char *text)
{
	struct plan plan = {.count = 77};
	struct err e = {0};

	assert_false(
		plan_from_wire(wire->bytes, sizeof(wire->bytes), &plan, &e));
	assert_int_equal(e.kind, ERR_CONFIG);
	assert_false(e.at.known);
	assert_string_equal(e.text, text);
	assert_int_equal(plan.count, 77);
}

/* The sample with @byte at @at. */
static void refused_with(size_t at, int byte, const char *text)
{
	struct wire wire = sample();

	wire.bytes[at] = (unsigned char)byte;
	refused(&wire, text);
}

static void accepted_with(size_t at, int byte)
{
	struct wire wire = sample();
	struct plan plan;
	struct err e;

	wire.bytes[at] = (unsigned char)byte;
	assert_true(plan_from_wire(wire.bytes, sizeof(wire.bytes), &plan, &e));
}

static void reads_what_was_written(void **state)
{
	struct wire wire = sample();
	struct plan plan;
	struct err e;

	(void)state;
	assert_true(plan_from_wire(wire.bytes, sizeof(wire.bytes), &plan, &e));
	assert_int_equal(plan.verb, PLAN_INIT);
	assert_string_equal(plan.vm.text, "dev.1");
	assert_int_equal(plan.count, 2);
	assert_int_equal(plan.ops[0].kind, PLAN_TAPBRIDGE);
	assert_string_equal(plan.ops[0].ifname.text, "alice0");
	assert_string_equal(plan.ops[0].peer.text, "br0.5");
	assert_memory_equal(&plan.ops[0].mac, &sample_tap.mac, 6);
	assert_int_equal(plan.ops[0].queues, 4);
	assert_int_equal(plan.ops[0].mode, 0);
	assert_int_equal(plan.ops[1].kind, PLAN_MACVTAP);
	assert_string_equal(plan.ops[1].ifname.text, "alice_windows-1");
	assert_string_equal(plan.ops[1].peer.text, "0eno");
	assert_memory_equal(&plan.ops[1].mac, &sample_macvtap.mac, 6);
	assert_int_equal(plan.ops[1].queues, 0);
	assert_int_equal(plan.ops[1].mode, PLAN_MODE_VEPA);
}

/* Every byte of a message, with every value: refused, or a plan that is
 * written back as the same message. */
static void has_one_message_for_each_plan(void **state)
{
	unsigned char again[PLAN_WIRE_BYTES];

	(void)state;
	for (size_t at = 0; at < PLAN_WIRE_BYTES; at++) {
		struct wire wire = sample();

		for (int byte = 0; byte < 256; byte++) {
			struct plan plan;
			struct err e;

			wire.bytes[at] = (unsigned char)byte;
			if (!plan_from_wire(wire.bytes, sizeof(wire.bytes),
					    &plan, &e))
				continue;
			plan_to_wire(&plan, again);
			assert_memory_equal(again, wire.bytes, sizeof(again));
		}
	}
}

/* The bytes that no field uses: any value but zero is a refusal. */
static void refuses_bytes_that_mean_nothing(void **state)
{
	const size_t unused[] = {
		AT_VM + 6,       AT_VM + 64,    AT_ZERO,
		AT_ZERO + 3,     AT_OP + 2,     AT_IFNAME + 7,
		AT_IFNAME + 15,  AT_PEER + 15,  AT_MAC + 6,
		AT_MAC + 12,     AT_OP2 + 1,    AT_OP2 + PLAN_WIRE_OP,
		AT_IFNAME2 + 96, AT_MAC2 + 100, PLAN_WIRE_BYTES - 1,
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(unused); i++)
		for (int byte = 1; byte < 256; byte++)
			refused_with(unused[i], byte,
				     "the plan is malformed: "
				     "bytes that mean nothing");
}

static void refuses_another_length(void **state)
{
	unsigned char bytes[PLAN_WIRE_BYTES + 1] = {0};
	struct wire wire = sample();
	struct plan plan;
	struct err e;

	(void)state;
	memcpy(bytes, wire.bytes, sizeof(wire.bytes));
	for (size_t len = 0; len <= sizeof(bytes); len++) {
		if (len == PLAN_WIRE_BYTES)
			continue;
		assert_false(plan_from_wire(bytes, len, &plan, &e));
		assert_string_equal(e.text,
				    "the plan is malformed: wrong length");
	}
}

static void refuses_another_head(void **state)
{
	(void)state;
	for (size_t at = 0; at < AT_VERSION; at++)
		refused_with(at, 0, "the plan is malformed: wrong magic");
	refused_with(AT_VERSION, 0, "the plan is malformed: unknown version");
	refused_with(AT_VERSION, 2, "the plan is malformed: unknown version");
	refused_with(AT_VERB, 0, "the plan is malformed: unknown verb");
	refused_with(AT_VERB, 6, "the plan is malformed: unknown verb");
	refused_with(AT_VERB, 255, "the plan is malformed: unknown verb");
	refused_with(AT_COUNT, PLAN_OPS_MAX + 1,
		     "the plan is malformed: too many operations");
	refused_with(AT_COUNT, 255,
		     "the plan is malformed: too many operations");
	accepted_with(AT_VERB, PLAN_EXPLAIN);
}

static void refuses_a_count_that_is_not_that_of_the_records(void **state)
{
	(void)state;
	refused_with(AT_COUNT, 3,
		     "the plan is malformed: unknown kind of operation");
	refused_with(AT_COUNT, 1,
		     "the plan is malformed: bytes that mean nothing");
	refused_with(AT_COUNT, 0,
		     "the plan is malformed: bytes that mean nothing");
}

#define NONE_OF_ITS_VERBS \
	"the plan is malformed: an operation that is none of its verb's"

static void refuses_operations_that_are_none_of_the_verbs(void **state)
{
	(void)state;
	refused_with(AT_VERB, PLAN_RELEASE, NONE_OF_ITS_VERBS);
	refused_with(AT_VERB, PLAN_MEMLOCK, NONE_OF_ITS_VERBS);
}

static void knows_the_verbs_without_operations(void **state)
{
	struct plan plan = {.verb = PLAN_RELEASE, .vm = {"dev"}};
	struct plan got;
	struct wire wire;
	struct err e;

	(void)state;
	plan_to_wire(&plan, wire.bytes);
	assert_true(plan_from_wire(wire.bytes, sizeof(wire.bytes), &got, &e));
	assert_int_equal(got.verb, PLAN_RELEASE);
	assert_string_equal(got.vm.text, "dev");
	plan = (struct plan){.verb = PLAN_WHAT_CAN_I};
	plan_to_wire(&plan, wire.bytes);
	assert_true(plan_from_wire(wire.bytes, sizeof(wire.bytes), &got, &e));
	assert_int_equal(got.verb, PLAN_WHAT_CAN_I);
	assert_string_equal(got.vm.text, "");
	plan = (struct plan){.verb = PLAN_WHAT_CAN_I, .vm = {"dev"}};
	plan_to_wire(&plan, wire.bytes);
	refused(&wire, "the plan is malformed: bytes that mean nothing");
	plan = (struct plan){.verb = PLAN_RELEASE};
	plan_to_wire(&plan, wire.bytes);
	refused(&wire, "\"\" is not the name of a VM; expected a letter or "
		       "digit, then letters, digits, '_', '.' or '-'");
}

static void refuses_a_name_of_a_vm_outside_its_language(void **state)
{
	struct wire wire = sample();

	(void)state;
	refused_with(AT_VM + 1, '/',
		     "\"d/v.1\" is not the name of a VM; expected a letter or "
		     "digit, then letters, digits, '_', '.' or '-'");
	memset(wire.bytes + AT_VM, 'a', VM_NAME_TEXT_BYTES);
	refused(&wire, "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa...\" has 65 "
		       "bytes; the name of a VM has at most 64");
}

static void refuses_names_of_interfaces_outside_their_languages(void **state)
{
	struct wire wire = sample();

	(void)state;
	refused_with(AT_IFNAME, '-',
		     "\"-lice0\" is not a name for an interface; expected a "
		     "letter, then letters, digits, '_' or '-'");
	refused_with(AT_IFNAME + 1, '.',
		     "\"a.ice0\" is not a name for an interface; expected a "
		     "letter, then letters, digits, '_' or '-'");
	refused_with(AT_PEER, '/',
		     "\"/r0.5\" is not the name of an interface; expected a "
		     "letter or digit, then letters, digits, '_', '.' or "
		     "'-'");
	memset(wire.bytes + AT_IFNAME, 'a', IFNAME_TEXT_BYTES);
	refused(&wire, "\"aaaaaaaaaaaaaaaa\" has 16 bytes; "
		       "a name for an interface has at most 15");
}

static void refuses_addresses_that_are_no_interfaces(void **state)
{
	struct wire wire = sample();

	(void)state;
	refused_with(AT_MAC, 0x53,
		     "\"53:54:00:12:34:56\" is the address of a group; "
		     "expected that of a single interface");
	memset(wire.bytes + AT_MAC, 0, 6);
	refused(&wire, "\"00:00:00:00:00:00\" is no interface's address; "
		       "expected one that is not zero");
}

static void refuses_kinds_modes_and_queues_that_do_not_exist(void **state)
{
	(void)state;
	refused_with(AT_OP, 0,
		     "the plan is malformed: unknown kind of operation");
	refused_with(AT_OP, PLAN_LOCKED + 1,
		     "the plan is malformed: unknown kind of operation");
	refused_with(AT_OP, 255,
		     "the plan is malformed: unknown kind of operation");
	refused_with(AT_QUEUES, 0,
		     "the plan is malformed: number of queues out of range");
	refused_with(AT_QUEUES, PLAN_QUEUES_MAX + 1,
		     "the plan is malformed: number of queues out of range");
	accepted_with(AT_QUEUES, PLAN_QUEUES_MAX);
	refused_with(AT_MODE2, 0, "the plan is malformed: unknown mode");
	refused_with(AT_MODE2, 3, "the plan is malformed: unknown mode");
	/* passthru: it takes the parent over */
	refused_with(AT_MODE2, 8, "the plan is malformed: unknown mode");
	accepted_with(AT_MODE2, PLAN_MODE_BRIDGE);
	accepted_with(AT_MODE2, PLAN_MODE_PRIVATE);
}

static void refuses_the_same_interface_or_address_twice(void **state)
{
	struct wire wire = sample();

	(void)state;
	memcpy(wire.bytes + AT_IFNAME2, wire.bytes + AT_IFNAME,
	       IFNAME_TEXT_BYTES);
	refused(&wire, "the plan is malformed: "
		       "the same thing twice");
	wire = sample();
	memcpy(wire.bytes + AT_MAC2, wire.bytes + AT_MAC, 6);
	refused(&wire, "the plan is malformed: "
		       "the same thing twice");
}

static void reads_as_many_operations_as_there_can_be(void **state)
{
	struct plan plan = sample_plan(), got;
	struct wire wire;
	struct err e;

	(void)state;
	plan.count = PLAN_OPS_MAX;
	for (size_t i = 0; i < PLAN_OPS_MAX; i++) {
		plan.ops[i] = sample_tap;
		plan.ops[i].ifname.text[5] = (char)('a' + i);
		plan.ops[i].mac.octets[5] = (uint8_t)i;
	}
	plan_to_wire(&plan, wire.bytes);
	assert_true(plan_from_wire(wire.bytes, sizeof(wire.bytes), &got, &e));
	assert_int_equal(got.count, PLAN_OPS_MAX);
	assert_string_equal(got.ops[PLAN_OPS_MAX - 1].ifname.text, "alicex");
}

/* A plan of one operation of @kind that is all told by @text. */
static struct wire with_text(enum plan_kind kind, const char *text)
{
	struct plan plan = {.verb = PLAN_EXPLAIN, .vm = {"dev"}};
	struct wire wire;

	plan_to_wire(&plan, wire.bytes);
	wire.bytes[AT_COUNT] = 1;
	wire.bytes[AT_OP] = (unsigned char)kind;
	memcpy(wire.bytes + AT_OP + 1, text, strlen(text));
	return wire;
}

static void reads_what_is_no_interface(void **state)
{
	static const struct {
		enum plan_kind kind;
		const char *text, *other; /* of its language, and not */
	} kinds[] = {
		{PLAN_PCI, "0000:65:00.0", "0000:65:20.0"},
		{PLAN_USB, "1-2.3", "1-"},
		{PLAN_USB, "046d:c52b", "046d"},
		{PLAN_BLOCK, "/dev/vg0/a", "/dev/../etc/shadow"},
		{PLAN_HUGEPAGES, "/mnt/huge/alice", "mnt"},
		{PLAN_LOCKED, "4G", "-1"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		struct wire wire = with_text(kinds[i].kind, kinds[i].text);
		char subject[PLAN_SUBJECT_BYTES];
		struct plan plan;
		struct err e;

		assert_true(plan_from_wire(wire.bytes, sizeof(wire.bytes),
					   &plan, &e));
		assert_int_equal(plan.ops[0].kind, kinds[i].kind);
		assert_string_equal(plan_print_subject(plan.ops, subject),
				    kinds[i].text);
		wire = with_text(kinds[i].kind, kinds[i].other);
		assert_false(plan_from_wire(wire.bytes, sizeof(wire.bytes),
					    &plan, &e));
		assert_int_equal(e.kind, ERR_CONFIG);
	}
}

static void refuses_other_texts_for_the_same_and_paths_elsewhere(void **state)
{
	struct wire wire = with_text(PLAN_PCI, "65:00.0");

	(void)state;
	refused(&wire, "the plan is malformed: bytes that mean nothing");
	wire = with_text(PLAN_LOCKED, "4096");
	refused(&wire, "the plan is malformed: bytes that mean nothing");
	wire = with_text(PLAN_BLOCK, "/etc/shadow");
	refused(&wire, "the plan is malformed: a block device outside /dev");
	wire = with_text(PLAN_PCI, "0000:65:00.0");
	memcpy(wire.bytes + AT_OP + PLAN_WIRE_OP, wire.bytes + AT_OP,
	       PLAN_WIRE_OP);
	wire.bytes[AT_COUNT] = 2;
	refused(&wire, "the plan is malformed: the same thing twice");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_what_was_written),
		cmocka_unit_test(has_one_message_for_each_plan),
		cmocka_unit_test(refuses_bytes_that_mean_nothing),
		cmocka_unit_test(refuses_another_length),
		cmocka_unit_test(refuses_another_head),
		cmocka_unit_test(
			refuses_a_count_that_is_not_that_of_the_records),
		cmocka_unit_test(refuses_operations_that_are_none_of_the_verbs),
		cmocka_unit_test(knows_the_verbs_without_operations),
		cmocka_unit_test(refuses_a_name_of_a_vm_outside_its_language),
		cmocka_unit_test(
			refuses_names_of_interfaces_outside_their_languages),
		cmocka_unit_test(refuses_addresses_that_are_no_interfaces),
		cmocka_unit_test(
			refuses_kinds_modes_and_queues_that_do_not_exist),
		cmocka_unit_test(reads_what_is_no_interface),
		cmocka_unit_test(
			refuses_other_texts_for_the_same_and_paths_elsewhere),
		cmocka_unit_test(refuses_the_same_interface_or_address_twice),
		cmocka_unit_test(reads_as_many_operations_as_there_can_be),
	};

	return cmocka_run_group_tests_name("plan_from_wire", tests, NULL, NULL);
}
