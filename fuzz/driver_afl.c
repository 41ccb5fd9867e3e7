/* driver_afl.c - a harness under AFL++, many inputs in one process
 *
 * Runs as: the developer.  Input: the fuzzer's, over shared memory.
 */
#include "driver.h"
#include <unistd.h>

__AFL_FUZZ_INIT();

int main(void)
{
	const unsigned char *bytes;

	__AFL_INIT();
	bytes = __AFL_FUZZ_TESTCASE_BUF;
	/* A new process now and then keeps a leak from slowing all that
	 * follows. */
	while (__AFL_LOOP(10000))
		fuzz_exactly(bytes, (size_t)__AFL_FUZZ_TESTCASE_LEN);
	return 0;
}
