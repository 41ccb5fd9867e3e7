/* vm_new.c - vm-new: write a VM file from a template
 *
 * Runs as: caller.  Input: the command line, the environment.
 */
#include "vm_file.h"
#include "vm_new.h"
#include "vm_operand.h"
#include "vmman/cli.h"
#include "vmman/host.h"
#include "vmman/utf8.h"
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <sys/stat.h>

enum {
	TEMPLATE,
	MEM,
	SMP,
	IMAGE,
	ISO,
	NETWORK,
	BRIDGE,
	HOST_INTERFACE,
	INTERFACE,
	PRINT,
	JSON,
};

static const struct cli_option options[] = {
	[TEMPLATE] = {"template", 't', "linux|windows|minimal", false,
		      "what the guest is (default: linux)"},
	[MEM] = {"mem", 'm', "SIZE", false, "its memory, such as 4G"},
	[SMP] = {"smp", 'c', "NUMBER", false, "its processors"},
	[IMAGE] = {"image", 'i', "FILE", false, "its disk"},
	[ISO] = {"iso", 'd', "FILE", false, "a CD to install it from"},
	[NETWORK] = {"network", 'n', "user|tapbridge|macvtap|none", false,
		     "its network (default: user, QEMU's own NAT)"},
	[BRIDGE] = {"bridge", 'b', "BRIDGE", false,
		    "a tap on this bridge of the host"},
	[HOST_INTERFACE] = {"host-interface", 'I', "INTERFACE", false,
			    "a macvtap on this interface of the host"},
	[INTERFACE] = {"interface", 0, "NAME", false,
		       "the tap's or macvtap's own name"},
	[PRINT] = {"print", 'p', NULL, false, "print the file, write nothing"},
	[JSON] = {"json", 'j', NULL, false, "print one JSON object"},
};

static const struct cli_program program = {
	.name = "vm-new",
	.operands = "NAME",
	.least = 1,
	.most = 1,
	.summary = "Write the file of a new VM to $VMCONF_DIR (default: "
		   "~/vm).",
	.options = options,
	.option_count = ARRAY_LEN(options),
};

static int fail_all(const struct cli *cli, const struct err_list *errs,
		    const struct report_source *source)
{
	return report_exit_errors(program.name, errs, source,
				  cli->given[JSON] ? REPORT_JSON : REPORT_TEXT);
}

static int fail(const struct cli *cli, const struct err *e)
{
	struct err_list errs = {.count = 0};

	*err_next(&errs) = *e;
	return fail_all(cli, &errs, NULL);
}

static bool refuse_word(size_t option, const char *word, struct err *e)
{
	(void)err_set(e, ERR_USAGE, "there is no %s \"%s\"",
		      options[option].name, word);
	return err_hint(e, "it is one of %s", options[option].arg);
}

static bool take_template(const struct cli *cli, struct new_vm *vm,
			  struct err *e)
{
	const char *name =
		cli->given[TEMPLATE] ? cli->value[TEMPLATE] : "linux";

	vm->template = new_template(name);
	if (vm->template == NULL)
		return refuse_word(TEMPLATE, name, e);
	vm->mem = cli->given[MEM] ? cli->value[MEM] : vm->template->mem;
	vm->smp = cli->given[SMP] ? cli->value[SMP] : vm->template->smp;
	return true;
}

static bool is_utf8(struct str s)
{
	while (s.len > 0) {
		size_t len = utf8_len(s);

		if (len == 0)
			return false;
		s = str_behind(s, len);
	}
	return true;
}

/* vm-run may be started elsewhere, so that a path has to be absolute. */
static bool take_path(const struct cli *cli, size_t option, char out[PATH_MAX],
		      struct err *e)
{
	const char *path = cli->value[option];
	char here[PATH_MAX] = "";
	int len;

	if (!cli->given[option])
		return true;
	if (path[0] != '/' && getcwd(here, sizeof(here)) == NULL)
		return err_system(e, errno, "finding the working directory");
	len = snprintf(out, PATH_MAX, "%s%s%s", here,
		       here[0] != '\0' ? "/" : "", path);
	if (path[0] == '\0' || len >= PATH_MAX)
		return err_set(e, ERR_USAGE, "--%s needs the name of a file",
			       options[option].name);
	if (!is_utf8(str_from_c(out)))
		return err_set(e, ERR_USAGE,
			       "%s is no UTF-8, so no VM file can name it",
			       out);
	return true;
}

static enum new_network implied_network(const struct cli *cli)
{
	if (cli->given[BRIDGE])
		return NEW_TAPBRIDGE;
	return cli->given[HOST_INTERFACE] ? NEW_MACVTAP : NEW_USER_NET;
}

static bool name_network(const char *word, enum new_network *out, struct err *e)
{
	static const char *const words[] = {
		[NEW_NO_NETWORK] = "none",
		[NEW_USER_NET] = "user",
		[NEW_TAPBRIDGE] = "tapbridge",
		[NEW_MACVTAP] = "macvtap",
	};

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (strcmp(words[i], word) == 0) {
			*out = (enum new_network)i;
			return true;
		}
	}
	return refuse_word(NETWORK, word, e);
}

/* Each of the two options belongs to one kind of network, and that to it. */
static bool check_peers(const struct cli *cli, enum new_network network,
			struct err *e)
{
	if (cli->given[BRIDGE] != (network == NEW_TAPBRIDGE))
		return err_set(e, ERR_USAGE,
			       "--bridge belongs to the network tapbridge, "
			       "which needs it");
	if (cli->given[HOST_INTERFACE] != (network == NEW_MACVTAP))
		return err_set(e, ERR_USAGE,
			       "--host-interface belongs to the network "
			       "macvtap, which needs it");
	if (cli->given[INTERFACE] && network != NEW_TAPBRIDGE &&
	    network != NEW_MACVTAP)
		return err_set(e, ERR_USAGE,
			       "--interface belongs to the networks tapbridge "
			       "and macvtap");
	return true;
}

static bool take_interface(const struct cli *cli, struct new_vm *vm,
			   struct err *e)
{
	const struct passwd *user;

	if (cli->given[INTERFACE]) {
		if (ifname_parse(str_from_c(cli->value[INTERFACE]),
				 &vm->interface, e))
			return true;
		e->kind = ERR_USAGE;
		return false;
	}
	user = getpwuid(getuid());
	new_interface(user != NULL ? user->pw_name : "", getuid(), &vm->name,
		      &vm->interface);
	return true;
}

static bool take_network(const struct cli *cli, struct new_vm *vm,
			 struct err *e)
{
	vm->network = implied_network(cli);
	if (cli->given[NETWORK] &&
	    !name_network(cli->value[NETWORK], &vm->network, e))
		return false;
	if (!check_peers(cli, vm->network, e))
		return false;
	vm->peer = cli->value[cli->given[BRIDGE] ? BRIDGE : HOST_INTERFACE];
	if (vm->peer != NULL && !take_interface(cli, vm, e))
		return false;
	return new_mac(&vm->mac, e);
}

/* What the command line asks for. */
static bool understand(const struct cli *cli, struct new_vm *vm, struct err *e)
{
	*vm = (struct new_vm){.mem = NULL};
	if (cli->given[PRINT] && cli->given[JSON])
		return err_set(e, ERR_USAGE,
			       "--print and --json exclude each other");
	return vm_operand_parse(cli->operands[0], &vm->name, e) &&
	       take_template(cli, vm, e) &&
	       take_path(cli, IMAGE, vm->image, e) &&
	       take_path(cli, ISO, vm->iso, e) && take_network(cli, vm, e);
}

static int tell(const struct cli *cli, const struct vm_name *vm,
		const char *path)
{
	struct out out;

	out_init(&out, STDOUT_FILENO);
	if (cli->given[JSON]) {
		out_format(&out, "{\"name\": \"%s\", \"file\": ", vm->text);
		out_json(&out, str_from_c(path));
		out_text(&out, "}\n");
	} else {
		out_text(&out, "wrote ");
		out_visible(&out, str_from_c(path));
		out_text(&out, "\n");
	}
	return report_finish(program.name, &out, 0);
}

static int write_file(const struct cli *cli, const struct new_vm *vm,
		      struct out *text)
{
	char dir[PATH_MAX], path[PATH_MAX];
	struct err e;

	if (!host_config_dir(getenv("VMCONF_DIR"), getenv("HOME"), dir, &e) ||
	    !new_land(dir, vm, text, path, &e))
		return fail(cli, &e);
	return tell(cli, &vm->name, path);
}

static int run(const struct cli *cli)
{
	static struct err_list errs;
	static struct vm_file file;
	struct new_vm vm;
	struct out text;
	struct err e;

	if (!understand(cli, &vm, &e))
		return fail(cli, &e);
	new_text(&vm, &text);
	if (text.failed) {
		err_set(&e, ERR_USAGE, "what the file is to say is too long");
		return fail(cli, &e);
	}
	if (!new_judge(&vm, &text, &file, &errs))
		return fail_all(cli, &errs, &file.source);
	if (!cli->given[PRINT])
		return write_file(cli, &vm, &text);
	text.fd = STDOUT_FILENO;
	return report_finish(program.name, &text, 0);
}

int main(int argc, char *argv[])
{
	struct cli cli;
	int status;

	if (!cli_begin(&program, argc, argv, &cli, &status))
		return status;
	return run(&cli);
}
