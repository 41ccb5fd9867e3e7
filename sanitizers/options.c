/* options.c - how sanitizers behave, in every program that is built with them
 *
 * Compiled in rather than set in the environment: many tests give programs an
 * environment of their own.  The environment still wins where it says otherwise.
 *
 * Runs as: both.  Input: none.
 */

/* A report has a status of its own, which no program of ours has: no test can
 * take it for a refusal. */
#define COMMON "exitcode=99:allocator_may_return_null=1:print_stacktrace=1"

const char *__asan_default_options(void);
const char *__ubsan_default_options(void);
const char *__msan_default_options(void);

const char *__asan_default_options(void)
{
	return COMMON ":detect_stack_use_after_return=1"
		      ":strict_string_checks=1:strict_init_order=1";
}

const char *__ubsan_default_options(void)
{
	return COMMON;
}

const char *__msan_default_options(void)
{
	return COMMON;
}
