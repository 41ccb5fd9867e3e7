/* image.h - from a registry or a URL to a verified disk image
 *
 * image_from_json    a registry's answer -> what it offers of a box
 * image_choose       that, and the caller's wishes -> one file to download
 * image_look         a URL -> such an answer, or the news that it is a file
 * image_pull         one file -> disk images under their final names
 *
 * All of it runs as the caller; vm-init never links it.  What comes from the
 * network is hostile: image_pull.c tells which process touches which bytes.
 */
#ifndef VMMAN_IMAGE_H
#define VMMAN_IMAGE_H

#include "vmman/err.h"
#include "vmman/own.h"
#include "vmman/str.h"
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	IMAGE_METADATA_BYTES_MAX = 20 * 1024 * 1024, /* Vagrant's own limit */
	IMAGE_DISKS_MAX = 16,                        /* of one box */
	IMAGE_STEM_MAX = 129, /* of an image's name before "-1.img" */
	IMAGE_DIGEST_TEXT_MAX = 7 + 128, /* "sha512:" and its digits */
};

/* One provider's file of a release.  Texts are borrowed from the box; those
 * that the registry left out or blank are NULL. */
struct image_offer {
	const char *provider;
	const char *url;
	const char *checksum, *checksum_type;
	const char *arch;
	enum {
		IMAGE_ARCH_UNSAID, /* the registry does not say */
		IMAGE_ARCH_OTHER,
		IMAGE_ARCH_DEFAULT /* for whoever names none */
	} rank;
};

/* A version of a box; owned by the box. */
struct image_release {
	const char *version; /* well-formed, as RubyGems has it */
	bool revoked;        /* or not released yet */
	struct image_offer *offers;
	size_t count;
};

/* What there is of a box, the newest release first. */
struct image_box {
	const char *name;
	struct image_release *releases;
	size_t count;
	void *document; /* private: the JSON that all texts lie in */
};

/* Understand @text, a registry's description of a box.  Releases whose version
 * is none are left out.  @out is owned by the caller: image_box_fini().  False
 * after filling @e: ERR_DATA, ERR_SYSTEM. */
bool image_from_json(struct str text, struct image_box *out,
		     struct err *e) MUST_CHECK;
void image_box_fini(struct image_box *box);

/* Below, at or above 0 as the version @a is older than, the same as or newer
 * than @b, in the order of RubyGems; both well-formed. */
int image_version_compare(const char *a, const char *b);
/* Whether @text is a version, well-formed as RubyGems has it. */
bool image_version_is(const char *text);
/* Whether @version, well-formed, is what @constraint allows.  False after
 * filling @e with ERR_USAGE. */
bool image_version_satisfies(const char *version, const char *constraint,
			     bool *out, struct err *e) MUST_CHECK;

/* What the caller wants of a box. */
struct image_wish {
	const char *constraint; /* ">= 1.2, < 2", Vagrant's; NULL: any */
	const char *provider;   /* NULL: the best there is */
	const char *arch;       /* "amd64" */
};

struct image_choice {
	const struct image_release *release;
	const struct image_offer *offer;
};

/* The architecture of this host in the words of registries: "amd64". */
const char *image_host_arch(void);

/* The newest release of @box that @wish allows and that has a provider we can
 * use for the architecture.  @out borrows from @box.  False after filling @e:
 * ERR_NO_VM, ERR_USAGE (the constraint is none). */
bool image_choose(const struct image_box *box, const struct image_wish *wish,
		  struct image_choice *out, struct err *e) MUST_CHECK;

/* Digests, the trusted ones first. */
enum image_algorithm {
	IMAGE_NO_DIGEST,
	IMAGE_SHA256,
	IMAGE_SHA512,
	IMAGE_SHA384,
	IMAGE_SHA1, /* these two can be forged */
	IMAGE_MD5,
};

struct image_digest {
	enum image_algorithm algorithm;
	unsigned char bytes[64];
};

/* Understand "sha256" and "HEX [file]", as registries have it, or
 * "sha256:HEX".  An absent, blank or "none" checksum is IMAGE_NO_DIGEST.  False
 * after filling @e with ERR_DATA. */
bool image_digest_parse(const char *type, const char *text,
			struct image_digest *out, struct err *e) MUST_CHECK;
bool image_digest_parse_named(const char *text, struct image_digest *out,
			      struct err *e) MUST_CHECK;
/* The digest of the file @name in @sums: lines of sha256sum(1), of BSD, or one
 * digest alone.  False after filling @e with ERR_DATA. */
bool image_digest_find(struct str sums, const char *name,
		       struct image_digest *out, struct err *e) MUST_CHECK;
/* "sha256:..", the empty text for IMAGE_NO_DIGEST. */
const char *image_digest_print(const struct image_digest *digest,
			       char out[IMAGE_DIGEST_TEXT_MAX + 1]);
/* Whether two files can be made that have the same digest. */
bool image_digest_is_weak(enum image_algorithm algorithm);

/* What a pull is at, for whoever waits. */
enum image_stage {
	IMAGE_DOWNLOADING,
	IMAGE_CONVERTING,
};

/* How to talk to servers, and to whoever waits. */
struct image_net {
	const char *cacert;     /* authorities to trust; NULL: the system's */
	const char *token;      /* for the host of @token_url; NULL: none */
	const char *token_url;  /* the registry */
	bool insecure_http;     /* http is good enough */
	unsigned stall_seconds; /* without a byte; more than 0 */
	uint64_t rate_max;      /* bytes a second, to INT64_MAX; 0: no limit */
	const volatile sig_atomic_t *stop; /* not 0: give up */
	void (*progress)(void *context, enum image_stage stage, uint64_t done,
			 uint64_t total); /* 0 total: not known; may be NULL */
	void *context;
	int zone; /* private, begins as 0: where the first server was */
};

/* Whether @url may be asked: https, or http where @net allows it or on this
 * very host; no user or password in it.  False after filling @e: ERR_USAGE. */
bool image_url_check(const struct image_net *net, const char *url,
		     struct err *e) MUST_CHECK;

/* A text from a server, not terminated.  Owned by the caller, who calls
 * free(bytes), which is NULL if there are none. */
struct image_text {
	char *bytes;
	size_t len;
};

/* Find out what lies at @url: a JSON object is read whole, and nothing of
 * anything else.  @out->len 0 says that it is a file.  False after filling @e,
 * and then @out is empty: ERR_USAGE (image_url_check()), ERR_NO_VM (404),
 * ERR_DENIED (401, 403), ERR_BUSY (the network, the server, interrupted),
 * ERR_DATA (larger than IMAGE_METADATA_BYTES_MAX, any other answer),
 * ERR_SYSTEM. */
bool image_look(struct image_net *net, const char *url, struct image_text *out,
		struct err *e) MUST_CHECK;
/* All of the text at @url, of at most @most bytes.  False after filling @e, as
 * image_look(). */
bool image_get(struct image_net *net, const char *url, size_t most,
	       struct image_text *out, struct err *e) MUST_CHECK;

/* What the bytes of a file are. */
enum image_format {
	IMAGE_UNKNOWN,
	IMAGE_BOX, /* a tar archive of a box; what follows are disks */
	IMAGE_RAW,
	IMAGE_QCOW2,
	IMAGE_VMDK,
	IMAGE_VHDX,
	IMAGE_VPC,
};

/* "qcow2"; and the reverse, IMAGE_UNKNOWN for what is no format's name. */
const char *image_format_name(enum image_format format);
enum image_format image_format_named(const char *name);
/* What the end of @url says: IMAGE_UNKNOWN for ".img", which is raw or qcow2.
 * False if it says nothing. */
bool image_format_of_url(const char *url, enum image_format *out) MUST_CHECK;

/* The file that is to become images. */
struct image_source {
	const char *url;          /* or the path of a local file */
	bool local;               /* it is a path */
	enum image_format format; /* an .img file: raw unless it is qcow2 */
	bool sure;                /* @format is the caller's own word */
	struct image_digest want; /* IMAGE_NO_DIGEST: not to be checked */
	const char *box, *version, *provider, *arch; /* to be noted; or NULL */
};

/* What is to become of it. */
struct image_target {
	const char *dir;          /* where the images go; made if missing */
	const char *stem;         /* STEM.img, or STEM-0.img, STEM-1.img .. */
	enum image_format format; /* IMAGE_RAW or IMAGE_QCOW2 */
	bool replace;             /* images that are there already */
	bool anew;                /* forget an unfinished download */
	const char *cache;        /* where unfinished downloads wait */
	uint64_t disk_bytes_max;  /* of a virtual disk */
};

/* What became of it. */
struct image_result {
	bool already; /* nothing was done: they were there */
	size_t count;
	struct {
		char path[PATH_MAX];
		uint64_t bytes; /* as the guest sees it */
	} disks[IMAGE_DISKS_MAX];
	struct image_digest got;      /* of the downloaded file */
	char warning[ERR_TEXT_BYTES]; /* "": none */
};

/* Make the images.  False after filling @e, and then no file has a final name,
 * and what was downloaded waits in the cache unless it was bad: ERR_DATA,
 * ERR_NO_VM (404), ERR_HOST (no qemu-img), ERR_SYSTEM, ERR_BUSY (network,
 * another vm-pull), ERR_DENIED, ERR_USAGE (there are such images already). */
bool image_pull(struct image_net *net, const struct image_source *source,
		const struct image_target *target, struct image_result *out,
		struct err *e) MUST_CHECK;

#endif
