/* test_priv_node.c - src/priv/priv_node.c, on nodes that are no device's
 *
 * With an udev about: tests/host/guest/themes/macvtap.sh.
 */
#include "fake_sysfs.h"

#include "policy_world.h"
#include "priv_child.h"
#include "priv_node.h"
#include <errno.h>
#include <sys/sysmacros.h>
#include <time.h>

static void reads_a_device_number(void **state)
{
	dev_t dev;

	(void)state;
	assert_true(priv_node_parse_dev("189:5", &dev));
	assert_int_equal(dev, makedev(189, 5));
}

static void refuses_what_is_no_device_number(void **state)
{
	static const char *const texts[] = {
		"", ":", "1", "1:", ":1", "1:2:3", "1: 2", "-1:2", "1048576:0",
	};
	dev_t dev;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		assert_false(priv_node_parse_dev(texts[i], &dev));
}

static void tells_no_number_from_none(void **state)
{
	OWN_FD int dir = -1;
	dev_t dev;

	(void)state;
	fake_dir("disk");
	dir = fake_open("disk");
	assert_false(priv_node_read_dev(dir, "dev", &dev));
	assert_int_equal(errno, ENOENT);
	fake_file("disk", "dev", "8\n");
	assert_false(priv_node_read_dev(dir, "dev", &dev));
	assert_int_equal(errno, ENODEV);
}

/* The block drivers of some arrays call their disks so. */
static void knows_the_node_of_a_disk_in_a_directory(void **state)
{
	OWN_FD int dir = -1;
	struct priv_node node;

	(void)state;
	fake_dir("disk");
	fake_file("disk", "dev", "104:1\n");
	dir = fake_open("disk");
	assert_true(priv_node_of_disk(dir, "cciss!c0d0p1", &node));
	assert_string_equal(node.path, "/dev/cciss/c0d0p1");
	assert_int_equal(node.type, S_IFBLK);
	assert_int_equal(node.dev, makedev(104, 1));
}

static void set_path(struct priv_node *node, const char *name)
{
	assert_true(str_copy(node->path, sizeof(node->path),
			     str_from_c(scratch_path(name))));
}

/* The node "node" in the scratch directory, which a device 240:7 should have,
 * is one of @type and @dev. */
static struct priv_node node_of(mode_t type, dev_t dev)
{
	struct priv_node node = {
		.type = S_IFCHR, .dev = makedev(240, 7), .of = "card 9"};

	set_path(&node, "node");
	assert_int_equal(mknod(node.path, type | 0600, dev), 0);
	return node;
}

static void opens_the_node_of_the_device(void **state)
{
	struct priv_node node;
	struct stat st;
	struct err e;

	(void)state;
	need_root();
	node = node_of(S_IFCHR, makedev(240, 7));
	OWN_FD int fd = priv_node_open(&node, &st, &e);

	assert_true(fd >= 0);
	assert_int_equal(st.st_rdev, makedev(240, 7));
	assert_int_equal(fcntl(fd, F_GETFL) & O_PATH, O_PATH);
}

static void not_its_device(mode_t type, dev_t dev)
{
	struct priv_node node;
	struct stat st;
	struct err e;
	char want[ERR_TEXT_BYTES];

	need_root();
	node = node_of(type, dev);
	(void)snprintf(want, sizeof(want),
		       "%s is not the device of card 9, which is 240:7",
		       node.path);
	assert_int_equal(priv_node_open(&node, &st, &e), -1);
	assert_int_equal(e.kind, ERR_BUSY);
	assert_string_equal(e.text, want);
}

static void refuses_another_device(void **state)
{
	(void)state;
	not_its_device(S_IFCHR, makedev(240, 8));
}

static void refuses_a_block_device_of_the_same_number(void **state)
{
	(void)state;
	not_its_device(S_IFBLK, makedev(240, 7));
}

static void refuses_a_link_to_the_node(void **state)
{
	struct priv_node node;
	struct stat st;
	struct err e;

	(void)state;
	need_root();
	node = node_of(S_IFCHR, makedev(240, 7));
	set_path(&node, "link");
	assert_int_equal(symlink("node", node.path), 0);
	assert_int_equal(priv_node_open(&node, &st, &e), -1);
	assert_int_equal(e.kind, ERR_BUSY);
}

static void tells_of_a_node_that_is_not_there(void **state)
{
	const struct priv_node node = {.path = "/dev/no/such/node"};
	struct stat st;
	struct err e;

	(void)state;
	assert_int_equal(priv_node_open(&node, &st, &e), -1);
	assert_int_equal(e.kind, ERR_SYSTEM);
	assert_string_equal(e.text, "looking at /dev/no/such/node: "
				    "No such file or directory");
}

static void knows_what_cannot_be_told_from_what_is_not_there(void **state)
{
	static const int answers[] = {ENOENT, ENOTDIR, ELOOP,
				      EACCES, EXDEV,   ENAMETOOLONG};
	static const int failures[] = {EIO,    ENOMEM, EINTR, EPERM,
				       EMFILE, ENFILE, EBADF, EAGAIN};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(answers); i++)
		assert_true(priv_node_is_answer(answers[i]));
	for (size_t i = 0; i < ARRAY_LEN(failures); i++)
		assert_false(priv_node_is_answer(failures[i]));
}

/* A permit of alice's, whose id is 1000; which one does not matter. */
static const struct permit *permit(void)
{
	(void)set_up(NULL);
	(void)ask_tap("alice0");
	assert_true(judge(ENTRY));
	return judgement.permits[0];
}

static void owned_by(const struct priv_node *node, uid_t uid, gid_t gid)
{
	struct stat st;

	assert_int_equal(lstat(node->path, &st), 0);
	assert_int_equal(st.st_uid, uid);
	assert_int_equal(st.st_gid, gid);
}

static void gives_roots_node_and_takes_it_back(void **state)
{
	struct priv_node node;
	struct err e;

	(void)state;
	need_root();
	node = node_of(S_IFCHR, makedev(240, 7));
	assert_int_equal(chown(node.path, 0, 6), 0);
	assert_true(priv_node_give(permit(), &node, 0, &e));
	owned_by(&node, 1000, 6);
	/* Twice does no harm. */
	assert_true(priv_node_give(permit(), &node, 0, &e));
	OWN_FD int fd = open(node.path, O_PATH | O_CLOEXEC);

	assert_true(priv_node_take_back(permit(), fd, node.path, &e));
	owned_by(&node, 0, 6);
}

static void leaves_another_users_node(void **state)
{
	struct priv_node node;
	struct err e;
	char want[ERR_TEXT_BYTES];

	(void)state;
	need_root();
	node = node_of(S_IFCHR, makedev(240, 7));
	assert_int_equal(chown(node.path, 1001, 0), 0);
	assert_false(priv_node_give(permit(), &node, 0, &e));
	(void)snprintf(want, sizeof(want),
		       "%s belongs to user 1001, expected root", node.path);
	assert_int_equal(e.kind, ERR_BUSY);
	assert_string_equal(e.text, want);
	OWN_FD int fd = open(node.path, O_PATH | O_CLOEXEC);

	assert_true(priv_node_take_back(permit(), fd, node.path, &e));
	owned_by(&node, 1001, 0);
}

/* Longer than a tick of the coarse clock. */
static void pass_a_tick(void)
{
	const struct timespec tick = {.tv_nsec = 20 * 1000 * 1000};

	assert_int_equal(nanosleep(&tick, NULL), 0);
}

static void waits_for_a_record(void **state)
{
	(void)state;
	assert_false(priv_node_udev_done(scratch_path("c246:1"),
					 priv_node_clock_us()));
}

static void takes_an_empty_record_for_an_answer(void **state)
{
	uint64_t since_us = priv_node_clock_us();

	(void)state;
	scratch_file("c246:1", "", 0, 0644);
	assert_true(priv_node_udev_done(scratch_path("c246:1"), since_us));
}

static void does_not_take_the_record_of_an_earlier_device(void **state)
{
	uint64_t since_us;

	(void)state;
	scratch_file("c246:1", "I:1\n", 4, 0644);
	pass_a_tick();
	since_us = priv_node_clock_us();
	assert_false(priv_node_udev_done(scratch_path("c246:1"), since_us));
}

static void takes_a_record_that_was_replaced_since(void **state)
{
	char old[PATH_MAX];
	uint64_t since_us;

	(void)state;
	scratch_file("c246:1", "", 0, 0644);
	pass_a_tick();
	since_us = priv_node_clock_us();
	scratch_file("new", "", 0, 0644);
	(void)snprintf(old, sizeof(old), "%s", scratch_path("c246:1"));
	assert_int_equal(rename(scratch_path("new"), old), 0);
	assert_true(priv_node_udev_done(old, since_us));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_a_device_number),
		cmocka_unit_test(refuses_what_is_no_device_number),
		scratch_test(tells_no_number_from_none),
		scratch_test(knows_the_node_of_a_disk_in_a_directory),
		scratch_test(opens_the_node_of_the_device),
		scratch_test(refuses_another_device),
		scratch_test(refuses_a_block_device_of_the_same_number),
		scratch_test(refuses_a_link_to_the_node),
		cmocka_unit_test(tells_of_a_node_that_is_not_there),
		cmocka_unit_test(
			knows_what_cannot_be_told_from_what_is_not_there),
		scratch_test(gives_roots_node_and_takes_it_back),
		scratch_test(leaves_another_users_node),
		scratch_test(waits_for_a_record),
		scratch_test(takes_an_empty_record_for_an_answer),
		scratch_test(does_not_take_the_record_of_an_earlier_device),
		scratch_test(takes_a_record_that_was_replaced_since),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
