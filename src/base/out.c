/* out.c - text to a descriptor, through a buffer of fixed size
 *
 * Runs as: both.  Input: any bytes; out_visible() and out_json() make them
 * harmless.
 */
#include "vmman/out.h"
#include "vmman/utf8.h"
#include <errno.h>
#include <stdarg.h>
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

/* How many bytes at the start of @s are ASCII that stands for itself, on a
 * terminal and (but for quote and backslash) in JSON. */
static size_t plain_len(struct str s)
{
	size_t n = 0;

	while (n < s.len && s.data[n] >= ' ' && s.data[n] < 0x7f &&
	       s.data[n] != '"' && s.data[n] != '\\')
		n++;
	return n;
}

static void hex_bytes(struct out *o, struct str s)
{
	for (size_t i = 0; i < s.len; i++)
		out_format(o, "\\x%02x", (unsigned char)s.data[i]);
}

void out_visible(struct out *o, struct str s)
{
	while (s.len > 0) {
		size_t plain = plain_len(s);
		size_t n = plain > 0 ? plain : utf8_len(s);
		struct str piece = {s.data, n > 0 ? n : 1};

		if (n > 0 && (plain > 0 || utf8_shows(utf8_code(piece))))
			out_bytes(o, piece);
		else
			hex_bytes(o, piece);
		s = str_behind(s, piece.len);
	}
}

/* One character that does not stand for itself, or a byte that is none. */
static void json_escape(struct out *o, struct str s)
{
	unsigned char c = (unsigned char)s.data[0];

	if (utf8_len(s) == 0)
		out_text(o, "\xef\xbf\xbd");
	else if (c < 0x20 || c == 0x7f)
		out_format(o, "\\u%04x", c);
	else if (c == '"' || c == '\\')
		out_format(o, "\\%c", c);
	else
		out_bytes(o, s);
}

void out_json(struct out *o, struct str s)
{
	out_text(o, "\"");
	while (s.len > 0) {
		size_t plain = plain_len(s);
		size_t n = plain > 0 ? plain : utf8_len(s);
		struct str piece = {s.data, n > 0 ? n : 1};

		if (plain > 0)
			out_bytes(o, piece);
		else
			json_escape(o, piece);
		s = str_behind(s, piece.len);
	}
	out_text(o, "\"");
}
