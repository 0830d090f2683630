// SPDX-License-Identifier: MIT
#ifndef STORE_EMBED_H
#define STORE_EMBED_H

#include <stddef.h>

/* One shipped file, compiled in by the Makefile. */
struct embed {
	const char *path; /* as in the source tree: forms/std/activity.yaml */
	const unsigned char *data;
	size_t size;
};

/* Ended by a NULL path. Each belongs to the floor it is named for. */
extern const struct embed embed_forms[];
extern const struct embed embed_templates[];

#endif
