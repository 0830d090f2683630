// SPDX-License-Identifier: MIT
#include "store/random.h"

#include <sodium.h>
#include <stdint.h>

void
random_bytes(void *p, size_t n)
{
	randombytes_buf(p, n);
}

double
random_fraction(void)
{
	uint64_t bits;
	randombytes_buf(&bits, sizeof(bits));
	return (double)(bits >> 11) / 9007199254740992.0;
}
