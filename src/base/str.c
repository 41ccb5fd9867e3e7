/* str.c - compare and copy text
 *
 * Runs as: both.  Input: any bytes.
 */
#include "vmman/str.h"
#include <stdint.h>

enum {
	DISTANCE_MAX_LEN = 64,
	SHOWN_MAX_LEN = 40
};

struct str str_shown(struct str s)
{
	size_t len = SHOWN_MAX_LEN;

	if (s.len <= len)
		return s;
	/* A byte 10xxxxxx goes on with the character before it. */
	while (len > 0 && ((unsigned char)s.data[len] & 0xc0) == 0x80)
		len--;
	return (struct str){s.data, len};
}

bool str_copy(char *out, size_t size, struct str s)
{
	if (s.len >= size)
		return false;
	if (s.len > 0 && memchr(s.data, '\0', s.len) != NULL)
		return false;
	if (s.len > 0)
		memcpy(out, s.data, s.len);
	out[s.len] = '\0';
	return true;
}

int str_compare(struct str a, struct str b)
{
	size_t shorter = a.len < b.len ? a.len : b.len;
	int order = shorter > 0 ? memcmp(a.data, b.data, shorter) : 0;

	return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

static size_t least(size_t a, size_t b, size_t c)
{
	size_t ab = a < b ? a : b;

	return ab < c ? ab : c;
}

/* Levenshtein's distance, one row of its table at a time. */
size_t str_distance(struct str a, struct str b)
{
	size_t row[DISTANCE_MAX_LEN + 1];

	if (a.len > DISTANCE_MAX_LEN || b.len > DISTANCE_MAX_LEN)
		return SIZE_MAX;
	for (size_t j = 0; j <= b.len; j++)
		row[j] = j;
	for (size_t i = 1; i <= a.len; i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= b.len; j++) {
			size_t above = row[j];
			size_t edit = a.data[i - 1] != b.data[j - 1];

			row[j] = least(above + 1, row[j - 1] + 1,
				       diagonal + edit);
			diagonal = above;
		}
	}
	return row[b.len];
}

/* How unlike @word the name @known is; SIZE_MAX if too much to be a slip.  Who
 * stopped in the middle of a name is nearly right. */
static size_t unlikeness(struct str word, struct str known)
{
	size_t distance = str_distance(word, known);

	if (word.len > 1 && str_starts_with(known, word))
		return 1;
	return distance <= 2 && distance < word.len ? distance : SIZE_MAX;
}

void str_guess_offer(struct str_guess *g, const char *name)
{
	size_t distance = unlikeness(g->word, str_from_c(name));

	if (distance == SIZE_MAX ||
	    (g->best != NULL && distance >= g->distance))
		return;
	g->best = name;
	g->distance = distance;
}
