/* options.c - what the kernel command line asks for
 *
 * Runs as: the guest.  Input: the test that started us.
 */
#include "options.h"
#include "mem.h"

/* The number at *@at, which moves behind it. */
static uint32_t number_parse(const char **at)
{
	uint32_t number = 0;

	for (; **at >= '0' && **at <= '9'; (*at)++)
		number = number * 10 + (uint32_t)(**at - '0');
	return number;
}

static void ip_parse(const char *at, uint8_t out[4])
{
	for (size_t i = 0; i < 4; i++) {
		out[i] = (uint8_t)number_parse(&at);
		if (*at == '.')
			at++;
	}
}

static void word_parse(const char *word, struct options *options)
{
	if (memcmp(word, "ip=", 3) == 0 && options->ip_count < NICS_MAX) {
		ip_parse(word + 3, options->ips[options->ip_count++]);
	} else if (memcmp(word, "n=", 2) == 0) {
		word += 2;
		options->echoes = number_parse(&word);
	}
}

struct options options_parse(const char *line)
{
	struct options options = {0};

	while (*line != '\0') {
		word_parse(line, &options);
		while (*line != '\0' && *line != ' ')
			line++;
		while (*line == ' ')
			line++;
	}
	return options;
}
