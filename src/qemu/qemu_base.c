/* qemu_base.c - [base]: processor, memory, firmware, screen
 *
 * Runs as: caller.  Input: the caller's VM file.
 */
#include "qemu_internal.h"

static bool machine_sets_accel(const struct vm_section *s)
{
	return qemu_list_has(qemu_text(s, "machine"), "accel=");
}

bool qemu_needs_kvm(const struct vm *vm)
{
	const struct vm_section *s = vm_next(vm, VM_BASE, NULL);
	const struct vm_value *accel = s == NULL ? NULL : vm_value(s, "accel");

	return accel != NULL && !machine_sets_accel(s) &&
	       accel->texts.count == 1 &&
	       str_equal(accel->texts.items[0], STR("kvm"));
}

/* QEMU takes -accel or "accel=" in -machine, not both; the original had files
 * with the latter. */
static bool put_accel(struct qemu_work *w, const struct vm_section *s)
{
	const struct vm_value *accel = vm_value(s, "accel");

	if (machine_sets_accel(s)) {
		if (accel->given)
			return err_at(w->e, ERR_CONFIG, accel->at,
				      "machine sets accel already");
		return true;
	}
	for (size_t i = 0; i < accel->texts.count; i++)
		qemu_arg_pair(w, "-accel", accel->texts.items[i]);
	return true;
}

static void put_if_set(struct qemu_work *w, const struct vm_section *s,
		       const char *key, const char *option)
{
	if (vm_value(s, key)->set)
		qemu_arg_pair(w, option, qemu_text(s, key));
}

/* What mem, sizes of whole KiB, is for -m: MiB if it can be. */
static void put_size(struct qemu_work *w, uint64_t bytes)
{
	if (bytes % (UINT64_C(1) << 20) == 0)
		qemu_arg_add(w, "%llu", (unsigned long long)bytes >> 20);
	else
		qemu_arg_add(w, "%lluK", (unsigned long long)bytes >> 10);
}

/* A memfd needs no mount that somebody would have to make for the caller. */
static void put_hugepages(struct qemu_work *w, uint64_t bytes)
{
	qemu_arg(w, "-object");
	qemu_arg_begin(w);
	qemu_arg_add(w, "memory-backend-memfd,id=mem0,size=%lluK,hugetlb=on",
		     (unsigned long long)bytes >> 10);
	qemu_arg_end(w);
	qemu_arg(w, "-machine");
	qemu_arg(w, "memory-backend=mem0");
}

static void put_memory(struct qemu_work *w, const struct vm_section *s)
{
	uint64_t bytes = vm_value(s, "mem")->bytes;

	qemu_arg(w, "-m");
	qemu_arg_begin(w);
	put_size(w, bytes);
	qemu_arg_end(w);
	if (vm_value(s, "mempath")->set)
		put_if_set(w, s, "mempath", "-mem-path");
	else if (vm_value(s, "hugepages")->flag)
		put_hugepages(w, bytes);
}

/* -cpu is no option list: QEMU cuts it at every comma, doubled or not. */
static bool check_hv_vendor(struct qemu_work *w, const struct vm_section *s)
{
	const struct vm_value *vendor = vm_value(s, "hv-vendor-id");

	if (!vendor->set)
		return true;
	if (memchr(vendor->text.data, ',', vendor->text.len) != NULL)
		return err_at(w->e, ERR_CONFIG, vendor->at,
			      "hv-vendor-id cannot have a comma in QEMU");
	if (vm_value(s, "cpu")->set)
		return true;
	err_at(w->e, ERR_CONFIG, vendor->at,
	       "hv-vendor-id needs cpu beside it");
	return err_hint(w->e, "add cpu = \"host\"");
}

/* QEMU shows the guest a vendor only together with another of Hyper-V's
 * features; hv-relaxed is the mildest. */
static void put_cpu(struct qemu_work *w, const struct vm_section *s)
{
	struct str vendor = qemu_text(s, "hv-vendor-id");

	if (!vm_value(s, "cpu")->set)
		return;
	qemu_arg(w, "-cpu");
	qemu_arg_begin(w);
	qemu_arg_raw(w, qemu_text(s, "cpu"));
	if (vendor.len > 0) {
		qemu_arg_add(w, ",hv-relaxed=on,hv-vendor-id=");
		qemu_arg_raw(w, vendor);
	}
	qemu_arg_end(w);
}

static void put_flash(struct qemu_work *w, unsigned unit, const char *path,
		      const char *readonly)
{
	qemu_arg(w, "-drive");
	qemu_arg_begin(w);
	qemu_arg_add(w, "if=pflash,unit=%u,format=raw,readonly=%s", unit,
		     readonly);
	qemu_arg_value(w, ",file.driver=file,file.filename=", str_from_c(path));
	qemu_arg_end(w);
}

static bool put_firmware(struct qemu_work *w, const struct vm_section *s)
{
	const struct vm_value *firmware = vm_value(s, "firmware");

	if (!str_equal(firmware->text, STR("uefi")))
		return true;
	if (w->host->uefi_code == NULL || w->host->uefi_vars == NULL) {
		err_at(w->e, ERR_HOST, firmware->at,
		       "this host has no UEFI firmware for guests");
		return err_hint(w->e, "install OVMF (Debian: ovmf)");
	}
	put_flash(w, 0, w->host->uefi_code, "on");
	put_flash(w, 1, w->host->uefi_vars, "off");
	return true;
}

bool qemu_base(struct qemu_work *w, const struct vm_section *s)
{
	if (!check_hv_vendor(w, s) || !put_accel(w, s))
		return false;
	put_if_set(w, s, "machine", "-machine");
	put_if_set(w, s, "smp", "-smp");
	put_memory(w, s);
	put_cpu(w, s);
	if (!put_firmware(w, s))
		return false;
	if (vm_value(s, "uuid")->set)
		qemu_arg_pair(w, "-uuid",
			      str_from_c(vm_value(s, "uuid")->uuid.text));
	put_if_set(w, s, "boot", "-boot");
	put_if_set(w, s, "kernel", "-kernel");
	put_if_set(w, s, "initrd", "-initrd");
	put_if_set(w, s, "append", "-append");
	put_if_set(w, s, "rtc", "-rtc");
	put_if_set(w, s, "smbios", "-smbios");
	put_if_set(w, s, "serial", "-serial");
	put_if_set(w, s, "vga", "-vga");
	put_if_set(w, s, "display", "-display");
	return true;
}
