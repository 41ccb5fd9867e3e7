/* toml_index.h - find keys in a long table */
#ifndef TOML_INDEX_H
#define TOML_INDEX_H

#include "toml_build.h"

/* As toml_find(), in a table that is indexed. */
const struct toml_entry *toml_index_find(const struct toml *t,
					 const struct toml_value *table,
					 uint32_t hash, struct str text);

/* Give @table, which is not empty, an index. */
void toml_index_make(struct toml_build *b, struct toml_value *table);

/* Note @entry, which is the last of the indexed @table. */
void toml_index_add(struct toml_build *b, struct toml_value *table,
		    const struct toml_entry *entry);

#endif
