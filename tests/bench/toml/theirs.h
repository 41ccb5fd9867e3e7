/* theirs.h - toml++ behind one function */
#ifndef THEIRS_H
#define THEIRS_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C"
#endif
	bool
	theirs_parse(const char *bytes, size_t len);

#endif
