/* host_internal.h - what the files of src/host/ share */
#ifndef VMMAN_HOST_INTERNAL_H
#define VMMAN_HOST_INTERNAL_H

#include "vmman/own.h"
#include "vmman/str.h"
#include <limits.h>
#include <stdbool.h>
#include <sys/types.h>

/* @dir, a slash, @name and @suffix in @out.  False, and @out not to be used,
 * if that is longer than a path may be. */
bool host_path(char out[PATH_MAX], const char *dir, const char *name,
	       const char *suffix) MUST_CHECK;

enum {
	HOST_ATTRIBUTE_BYTES = 64 /* room for the attributes that we read */
};

/* The attribute @attr (with a slash in front) of @device in the directory @dir
 * of sysfs, without its newline, read into @buffer; empty if it has none. */
struct str host_attribute(const char *dir, const char *device, const char *attr,
			  char buffer[HOST_ATTRIBUTE_BYTES]);

/* Connect to the socket @socket_name in @run_dir; -1 if nobody listens.  Owned
 * by the caller. */
int host_connect(const char *run_dir, const char *socket_name);

enum host_qmp {
	HOST_QMP_READY,  /* QEMU answers */
	HOST_QMP_GONE,   /* the process has ended */
	HOST_QMP_SILENT, /* neither, in time */
};

/* Wait until the QEMU of @run_dir, a child of ours, answers or ends, at most
 * @ms. */
enum host_qmp host_qmp_await(pid_t pid, const char *run_dir, int ms);

/* Press the power button of the guest of @run_dir, whose QEMU is the pidfd
 * @process.  False if QEMU does not take it within @ms. */
bool host_qmp_power_down(int process, const char *run_dir, int ms);

#endif
