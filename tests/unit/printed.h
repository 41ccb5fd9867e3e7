/* printed.h - what a printer put into a struct out that was never flushed */
#ifndef VMMAN_PRINTED_H
#define VMMAN_PRINTED_H

#include "unit.h"
#include "vmman/out.h"

static inline void assert_printed(struct out *out, const char *text)
{
	assert_true(out->len < sizeof(out->buf));
	out->buf[out->len] = '\0';
	assert_string_equal(out->buf, text);
	out->len = 0;
}

#endif
