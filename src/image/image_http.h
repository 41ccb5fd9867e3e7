/* image_http.h - one request to a server, for image_get.c and image_download.c
 */
#ifndef VMMAN_IMAGE_HTTP_H
#define VMMAN_IMAGE_HTTP_H

#include "image_internal.h"
#include <curl/curl.h>

enum {
	HTTP_OK = 200,
	HTTP_PARTIAL = 206,
	HTTP_RANGE = 416,
	HTTP_LEAST_RATE = 1024, /* bytes a second; less is as good as none */
};

/* A request and its answer.  Fill what stands first; the rest begins as 0. */
struct image_transfer {
	struct image_net *net;
	const char *url;
	struct err *e;
	/* Bytes of the body of an answer 200 or 206.  False ends the transfer:
	 * as failed, after filling e, or (nothing filled) as far enough. */
	bool (*take)(void *context, const char *bytes, size_t len);
	void *context;
	bool shown;      /* tell how far it is */
	uint64_t offset; /* bytes that were there before */

	CURL *curl;
	bool failed; /* by us; e tells why */

	/* The headers of the last answer. */
	long status;
	char tag[256];  /* a strong ETag, or when it was changed; or "" */
	char range[64]; /* Content-Range */
	char after[16]; /* Retry-After */
};

/* False after filling e: the URL is none that may be asked. */
bool image_transfer_open(struct image_transfer *t) MUST_CHECK;
/* Send the request with @headers, and for the bytes @range ("100-") unless that
 * is NULL. */
CURLcode image_transfer_run(struct image_transfer *t,
			    const struct curl_slist *headers,
			    const char *range) MUST_CHECK;
void image_transfer_close(struct image_transfer *t);

/* Fill e with what @code or the status tells; false. */
bool image_transfer_refuse(const struct image_transfer *t, CURLcode code);
bool image_transfer_refuse_status(const struct image_transfer *t);
/* Whether no other try can mend it. */
bool image_transfer_is_final(CURLcode code);

#endif
