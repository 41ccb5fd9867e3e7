/* vm_text.c - what holds for the texts of a VM file
 *
 * Runs as: caller.  Input: strings of the user's document: UTF-8, any
 * characters.
 */
#include "vm_internal.h"
#include "vmman/utf8.h"
#include <inttypes.h>
#include <stdio.h>

static bool refuse_character(uint32_t code, struct err *e)
{
	return err_set(e, ERR_CONFIG,
		       "found the character U+%04" PRIX32
		       ", which does not show; expected plain text",
		       code);
}

bool vm_check_shown(struct str text, struct err *e)
{
	while (text.len > 0) {
		size_t len = utf8_len(text);
		uint32_t code;

		BUG_UNLESS(len > 0); /* the document is UTF-8 throughout */
		code = utf8_code((struct str){text.data, len});
		if (!utf8_shows(code))
			return refuse_character(code, e);
		text = str_behind(text, len);
	}
	return true;
}

static bool is_blank(struct str text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.data[i] != ' ')
			return false;
	return true;
}

bool vm_check_text(struct str text, struct err *e)
{
	if (!vm_check_shown(text, e))
		return false;
	if (is_blank(text))
		return err_set(e, ERR_CONFIG, "found an empty text");
	if (text.data[0] == '-')
		return err_set(e, ERR_CONFIG,
			       "\"%.*s\" begins with '-', "
			       "which QEMU would take for an option",
			       STR_ARG(str_shown(text)));
	return true;
}

/* The words of @key with commas between them. */
static void list_words(const struct vm_key *key, char *out, size_t size)
{
	size_t len = 0;

	for (size_t i = 0; key->words[i] != NULL && len < size; i++)
		len += (size_t)snprintf(out + len, size - len, "%s%s",
					i == 0 ? "" : ", ", key->words[i]);
}

bool vm_check_word(const struct vm_key *key, struct str word, struct err *e)
{
	struct str_guess guess = {.word = word};
	char words[ERR_TEXT_BYTES / 2];

	for (size_t i = 0; key->words[i] != NULL; i++) {
		if (str_equal(word, str_from_c(key->words[i])))
			return true;
		str_guess_offer(&guess, key->words[i]);
	}
	list_words(key, words, sizeof(words));
	err_set(e, ERR_CONFIG, "found \"%.*s\"; expected one of %s",
		STR_ARG(str_shown(word)), words);
	if (guess.best != NULL)
		err_hint(e, "did you mean \"%s\"?", guess.best);
	return false;
}
