/* fault.c - run a program, one system call of which fails, or is its last
 *
 * Runs as: root.  Input: the test's command line.
 *
 *	fault [-u UID] LOG WHO N WHAT COMMAND ARG..
 *
 * COMMAND ends in the exec of a set-user-ID program that splits like vm-init;
 * it runs as user and group UID.
 * WHO is one of its processes: "p" before its first fork, "u" the same after
 * it, "x" the first child, "n" what that one forks; "X" and "N" are "x" and "n"
 * from where x receives the plan.  N counts this process's system calls, from
 * 1; p's from where main() begins.  "N+" is the N-th and all that follow.  WHAT
 * is the name of an errno, by which the call fails without having been made, or
 * KILL: the process is killed instead of the call.
 *
 * LOG tells which call it was: "WHO N NAME", or "none" if there was no N-th.
 * The status is COMMAND's, 128 and the signal if one ended it.  All its
 * processes have ended by then.
 */
#include "vmman/num.h"
#include "vmman/own.h"
#include "vmman/str.h"
#include <errno.h>
#include <grp.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	PROCESSES_MAX = 64,
	CALLS_MAX = 100000,
	SYSCALL_STOP = SIGTRAP | 0x80, /* PTRACE_O_TRACESYSGOOD */
};

static const char *const call_names[] = {
#include "call_names.h"
};

struct process {
	pid_t pid;
	char role;   /* 0: not known yet */
	bool held;   /* stopped, until its role is known */
	bool counts; /* main() has begun, or the plan has been received */
	bool struck; /* the call that it is in fails */
	bool forgo;  /* strict seccomp: a call may not become another one */
};

static struct {
	char role;
	bool late; /* counts only what comes after the plan */
	uint64_t n;
	bool all;   /* the N-th and what follows */
	int errnum; /* 0: kill */
} target;
static struct process processes[PROCESSES_MAX];
static size_t process_count;
static uint64_t seen; /* calls of the target */
static FILE *log_file;

static _Noreturn void give_up(const char *what)
{
	(void)fprintf(stderr, "fault: %s: %s\n", what, strerror(errno));
	exit(70);
}

static struct process *find(pid_t pid)
{
	for (size_t i = 0; i < process_count; i++)
		if (processes[i].pid == pid)
			return &processes[i];
	return NULL;
}

static struct process *add(pid_t pid, char role)
{
	if (process_count == PROCESSES_MAX)
		give_up("too many processes");
	processes[process_count] = (struct process){.pid = pid, .role = role};
	return &processes[process_count++];
}

static bool is_watched(const struct process *p)
{
	if (p->role != target.role)
		return target.late && p->role == 'x' && !p->counts;
	return seen < target.n || target.all || p->struck;
}

/* It may have been killed meanwhile: then there is nothing to go on. */
static void go_on(const struct process *p, int signal)
{
	(void)ptrace(is_watched(p) ? PTRACE_SYSCALL : PTRACE_CONT, p->pid, NULL,
		     (long)signal);
}

static void set_register(const struct process *p, size_t offset, long value)
{
	if (ptrace(PTRACE_POKEUSER, p->pid, offset, value) != 0)
		give_up("changing a call");
}

static const char *name_of(uint64_t call)
{
	return call < ARRAY_LEN(call_names) && call_names[call] != NULL
		       ? call_names[call]
		       : "?";
}

/* A process cannot be kept from ending, or from leaving its signal handler; and
 * the clock is no system call where the kernel lets it be read without. */
static bool always_works(uint64_t call)
{
	return call == SYS_exit || call == SYS_exit_group ||
	       call == SYS_rt_sigreturn || call == SYS_clock_gettime;
}

static void strike(struct process *p, uint64_t call)
{
	if (seen == target.n)
		(void)fprintf(log_file, "%c %llu %s\n", p->role,
			      (unsigned long long)seen, name_of(call));
	if (target.errnum == 0) {
		(void)kill(p->pid, SIGKILL);
		return;
	}
	p->struck = true;
	if (!p->forgo)
		set_register(p, offsetof(struct user, regs.orig_rax), -1);
}

/* What the counting begins with: the plan, or the first thing that vm-init's
 * main() does. */
static bool is_first(const struct process *p, uint64_t call)
{
	return target.late ? p->role == 'x' && call == SYS_recvmsg
			   : call == SYS_rt_sigprocmask;
}

static void enter_call(struct process *p, uint64_t call, uint64_t arg)
{
	if (is_first(p, call))
		p->counts = true;
	if (!p->counts || p->role != target.role || always_works(call))
		return;
	seen++;
	if (seen == target.n || (target.all && seen > target.n))
		strike(p, call);
	else if (call == SYS_prctl && arg == PR_SET_SECCOMP)
		p->forgo = true;
}

static void leave_call(struct process *p)
{
	if (p->struck)
		set_register(p, offsetof(struct user, regs.rax),
			     -target.errnum);
	p->struck = false;
}

static void stop_at_call(struct process *p)
{
	struct __ptrace_syscall_info info;

	if (ptrace(PTRACE_GET_SYSCALL_INFO, p->pid, sizeof(info), &info) <= 0)
		return;
	if (info.op == PTRACE_SYSCALL_INFO_ENTRY)
		enter_call(p, info.entry.nr, info.entry.args[0]);
	else if (info.op == PTRACE_SYSCALL_INFO_EXIT)
		leave_call(p);
}

/* @p has become another program: the one, if it is set-user-ID. */
static void take_exec(struct process *p)
{
	char path[64];
	struct stat st;

	(void)snprintf(path, sizeof(path), "/proc/%d/exe", p->pid);
	if (stat(path, &st) != 0)
		give_up(path);
	if ((st.st_mode & S_ISUID) == 0)
		return;
	p->role = 'p';
	p->counts = false;
}

static char role_of_child(char parent)
{
	switch (parent) {
	case 'p':
		return 'x';
	case 'x':
	case 'n':
		return 'n';
	default:
		return '-';
	}
}

static void take_fork(struct process *parent)
{
	char role = role_of_child(parent->role);
	unsigned long pid;
	struct process *child;

	if (ptrace(PTRACE_GETEVENTMSG, parent->pid, NULL, &pid) != 0)
		give_up("a fork");
	child = find((pid_t)pid);
	if (child == NULL)
		child = add((pid_t)pid, role);
	child->role = role;
	child->counts = !target.late || parent->counts;
	if (parent->role == 'p')
		parent->role = 'u';
	if (child->held)
		go_on(child, 0);
	child->held = false;
}

/* Returns the signal to go on with. */
static int take_stop(struct process *p, int status)
{
	int event = status >> 16, signal = WSTOPSIG(status);

	if (event == PTRACE_EVENT_EXEC)
		take_exec(p);
	else if (event != 0)
		take_fork(p);
	else if (signal == SYSCALL_STOP)
		stop_at_call(p);
	/* A new process begins with a SIGSTOP of ptrace(2)'s. */
	else if (signal != SIGSTOP)
		return signal;
	return 0;
}

static void take_status(pid_t pid, int status)
{
	struct process *p = find(pid);

	if (p == NULL) {
		/* A child that stops before its parent tells of it. */
		add(pid, 0)->held = true;
		return;
	}
	go_on(p, take_stop(p, status));
}

static int status_from(int status)
{
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* Until all the processes have ended: the status of the first one. */
static int follow(pid_t first)
{
	int result = 70, status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, __WALL)) > 0)
		if (WIFSTOPPED(status))
			take_status(pid, status);
		else if (pid == first)
			result = status_from(status);
	return result;
}

static bool become(uid_t uid)
{
	return uid == 0 || (setgroups(0, NULL) == 0 && setgid(uid) == 0 &&
			    setuid(uid) == 0);
}

/* The set-user-ID bit counts only if root let itself be traced. */
static _Noreturn void be_command(uid_t uid, char *argv[])
{
	if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0 && become(uid) &&
	    raise(SIGSTOP) == 0)
		(void)execvp(argv[0], argv);
	give_up(argv[0]);
}

static pid_t start(uid_t uid, char *argv[])
{
	const long options = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEEXEC |
			     PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK |
			     PTRACE_O_TRACECLONE | PTRACE_O_EXITKILL;
	pid_t pid = fork();
	int status;

	if (pid == 0)
		be_command(uid, argv);
	if (pid < 0 || waitpid(pid, &status, 0) != pid ||
	    ptrace(PTRACE_SETOPTIONS, pid, NULL, options) != 0)
		give_up("starting it");
	go_on(add(pid, '-'), 0);
	return pid;
}

static bool parse_what(const char *what)
{
	static const struct {
		const char *name;
		int errnum;
	} known[] = {{"KILL", 0},       {"EIO", EIO},     {"ENOMEM", ENOMEM},
		     {"EINTR", EINTR},  {"EPERM", EPERM}, {"ENOSYS", ENOSYS},
		     {"EAGAIN", EAGAIN}};

	for (size_t i = 0; i < ARRAY_LEN(known); i++) {
		target.errnum = known[i].errnum;
		if (strcmp(known[i].name, what) == 0)
			return true;
	}
	return false;
}

static bool parse_who(const char *who)
{
	target.late = strcmp(who, "X") == 0 || strcmp(who, "N") == 0;
	target.role = (char)(target.late ? who[0] - 'A' + 'a' : who[0]);
	return strlen(who) == 1;
}

static bool parse_number(const char *text)
{
	struct str number = str_from_c(text);

	target.all = number.len > 0 && text[number.len - 1] == '+';
	if (target.all)
		number.len--;
	return num_parse(number, CALLS_MAX, &target.n) && target.n > 0;
}

/* The option, which is taken from @argv; else root. */
static bool parse_uid(int *argc, char ***argv, uid_t *out)
{
	uint64_t uid = 0;
	bool is_given = *argc > 2 && strcmp((*argv)[1], "-u") == 0;

	if (is_given) {
		if (!num_parse(str_from_c((*argv)[2]), UINT32_MAX - 1, &uid))
			return false;
		*argc -= 2;
		*argv += 2;
	}
	*out = (uid_t)uid;
	return true;
}

int main(int argc, char *argv[])
{
	uid_t uid;
	int status;

	if (!parse_uid(&argc, &argv, &uid) || argc < 6 || !parse_who(argv[2]) ||
	    !parse_number(argv[3]) || !parse_what(argv[4])) {
		(void)fprintf(stderr,
			      "usage: fault [-u UID] LOG p|u|x|n|X|N N[+] "
			      "KILL|ERRNO COMMAND ARG..\n");
		return 64;
	}
	log_file = fopen(argv[1], "we");
	if (log_file == NULL)
		give_up(argv[1]);
	status = follow(start(uid, argv + 5));
	if (seen < target.n)
		(void)fprintf(log_file, "none\n");
	return status;
}
