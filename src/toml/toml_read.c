/* toml_read.c - bytes to a document
 *
 * Runs as: both.  Input: the user's or the administrator's file.
 */
#include "toml_blame.h"
#include "toml_build.h"
#include "toml_utf8.h"

size_t toml_arena_bytes(size_t len)
{
	return 5 * len + 8192;
}

/* A byte order mark is allowed, once. */
static const unsigned char *skip_mark(const unsigned char *at)
{
	return at[0] == 0xef && at[1] == 0xbb && at[2] == 0xbf ? at + 3 : at;
}

static bool check_bytes(struct toml_build *b)
{
	size_t len = b->doc.len;
	size_t stray;

	if (len > TOML_BYTES_MAX)
		return err_set(b->e, ERR_CONFIG,
			       "the file has %zu bytes: at most %d can be read",
			       len, TOML_BYTES_MAX);
	stray = toml_utf8_stray(b->bytes, len);
	if (stray < len)
		return toml_refuse(b, b->bytes + stray, 1,
				   "the byte 0x%02x is not UTF-8 here",
				   b->bytes[stray]);
	return true;
}

/* Take all that is left of @arena, as far as offsets reach. */
static void take_arena(struct toml_build *b, const struct arena *arena)
{
	unsigned char *begin = arena->base + arena->used;
	size_t room = arena->size - arena->used;
	size_t pad = -(uintptr_t)begin % 8;

	if (pad > room)
		pad = room;
	room -= pad;
	if (room > UINT32_MAX)
		room = UINT32_MAX;
	b->doc.memory = begin + pad;
	b->free = b->doc.memory;
	b->memory_end = b->doc.memory + room / 8 * 8;
	b->stack = b->memory_end;
}

bool toml_read(const char *bytes, size_t len, struct arena *arena,
	       struct toml *out, struct err *e)
{
	struct toml_build b TOML_UNINITIALIZED;

	b.doc = (struct toml){.bytes = bytes, .len = len};
	b.bytes = (const unsigned char *)bytes;
	b.end = b.bytes + len;
	b.e = e;
	b.state = TOML_READING;
	b.at = b.bytes;
	b.mode = TOML_MODE_LINE;
	b.depth = 0;
	if (!check_bytes(&b))
		return false;
	take_arena(&b, arena);
	b.at = skip_mark(b.bytes);
	toml_build_begin(&b);
	if (b.state != TOML_READING || !toml_parse(&b))
		return false;
	arena->used = (size_t)(b.free - arena->base);
	*out = b.doc;
	return true;
}
