/* priv_netlink.c - a small client of rtnetlink(7)
 *
 * Runs as: root.  Input: the kernel's answers, and whatever else can reach a
 * netlink socket: a process with CAP_NET_ADMIN may send to any port, so what
 * is not from port 0 is dropped (CVE-2009-1185).
 */
#include "priv_netlink.h"
#include <errno.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>

/* Messages and attributes alike begin at multiples of 4 (NLMSG_ALIGNTO,
 * NLA_ALIGNTO). */
static size_t align(size_t len)
{
	return (len + 3) & ~(size_t)3;
}

static bool set_options(int fd)
{
	struct timeval wait = {.tv_sec = PRIV_NL_WAIT_S};
	int on = 1;

	/* Strict checking makes the kernel refuse filters that it does not
	 * understand, where it would otherwise dump everything. */
	return setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof(wait)) ==
		       0 &&
	       setsockopt(fd, SOL_NETLINK, NETLINK_GET_STRICT_CHK, &on,
			  sizeof(on)) == 0;
}

bool priv_nl_open(struct priv_nl *out, struct err *e)
{
	struct sockaddr_nl self = {.nl_family = AF_NETLINK};
	socklen_t len = sizeof(self);
	OWN_FD int fd =
		socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);

	if (fd < 0 || !set_options(fd) ||
	    bind(fd, (struct sockaddr *)&self, sizeof(self)) != 0 ||
	    getsockname(fd, (struct sockaddr *)&self, &len) != 0)
		return err_system(e, errno, "opening a netlink socket");
	*out = (struct priv_nl){.port = self.nl_pid};
	out->fd = take_fd(&fd);
	return true;
}

/* The body is always a whole number of aligned pieces, padded with zeros: the
 * kernel silently ignores an attribute that reaches over the end. */
static void append(struct priv_nl_request *r, const void *data, size_t len)
{
	size_t used = r->head.nlmsg_len - NLMSG_HDRLEN;

	BUG_UNLESS(len <= sizeof(r->body) && used <= sizeof(r->body) - len);
	if (len > 0)
		memcpy(r->body + used, data, len);
	r->head.nlmsg_len = (uint32_t)(NLMSG_HDRLEN + align(used + len));
}

void priv_nl_request(struct priv_nl_request *r, uint16_t type, uint16_t flags,
		     const void *fixed, size_t len)
{
	*r = (struct priv_nl_request){
		.head = {.nlmsg_len = NLMSG_HDRLEN,
			 .nlmsg_type = type,
			 .nlmsg_flags = (uint16_t)(NLM_F_REQUEST | NLM_F_ACK |
						   flags)}};
	append(r, fixed, len);
}

void priv_nl_link(struct priv_nl_request *r, uint16_t type, uint16_t flags,
		  uint32_t index)
{
	struct ifinfomsg fixed = {.ifi_index = (int)index};

	priv_nl_request(r, type, flags, &fixed, sizeof(fixed));
}

void priv_nl_put(struct priv_nl_request *r, uint16_t type, const void *data,
		 size_t len)
{
	struct nlattr head = {(uint16_t)(sizeof(head) + len), type};

	append(r, &head, sizeof(head));
	append(r, data, len);
}

void priv_nl_put_u32(struct priv_nl_request *r, uint16_t type, uint32_t n)
{
	priv_nl_put(r, type, &n, sizeof(n));
}

size_t priv_nl_nest(struct priv_nl_request *r, uint16_t type)
{
	size_t nest = r->head.nlmsg_len - NLMSG_HDRLEN;

	priv_nl_put(r, type, NULL, 0);
	return nest;
}

void priv_nl_nest_end(struct priv_nl_request *r, size_t nest)
{
	uint16_t len = (uint16_t)(r->head.nlmsg_len - NLMSG_HDRLEN - nest);

	memcpy(r->body + nest, &len, sizeof(len));
}

bool priv_nl_next(struct priv_nl_attrs *in, struct priv_nl_attr *out)
{
	struct nlattr head;
	size_t step;

	if (in->left < sizeof(head))
		return false;
	memcpy(&head, in->at, sizeof(head));
	if (head.nla_len < sizeof(head) || head.nla_len > in->left)
		return false;
	*out = (struct priv_nl_attr){
		.type = (uint16_t)(head.nla_type & (unsigned)NLA_TYPE_MASK),
		.data = in->at + sizeof(head),
		.len = head.nla_len - sizeof(head),
	};
	step = align(head.nla_len);
	if (step > in->left)
		step = in->left;
	in->at += step;
	in->left -= step;
	return true;
}

uint32_t priv_nl_u32(const struct priv_nl_attr *a)
{
	uint32_t n = 0;

	if (a->len == sizeof(n))
		memcpy(&n, a->data, sizeof(n));
	return n;
}

uint8_t priv_nl_u8(const struct priv_nl_attr *a)
{
	return a->len == 1 ? a->data[0] : 0;
}

bool priv_nl_text(const struct priv_nl_attr *a, char *out, size_t size)
{
	const unsigned char *nul =
		a->len > 0 ? memchr(a->data, '\0', a->len) : NULL;

	*out = '\0';
	if (nul == NULL || (size_t)(nul - a->data) >= size)
		return false;
	memcpy(out, a->data, (size_t)(nul - a->data) + 1);
	return true;
}

/* The result that an acknowledgement or the end of a dump carries. */
static void finish(struct priv_nl_answer *answer, const unsigned char *payload,
		   size_t len)
{
	int result;

	answer->done = true;
	if (len < sizeof(result)) {
		answer->errnum = EBADMSG;
		return;
	}
	memcpy(&result, payload, sizeof(result));
	if (result != 0)
		answer->errnum =
			result < 0 && result > -4096 ? -result : EBADMSG;
	else if (answer->interrupted)
		answer->errnum = EAGAIN;
}

static void take(struct priv_nl_answer *answer, const struct nlmsghdr *head,
		 const unsigned char *payload, size_t len,
		 const struct priv_nl_sink *sink)
{
	if (head->nlmsg_seq != answer->seq || head->nlmsg_pid != answer->port)
		return;
	if (head->nlmsg_flags & NLM_F_DUMP_INTR)
		answer->interrupted = true;
	if (head->nlmsg_type == NLMSG_ERROR || head->nlmsg_type == NLMSG_DONE)
		finish(answer, payload, len);
	else if (head->nlmsg_type >= NLMSG_MIN_TYPE && sink != NULL)
		sink->take(sink->arg, head->nlmsg_type, payload, len);
}

void priv_nl_scan(struct priv_nl_answer *answer, const unsigned char *bytes,
		  size_t len, const struct priv_nl_sink *sink)
{
	while (len > 0 && !answer->done) {
		struct nlmsghdr head;
		size_t step;

		if (len >= sizeof(head))
			memcpy(&head, bytes, sizeof(head));
		if (len < sizeof(head) || head.nlmsg_len < sizeof(head) ||
		    head.nlmsg_len > len) {
			answer->done = true;
			answer->errnum = EBADMSG;
			return;
		}
		take(answer, &head, bytes + NLMSG_HDRLEN,
		     head.nlmsg_len - NLMSG_HDRLEN, sink);
		step = align(head.nlmsg_len);
		if (step > len)
			step = len;
		bytes += step;
		len -= step;
	}
}

/* Receive one datagram of the kernel's.  Its length, 0 for another sender's,
 * or minus an errno. */
static ssize_t receive(const struct priv_nl *nl, unsigned char *bytes,
		       size_t size)
{
	struct sockaddr_nl from = {.nl_family = AF_UNSPEC};
	struct iovec iov = {bytes, size};
	struct msghdr msg = {
		.msg_name = &from,
		.msg_namelen = sizeof(from),
		.msg_iov = &iov,
		.msg_iovlen = 1,
	};
	ssize_t n = recvmsg(nl->fd, &msg, 0);

	if (n < 0)
		return errno == EAGAIN ? -ETIMEDOUT : -errno;
	if (from.nl_family != AF_NETLINK || from.nl_pid != 0)
		return 0;
	return (msg.msg_flags & MSG_TRUNC) != 0 ? -EBADMSG : n;
}

int priv_nl_ask(struct priv_nl *nl, struct priv_nl_request *r,
		const struct priv_nl_sink *sink)
{
	static unsigned char bytes[PRIV_NL_ANSWER_BYTES];
	struct priv_nl_answer answer = {.port = nl->port, .seq = ++nl->seq};

	r->head.nlmsg_seq = answer.seq;
	if (send(nl->fd, r, r->head.nlmsg_len, 0) < 0)
		return errno;
	for (int i = 0; i < PRIV_NL_ANSWERS_MAX; i++) {
		ssize_t n = receive(nl, bytes, sizeof(bytes));

		if (n < 0)
			return (int)-n;
		priv_nl_scan(&answer, bytes, (size_t)n, sink);
		if (answer.done)
			return answer.errnum;
	}
	return EBADMSG;
}
