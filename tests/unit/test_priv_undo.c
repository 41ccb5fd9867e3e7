/* test_priv_undo.c - src/priv/priv_undo.c: the journal;
 * tests/system/rollback.sh has what undoing does to a kernel */
#include "policy_world.h"
#include "priv_undo.h"
#include <fcntl.h>
#include <unistd.h>

static struct priv_journal journal;

static int begin(void **state)
{
	(void)set_up(state);
	ask_tap("alice0");
	ask_macvtap("alice1");
	memset(&journal, 0xff, sizeof(journal));
	journal.count = 0;
	return judge(ENTRY) ? 0 : -1;
}

static struct priv_step *step_with_fd(int *fd)
{
	struct priv_step *step =
		priv_journal_next(&journal, judgement.permits[0]);

	*fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	assert_true(*fd >= 0);
	step->did = PRIV_DID_MAKE_TAP;
	step->fd = *fd;
	return step;
}

static void assert_closed(int fd)
{
	assert_int_equal(fcntl(fd, F_GETFD), -1);
}

static void begins_each_step_empty(void **state)
{
	const struct priv_step *one, *two;

	(void)state;
	one = priv_journal_next(&journal, judgement.permits[0]);
	two = priv_journal_next(&journal, judgement.permits[1]);
	assert_int_equal(journal.count, 2);
	assert_ptr_equal(one, &journal.steps[0]);
	assert_ptr_equal(two, &journal.steps[1]);
	assert_ptr_equal(one->permit, judgement.permits[0]);
	assert_ptr_equal(two->permit, judgement.permits[1]);
	/* 0 would be somebody's descriptor. */
	assert_int_equal(one->fd, -1);
	assert_int_equal(one->index, 0);
	assert_int_equal(one->before.index, 0);
}

static void has_room_for_every_operation(void **state)
{
	(void)state;
	for (size_t i = 0; i < PLAN_OPS_MAX; i++)
		(void)priv_journal_next(&journal, judgement.permits[0]);
	assert_int_equal(journal.count, PLAN_OPS_MAX);
}

static void closes_what_its_steps_hold(void **state)
{
	int first, second;

	(void)state;
	(void)step_with_fd(&first);
	(void)priv_journal_next(&journal, judgement.permits[1]);
	(void)step_with_fd(&second);
	priv_journal_close(&journal);
	assert_closed(first);
	assert_closed(second);
	assert_int_equal(journal.count, 0);
}

/* Where the kernel does not answer, a tap still goes with its descriptor, and
 * the hint tells what may be left: the first step, which is undone last, has
 * the last word. */
static void undoes_what_it_can_without_the_kernel(void **state)
{
	struct priv_nl none = {.fd = -1};
	struct priv_step *second;
	struct err e;
	int fd;

	(void)state;
	(void)step_with_fd(&fd);
	second = priv_journal_next(&journal, judgement.permits[1]);
	second->did = PRIV_DID_MAKE_MACVTAP;
	second->index = 7;
	err_set(&e, ERR_BUSY, "it failed");
	priv_undo(&none, &journal, &e);
	assert_closed(fd);
	assert_int_equal(journal.count, 0);
	assert_int_equal(e.kind, ERR_BUSY);
	assert_string_equal(e.text, "it failed");
	assert_string_equal(e.hint,
			    "alice0 is left half-way: vm-init --release web");
}

#define TEST(f) cmocka_unit_test_setup(f, begin)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(begins_each_step_empty),
		TEST(has_room_for_every_operation),
		TEST(closes_what_its_steps_hold),
		TEST(undoes_what_it_can_without_the_kernel),
	};

	return cmocka_run_group_tests_name("priv_undo", tests, NULL, NULL);
}
