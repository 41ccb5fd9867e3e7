/* rounds.c - how long whole processes take, side by side
 *
 * Runs as: the caller.  Input: command lines of benchmarks.
 *
 *	rounds COUNT 'COMMAND ARG..' ..
 *
 * Each command is cut at blanks and run COUNT times with its output thrown
 * away, all of them in turn, so that a neighbour's load falls on all alike.
 * Prints the median and the least time of each, from before it is started until
 * it is reaped, and the median's ratio to that of the first.
 */
#include "vmman/num.h"
#include "vmman/own.h"
#include "vmman/str.h"
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>

enum {
	COMMANDS_MAX = 16,
	ROUNDS_MAX = 10000,
	ARGS_MAX = 32,
};

struct command {
	const char *line;
	char *args[ARGS_MAX + 1];
	double times_ms[ROUNDS_MAX];
};

static _Noreturn void give_up(const char *what)
{
	(void)fprintf(stderr, "rounds: %s\n", what);
	exit(71);
}

static void cut(struct command *c, const char *line)
{
	char *rest = strdup(line);
	size_t count = 0;

	c->line = line;
	for (char *word; (word = strsep(&rest, " ")) != NULL;) {
		if (count == ARGS_MAX)
			give_up("too many arguments");
		c->args[count++] = word;
	}
	c->args[count] = NULL;
	if (count == 0)
		give_up("an empty command");
}

static double now_ms(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static double run(const struct command *c, const posix_spawn_file_actions_t *to)
{
	double begin = now_ms();
	int status;
	pid_t child;

	if (posix_spawnp(&child, c->args[0], to, NULL, c->args, environ) != 0 ||
	    waitpid(child, &status, 0) != child)
		give_up(c->line);
	if (!WIFEXITED(status) || WEXITSTATUS(status) > 1)
		give_up(c->line);
	return now_ms() - begin;
}

static int compare(const void *a, const void *b)
{
	const double *left = a, *right = b;

	return (*left > *right) - (*left < *right);
}

static double print(struct command *c, size_t rounds, double first_ms)
{
	double median;

	qsort(c->times_ms, rounds, sizeof(c->times_ms[0]), compare);
	median = c->times_ms[rounds / 2];
	if (first_ms < 0)
		first_ms = median;
	(void)printf("%9.2f %9.2f %8.2f  %s\n", median, c->times_ms[0],
		     median / first_ms, c->line);
	return first_ms;
}

int main(int argc, char *argv[])
{
	static struct command commands[COMMANDS_MAX];
	size_t count = (size_t)argc - 2;
	posix_spawn_file_actions_t to_null;
	uint64_t rounds;
	double first_ms = -1;

	if (argc < 3 || count > COMMANDS_MAX ||
	    !num_parse(str_from_c(argv[1]), ROUNDS_MAX, &rounds) || rounds == 0)
		give_up("usage: rounds COUNT 'COMMAND ARG..' ..");
	if (posix_spawn_file_actions_init(&to_null) != 0 ||
	    posix_spawn_file_actions_addopen(&to_null, STDOUT_FILENO,
					     "/dev/null", O_WRONLY, 0) != 0 ||
	    posix_spawn_file_actions_addopen(&to_null, STDERR_FILENO,
					     "/dev/null", O_WRONLY, 0) != 0)
		give_up("no memory");
	for (size_t i = 0; i < count; i++)
		cut(&commands[i], argv[i + 2]);
	for (size_t r = 0; r < rounds; r++)
		for (size_t i = 0; i < count; i++)
			commands[i].times_ms[r] = run(&commands[i], &to_null);
	(void)printf("median ms  least ms    ratio\n");
	for (size_t i = 0; i < count; i++)
		first_ms = print(&commands[i], rounds, first_ms);
	return 0;
}
