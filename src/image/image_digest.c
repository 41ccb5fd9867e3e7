/* image_digest.c - checksums: understood, computed, compared
 *
 * Runs as: caller.  Input: a registry's checksums, files of checksums.
 */
#include "image_internal.h"
#include <ctype.h>
#include <openssl/evp.h>
#include <strings.h>

static const struct {
	const char *name;
	size_t len; /* bytes */
	bool weak;
} algorithms[] = {
	[IMAGE_NO_DIGEST] = {"none", 0, true},
	[IMAGE_SHA256] = {"sha256", 32, false},
	[IMAGE_SHA512] = {"sha512", 64, false},
	[IMAGE_SHA384] = {"sha384", 48, false},
	[IMAGE_SHA1] = {"sha1", 20, true},
	[IMAGE_MD5] = {"md5", 16, true},
};

bool image_digest_is_weak(enum image_algorithm algorithm)
{
	return algorithms[algorithm].weak;
}

/* IMAGE_NO_DIGEST if there is none of that name. */
static enum image_algorithm algorithm_named(struct str name)
{
	for (size_t i = IMAGE_SHA256; i < ARRAY_LEN(algorithms); i++)
		if (strlen(algorithms[i].name) == name.len &&
		    strncasecmp(algorithms[i].name, name.data, name.len) == 0)
			return (enum image_algorithm)i;
	return IMAGE_NO_DIGEST;
}

static int nibble(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool parse_hex(struct str hex, enum image_algorithm algorithm,
		      struct image_digest *out)
{
	struct image_digest made = {.algorithm = algorithm};

	if (hex.len != 2 * algorithms[algorithm].len)
		return false;
	for (size_t i = 0; i < hex.len; i += 2) {
		int high = nibble(hex.data[i]), low = nibble(hex.data[i + 1]);

		if (high < 0 || low < 0)
			return false;
		made.bytes[i / 2] = (unsigned char)(high << 4 | low);
	}
	*out = made;
	return true;
}

/* Up to the next blank: publishers paste whole lines of md5sum(1). */
static struct str first_word(const char *text)
{
	text += strspn(text, " \t\r\n");
	return (struct str){text, strcspn(text, " \t\r\n")};
}

static bool is_absent(const char *type, const char *text)
{
	struct str word = first_word(text != NULL ? text : "");

	return word.len == 0 || (type != NULL && strcasecmp(type, "none") == 0);
}

bool image_digest_parse(const char *type, const char *text,
			struct image_digest *out, struct err *e)
{
	struct str name = first_word(type != NULL ? type : "");
	struct str hex = first_word(text != NULL ? text : "");
	struct str shown = str_shown(name), digits = str_shown(hex);
	enum image_algorithm algorithm = algorithm_named(name);

	*out = (struct image_digest){.algorithm = IMAGE_NO_DIGEST};
	if (is_absent(type, text))
		return true;
	if (algorithm == IMAGE_NO_DIGEST)
		return err_set(e, ERR_DATA,
			       "checksums of the type \"%.*s\" are not known; "
			       "expected sha256, sha512, sha384, sha1 or md5",
			       STR_ARG(shown));
	if (!parse_hex(hex, algorithm, out))
		return err_set(e, ERR_DATA,
			       "\"%.*s\" is no checksum of the type %s; "
			       "expected %zu hexadecimal digits",
			       STR_ARG(digits), algorithms[algorithm].name,
			       2 * algorithms[algorithm].len);
	return true;
}

bool image_digest_parse_named(const char *text, struct image_digest *out,
			      struct err *e)
{
	const char *colon = strchr(text, ':');
	char type[16];

	if (colon == NULL || colon[1] == '\0' ||
	    !str_copy(type, sizeof(type),
		      (struct str){text, (size_t)(colon - text)}))
		return err_set(e, ERR_DATA,
			       "\"%.40s\" is no checksum; expected sha256: and "
			       "64 hexadecimal digits",
			       text);
	return image_digest_parse(type, colon + 1, out, e);
}

/* Of its length, the only thing that a bare digest tells. */
static bool parse_bare(struct str hex, struct image_digest *out)
{
	for (size_t i = IMAGE_SHA256; i < ARRAY_LEN(algorithms); i++)
		if (parse_hex(hex, (enum image_algorithm)i, out))
			return true;
	return false;
}

static struct str trimmed(struct str s)
{
	while (s.len > 0 && isspace((unsigned char)s.data[0]))
		s = str_behind(s, 1);
	while (s.len > 0 && isspace((unsigned char)s.data[s.len - 1]))
		s.len--;
	return s;
}

/* "SHA256 (NAME) = HEX" */
static bool parse_bsd(struct str line, struct str name,
		      struct image_digest *out)
{
	const char *open = memchr(line.data, '(', line.len);
	struct str type, rest;

	if (open == NULL)
		return false;
	type = trimmed((struct str){line.data, (size_t)(open - line.data)});
	rest = str_behind(line, (size_t)(open - line.data) + 1);
	if (!str_starts_with(rest, name))
		return false;
	rest = str_behind(rest, name.len);
	if (!str_starts_with(rest, STR(") = ")))
		return false;
	return algorithm_named(type) != IMAGE_NO_DIGEST &&
	       parse_hex(str_behind(rest, 4), algorithm_named(type), out);
}

/* "HEX  NAME", "HEX *NAME", "HEX  ./NAME" */
static bool parse_gnu(struct str line, struct str name,
		      struct image_digest *out)
{
	const char *blank = memchr(line.data, ' ', line.len);
	struct str hex, rest;

	if (blank == NULL)
		return false;
	hex = (struct str){line.data, (size_t)(blank - line.data)};
	rest = trimmed(str_behind(line, hex.len));
	if (str_starts_with(rest, STR("*")))
		rest = str_behind(rest, 1);
	if (str_starts_with(rest, STR("./")))
		rest = str_behind(rest, 2);
	return str_equal(rest, name) && parse_bare(hex, out);
}

static struct str take_line(struct str *rest)
{
	const char *end = memchr(rest->data, '\n', rest->len);
	struct str line = *rest;

	if (end != NULL)
		line.len = (size_t)(end - rest->data);
	*rest = str_behind(*rest, line.len + (end != NULL ? 1 : 0));
	return trimmed(line);
}

bool image_digest_find(struct str sums, const char *name,
		       struct image_digest *out, struct err *e)
{
	struct str rest = sums, wanted = str_from_c(name);

	if (sums.len > 0 && parse_bare(trimmed(sums), out))
		return true;
	while (rest.len > 0) {
		struct str line = take_line(&rest);

		if (line.len > 0 && (parse_bsd(line, wanted, out) ||
				     parse_gnu(line, wanted, out)))
			return true;
	}
	return err_set(e, ERR_DATA, "the list of checksums has none of %s",
		       name);
}

const char *image_digest_print(const struct image_digest *digest,
			       char out[IMAGE_DIGEST_TEXT_MAX + 1])
{
	size_t len = 0;

	out[0] = '\0';
	if (digest->algorithm == IMAGE_NO_DIGEST)
		return out;
	len = (size_t)snprintf(out, IMAGE_DIGEST_TEXT_MAX + 1,
			       "%s:", algorithms[digest->algorithm].name);
	for (size_t i = 0; i < algorithms[digest->algorithm].len; i++)
		len += (size_t)snprintf(out + len,
					IMAGE_DIGEST_TEXT_MAX + 1 - len, "%02x",
					digest->bytes[i]);
	return out;
}

bool image_digest_equal(const struct image_digest *a,
			const struct image_digest *b)
{
	return a->algorithm == b->algorithm &&
	       memcmp(a->bytes, b->bytes, algorithms[a->algorithm].len) == 0;
}

static const EVP_MD *method(enum image_algorithm algorithm)
{
	switch (algorithm) {
	case IMAGE_NO_DIGEST:
	case IMAGE_SHA256:
		return EVP_sha256();
	case IMAGE_SHA512:
		return EVP_sha512();
	case IMAGE_SHA384:
		return EVP_sha384();
	case IMAGE_SHA1:
		return EVP_sha1();
	case IMAGE_MD5:
		return EVP_md5();
	}
	BUG();
}

bool image_hash_begin(struct image_hash *hash, enum image_algorithm algorithm,
		      struct err *e)
{
	hash->algorithm =
		algorithm == IMAGE_NO_DIGEST ? IMAGE_SHA256 : algorithm;
	hash->context = EVP_MD_CTX_new();
	if (hash->context != NULL &&
	    EVP_DigestInit_ex(hash->context, method(hash->algorithm), NULL) ==
		    1)
		return true;
	image_hash_fini(hash);
	return err_set(e, ERR_HOST, "OpenSSL here does not compute %s",
		       algorithms[hash->algorithm].name);
}

void image_hash_add(struct image_hash *hash, const void *bytes, size_t len)
{
	BUG_UNLESS(EVP_DigestUpdate(hash->context, bytes, len) == 1);
}

void image_hash_end(struct image_hash *hash, struct image_digest *out)
{
	*out = (struct image_digest){.algorithm = hash->algorithm};
	BUG_UNLESS(EVP_DigestFinal_ex(hash->context, out->bytes, NULL) == 1);
}

void image_hash_fini(struct image_hash *hash)
{
	EVP_MD_CTX_free(hash->context);
	hash->context = NULL;
}
