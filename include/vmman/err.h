/* err.h - what went wrong, as data
 *
 * A function that can fail takes a struct err last, returns false or NULL
 * after filling it, and does not touch it on success.  Nothing below src/cmd/
 * prints or exits: src/cmd/report.c alone turns an error into words.
 */
#ifndef VMMAN_ERR_H
#define VMMAN_ERR_H

#include "vmman/own.h"
#include <stdbool.h>
#include <stddef.h>

/* Every kind of failure: its name, the exit code of the program (as in
 * sysexits.h where that has one) and what it means to the user.  The manual
 * pages' EXIT STATUS sections are checked against this list. */
#define ERR_KINDS(X)                                                       \
	X(ERR_USAGE, 64, "the command line is wrong")                      \
	X(ERR_DATA, 65, "a download or an image fails its check")          \
	X(ERR_NO_VM, 66, "no such VM or box, or it is not running")        \
	X(ERR_HOST, 69, "the host cannot: no KVM, no vhost, no IOMMU ...") \
	X(ERR_SYSTEM, 71, "the system failed")                             \
	X(ERR_BUSY, 75, "busy or held by someone else: try again")         \
	X(ERR_DENIED, 77, "denied by the policy or by credentials")        \
	X(ERR_CONFIG, 78, "the VM file or the policy is wrong")            \
	X(ERR_TIMEOUT, 124, "timed out")

enum err_kind {
	ERR_NONE = 0, /* nothing failed */
#define X(name, code, meaning) name = (code),
	ERR_KINDS(X)
#undef X
};

enum {
	ERR_TEXT_BYTES = 256, /* room for a message, and for a hint */
	ERR_LIST_MAX = 20,    /* errors told in one run */
};

/* Where in a source text: @len bytes from @offset.  @known is false for an
 * error that is about no place.  Line and column are counted when it is
 * printed. */
struct err_place {
	size_t offset;
	size_t len;
	bool known;
};

struct err {
	enum err_kind kind;
	struct err_place at;
	char text[ERR_TEXT_BYTES]; /* what happened, in the user's words */
	char hint[ERR_TEXT_BYTES]; /* who can mend it and how; may be "" */
};

/* Up to ERR_LIST_MAX errors of one file, in the order they were found. */
struct err_list {
	size_t count;
	bool more; /* there were others */
	struct err items[ERR_LIST_MAX];
	struct err dropped; /* where those others go */
};

/* All of these return false, so that a refusal is one statement:
 *	return err_set(e, ERR_DENIED, "...");
 * Text that does not fit is cut: a message may be, a value never. */

/* Fill @e with an error that is about no place in a text. */
bool err_set(struct err *e, enum err_kind kind, const char *format, ...)
	PRINTF_LIKE(3, 4);

/* The same, about the place @at. */
bool err_at(struct err *e, enum err_kind kind, struct err_place at,
	    const char *format, ...) PRINTF_LIKE(4, 5);

/* ERR_SYSTEM, with ": " and the words for @errnum (an errno) behind. */
bool err_system(struct err *e, int errnum, const char *format, ...)
	PRINTF_LIKE(3, 4);

/* Put a hint to the error in @e. */
bool err_hint(struct err *e, const char *format, ...) PRINTF_LIKE(2, 3);

/* Put words and ": " in front of the text of @e. */
bool err_context(struct err *e, const char *format, ...) PRINTF_LIKE(2, 3);

/* The next free error of @list, cleared, to be filled by the caller; when the
 * list is full, @list->more is set and what is filled in is lost.  Borrowed. */
struct err *err_next(struct err_list *list);

/* Put the errors of @list from the one at @from on in the order of their
 * places, those without one first. */
void err_sort(struct err_list *list, size_t from);

#endif
