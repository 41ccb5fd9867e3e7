/* fuzz_out.c - text of unknown origin, made harmless
 *
 * Runs as: the developer.  Input: any bytes.
 */
#include "fuzz.h"
#include "vmman/out.h"

/* Longer input shows nothing new, and what becomes of this much fits the
 * buffer of a struct out, which thus never writes. */
enum {
	INPUT_MAX = OUT_BYTES / 8
};

static struct out once;
static struct out twice;

static void must_hold_no_control_byte(struct str text)
{
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.data[i];

		MUST(c >= 0x20 && c != 0x7f);
	}
}

static void must_make_visible(struct str any)
{
	struct str shown;

	out_init(&once, -1);
	out_visible(&once, any);
	shown = (struct str){once.buf, once.len};
	must_hold_no_control_byte(shown);

	/* What is visible already stays as it is. */
	out_init(&twice, -1);
	out_visible(&twice, shown);
	MUST(str_equal(shown, (struct str){twice.buf, twice.len}));
}

static void must_make_json(struct str any)
{
	out_init(&once, -1);
	out_json(&once, any);
	MUST(once.len >= 2);
	MUST(once.buf[0] == '"' && once.buf[once.len - 1] == '"');
	must_hold_no_control_byte((struct str){once.buf, once.len});
	for (size_t i = 1; i < once.len - 1; i++) {
		MUST(once.buf[i] != '"');
		if (once.buf[i] == '\\')
			i++;
		MUST(i < once.len - 1);
	}
}

int fuzz_one(const unsigned char *bytes, size_t len)
{
	struct str any = {(const char *)bytes, len};

	if (len > INPUT_MAX)
		return 0;
	must_make_visible(any);
	must_make_json(any);
	return 0;
}
