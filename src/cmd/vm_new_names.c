/* vm_new_names.c - names and addresses that fit, and are nobody else's
 *
 * Runs as: caller.  Input: the caller's name in the system's user database.
 */
#include "vm_new.h"
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/random.h>

enum {
	NAME_MAX_LEN = IFNAME_TEXT_BYTES - 1,
	HASH_LEN = 4, /* of 32 letters each: a million values */
	CUT_LEN = NAME_MAX_LEN - HASH_LEN,
};

/* FNV-1a, 32 bits (RFC 9923). */
static uint32_t hash(const char *text)
{
	uint32_t h = 0x811c9dc5;

	for (const char *c = text; *c != '\0'; c++)
		h = (uint32_t)((h ^ (unsigned char)*c) * 0x01000193ULL);
	return h;
}

static bool is_name(const char *text)
{
	struct ifname unused;
	struct err e;

	return ifname_parse(str_from_c(text), &unused, &e);
}

/* Behind the user's name some room must be left for the VM's. */
static const char *owner_part(const char *user, uid_t uid, char out[32])
{
	bool fits = strlen(user) < CUT_LEN && is_name(user);

	if (fits)
		(void)snprintf(out, 32, "%s", user);
	else
		(void)snprintf(out, 32, "vm%u", uid);
	return out;
}

/* Cut @text and put a hash of all of @whole behind it. */
static void end_in_hash(char *text, const char *whole)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz234567";
	size_t len = strnlen(text, CUT_LEN);
	uint32_t h = hash(whole);

	for (int i = 0; i < HASH_LEN; i++) {
		text[len++] = letters[h % 32];
		h /= 32;
	}
	text[len] = '\0';
}

void new_interface(const char *user, uid_t uid, const struct vm_name *vm,
		   struct ifname *out)
{
	char owner[32], whole[32 + VM_NAME_TEXT_BYTES], text[sizeof(whole)];
	bool changed = false;
	struct err e;

	(void)snprintf(whole, sizeof(whole), "%s-%s",
		       owner_part(user, uid, owner), vm->text);
	memcpy(text, whole, sizeof(whole));
	for (char *c = text; *c != '\0'; c++) {
		changed |= *c == '.';
		if (*c == '.')
			*c = '-';
	}
	if (changed || strlen(text) > NAME_MAX_LEN)
		end_in_hash(text, whole);
	BUG_UNLESS(ifname_parse(str_from_c(text), out, &e));
}

/* The first two octets are those that vmman's predecessor gave its machines,
 * and so what policies grant: locally administered, unicast. */
bool new_mac(struct mac *out, struct err *e)
{
	*out = (struct mac){{0xbe, 0xef}};
	if (getrandom(out->octets + 2, 4, 0) != 4)
		return err_system(e, errno, "making a MAC address");
	return true;
}
