/* vm_run_memlock.c - see that QEMU may lock the memory that VFIO needs
 *
 * Runs as: caller.  Input: the caller's VM file, limits of this process.
 *
 * With too low a limit QEMU does not start, or, worse, aborts while the guest
 * runs.  A limit is a process's own, and QEMU inherits ours.
 */
#include "vm_run.h"
#include "vmman/launch.h"
#include "vmman/plan.h"
#include <inttypes.h>

/* What became of the request to vm-init, which has told why itself. */
static enum err_kind kind_of(int status)
{
	switch (status) {
	case ERR_DENIED:
		return ERR_DENIED;
	case ERR_BUSY:
		return ERR_BUSY;
	default:
		return ERR_HOST;
	}
}

static bool refuse(const struct vm *vm, uint64_t need, int status,
		   struct err *e)
{
	const struct vm_section *device =
		vm_next(vm, VM_PCIE_PASSTHROUGH, NULL);
	char size[SIZE_TEXT_BYTES];

	err_at(e, kind_of(status), device->at,
	       "VFIO needs %s of locked memory for %s, and the limit is "
	       "%" PRIu64 "K",
	       size_print(need, size), vm->name.text,
	       host_may_lock(need) / 1024);
	return err_hint(e, "vm-init raises it as far as max-memlock in the "
			   "policy goes; the administrator can also set "
			   "memlock, see limits.conf(5)");
}

bool run_lock_memory(const struct vm *vm, struct err *e)
{
	uint64_t need = plan_locked_bytes(vm);
	int status;

	if (need == 0 || host_may_lock(need) >= need)
		return true;
	status = host_run_vm_init("--memlock", &vm->name, e);
	if (status == HOST_INIT_NOT_RUN)
		return false;
	return host_may_lock(need) >= need || refuse(vm, need, status, e);
}

void run_print_need(const char *program, const struct vm *vm, struct out *out)
{
	uint64_t need = plan_locked_bytes(vm);
	char size[SIZE_TEXT_BYTES];

	if (need > 0)
		out_format(out,
			   "%s: note: VFIO needs %s of locked memory (ulimit "
			   "-l %" PRIu64 ")\n",
			   program, size_print(need, size), need / 1024);
}
