// SPDX-License-Identifier: MIT
#include "forms/shuffle.h"

#include <math.h>

#include "store/hash.h"

enum { MODULUS = 2147483647, MULTIPLIER = 16807 };

/* The infinite ones are Java's largest and smallest long. */
void
shuffle_seed(struct shuffle *s, double n, str text)
{
	int64_t seed = 0;
	if (isnan(n) && text.n > 0) {
		uint8_t hash[32];
		uint64_t word = 0;
		hash_sha256(text, hash);
		for (int i = 0; i < 8; i++)
			word = word << 8 | hash[i];
		seed = word <= INT64_MAX ? (int64_t)word
					 : -(int64_t)(UINT64_MAX - word) - 1;
	} else if (isinf(n)) {
		seed = n > 0 ? INT64_MAX : INT64_MIN;
	} else if (!isnan(n)) {
		seed = (int64_t)fmod(trunc(n), MODULUS);
	}
	seed %= MODULUS;
	s->seeded = true;
	seed += seed > 0 ? 0 : MODULUS - 1;
	s->state = seed > 0 ? (uint64_t)seed : 1;
}

size_t
shuffle_place(struct shuffle *s, size_t i)
{
	s->state = s->state * MULTIPLIER % MODULUS;
	double fraction = (double)(s->state - 1) / (MODULUS - 1);
	size_t j = (size_t)(fraction * (double)(i + 1));
	return j > i ? i : j;
}
