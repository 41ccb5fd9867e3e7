/* toml_index.h - find keys in a long table */
#ifndef TOML_INDEX_H
#define TOML_INDEX_H

#include "toml_build.h"

/* The next entry, from slot @at on, whose hash may be @hash; NULL if there is
 * none.  A search begins with @at equal to @hash. */
struct toml_entry *toml_index_next(const struct toml *t,
				   const struct toml_index *index,
				   uint32_t hash, uint32_t *at);

/* Give @table, which is not empty, an index. */
void toml_index_make(struct toml_build *b, struct toml_value *table);

#endif
