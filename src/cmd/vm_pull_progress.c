/* vm_pull_progress.c - how far a download is, for who waits
 *
 * Runs as: caller.  Input: numbers of ours.
 */
#include "vm_pull.h"
#include <unistd.h>

enum {
	TERMINAL_MS = 200,
	LINES_MS = 5000, /* into a file or a pipe: seldom */
	BAR_COLUMNS = 30,
};

static int64_t ms_between(const struct timespec *a, const struct timespec *b)
{
	return (b->tv_sec - a->tv_sec) * 1000 +
	       (b->tv_nsec - a->tv_nsec) / 1000000;
}

void progress_begin(struct progress *p, bool shown)
{
	*p = (struct progress){
		.shown = shown,
		.terminal = isatty(STDERR_FILENO) == 1,
	};
}

static void put_bar(struct out *out, uint64_t done, uint64_t total)
{
	size_t full = (size_t)(done * BAR_COLUMNS / total);

	out_text(out, " [");
	for (size_t i = 0; i < BAR_COLUMNS; i++)
		out_text(out, i < full ? "#" : "-");
	out_text(out, "]");
}

static void put_left(struct out *out, uint64_t seconds)
{
	if (seconds >= 3600)
		out_format(out, ", %llu:%02llu h left",
			   (unsigned long long)(seconds / 3600),
			   (unsigned long long)(seconds / 60 % 60));
	else
		out_format(out, ", %llu:%02llu min left",
			   (unsigned long long)(seconds / 60),
			   (unsigned long long)(seconds % 60));
}

/* Bytes a second since it began. */
static uint64_t rate_of(const struct progress *p, uint64_t done,
			const struct timespec *now)
{
	int64_t ms = ms_between(&p->begun, now);

	if (ms < 1 || done < p->first)
		return 0;
	return (done - p->first) * 1000 / (uint64_t)ms;
}

static void put_state(const struct progress *p, struct out *out, uint64_t done,
		      uint64_t total, const struct timespec *now)
{
	uint64_t rate = rate_of(p, done, now);

	out_text(out, p->terminal ? "\r" : "vm-pull: ");
	out_text(out,
		 p->stage == IMAGE_CONVERTING ? "converting" : "downloading");
	if (p->terminal && total > 0)
		put_bar(out, done, total);
	out_format(out, " %llu", (unsigned long long)(done >> 20));
	if (total > 0)
		out_format(out, " of %llu", (unsigned long long)(total >> 20));
	out_text(out, " MiB");
	if (rate > 0)
		out_format(out, ", %llu.%llu MB/s",
			   (unsigned long long)(rate / 1000000),
			   (unsigned long long)(rate / 100000 % 10));
	if (rate > 0 && total > done)
		put_left(out, (total - done) / rate);
	out_text(out, p->terminal ? "\33[K" : "\n");
}

void progress_tell(void *context, enum image_stage stage, uint64_t done,
		   uint64_t total)
{
	struct progress *p = context;
	struct timespec now;
	struct out out;

	if (!p->shown || clock_gettime(CLOCK_MONOTONIC, &now) != 0)
		return;
	if (p->begun.tv_sec == 0 || stage != p->stage) {
		p->begun = now;
		p->last = now;
		p->first = done;
		p->stage = stage;
	}
	if (ms_between(&p->last, &now) < (p->terminal ? TERMINAL_MS : LINES_MS))
		return;
	p->last = now;
	p->open = p->terminal;
	out_init(&out, STDERR_FILENO);
	put_state(p, &out, done, total, &now);
	(void)out_flush(&out);
}

void progress_end(struct progress *p)
{
	if (p->open)
		(void)!write(STDERR_FILENO, "\n", 1);
	p->open = false;
}
