/* theirs.cc - toml++ behind one function
 *
 * Runs as: the developer.  Input: corpus.h.
 *
 * A file of its own, so that it is compiled as its authors meant it, without
 * our hardening flags.
 */
#include "theirs.h"
#include <string_view>
#include <toml++/toml.h>

bool theirs_parse(const char *bytes, std::size_t len)
{
	try {
		(void)toml::parse(std::string_view(bytes, len));
		return true;
	} catch (const toml::parse_error &) {
		return false;
	}
}
