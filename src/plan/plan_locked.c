/* plan_locked.c - how much memory the kernel locks for a machine
 *
 * Runs as: caller.  Input: a machine that vm_check() passed.
 *
 * VFIO pins all of a guest's memory, for a device may write anywhere in it at
 * any time, and counts it against RLIMIT_MEMLOCK of QEMU's process.  Without
 * an IOMMU of the guest's own all devices share one view of the memory; with
 * one, each has its own, which is counted anew.  What comes on top (video
 * memory, ROMs, buffers) is small, but short of it QEMU aborts while the guest
 * runs: a GiB, as libvirt has it, is ample.
 */
#include "vmman/plan.h"
#include "vmman/vm.h"

static const uint64_t extra_bytes = UINT64_C(1) << 30;
/* The largest size that size_parse() takes. */
static const uint64_t most_bytes = (uint64_t)INT64_MAX & ~UINT64_C(1023);

static bool holds(struct str text, const char *word)
{
	return memmem(text.data, text.len, word, strlen(word)) != NULL;
}

/* "intel-iommu", "iommu=smmuv3", "arm-smmuv3", ...: whoever names one in vain
 * asks for more than is needed, no more. */
static bool names_iommu(struct str text)
{
	return holds(text, "iommu") || holds(text, "smmu");
}

static bool section_has_iommu(const struct vm_section *section)
{
	const struct vm_value *args;

	if (section->kind == VM_BASE)
		return names_iommu(vm_value(section, "machine")->text);
	if (section->kind != VM_QEMU)
		return false;
	args = vm_value(section, "args");
	for (size_t i = 0; args->set && i < args->texts.count; i++)
		if (names_iommu(args->texts.items[i]))
			return true;
	return false;
}

/* How often the guest's memory is counted. */
static uint64_t count_views(const struct vm *vm)
{
	uint64_t devices = 0;
	bool iommu = false;

	for (size_t i = 0; i < vm->count; i++) {
		devices += vm->sections[i].kind == VM_PCIE_PASSTHROUGH;
		iommu = iommu || section_has_iommu(&vm->sections[i]);
	}
	return iommu || devices == 0 ? devices : 1;
}

uint64_t plan_locked_bytes(const struct vm *vm)
{
	const struct vm_section *base = vm_next(vm, VM_BASE, NULL);
	uint64_t views = count_views(vm);
	uint64_t bytes;

	if (views == 0)
		return 0;
	if (__builtin_mul_overflow(vm_value(base, "mem")->bytes, views,
				   &bytes) ||
	    bytes > most_bytes - extra_bytes)
		return most_bytes;
	return bytes + extra_bytes;
}
