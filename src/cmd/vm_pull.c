/* vm_pull.c - vm-pull: a verified disk image from a registry or a URL
 *
 * Runs as: caller.  Input: the command line, the environment; what the network
 * sends goes to src/image/.
 */
#include "vm_pull.h"
#include "caller.h"
#include "vmman/cli.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>

enum {
	SUMS_BYTES_MAX = 1 << 20,
};

static const struct cli_program program = {
	.name = "vm-pull",
	.operands = "NAME [URL|FILE]",
	.least = 1,
	.most = 2,
	.summary = "Make a disk image of a box or of an image in the network.",
	.options = pull_options,
	.option_count = PULL_OPTIONS,
};

static volatile sig_atomic_t stop;

static void on_signal(int number)
{
	stop = number;
}

/* What nohup(1) has told us to ignore stays ignored. */
static void watch_signals(void)
{
	static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
	const struct sigaction action = {.sa_handler = on_signal};
	struct sigaction before;

	for (size_t i = 0; i < ARRAY_LEN(numbers); i++)
		if (sigaction(numbers[i], NULL, &before) == 0 &&
		    before.sa_handler != SIG_IGN)
			(void)sigaction(numbers[i], &action, NULL);
}

/* End as one who was never told: who started us sees that it was the signal. */
static void die_of(int number)
{
	(void)signal(number, SIG_DFL);
	(void)raise(number);
}

static void warn(const char *text)
{
	static struct err_list warnings;
	struct out out;

	warnings.count = 1;
	(void)err_set(&warnings.items[0], ERR_DATA, "%s", text);
	out_init(&out, STDERR_FILENO);
	report_warnings(&out, program.name, &warnings, NULL,
			report_colour(STDERR_FILENO));
	(void)out_flush(&out);
}

/* What Vagrant's own command does since its registry moved: the API, then the
 * address that people see. */
static bool ask_registry(struct request *r, struct err *e)
{
	static const char *const paths[] = {"/api/v2/vagrant/", "/"};
	const char *base = r->net.token_url;
	size_t len = strlen(base);

	while (len > 0 && base[len - 1] == '/')
		len--;
	for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
		if (snprintf(r->url, sizeof(r->url), "%.*s%s%s", (int)len, base,
			     paths[i], r->box.text) >= (int)sizeof(r->url))
			return err_set(e, ERR_CONFIG,
				       "VMMAN_REGISTRY is too long");
		if (!image_look(&r->net, r->url, &r->text, e)) {
			if (e->kind != ERR_NO_VM)
				return false;
		} else if (r->text.len > 0) {
			return true;
		} else {
			free(r->text.bytes);
			(void)err_set(e, ERR_DATA,
				      "%.120s is no description of a box",
				      r->url);
		}
	}
	return false;
}

/* The caller's own file: a description begins with a brace, no image does. */
static bool read_description(struct request *r, const char *path, struct err *e)
{
	OWN_FD int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	char *bytes;
	ssize_t n;

	if (fd < 0 && errno == ENOENT)
		return err_set(e, ERR_NO_VM, "there is no file %.160s", path);
	if (fd < 0)
		return err_system(e, errno, "opening %.160s", path);
	bytes = malloc(IMAGE_METADATA_BYTES_MAX + 1);
	if (bytes == NULL)
		return err_set(e, ERR_SYSTEM, "no memory for %.160s", path);
	n = read(fd, bytes, IMAGE_METADATA_BYTES_MAX + 1);
	if (n <= 0 || bytes[0] != '{')
		n = 0;
	r->text = (struct image_text){bytes, (size_t)n};
	r->text_is_local = true;
	return true;
}

/* Without a description, the second operand is the file itself. */
static bool find_description(struct request *r, struct err *e)
{
	const char *where = r->cli->operands[1];
	enum image_format known;

	if (r->cli->operand_count == 1)
		return ask_registry(r, e);
	if (r->cli->given[FORMAT] || image_format_of_url(where, &known))
		return true;
	if (strstr(where, "://") == NULL)
		return read_description(r, where, e);
	return image_look(&r->net, where, &r->text, e);
}

static bool check_name(const struct request *r, struct err *e)
{
	if (r->box.text[0] == '\0' ||
	    strcasecmp(r->box.text, r->offered.name) == 0)
		return true;
	return err_set(e, ERR_DATA,
		       "the description is of the box %.80s, not of %s",
		       r->offered.name, r->box.text);
}

/* A URL that may not be asked is the registry's fault here, not the caller's.
 */
static bool check_offer(const struct request *r, struct err *e)
{
	if (r->source.local || image_url_check(&r->net, r->source.url, e))
		return true;
	e->kind = ERR_DATA;
	return false;
}

/* Choose a file of the box. */
static bool take_offer(struct request *r, struct err *e)
{
	const struct cli *cli = r->cli;
	struct image_wish wish = {
		.constraint = cli->value[BOX_VERSION],
		.provider = cli->value[PROVIDER],
		.arch = cli->given[ARCH] ? cli->value[ARCH] : image_host_arch(),
	};
	struct image_choice choice;

	if (!image_choose(&r->offered, &wish, &choice, e))
		return false;
	r->source.url = choice.offer->url;
	r->source.local =
		r->text_is_local && strstr(choice.offer->url, "://") == NULL;
	r->source.format = IMAGE_BOX;
	r->source.box = r->offered.name;
	r->source.version = choice.release->version;
	r->source.provider = choice.offer->provider;
	r->source.arch = choice.offer->arch;
	return check_offer(r, e) &&
	       image_digest_parse(choice.offer->checksum_type,
				  choice.offer->checksum, &r->source.want, e);
}

static bool take_file(struct request *r, struct err *e)
{
	r->source.url = r->cli->operands[1];
	r->source.local = strstr(r->source.url, "://") == NULL;
	if (r->source.sure ||
	    image_format_of_url(r->source.url, &r->source.format))
		return true;
	(void)err_set(e, ERR_USAGE,
		      "the name of %.120s does not tell what it is",
		      r->source.url);
	return err_hint(e, "--format does: %s", pull_options[FORMAT].arg);
}

static bool read_sums(struct request *r, struct err *e)
{
	const char *slash = strrchr(r->source.url, '/');
	struct image_text text;
	bool right;

	if (!image_get(&r->net, r->cli->value[CHECKSUM_URL], SUMS_BYTES_MAX,
		       &text, e))
		return false;
	right = image_digest_find((struct str){text.bytes, text.len},
				  slash != NULL ? slash + 1 : r->source.url,
				  &r->source.want, e);
	free(text.bytes);
	return right;
}

/* Without a checksum, whoever controls the server decides what is run here. */
static bool take_checksum(struct request *r, struct err *e)
{
	const struct cli *cli = r->cli;

	if (cli->given[CHECKSUM])
		r->source.want = r->want;
	if (cli->given[CHECKSUM_URL] && !read_sums(r, e))
		return false;
	if (cli->given[NO_VERIFY]) {
		r->source.want.algorithm = IMAGE_NO_DIGEST;
		return true;
	}
	if (r->source.want.algorithm == IMAGE_NO_DIGEST) {
		(void)err_set(e, ERR_DATA, "there is no checksum for %.160s",
			      r->source.url);
		return err_hint(e, "--checksum tells one; --no-verify takes "
				   "whatever comes");
	}
	if (image_digest_is_weak(r->source.want.algorithm))
		warn("the checksum is of a kind that can be forged; it shows "
		     "no more than that nothing broke on the way");
	return true;
}

static int list(struct request *r)
{
	struct out out;

	out_init(&out, STDOUT_FILENO);
	if (r->cli->given[JSON])
		print_box_json(&r->offered, &out);
	else
		print_box(&r->offered, &out);
	return report_finish(program.name, &out, 0);
}

static int tell_plan(struct request *r)
{
	struct out out;

	out_init(&out, STDOUT_FILENO);
	if (r->cli->given[JSON])
		print_plan_json(&r->source, &out);
	else
		print_plan(&r->source, &out);
	return report_finish(program.name, &out, 0);
}

static int refuse_all(const struct request *r, const struct err_list *errs)
{
	if (stop != 0)
		die_of(stop);
	return report_exit_errors(program.name, errs, NULL,
				  r->cli->given[JSON] ? REPORT_JSON
						      : REPORT_TEXT);
}

static int refuse(const struct request *r, const struct err *e)
{
	static struct err_list errs;

	*err_next(&errs) = *e;
	return refuse_all(r, &errs);
}

static int tell_result(const struct request *r,
		       const struct image_result *result, const char *vm)
{
	struct out out;

	out_init(&out, STDOUT_FILENO);
	if (r->cli->given[JSON])
		print_result_json(&r->source, result, vm, &out);
	else
		print_result(result, vm, &out);
	return report_finish(program.name, &out, 0);
}

static int pull(struct request *r)
{
	static struct image_result result;
	static struct err_list errs;
	char vm[PATH_MAX] = "";
	struct err e;
	bool done;

	done = image_pull(&r->net, &r->source, &r->target, &result, &e);
	progress_end(&r->progress);
	if (!done)
		return refuse(r, &e);
	if (result.warning[0] != '\0')
		warn(result.warning);
	if (r->cli->given[NEW] && !pull_write_vm(r, &result, vm, &errs))
		return refuse_all(r, &errs);
	return tell_result(r, &result, vm);
}

static bool prepare(struct request *r, struct err *e)
{
	r->net.stop = &stop;
	if (!caller_check(program.name, "images of strangers would be handled",
			  r->cli->given[ALLOW_ROOT], e) ||
	    !pull_understand(r, e) || !find_description(r, e))
		return false;
	if (r->text.len == 0 && r->cli->given[LIST])
		return err_set(e, ERR_USAGE,
			       "%.160s is no description of a box",
			       r->cli->operands[1]);
	if (r->text.len == 0)
		return take_file(r, e) && take_checksum(r, e);
	if (!image_from_json((struct str){r->text.bytes, r->text.len},
			     &r->offered, e) ||
	    !check_name(r, e))
		return false;
	return r->cli->given[LIST] || (take_offer(r, e) && take_checksum(r, e));
}

static int run(struct request *r)
{
	struct err e;

	if (!prepare(r, &e))
		return refuse(r, &e);
	if (r->cli->given[LIST])
		return list(r);
	if (r->cli->given[DRY_RUN])
		return tell_plan(r);
	return pull(r);
}

int main(int argc, char *argv[])
{
	static struct request request;
	struct cli cli;
	int status;

	if (!cli_begin(&program, argc, argv, &cli, &status))
		return status;
	watch_signals();
	request.cli = &cli;
	status = run(&request);
	image_box_fini(&request.offered);
	free(request.text.bytes);
	return status;
}
