// SPDX-License-Identifier: MIT
/* A data file of anything: looking through its pages ends, and every row it
 * gives can be read. */
#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "store/pages.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool
read_row(void *arg, str key, str value)
{
	unsigned *sum = arg;

	for (size_t i = 0; i < key.n; i++)
		*sum += (unsigned char)key.p[i];
	for (size_t i = 0; i < value.n; i++)
		*sum += (unsigned char)value.p[i];
	return *sum != 1; /* read for its own sake */
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd = memfd_create("pages", MFD_CLOEXEC);
	char path[64];
	unsigned sum = 0;

	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	(void)pages_each(path, read_row, &sum); /* false is an answer as well */
	close(fd);
	return 0;
}
