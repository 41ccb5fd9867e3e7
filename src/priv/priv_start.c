/* priv_start.c - forget what was inherited, keep what is needed
 *
 * Runs as: root, on whatever the user's shell made of the process.  Input: the
 * environment, and all the state that survives a set-user-ID exec: the signal
 * mask and dispositions, interval timers, the TSC trap, the subreaper flag,
 * limits, umask, directory, descriptors.
 */
#include "priv_kernfs.h"
#include "vmman/num.h"
#include "vmman/priv.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <signal.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/time.h>

/* The inode of the first user namespace, the same on every kernel
 * (PROC_USER_INIT_INO, linux/proc_ns.h). */
static const ino_t first_user_ns = 0xeffffffd;

/* Block everything; whoever goes on as the caller unblocks it. */
static bool reset_signals(void)
{
	struct sigaction action = {.sa_handler = SIG_DFL};
	sigset_t all;

	(void)sigfillset(&all);
	if (sigprocmask(SIG_SETMASK, &all, NULL) != 0)
		return false;
	/* The C library keeps some for itself: no matter. */
	for (int i = 1; i <= SIGRTMAX; i++)
		if (i != SIGKILL && i != SIGSTOP)
			(void)sigaction(i, &action, NULL);
	action.sa_handler = SIG_IGN;
	return sigaction(SIGPIPE, &action, NULL) == 0;
}

static bool reset_timers(void)
{
	const struct itimerval off = {0};

	return setitimer(ITIMER_REAL, &off, NULL) == 0 &&
	       setitimer(ITIMER_VIRTUAL, &off, NULL) == 0 &&
	       setitimer(ITIMER_PROF, &off, NULL) == 0;
}

static bool reset_process(void)
{
#ifdef __x86_64__
	/* With the trap on, reading a clock kills the process. */
	if (prctl(PR_SET_TSC, PR_TSC_ENABLE, 0L, 0L, 0L) != 0)
		return false;
#endif
	(void)umask(077);
	return prctl(PR_SET_CHILD_SUBREAPER, 0L, 0L, 0L, 0L) == 0 &&
	       prctl(PR_SET_DUMPABLE, 0L, 0L, 0L, 0L) == 0 &&
	       personality(PER_LINUX) != -1;
}

/* What is opened later must not become the caller's 0, 1 or 2. */
static bool reset_descriptors(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 &&
		    open("/dev/null", O_RDWR | O_NOCTTY) != fd)
			return false;
	return close_range(3, ~0U, 0) == 0;
}

/* A limit, and what it has to be at least. */
struct limit {
	__rlimit_resource_t resource;
	rlim_t floor;
	const char *name;
};

static bool raise_limit(const struct limit *limit, struct err *e)
{
	struct rlimit now;

	if (getrlimit(limit->resource, &now) != 0)
		return err_system(e, errno, "reading the limits");
	if (now.rlim_cur >= limit->floor)
		return true;
	now.rlim_cur = limit->floor;
	if (now.rlim_max < limit->floor)
		now.rlim_max = limit->floor;
	if (setrlimit(limit->resource, &now) == 0)
		return true;
	err_set(e, ERR_SYSTEM, "the limit of %s is too low, needed are %llu",
		limit->name, (unsigned long long)limit->floor);
	return err_hint(e, "see ulimit in your shell's manual");
}

static bool reset_limits(struct err *e)
{
	static const struct limit limits[] = {
		{RLIMIT_NOFILE, 64, "open files (ulimit -n)"},
		{RLIMIT_FSIZE, 1 << 20, "the size of files (ulimit -f)"},
		{RLIMIT_AS, 64 << 20, "address space (ulimit -v)"},
		{RLIMIT_DATA, 16 << 20, "data (ulimit -d)"},
		{RLIMIT_STACK, 1 << 20, "stack (ulimit -s)"},
		{RLIMIT_CPU, 60, "processor time (ulimit -t)"},
	};
	const struct rlimit no_core = {0, 0};

	if (setrlimit(RLIMIT_CORE, &no_core) != 0)
		return err_system(e, errno, "forbidding core files");
	for (size_t i = 0; i < ARRAY_LEN(limits); i++)
		if (!raise_limit(&limits[i], e))
			return false;
	return true;
}

/* The value of the variable @name, borrowed; there may be one of it only, for
 * two would be two answers to one question (the C library's, the kernel's). */
static bool take_variable(const char *name, const char **out, struct err *e)
{
	size_t len = strlen(name);

	*out = NULL;
	for (char **v = environ; v != NULL && *v != NULL; v++) {
		if (strncmp(*v, name, len) != 0 || (*v)[len] != '=')
			continue;
		if (*out != NULL)
			return err_set(e, ERR_USAGE,
				       "%s is in the environment twice", name);
		*out = *v + len + 1;
		if (strnlen(*out, PRIV_ENV_BYTES_MAX + 1) > PRIV_ENV_BYTES_MAX)
			return err_set(e, ERR_USAGE,
				       "%s has more than %d bytes", name,
				       PRIV_ENV_BYTES_MAX);
	}
	return true;
}

static bool take_environment(struct priv_start *out, struct err *e)
{
	return take_variable("VMCONF_DIR", &out->vmconf_dir, e) &&
	       take_variable("HOME", &out->home, e) &&
	       take_variable("XDG_RUNTIME_DIR", &out->xdg_runtime_dir, e);
}

static bool take_id(const char *name, uint32_t *out, bool *given, struct err *e)
{
	const char *text;

	if (!take_variable(name, &text, e))
		return false;
	*given = text != NULL;
	if (*given && !num_parse_id(str_from_c(text), out))
		return err_set(e, ERR_USAGE,
			       "%s is not an id: sudo sets it to "
			       "a number from 0 to 4294967294",
			       name);
	return true;
}

/* Root may come in the name of another user: sudo(8) says whose. */
static bool take_sudo(struct priv_start *out, struct err *e)
{
	bool uid_given, gid_given;

	if (!take_id("SUDO_UID", &out->sudo_uid, &uid_given, e) ||
	    !take_id("SUDO_GID", &out->sudo_gid, &gid_given, e))
		return false;
	if (uid_given != gid_given)
		return err_set(e, ERR_USAGE,
			       "SUDO_UID and SUDO_GID come together or not at "
			       "all");
	out->how =
		uid_given && out->sudo_uid != 0 ? PRIV_BY_SUDO : PRIV_BY_ROOT;
	return true;
}

/* Root of a user namespace is nobody in particular. */
static bool in_first_user_namespace(void)
{
	struct stat st;

	return stat("/proc/self/ns/user", &st) == 0 &&
	       st.st_ino == first_user_ns;
}

bool priv_explain_nobody(struct err *e)
{
	struct statvfs fs;
	struct stat st;

	if (geteuid() == 0) {
		err_set(e, ERR_DENIED,
			"this root is one of a user namespace, "
			"or /proc is not there to tell");
		return err_hint(e, "run vm-init outside of the namespace");
	}
	if (prctl(PR_GET_NO_NEW_PRIVS, 0L, 0L, 0L, 0L) == 1) {
		err_set(e, ERR_DENIED,
			"no_new_privs is set: nothing started "
			"from here can gain root's rights");
		return err_hint(e, "see NoNewPrivileges= in systemd.exec(5), "
				   "or leave the container");
	}
	if (stat("/proc/self/exe", &st) == 0 && (st.st_mode & S_ISUID) != 0 &&
	    st.st_uid == 0) {
		bool nosuid = statvfs("/proc/self/exe", &fs) == 0 &&
			      (fs.f_flag & ST_NOSUID) != 0;

		return err_set(e, ERR_DENIED, "%s",
			       nosuid ? "vm-init lies on a file system that is "
					"mounted nosuid"
				      : "vm-init is being traced");
	}
	err_set(e, ERR_DENIED, "vm-init is not set-user-ID root");
	return err_hint(e, "run it by sudo, or let the administrator install "
			   "it set-user-ID (see SECURITY.md)");
}

static bool find_rights(struct priv_start *out, struct err *e)
{
	if (geteuid() != 0 || !in_first_user_namespace()) {
		out->how = PRIV_BY_NOBODY;
		return true;
	}
	if (getuid() != 0) {
		out->how = PRIV_BY_SUID;
		return true;
	}
	return take_sudo(out, e);
}

bool priv_start(struct priv_start *out, struct err *e)
{
	*out = (struct priv_start){.how = PRIV_BY_NOBODY};
	if (!reset_signals() || !reset_timers() || !reset_process() ||
	    !reset_descriptors())
		return err_system(e, errno, "resetting what was inherited");
	return reset_limits(e) && take_environment(out, e) &&
	       find_rights(out, e);
}
