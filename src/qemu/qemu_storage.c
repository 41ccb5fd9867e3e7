/* qemu_storage.c - disks and CDs
 *
 * Runs as: caller.  Input: the caller's VM file.
 *
 * Formats are never guessed: a guest could write another format's header into
 * its own disk.  Files are named to QEMU's file driver: a name is never taken
 * for a protocol ("nbd:..."), whatever it looks like.
 */
#include "qemu_internal.h"

enum {
	SATA_PORTS = 6 /* of an ICH9 controller */
};

/* How a driver of the VM file is put into the guest. */
struct attach {
	const char *word;
	const char *disk;  /* QEMU's device; NULL: by -drive if=WORD */
	const char *cdrom; /* NULL: cannot be one */
	/* Emit the controller if there is none yet. */
	void (*controller)(struct qemu_work *w, bool cdrom);
	/* Add ",bus=.." to the device; NULL: the machine finds a place. */
	void (*bus)(struct qemu_work *w, bool cdrom);
};

static bool is_q35(const struct qemu_work *w)
{
	static const char *const items[] = {"q35", "pc-q35-", "type=q35",
					    "type=pc-q35-"};
	struct str machine =
		qemu_text(vm_next(w->vm, VM_BASE, NULL), "machine");

	for (size_t i = 0; i < ARRAY_LEN(items); i++)
		if (qemu_list_has(machine, items[i]))
			return true;
	return false;
}

/* The two disks on each of a PC's two cables; Q35 has six ports with one. */
static void ide_bus(struct qemu_work *w, bool cdrom)
{
	unsigned n = w->ide_disks++;

	(void)cdrom;
	if (is_q35(w))
		qemu_arg_add(w, ",bus=ide.%u", n);
	else
		qemu_arg_add(w, ",bus=ide.%u,unit=%u", n / 2, n % 2);
}

static void scsi_controller(struct qemu_work *w, bool cdrom)
{
	(void)cdrom;
	if (w->scsi_disks > 0)
		return;
	qemu_arg(w, "-device");
	qemu_arg(w, "virtio-scsi-pci,id=scsi0");
}

static void scsi_bus(struct qemu_work *w, bool cdrom)
{
	(void)cdrom;
	w->scsi_disks++;
	qemu_arg_add(w, ",bus=scsi0.0");
}

static void sata_controller(struct qemu_work *w, bool cdrom)
{
	(void)cdrom;
	if (w->sata_disks % SATA_PORTS != 0)
		return;
	qemu_arg(w, "-device");
	qemu_arg_begin(w);
	qemu_arg_add(w, "ich9-ahci,id=sata%u", w->sata_disks / SATA_PORTS);
	qemu_arg_end(w);
}

static void sata_bus(struct qemu_work *w, bool cdrom)
{
	unsigned n = w->sata_disks++;

	(void)cdrom;
	qemu_arg_add(w, ",bus=sata%u.%u", n / SATA_PORTS, n % SATA_PORTS);
}

static void usb_controller(struct qemu_work *w, bool cdrom)
{
	qemu_usb_controller(w);
	if (!cdrom)
		return;
	qemu_arg(w, "-device");
	qemu_arg_begin(w);
	qemu_arg_add(w, "usb-bot,id=bot%u,bus=usb0.0", w->drives);
	qemu_arg_end(w);
}

static void usb_bus(struct qemu_work *w, bool cdrom)
{
	if (cdrom)
		qemu_arg_add(w, ",bus=bot%u.0", w->drives);
	else
		qemu_arg_add(w, ",bus=usb0.0");
}

static const struct attach attaches[] = {
	{"virtio", "virtio-blk-pci", "virtio-blk-pci", NULL, NULL},
	{"ide", "ide-hd", "ide-cd", NULL, ide_bus},
	{"scsi", "scsi-hd", "scsi-cd", scsi_controller, scsi_bus},
	{"sata", "ide-hd", "ide-cd", sata_controller, sata_bus},
	{"nvme", "nvme", NULL, NULL, NULL},
	{"usb", "usb-storage", "scsi-cd", usb_controller, usb_bus},
	{"floppy", NULL, NULL, NULL, NULL},
	{"sd", NULL, NULL, NULL, NULL},
	{"pflash", NULL, NULL, NULL, NULL},
	{"mtd", NULL, NULL, NULL, NULL},
	{"none", NULL, NULL, NULL, NULL},
};

static const struct attach *find_attach(struct str word)
{
	for (size_t i = 0; i < ARRAY_LEN(attaches); i++)
		if (str_equal(word, str_from_c(attaches[i].word)))
			return &attaches[i];
	BUG();
}

/* How a file is read and written. */
struct io {
	bool direct;     /* past the host's cache */
	bool flush;      /* obey the guest's flushes */
	bool write_back; /* the guest sees a disk with a cache */
	struct str aio;
};

static bool is(struct str text, const char *word)
{
	return str_equal(text, str_from_c(word));
}

static const char no_direct_io[] =
	"the file system of the image has no O_DIRECT";
static const char no_aio[] = "this host has no Linux AIO";

static bool wants_direct(const struct vm_section *s)
{
	struct str cache = qemu_text(s, "cache");

	return is(cache, "none") || is(cache, "directsync");
}

/* @value, given in the file as the text of @key, cannot be had here. */
static bool refuse_io(struct qemu_work *w, const struct vm_value *value,
		      const char *key, const char *who)
{
	err_at(w->e, ERR_HOST, value->at, "%s, which %s = \"%.*s\" needs", who,
	       key, STR_ARG(value->text));
	return err_hint(w->e, "without cache and aio, QEMU does what can be "
			      "done here");
}

static bool refuse_native(struct qemu_work *w, const struct vm_section *s,
			  const struct vm_value *aio)
{
	if (wants_direct(s))
		return refuse_io(w, aio, "aio",
				 qemu_facts(w, s)->direct_io ? no_aio
							     : no_direct_io);
	err_at(w->e, ERR_CONFIG, aio->at,
	       "aio = \"native\" does not go with cache = \"%.*s\"",
	       STR_ARG(qemu_text(s, "cache")));
	return err_hint(w->e, "it goes with \"none\" and \"directsync\"");
}

/* A default gives way to what the host can; what the file says is obeyed or
 * refused. */
static bool choose_io(struct qemu_work *w, const struct vm_section *s,
		      struct io *io)
{
	const struct vm_value *cache = vm_value(s, "cache");
	const struct vm_value *aio = vm_value(s, "aio");

	io->direct = wants_direct(s) && qemu_facts(w, s)->direct_io;
	io->flush = !is(cache->text, "unsafe");
	io->write_back = !is(cache->text, "writethrough") &&
			 !is(cache->text, "directsync");
	io->aio = aio->text;
	if (wants_direct(s) && !io->direct && cache->given)
		return refuse_io(w, cache, "cache", no_direct_io);
	if (is(aio->text, "native") && !(io->direct && w->host->aio)) {
		if (aio->given)
			return refuse_native(w, s, aio);
		io->aio = STR("threads");
	}
	return true;
}

bool qemu_falls_back(const struct vm *vm, const struct vm_section *section,
		     const struct qemu_host *host)
{
	return wants_direct(section) &&
	       (!host->sections[section - vm->sections].direct_io ||
		(is(qemu_text(section, "aio"), "native") && !host->aio));
}

bool qemu_reads_only(const struct vm_section *section)
{
	return vm_value(section, "readonly")->flag ||
	       is(qemu_text(section, "media"), "cdrom");
}

/* What -blockdev and -drive have in common. */
static void put_file(struct qemu_work *w, const struct vm_section *s,
		     const struct io *io)
{
	qemu_arg_add(w, ",cache.direct=%s", io->direct ? "on" : "off");
	if (!io->flush)
		qemu_arg_add(w, ",cache.no-flush=on");
	if (is(qemu_text(s, "discard"), "unmap"))
		qemu_arg_add(w, ",discard=unmap");
	qemu_arg_add(w, ",file.driver=%s",
		     qemu_facts(w, s)->block ? "host_device" : "file");
	qemu_arg_value(w, ",file.aio=", io->aio);
	qemu_arg_value(w, ",file.filename=", qemu_text(s, "file"));
}

static void put_blockdev(struct qemu_work *w, const struct vm_section *s,
			 const struct io *io)
{
	qemu_arg(w, "-blockdev");
	qemu_arg_begin(w);
	qemu_arg_value(w, "driver=", qemu_text(s, "format"));
	qemu_arg_add(w, ",node-name=drive%u", w->drives);
	if (qemu_reads_only(s))
		qemu_arg_add(w, ",read-only=on");
	put_file(w, s, io);
	qemu_arg_end(w);
}

/* An NVMe disk has to have a serial number. */
static void put_serial(struct qemu_work *w, const struct vm_section *s)
{
	if (vm_value(s, "serial")->set)
		qemu_arg_value(w, ",serial=", qemu_text(s, "serial"));
	else if (is(qemu_text(s, "driver"), "nvme"))
		qemu_arg_add(w, ",serial=drive%u", w->drives);
}

static void put_disk(struct qemu_work *w, const struct vm_section *s,
		     const struct attach *a, const struct io *io)
{
	bool cdrom = is(qemu_text(s, "media"), "cdrom");
	const struct vm_value *bootindex = vm_value(s, "bootindex");

	if (a->controller != NULL)
		a->controller(w, cdrom);
	qemu_arg(w, "-device");
	qemu_arg_begin(w);
	qemu_arg_add(w, "%s,id=disk%u,drive=drive%u",
		     cdrom ? a->cdrom : a->disk, w->drives, w->drives);
	if (a->bus != NULL)
		a->bus(w, cdrom);
	if (bootindex->set)
		qemu_arg_add(w, ",bootindex=%lld",
			     (long long)bootindex->integer);
	put_serial(w, s);
	if (!io->write_back)
		qemu_arg_add(w, ",write-cache=off");
	qemu_arg_end(w);
}

/* As the original did it, for what has no device of its own here. */
static void put_drive(struct qemu_work *w, const struct vm_section *s,
		      const struct io *io)
{
	qemu_arg(w, "-drive");
	qemu_arg_begin(w);
	qemu_arg_value(w, "if=", qemu_text(s, "driver"));
	qemu_arg_add(w, ",id=drive%u", w->drives);
	qemu_arg_value(w, ",format=", qemu_text(s, "format"));
	if (is(qemu_text(s, "media"), "cdrom"))
		qemu_arg_add(w, ",media=cdrom");
	if (qemu_reads_only(s))
		qemu_arg_add(w, ",readonly=on");
	if (!io->write_back)
		qemu_arg_add(w, ",cache.writeback=off");
	put_file(w, s, io);
	qemu_arg_end(w);
}

static bool check_key(struct qemu_work *w, const struct vm_section *s,
		      const char *key)
{
	const struct vm_value *value = vm_value(s, key);

	if (!value->set)
		return true;
	return err_at(w->e, ERR_CONFIG, value->at,
		      "a storage with driver = \"%.*s\" has no %s",
		      STR_ARG(qemu_text(s, "driver")), key);
}

static bool check_disk(struct qemu_work *w, const struct vm_section *s,
		       const struct attach *a)
{
	if (a->disk == NULL)
		return check_key(w, s, "bootindex") &&
		       check_key(w, s, "serial");
	if (a->cdrom == NULL && is(qemu_text(s, "media"), "cdrom"))
		return err_at(w->e, ERR_CONFIG, vm_value(s, "media")->at,
			      "there are no CDs with driver = \"%s\"", a->word);
	return true;
}

bool qemu_storage(struct qemu_work *w, const struct vm_section *s)
{
	const struct attach *a = find_attach(qemu_text(s, "driver"));
	struct io io;

	if (!check_disk(w, s, a) || !choose_io(w, s, &io))
		return false;
	if (a->disk == NULL) {
		put_drive(w, s, &io);
	} else {
		put_blockdev(w, s, &io);
		put_disk(w, s, a, &io);
	}
	w->drives++;
	return true;
}
