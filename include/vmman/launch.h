/* launch.h - what vm-run needs of the host: facts, network cards, QEMU itself
 *
 * All of this runs as the ordinary user, and none of it in vm-init.
 */
#ifndef VMMAN_LAUNCH_H
#define VMMAN_LAUNCH_H

#include "vmman/err.h"
#include "vmman/own.h"
#include "vmman/value.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* The facts that vm-run looks at before it starts QEMU.  QEMU has the last
 * word on each; but it cannot tell who could mend it. */

/* ERR_HOST, with a hint, unless /dev/kvm can be opened. */
bool host_check_kvm(struct err *e) MUST_CHECK;

/* Whether /dev/vhost-net can be opened. */
bool host_has_vhost_net(void);

/* Whether the kernel has Linux AIO (io_setup(2)). */
bool host_has_aio(void);

enum host_use {
	HOST_READ,
	HOST_WRITE
};

/* That the file @path is there and the caller may use it.  False after filling
 * @e: ERR_CONFIG (no such file, a directory), ERR_DENIED, ERR_SYSTEM. */
bool host_check_file(const char *path, enum host_use use,
		     struct err *e) MUST_CHECK;

/* What a disk image is. */
struct host_image {
	bool block;     /* a block device */
	bool direct_io; /* it can be opened with O_DIRECT */
};

/* The same, and look what it is. */
bool host_look_at_image(const char *path, enum host_use use,
			struct host_image *out, struct err *e) MUST_CHECK;

/* That @path is a directory of a hugetlbfs in which the caller may make files.
 * False after filling @e: ERR_CONFIG, ERR_DENIED, ERR_HOST, ERR_SYSTEM. */
bool host_check_hugetlbfs(const char *path, struct err *e) MUST_CHECK;

/* That @path is a program whose contents only root and the caller decide.
 * False after filling @e: ERR_CONFIG (not absolute), ERR_HOST (there is none),
 * ERR_DENIED. */
bool host_check_program(const char *path, struct err *e) MUST_CHECK;

/* That the tap @ifname is there and the caller may attach to it.  @vm is for
 * the hint.  False after filling @e: ERR_HOST, ERR_DENIED. */
bool host_check_tap(const struct ifname *ifname, const struct vm_name *vm,
		    struct err *e) MUST_CHECK;

/* That the USB device @dev is there, once, and the caller may use it.  @vm is
 * for the hint.  False after filling @e: ERR_HOST, ERR_DENIED. */
bool host_check_usb(const struct usb_dev *dev, const struct vm_name *vm,
		    struct err *e) MUST_CHECK;

/* Open the device of the macvtap @ifname: the node /dev/tapN whose number is
 * the one that sysfs has for it, and which says itself that it is @ifname
 * (R29).  @out: owned by the caller, close-on-exec.  False after filling @e:
 * ERR_HOST, ERR_DENIED, ERR_SYSTEM. */
bool host_open_macvtap(const struct ifname *ifname, const struct vm_name *vm,
		       int *out, struct err *e) MUST_CHECK;

/* That the PCI device @addr is bound to vfio-pci and its group's node can be
 * opened.  @vm is for the hint.  False after filling @e: ERR_HOST (no such
 * device, no IOMMU, another driver), ERR_DENIED, ERR_BUSY, ERR_SYSTEM. */
bool host_check_vfio(const struct pci_addr *addr, const struct vm_name *vm,
		     struct err *e) MUST_CHECK;

/* Let this process lock @bytes of memory (RLIMIT_MEMLOCK), or as much of that
 * as its hard limit allows.  Returns how much it may lock then, in bytes;
 * UINT64_MAX: without a limit. */
uint64_t host_may_lock(uint64_t bytes);

enum {
	HOST_INIT_NOT_RUN = -1, /* it could not be started */
	HOST_INIT_ENDED = 255,  /* it was killed */
};

/* Run the vm-init that lies beside this program, with @option for @vm, and wait
 * for it; it tells what there is to tell by itself.  Returns its exit status,
 * or HOST_INIT_*; @e is filled with ERR_HOST for HOST_INIT_NOT_RUN alone. */
int host_run_vm_init(const char *option, const struct vm_name *vm,
		     struct err *e) MUST_CHECK;

/* UEFI firmware for guests: its code, and the variables to begin with. */
struct host_uefi {
	const char *code;
	const char *vars;
};

/* The distribution's; false if it has none. */
bool host_find_uefi(struct host_uefi *out) MUST_CHECK;

/* Make the file @path, a VM's own variables, out of @template, if it is not
 * there yet.  For one process at a time.  False after filling @e: ERR_SYSTEM.
 */
bool host_make_uefi_vars(const char *template, const char *path,
			 struct err *e) MUST_CHECK;

/* Become the program argv[0], with this process's environment.  The @count
 * descriptors at @keep stay open in it.  Returns only after filling @e:
 * ERR_HOST, ERR_SYSTEM. */
bool host_become(const char *const *argv, const int *keep, size_t count,
		 struct err *e);

/* QEMU's output in the run directory, when it is in the background. */
#define HOST_LOG "qemu.log"

/* One process that became two. */
struct host_child {
	pid_t pid; /* of the child; 0 in the child itself */
	int pipe;  /* from the child to its parent, close-on-exec; -1 if there
		    * is no parent that waits */
};

/* Fork.  The child gets a session of its own.  False after filling @e:
 * ERR_SYSTEM. */
bool host_detach(struct host_child *out, struct err *e) MUST_CHECK;

/* In the child: let standard output and error go to HOST_LOG, made anew, and
 * standard input come from nowhere.  False after filling @e: ERR_SYSTEM. */
bool host_redirect_stdio(const char *run_dir, struct err *e) MUST_CHECK;

/* In the child: let the parent's host_await_qemu() fail with @e. */
void host_tell_parent(const struct host_child *self, const struct err *e);

/* In the parent: wait until the QEMU that the child became answers, at most a
 * minute.  False after filling @e: what the child told, ERR_HOST (QEMU ended:
 * its status and its last words), ERR_TIMEOUT (it runs, but is silent). */
bool host_await_qemu(const struct host_child *child, const char *run_dir,
		     struct err *e) MUST_CHECK;

/* Connect to the console @number, from 0, of the VM of @run_dir.  @out: owned
 * by the caller.  False after filling @e: ERR_NO_VM (it does not run, it has no
 * such console). */
bool host_connect_console(const char *run_dir, unsigned number, int *out,
			  struct err *e) MUST_CHECK;

/* Pass bytes between standard input and output and @socket, until that ends,
 * Ctrl-] is pressed (a terminal is raw meanwhile), or a signal asks for it.
 * For programs that do nothing else: signals stay blocked. */
void host_relay(int socket);

/* How a VM came to its end. */
enum host_end {
	HOST_ENDED_ITSELF, /* the guest powered down, or QEMU ended by itself */
	HOST_TERMINATED,   /* QEMU was told to end (SIGTERM) */
	HOST_KILLED,       /* and did not, until it was killed */
};

/* Stop the VM of @run_dir: press the guest's power button and wait @patience_ms
 * for QEMU to end; then end QEMU, which is to the guest as if its plug were
 * pulled.  With a @patience_ms of 0 that comes at once.  @pid: QEMU's process.
 * False after filling @e: ERR_NO_VM (it does not run), ERR_HOST (it runs where
 * the caller cannot see it), ERR_DENIED, ERR_TIMEOUT (even killed it does not
 * end: it waits for a device), ERR_SYSTEM. */
bool host_stop(const char *run_dir, int patience_ms, pid_t *pid,
	       enum host_end *how, struct err *e) MUST_CHECK;

#endif
