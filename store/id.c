// SPDX-License-Identifier: MIT
#include "store/id.h"

#include <sodium.h>
#include <string.h>

#include "store/date.h"
#include "store/err.h"
#include "store/lang.h"

/*
 * The order of an id is its first 64 bits without the version: 48 bits of
 * milliseconds, then a counter of 12. One number holds both, so that "the
 * next one" is + 1 and a counter that runs over borrows the next millisecond.
 */
#define COUNTER_BITS 12
#define ORDER_MOST (((uint64_t)1 << 60) - 1)

static uint64_t newest; /* of this process */

static uint64_t
order_of(struct id id)
{
	uint64_t ms = 0;
	for (int i = 0; i < 6; i++)
		ms = ms << 8 | id.b[i];
	return ms << COUNTER_BITS | (uint64_t)(id.b[6] & 0x0F) << 8 | id.b[7];
}

struct id
id_new(struct id last)
{
	uint64_t floor = order_of(last);
	if (floor < newest)
		floor = newest;
	int64_t ms = clock_now_ms();
	uint64_t order = ms > 0 ? (uint64_t)ms << COUNTER_BITS : 0;
	if (order <= floor)
		order = floor + 1;
	if (order > ORDER_MOST)
		die("%s", _("编号的时间用尽了：库里有一个来自遥远将来的编号"));
	newest = order;

	struct id id;
	randombytes_buf(id.b, sizeof(id.b));
	uint64_t left = order >> COUNTER_BITS;
	for (int i = 6; i-- > 0; left >>= 8)
		id.b[i] = (uint8_t)left;
	id.b[6] = (uint8_t)(0x70 | (order >> 8 & 0x0F));
	id.b[7] = (uint8_t)order;
	id.b[8] = (uint8_t)(0x80 | (id.b[8] & 0x3F));
	return id;
}

bool
id_is_none(struct id id)
{
	return id_eq(id, ID_NONE);
}

bool
id_eq(struct id a, struct id b)
{
	return id_cmp(a, b) == 0;
}

int
id_cmp(struct id a, struct id b)
{
	return memcmp(a.b, b.b, sizeof(a.b));
}

static bool
is_dash_at(size_t i)
{
	return i == 8 || i == 13 || i == 18 || i == 23;
}

static int
hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

bool
id_parse(str s, struct id *out)
{
	struct id id = ID_NONE;
	size_t digits = 0;
	if (s.n != ID_TEXT)
		return false;
	for (size_t i = 0; i < ID_TEXT; i++) {
		if (is_dash_at(i)) {
			if (s.p[i] != '-')
				return false;
			continue;
		}
		int digit = hex(s.p[i]);
		if (digit < 0)
			return false;
		uint8_t *byte = &id.b[digits++ / 2];
		*byte = (uint8_t)(*byte << 4 | digit);
	}
	*out = id;
	return true;
}

str
id_format(struct arena *a, struct id id)
{
	char *p = arena_alloc(a, ID_TEXT);
	size_t digits = 0;
	for (size_t i = 0; i < ID_TEXT; i++) {
		if (is_dash_at(i)) {
			p[i] = '-';
			continue;
		}
		unsigned byte = id.b[digits / 2];
		p[i] = "0123456789abcdef"[digits++ % 2 ? byte & 15 : byte >> 4];
	}
	return (str){p, ID_TEXT};
}

str
id_short(struct arena *a, struct id id)
{
	return str_from(id_format(a, id), ID_TEXT - 6);
}
