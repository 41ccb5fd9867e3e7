/* vm_pull.h - what the files of vm-pull share */
#ifndef VMMAN_VM_PULL_H
#define VMMAN_VM_PULL_H

#include "vmman/cli.h"
#include "vmman/image.h"
#include "vmman/out.h"
#include "vmman/value.h"
#include <limits.h>
#include <stdbool.h>
#include <time.h>

/* The options, by their places in the table. */
enum pull_option {
	PROVIDER,
	ARCH,
	BOX_VERSION,
	CHECKSUM,
	CHECKSUM_URL,
	NO_VERIFY,
	FORMAT,
	OUTPUT,
	OUTPUT_FORMAT,
	FORCE,
	NEW,
	MAX_SIZE,
	CACHE_DIR,
	NO_RESUME,
	LIMIT_RATE,
	CACERT,
	INSECURE_HTTP,
	TIMEOUT,
	LIST,
	DRY_RUN,
	QUIET,
	JSON,
	ALLOW_ROOT,
	PULL_OPTIONS, /* how many */
};

extern const struct cli_option pull_options[PULL_OPTIONS];

/* How progress is shown. */
struct progress {
	bool shown;
	bool terminal;        /* standard error is one: one line, rewritten */
	bool open;            /* that line wants a newline */
	struct timespec last; /* when something was shown */
	struct timespec begun;
	uint64_t first; /* bytes that were there then */
	enum image_stage stage;
};

void progress_begin(struct progress *p, bool shown);
/* For struct image_net: @context is a struct progress. */
void progress_tell(void *context, enum image_stage stage, uint64_t done,
		   uint64_t total);
void progress_end(struct progress *p);

/* All that a pull needs, and the memory for it. */
struct request {
	const struct cli *cli;
	char stem[IMAGE_STEM_MAX + 1];
	struct box_name box; /* "" if the name is none */
	struct vm_name vm;   /* to be made; "" if none */
	char dir[PATH_MAX], cache[PATH_MAX];
	char url[1024];
	struct progress progress;
	struct image_net net;
	struct image_digest want; /* by --checksum */
	struct image_text text;   /* a registry's answer */
	bool text_is_local;
	struct image_box offered;
	struct image_source source;
	struct image_target target;
};

/* Fill @r with what its command line and the environment say.  False after
 * filling @e: ERR_USAGE, ERR_CONFIG. */
bool pull_understand(struct request *r, struct err *e) MUST_CHECK;
/* What @e tells is the command line's fault; false. */
bool pull_blame_usage(struct err *e);

/* What there is of @box: releases, providers, architectures. */
void print_box(const struct image_box *box, struct out *out);
void print_box_json(const struct image_box *box, struct out *out);

/* What was made, or (@did false) would be. */
void print_plan(const struct image_source *source, struct out *out);
void print_plan_json(const struct image_source *source, struct out *out);
/* @vm: the VM file that was written; "" if none. */
void print_result(const struct image_result *result, const char *vm,
		  struct out *out);
void print_result_json(const struct image_source *source,
		       const struct image_result *result, const char *vm,
		       struct out *out);

/* Whether there is no VM @r->vm yet.  False after filling @e with ERR_USAGE. */
bool pull_vm_vacant(const struct request *r, struct err *e) MUST_CHECK;
/* Write a VM file for the images of @result; @path: where.  False after adding
 * to @errs. */
bool pull_write_vm(const struct request *r, const struct image_result *result,
		   char path[PATH_MAX], struct err_list *errs) MUST_CHECK;

#endif
