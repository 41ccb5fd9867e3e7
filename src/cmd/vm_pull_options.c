/* vm_pull_options.c - what the command line of vm-pull asks for
 *
 * Runs as: caller.  Input: the command line, the environment.
 */
#include "vm_operand.h"
#include "vm_pull.h"
#include "vmman/host.h"
#include "vmman/num.h"
#include <stdio.h>

#define REGISTRY "https://vagrantcloud.com"

enum {
	STALL_SECONDS = 60,
};

const struct cli_option pull_options[PULL_OPTIONS] = {
	[PROVIDER] = {"provider", 'p', "PROVIDER", false,
		      "whose box (default: libvirt, qemu, virtualbox ...)"},
	[ARCH] = {"arch", 'a', "ARCH", false,
		  "for which processor (default: this host's)"},
	[BOX_VERSION] = {"box-version", 'v', "CONSTRAINT", false,
			 "1.2.3, \">= 1.2, < 2\" (default: the newest)"},
	[CHECKSUM] = {"checksum", 0, "ALGORITHM:DIGITS", false,
		      "what the file has to be"},
	[CHECKSUM_URL] = {"checksum-url", 0, "URL", false,
			  "a list that tells it, such as SHA256SUMS"},
	[NO_VERIFY] = {"no-verify", 0, NULL, false,
		       "take a file without a checksum"},
	[FORMAT] = {"format", 0, "box|raw|qcow2|vmdk|vhdx|vpc", false,
		    "what the file is, if its name does not tell"},
	[OUTPUT] = {"output", 'o', "DIR", false,
		    "where images go (default: $VMCONF_DIR/images)"},
	[OUTPUT_FORMAT] = {"output-format", 'O', "raw|qcow2", false,
			   "of the images (default: raw)"},
	[FORCE] = {"force", 'f', NULL, false, "replace images that are there"},
	[NEW] = {"new", 0, "VM", true,
		 "write a VM file for it, too (default: VENDOR-NAME)"},
	[MAX_SIZE] = {"max-size", 0, "SIZE", false,
		      "the largest disk to accept (default: 2T)"},
	[CACHE_DIR] = {"cache-dir", 0, "DIR", false,
		       "where unfinished downloads wait"},
	[NO_RESUME] = {"no-resume", 0, NULL, false,
		       "begin an unfinished download anew"},
	[LIMIT_RATE] = {"limit-rate", 0, "SIZE", false,
			"at most that much a second (default: no limit)"},
	[CACERT] = {"cacert", 0, "FILE", false,
		    "authorities to trust, instead of the system's"},
	[INSECURE_HTTP] = {"insecure-http", 0, NULL, false,
			   "http is good enough"},
	[TIMEOUT] = {"timeout", 0, "SECONDS", false,
		     "without a byte from the server (default: 60)"},
	[LIST] = {"list", 'l', NULL, false, "list what there is of the box"},
	[DRY_RUN] = {"dry-run", 'n', NULL, false,
		     "tell what would be downloaded"},
	[QUIET] = {"quiet", 'q', NULL, false, "no progress"},
	[JSON] = {"json", 'j', NULL, false, "print one JSON object"},
	[ALLOW_ROOT] = {"allow-root", 0, NULL, false,
			"let root handle images as root"},
};

bool pull_blame_usage(struct err *e)
{
	e->kind = ERR_USAGE;
	return false;
}

static bool take_name(struct request *r, struct err *e)
{
	struct str name = str_from_c(r->cli->operands[0]);
	struct vm_name plain;

	if (memchr(name.data, '/', name.len) == NULL &&
	    r->cli->operand_count == 2) {
		if (!vm_operand_parse(name.data, &plain, e))
			return false;
		(void)snprintf(r->stem, sizeof(r->stem), "%s", plain.text);
		return true;
	}
	if (!box_name_parse(name, &r->box, e))
		return pull_blame_usage(e);
	(void)snprintf(r->stem, sizeof(r->stem), "%s", r->box.text);
	*strchr(r->stem, '/') = '-';
	return true;
}

static bool join(char out[PATH_MAX], const char *dir, const char *rest,
		 struct err *e)
{
	if (dir[0] != '\0' &&
	    snprintf(out, PATH_MAX, "%s%s", dir, rest) < PATH_MAX)
		return true;
	return err_set(e, ERR_CONFIG, "the path %.80s%s is none", dir, rest);
}

static bool take_dir(struct request *r, struct err *e)
{
	char conf[PATH_MAX];

	if (r->cli->given[OUTPUT])
		return join(r->dir, r->cli->value[OUTPUT], "", e) ||
		       pull_blame_usage(e);
	return host_config_dir(getenv("VMCONF_DIR"), getenv("HOME"), conf, e) &&
	       join(r->dir, conf, "/images", e);
}

static bool take_cache(struct request *r, struct err *e)
{
	const char *xdg = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");

	if (r->cli->given[CACHE_DIR])
		return join(r->cache, r->cli->value[CACHE_DIR], "", e) ||
		       pull_blame_usage(e);
	/* The XDG Base Directory Specification: relative ones do not count. */
	if (xdg != NULL && xdg[0] == '/')
		return join(r->cache, xdg, "/vmman", e);
	return join(r->cache, home != NULL ? home : "", "/.cache/vmman", e);
}

static bool take_timeout(struct request *r, struct err *e)
{
	uint64_t seconds = STALL_SECONDS;

	if (r->cli->given[TIMEOUT] &&
	    (!num_parse(str_from_c(r->cli->value[TIMEOUT]), 86400, &seconds) ||
	     seconds == 0))
		return err_set(e, ERR_USAGE,
			       "--timeout needs a number of seconds from 1 to "
			       "86400");
	r->net.stall_seconds = (unsigned)seconds;
	return true;
}

static bool take_rate(struct request *r, struct err *e)
{
	const char *text = r->cli->value[LIMIT_RATE];

	return !r->cli->given[LIMIT_RATE] ||
	       size_parse(str_from_c(text), &r->net.rate_max, e) ||
	       pull_blame_usage(e);
}

/* What these two say counts later; that they say something is known before
 * anybody is asked. */
static bool take_wishes(struct request *r, struct err *e)
{
	const struct cli *cli = r->cli;
	bool unused;

	if (cli->given[CHECKSUM] &&
	    !image_digest_parse_named(cli->value[CHECKSUM], &r->want, e))
		return pull_blame_usage(e);
	return !cli->given[BOX_VERSION] ||
	       image_version_satisfies("0", cli->value[BOX_VERSION], &unused,
				       e) ||
	       pull_blame_usage(e);
}

static bool take_max_size(struct request *r, struct err *e)
{
	r->target.disk_bytes_max = UINT64_C(2) << 40;
	if (!r->cli->given[MAX_SIZE])
		return true;
	if (!size_parse(str_from_c(r->cli->value[MAX_SIZE]),
			&r->target.disk_bytes_max, e))
		return pull_blame_usage(e);
	/* What twice of it is counted up to has to be a number. */
	if (r->target.disk_bytes_max > UINT64_C(1) << 60)
		return err_set(e, ERR_USAGE, "--max-size is at most 1048576T");
	return true;
}

static bool take_vm(struct request *r, struct err *e)
{
	const char *name = r->cli->value[NEW];

	if (!r->cli->given[NEW])
		return true;
	return vm_operand_parse(name != NULL ? name : r->stem, &r->vm, e) &&
	       pull_vm_vacant(r, e);
}

static bool refuse_word(size_t option, const char *word, struct err *e)
{
	(void)err_set(e, ERR_USAGE, "there is no %s \"%.40s\"",
		      pull_options[option].name, word);
	return err_hint(e, "it is one of %s", pull_options[option].arg);
}

static bool take_formats(struct request *r, struct err *e)
{
	const char *word = r->cli->value[FORMAT];

	r->source.sure = r->cli->given[FORMAT];
	if (r->source.sure)
		r->source.format = image_format_named(word);
	if (r->source.sure && r->source.format == IMAGE_UNKNOWN)
		return refuse_word(FORMAT, word, e);
	word = r->cli->given[OUTPUT_FORMAT] ? r->cli->value[OUTPUT_FORMAT]
					    : "raw";
	r->target.format = image_format_named(word);
	return r->target.format == IMAGE_RAW ||
	       r->target.format == IMAGE_QCOW2 ||
	       refuse_word(OUTPUT_FORMAT, word, e);
}

static const char *registry(void)
{
	const char *url = getenv("VMMAN_REGISTRY");

	return url != NULL && url[0] != '\0' ? url : REGISTRY;
}

bool pull_understand(struct request *r, struct err *e)
{
	const struct cli *cli = r->cli;

	progress_begin(&r->progress, !cli->given[QUIET] && !cli->given[JSON]);
	r->net.cacert = cli->value[CACERT];
	r->net.token = getenv("VAGRANT_CLOUD_TOKEN");
	r->net.token_url = registry();
	r->net.insecure_http = cli->given[INSECURE_HTTP];
	r->net.progress = progress_tell;
	r->net.context = &r->progress;
	r->target.dir = r->dir;
	r->target.stem = r->stem;
	r->target.cache = r->cache;
	r->target.replace = cli->given[FORCE];
	r->target.anew = cli->given[NO_RESUME];
	return take_name(r, e) && take_wishes(r, e) && take_dir(r, e) &&
	       take_cache(r, e) && take_timeout(r, e) && take_rate(r, e) &&
	       take_vm(r, e) && take_max_size(r, e) && take_formats(r, e);
}
