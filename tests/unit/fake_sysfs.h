/* fake_sysfs.h - a few files of sysfs in the scratch directory
 *
 * What vm-init reads there is directories, small files and symbolic links: a
 * tree of these is as good as the kernel's.
 */
#ifndef VMMAN_FAKE_SYSFS_H
#define VMMAN_FAKE_SYSFS_H

#include "scratch.h"

#define DEV0 "devices/pci0000:00/0000:00:05.0"
#define DEV1 "devices/pci0000:00/0000:00:05.1"
#define USB0 "devices/pci0000:00/0000:00:14.0/usb1/1-2"
#define USB1 "devices/pci0000:00/0000:00:14.0/usb1/1-4"

/* Make the directory @path there, with those on its way. */
static inline void fake_dir(const char *path)
{
	char part[PATH_MAX];

	for (size_t i = 1; i <= strlen(path); i++) {
		if (path[i] != '/' && path[i] != '\0')
			continue;
		(void)snprintf(part, sizeof(part), "%.*s", (int)i, path);
		(void)mkdir(scratch_path(part), 0700);
	}
}

static inline void fake_file(const char *dir, const char *name,
			     const char *text)
{
	char path[PATH_MAX];
	int len = snprintf(path, sizeof(path), "%s/%s", dir, name);

	assert_in_range(len, 1, PATH_MAX - 1);
	scratch_file(path, text, strlen(text), 0600);
}

static inline void fake_link(const char *target, const char *path)
{
	assert_int_equal(symlink(target, scratch_path(path)), 0);
}

/* A device as sysfs shows it, with the driver @driver. */
static inline void fake_device(const char *dir, const char *addr,
			       const char *driver)
{
	char path[PATH_MAX], target[PATH_MAX + 16];

	fake_dir(dir);
	fake_dir("bus/pci/devices");
	fake_file(dir, "vendor", "0x8086\n");
	fake_file(dir, "device", "0x100e\n");
	fake_file(dir, "class", "0x020000\n");
	(void)snprintf(path, sizeof(path), "bus/pci/devices/%s", addr);
	(void)snprintf(target, sizeof(target), "../../../%s", dir);
	fake_link(target, path);
	(void)snprintf(path, sizeof(path), "%s/driver", dir);
	(void)snprintf(target, sizeof(target), "../../../bus/pci/drivers/%s",
		       driver);
	if (driver[0] != '\0')
		fake_link(target, path);
}

/* Put the device in @dir, at @addr, into IOMMU group 9. */
static inline void fake_group(const char *dir, const char *addr)
{
	char path[PATH_MAX], target[PATH_MAX + 16];

	fake_dir("kernel/iommu_groups/9/devices");
	(void)snprintf(path, sizeof(path), "%s/iommu_group", dir);
	fake_link("../../../kernel/iommu_groups/9", path);
	(void)snprintf(path, sizeof(path), "kernel/iommu_groups/9/devices/%s",
		       addr);
	(void)snprintf(target, sizeof(target), "../../../../%s", dir);
	fake_link(target, path);
}

/* The interface @name of the device in @dir. */
static inline void fake_interface(const char *dir, const char *name,
				  const char *flags)
{
	char path[PATH_MAX], target[PATH_MAX + 16];

	fake_dir("class/net");
	(void)snprintf(path, sizeof(path), "%s/net/%s", dir, name);
	fake_dir(path);
	fake_file(path, "flags", flags);
	(void)snprintf(target, sizeof(target), "../../%s", path);
	(void)snprintf(path, sizeof(path), "class/net/%s", name);
	fake_link(target, path);
}

/* The USB device at @port, a 0951:1666. */
static inline void fake_usb(const char *dir, const char *port)
{
	char path[PATH_MAX], target[PATH_MAX + 16];

	fake_dir(dir);
	fake_dir("bus/usb/devices");
	fake_file(dir, "idVendor", "0951\n");
	fake_file(dir, "idProduct", "1666\n");
	fake_file(dir, "busnum", "1\n");
	fake_file(dir, "devnum", "4\n");
	fake_file(dir, "dev", "189:3\n");
	fake_file(dir, "bDeviceClass", "00\n");
	(void)snprintf(path, sizeof(path), "bus/usb/devices/%s", port);
	(void)snprintf(target, sizeof(target), "../../../%s", dir);
	fake_link(target, path);
}

/* The disk @name of the device in @dir, of the number @dev. */
static inline void fake_disk(const char *dir, const char *name, const char *dev)
{
	char path[PATH_MAX], target[PATH_MAX + 16];

	fake_dir("class/block");
	(void)snprintf(path, sizeof(path), "%s/block/%s/holders", dir, name);
	fake_dir(path);
	*strrchr(path, '/') = '\0';
	fake_file(path, "dev", dev);
	(void)snprintf(target, sizeof(target), "../../%s", path);
	(void)snprintf(path, sizeof(path), "class/block/%s", name);
	fake_link(target, path);
}

static inline int fake_open(const char *path)
{
	return open(scratch_path(path), O_PATH | O_DIRECTORY | O_CLOEXEC);
}

#endif
