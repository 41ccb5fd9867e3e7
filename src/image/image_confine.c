/* image_confine.c - rights that are given up before hostile bytes are read
 *
 * Runs as: caller.  Input: none.
 *
 * Two kinds of process read what a stranger made: our own, which unpacks, and
 * qemu-img.  Neither may reach the network or the user's files, whatever bug it
 * has.  Landlock (kernel 5.13) takes the files away, seccomp the rest.  Where
 * the kernel has no Landlock, qemu-img still only sees images that
 * image_check() passed.
 */
#include "image_internal.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#if defined(__x86_64__)
#define ARCH_HERE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCH_HERE AUDIT_ARCH_AARCH64
#else
#define ARCH_HERE 0
#endif

_Static_assert(ARCH_HERE != 0, "which AUDIT_ARCH is this?");

/* Debian 12's headers are older than the kernels that it may meet. */
#define ACCESS_TRUNCATE (UINT64_C(1) << 14) /* ABI 3 */

enum {
	FILTER_MAX = 128,
};

#define ACCESS_READ  (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define ACCESS_ABI_1 ((LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1)

/* All kinds of access to files that this kernel can deny; 0 if it has no
 * Landlock. */
static uint64_t deniable(void)
{
	long abi = syscall(SYS_landlock_create_ruleset, NULL, 0,
			   LANDLOCK_CREATE_RULESET_VERSION);

	if (abi < 1)
		return 0;
	return ACCESS_ABI_1 | (abi >= 2 ? LANDLOCK_ACCESS_FS_REFER : 0) |
	       (abi >= 3 ? ACCESS_TRUNCATE : 0);
}

static bool allow(int rules, int fd, uint64_t access)
{
	struct landlock_path_beneath_attr path = {
		.allowed_access = access,
		.parent_fd = fd,
	};

	return syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH,
		       &path, 0) == 0;
}

/* What is not there needs no permission. */
static bool allow_path(int rules, const char *name, uint64_t access)
{
	OWN_FD int fd = open(name, O_PATH | O_CLOEXEC);

	return fd < 0 || allow(rules, fd, access);
}

/* What it takes to start a program. */
static bool allow_program(int rules, uint64_t all)
{
	uint64_t run = (ACCESS_READ | LANDLOCK_ACCESS_FS_EXECUTE) & all;
	uint64_t read = LANDLOCK_ACCESS_FS_READ_FILE & all;

	return allow_path(rules, "/usr", run) &&
	       allow_path(rules, "/lib", run) &&
	       allow_path(rules, "/lib64", run) &&
	       allow_path(rules, "/etc/ld.so.cache", read) &&
	       /* QEMU tries its locks on it. */
	       allow_path(rules, "/dev/null",
			  (read | LANDLOCK_ACCESS_FS_WRITE_FILE) & all);
}

/* Deny all files but those of the directory @dir, unless that is -1, and, if
 * @programs, but what it takes to start one. */
static bool deny_files(int dir, bool programs, struct err *e)
{
	uint64_t all = deniable();
	struct landlock_ruleset_attr attr = {.handled_access_fs = all};
	uint64_t own = (ACCESS_READ | LANDLOCK_ACCESS_FS_WRITE_FILE |
			LANDLOCK_ACCESS_FS_MAKE_REG | ACCESS_TRUNCATE) &
		       all;
	OWN_FD int rules = -1;

	if (all == 0)
		return true;
	rules = (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof(attr),
			     0);
	if (rules < 0 || (dir >= 0 && !allow(rules, dir, own)) ||
	    (programs && !allow_program(rules, all)) ||
	    syscall(SYS_landlock_restrict_self, rules, 0) != 0)
		return err_system(e, errno, "giving up the file system");
	return true;
}

static void add(struct sock_fprog *program, struct sock_filter line)
{
	BUG_UNLESS(program->len < FILTER_MAX);
	program->filter[program->len++] = line;
}

static void load(struct sock_fprog *program, size_t offset)
{
	add(program, (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
						  (uint32_t)offset));
}

/* If what was loaded is @value, that is the verdict. */
static void judge(struct sock_fprog *program, uint32_t value, uint32_t verdict)
{
	add(program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K,
						  value, 0, 1));
	add(program, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, verdict));
}

/* A system call of another architecture would have another number. */
static void begin(struct sock_fprog *program)
{
	load(program, offsetof(struct seccomp_data, arch));
	add(program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K,
						  ARCH_HERE, 1, 0));
	add(program, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K,
						  SECCOMP_RET_KILL_PROCESS));
	load(program, offsetof(struct seccomp_data, nr));
}

static bool enforce(struct sock_fprog *program, uint32_t otherwise,
		    struct err *e)
{
	add(program, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, otherwise));
	if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, program) != 0)
		return err_system(e, errno, "giving up system calls");
	return true;
}

/* A thread, but no process. */
static void allow_threads(struct sock_fprog *program)
{
	add(program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K,
						  SYS_clone, 0, 4));
	load(program, offsetof(struct seccomp_data, args));
	add(program, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K,
						  CLONE_THREAD, 0, 1));
	add(program,
	    (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
	add(program, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K,
						  SECCOMP_RET_ERRNO | EPERM));
}

/* What memory, threads and open files need, and nothing that opens another. */
static bool deny_all_else(struct err *e)
{
	static const int calls[] = {
		SYS_read,
		SYS_pread64,
		SYS_write,
		SYS_pwrite64,
		SYS_ftruncate,
		SYS_close,
		SYS_sync_file_range,
		SYS_fstat,
		SYS_newfstatat,
		SYS_lseek,
		SYS_mmap,
		SYS_munmap,
		SYS_mremap,
		SYS_mprotect,
		SYS_madvise,
		SYS_brk,
		SYS_futex,
		SYS_rseq,
		SYS_set_robust_list,
		SYS_rt_sigprocmask,
		SYS_rt_sigaction,
		SYS_rt_sigreturn,
		SYS_exit,
		SYS_exit_group,
		SYS_getpid,
		SYS_gettid,
		SYS_tgkill,
		SYS_getrandom,
		SYS_clock_gettime,
		SYS_sched_yield,
		SYS_restart_syscall,
	};
	struct sock_filter lines[FILTER_MAX];
	struct sock_fprog program = {0, lines};

	begin(&program);
	for (size_t i = 0; i < ARRAY_LEN(calls); i++)
		judge(&program, (uint32_t)calls[i], SECCOMP_RET_ALLOW);
	/* Its flags are out of a filter's sight; libc then takes clone(). */
	judge(&program, SYS_clone3, SECCOMP_RET_ERRNO | ENOSYS);
	allow_threads(&program);
	return enforce(&program, SECCOMP_RET_ERRNO | EPERM, e);
}

/* What a converter of local files never needs. */
static bool deny_dangerous(struct err *e)
{
	static const int calls[] = {
		SYS_socket,
		SYS_socketpair,
		SYS_connect,
		SYS_bind,
		SYS_listen,
		SYS_accept4,
		SYS_sendto,
		SYS_sendmsg,
		SYS_ptrace,
		SYS_process_vm_readv,
		SYS_process_vm_writev,
		SYS_kill,
		SYS_tkill,
		SYS_mount,
		SYS_umount2,
		SYS_unshare,
		SYS_setns,
		SYS_bpf,
		SYS_keyctl,
		SYS_add_key,
		SYS_request_key,
		SYS_userfaultfd,
		SYS_perf_event_open,
		SYS_truncate,
		SYS_io_uring_setup,
		SYS_fchmod,
		SYS_fchmodat,
		SYS_fchown,
		SYS_fchownat,
		SYS_linkat,
		SYS_symlinkat,
		SYS_unlinkat,
		SYS_renameat2,
		SYS_pidfd_open,
		SYS_pidfd_getfd,
		SYS_open_by_handle_at,
	};
	struct sock_filter lines[FILTER_MAX];
	struct sock_fprog program = {0, lines};

	begin(&program);
	for (size_t i = 0; i < ARRAY_LEN(calls); i++)
		judge(&program, (uint32_t)calls[i], SECCOMP_RET_ERRNO | EPERM);
	return enforce(&program, SECCOMP_RET_ALLOW, e);
}

static bool limit(enum __rlimit_resource what, uint64_t most, struct err *e)
{
	struct rlimit now;

	if (getrlimit(what, &now) != 0)
		return err_system(e, errno, "reading a limit");
	if (now.rlim_max < most)
		most = now.rlim_max;
	now = (struct rlimit){most, most};
	if (setrlimit(what, &now) != 0)
		return err_system(e, errno, "setting a limit");
	return true;
}

#ifdef VMMAN_SANITIZED
/* Sanitizers map terabytes, and make system calls of their own. */
enum {
	LIMITED = false
};
#else
enum {
	LIMITED = true
};
#endif

static bool give_up(uint64_t memory_bytes, struct err *e)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return err_system(e, errno, "giving up privileges");
	return limit(RLIMIT_CORE, 0, e) &&
	       (!LIMITED || limit(RLIMIT_AS, memory_bytes, e));
}

bool image_confine_worker(struct err *e)
{
	return give_up(UINT64_C(3) << 30, e) && deny_files(-1, false, e) &&
	       (!LIMITED || deny_all_else(e));
}

bool image_confine_tool(int dir, struct err *e)
{
	/* QEMU's thread pool: 64 stacks of 8 MiB, and what malloc() reserves
	 * for threads.  It is address space; little of it is ever used. */
	return give_up(UINT64_C(4) << 30, e) && deny_files(dir, true, e) &&
	       deny_dangerous(e);
}
