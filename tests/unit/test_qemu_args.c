/* test_qemu_args.c - src/qemu/qemu_args.c */
#include "qemu_internal.h"
#include "unit.h"

static unsigned char memory[4096];
static struct arena arena;
static struct qemu_argv out;

static struct qemu_work start(size_t room)
{
	arena = arena_over(memory, room);
	out.count = 0;
	return (struct qemu_work){.arena = &arena, .argv = &out};
}

static void doubles_every_comma_of_a_value(void **state)
{
	static const struct {
		const char *value, *arg;
	} cases[] = {
		{"", "file="},
		{"a", "file=a"},
		{",", "file=,,"},
		{",,", "file=,,,,"},
		{"a,b", "file=a,,b"},
		{"a,readonly=on,", "file=a,,readonly=on,,"},
		{"-x", "file=-x"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct qemu_work w = start(sizeof(memory));

		qemu_arg_begin(&w);
		qemu_arg_value(&w, "file=", str_from_c(cases[i].value));
		qemu_arg_end(&w);
		assert_false(w.full);
		assert_int_equal(out.count, 1);
		assert_string_equal(out.args[0], cases[i].arg);
	}
}

static void takes_only_the_bytes_of_a_value(void **state)
{
	struct qemu_work w = start(sizeof(memory));

	(void)state;
	qemu_arg_begin(&w);
	qemu_arg_value(&w, "x=", (struct str){"a,bc", 3});
	qemu_arg_end(&w);
	assert_string_equal(out.args[0], "x=a,,b");
}

static void leaves_a_raw_list_as_it_is(void **state)
{
	struct qemu_work w = start(sizeof(memory));

	(void)state;
	qemu_arg_pair(&w, "-machine", STR("q35,kernel_irqchip=on"));
	assert_int_equal(out.count, 2);
	assert_string_equal(out.args[0], "-machine");
	assert_string_equal(out.args[1], "q35,kernel_irqchip=on");
}

static void builds_an_argument_of_many_parts(void **state)
{
	struct qemu_work w = start(sizeof(memory));

	(void)state;
	qemu_arg(&w, "-device");
	qemu_arg_begin(&w);
	qemu_arg_raw(&w, STR("e1000"));
	qemu_arg_add(&w, ",id=nic%u", 7U);
	qemu_arg_value(&w, ",x=", STR("1,2"));
	qemu_arg_end(&w);
	qemu_arg_pair(&w, "-m", STR("1"));
	assert_int_equal(out.count, 4);
	assert_string_equal(out.args[1], "e1000,id=nic7,x=1,,2");
	assert_string_equal(out.args[3], "1");
}

/* For every size of the arena that is too small: full, and no argument that
 * was cut. */
static void fails_whole_when_the_arena_is_full(void **state)
{
	static const char arg[] = "file=a,,bcd";

	(void)state;
	for (size_t room = 0; room <= sizeof(arg); room++) {
		struct qemu_work w = start(room);

		qemu_arg_begin(&w);
		qemu_arg_value(&w, "file=", STR("a,bcd"));
		qemu_arg_end(&w);
		assert_int_equal(w.full, room < sizeof(arg));
		assert_int_equal(out.count, room < sizeof(arg) ? 0 : 1);
	}
	assert_string_equal(out.args[0], arg);
}

static void fails_when_there_are_too_many(void **state)
{
	struct qemu_work w = start(sizeof(memory));

	(void)state;
	for (size_t i = 0; i < QEMU_ARGS_MAX; i++)
		qemu_arg(&w, "-S");
	assert_false(w.full);
	assert_int_equal(out.count, QEMU_ARGS_MAX);
	qemu_arg(&w, "-S");
	assert_true(w.full);
	assert_int_equal(out.count, QEMU_ARGS_MAX);
}

static void finds_an_item_by_its_start(void **state)
{
	(void)state;
	assert_true(qemu_list_has(STR("q35,accel=kvm"), "accel="));
	assert_true(qemu_list_has(STR("accel=kvm"), "accel="));
	assert_false(qemu_list_has(STR("q35,xaccel=kvm"), "accel="));
	assert_false(qemu_list_has(STR("q35,accel"), "accel="));
	assert_false(qemu_list_has(STR(""), "accel="));
	assert_false(qemu_list_has((struct str){NULL, 0}, "accel="));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(doubles_every_comma_of_a_value),
		cmocka_unit_test(takes_only_the_bytes_of_a_value),
		cmocka_unit_test(leaves_a_raw_list_as_it_is),
		cmocka_unit_test(builds_an_argument_of_many_parts),
		cmocka_unit_test(fails_whole_when_the_arena_is_full),
		cmocka_unit_test(fails_when_there_are_too_many),
		cmocka_unit_test(finds_an_item_by_its_start),
	};

	return cmocka_run_group_tests_name("qemu_args", tests, NULL, NULL);
}
