/* fuzz_qemu.c - any document and any host to arguments for QEMU
 *
 * Runs as: the developer.  Input: a byte of facts about the host, then a VM
 * file.
 *
 * The arguments are read again as QEMU reads them.  Where it looks for an
 * option it finds one of ours, so that no byte of the file's ever begins one;
 * where it looks for a key in a list that is not the user's own it finds one of
 * ours; and what stands behind a key is the file's value, whole.
 */
#include "fuzz.h"
#include "vmman/qemu.h"
#include "vmman/toml.h"
#include <string.h>

enum {
	INPUT_MAX = 4096,
	LIST_MAX = 2 * INPUT_MAX
};

static char document[INPUT_MAX + TOML_PAD];
static _Alignas(8) unsigned char memory[5 * INPUT_MAX + 8192 + VM_ARENA_BYTES];
static unsigned char room[16 * INPUT_MAX], room_again[16 * INPUT_MAX];

/* Every option that is ours, and whether an argument follows. */
static const struct {
	const char *name;
	bool argument;
} options[] = {
	{"-nodefaults", false}, {"-no-user-config", false},
	{"-sandbox", true},     {"-name", true},
	{"-chardev", true},     {"-mon", true},
	{"-accel", true},       {"-machine", true},
	{"-smp", true},         {"-m", true},
	{"-mem-path", true},    {"-object", true},
	{"-cpu", true},         {"-uuid", true},
	{"-boot", true},        {"-kernel", true},
	{"-initrd", true},      {"-append", true},
	{"-rtc", true},         {"-smbios", true},
	{"-serial", true},      {"-vga", true},
	{"-display", true},     {"-drive", true},
	{"-blockdev", true},    {"-device", true},
	{"-netdev", true},
};

/* Keys of the lists that are ours alone. */
static const char *const keys[] = {
	"guest",
	"id",
	"path",
	"server",
	"wait",
	"driver",
	"node-name",
	"read-only",
	"readonly",
	"cache.direct",
	"cache.no-flush",
	"cache.writeback",
	"discard",
	"file.driver",
	"file.aio",
	"file.filename",
	"if",
	"unit",
	"format",
	"media",
	"ifname",
	"script",
	"downscript",
	"queues",
	"vhost",
	"fd",
	"restrict",
	"hostfwd",
	"drive",
	"bus",
	"bootindex",
	"serial",
	"write-cache",
	"osk",
	"p2",
	"p3",
};

static bool is_key(const char *key)
{
	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		if (strcmp(key, keys[i]) == 0)
			return true;
	return false;
}

/* The next "key=value" of a list as QEMU reads it: up to a single comma, two of
 * them being one of the value's.  Cuts @item at its first '='; its value is
 * left in @value, "" if there is none.  Returns what follows, NULL at the
 * end. */
static const char *next_item(const char *list, char item[LIST_MAX],
			     const char **value)
{
	size_t len = 0;
	char *equals;

	while (*list != '\0' && (*list != ',' || list[1] == ',')) {
		if (*list == ',')
			list++;
		MUST(len + 1 < LIST_MAX);
		item[len++] = *list++;
	}
	item[len] = '\0';
	equals = strchr(item, '=');
	if (equals != NULL)
		*equals = '\0';
	*value = equals != NULL ? equals + 1 : "";
	return *list == ',' ? list + 1 : NULL;
}

/* Every key of @list but the first item's is ours; the one called @key, if it
 * is not NULL, has the value @want. */
static void judge_list(const char *list, const char *key, struct str want)
{
	static char item[LIST_MAX];
	const char *rest = list, *value;
	bool found = false;

	for (bool first = true; rest != NULL; first = false) {
		rest = next_item(rest, item, &value);
		MUST(first || is_key(item));
		if (key == NULL || strcmp(item, key) != 0)
			continue;
		MUST(!found && strlen(value) == want.len);
		MUST(memcmp(value, want.data, want.len) == 0);
		found = true;
	}
	MUST(key == NULL || found);
}

/* Where reading has got to: the section that the next list of a kind is of. */
struct reader {
	const struct vm *vm;
	const struct vm_section *storage, *smc;
};

static struct str text_of(const struct vm_section *section, const char *key)
{
	const struct vm_value *value = vm_value(section, key);

	return value->set ? value->text : STR("");
}

static bool begins(const char *text, const char *start)
{
	return strncmp(text, start, strlen(start)) == 0;
}

static void judge_disk(struct reader *r, const char *list)
{
	if (begins(list, "if=pflash,unit=")) /* firmware */
		return;
	r->storage = vm_next(r->vm, VM_STORAGE, r->storage);
	MUST(r->storage != NULL);
	judge_list(list, "file.filename", text_of(r->storage, "file"));
}

/* A card's driver is a list of the user's own, and so are further options of a
 * passed-through device. */
static void judge_device(struct reader *r, const char *list)
{
	if (begins(list, "isa-applesmc,")) {
		r->smc = vm_next(r->vm, VM_APPLE_SMC, r->smc);
		MUST(r->smc != NULL);
		judge_list(list, "osk", text_of(r->smc, "osk"));
	} else if (strstr(list, ",id=disk") != NULL && r->storage != NULL &&
		   vm_value(r->storage, "serial")->set) {
		judge_list(list, "serial", text_of(r->storage, "serial"));
	}
}

static void judge_argument(struct reader *r, const char *option,
			   const char *list)
{
	const struct vm_section *base = vm_next(r->vm, VM_BASE, NULL);
	struct str name = text_of(base, "name");

	if (strcmp(option, "-name") == 0)
		judge_list(list, "guest",
			   name.len > 0 ? name : str_from_c(r->vm->name.text));
	else if (strcmp(option, "-blockdev") == 0 ||
		 strcmp(option, "-drive") == 0)
		judge_disk(r, list);
	else if (strcmp(option, "-device") == 0)
		judge_device(r, list);
	else if (strcmp(option, "-netdev") == 0 ||
		 strcmp(option, "-chardev") == 0)
		judge_list(list, NULL, STR(""));
}

/* Read one option; how many arguments it takes up. */
static size_t read_option(struct reader *r, const char *const *args)
{
	size_t i = 0;

	while (i < ARRAY_LEN(options) && strcmp(args[0], options[i].name) != 0)
		i++;
	MUST(i < ARRAY_LEN(options));
	if (!options[i].argument)
		return 1;
	MUST(args[1] != NULL);
	judge_argument(r, args[0], args[1]);
	return 2;
}

/* The arguments of the user's own stand at the end, as they are. */
static size_t judge_verbatim(const struct vm *vm, const struct qemu_argv *argv)
{
	const struct vm_section *s = NULL;
	size_t count = 0, at;

	while ((s = vm_next(vm, VM_QEMU, s)) != NULL)
		count += vm_value(s, "args")->texts.count;
	MUST(count < argv->count);
	at = argv->count - count;
	while ((s = vm_next(vm, VM_QEMU, s)) != NULL) {
		const struct vm_value *args = vm_value(s, "args");

		for (size_t i = 0; i < args->texts.count; i++)
			MUST(str_equal(str_from_c(argv->args[at++]),
				       args->texts.items[i]));
	}
	return argv->count - count;
}

static void judge_argv(const struct vm *vm, const struct qemu_argv *argv)
{
	struct reader r = {.vm = vm};
	size_t ours = judge_verbatim(vm, argv);
	size_t i = 1;

	MUST(argv->count <= QEMU_ARGS_MAX);
	MUST(argv->args[argv->count] == NULL);
	MUST(strcmp(argv->args[0], "/qemu") == 0);
	while (i < ours)
		i += read_option(&r, &argv->args[i]);
	MUST(i == ours);
	MUST(vm_next(vm, VM_STORAGE, r.storage) == NULL);
	MUST(vm_next(vm, VM_APPLE_SMC, r.smc) == NULL);
}

static void judge_same(const struct qemu_argv *a, const struct qemu_argv *b)
{
	MUST(a->count == b->count);
	for (size_t i = 0; i < a->count; i++)
		MUST(strcmp(a->args[i], b->args[i]) == 0);
}

static struct qemu_host invent_host(const struct vm *vm, unsigned char facts)
{
	struct qemu_host host = {
		.binary = "/qemu",
		.run_dir = "/run/a,path=b",
		.uefi_code = (facts & 1) != 0 ? "/code,readonly=off" : NULL,
		.uefi_vars = (facts & 2) != 0 ? "/vars" : NULL,
		.vhost_net = (facts & 4) != 0,
		.aio = (facts & 8) != 0,
	};

	for (size_t i = 0; i < vm->count; i++)
		host.sections[i] = (struct qemu_section){
			.fd = 10 + (int)i,
			.block = (facts & 16) != 0,
			.direct_io = (facts & 32) != 0,
		};
	return host;
}

static void judge_refusal(const struct err *e, size_t len)
{
	MUST(e->kind == ERR_CONFIG || e->kind == ERR_HOST);
	MUST(e->text[0] != '\0');
	MUST(!e->at.known || e->at.offset + e->at.len <= len);
}

static void judge_vm(const struct vm *vm, unsigned char facts, size_t len)
{
	static struct qemu_argv argv, again;
	struct arena arena = arena_over(room, sizeof(room));
	struct arena other = arena_over(room_again, sizeof(room_again));
	struct qemu_host host = invent_host(vm, facts);
	struct err e = {.kind = ERR_NONE};

	(void)qemu_needs_kvm(vm);
	if (!qemu_from_vm(vm, &host, &arena, &argv, &e)) {
		judge_refusal(&e, len);
		return;
	}
	judge_argv(vm, &argv);
	MUST(qemu_from_vm(vm, &host, &other, &again, &e));
	judge_same(&argv, &again);
}

int fuzz_one(const unsigned char *bytes, size_t len)
{
	static struct err_list errs;
	struct arena arena = arena_over(memory, sizeof(memory));
	const struct vm_name name = {"fuzz"};
	struct toml doc;
	struct vm vm;
	struct err e;

	if (len == 0 || len > INPUT_MAX)
		return 0;
	memset(document, 0, sizeof(document));
	memcpy(document, bytes + 1, len - 1);
	memset(&errs, 0, sizeof(errs));
	if (toml_read(document, len - 1, &arena, &doc, &e) &&
	    vm_from_toml(&doc, &name, &arena, &vm, &errs) &&
	    vm_check(&vm, &errs))
		judge_vm(&vm, bytes[0], len - 1);
	return 0;
}
