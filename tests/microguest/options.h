/* options.h - what the kernel command line asks for */
#ifndef MICROGUEST_OPTIONS_H
#define MICROGUEST_OPTIONS_H

#include "nic.h"

struct options {
	size_t ip_count;
	uint8_t ips[NICS_MAX][4]; /* ip=A.B.C.D, once for each card */
	uint32_t echoes;          /* n=N: off after that many; 0: never */
};

/* Understand @line (QEMU: -append, behind the path of the kernel).  Words
 * that we do not know are somebody else's: left alone. */
struct options options_parse(const char *line);

#endif
