/* fuzz_wire.c - any message to root's half: a plan, or a refusal
 *
 * Runs as: the developer.  Input: any bytes.
 *
 * Whatever the scanners are made of, what they let through is judged here by
 * other means: root gives these names to the kernel.
 */
#include "fuzz.h"
#include "vmman/plan.h"
#include <string.h>

#define DIGITS  "0123456789"
#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

static void judge_name(const char *name, size_t room, const char *bytes)
{
	size_t len = strnlen(name, room);

	MUST(len > 0 && len < room);
	MUST(strspn(name, bytes) == len);
	MUST(name[0] != '-' && name[0] != '.' && name[0] != '_');
	for (size_t i = len; i < room; i++)
		MUST(name[i] == '\0');
}

static void judge_link(const struct plan_op *op)
{
	static const uint8_t zero[6];

	judge_name(op->ifname.text, sizeof(op->ifname.text),
		   LETTERS DIGITS "_-");
	judge_name(op->peer.text, sizeof(op->peer.text), LETTERS DIGITS "_.-");
	MUST((op->mac.octets[0] & 1) == 0);
	MUST(memcmp(op->mac.octets, zero, sizeof(zero)) != 0);
	if (op->kind == PLAN_TAPBRIDGE)
		MUST(op->queues >= 1 && op->queues <= PLAN_QUEUES_MAX);
	else
		MUST(op->mode == PLAN_MODE_PRIVATE ||
		     op->mode == PLAN_MODE_VEPA ||
		     op->mode == PLAN_MODE_BRIDGE);
}

static void judge_path(const struct plain_path *path)
{
	size_t len = strnlen(path->text, sizeof(path->text));

	MUST(len > 1 && len < sizeof(path->text));
	MUST(path->text[0] == '/' && path->text[len - 1] != '/');
	MUST(strspn(path->text, LETTERS DIGITS "/_.:+=@,-") == len);
	MUST(strstr(path->text, "/.") == NULL);
	MUST(strstr(path->text, "//") == NULL);
	MUST(strstr(path->text, "/-") == NULL);
}

static void judge_usb(const struct usb_dev *dev)
{
	MUST(dev->by_port == (dev->port[0] != '\0'));
	MUST(strspn(dev->port, DIGITS "-.") == strlen(dev->port));
	MUST(strstr(dev->port, "..") == NULL);
}

static void judge_op(const struct plan_op *op)
{
	switch (op->kind) {
	case PLAN_TAPBRIDGE:
	case PLAN_MACVTAP:
		judge_link(op);
		return;
	case PLAN_PCI:
		MUST(op->pci.device < 32 && op->pci.function < 8);
		return;
	case PLAN_USB:
		judge_usb(&op->usb);
		return;
	case PLAN_BLOCK:
		MUST(strncmp(op->path.text, "/dev/", 5) == 0);
		judge_path(&op->path);
		return;
	case PLAN_HUGEPAGES:
		judge_path(&op->path);
		return;
	case PLAN_LOCKED:
		MUST(op->bytes >= 1024 && op->bytes <= INT64_MAX);
		return;
	}
	MUST(false);
}

static void judge_plan(const struct plan *plan)
{
	MUST(plan->verb >= PLAN_INIT && plan->verb <= PLAN_MEMLOCK);
	MUST(plan->count <= PLAN_OPS_MAX);
	MUST(plan->verb != PLAN_WHAT_CAN_I || plan->count == 0);
	if (plan->verb == PLAN_WHAT_CAN_I)
		MUST(plan->vm.text[0] == '\0');
	else
		judge_name(plan->vm.text, sizeof(plan->vm.text),
			   LETTERS DIGITS "_.-");
	MUST(strstr(plan->vm.text, "..") == NULL);
	for (size_t i = 0; i < plan->count; i++)
		judge_op(&plan->ops[i]);
}

int fuzz_one(const unsigned char *bytes, size_t len)
{
	unsigned char again[PLAN_WIRE_BYTES];
	struct plan plan;
	struct err e = {0};

	if (!plan_from_wire(bytes, len, &plan, &e)) {
		MUST(e.kind == ERR_CONFIG && e.text[0] != '\0');
		return 0;
	}
	MUST(len == PLAN_WIRE_BYTES);
	judge_plan(&plan);
	plan_to_wire(&plan, again);
	MUST(memcmp(bytes, again, sizeof(again)) == 0);
	return 0;
}
