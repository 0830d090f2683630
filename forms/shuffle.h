// SPDX-License-Identifier: MIT
#ifndef FORMS_SHUFFLE_H
#define FORMS_SHUFFLE_H

#include "store/str.h"

/* Park and Miller's generator, seeded as ODK's engines do, so that a form
 * shuffles here as it does there. */
struct shuffle {
	bool seeded;
	uint64_t state;
};

/* Seed with a number, or, where that is none, with a text's hash; blank as
 * 0. */
void shuffle_seed(struct shuffle *s, double n, str text);
/* With which of the places 0…i the i-th item changes when it is added. */
size_t shuffle_place(struct shuffle *s, size_t i);

#endif
