/* priv_channel.c - the wire between the caller's half and root's half
 *
 * Runs as: root (receive, answer) and the caller (ask, hear).  Input: in root's
 * half whatever a hostile U sends; in the caller's half the answers of X.
 *
 * A sequenced-packet socket keeps messages whole: one message is one plan, or
 * one answer.
 */
#include "priv_channel.h"
#include "priv_clock.h"
#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>

enum {
	PLAN_WAIT_MS = 10000,
	ANSWER_WAIT_S = 2,
};

bool priv_channel_open(int ends[2], struct err *e)
{
	struct timeval wait = {.tv_sec = ANSWER_WAIT_S};

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
		return err_system(e, errno, "making a pair of sockets");
	if (setsockopt(ends[1], SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof(wait)) !=
	    0)
		return err_system(e, errno, "setting a socket's time limit");
	return true;
}

/* No room for ancillary data is given, so that the kernel closes descriptors
 * that come with a message before they exist in this process, and says so by
 * MSG_CTRUNC. */
static ssize_t receive(int link, void *bytes, size_t size, int *flags)
{
	struct iovec iov = {bytes, size};
	struct msghdr msg = {.msg_iov = &iov, .msg_iovlen = 1};
	ssize_t n = recvmsg(link, &msg, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);

	*flags = msg.msg_flags;
	return n;
}

enum priv_received priv_channel_receive(int link, struct plan *out,
					struct err *e)
{
	struct priv_deadline end = priv_deadline_in_ms(PLAN_WAIT_MS);
	unsigned char bytes[PLAN_WIRE_BYTES];
	ssize_t n;
	int flags;

	if (!priv_deadline_poll(&end, link, POLLIN)) {
		err_set(e, ERR_TIMEOUT, "no plan came within %d s",
			PLAN_WAIT_MS / 1000);
		return PRIV_RECEIVED_JUNK;
	}
	n = receive(link, bytes, sizeof(bytes), &flags);
	if (n < 0) {
		err_system(e, errno, "receiving the plan");
		return PRIV_RECEIVED_JUNK;
	}
	if (flags & (MSG_TRUNC | MSG_CTRUNC)) {
		err_set(e, ERR_CONFIG, "a plan is %d bytes and nothing else",
			PLAN_WIRE_BYTES);
		return PRIV_RECEIVED_JUNK;
	}
	if (n == 0)
		return PRIV_RECEIVED_NOTHING;
	return plan_from_wire(bytes, (size_t)n, out, e) ? PRIV_RECEIVED_PLAN
							: PRIV_RECEIVED_JUNK;
}

void priv_channel_answer(int link, const struct priv_answer *answer)
{
	if (send(link, answer, sizeof(*answer), MSG_NOSIGNAL) < 0)
		/* Nobody listens: do not wait for each of the others too. */
		(void)shutdown(link, SHUT_RDWR);
}

bool priv_ask(int link, const struct plan *plan, struct err *e)
{
	unsigned char bytes[PLAN_WIRE_BYTES];

	plan_to_wire(plan, bytes);
	/* EPIPE: X has ended, and its answer says why. */
	if (write(link, bytes, sizeof(bytes)) < 0 && errno != EPIPE)
		return err_system(e, errno, "sending the plan");
	return true;
}

/* X is gone when its end of the socket is: only then is all that it held
 * (locks, devices) free again. */
static void wait_for_end(int link)
{
	char byte;

	while (read(link, &byte, 1) > 0)
		;
}

bool priv_hear(int link, struct priv_answer *out, struct err *e)
{
	ssize_t n = read(link, out, sizeof(*out));

	/* What X has not read when it ends is a reset. */
	if (n < 0 && errno != ECONNRESET)
		return err_system(e, errno, "waiting for an answer");
	if (n != (ssize_t)sizeof(*out))
		return err_set(
			e, ERR_SYSTEM,
			"root's half of vm-init ended without an answer");
	if (out->kind == PRIV_ANSWER_END)
		wait_for_end(link);
	return true;
}
