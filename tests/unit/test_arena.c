/* test_arena.c - src/base/arena.c */
#include "unit.h"
#include "vmman/arena.h"
#include <stdint.h>
#include <string.h>

static _Alignas(64) unsigned char memory[256];

static struct arena dirty_arena(size_t skew)
{
	memset(memory, 0xaa, sizeof(memory));
	return arena_over(memory + skew, sizeof(memory) - skew);
}

static void hands_out_cleared_memory(void **state)
{
	struct arena a = dirty_arena(0);
	unsigned char *p = arena_take(&a, 8, 8);

	(void)state;
	for (size_t i = 0; i < 8; i++)
		assert_int_equal(p[i], 0);
	assert_int_equal(memory[8], 0xaa);
}

static void aligns_whatever_the_base(void **state)
{
	(void)state;
	for (size_t skew = 0; skew < 16; skew++)
		for (size_t align = 1; align <= 16; align *= 2) {
			struct arena a = dirty_arena(skew);
			void *p;

			assert_non_null(arena_take(&a, 1, 1));
			p = arena_take(&a, 3, align);
			assert_int_equal((uintptr_t)p % align, 0);
		}
}

static void gives_all_of_it_and_then_nothing(void **state)
{
	struct arena a = dirty_arena(0);

	(void)state;
	assert_non_null(arena_take(&a, sizeof(memory), 1));
	assert_int_equal(a.used, sizeof(memory));
	assert_null(arena_take(&a, 1, 1));
	assert_non_null(arena_take(&a, 0, 1));
}

static void refuses_a_byte_too_much_and_stays_as_it_was(void **state)
{
	struct arena a = dirty_arena(0);

	(void)state;
	assert_non_null(arena_take(&a, 1, 1));
	assert_null(arena_take(&a, sizeof(memory), 1));
	assert_null(arena_take(&a, SIZE_MAX, 16));
	assert_null(arena_take(&a, sizeof(memory) - 8, 16));
	assert_int_equal(a.used, 1);
}

static void refuses_a_product_that_overflows(void **state)
{
	struct arena a = dirty_arena(0);

	(void)state;
	assert_null(arena_new(&a, uint64_t, SIZE_MAX / 4));
	assert_non_null(arena_new(&a, uint64_t, 4));
}

static void copies_text_with_a_nul(void **state)
{
	struct arena a = dirty_arena(0);

	(void)state;
	assert_string_equal(arena_text(&a, STR("tap0")), "tap0");
	assert_string_equal(arena_text(&a, (struct str){NULL, 0}), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hands_out_cleared_memory),
		cmocka_unit_test(aligns_whatever_the_base),
		cmocka_unit_test(gives_all_of_it_and_then_nothing),
		cmocka_unit_test(refuses_a_byte_too_much_and_stays_as_it_was),
		cmocka_unit_test(refuses_a_product_that_overflows),
		cmocka_unit_test(copies_text_with_a_nul),
	};

	return cmocka_run_group_tests_name("arena", tests, NULL, NULL);
}
