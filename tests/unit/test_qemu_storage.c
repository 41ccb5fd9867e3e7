/* test_qemu_storage.c - src/qemu/qemu_storage.c
 *
 * Each driver's arguments are in tests/golden/qemu/.
 */
#include "qemu_sample.h"
#include <stdio.h>

#define DISK       SAMPLE_BASE SAMPLE_DISK("a", "virtio")
#define NODE       "driver=raw,node-name=drive0,"
#define FILE_BY    "file.driver=file,file.aio="
#define HINT_PLAIN "without cache and aio, QEMU does what can be done here"

/* What becomes of each pair of cache and aio ("-": not said) on a host with
 * O_DIRECT or without; NULL: refused. */
static void obeys_cache_and_aio_or_refuses_them(void **state)
{
	static const struct {
		const char *keys;
		const char *with;    /* O_DIRECT */
		const char *without; /* O_DIRECT */
	} cases[] = {
		{"", "on,native", "off,threads"},
		{"cache = 'none'\n", "on,native", NULL},
		{"cache = 'directsync'\n", "on,native", NULL},
		{"cache = 'writeback'\n", "off,threads", "off,threads"},
		{"cache = 'writethrough'\n", "off,threads", "off,threads"},
		{"aio = 'native'\n", "on,native", NULL},
		{"aio = 'threads'\n", "on,threads", "off,threads"},
		{"aio = 'io_uring'\n", "on,io_uring", "off,io_uring"},
		{"cache = 'writeback'\naio = 'native'\n", NULL, NULL},
		{"cache = 'none'\naio = 'threads'\n", "on,threads", NULL},
	};

	(void)state;
	for (size_t i = 0; i < 2 * ARRAY_LEN(cases); i++) {
		struct qemu_host host = whole_host();
		const char *want =
			i % 2 == 0 ? cases[i / 2].with : cases[i / 2].without;
		char text[256], value[256];
		struct err e;

		host.sections[1].direct_io = i % 2 == 0;
		(void)snprintf(text, sizeof(text), "%s%s", DISK,
			       cases[i / 2].keys);
		if (want == NULL) {
			assert_false(make(&host, str_from_c(text), &e));
			continue;
		}
		(void)snprintf(value, sizeof(value),
			       NODE "cache.direct=%.*s," FILE_BY
				    "%s,file.filename=a.img",
			       (int)strcspn(want, ","), want,
			       strchr(want, ',') + 1);
		expect(&host, str_from_c(text), "-blockdev", value);
	}
}

static void says_what_a_refused_cache_or_aio_lacks(void **state)
{
	struct qemu_host no_direct = whole_host(), no_aio = whole_host();

	(void)state;
	no_direct.sections[1].direct_io = false;
	no_aio.aio = false;
	refuse(&no_direct, STR(DISK "cache = 'directsync'\n"), ERR_HOST,
	       "'directsync'",
	       "the file system of the image has no O_DIRECT, which cache = "
	       "\"directsync\" needs",
	       HINT_PLAIN);
	refuse(&no_direct, STR(DISK "aio = 'native'\n"), ERR_HOST, "'native'",
	       "the file system of the image has no O_DIRECT, which aio = "
	       "\"native\" needs",
	       HINT_PLAIN);
	refuse(&no_aio, STR(DISK "aio = 'native'\n"), ERR_HOST, "'native'",
	       "this host has no Linux AIO, which aio = \"native\" needs",
	       HINT_PLAIN);
	refuse(&no_aio, STR(DISK "aio = 'native'\ncache = 'unsafe'\n"),
	       ERR_CONFIG, "'native'",
	       "aio = \"native\" does not go with cache = \"unsafe\"",
	       "it goes with \"none\" and \"directsync\"");
}

static bool falls_back(const struct qemu_host *host, struct str text)
{
	sample_accept(&sample, text);
	return qemu_falls_back(&sample.vm, &sample.vm.sections[1], host);
}

static void tells_where_a_default_gave_way(void **state)
{
	struct qemu_host whole = whole_host(), no_direct = whole_host(),
			 no_aio = whole_host();

	(void)state;
	no_direct.sections[1].direct_io = false;
	no_aio.aio = false;
	assert_false(falls_back(&whole, STR(DISK)));
	assert_true(falls_back(&no_direct, STR(DISK)));
	assert_true(falls_back(&no_aio, STR(DISK)));
	assert_false(falls_back(&no_aio, STR(DISK "aio = 'threads'\n")));
	assert_false(falls_back(&no_direct, STR(DISK "cache = 'unsafe'\n")));
}

static bool reads_only(struct str text)
{
	sample_accept(&sample, text);
	return qemu_reads_only(&sample.vm.sections[1]);
}

static void never_writes_to_a_cd(void **state)
{
	struct qemu_host host = whole_host();

	(void)state;
	assert_false(reads_only(STR(DISK)));
	assert_true(reads_only(STR(DISK "readonly = true\n")));
	assert_true(reads_only(STR(DISK "media = 'cdrom'\n")));
	assert_true(
		reads_only(STR(DISK "media = 'cdrom'\nreadonly = false\n")));
	expect(&host, STR(DISK "media = 'cdrom'\n"), "-blockdev",
	       NODE "read-only=on,cache.direct=on," FILE_BY
		    "native,file.filename=a.img");
}

static void finds_the_place_of_an_ide_disk_by_the_machine(void **state)
{
	static const struct {
		const char *machine, *place;
	} cases[] = {
		{"q35", "bus=ide.1"},
		{"pc-q35-7.2,smm=off", "bus=ide.1"},
		{"smm=off,type=q35", "bus=ide.1"},
		{"type=pc-q35-7.2", "bus=ide.1"},
		{"pc", "bus=ide.0,unit=1"},
		{"pc-i440fx-7.2", "bus=ide.0,unit=1"},
		{"isapc,x=q35", "bus=ide.0,unit=1"},
	};
	struct qemu_host host = whole_host();

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char text[512], value[128];

		(void)snprintf(text, sizeof(text),
			       "[base.main]\nmachine = '%s'\nsmp = 1\n"
			       "mem = 1\n" SAMPLE_DISK("a", "ide")
				       SAMPLE_DISK("b", "ide"),
			       cases[i].machine);
		(void)snprintf(value, sizeof(value),
			       "ide-hd,id=disk1,drive=drive1,%s",
			       cases[i].place);
		expect(&host, str_from_c(text), "-device", value);
	}
}

static void names_block_devices_to_their_driver(void **state)
{
	struct qemu_host host = whole_host();

	(void)state;
	host.sections[1].block = true;
	expect(&host, STR(DISK), "-blockdev",
	       NODE "cache.direct=on,file.driver=host_device,file.aio=native,"
		    "file.filename=a.img");
}

static void refuses_keys_that_a_driver_has_not(void **state)
{
	struct qemu_host host = whole_host();

	(void)state;
	refuse(&host,
	       STR(SAMPLE_BASE SAMPLE_DISK("a", "floppy") "bootindex = 7\n"),
	       ERR_CONFIG, "7",
	       "a storage with driver = \"floppy\" has no bootindex", "");
	refuse(&host,
	       STR(SAMPLE_BASE SAMPLE_DISK("a", "none") "serial = 'x'\n"),
	       ERR_CONFIG, "'x'",
	       "a storage with driver = \"none\" has no serial", "");
	refuse(&host,
	       STR(SAMPLE_BASE SAMPLE_DISK("a", "nvme") "media = 'cdrom'\n"),
	       ERR_CONFIG, "'cdrom'", "there are no CDs with driver = \"nvme\"",
	       "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(obeys_cache_and_aio_or_refuses_them),
		cmocka_unit_test(says_what_a_refused_cache_or_aio_lacks),
		cmocka_unit_test(tells_where_a_default_gave_way),
		cmocka_unit_test(never_writes_to_a_cd),
		cmocka_unit_test(finds_the_place_of_an_ide_disk_by_the_machine),
		cmocka_unit_test(names_block_devices_to_their_driver),
		cmocka_unit_test(refuses_keys_that_a_driver_has_not),
	};

	return cmocka_run_group_tests_name("qemu_storage", tests, NULL, NULL);
}
