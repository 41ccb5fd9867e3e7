/* priv_lock.c - one vm-init at a time for each user, and for each device
 *
 * Runs as: root.  Input: a user id, and names made from numbers.  A lock file
 * that others can open for reading can be locked by them for ever (flock(2)
 * asks for no more), so both the directory and the files are root's alone,
 * which is checked by descriptor each time.
 */
#include "priv_lock.h"
#include "priv_clock.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>

enum {
	LOCK_POLL_MS = 5,
	LOCK_FILE_BYTES = PRIV_LOCK_NAME_BYTES + sizeof(".lock"),
};

static const char lock_dir[] = "/run/vmman";

/* Root's own and closed to everybody else. */
static bool is_private(const struct stat *st)
{
	return st->st_uid == 0 && (st->st_mode & (S_IRWXG | S_IRWXO)) == 0;
}

static int open_dir(struct err *e)
{
	OWN_FD int fd = -1;
	struct stat st;

	if (mkdir(lock_dir, 0700) != 0 && errno != EEXIST) {
		err_system(e, errno, "making %s", lock_dir);
		return -1;
	}
	fd = open(lock_dir, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st) != 0) {
		err_system(e, errno, "opening %s", lock_dir);
		return -1;
	}
	if (!is_private(&st)) {
		err_set(e, ERR_SYSTEM,
			"%s belongs to user %u and has mode %04o, expected "
			"root and 0700",
			lock_dir, st.st_uid, st.st_mode & 07777);
		err_hint(e, "the administrator may remove it: vm-init makes it "
			    "anew");
		return -1;
	}
	return take_fd(&fd);
}

static int open_file(const char *name, struct err *e)
{
	OWN_FD int dir = open_dir(e);
	OWN_FD int fd = -1;
	char file[LOCK_FILE_BYTES];
	struct stat st;

	if (dir < 0)
		return -1;
	(void)snprintf(file, sizeof(file), "%s.lock", name);
	fd = openat(dir, file, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0 || fstat(fd, &st) != 0) {
		err_system(e, errno, "opening %s/%s", lock_dir, file);
		return -1;
	}
	if (!S_ISREG(st.st_mode) || !is_private(&st)) {
		err_set(e, ERR_SYSTEM, "%s/%s is not a private file of root",
			lock_dir, file);
		err_hint(e, "the administrator may remove it: vm-init makes it "
			    "anew");
		return -1;
	}
	return take_fd(&fd);
}

/* Take the lock @name, or say that @who is at work. */
static int take(const char *name, const char *who, long wait_ms, struct err *e)
{
	struct priv_deadline end = priv_deadline_in_ms(wait_ms);
	OWN_FD int fd = open_file(name, e);

	if (fd < 0)
		return -1;
	while (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		if (errno != EWOULDBLOCK) {
			err_system(e, errno, "locking %s/%s.lock", lock_dir,
				   name);
			return -1;
		}
		if (priv_deadline_passed(&end)) {
			err_set(e, ERR_BUSY, "%s is at work", who);
			err_hint(e, "try again when it has ended");
			return -1;
		}
		priv_sleep_ms(LOCK_POLL_MS);
	}
	return take_fd(&fd);
}

int priv_lock_take_user(uid_t uid, long wait_ms, struct err *e)
{
	char name[PRIV_LOCK_NAME_BYTES];

	(void)snprintf(name, sizeof(name), "u%u", uid);
	return take(name, "another vm-init of yours", wait_ms, e);
}

int priv_lock_take_device(const char *name, long wait_ms, struct err *e)
{
	char who[PRIV_LOCK_NAME_BYTES + 32];

	(void)snprintf(who, sizeof(who), "another vm-init for %s", name);
	return take(name, who, wait_ms, e);
}

bool priv_lock_device_is_held(const char *name)
{
	char path[sizeof(lock_dir) + LOCK_FILE_BYTES];
	OWN_FD int fd = -1;

	(void)snprintf(path, sizeof(path), "%s/%s.lock", lock_dir, name);
	fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	return fd >= 0 && flock(fd, LOCK_SH | LOCK_NB) != 0 &&
	       errno == EWOULDBLOCK;
}
