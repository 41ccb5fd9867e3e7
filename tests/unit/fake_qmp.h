/* fake_qmp.h - a QMP server for tests, as far as vm-run talks to one */
#ifndef VMMAN_FAKE_QMP_H
#define VMMAN_FAKE_QMP_H

#include "scratch.h"
#include <sys/socket.h>
#include <sys/un.h>

/* Listen on qmp.sock in the scratch directory; the socket. */
static inline int fake_qmp_listen(void)
{
	struct sockaddr_un name = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	(void)snprintf(name.sun_path, sizeof(name.sun_path), "%s/qmp.sock",
		       scratch);
	if (bind(fd, (const struct sockaddr *)&name, sizeof(name)) != 0 ||
	    listen(fd, 1) != 0)
		_exit(98);
	return fd;
}

/* Greet one client and read its command. */
static inline int fake_qmp_greet(int fd)
{
	static const char greeting[] =
		"{\"QMP\": {\"version\": {\"qemu\": {\"micro\": 22, \"minor\": "
		"2, \"major\": 7}}, \"capabilities\": [\"oob\"]}}\r\n";
	char command[64];
	int client = accept(fd, NULL, NULL);

	(void)!write(client, greeting, strlen(greeting));
	(void)!read(client, command, sizeof(command));
	return client;
}

/* Do that, answer in two pieces, and leave it to the client to hang up. */
static inline void fake_qmp_serve(int fd)
{
	static const char answer[] = "{\"return\": {}}\r\n";
	int client = fake_qmp_greet(fd);
	char byte;

	(void)!write(client, answer, 5);
	(void)usleep(20000);
	(void)!write(client, answer + 5, strlen(answer) - 5);
	(void)!read(client, &byte, 1);
	close(client);
}

#endif
