/* test_image_stream.c - src/image/image_stream.c */
#include "image_sample.h"
#include "scratch.h"

static struct sample file;
static struct err e;

static int setup(void **state)
{
	memset(&file, 0, sizeof(file));
	return scratch_setup(state);
}

static struct image_stream over_file(void)
{
	return (struct image_stream){.read = sample_read, .context = &file};
}

static void looks_without_taking(void **state)
{
	struct image_stream stream = over_file();
	char text[1024];
	size_t len;

	(void)state;
	sample_put(&file, "0123456789", 10);
	assert_true(image_stream_look(&stream, &e));
	assert_int_equal(stream.head_len, 10);
	assert_true(image_stream_read(&stream, text, 4, &len, &e));
	assert_int_equal(len, 4);
	assert_memory_equal(text, "0123", 4);
	assert_true(image_stream_read(&stream, text, sizeof(text), &len, &e));
	assert_int_equal(len, 6);
	assert_memory_equal(text, "456789", 6);
	assert_true(image_stream_read(&stream, text, sizeof(text), &len, &e));
	assert_int_equal(len, 0);
}

static int new_file(void)
{
	int fd = open(scratch_path("disk"),
		      O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	return fd;
}

static void leaves_holes_for_zeros(void **state)
{
	static unsigned char back[SAMPLE_BYTES];
	struct image_stream stream = over_file();
	int fd = new_file();
	struct image_sink sink = image_sink_file(&fd);
	struct stat st;
	uint64_t size;

	(void)state;
	file.len = SAMPLE_BYTES - 3;
	memset(file.bytes + 8192, 'x', 100);
	memset(file.bytes + 200000, 'y', 5000);
	assert_true(image_stream_copy(&stream, &sink, SAMPLE_BYTES, &size, &e));
	assert_int_equal(size, SAMPLE_BYTES - 3);
	assert_int_equal(pread(fd, back, sizeof(back), 0), SAMPLE_BYTES - 3);
	assert_memory_equal(back, file.bytes, SAMPLE_BYTES - 3);
	assert_int_equal(fstat(fd, &st), 0);
	assert_int_equal(st.st_size, SAMPLE_BYTES - 3);
	/* One block, and two or three that the second piece touches. */
	assert_true(st.st_blocks * 512 <= 4 * 4096);
	close(fd);
}

static void refuses_more_than_it_may_have(void **state)
{
	struct image_stream stream = over_file();
	int fd = new_file();
	struct image_sink sink = image_sink_file(&fd);
	uint64_t size;

	(void)state;
	file.len = 4097;
	assert_false(image_stream_copy(&stream, &sink, 4096, &size, &e));
	assert_int_equal(e.kind, ERR_DATA);
	assert_string_equal(e.text, "the image is larger than 4096 bytes");
	close(fd);
}

static void tells_that_it_cannot_write(void **state)
{
	struct image_stream stream = over_file();
	int fd = open("/dev/full", O_RDONLY | O_CLOEXEC);
	struct image_sink sink = image_sink_file(&fd);
	uint64_t size;

	(void)state;
	sample_put(&file, "x", 1);
	assert_false(image_stream_copy(&stream, &sink, 4096, &size, &e));
	assert_int_equal(e.kind, ERR_SYSTEM);
	assert_string_equal(e.text, "writing the image: Bad file descriptor");
	close(fd);
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, scratch_teardown)
	const struct CMUnitTest tests[] = {
		TEST(looks_without_taking),
		TEST(leaves_holes_for_zeros),
		TEST(refuses_more_than_it_may_have),
		TEST(tells_that_it_cannot_write),
	};

	return cmocka_run_group_tests_name("image_stream", tests, NULL, NULL);
}
