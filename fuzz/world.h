/* world.h - callers, policies and facts for the harnesses that judge
 *
 * The policy's patterns are matched here a second time, in the plainest way, so
 * that no permit is believed because of the code that made it.
 */
#ifndef VMMAN_FUZZ_WORLD_H
#define VMMAN_FUZZ_WORLD_H

#include "fuzz.h"
#include "vmman/policy.h"
#include <stdint.h>
#include <string.h>

enum {
	WORLD_POLICY_MAX = 8192, /* what is printed of it fits a struct out */
	WORLD_CALLERS = 3,
};

/* A policy with the memory that it borrows from. */
struct world_policy {
	char bytes[WORLD_POLICY_MAX + TOML_PAD];
	_Alignas(8) unsigned char doc_memory[5 * WORLD_POLICY_MAX + 8192];
	_Alignas(8) unsigned char memory[POLICY_ARENA_BYTES];
	struct policy policy;
	struct err_list errs;
	size_t len;
};

static const gid_t world_groups[] = {27, 100};

/* A user as any; one without an account; root. */
static const struct caller world_callers[WORLD_CALLERS] = {
	{.uid = 1000,
	 .gid = 1000,
	 .groups = world_groups,
	 .group_count = 2,
	 .user = "alice"},
	{.uid = 1001, .gid = 100},
	{.uid = 0, .gid = 0, .user = "root"},
};

static inline void world_resolve(struct policy *policy)
{
	for (size_t i = 0; i < policy->who_count; i++) {
		struct policy_who *who = &policy->who[i];

		if (strcmp(who->name, "alice") == 0 ||
		    strcmp(who->name, "root") == 0 ||
		    strcmp(who->name, "vm") == 0) {
			who->resolved = true;
			who->id = who->name[0] == 'a'   ? 1000
				  : who->name[0] == 'r' ? 0
							: 27;
		}
	}
}

/* Read @len bytes, at most WORLD_POLICY_MAX, as a policy. */
static inline bool world_read(struct world_policy *w, const char *bytes,
			      size_t len)
{
	struct arena docs = arena_over(w->doc_memory, sizeof(w->doc_memory));
	struct arena arena = arena_over(w->memory, sizeof(w->memory));
	struct toml doc;
	struct err e;

	memset(w->bytes, 0, sizeof(w->bytes));
	if (len > 0)
		memcpy(w->bytes, bytes, len);
	w->len = len;
	memset(&w->errs, 0, sizeof(w->errs));
	memset(&w->policy, 0, sizeof(w->policy));
	if (!toml_read(w->bytes, len, &docs, &doc, &e)) {
		*err_next(&w->errs) = e;
		return false;
	}
	if (!policy_from_toml(&doc, &arena, &w->policy, &w->errs))
		return false;
	/* Nothing of the document is needed any more. */
	memset(w->doc_memory, 0xff, sizeof(w->doc_memory));
	world_resolve(&w->policy);
	return true;
}

/* Take what @rest begins with off it; in a pattern, @user or @uid in the place
 * of {user} or {uid}. */
static inline const char *world_piece(const char **rest, char byte[2],
				      const char *user, const char *uid)
{
	if (strncmp(*rest, "{user}", 6) == 0) {
		*rest += 6;
		return user;
	}
	if (strncmp(*rest, "{uid}", 5) == 0) {
		*rest += 5;
		return uid;
	}
	byte[0] = *(*rest)++;
	byte[1] = '\0';
	return byte;
}

/* Whether the pattern @value describes @text for @caller. */
static inline bool world_matches(const char *value, const char *text,
				 const struct caller *caller)
{
	char uid[16];
	char byte[2];

	(void)snprintf(uid, sizeof(uid), "%u", caller->uid);
	if (strstr(value, "{user}") != NULL && caller->user[0] == '\0')
		return false;
	while (*value != '\0') {
		const char *piece;
		size_t len;

		if (strcmp(value, "*") == 0)
			return *text != '\0';
		piece = world_piece(&value, byte, caller->user, uid);
		len = strlen(piece);
		if (strncmp(text, piece, len) != 0)
			return false;
		text += len;
	}
	return *text == '\0';
}

/* Whether the entry in line @line grants @caller @text under @key, by what
 * --what-can-i would tell him. */
static inline bool world_grants(const struct policy *policy,
				const struct caller *caller, uint32_t line,
				const char *key, const char *text)
{
	struct policy_grants grants = policy_grants_for(policy, caller);
	struct policy_grant grant;

	while (policy_grants_next(&grants, &grant))
		if (grant.line == line && strcmp(grant.key, key) == 0 &&
		    world_matches(grant.value, text, caller))
			return true;
	return false;
}

/* A refusal says of what kind it is and why. */
static inline void world_must_tell(const struct err *e)
{
	MUST(e->kind == ERR_DENIED || e->kind == ERR_BUSY ||
	     e->kind == ERR_HOST || e->kind == ERR_CONFIG);
	MUST(e->text[0] != '\0');
}

#endif
