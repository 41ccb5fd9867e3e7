/* qemu_sample.h - command lines from texts, for the tests of src/qemu/ */
#ifndef VMMAN_QEMU_SAMPLE_H
#define VMMAN_QEMU_SAMPLE_H

#include "vm_sample.h"
#include "vmman/qemu.h"

#define SAMPLE_TAP(name, driver)                              \
	"[tapbridge." name "]\ninterface = 'alice" name "'\n" \
	"bridge = 'br0'\nmac = '52:54:00:00:00:0" name "'\n"  \
	"driver = '" driver "'\n"
#define SAMPLE_MACVTAP(name, driver)                            \
	"[macvtap." name "]\ninterface = 'alice" name "'\n"     \
	"host-interface = 'eno3'\nmac = '52:54:00:00:00:0" name \
	"'\ndriver = '" driver "'\n"
#define SAMPLE_DISK(name, driver) \
	"[storage." name "]\ndriver = '" driver "'\nfile = '" name ".img'\n"

static struct sample sample;
static struct qemu_argv argv;

/* A host that has everything. */
static inline struct qemu_host whole_host(void)
{
	struct qemu_host host = {.binary = "/qemu",
				 .run_dir = "/run/dev",
				 .uefi_code = "/code.fd",
				 .uefi_vars = "/vars.fd",
				 .vhost_net = true,
				 .aio = true};

	for (int i = 0; i < VM_SECTIONS_MAX; i++)
		host.sections[i] = (struct qemu_section){
			.fd = 10 + i, .block = false, .direct_io = true};
	return host;
}

static inline bool make(const struct qemu_host *host, struct str text,
			struct err *e)
{
	static unsigned char memory[4 * VM_FILE_BYTES_MAX];
	struct arena arena = arena_over(memory, sizeof(memory));

	sample_accept(&sample, text);
	return qemu_from_vm(&sample.vm, host, &arena, &argv, e);
}

/* That on @host the machine @text has @option with the argument @value, or, if
 * that is NULL, no such option. */
static inline void expect(const struct qemu_host *host, struct str text,
			  const char *option, const char *value)
{
	struct err e;

	if (!make(host, text, &e))
		fail_msg("refused: %s", e.text);
	for (size_t i = 0; i + 1 < argv.count; i++)
		if (strcmp(argv.args[i], option) == 0 &&
		    (value == NULL || strcmp(argv.args[i + 1], value) == 0)) {
			assert_non_null(value);
			return;
		}
	if (value != NULL)
		fail_msg("there is no %s %s", option, value);
}

/* That it is refused because of @about. */
static inline void refuse(const struct qemu_host *host, struct str text,
			  enum err_kind kind, const char *about,
			  const char *words, const char *hint)
{
	struct err e = {.kind = ERR_NONE};

	assert_false(make(host, text, &e));
	assert_int_equal(e.kind, kind);
	assert_string_equal(e.text, words);
	assert_string_equal(e.hint, hint);
	assert_true(e.at.known);
	assert_int_equal(e.at.len, strlen(about));
	assert_memory_equal(text.data + e.at.offset, about, e.at.len);
}

#endif
