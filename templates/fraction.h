// SPDX-License-Identifier: MIT
#ifndef TEMPLATES_FRACTION_H
#define TEMPLATES_FRACTION_H

#include "store/value.h"

/*
 * Exact arithmetic of reports: over / under, under > 0, in lowest terms. A
 * rate is divided once, at the end, and rounded half away from zero
 * (四舍五入), so that no figure depends on binary fractions.
 * Functions return false when a number would leave 64 bits.
 */
struct fraction {
	int64_t over;
	int64_t under;
};
#define FRACTION_ZERO ((struct fraction){0, 1})

bool fraction_of(struct decimal d, struct fraction *out);
/* *sum += f * times / per */
bool fraction_add(
	struct fraction *sum, struct fraction f, int64_t times, int64_t per);
/* a * factor / b; b must not be zero. */
bool fraction_rate(struct fraction a, struct fraction b, int64_t factor,
	struct fraction *out);
/* To so many places; -1: two, trailing zeros dropped. */
bool fraction_round(struct fraction f, int places, struct decimal *out);
int fraction_cmp(struct fraction a, struct fraction b);

#endif
