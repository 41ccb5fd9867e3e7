/* qemu_net.c - network cards: on a bridge, on a macvtap, behind NAT
 *
 * Runs as: caller.  Input: the caller's VM file.
 */
#include "qemu_internal.h"

static bool is_virtio(const struct vm_section *s)
{
	return str_starts_with(qemu_text(s, "driver"), STR("virtio-net"));
}

/* Only virtio makes use of vhost, and where its node cannot be opened, QEMU
 * 7.2 does not refuse but abort. */
static bool put_vhost(struct qemu_work *w, const struct vm_section *s)
{
	const struct vm_value *vhost = vm_value(s, "vhost");

	if (vhost->given && vhost->flag && !w->host->vhost_net) {
		err_at(w->e, ERR_HOST, vhost->at,
		       "/dev/vhost-net cannot be opened");
		return err_hint(w->e, "leave vhost out, or ask the "
				      "administrator for the module vhost_net "
				      "and for membership in the group kvm");
	}
	if (vhost->given ? vhost->flag : w->host->vhost_net && is_virtio(s))
		qemu_arg_add(w, ",vhost=on");
	return true;
}

static void begin_netdev(struct qemu_work *w, const char *kind)
{
	qemu_arg(w, "-netdev");
	qemu_arg_begin(w);
	qemu_arg_add(w, "%s,id=net%u", kind, w->nets);
}

/* A card with several pairs of queues needs an interrupt for each queue, one
 * for its configuration and one for its control queue. */
static void put_queues(struct qemu_work *w, int64_t queues)
{
	if (queues > 1)
		qemu_arg_add(w, ",mq=on,vectors=%lld",
			     2 * (long long)queues + 2);
}

static void put_card(struct qemu_work *w, const struct vm_section *s,
		     int64_t queues)
{
	const struct vm_value *mac = vm_value(s, "mac");
	char text[MAC_TEXT_BYTES];

	qemu_arg(w, "-device");
	qemu_arg_begin(w);
	qemu_arg_raw(w, qemu_text(s, "driver"));
	qemu_arg_add(w, ",id=nic%u,netdev=net%u", w->nets, w->nets);
	if (mac->set)
		qemu_arg_add(w, ",mac=%s", mac_print(&mac->mac, text));
	put_queues(w, queues);
	qemu_arg_end(w);
	w->nets++;
}

static bool check_queues(struct qemu_work *w, const struct vm_section *s)
{
	const struct vm_value *queues = vm_value(s, "queues");

	if (queues->integer == 1 || is_virtio(s))
		return true;
	return err_at(w->e, ERR_CONFIG, queues->at,
		      "only virtio-net cards have more than one pair of "
		      "queues");
}

/* No scripts: vm-init has done what they would do. */
bool qemu_tapbridge(struct qemu_work *w, const struct vm_section *s)
{
	int64_t queues = vm_value(s, "queues")->integer;
	bool done;

	if (!check_queues(w, s))
		return false;
	begin_netdev(w, "tap");
	qemu_arg_add(w, ",ifname=%s,script=no,downscript=no",
		     vm_value(s, "interface")->ifname.text);
	if (queues > 1)
		qemu_arg_add(w, ",queues=%lld", (long long)queues);
	done = put_vhost(w, s);
	qemu_arg_end(w);
	put_card(w, s, queues);
	return done;
}

bool qemu_macvtap(struct qemu_work *w, const struct vm_section *s)
{
	bool done;

	begin_netdev(w, "tap");
	qemu_arg_add(w, ",fd=%d", qemu_facts(w, s)->fd);
	done = put_vhost(w, s);
	qemu_arg_end(w);
	put_card(w, s, 1);
	return done;
}

static void put_forward(struct qemu_work *w, const struct forward *f)
{
	qemu_arg_add(w, ",hostfwd=%s:%s:%u-:%u",
		     f->protocol == FORWARD_TCP ? "tcp" : "udp", f->address,
		     f->host_port, f->guest_port);
}

bool qemu_user_net(struct qemu_work *w, const struct vm_section *s)
{
	const struct vm_value *forward = vm_value(s, "forward");

	begin_netdev(w, "user");
	if (vm_value(s, "restrict")->flag)
		qemu_arg_add(w, ",restrict=on");
	for (size_t i = 0; forward->set && i < forward->forwards.count; i++)
		put_forward(w, &forward->forwards.items[i]);
	qemu_arg_end(w);
	put_card(w, s, 1);
	return true;
}
