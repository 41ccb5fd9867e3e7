/* priv_proc.c - values out of the texts of /proc
 *
 * Runs as: root.  Input: procfs, of which the caller chooses the names of
 * processes; the kernel escapes their newlines (proc(5), status), so that the
 * beginning of a line is the kernel's.
 */
#include "priv_proc.h"
#include "vmman/num.h"
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

struct str priv_proc_read(int dir, const char *path, char *out, size_t size)
{
	OWN_FD int fd = openat(dir, path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	ssize_t n = fd >= 0 ? read(fd, out, size) : -1;

	return (struct str){out, n > 0 ? (size_t)n : 0};
}

/* Take a whole line off @rest. */
static bool next_line(struct str *rest, struct str *line)
{
	const char *end =
		rest->len > 0 ? memchr(rest->data, '\n', rest->len) : NULL;

	if (end == NULL)
		return false;
	*line = (struct str){rest->data, (size_t)(end - rest->data)};
	*rest = str_behind(*rest, line->len + 1);
	return true;
}

bool priv_proc_field(struct str text, const char *label, struct str *out)
{
	struct str wanted = str_from_c(label);
	struct str line;

	while (next_line(&text, &line))
		if (str_starts_with(line, wanted)) {
			*out = str_behind(line, wanted.len);
			return true;
		}
	return false;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static struct str next_word(struct str *rest)
{
	struct str word;

	while (rest->len > 0 && is_blank(rest->data[0]))
		*rest = str_behind(*rest, 1);
	word = (struct str){rest->data, 0};
	while (word.len < rest->len && !is_blank(word.data[word.len]))
		word.len++;
	*rest = str_behind(*rest, word.len);
	return word;
}

bool priv_proc_number(struct str *rest, uint64_t *out)
{
	struct str word = next_word(rest);

	if (!str_equal(word, STR("unlimited")))
		return num_parse(word, UINT64_MAX, out);
	*out = UINT64_MAX;
	return true;
}
