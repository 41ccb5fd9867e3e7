/* toml_utf8.h - is a document UTF-8? */
#ifndef TOML_UTF8_H
#define TOML_UTF8_H

#include <stddef.h>

/* The offset of the first of the @len bytes at @start that is not part of a
 * well-formed character; @len if there is none.  16 bytes behind them must be
 * readable and 0. */
size_t toml_utf8_stray(const unsigned char *start, size_t len);

#endif
