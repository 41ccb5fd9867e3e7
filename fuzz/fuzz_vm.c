/* fuzz_vm.c - any document to a machine and a plan, or to errors with places
 *
 * Runs as: the developer.  Input: any bytes.
 *
 * What is accepted keeps what the headers promise, and reads the same after it
 * was printed.
 */
#include "fuzz.h"
#include "vmman/arena.h"
#include "vmman/out.h"
#include "vmman/plan.h"
#include "vmman/toml.h"
#include "vmman/vm.h"
#include <string.h>

/* What is printed of this much fits the buffer of a struct out, which thus
 * never writes. */
enum {
	INPUT_MAX = OUT_BYTES / 8
};

/* All that is made from one text. */
struct world {
	char bytes[VM_FILE_BYTES_MAX + TOML_PAD];
	_Alignas(8) unsigned char memory[5 * VM_FILE_BYTES_MAX + 8192 +
					 VM_ARENA_BYTES];
	struct toml doc;
	struct vm vm;
	struct err_list errs;
};

static struct world first, second;
static struct out printed, reprinted;

static void judge_errors(const struct world *w)
{
	MUST(w->errs.count > 0 && w->errs.count <= ERR_LIST_MAX);
	for (size_t i = 0; i < w->errs.count; i++) {
		const struct err *e = &w->errs.items[i];

		MUST(e->kind == ERR_CONFIG && e->text[0] != '\0');
		MUST(!e->at.known || e->at.offset + e->at.len <= w->doc.len);
		MUST(i == 0 || e[-1].at.offset <= e->at.offset);
	}
}

static void judge_text(struct str text)
{
	MUST(text.len > 0 && text.data[0] != '-');
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.data[i];

		MUST(c >= 0x20 && c != 0x7f);
	}
}

static void judge_word(const struct vm_key *key, struct str word)
{
	size_t i = 0;

	while (key->words[i] != NULL &&
	       (strlen(key->words[i]) != word.len ||
		memcmp(key->words[i], word.data, word.len) != 0))
		i++;
	MUST(key->words[i] != NULL);
}

static void judge_value(const struct vm_key *key, const struct vm_value *value)
{
	switch (key->type) {
	case VM_TYPE_TEXT:
	case VM_TYPE_RAW:
	case VM_TYPE_NUMBER:
	case VM_TYPE_PATH:
		judge_text(value->text);
		return;
	case VM_TYPE_WORD:
		judge_word(key, value->text);
		return;
	case VM_TYPE_WORDS:
		MUST(value->texts.count > 0);
		for (size_t i = 0; i < value->texts.count; i++)
			judge_word(key, value->texts.items[i]);
		return;
	case VM_TYPE_INTEGER:
		MUST(value->integer >= key->least);
		MUST(value->integer <= key->most);
		return;
	case VM_TYPE_SIZE:
		MUST(value->bytes >= 1024 && value->bytes <= INT64_MAX);
		return;
	case VM_TYPE_IFNAME:
	case VM_TYPE_PEER:
		MUST(value->ifname.text[0] != '\0');
		MUST(strchr(value->ifname.text, '/') == NULL);
		return;
	case VM_TYPE_MAC:
		MUST((value->mac.octets[0] & 1) == 0);
		return;
	case VM_TYPE_PCI:
		MUST(value->pci.device <= 0x1f && value->pci.function <= 7);
		return;
	case VM_TYPE_USB:
		MUST(value->usb.by_port == (value->usb.port[0] != '\0'));
		return;
	case VM_TYPE_FORWARDS:
		MUST(value->forwards.count > 0);
		MUST(value->forwards.items[0].host_port != 0);
		return;
	case VM_TYPE_ARGS:
		MUST(value->texts.count > 0);
		for (size_t i = 0; i < value->texts.count; i++)
			MUST(value->texts.items[i].len == 0 ||
			     memchr(value->texts.items[i].data, '\0',
				    value->texts.items[i].len) == NULL);
		return;
	case VM_TYPE_UUID:
		MUST(strlen(value->uuid.text) == UUID_TEXT_BYTES - 1);
		return;
	case VM_TYPE_BOOL:
		return;
	}
}

static void judge_section(const struct vm_section *section)
{
	const struct vm_kind_keys *kind = &vm_kinds[section->kind];

	for (size_t i = 0; i < kind->count; i++) {
		const struct vm_value *value = &section->values[i];

		MUST(value->set || !kind->keys[i].required);
		MUST(value->set || kind->keys[i].fallback == NULL);
		if (value->set)
			judge_value(&kind->keys[i], value);
	}
}

static bool read_vm(struct world *w, const char *bytes, size_t len)
{
	struct arena arena = arena_over(w->memory, sizeof(w->memory));
	const struct vm_name name = {"fuzz"};
	struct err e;

	memset(w->bytes, 0, sizeof(w->bytes));
	if (len > 0)
		memcpy(w->bytes, bytes, len);
	memset(&w->errs, 0, sizeof(w->errs));
	w->doc = (struct toml){.len = len};
	if (!toml_read(w->bytes, len, &arena, &w->doc, &e)) {
		*err_next(&w->errs) = e;
		w->doc.len = len;
		return false;
	}
	return vm_from_toml(&w->doc, &name, &arena, &w->vm, &w->errs);
}

static void judge_plan(const struct vm *vm)
{
	unsigned char wire[PLAN_WIRE_BYTES];
	struct err_place places[PLAN_OPS_MAX];
	struct plan plan, again;
	struct err e;

	if (!plan_from_vm(vm, PLAN_INIT, &plan, places, &e))
		return;
	plan_to_wire(&plan, wire);
	MUST(plan_from_wire(wire, sizeof(wire), &again, &e));
	MUST(again.count == plan.count);
}

static void judge_print(void)
{
	out_init(&printed, -1);
	vm_print(&first.vm, &printed);
	MUST(read_vm(&second, printed.buf, printed.len));
	out_init(&reprinted, -1);
	vm_print(&second.vm, &reprinted);
	MUST(printed.len == reprinted.len);
	MUST(memcmp(printed.buf, reprinted.buf, printed.len) == 0);
}

int fuzz_one(const unsigned char *bytes, size_t len)
{
	if (len > INPUT_MAX)
		return 0;
	if (!read_vm(&first, (const char *)bytes, len)) {
		judge_errors(&first);
		return 0;
	}
	MUST(first.errs.count == 0);
	for (size_t i = 0; i < first.vm.count; i++)
		judge_section(&first.vm.sections[i]);
	judge_print();
	if (vm_check(&first.vm, &first.errs))
		judge_plan(&first.vm);
	else
		judge_errors(&first);
	return 0;
}
