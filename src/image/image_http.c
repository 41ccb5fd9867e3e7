/* image_http.c - requests to servers, by libcurl
 *
 * Runs as: caller.  Input: hostile bytes: headers and bodies of answers.
 */
#include "image_http.h"
#include <strings.h>
#include <time.h>

enum {
	REDIRECTS_MAX = 10,
	BUFFER_BYTES = 256 * 1024,
	BUFFER_BYTES_MIN = 1024, /* libcurl's own */
};

static bool take_header(struct str line, const char *name, char *out,
			size_t size)
{
	size_t len = strlen(name);

	if (line.len < len || strncasecmp(line.data, name, len) != 0)
		return false;
	line = str_behind(line, len);
	while (line.len > 0 && line.data[0] == ' ')
		line = str_behind(line, 1);
	while (line.len > 0 && (unsigned char)line.data[line.len - 1] <= ' ')
		line.len--;
	if (!str_copy(out, size, line))
		out[0] = '\0';
	return true;
}

/* A strong ETag is the best name for a state of the file. */
static void take_tag(struct image_transfer *t, struct str line)
{
	char text[sizeof(t->tag)];

	bool strong = take_header(line, "etag:", text, sizeof(text)) &&
		      text[0] == '"';

	if (strong || (t->tag[0] == '\0' &&
		       take_header(line, "last-modified:", text, sizeof(text))))
		memcpy(t->tag, text, sizeof(text));
}

static size_t on_header(char *bytes, size_t size, size_t count, void *context)
{
	struct image_transfer *t = context;
	struct str line = {bytes, size * count};

	if (str_starts_with(line, STR("HTTP/"))) {
		t->tag[0] = '\0';
		t->range[0] = '\0';
		t->after[0] = '\0';
	}
	take_tag(t, line);
	(void)take_header(line, "content-range:", t->range, sizeof(t->range));
	(void)take_header(line, "retry-after:", t->after, sizeof(t->after));
	return line.len;
}

/* What came may have taken that long.  libcurl's own limit lets megabytes pass
 * at first, and then takes its own silence for the server's. */
static void keep_to_rate(const struct image_net *net, size_t len)
{
	struct timespec wait;
	uint64_t ns;

	if (net->rate_max == 0)
		return;
	ns = len * UINT64_C(1000000000) / net->rate_max;
	wait.tv_sec = (time_t)(ns / 1000000000);
	wait.tv_nsec = (long)(ns % 1000000000);
	(void)nanosleep(&wait, NULL);
}

static size_t on_body(char *bytes, size_t size, size_t count, void *context)
{
	struct image_transfer *t = context;
	size_t len = size * count;

	(void)curl_easy_getinfo(t->curl, CURLINFO_RESPONSE_CODE, &t->status);
	if (t->status != HTTP_OK && t->status != HTTP_PARTIAL)
		return len;
	keep_to_rate(t->net, len);
	return t->take(t->context, bytes, len) ? len : 0;
}

static int on_progress(void *context, curl_off_t total, curl_off_t now,
		       curl_off_t up_total, curl_off_t up_now)
{
	const struct image_transfer *t = context;
	const struct image_net *net = t->net;

	(void)up_total;
	(void)up_now;
	if (image_net_is_stopped(net))
		return 1;
	if (t->shown && now > 0 && net->progress != NULL)
		net->progress(net->context, IMAGE_DOWNLOADING,
			      t->offset + (uint64_t)now,
			      total > 0 ? t->offset + (uint64_t)total : 0);
	return 0;
}

/* Who answers from the open net may not send us to machines that only we can
 * reach. */
static int on_connected(void *context, char *primary_ip, char *local_ip,
			int primary_port, int local_port)
{
	struct image_transfer *t = context;
	enum image_zone zone = image_zone_of(primary_ip);

	(void)local_ip;
	(void)primary_port;
	(void)local_port;
	if (t->net->zone == IMAGE_ZONE_UNKNOWN)
		t->net->zone = (int)zone;
	if ((int)zone >= t->net->zone)
		return CURL_PREREQFUNC_OK;
	(void)err_set(t->e, ERR_DATA,
		      "%.80s leads to %s, an address that only this host or "
		      "its network can reach",
		      t->url, primary_ip);
	t->failed = true;
	return CURL_PREREQFUNC_ABORT;
}

/* Bytes at once: a quarter of a second's, so that whoever waits for them is
 * still seen to move. */
static long piece(const struct image_net *net)
{
	uint64_t quarter = net->rate_max / 4;

	if (net->rate_max == 0 || quarter > BUFFER_BYTES)
		return BUFFER_BYTES;
	return quarter < BUFFER_BYTES_MIN ? BUFFER_BYTES_MIN : (long)quarter;
}

/* Nobody is slow who is as fast as he may. */
static long least_rate(const struct image_net *net)
{
	uint64_t half = net->rate_max / 2;

	return net->rate_max == 0 || half > HTTP_LEAST_RATE ? HTTP_LEAST_RATE
							    : (long)half;
}

static void set_limits(const struct image_transfer *t)
{
	const struct image_net *net = t->net;
	const char *more = net->insecure_http ? "https,http" : "https";

	/* image_url_check() has judged the first one. */
	(void)curl_easy_setopt(t->curl, CURLOPT_PROTOCOLS_STR, "https,http");
	(void)curl_easy_setopt(t->curl, CURLOPT_REDIR_PROTOCOLS_STR, more);
	(void)curl_easy_setopt(t->curl, CURLOPT_FOLLOWLOCATION, 1L);
	(void)curl_easy_setopt(t->curl, CURLOPT_MAXREDIRS, (long)REDIRECTS_MAX);
	(void)curl_easy_setopt(t->curl, CURLOPT_CONNECTTIMEOUT,
			       (long)net->stall_seconds);
	(void)curl_easy_setopt(t->curl, CURLOPT_LOW_SPEED_LIMIT,
			       least_rate(net));
	(void)curl_easy_setopt(t->curl, CURLOPT_LOW_SPEED_TIME,
			       (long)net->stall_seconds);
	(void)curl_easy_setopt(t->curl, CURLOPT_NOSIGNAL, 1L);
	(void)curl_easy_setopt(t->curl, CURLOPT_BUFFERSIZE, piece(net));
}

static void set_up(struct image_transfer *t)
{
	const struct image_net *net = t->net;

	curl_easy_reset(t->curl);
	set_limits(t);
	(void)curl_easy_setopt(t->curl, CURLOPT_URL, t->url);
	(void)curl_easy_setopt(t->curl, CURLOPT_USERAGENT, "vmman");
	if (net->cacert != NULL)
		(void)curl_easy_setopt(t->curl, CURLOPT_CAINFO, net->cacert);
	(void)curl_easy_setopt(t->curl, CURLOPT_HEADERFUNCTION, on_header);
	(void)curl_easy_setopt(t->curl, CURLOPT_HEADERDATA, t);
	(void)curl_easy_setopt(t->curl, CURLOPT_WRITEFUNCTION, on_body);
	(void)curl_easy_setopt(t->curl, CURLOPT_WRITEDATA, t);
	(void)curl_easy_setopt(t->curl, CURLOPT_NOPROGRESS, 0L);
	(void)curl_easy_setopt(t->curl, CURLOPT_XFERINFOFUNCTION, on_progress);
	(void)curl_easy_setopt(t->curl, CURLOPT_XFERINFODATA, t);
	(void)curl_easy_setopt(t->curl, CURLOPT_PREREQFUNCTION, on_connected);
	(void)curl_easy_setopt(t->curl, CURLOPT_PREREQDATA, t);
}

/* libcurl keeps it from other hosts that it is sent on to. */
static void set_token(struct image_transfer *t)
{
	const struct image_net *net = t->net;

	if (net->token == NULL ||
	    !image_url_same_origin(t->url, net->token_url))
		return;
	(void)curl_easy_setopt(t->curl, CURLOPT_HTTPAUTH,
			       (long)CURLAUTH_BEARER);
	(void)curl_easy_setopt(t->curl, CURLOPT_XOAUTH2_BEARER, net->token);
}

bool image_transfer_refuse_status(const struct image_transfer *t)
{
	switch (t->status) {
	case 401:
	case 403:
		(void)err_set(t->e, ERR_DENIED,
			      "%.80s: the server refuses it "
			      "(%ld)",
			      t->url, t->status);
		return err_hint(t->e, "VAGRANT_CLOUD_TOKEN may hold a token "
				      "for the registry");
	case 404:
	case 410:
		(void)err_set(t->e, ERR_NO_VM, "%.80s: not found (%ld)", t->url,
			      t->status);
		return err_hint(t->e,
				"check the name; registries say the same of "
				"a private box, unless VAGRANT_CLOUD_TOKEN "
				"holds a token");
	default:
		break;
	}
	if (t->status == 408 || t->status == 429 || t->status >= 500) {
		(void)err_set(t->e, ERR_BUSY,
			      "%.80s: the server cannot now "
			      "(%ld)",
			      t->url, t->status);
		return t->after[0] == '\0'
			       ? false
			       : err_hint(t->e, "it asks to wait: %s",
					  t->after);
	}
	return err_set(t->e, ERR_DATA, "%.80s: the server says %ld", t->url,
		       t->status);
}

/* What no other try can mend. */
bool image_transfer_is_final(CURLcode code)
{
	switch ((int)code) {
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CACERT_BADFILE:
	case CURLE_SSL_ISSUER_ERROR:
	case CURLE_TOO_MANY_REDIRECTS:
	case CURLE_UNSUPPORTED_PROTOCOL:
	case CURLE_URL_MALFORMAT:
		return true;
	default:
		return false;
	}
}

bool image_transfer_refuse(const struct image_transfer *t, CURLcode code)
{
	if (t->failed)
		return false;
	if (image_net_is_stopped(t->net))
		return err_set(t->e, ERR_BUSY, "interrupted");
	return err_set(t->e,
		       image_transfer_is_final(code) ? ERR_DATA : ERR_BUSY,
		       "%.80s: %s", t->url, curl_easy_strerror(code));
}

bool image_transfer_open(struct image_transfer *t)
{
	static bool ready;

	if (!image_url_check(t->net, t->url, t->e))
		return false;
	if (!ready && curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return err_set(t->e, ERR_SYSTEM, "libcurl cannot be used");
	ready = true;
	t->curl = curl_easy_init();
	return t->curl != NULL ||
	       err_set(t->e, ERR_SYSTEM, "no memory for a transfer");
}

CURLcode image_transfer_run(struct image_transfer *t,
			    const struct curl_slist *headers, const char *range)
{
	CURLcode code;

	set_up(t);
	set_token(t);
	(void)curl_easy_setopt(t->curl, CURLOPT_HTTPHEADER, headers);
	(void)curl_easy_setopt(t->curl, CURLOPT_RANGE, range);
	code = curl_easy_perform(t->curl);
	(void)curl_easy_getinfo(t->curl, CURLINFO_RESPONSE_CODE, &t->status);
	return code;
}

void image_transfer_close(struct image_transfer *t)
{
	curl_easy_cleanup(t->curl);
	t->curl = NULL;
}
