/* test_priv_audit.c - src/priv/priv_audit.c */
#include "priv_audit.h"
#include "unit.h"
#include <string.h>

static const struct caller alice = {.uid = 1000, .user = "alice"};
static const struct plan plan = {
	.verb = PLAN_INIT,
	.vm = {"web"},
	.count = 1,
	.ops = {{.kind = PLAN_TAPBRIDGE,
		 .ifname = {"alice0"},
		 .peer = {"br0"},
		 .mac = {{0x52, 0x54, 0, 0, 0, 1}},
		 .queues = 1}},
};

/* The line for one verdict. */
static const char *line_for(const struct caller *caller,
			    const struct plan *asked, bool allowed,
			    const char *why)
{
	static struct judgement judgement;
	static char text[AUDIT_BYTES];
	const struct audit audit = {-1, caller, asked};
	size_t len;

	judgement.count = 1;
	judgement.verdicts[0] = (struct verdict){
		.subject = "alice0",
		.op = asked->count == 0 ? POLICY_NO_OP : 0,
		.allowed = allowed,
		.line = 7,
	};
	if (!allowed)
		err_set(&judgement.verdicts[0].why, ERR_DENIED, "%s", why);
	len = priv_audit_line(&audit, &judgement, 0, text);
	assert_int_equal(len, strlen(text));
	return text;
}

static void tells_who_first_and_what_in_a_fixed_order(void **state)
{
	(void)state;
	assert_string_equal(
		line_for(&alice, &plan, true, ""),
		"uid=1000 user=alice verb=init vm=web result=allowed line=7 "
		"kind=tapbridge interface=alice0 bridge=br0 "
		"mac=52:54:00:00:00:01");
}

static void tells_why_not(void **state)
{
	(void)state;
	assert_string_equal(
		line_for(&alice, &plan, false, "bridge br0 is in no entry"),
		"uid=1000 user=alice verb=init vm=web result=denied line=7 "
		"kind=tapbridge interface=alice0 bridge=br0 "
		"mac=52:54:00:00:00:01 reason=\"bridge br0 is in no entry\"");
}

static void tells_what_is_released(void **state)
{
	const struct plan release = {.verb = PLAN_RELEASE, .vm = {"web"}};

	(void)state;
	assert_string_equal(
		line_for(&alice, &release, true, ""),
		"uid=1000 user=alice verb=release vm=web result=allowed line=7 "
		"interface=alice0");
}

/* Nothing can look like another key, another value or another line. */
static void escapes_what_is_not_plain(void **state)
{
	const struct caller odd = {.uid = 1000, .user = "a b=\"\n\x1b\\\xff"};
	const char *line =
		line_for(&odd, &plan, false, "a\"b\nc\\ \x7f result=allowed");

	(void)state;
	assert_non_null(strstr(
		line, "user=a\\x20b\\x3d\\x22\\x0a\\x1b\\x5c\\xff verb="));
	assert_non_null(strstr(
		line,
		"reason=\"a\\x22b\\x0ac\\x5c \\x7f result\\x3dallowed\""));
}

static void is_cut_at_its_end_and_never_longer(void **state)
{
	char user[POLICY_NAME_BYTES] = "", why[ERR_TEXT_BYTES] = "";
	struct caller long_name = {.uid = 4294967294U};
	const char *line;

	(void)state;
	memset(user, '\n', sizeof(user) - 1);
	memset(why, '\n', sizeof(why) - 1);
	memcpy(long_name.user, user, sizeof(user));
	line = line_for(&long_name, &plan, false, why);
	assert_int_equal(strlen(line), AUDIT_BYTES - 1);
	assert_memory_equal(line, "uid=4294967294 user=", 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tells_who_first_and_what_in_a_fixed_order),
		cmocka_unit_test(tells_why_not),
		cmocka_unit_test(tells_what_is_released),
		cmocka_unit_test(escapes_what_is_not_plain),
		cmocka_unit_test(is_cut_at_its_end_and_never_longer),
	};

	return cmocka_run_group_tests_name("priv_audit", tests, NULL, NULL);
}
