/* vm_internal.h - what the files of src/vm/ share */
#ifndef VMMAN_VM_INTERNAL_H
#define VMMAN_VM_INTERNAL_H

#include "vmman/arena.h"
#include "vmman/err.h"
#include "vmman/toml.h"
#include "vmman/vm.h"

/* Each returns false after filling @e with ERR_CONFIG, without a place.
 *
 * @text is what a terminal only shows: no control character, NUL among them,
 * and no mark that makes a line read other than it is. */
bool vm_check_shown(struct str text, struct err *e) MUST_CHECK;

/* The same; and it is not blank, and QEMU cannot take it for an option. */
bool vm_check_text(struct str text, struct err *e) MUST_CHECK;

/* @word is one of the words of @key. */
bool vm_check_word(const struct vm_key *key, struct str word,
		   struct err *e) MUST_CHECK;

/* Make @out of @from, the value of @key in the file.  False after filling @e:
 * ERR_CONFIG with the place, ERR_SYSTEM if the arena is full. */
bool vm_value_from_toml(const struct vm_key *key, const struct toml *doc,
			const struct toml_value *from, struct arena *arena,
			struct vm_value *out, struct err *e) MUST_CHECK;

/* Make @out of the default of @key, which has one.  False after filling @e:
 * ERR_SYSTEM if the arena is full. */
bool vm_value_from_fallback(const struct vm_key *key, struct arena *arena,
			    struct vm_value *out, struct err *e) MUST_CHECK;

#endif
