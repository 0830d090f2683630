// SPDX-License-Identifier: MIT
#ifndef STORE_CODEC_H
#define STORE_CODEC_H

#include "store/id.h"
#include "store/str.h"

/*
 * The small pieces all rows are built of, the same on every machine:
 *
 *   uint   7 bits a byte, low ones first, top bit set when more follow;
 *          the shortest spelling only
 *   int    zigzag, then as uint: 0 -1 1 -2 … are 0 1 2 3 …
 *   text   its length as uint, then its bytes
 */
void codec_put_byte(struct buf *b, uint8_t n);
void codec_put_uint(struct buf *b, uint64_t n);
void codec_put_int(struct buf *b, int64_t n);
void codec_put_text(struct buf *b, str s);
void codec_put_id(struct buf *b, struct id id);

/*
 * Reads them back and trusts nothing. The first piece that does not fit
 * sets bad and empties the rest: every later get gives 0 or the empty
 * text, so bad need be asked for only where a wrong number would hurt.
 */
struct codec {
	const char *p;
	size_t n; /* bytes left */
	bool bad;
};

struct codec codec_of(str bytes);
uint8_t codec_get_byte(struct codec *c);
uint64_t codec_get_uint(struct codec *c);
int64_t codec_get_int(struct codec *c);
str codec_get_text(struct codec *c); /* borrowed from the bytes */
struct id codec_get_id(struct codec *c);
/* A count of things of which each takes at least `least` bytes: a count
 * that the rest cannot hold is bad, so it is safe to allocate by it. */
size_t codec_get_count(struct codec *c, size_t least);

/* Fixed width, big endian: LMDB keys and the header row. */
void codec_be16(uint8_t *p, uint16_t n);
void codec_be32(uint8_t *p, uint32_t n);
void codec_be64(uint8_t *p, uint64_t n);
uint16_t codec_of16(const uint8_t *p);
uint32_t codec_of32(const uint8_t *p);
uint64_t codec_of64(const uint8_t *p);

#endif
