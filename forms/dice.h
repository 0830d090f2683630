// SPDX-License-Identifier: MIT
#ifndef FORMS_DICE_H
#define FORMS_DICE_H

#include <stddef.h>
#include <stdint.h>

/* Numbers that are the same on every machine for the same seed (splitmix64).
 * For made-up records only: keys and ids come from store/random.h. */
struct dice {
	uint64_t state;
};

uint64_t dice_next(struct dice *d);
/* A stream of its own for (seed, key, n): the same however many others are
 * drawn from. */
struct dice dice_stream(uint64_t seed, uint64_t key, uint64_t n);
/* From 0 to below n; 0 when n is 0. */
size_t dice_below(struct dice *d, size_t n);
/* Both ends included; from when to is less. */
int64_t dice_between(struct dice *d, int64_t from, int64_t to);

#endif
