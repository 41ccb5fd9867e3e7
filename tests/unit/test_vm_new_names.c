/* test_vm_new_names.c - src/cmd/vm_new_names.c */
#include "unit.h"
#include "vm_new.h"

static const char *interface(const char *user, const char *vm)
{
	static struct ifname out;
	struct vm_name name;
	struct err e;

	assert_true(vm_name_parse(str_from_c(vm), &name, &e));
	new_interface(user, 1000, &name, &out);
	return out.text;
}

static void joins_user_and_vm(void **state)
{
	(void)state;
	assert_string_equal(interface("alice", "web"), "alice-web");
	assert_string_equal(interface("alice", "windows10"), "alice-windows10");
}

/* The letters behind the cut are those of FNV-1a, computed by hand in
 * python3: h = 0x811c9dc5; for each byte b: h = (h ^ b) * 0x01000193 % 2**32;
 * then four times h % 32. */
static void ends_a_long_name_in_a_hash(void **state)
{
	(void)state;
	assert_string_equal(interface("alice", "windows-10"),
			    "alice-windodgm7");
}

static void tells_long_names_apart(void **state)
{
	char first[IFNAME_TEXT_BYTES];

	(void)state;
	strcpy(first, interface("alice", "windows-dev-1"));
	assert_string_not_equal(first, interface("alice", "windows-dev-2"));
	assert_memory_equal(first, "alice-windo", 11);
}

static void tells_a_dot_from_a_dash(void **state)
{
	(void)state;
	assert_string_equal(interface("alice", "a-b"), "alice-a-b");
	assert_memory_equal(interface("alice", "a.b"), "alice-a-b", 9);
	assert_int_equal(strlen(interface("alice", "a.b")), 13);
}

static void leaves_a_user_out_whose_name_does_not_fit(void **state)
{
	(void)state;
	assert_string_equal(interface("", "web"), "vm1000-web");
	assert_string_equal(interface("john.doe", "web"), "vm1000-web");
	assert_string_equal(interface("1st", "web"), "vm1000-web");
	assert_string_equal(interface("tencharsxx", "webs"), "tencharsxx-webs");
	assert_string_equal(interface("elevenchars", "web"), "vm1000-web");
}

static void fits_the_longest_of_all(void **state)
{
	struct vm_name name = {""};
	struct ifname out;

	(void)state;
	memset(name.text, 'a', sizeof(name.text) - 1);
	new_interface("", 4294967294U, &name, &out);
	assert_int_equal(strlen(out.text), 15);
	assert_memory_equal(out.text, "vm429496729", 11);
}

static void makes_a_local_unicast_address(void **state)
{
	struct mac a, b;
	struct err e;

	(void)state;
	assert_true(new_mac(&a, &e));
	assert_true(new_mac(&b, &e));
	assert_true(mac_is_local(&a));
	assert_int_equal(a.octets[0] & 1, 0);
	assert_memory_not_equal(a.octets, b.octets, sizeof(a.octets));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(joins_user_and_vm),
		cmocka_unit_test(ends_a_long_name_in_a_hash),
		cmocka_unit_test(tells_long_names_apart),
		cmocka_unit_test(tells_a_dot_from_a_dash),
		cmocka_unit_test(leaves_a_user_out_whose_name_does_not_fit),
		cmocka_unit_test(fits_the_longest_of_all),
		cmocka_unit_test(makes_a_local_unicast_address),
	};

	return cmocka_run_group_tests_name("vm_new_names", tests, NULL, NULL);
}
