/* priv_netlink.h - a small client of rtnetlink(7) */
#ifndef VMMAN_PRIV_NETLINK_H
#define VMMAN_PRIV_NETLINK_H

#include "vmman/err.h"
#include "vmman/own.h"
#include <linux/netlink.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	PRIV_NL_REQUEST_BYTES = 1024,
	PRIV_NL_ANSWER_BYTES = 65536, /* the kernel's dumps use up to 32 KiB */
	PRIV_NL_WAIT_S = 5,           /* for one datagram */
	PRIV_NL_ANSWERS_MAX = 100000, /* datagrams of one dump */
};

struct priv_nl {
	int fd;        /* owned by whoever opened it */
	uint32_t port; /* our address */
	uint32_t seq;  /* of the last request */
};

/* Open a socket.  False after filling @e with ERR_SYSTEM. */
bool priv_nl_open(struct priv_nl *out, struct err *e) MUST_CHECK;

/* A request under construction. */
struct priv_nl_request {
	struct nlmsghdr head;
	unsigned char body[PRIV_NL_REQUEST_BYTES];
};

/* Begin a request about links: RTM_* @type, NLM_F_* @flags (NLM_F_REQUEST and
 * NLM_F_ACK are added), and the interface, 0 for none. */
void priv_nl_link(struct priv_nl_request *r, uint16_t type, uint16_t flags,
		  uint32_t index);

/* Begin any other request, with its fixed header of @len bytes. */
void priv_nl_request(struct priv_nl_request *r, uint16_t type, uint16_t flags,
		     const void *fixed, size_t len);

/* Append an attribute.  Requests are of our own making, so that too little
 * room is a BUG(). */
void priv_nl_put(struct priv_nl_request *r, uint16_t type, const void *data,
		 size_t len);
void priv_nl_put_u32(struct priv_nl_request *r, uint16_t type, uint32_t n);

/* Open and close a nested attribute. */
size_t priv_nl_nest(struct priv_nl_request *r, uint16_t type);
void priv_nl_nest_end(struct priv_nl_request *r, size_t nest);

/* Called for each message of an answer: its type, its payload behind
 * struct nlmsghdr and the payload's length. */
struct priv_nl_sink {
	void (*take)(void *arg, uint16_t type, const unsigned char *payload,
		     size_t len);
	void *arg;
};

/* Send @r, hand the messages of the answer to @sink (NULL: there should be
 * none) and wait for the end.  0, or an errno: the kernel's refusal,
 * ETIMEDOUT, EBADMSG (malformed or cut), EAGAIN (a dump that a change of the
 * links interrupted, to be asked again). */
int priv_nl_ask(struct priv_nl *nl, struct priv_nl_request *r,
		const struct priv_nl_sink *sink) MUST_CHECK;

/* The state of one answer over its datagrams. */
struct priv_nl_answer {
	uint32_t port, seq; /* what it must carry */
	bool done;          /* it is complete ... */
	int errnum;         /* ... and that is its result */
	bool interrupted;   /* NLM_F_DUMP_INTR was seen */
};

/* Go through one datagram of @len bytes, which need not be the kernel's. */
void priv_nl_scan(struct priv_nl_answer *answer, const unsigned char *bytes,
		  size_t len, const struct priv_nl_sink *sink);

/* Attributes one after another; the cursor moves on.  False at the end, or at
 * the first attribute that does not fit. */
struct priv_nl_attrs {
	const unsigned char *at;
	size_t left;
};

struct priv_nl_attr {
	uint16_t type; /* without NLA_F_NESTED and NLA_F_NET_BYTEORDER */
	const unsigned char *data;
	size_t len;
};

bool priv_nl_next(struct priv_nl_attrs *in, struct priv_nl_attr *out);

/* Values of attributes; 0 if the length is another. */
uint32_t priv_nl_u32(const struct priv_nl_attr *a);
uint8_t priv_nl_u8(const struct priv_nl_attr *a);

/* Copy a text with its NUL into the @size bytes at @out.  False, and "" there,
 * if it has no NUL or does not fit. */
bool priv_nl_text(const struct priv_nl_attr *a, char *out, size_t size);

#endif
