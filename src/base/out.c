/* out.c - text to a descriptor, through a buffer of fixed size
 *
 * Runs as: both.  Input: any bytes; out_visible() and out_json() make them
 * harmless.
 */
#include "vmman/out.h"
#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

void out_init(struct out *o, int fd)
{
	o->fd = fd;
	o->failed = false;
	o->errnum = 0;
	o->len = 0;
}

bool out_flush(struct out *o)
{
	size_t done = 0;

	while (!o->failed && done < o->len) {
		ssize_t n = write(o->fd, o->buf + done, o->len - done);

		if (n >= 0) {
			done += (size_t)n;
		} else if (errno != EINTR) {
			o->failed = true;
			o->errnum = errno;
		}
	}
	o->len = 0;
	return !o->failed;
}

void out_bytes(struct out *o, struct str s)
{
	while (s.len > 0) {
		size_t room = sizeof(o->buf) - o->len;
		size_t n = s.len < room ? s.len : room;

		memcpy(o->buf + o->len, s.data, n);
		o->len += n;
		s.data += n;
		s.len -= n;
		if (o->len == sizeof(o->buf))
			(void)out_flush(o);
	}
}

void out_text(struct out *o, const char *text)
{
	out_bytes(o, str_from_c(text));
}

void out_format(struct out *o, const char *format, ...)
{
	char text[1024];
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	BUG_UNLESS(len >= 0);
	if ((size_t)len >= sizeof(text))
		len = (int)sizeof(text) - 1;
	out_bytes(o, (struct str){text, (size_t)len});
}

/* The smallest and largest second byte that may follow @lead in well-formed
 * UTF-8, and how many bytes follow in all (Unicode 15, table 3-7). */
static size_t utf8_follow(unsigned char lead, unsigned char *low,
			  unsigned char *high)
{
	*low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
	*high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
	if (lead >= 0xc2 && lead <= 0xdf)
		return 1;
	if (lead >= 0xe0 && lead <= 0xef)
		return 2;
	if (lead >= 0xf0 && lead <= 0xf4)
		return 3;
	return 0;
}

/* The length of the well-formed UTF-8 character of two bytes or more at the
 * start of @s, 0 if there is none. */
static size_t utf8_len(struct str s)
{
	unsigned char low, high;
	size_t follow = utf8_follow((unsigned char)s.data[0], &low, &high);

	if (follow == 0 || follow >= s.len)
		return 0;
	for (size_t i = 1; i <= follow; i++) {
		unsigned char c = (unsigned char)s.data[i];

		if (c < low || c > high)
			return 0;
		low = 0x80;
		high = 0xbf;
	}
	return follow + 1;
}

/* U+0080 to U+009F are control characters to some terminals (ECMA-48), and
 * the directional marks can make a line read other than it is. */
static bool utf8_unsafe(struct str s)
{
	const unsigned char *c = (const unsigned char *)s.data;

	if (s.len == 2 && c[0] == 0xc2 && c[1] < 0xa0)
		return true;
	if (s.len != 3 || c[0] != 0xe2)
		return false;
	return (c[1] == 0x80 && ((c[2] >= 0x8e && c[2] <= 0x8f) ||
				 (c[2] >= 0xa8 && c[2] <= 0xae))) ||
	       (c[1] == 0x81 && c[2] >= 0xa6 && c[2] <= 0xa9);
}

static void hex_bytes(struct out *o, struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		out_format(o, "\\x%02x", (unsigned char)s.data[i]);
}

void out_visible(struct out *o, struct str s)
{
	while (s.len > 0) {
		unsigned char c = (unsigned char)s.data[0];
		bool ascii = c < 0x80;
		size_t n = ascii ? 1 : utf8_len(s);
		struct str one = {s.data, n > 0 ? n : 1};

		if (n == 0 || (ascii && (c < 0x20 || c == 0x7f)) ||
		    (!ascii && utf8_unsafe(one)))
			hex_bytes(o, one);
		else
			out_bytes(o, one);
		s.data += one.len;
		s.len -= one.len;
	}
}

void out_json(struct out *o, struct str s)
{
	out_text(o, "\"");
	while (s.len > 0) {
		unsigned char c = (unsigned char)s.data[0];
		size_t n = c < 0x80 ? 1 : utf8_len(s);
		struct str one = {s.data, n > 0 ? n : 1};

		if (n == 0)
			out_text(o, "\xef\xbf\xbd");
		else if (c < 0x20 || c == 0x7f)
			out_format(o, "\\u%04x", c);
		else if (c == '"' || c == '\\')
			out_format(o, "\\%c", c);
		else
			out_bytes(o, one);
		s.data += one.len;
		s.len -= one.len;
	}
	out_text(o, "\"");
}
