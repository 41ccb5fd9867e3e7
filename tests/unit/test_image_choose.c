/* test_image_choose.c - src/image/image_choose.c
 *
 * The rule is Vagrant's (box_metadata.rb): the exact architecture; else one
 * called unknown that is the default; else the only one, of which nothing is
 * said.
 */
#include "image_internal.h"
#include "unit.h"

static struct image_offer offer(const char *provider, const char *arch,
				int rank)
{
	struct image_offer made = {
		.provider = provider, .url = "u", .arch = arch};

	switch (rank) {
	case 1:
		made.rank = IMAGE_ARCH_OTHER;
		break;
	case 2:
		made.rank = IMAGE_ARCH_DEFAULT;
		break;
	default:
		made.rank = IMAGE_ARCH_UNSAID;
	}
	return made;
}

static const struct image_wish any = {.arch = "amd64"};

static const struct image_offer *
chosen(struct image_offer *offers, size_t count, const struct image_wish *wish)
{
	struct image_release release = {"1", false, offers, count};
	struct image_box box = {"a/b", &release, 1, NULL};
	struct image_choice choice;
	struct err e = {0};

	if (image_choose(&box, wish, &choice, &e))
		return choice.offer;
	assert_int_equal(e.kind, ERR_NO_VM);
	return NULL;
}

static void takes_the_exact_architecture(void **state)
{
	struct image_offer offers[] = {offer("qemu", "arm64", 2),
				       offer("qemu", "amd64", 1)};

	(void)state;
	assert_ptr_equal(chosen(offers, 2, &any), &offers[1]);
}

static void takes_an_unknown_one_that_is_the_default(void **state)
{
	struct image_offer offers[] = {offer("qemu", "arm64", 1),
				       offer("qemu", "unknown", 2)};

	(void)state;
	assert_ptr_equal(chosen(offers, 2, &any), &offers[1]);
	offers[1].rank = IMAGE_ARCH_OTHER;
	assert_null(chosen(offers, 2, &any));
}

static void takes_the_only_one_of_which_nothing_is_said(void **state)
{
	struct image_offer offers[] = {offer("qemu", NULL, 0),
				       offer("qemu", NULL, 0)};

	(void)state;
	assert_ptr_equal(chosen(offers, 1, &any), &offers[0]);
	assert_null(chosen(offers, 2, &any));
}

static void never_takes_another_architecture(void **state)
{
	struct image_offer offers[] = {offer("qemu", "arm64", 2)};

	(void)state;
	assert_null(chosen(offers, 1, &any));
}

static void prefers_what_is_made_for_kvm(void **state)
{
	struct image_offer offers[] = {
		offer("hyperv", "amd64", 1), offer("virtualbox", "amd64", 1),
		offer("parallels", "amd64", 1), offer("libvirt", "amd64", 1)};
	struct image_wish wish = any;

	(void)state;
	assert_ptr_equal(chosen(offers, 4, &any), &offers[3]);
	assert_ptr_equal(chosen(offers, 3, &any), &offers[1]);
	wish.provider = "hyperv";
	assert_ptr_equal(chosen(offers, 4, &wish), &offers[0]);
	assert_null(chosen(&offers[2], 1, &any));
}

static void takes_the_newest_release_that_will_do(void **state)
{
	struct image_offer x86 = offer("qemu", "amd64", 1);
	struct image_offer arm = offer("qemu", "arm64", 1);
	struct image_release releases[] = {{"5", true, &x86, 1},
					   {"4", false, &arm, 1},
					   {"3", false, &x86, 1},
					   {"2", false, &x86, 1}};
	struct image_box box = {"a/b", releases, 4, NULL};
	struct image_wish wish = any;
	struct image_choice choice;
	struct err e;

	(void)state;
	assert_true(image_choose(&box, &wish, &choice, &e));
	assert_string_equal(choice.release->version, "3");
	wish.constraint = "< 3";
	assert_true(image_choose(&box, &wish, &choice, &e));
	assert_string_equal(choice.release->version, "2");
}

static void tells_what_it_looked_for(void **state)
{
	struct image_box box = {"a/b", NULL, 0, NULL};
	struct image_wish wish = {"~> 7", "qemu", "arm64"};
	struct image_choice choice;
	struct err e = {0};

	(void)state;
	assert_false(image_choose(&box, &wish, &choice, &e));
	assert_int_equal(e.kind, ERR_NO_VM);
	assert_string_equal(e.text,
			    "a/b has no release ~> 7 for arm64 and qemu");
	assert_string_equal(e.hint, "vm-pull --list a/b shows what there is; "
				    "--arch, --provider and --box-version "
				    "choose");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_the_exact_architecture),
		cmocka_unit_test(takes_an_unknown_one_that_is_the_default),
		cmocka_unit_test(takes_the_only_one_of_which_nothing_is_said),
		cmocka_unit_test(never_takes_another_architecture),
		cmocka_unit_test(prefers_what_is_made_for_kvm),
		cmocka_unit_test(takes_the_newest_release_that_will_do),
		cmocka_unit_test(tells_what_it_looked_for),
	};

	return cmocka_run_group_tests_name("image_choose", tests, NULL, NULL);
}
