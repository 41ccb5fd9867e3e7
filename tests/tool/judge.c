/* judge.c - the policy's stages, for tests: judge policy FILE, judge case FILE
 *
 * Runs as: the developer.  Input: our own test files.
 *
 * "policy" prints a policy normalised, then its warnings.  "case" judges; a
 * file holds cases one behind the other, each a policy and a world:
 *
 *	version = 1
 *	[[allow]]
 *	...
 *	%%
 *	name user alice 1000
 *	caller 1000 1000 27,2000 alice	(uid, gid, groups or -, name or -)
 *	netns foreign			(absent: the host's)
 *	plan init web			(or explain, release)
 *	tapbridge a0 br0 02:00:00:00:00:01 link=ours same peer=bridge
 *	macvtap a1 eno1 02:00:00:00:00:02 critical peer-mac=02:00:00:00:00:03
 *	own a0 web in-use
 *	pci 0000:65:00.0 10de:2204 driver=nouveau group=14 vga
 *	member 0000:65:00.1 10de:1aef driver=snd_hda_intel class=040300
 *	usb 1-2 0951:1666 owner=1000	(what is asked for, what sits there)
 *	block /dev/sda1 group=6 mode=660 use=mounted
 *	hugepages /dev/hugepages/alice absent
 *	%%
 *
 * A tap or macvtap is a request and what is found for it: unless it says else,
 * no link of that name, and a peer that fits.  So is a PCI device: one that is
 * free, alone in group 1 and of class 020000, without a driver.  A member is
 * one more in the group of the PCI device before.  USB devices, block devices
 * and directories are there and root's.  The exit status is that of the last
 * refusal, 0 if there was none.
 */
#include "vmman/cli.h"
#include "vmman/num.h"
#include "vmman/out.h"
#include "vmman/policy.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	FILE_BYTES_MAX = 64 << 20,
	WORDS_MAX = 16,
	GROUPS_MAX = 32,
};

static unsigned char policy_memory[POLICY_READ_BYTES];
static unsigned char permit_memory[POLICY_PERMITS_BYTES];
static struct out out;

/* What a case says beside its policy. */
struct world {
	struct caller caller;
	gid_t groups[GROUPS_MAX];
	struct plan plan;
	struct facts facts;
};

_Noreturn static void die(const char *what, const char *about)
{
	(void)fprintf(stderr, "judge: %s: %s\n", what, about);
	exit(70);
}

static struct str read_file(const char *path)
{
	static char bytes[FILE_BYTES_MAX + TOML_PAD];
	FILE *f = fopen(path, "re");
	size_t len;

	if (f == NULL)
		die("opening", path);
	len = fread(bytes, 1, FILE_BYTES_MAX, f);
	(void)fclose(f);
	return (struct str){bytes, len};
}

/* Read the policy @text of the file @path; with errors, tell them and end. */
static struct policy read_policy(const char *path, struct str text)
{
	static char bytes[POLICY_BYTES_MAX + TOML_PAD];
	struct arena arena = arena_over(policy_memory, sizeof(policy_memory));
	struct report_source source = {path, text};
	struct err_list errs = {.count = 0};
	struct policy policy;

	if (text.len > POLICY_BYTES_MAX)
		die("too large", path);
	memset(bytes, 0, sizeof(bytes));
	memcpy(bytes, text.data, text.len);
	if (!policy_read(bytes, text.len, &arena, &policy, &errs))
		exit(report_exit_errors("judge", &errs, &source, REPORT_TEXT));
	return policy;
}

static int print_policy(const char *path, struct str text)
{
	struct policy policy = read_policy(path, text);
	struct err_list warnings = {.count = 0};

	policy_print(&policy, &out);
	policy_warn(&policy, &warnings);
	for (size_t i = 0; i < warnings.count; i++) {
		const struct err *e = &warnings.items[i];
		struct report_position at = report_position(text, e->at.offset);

		if (e->at.known)
			out_format(&out, "# %zu:%zu: ", at.line, at.column);
		else
			out_text(&out, "# ");
		out_format(&out, "%s\n", e->text);
		if (e->hint[0] != '\0')
			out_format(&out, "#   %s\n", e->hint);
	}
	return 0;
}

/* Split @line at its blanks; how many words there are. */
static size_t split(char *line, char *words[WORDS_MAX])
{
	size_t count = 0;
	char *rest = line;
	char *word;

	while ((word = strsep(&rest, " \t")) != NULL)
		if (*word != '\0' && count < WORDS_MAX)
			words[count++] = word;
	return count;
}

static uint32_t number(const char *text)
{
	uint64_t n;

	if (!num_parse(str_from_c(text), UINT32_MAX, &n))
		die("no number", text);
	return (uint32_t)n;
}

static struct ifname name_of(const char *text)
{
	struct ifname name;
	struct err e;

	if (!ifname_parse_existing(str_from_c(text), &name, &e))
		die(e.text, text);
	return name;
}

static struct mac mac_of(const char *text)
{
	struct mac mac;
	struct err e;

	if (!mac_parse(str_from_c(text), &mac, &e))
		die(e.text, text);
	return mac;
}

static struct vm_name vm_of(const char *text)
{
	struct vm_name vm;
	struct err e;

	if (!vm_name_parse(str_from_c(text), &vm, &e))
		die(e.text, text);
	return vm;
}

/* "name user alice 1000" */
static void read_name(const struct policy *policy, char *const words[])
{
	enum policy_who_kind kind =
		strcmp(words[1], "user") == 0 ? POLICY_USER : POLICY_GROUP;

	for (size_t i = 0; i < policy->who_count; i++) {
		struct policy_who *who = &policy->who[i];

		if (who->kind != kind || strcmp(who->name, words[2]) != 0)
			continue;
		who->resolved = true;
		who->id = number(words[3]);
	}
}

/* "caller 1000 1000 27,2000 alice" */
static void read_caller(struct world *w, char *const words[])
{
	char *rest = strcmp(words[3], "-") == 0 ? NULL : words[3];
	char *group;

	w->caller.uid = number(words[1]);
	w->caller.gid = number(words[2]);
	w->caller.groups = w->groups;
	while ((group = strsep(&rest, ",")) != NULL)
		w->groups[w->caller.group_count++] = number(group);
	if (strcmp(words[4], "-") != 0)
		(void)snprintf(w->caller.user, sizeof(w->caller.user), "%s",
			       words[4]);
}

/* "plan init web" */
static void read_plan(struct world *w, char *const words[])
{
	w->plan.verb = strcmp(words[1], "release") == 0   ? PLAN_RELEASE
		       : strcmp(words[1], "explain") == 0 ? PLAN_EXPLAIN
							  : PLAN_INIT;
	w->plan.vm = vm_of(words[2]);
}

static enum fact_link link_of(const char *text)
{
	static const char *const links[] = {
		[FACT_LINK_NONE] = "none",
		[FACT_LINK_OURS] = "ours",
		[FACT_LINK_LEFTOVER] = "leftover",
		[FACT_LINK_STALE] = "stale",
		[FACT_LINK_OTHER_VM] = "other-vm",
		[FACT_LINK_FOREIGN] = "foreign",
	};

	for (size_t i = 0; i < ARRAY_LEN(links); i++)
		if (strcmp(text, links[i]) == 0)
			return (enum fact_link)i;
	die("no kind of link", text);
}

static enum fact_peer peer_of(const char *text)
{
	static const char *const peers[] = {
		[FACT_PEER_NONE] = "none",
		[FACT_PEER_BRIDGE] = "bridge",
		[FACT_PEER_PARENT] = "parent",
		[FACT_PEER_OTHER] = "other",
	};

	for (size_t i = 0; i < ARRAY_LEN(peers); i++)
		if (strcmp(text, peers[i]) == 0)
			return (enum fact_peer)i;
	die("no kind of peer", text);
}

/* "link=ours", "critical", ... */
static void read_fact(struct fact *fact, const char *word)
{
	if (strncmp(word, "link=", 5) == 0)
		fact->link = link_of(word + 5);
	else if (strncmp(word, "peer=", 5) == 0)
		fact->peer = peer_of(word + 5);
	else if (strncmp(word, "peer-mac=", 9) == 0)
		fact->peer_mac = mac_of(word + 9);
	else if (strcmp(word, "same") == 0)
		fact->link_same = true;
	else if (strcmp(word, "critical") == 0)
		fact->peer_critical = true;
	else
		die("no fact", word);
}

/* "tapbridge a0 br0 02:00:00:00:00:01 .." */
static void read_op(struct world *w, char *const words[], size_t count)
{
	struct plan_op *op = &w->plan.ops[w->plan.count];
	struct fact *fact = &w->facts.ops[w->plan.count];
	bool tap = strcmp(words[0], "tapbridge") == 0;

	w->plan.count++;
	op->kind = tap ? PLAN_TAPBRIDGE : PLAN_MACVTAP;
	op->ifname = name_of(words[1]);
	op->peer = name_of(words[2]);
	op->mac = mac_of(words[3]);
	op->queues = tap ? 1 : 0;
	op->mode = tap ? 0 : PLAN_MODE_BRIDGE;
	fact->peer = tap ? FACT_PEER_BRIDGE : FACT_PEER_PARENT;
	for (size_t i = 4; i < count; i++)
		read_fact(fact, words[i]);
}

/* "own a0 web in-use" */
static void read_own(struct world *w, char *const words[], size_t count)
{
	struct fact_own *own = &w->facts.own[w->facts.own_count++];

	own->ifname = name_of(words[1]);
	own->vm = vm_of(words[2]);
	own->in_use = count > 3;
}

static struct pci_addr pci_of(const char *text)
{
	struct pci_addr addr;
	struct err e;

	if (!pci_addr_parse(str_from_c(text), &addr, &e))
		die(e.text, text);
	return addr;
}

static struct usb_id id_of(const char *text)
{
	struct usb_id id;
	struct err e;

	if (!usb_id_parse(str_from_c(text), &id, &e))
		die(e.text, text);
	return id;
}

/* "driver=nouveau", "class=030000"; false if it is about no function. */
static bool read_function(struct fact_function *f, const char *word)
{
	if (strncmp(word, "class=", 6) == 0) {
		f->class = (uint32_t)strtoul(word + 6, NULL, 16);
		return true;
	}
	if (strncmp(word, "driver=", 7) != 0)
		return false;
	f->driver = strcmp(word + 7, "vfio-pci") == 0 ? FACT_DRIVER_VFIO
						      : FACT_DRIVER_HOST;
	(void)snprintf(f->driver_name, sizeof(f->driver_name), "%s", word + 7);
	return true;
}

/* "group=14", "owner=1001", "vga", "use=mounted", ... */
static void read_pci_fact(struct fact_pci *pci, const char *word)
{
	if (strncmp(word, "group=", 6) == 0)
		pci->group = number(word + 6);
	else if (strncmp(word, "owner=", 6) == 0)
		pci->owner = number(word + 6);
	else if (strncmp(word, "use=", 4) == 0)
		(void)snprintf(pci->use, sizeof(pci->use), "%s", word + 4);
	else if (strcmp(word, "override") == 0)
		pci->override = FACT_OVERRIDE_VFIO;
	else if (strcmp(word, "no-iommu") == 0)
		pci->iommu = FACT_IOMMU_NONE;
	else if (strcmp(word, "vga") == 0)
		pci->boot_vga = true;
	else
		die("no fact", word);
}

/* "pci 0000:65:00.0 10de:2204 .." */
static void read_pci(struct world *w, char *const words[], size_t count)
{
	struct fact_pci *pci = &w->facts.ops[w->plan.count].pci;
	struct plan_op *op = &w->plan.ops[w->plan.count++];

	*op = (struct plan_op){.kind = PLAN_PCI, .pci = pci_of(words[1])};
	*pci = (struct fact_pci){
		.there = true,
		.can_bind = true,
		.has_node = true,
		.iommu = FACT_IOMMU_REAL,
		.group = 1,
		.self = {.addr = op->pci, .class = 0x020000},
	};
	pci->self.id = id_of(words[2]);
	for (size_t i = 3; i < count; i++)
		if (!read_function(&pci->self, words[i]))
			read_pci_fact(pci, words[i]);
	pci->members[pci->member_count++] = pci->self;
}

/* "member 0000:65:00.1 10de:1aef driver=snd_hda_intel" */
static void read_member(struct world *w, char *const words[], size_t count)
{
	struct fact_pci *pci = &w->facts.ops[w->plan.count - 1].pci;
	struct fact_function *f = &pci->members[pci->member_count++];

	f->addr = pci_of(words[1]);
	f->id = id_of(words[2]);
	for (size_t i = 3; i < count; i++)
		if (!read_function(f, words[i]))
			die("no fact of a member", words[i]);
}

/* "absent", "owner=1001", "mode=660", ... */
static void read_node_fact(struct fact_node *node, const char *word)
{
	if (strcmp(word, "absent") == 0)
		node->sort = FACT_SORT_ABSENT;
	else if (strcmp(word, "unfit") == 0)
		node->sort = FACT_SORT_UNFIT;
	else if (strcmp(word, "elsewhere") == 0)
		node->is_hugetlbfs = false;
	else if (strncmp(word, "owner=", 6) == 0)
		node->owner = number(word + 6);
	else if (strncmp(word, "group=", 6) == 0)
		node->group = number(word + 6);
	else if (strncmp(word, "mode=", 5) == 0)
		node->mode = (mode_t)strtoul(word + 5, NULL, 8);
	else if (strncmp(word, "use=", 4) == 0)
		(void)snprintf(node->use, sizeof(node->use), "%s", word + 4);
	else
		die("no fact", word);
}

static struct usb_dev usb_of(const char *text)
{
	struct usb_dev dev;
	struct err e;

	if (!usb_dev_parse(str_from_c(text), &dev, &e))
		die(e.text, text);
	return dev;
}

static struct plain_path path_of(const char *text)
{
	struct plain_path path;
	struct err e;

	if (!plain_path_parse(str_from_c(text), &path, &e))
		die(e.text, text);
	return path;
}

/* "usb 1-2 0951:1666 ..", "block /dev/sda1 ..", "hugepages DIRECTORY .." */
static void read_node(struct world *w, char *const words[], size_t count)
{
	struct fact_node *node = &w->facts.ops[w->plan.count].node;
	struct plan_op *op = &w->plan.ops[w->plan.count++];
	bool usb = strcmp(words[0], "usb") == 0;
	bool block = strcmp(words[0], "block") == 0;

	*op = (struct plan_op){.kind = usb     ? PLAN_USB
				       : block ? PLAN_BLOCK
					       : PLAN_HUGEPAGES};
	*node = (struct fact_node){.sort = FACT_SORT_FIT,
				   .is_hugetlbfs = !usb && !block,
				   .mode = 0600};
	if (usb) {
		op->usb = usb_of(words[1]);
		node->id = id_of(words[2]);
	} else {
		op->path = path_of(words[1]);
	}
	for (size_t i = usb ? 3 : 2; i < count; i++)
		read_node_fact(node, words[i]);
}

static bool is_node(const char *first, size_t count)
{
	return (strcmp(first, "usb") == 0 && count >= 3) ||
	       ((strcmp(first, "block") == 0 ||
		 strcmp(first, "hugepages") == 0) &&
		count >= 2);
}

/* The lines of a world: their first word, and how many there are at least. */
static void read_line(const struct policy *policy, struct world *w, char *line)
{
	char *words[WORDS_MAX];
	size_t count = split(line, words);
	const char *first = count > 0 ? words[0] : "#";

	if (first[0] == '#')
		return;
	if (strcmp(first, "name") == 0 && count == 4)
		read_name(policy, words);
	else if (strcmp(first, "caller") == 0 && count == 5)
		read_caller(w, words);
	else if (strcmp(first, "netns") == 0 && count == 2)
		w->facts.same_netns = false;
	else if (strcmp(first, "plan") == 0 && count == 3)
		read_plan(w, words);
	else if (strcmp(first, "own") == 0 && count >= 3)
		read_own(w, words, count);
	else if (strcmp(first, "pci") == 0 && count >= 3 &&
		 w->plan.count < PLAN_OPS_MAX)
		read_pci(w, words, count);
	else if (is_node(first, count) && w->plan.count < PLAN_OPS_MAX)
		read_node(w, words, count);
	else if (strcmp(first, "member") == 0 && count >= 3 &&
		 w->plan.count > 0)
		read_member(w, words, count);
	else if ((strcmp(first, "tapbridge") == 0 ||
		  strcmp(first, "macvtap") == 0) &&
		 count >= 4 && w->plan.count < PLAN_OPS_MAX)
		read_op(w, words, count);
	else
		die("no line of a world", first);
}

static void read_world(const struct policy *policy, struct world *w,
		       struct str text)
{
	char *lines = strndup(text.data, text.len);
	char *rest = lines;
	char *line;

	memset(w, 0, sizeof(*w));
	w->facts.same_netns = true;
	while ((line = strsep(&rest, "\n")) != NULL)
		read_line(policy, w, line);
	free(lines);
}

static const char *give_text(const struct plan_op *op)
{
	if (!plan_kind_is_link(op->kind))
		return "give";
	return op->kind == PLAN_TAPBRIDGE ? "make a tap" : "make a macvtap";
}

static const char *act_text(const struct plan *plan, const struct verdict *v)
{
	switch (v->act) {
	case PERMIT_GIVE:
		return give_text(&plan->ops[v->op]);
	case PERMIT_KEEP:
		return "keep";
	case PERMIT_RETURN:
		return "take back";
	case PERMIT_RELEASE:
		return "release";
	}
	BUG();
}

static void print_verdict(const struct plan *plan, const struct verdict *v)
{
	out_format(&out, "%s: ", v->subject);
	if (v->allowed) {
		out_format(&out, "%s (line %u)\n", act_text(plan, v), v->line);
		return;
	}
	out_format(&out, "%d (line %u): %s\n", report_exit_code(v->why.kind),
		   v->line, v->why.text);
	if (v->why.hint[0] != '\0')
		out_format(&out, "  hint: %s\n", v->why.hint);
}

/* Judge one case; 0 or the exit status of its last refusal. */
static int judge_case(const char *path, struct str policy_text,
		      struct str world_text)
{
	static struct judgement j;
	static struct world w;
	struct arena arena = arena_over(permit_memory, sizeof(permit_memory));
	struct policy policy = read_policy(path, policy_text);
	size_t permits = 0;
	int status = 0;
	struct err e;

	read_world(&policy, &w, world_text);
	if (!policy_judge(&policy, &w.caller, &w.plan, &w.facts, &arena, &j,
			  &e))
		exit(report_exit("judge", &e, NULL));
	for (size_t i = 0; i < j.count; i++) {
		print_verdict(&w.plan, &j.verdicts[i]);
		permits += j.permits[i] != NULL;
		if (!j.verdicts[i].allowed)
			status = report_exit_code(j.verdicts[i].why.kind);
	}
	out_format(&out, "%s, %zu permits\n", j.allowed ? "allowed" : "refused",
		   permits);
	return status;
}

/* Take the text before the next line "%%" off @rest. */
static struct str take_part(struct str *rest)
{
	const char *end = memmem(rest->data, rest->len, "%%\n", 3);
	struct str part = *rest;

	if (end == NULL) {
		*rest = str_behind(*rest, rest->len);
		return part;
	}
	part.len = (size_t)(end - rest->data);
	*rest = str_behind(*rest, part.len + 3);
	return part;
}

static int judge_cases(const char *path, struct str text)
{
	int status = 0;

	while (text.len > 0) {
		struct str policy = take_part(&text);
		struct str world = take_part(&text);
		int one = judge_case(path, policy, world);

		if (one != 0)
			status = one;
	}
	return status;
}

int main(int argc, char *argv[])
{
	bool cases = argc == 3 && strcmp(argv[1], "case") == 0;
	struct str text;
	int status;

	if (!cases && (argc != 3 || strcmp(argv[1], "policy") != 0))
		die("usage", "judge policy|case FILE");
	out_init(&out, STDOUT_FILENO);
	text = read_file(argv[2]);
	status = cases ? judge_cases(argv[2], text)
		       : print_policy(argv[2], text);
	return out_flush(&out) ? status : 70;
}
