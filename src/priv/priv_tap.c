/* priv_tap.c - a tap on a bridge
 *
 * Runs as: root.  Input: permits, made by policy_judge().
 *
 * The tap is not persistent until all else has been done: whatever kills this
 * process before, the kernel takes the tap away with its descriptor.
 */
#include "priv_tap.h"
#include "priv_change.h"
#include "priv_link.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/if_link.h>
#include <linux/if_tun.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/random.h>

static const char *name_of(const struct permit *permit)
{
	return permit_op(permit)->ifname.text;
}

/* Create the tap.  Reading the name back is not for show: the kernel expands
 * "%d" and cuts what is too long. */
static int create(const struct permit *permit, struct err *e)
{
	const struct plan_op *op = permit_op(permit);
	struct ifreq request = {0};
	OWN_FD int fd = open("/dev/net/tun", O_RDWR | O_CLOEXEC);
	int flags = IFF_TAP | IFF_NO_PI | IFF_VNET_HDR | IFF_TUN_EXCL;

	if (fd < 0) {
		err_system(e, errno, "opening /dev/net/tun");
		err_hint(e, "the administrator may run: modprobe tun");
		return -1;
	}
	memcpy(request.ifr_name, op->ifname.text, sizeof(op->ifname.text));
	if (op->queues > 1)
		flags |= IFF_MULTI_QUEUE;
	request.ifr_flags = (short)flags;
	if (ioctl(fd, TUNSETIFF, &request) != 0 ||
	    ioctl(fd, TUNSETOWNER, (unsigned long)permit_uid(permit)) != 0) {
		err_system(e, errno, "making tap %s", op->ifname.text);
		return -1;
	}
	if (strcmp(request.ifr_name, op->ifname.text) != 0) {
		err_set(e, ERR_SYSTEM, "the kernel made %s of the name %s",
			request.ifr_name, op->ifname.text);
		return -1;
	}
	return take_fd(&fd);
}

/* The tap that create() made, which nothing has been done to yet. */
static bool find(struct priv_nl *nl, const struct permit *permit,
		 struct priv_link *out, struct err *e)
{
	int errnum = priv_link_by_name(nl, &permit_op(permit)->ifname, out);

	if (errnum != 0)
		return err_system(e, errnum, "looking for tap %s",
				  name_of(permit));
	if (!priv_link_is_kind(out, "tun") || (out->flags & IFF_UP) != 0 ||
	    out->master != 0 || out->alias[0] != '\0')
		return err_set(e, ERR_BUSY,
			       "%s became another interface meanwhile",
			       name_of(permit));
	return true;
}

/* Until a tap has an owner anybody may attach to it, if it is one of several
 * queues (tun_not_capable(), drivers/net/tun.c), and stays attached, and may do
 * with it what its owner may. */
static bool check_alone(const struct priv_link *link,
			const struct permit *permit, struct err *e)
{
	const struct priv_tun *tun = &link->tun;

	if (!tun->persist && tun->owner == permit_uid(permit) &&
	    (!tun->multi_queue || tun->open == 1))
		return true;
	err_set(e, ERR_BUSY, "somebody attached to tap %s while it was made",
		name_of(permit));
	return err_hint(e, "try again; the administrator may look who it is, "
			   "and keep /dev/net/tun from them");
}

static uint64_t number_from_mac(const struct mac *mac)
{
	uint64_t n = 0;

	for (size_t i = 1; i < sizeof(mac->octets); i++)
		n = n << 8 | mac->octets[i];
	return n;
}

/* A random MAC of the host's side.  A bridge whose address nobody set takes
 * the lowest of its ports', and the host drops off the network when that
 * changes: so the tap's is high, and above the bridge's if that is a tap's. */
static bool choose_mac(const struct mac *bridge, struct mac *out, struct err *e)
{
	const uint64_t end = UINT64_C(1) << 40;
	uint64_t low =
		bridge->octets[0] == 0xfe ? number_from_mac(bridge) + 1 : 0;
	uint64_t n;

	if (getrandom(&n, sizeof(n), 0) != sizeof(n))
		return err_system(e, errno, "getting random bytes");
	n = low < end ? low + n % (end - low) : end - 1;
	out->octets[0] = 0xfe;
	for (size_t i = sizeof(out->octets) - 1; i > 0; i--, n >>= 8)
		out->octets[i] = (uint8_t)n;
	return true;
}

static bool configure(struct priv_nl *nl, const struct permit *permit,
		      uint32_t index, struct err *e)
{
	struct priv_nl_request r;
	struct mac mac;

	if (!choose_mac(&permit_fact(permit)->peer_mac, &mac, e) ||
	    !priv_change_no_address(nl, permit, index, e))
		return false;
	priv_change_begin(&r, index, IFF_UP);
	priv_nl_put(&r, IFLA_ADDRESS, mac.octets, sizeof(mac.octets));
	priv_change_put_mark(&r, permit);
	priv_nl_put_u32(&r, IFLA_MASTER, permit_fact(permit)->peer_index);
	return priv_change_send(nl, &r, "setting up tap", name_of(permit), e);
}

/* Delete the tap, which our descriptor still holds: closing that does it too,
 * but not if somebody else has it open.  Returns false. */
static bool take_back(struct priv_nl *nl, const struct permit *permit,
		      uint32_t index, struct err *e)
{
	struct priv_nl_request r;
	struct err why;

	priv_nl_link(&r, RTM_DELLINK, 0, index);
	if (priv_change_send(nl, &r, "deleting", name_of(permit), &why))
		return false;
	return err_hint(e, "the administrator may have to delete %s",
			name_of(permit));
}

int priv_tap_make(struct priv_nl *nl, const struct permit *permit,
		  uint32_t *index_out, struct err *e)
{
	OWN_FD int fd = create(permit, e);
	struct priv_link link;

	if (fd < 0 || !find(nl, permit, &link, e))
		return -1;
	*index_out = link.index;
	if (check_alone(&link, permit, e) &&
	    configure(nl, permit, link.index, e) &&
	    priv_change_verify(nl, permit, link.index, e))
		return take_fd(&fd);
	(void)take_back(nl, permit, link.index, e);
	return -1;
}

bool priv_tap_commit(const struct permit *permit, int fd, struct err *e)
{
	return ioctl(fd, TUNSETPERSIST, 1UL) == 0 ||
	       err_system(e, errno, "letting tap %s persist", name_of(permit));
}

/* Join the bridge of index @master (0: leave it), and go up or down. */
static bool join(struct priv_nl *nl, const struct permit *permit,
		 uint32_t index, uint32_t master, unsigned flags, struct err *e)
{
	struct priv_nl_request r;

	priv_change_begin(&r, index, flags);
	priv_nl_put_u32(&r, IFLA_MASTER, master);
	return priv_change_send(nl, &r, "mending tap", name_of(permit), e);
}

bool priv_tap_mend(struct priv_nl *nl, const struct permit *permit,
		   const struct priv_link *before, struct err *e)
{
	return join(nl, permit, before->index, permit_fact(permit)->peer_index,
		    IFF_UP, e) &&
	       priv_change_verify(nl, permit, before->index, e);
}

bool priv_tap_restore(struct priv_nl *nl, const struct permit *permit,
		      const struct priv_link *before, struct err *e)
{
	struct priv_link now;

	return priv_change_look(nl, permit, before->index, &now, e) &&
	       join(nl, permit, before->index, before->master, before->flags,
		    e);
}
