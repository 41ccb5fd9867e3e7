/* image_download.c - a file from a server, gone on with where it was cut off
 *
 * Runs as: caller.  Input: hostile bytes: headers and bodies of answers.
 *
 * The server is asked for what is missing (Range) of the very state of the file
 * that the part was begun with (If-Range, RFC 9110).  What it sends instead,
 * all of it, is as good as long as nobody has used the old bytes.
 */
#include "image_http.h"
#include "vmman/num.h"
#include <time.h>

enum {
	TRIES = 3,              /* in a row with next to nothing */
	OLD_BYTES = 256 * 1024, /* read at once */
};

#define FILE_BYTES_MAX (UINT64_C(256) << 30)

struct download {
	struct image_transfer transfer;
	struct err *e;
	const char *url;
	struct image_part *part;
	const struct image_taker *taker;
	uint64_t taken; /* bytes that went to the taker */
	bool begun;     /* this answer's body has */
	bool anew;      /* ask for all of it */
};

/* "bytes 100-299/300", "bytes * /300": where it begins (or 0), of how much. */
static bool parse_range(const char *text, uint64_t *first, uint64_t *whole)
{
	struct str s = str_from_c(text);
	const char *dash, *slash = strchr(text, '/');

	if (!str_starts_with(s, STR("bytes ")) || slash == NULL ||
	    !num_parse(str_from_c(slash + 1), FILE_BYTES_MAX, whole))
		return false;
	s = str_behind(s, 6);
	*first = 0;
	if (s.data[0] == '*')
		return true;
	dash = strchr(s.data, '-');
	return dash != NULL &&
	       num_parse((struct str){s.data, (size_t)(dash - s.data)},
			 FILE_BYTES_MAX, first);
}

/* What the part holds already, to the taker. */
static bool take_old(struct download *d)
{
	unsigned char *buf = malloc(OLD_BYTES);
	bool right = buf != NULL;

	if (buf == NULL)
		(void)err_set(d->e, ERR_SYSTEM, "no memory for a download");
	while (right && d->taken < d->part->len) {
		uint64_t left = d->part->len - d->taken;
		size_t len = left < OLD_BYTES ? (size_t)left : OLD_BYTES;
		ssize_t n = pread(d->part->fd, buf, len, (off_t)d->taken);

		right = n > 0 &&
			d->taker->take(d->taker->context, buf, (size_t)n, d->e);
		if (n <= 0)
			(void)err_set(d->e, ERR_SYSTEM,
				      "reading the download back");
		d->taken += n > 0 ? (uint64_t)n : 0;
	}
	free(buf);
	return right && d->taker->grown(d->taker->context, d->part->len, d->e);
}

/* How much comes, if the server told, is judged before any of it is kept. */
static bool check_room(struct download *d)
{
	uint64_t rest;
	curl_off_t told;

	if (curl_easy_getinfo(d->transfer.curl,
			      CURLINFO_CONTENT_LENGTH_DOWNLOAD_T,
			      &told) != CURLE_OK ||
	    told < 0)
		return true;
	rest = (uint64_t)told;
	return d->taker->fits(d->taker->context, rest,
			      d->part->len + rest - d->taken, d->e);
}

/* All of it comes, from the start. */
static bool begin_anew(struct download *d)
{
	if (d->taken > 0)
		return err_set(d->e, ERR_BUSY,
			       "%.80s changed while it was downloaded, or its "
			       "server cannot go on with it",
			       d->url);
	return image_part_restart(d->part, d->transfer.tag, d->e) &&
	       check_room(d);
}

static bool begin_rest(struct download *d)
{
	uint64_t first, whole;

	if (!parse_range(d->transfer.range, &first, &whole) ||
	    first != d->part->len)
		return err_set(d->e, ERR_DATA,
			       "the server sent another piece of %.80s than it "
			       "was asked for: \"%.40s\"",
			       d->url, d->transfer.range);
	return check_room(d) && take_old(d);
}

static bool begin_body(struct download *d)
{
	d->begun = true;
	return d->transfer.status == HTTP_PARTIAL ? begin_rest(d)
						  : begin_anew(d);
}

static bool take_new(struct download *d, const char *bytes, size_t len)
{
	if (d->part->len + len > FILE_BYTES_MAX)
		return err_set(d->e, ERR_DATA,
			       "%.80s is larger than %llu bytes", d->url,
			       (unsigned long long)FILE_BYTES_MAX);
	if (!image_part_append(d->part, bytes, len, d->e) ||
	    !d->taker->take(d->taker->context, bytes, len, d->e))
		return false;
	d->taken += len;
	return d->taker->grown(d->taker->context, d->part->len, d->e);
}

static bool take(void *context, const char *bytes, size_t len)
{
	struct download *d = context;

	if ((d->begun || begin_body(d)) && take_new(d, bytes, len))
		return true;
	d->transfer.failed = true;
	return false;
}

enum outcome {
	DONE,
	AGAIN, /* another try may do */
	LOST,
};

/* The server has nothing behind what we have: because that is all, or because
 * ours is too long. */
static enum outcome judge_range(struct download *d)
{
	uint64_t first, whole;

	if (parse_range(d->transfer.range, &first, &whole) &&
	    whole == d->part->len)
		return take_old(d) ? DONE : LOST;
	d->anew = true;
	return d->taken == 0 ? AGAIN : LOST;
}

static enum outcome judge_code(struct download *d, CURLcode code)
{
	(void)image_transfer_refuse(&d->transfer, code);
	return image_transfer_is_final(code) ||
			       code == CURLE_ABORTED_BY_CALLBACK
		       ? LOST
		       : AGAIN;
}

static enum outcome judge(struct download *d, CURLcode code)
{
	long status = d->transfer.status;

	if (d->transfer.failed)
		return LOST;
	if (code != CURLE_OK)
		return judge_code(d, code);
	if (status == HTTP_OK || status == HTTP_PARTIAL)
		/* A body of no bytes has not begun. */
		return d->begun || begin_body(d) ? DONE : LOST;
	(void)image_transfer_refuse_status(&d->transfer);
	if (status == HTTP_RANGE && !d->anew)
		return judge_range(d);
	return d->e->kind == ERR_BUSY ? AGAIN : LOST;
}

static enum outcome attempt(struct download *d)
{
	bool rest = !d->anew && d->part->len > 0 && d->part->etag[0] != '\0';
	char text[sizeof(d->part->etag) + 32], range[32];
	struct curl_slist *headers = NULL;
	CURLcode code;

	d->begun = false;
	d->transfer.offset = rest ? d->part->len : 0;
	if (rest) {
		(void)snprintf(range, sizeof(range), "%llu-",
			       (unsigned long long)d->part->len);
		(void)snprintf(text, sizeof(text), "If-Range: %s",
			       d->part->etag);
		headers = curl_slist_append(NULL, text);
	}
	code = image_transfer_run(&d->transfer, headers, rest ? range : NULL);
	curl_slist_free_all(headers);
	return judge(d, code);
}

/* 2 s, 4 s: a server that is overwhelmed needs some. */
static void pause_before(unsigned try)
{
	struct timespec wait = {.tv_sec = 1 << try};

	if (try > 0)
		(void)nanosleep(&wait, NULL);
}

static bool run(struct download *d)
{
	uint64_t enough =
		(uint64_t)d->transfer.net->stall_seconds * HTTP_LEAST_RATE;
	unsigned tries = 0;

	for (;;) {
		uint64_t before = d->part->len;
		enum outcome outcome = attempt(d);

		if (outcome != AGAIN)
			return outcome == DONE;
		tries = d->part->len > before + enough ? 0 : tries + 1;
		if (tries == TRIES)
			return false;
		pause_before(tries);
		if (image_net_is_stopped(d->transfer.net))
			return err_set(d->e, ERR_BUSY, "interrupted");
	}
}

bool image_download(struct image_net *net, const char *url,
		    struct image_part *part, const struct image_taker *taker,
		    struct err *e)
{
	struct download d = {.e = e, .url = url, .part = part, .taker = taker};
	bool done;

	d.transfer = (struct image_transfer){.net = net,
					     .url = url,
					     .e = e,
					     .take = take,
					     .context = &d,
					     .shown = true};
	if (!image_transfer_open(&d.transfer))
		return false;
	done = run(&d);
	image_transfer_close(&d.transfer);
	return done;
}
