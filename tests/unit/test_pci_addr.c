/* test_pci_addr.c - src/value/pci_addr.c */
#include "value_bytes.h"
#include "vmman/value.h"

static bool accepts(struct str from)
{
	struct pci_addr addr;
	struct err e;

	return pci_addr_parse(from, &addr, &e);
}

static void canonical(struct str from, const char *text)
{
	char printed[PCI_ADDR_TEXT_BYTES];
	struct pci_addr addr, again;
	struct err e;

	assert_true(pci_addr_parse(from, &addr, &e));
	assert_ptr_equal(pci_addr_print(&addr, printed), printed);
	assert_string_equal(printed, text);
	assert_true(pci_addr_parse(str_from_c(printed), &again, &e));
	assert_int_equal(addr.domain, again.domain);
	assert_int_equal(addr.bus, again.bus);
	assert_int_equal(addr.device, again.device);
	assert_int_equal(addr.function, again.function);
}

static void reads_each_part(void **state)
{
	struct pci_addr addr;
	struct err e;

	(void)state;
	assert_true(pci_addr_parse(STR("1a2B:c3:1f.7"), &addr, &e));
	assert_int_equal(addr.domain, 0x1a2b);
	assert_int_equal(addr.bus, 0xc3);
	assert_int_equal(addr.device, 0x1f);
	assert_int_equal(addr.function, 7);
}

static void prints_one_form_for_all(void **state)
{
	(void)state;
	canonical(STR("01:00.0"), "0000:01:00.0");
	canonical(STR("0000:01:00.0"), "0000:01:00.0");
	canonical(STR("0000:B1:1F.7"), "0000:b1:1f.7");
	canonical(STR("FFFF:FF:1F.7"), "ffff:ff:1f.7");
	canonical(STR("00:00.0"), "0000:00:00.0");
}

static void takes_each_byte_for_what_it_is(void **state)
{
	const char *sets[] = {BYTES_HEX, BYTES_HEX, BYTES_HEX, BYTES_HEX,
			      ":",       BYTES_HEX, BYTES_HEX, ":",
			      "01",      BYTES_HEX, ".",       "01234567"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(sets); i++)
		expect_bytes(accepts, STR("0000:65:00.0"), i, sets[i]);
	for (size_t i = 0; i < 7; i++)
		expect_bytes(accepts, STR("65:00.0"), i, sets[i + 5]);
}

static void refuses_other_shapes(void **state)
{
	struct pci_addr addr;
	struct err e;

	(void)state;
	assert_false(pci_addr_parse(STR("65:20.0"), &addr, &e));
	assert_int_equal(e.kind, ERR_CONFIG);
	assert_string_equal(e.text,
			    "\"65:20.0\" is not a PCI address; expected one "
			    "like 0000:65:00.0 or 65:00.0, as lspci -D shows "
			    "it");
	assert_false(pci_addr_parse(STR("0000:65:00.0 "), &addr, &e));
	assert_string_equal(e.text, "\"0000:65:00.0 \" has 13 bytes; "
				    "a PCI address has at most 12");
	assert_false(accepts(STR("")));
	assert_false(accepts(STR("65:00")));
	assert_false(accepts(STR("65:00.")));
	assert_false(accepts(STR("0:65:00.0")));
	assert_false(accepts(STR("00000:65:0.0")));
	assert_false(accepts(STR("../65:00.0")));
	assert_false(accepts(STR("65:00.0\0")));
}

static void tells_functions_apart_by_every_part(void **state)
{
	const struct pci_addr a = {1, 2, 3, 4};
	const struct pci_addr others[] = {
		{0, 2, 3, 4}, {1, 0, 3, 4}, {1, 2, 0, 4}, {1, 2, 3, 0}};

	(void)state;
	assert_true(pci_addr_equal(&a, &a));
	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		assert_false(pci_addr_equal(&a, &others[i]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_each_part),
		cmocka_unit_test(prints_one_form_for_all),
		cmocka_unit_test(takes_each_byte_for_what_it_is),
		cmocka_unit_test(refuses_other_shapes),
		cmocka_unit_test(tells_functions_apart_by_every_part),
	};

	return cmocka_run_group_tests_name("pci_addr", tests, NULL, NULL);
}
