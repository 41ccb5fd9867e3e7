/* image_url.c - which URLs may be asked, and what they tell of a file
 *
 * Runs as: caller.  Input: the command line, a registry's answer.
 */
#include "image_internal.h"
#include <arpa/inet.h>
#include <curl/curl.h>
#include <strings.h>

enum {
	URL_BYTES_MAX = 8192,
};

static const char *const formats[] = {
	[IMAGE_UNKNOWN] = "raw or qcow2",
	[IMAGE_BOX] = "box",
	[IMAGE_RAW] = "raw",
	[IMAGE_QCOW2] = "qcow2",
	[IMAGE_VMDK] = "vmdk",
	[IMAGE_VHDX] = "vhdx",
	[IMAGE_VPC] = "vpc",
};

const char *image_format_name(enum image_format format)
{
	return formats[format];
}

enum image_format image_format_named(const char *name)
{
	for (size_t i = IMAGE_BOX; i < ARRAY_LEN(formats); i++)
		if (strcmp(formats[i], name) == 0)
			return (enum image_format)i;
	return IMAGE_UNKNOWN;
}

static bool cut(struct str *name, const char *suffix)
{
	size_t len = strlen(suffix);

	if (name->len <= len ||
	    strncasecmp(name->data + name->len - len, suffix, len) != 0)
		return false;
	name->len -= len;
	return true;
}

/* The last part of the path in @url, without a query. */
struct str image_url_file(const char *url)
{
	struct str file = {url, strcspn(url, "?#")};

	for (size_t i = file.len; i > 0; i--)
		if (file.data[i - 1] == '/')
			return str_behind(file, i);
	return file;
}

bool image_format_of_url(const char *url, enum image_format *out)
{
	static const struct {
		const char *suffix;
		enum image_format format;
	} suffixes[] = {
		{".box", IMAGE_BOX},     {".tar", IMAGE_BOX},
		{".tgz", IMAGE_BOX},     {".qcow2", IMAGE_QCOW2},
		{".img", IMAGE_UNKNOWN}, {".raw", IMAGE_RAW},
		{".vmdk", IMAGE_VMDK},   {".vhdx", IMAGE_VHDX},
		{".vhd", IMAGE_VPC},
	};
	struct str file = image_url_file(url);

	(void)(cut(&file, ".xz") || cut(&file, ".gz") || cut(&file, ".zst") ||
	       cut(&file, ".bz2"));
	for (size_t i = 0; i < ARRAY_LEN(suffixes); i++) {
		if (!cut(&file, suffixes[i].suffix))
			continue;
		*out = suffixes[i].format;
		return true;
	}
	return false;
}

static bool refuse(const char *url, const char *why, struct err *e)
{
	return err_set(e, ERR_USAGE, "the URL \"%.80s\" %s", url, why);
}

static bool has_strange_bytes(const char *url)
{
	for (const char *c = url; *c != '\0'; c++)
		if ((unsigned char)*c <= 0x20 || (unsigned char)*c >= 0x7f)
			return true;
	return false;
}

static bool is_this_host(const char *host)
{
	return strcmp(host, "localhost") == 0 || strcmp(host, "[::1]") == 0 ||
	       strncmp(host, "127.", 4) == 0;
}

/* A part of @url in @out; "" if it has none. */
static bool take_part(CURLU *handle, CURLUPart part, char out[256])
{
	char *text = NULL;
	bool fits = true;

	out[0] = '\0';
	if (curl_url_get(handle, part, &text, CURLU_DEFAULT_PORT) == CURLUE_OK)
		fits = str_copy(out, 256, str_from_c(text));
	curl_free(text);
	return fits;
}

static bool check_parts(const struct image_net *net, CURLU *handle,
			const char *url, struct err *e)
{
	char scheme[256], host[256], user[256], password[256];

	if (curl_url_set(handle, CURLUPART_URL, url,
			 CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK ||
	    !take_part(handle, CURLUPART_SCHEME, scheme) ||
	    !take_part(handle, CURLUPART_HOST, host) ||
	    !take_part(handle, CURLUPART_USER, user) ||
	    !take_part(handle, CURLUPART_PASSWORD, password))
		return refuse(url, "is none", e);
	if (user[0] != '\0' || password[0] != '\0')
		return refuse(url, "holds a user or a password", e);
	if (strcmp(scheme, "https") == 0)
		return true;
	if (strcmp(scheme, "http") != 0)
		return refuse(url, "is not of the kind https", e);
	if (net->insecure_http || is_this_host(host))
		return true;
	(void)refuse(url, "is http, which anybody on the way can change", e);
	return err_hint(e, "use https, or --insecure-http if you must");
}

bool image_url_check(const struct image_net *net, const char *url,
		     struct err *e)
{
	CURLU *handle;
	bool right;

	if (strlen(url) > URL_BYTES_MAX)
		return refuse(url, "is too long", e);
	if (has_strange_bytes(url))
		return refuse(url, "holds bytes that no URL does", e);
	handle = curl_url();
	if (handle == NULL)
		return err_set(e, ERR_SYSTEM, "no memory for a URL");
	right = check_parts(net, handle, url, e);
	curl_url_cleanup(handle);
	return right;
}

/* "https", "registry.test", "443". */
struct origin {
	char scheme[256], host[256], port[256];
};

static bool read_origin(const char *url, struct origin *out)
{
	CURLU *handle = curl_url();
	bool right = handle != NULL &&
		     curl_url_set(handle, CURLUPART_URL, url, 0) == CURLUE_OK &&
		     take_part(handle, CURLUPART_SCHEME, out->scheme) &&
		     take_part(handle, CURLUPART_HOST, out->host) &&
		     take_part(handle, CURLUPART_PORT, out->port);

	curl_url_cleanup(handle);
	return right;
}

bool image_url_same_origin(const char *a, const char *b)
{
	struct origin x, y;

	return read_origin(a, &x) && read_origin(b, &y) && x.host[0] != '\0' &&
	       strcasecmp(x.host, y.host) == 0 &&
	       strcmp(x.scheme, y.scheme) == 0 && strcmp(x.port, y.port) == 0;
}

static enum image_zone zone_of_4(uint32_t a)
{
	if (a >> 24 == 127 || a >> 24 == 0 || a >> 16 == 0xa9fe)
		return IMAGE_ZONE_HOST;
	if (a >> 24 == 10 || a >> 20 == 0xac1 || a >> 16 == 0xc0a8 ||
	    a >> 22 == 0x191)
		return IMAGE_ZONE_SITE;
	return IMAGE_ZONE_WORLD;
}

static enum image_zone zone_of_6(const struct in6_addr *a)
{
	if (IN6_IS_ADDR_V4MAPPED(a))
		return zone_of_4(image_be32(a->s6_addr + 12));
	if (IN6_IS_ADDR_LOOPBACK(a) || IN6_IS_ADDR_LINKLOCAL(a) ||
	    IN6_IS_ADDR_UNSPECIFIED(a))
		return IMAGE_ZONE_HOST;
	if ((a->s6_addr[0] & 0xfe) == 0xfc)
		return IMAGE_ZONE_SITE;
	return IMAGE_ZONE_WORLD;
}

enum image_zone image_zone_of(const char *address)
{
	struct in_addr four;
	struct in6_addr six;

	if (inet_pton(AF_INET, address, &four) == 1)
		return zone_of_4(ntohl(four.s_addr));
	if (inet_pton(AF_INET6, address, &six) == 1)
		return zone_of_6(&six);
	return IMAGE_ZONE_HOST;
}
