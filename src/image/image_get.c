/* image_get.c - short texts from servers
 *
 * Runs as: caller.  Input: hostile bytes, from the network.
 */
#include "image_http.h"

struct get {
	struct image_transfer transfer;
	struct image_text *text;
	size_t most;
	bool only_json; /* one byte of anything else is enough */
	bool enough;    /* and it came */
};

static bool grow_text(struct get *g, size_t len)
{
	char *bytes;

	if (len > g->most - g->text->len)
		return err_set(g->transfer.e, ERR_DATA,
			       "%.80s has more than %zu bytes", g->transfer.url,
			       g->most);
	bytes = realloc(g->text->bytes, g->text->len + len + 1);
	if (bytes == NULL)
		return err_set(g->transfer.e, ERR_SYSTEM, "no memory for %.80s",
			       g->transfer.url);
	g->text->bytes = bytes;
	return true;
}

static bool is_json(struct str s)
{
	static const char blank[] = {' ', '\t', '\r', '\n'};
	size_t blanks = 0;

	while (blanks < s.len &&
	       memchr(blank, s.data[blanks], sizeof(blank)) != NULL)
		blanks++;
	return blanks == s.len || s.data[blanks] == '{';
}

static bool take(void *context, const char *bytes, size_t len)
{
	struct get *g = context;

	g->enough = g->only_json && g->text->len == 0 &&
		    !is_json((struct str){bytes, len});
	if (g->enough)
		return false;
	if (!grow_text(g, len)) {
		g->transfer.failed = true;
		return false;
	}
	memcpy(g->text->bytes + g->text->len, bytes, len);
	g->text->len += len;
	return true;
}

static bool run(struct get *g)
{
	struct image_transfer *t = &g->transfer;
	struct curl_slist *headers;
	CURLcode code;

	if (!image_transfer_open(t))
		return false;
	headers = curl_slist_append(NULL, "Accept: application/json, */*");
	code = image_transfer_run(t, headers, NULL);
	curl_slist_free_all(headers);
	image_transfer_close(t);
	if (g->enough)
		return true;
	if (code != CURLE_OK)
		return image_transfer_refuse(t, code);
	return t->status == HTTP_OK || image_transfer_refuse_status(t);
}

static bool get(struct get *g, struct image_net *net, const char *url,
		struct image_text *out, struct err *e)
{
	g->transfer.net = net;
	g->transfer.url = url;
	g->transfer.e = e;
	g->transfer.take = take;
	g->transfer.context = g;
	g->text = out;
	*out = (struct image_text){NULL, 0};
	if (run(g))
		return true;
	free(out->bytes);
	*out = (struct image_text){NULL, 0};
	return false;
}

bool image_get(struct image_net *net, const char *url, size_t most,
	       struct image_text *out, struct err *e)
{
	struct get g = {.most = most};

	return get(&g, net, url, out, e);
}

bool image_look(struct image_net *net, const char *url, struct image_text *out,
		struct err *e)
{
	struct get g = {.most = IMAGE_METADATA_BYTES_MAX, .only_json = true};

	return get(&g, net, url, out, e);
}
