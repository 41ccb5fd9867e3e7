/* test_vm_list_print.c - src/cmd/vm_list_print.c */
#include "scratch.h"
#include "vm_list.h"
#include "vmman/host.h"

static const char right[] = "[base.main]\n"
			    "machine = \"q35\"\n"
			    "smp = 1\n"
			    "mem = 512\n";

static struct list_vm vm;
static struct list list = {.count = 1, .vms = &vm};
static struct out out;

/* One VM in the scratch directory, called @name, with @text in its file. */
static void one(const char *name, const char *text)
{
	static char file[256];

	(void)snprintf(file, sizeof(file), "%s.toml", name);
	vm = (struct list_vm){.file = file, .name = {file, strlen(name)}};
	list.dir = scratch;
	list.check = true;
	scratch_file(file, text, strlen(text), 0600);
	out_init(&out, -1);
}

/* What was printed, with DIR for the scratch directory. */
static const char *printed(void)
{
	static char text[4096];
	const char *at;
	size_t len = 0;

	out.buf[out.len] = '\0';
	for (const char *from = out.buf; *from != '\0'; from = at) {
		size_t part;

		at = strstr(from, scratch);
		part = at != NULL ? (size_t)(at - from) : strlen(from);
		assert_true(len + part + 4 < sizeof(text));
		memcpy(text + len, from, part);
		len += part;
		at = from + part;
		if (*at == '\0')
			break;
		memcpy(text + len, "DIR", 3);
		len += 3;
		at += strlen(scratch);
	}
	text[len] = '\0';
	return text;
}

static void prints_lines_as_the_original_did_and_the_state(void **state)
{
	(void)state;
	one("alice", right);
	list_print(&list, &out);
	assert_string_equal(printed(), "  alice in DIR/alice.toml (stopped)\n");
}

static void doubles_no_slash(void **state)
{
	char dir[80];

	(void)state;
	one("alice", right);
	(void)snprintf(dir, sizeof(dir), "%s/", scratch);
	list.dir = dir;
	list_print(&list, &out);
	assert_string_equal(printed(), "  alice in DIR/alice.toml (stopped)\n");
}

static void prints_each_state(void **state)
{
	(void)state;
	one("alice", right);
	vm.initialised = true;
	list_print(&list, &out);
	vm.pid = 1234;
	list_print(&list, &out);
	vm.pid = HOST_PID_UNKNOWN;
	list_print(&list, &out);
	assert_string_equal(
		printed(), "  alice in DIR/alice.toml (initialised)\n"
			   "  alice in DIR/alice.toml (running, process 1234)\n"
			   "  alice in DIR/alice.toml (running)\n");
}

static void tells_why_a_file_is_broken(void **state)
{
	(void)state;
	one("alice", "[base.main]\nmachine = 1\nsmp = 1\nmem = 512\n");
	list_print(&list, &out);
	vm.pid = 1234;
	list_print(&list, &out);
	assert_string_equal(
		printed(),
		"  alice in DIR/alice.toml (broken, line 2: machine: found an "
		"integer; expected a string (QEMU options))\n"
		"  alice in DIR/alice.toml (running, process 1234; broken, "
		"line 2: machine: found an integer; expected a string (QEMU "
		"options))\n");
}

static void reads_no_file_unless_told(void **state)
{
	(void)state;
	one("alice", "no TOML");
	list.check = false;
	list_print(&list, &out);
	assert_string_equal(printed(), "  alice in DIR/alice.toml (stopped)\n");
}

static void shows_bytes_that_a_terminal_would_obey(void **state)
{
	(void)state;
	one("a\n\33[2J", right);
	list_print(&list, &out);
	assert_string_equal(
		printed(),
		"  a\\x0a\\x1b[2J in DIR/a\\x0a\\x1b[2J.toml (broken: "
		"\"a\\x0a\\x1b[2J\" is not the name of a VM; expected a letter "
		"or digit, then letters, digits, '_', '.' or '-')\n");
}

static void tells_a_file_out_of_reach_from_none(void **state)
{
	(void)state;
	one("alice", right);
	assert_int_equal(remove(scratch_path("alice.toml")), 0);
	list_print(&list, &out);
	assert_string_equal(
		printed(),
		"  alice in DIR/alice.toml (broken: you may not read it)\n");
}

static void prints_only_names_that_are_names(void **state)
{
	(void)state;
	one("alice", right);
	list_print_names(&list, &out);
	one("a b", right);
	out_text(&out, "|");
	list_print_names(&list, &out);
	assert_string_equal(printed(), "|");
}

static void prints_json(void **state)
{
	(void)state;
	one("alice", right);
	vm.pid = 1234;
	list_print_json(&list, &out);
	vm.pid = HOST_PID_UNKNOWN;
	list.check = false;
	list_print_json(&list, &out);
	assert_string_equal(
		printed(),
		"{\"checked\": true, \"vms\": [\n"
		"{\"name\": \"alice\", \"file\": \"DIR/alice.toml\", "
		"\"state\": \"running\", \"pid\": 1234, \"errors\": []}\n"
		"]}\n"
		"{\"checked\": false, \"vms\": [\n"
		"{\"name\": \"alice\", \"file\": \"DIR/alice.toml\", "
		"\"state\": \"running\", \"pid\": null, \"errors\": []}\n"
		"]}\n");
}

static void prints_errors_in_json(void **state)
{
	(void)state;
	one("a\"b", right);
	list_print_json(&list, &out);
	assert_non_null(strstr(printed(), "\"name\": \"a\\\"b\""));
	assert_non_null(strstr(printed(), "\"state\": \"broken\""));
	assert_non_null(strstr(printed(), "\"errors\": [{\"kind\": "
					  "\"config\", \"exit\": 78, "));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		scratch_test(prints_lines_as_the_original_did_and_the_state),
		scratch_test(doubles_no_slash),
		scratch_test(prints_each_state),
		scratch_test(tells_why_a_file_is_broken),
		scratch_test(reads_no_file_unless_told),
		scratch_test(shows_bytes_that_a_terminal_would_obey),
		scratch_test(tells_a_file_out_of_reach_from_none),
		scratch_test(prints_only_names_that_are_names),
		scratch_test(prints_json),
		scratch_test(prints_errors_in_json),
	};

	return cmocka_run_group_tests_name("vm_list_print", tests, NULL, NULL);
}
