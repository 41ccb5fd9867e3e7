/* image_worker.c - a process that unpacks a file while it is still downloaded
 *
 * Runs as: caller, confined.  Input: hostile bytes, from the network; to the
 * other side, what the worker tells, which may be in a box's hands.
 *
 * The worker holds the file, one new file for each disk there may be, and two
 * pipes: from one it learns how far the file has grown, into the other goes
 * what it found.  It can open nothing else (image_confine.c).
 */
#include "image_internal.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <poll.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

enum {
	WORKERS_MAX = 4,
	POLL_MS = 100,
};

/* How far the file has grown; less than PIPE_BUF, so it comes whole. */
struct news {
	uint64_t len;
	uint64_t whole; /* 1: it grows no more */
};

/* What the worker tells at its end. */
struct report {
	uint64_t done; /* 1: all was right, and found counts; else why does */
	struct err why;
	struct image_found found;
};

_Static_assert(sizeof(struct report) <= 4096, "PIPE_BUF: it comes whole");

/* The worker's side. */
struct feed {
	int fd, news;
	uint64_t at, len;
	bool whole;
	int slots[IMAGE_SLOTS];
};

/* Wait until the file has grown.  The other side gone without a word means
 * that nobody wants the result any more. */
static void await_news(struct feed *feed)
{
	struct news news;
	ssize_t n;

	do
		n = read(feed->news, &news, sizeof(news));
	while (n < 0 && errno == EINTR);
	if (n != (ssize_t)sizeof(news) || news.len < feed->len)
		_exit(1);
	feed->len = news.len;
	feed->whole = news.whole != 0;
}

static ssize_t read_feed(void *context, void *buf, size_t len, struct err *e)
{
	struct feed *feed = context;
	ssize_t n;

	while (feed->at == feed->len && !feed->whole)
		await_news(feed);
	if (len > feed->len - feed->at)
		len = (size_t)(feed->len - feed->at);
	do
		n = pread(feed->fd, buf, len, (off_t)feed->at);
	while (n < 0 && errno == EINTR);
	if (n < 0 || (n == 0 && len > 0)) {
		(void)err_system(e, n < 0 ? errno : EIO,
				 "reading what was downloaded");
		return -1;
	}
	feed->at += (uint64_t)n;
	return n;
}

static bool open_slot(void *context, unsigned slot, struct image_sink *out,
		      struct err *e)
{
	struct feed *feed = context;

	(void)e;
	BUG_UNLESS(slot < IMAGE_SLOTS);
	*out = image_sink_file(&feed->slots[slot]);
	return true;
}

/* One thread reads, the others inflate. */
static unsigned count_workers(void)
{
	cpu_set_t set;
	int count = 1;

	if (sched_getaffinity(0, sizeof(set), &set) == 0)
		count = CPU_COUNT(&set) - 1;
	if (count < 1)
		return 1;
	return count < WORKERS_MAX ? (unsigned)count : WORKERS_MAX;
}

static bool work(struct feed *feed, const struct image_unpack *wanted,
		 struct image_found *found, struct err *e)
{
	struct image_stream file = {.read = read_feed, .context = feed};
	struct image_unpack job = *wanted;

	job.workers = count_workers();
	job.open = open_slot;
	job.context = feed;
	return image_confine_worker(e) && image_unpack(&job, &file, found, e);
}

static bool make_slots(int dir, struct feed *feed, struct err *e)
{
	for (unsigned i = 0; i < IMAGE_SLOTS; i++) {
		char name[16];

		(void)snprintf(name, sizeof(name), "%u", i);
		feed->slots[i] = openat(dir, name,
					O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW |
						O_CLOEXEC,
					0600);
		if (feed->slots[i] < 0)
			return err_system(e, errno, "making a file");
	}
	return true;
}

/* Put @fd, and nothing else, at @at. */
static int move_fd(int fd, int at)
{
	return dup3(fd, at, O_CLOEXEC) < 0 ? -1 : at;
}

static int higher(int a, int b)
{
	return a > b ? a : b;
}

/* A number that none of the files has, nor any above it. */
static int first_free(const struct feed *feed, int result)
{
	int last = higher(higher(feed->fd, feed->news), result);

	for (size_t i = 0; i < IMAGE_SLOTS; i++)
		last = higher(last, feed->slots[i]);
	return last + 1;
}

/* Hold nothing but what the work needs. */
static bool let_go(struct feed *feed, int *result, struct err *e)
{
	int first = first_free(feed, *result), at = first, moved;
	OWN_FD int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (null < 0 || dup2(null, STDIN_FILENO) < 0 ||
	    dup2(null, STDOUT_FILENO) < 0)
		return err_system(e, errno, "opening /dev/null");
	feed->fd = move_fd(feed->fd, at++);
	feed->news = move_fd(feed->news, at++);
	for (size_t i = 0; i < IMAGE_SLOTS; i++)
		feed->slots[i] = move_fd(feed->slots[i], at++);
	moved = move_fd(*result, at++);
	null = -1; /* closed with the others, or replaced */
	if (moved < 0)
		return err_system(e, errno, "holding %d files", at);
	*result = moved;
	if (syscall(SYS_close_range, 3, first - 1, 0) != 0 ||
	    syscall(SYS_close_range, at, ~0U, 0) != 0)
		return err_system(e, errno, "closing files");
	return true;
}

/* The terminal's signals reach the whole group: what they mean is for the other
 * side to say.  Without that side there is no work. */
static void attach(pid_t parent)
{
	static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGPIPE};

	for (size_t i = 0; i < ARRAY_LEN(signals); i++)
		(void)signal(signals[i], SIG_IGN);
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent)
		_exit(1);
}

static _Noreturn void be_worker(pid_t parent, struct feed *feed, int result,
				const struct image_unpack *job)
{
	struct report report = {0};

	attach(parent);
	report.done = let_go(feed, &result, &report.why) &&
		      work(feed, job, &report.found, &report.why);
	_exit(write(result, &report, sizeof(report)) == (ssize_t)sizeof(report)
		      ? 0
		      : 1);
}

static void close_slots(const struct feed *feed)
{
	for (size_t i = 0; i < IMAGE_SLOTS; i++)
		if (feed->slots[i] >= 0)
			close(feed->slots[i]);
}

/* Split @ends of two pipes between the sides. */
static bool start(struct image_worker *worker, struct feed *feed,
		  const struct image_unpack *job, struct err *e)
{
	pid_t self = getpid();
	int news[2], result[2];

	if (pipe2(news, O_CLOEXEC) != 0)
		return err_system(e, errno, "making a pipe");
	if (pipe2(result, O_CLOEXEC) != 0) {
		(void)err_system(e, errno, "making a pipe");
		close(news[0]);
		close(news[1]);
		return false;
	}
	worker->pid = fork();
	if (worker->pid == 0) {
		close(news[1]);
		feed->news = news[0];
		be_worker(self, feed, result[1], job);
	}
	worker->news = news[1];
	worker->result = result[0];
	close(news[0]);
	close(result[1]);
	if (worker->pid < 0)
		return err_system(e, errno, "making a process");
	(void)fcntl(worker->news, F_SETFL, O_NONBLOCK);
	return true;
}

bool image_worker_start(struct image_worker *worker, int fd, int dir,
			const struct image_unpack *job, struct err *e)
{
	struct feed feed = {.fd = fd};
	bool done;

	*worker = (struct image_worker){-1, -1, -1};
	for (size_t i = 0; i < IMAGE_SLOTS; i++)
		feed.slots[i] = -1;
	done = make_slots(dir, &feed, e) && start(worker, &feed, job, e);
	close_slots(&feed);
	return done;
}

/* A full pipe loses nothing: later news say all that earlier ones did.  The
 * last has to arrive. */
bool image_worker_tell(struct image_worker *worker, uint64_t len,
		       enum image_growth growth)
{
	struct news news = {len, growth == IMAGE_IS_WHOLE};
	struct pollfd room = {.fd = worker->news, .events = POLLOUT};

	for (;;) {
		if (write(worker->news, &news, sizeof(news)) >= 0)
			return true;
		if (errno == EAGAIN && growth == IMAGE_GROWS)
			return true;
		if (errno != EAGAIN && errno != EINTR)
			return false;
		(void)poll(&room, 1, POLL_MS);
	}
}

/* The worker read hostile bytes; so is what it says. */
static bool is_sane(const struct report *report)
{
	const struct image_found *found = &report->found;

	if (report->done != 1)
		return report->done == 0 &&
		       (report->why.kind == ERR_DATA ||
			report->why.kind == ERR_SYSTEM ||
			report->why.kind == ERR_HOST) &&
		       memchr(report->why.text, '\0', ERR_TEXT_BYTES) != NULL &&
		       memchr(report->why.hint, '\0', ERR_TEXT_BYTES) != NULL;
	if (found->count == 0 || found->count > IMAGE_DISKS_MAX)
		return false;
	for (size_t i = 0; i < found->count; i++)
		if (found->disks[i].slot >= IMAGE_SLOTS ||
		    found->disks[i].format < IMAGE_RAW ||
		    found->disks[i].format > IMAGE_VPC)
			return false;
	return true;
}

static bool understand(const struct report *report, struct image_found *out,
		       struct err *e)
{
	if (!is_sane(report))
		return err_set(e, ERR_DATA, "unpacking told nonsense");
	if (report->done == 0) {
		*e = report->why;
		e->at = (struct err_place){0};
		return false;
	}
	*out = report->found;
	return true;
}

/* Wait for its report.  False if it is to be given up. */
static bool await_report(const struct image_worker *worker,
			 const struct image_net *net)
{
	struct pollfd end = {.fd = worker->result, .events = POLLIN};

	while (poll(&end, 1, POLL_MS) <= 0)
		if (image_net_is_stopped(net))
			return false;
	return true;
}

/* It has told all that it had to: whatever has got hold of it must not change
 * the images while they are judged. */
static void end_worker(struct image_worker *worker, int *status)
{
	(void)kill(worker->pid, SIGKILL);
	(void)waitpid(worker->pid, status, 0);
	worker->pid = -1;
}

bool image_worker_finish(struct image_worker *worker,
			 const struct image_net *net, struct image_found *out,
			 struct err *e)
{
	struct report report;
	int status = 0;
	ssize_t n;

	if (!await_report(worker, net))
		return err_set(e, ERR_BUSY, "interrupted");
	n = read(worker->result, &report, sizeof(report));
	if (n == (ssize_t)sizeof(report)) {
		end_worker(worker, &status);
		return understand(&report, out, e);
	}
	(void)waitpid(worker->pid, &status, 0);
	worker->pid = -1;
	return err_set(
		e, ERR_DATA, "unpacking ended with %s %d before it was done",
		WIFSIGNALED(status) ? "signal" : "status",
		WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
}

void image_worker_fini(struct image_worker *worker)
{
	if (worker->news >= 0)
		close(worker->news);
	if (worker->result >= 0)
		close(worker->result);
	if (worker->pid > 0)
		end_worker(worker, NULL);
	*worker = (struct image_worker){-1, -1, -1};
}
