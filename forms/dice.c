// SPDX-License-Identifier: MIT
#include "forms/dice.h"

uint64_t
dice_next(struct dice *d)
{
	uint64_t z = d->state += 0x9e3779b97f4a7c15u;
	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

struct dice
dice_stream(uint64_t seed, uint64_t key, uint64_t n)
{
	struct dice d = {seed};
	d.state = dice_next(&d) ^ key;
	d.state = dice_next(&d) ^ n;
	return d;
}

/* The remainder favours small numbers by less than one in 2^32: fine here. */
size_t
dice_below(struct dice *d, size_t n)
{
	return n ? (size_t)(dice_next(d) % n) : 0;
}

int64_t
dice_between(struct dice *d, int64_t from, int64_t to)
{
	if (to <= from)
		return from;
	return from + (int64_t)(dice_next(d) % ((uint64_t)(to - from) + 1));
}
