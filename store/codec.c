// SPDX-License-Identifier: MIT
#include "store/codec.h"

#include <string.h>

void
codec_put_byte(struct buf *b, uint8_t n)
{
	buf_addc(b, (char)n);
}

void
codec_put_uint(struct buf *b, uint64_t n)
{
	while (n > 0x7f) {
		codec_put_byte(b, (uint8_t)(n | 0x80));
		n >>= 7;
	}
	codec_put_byte(b, (uint8_t)n);
}

void
codec_put_int(struct buf *b, int64_t n)
{
	uint64_t u = (uint64_t)n << 1;

	codec_put_uint(b, n < 0 ? ~u : u);
}

void
codec_put_text(struct buf *b, str s)
{
	codec_put_uint(b, s.n);
	buf_add(b, s);
}

void
codec_put_id(struct buf *b, struct id id)
{
	buf_add(b, (str){(const char *)id.b, sizeof id.b});
}

struct codec
codec_of(str bytes)
{
	return (struct codec){.p = bytes.p, .n = bytes.n};
}

static const char *
take(struct codec *c, size_t n)
{
	const char *p = c->p;

	if (c->bad || n > c->n) {
		c->bad = true;
		c->n = 0;
		return NULL;
	}
	if (n > 0)
		c->p += n;
	c->n -= n;
	return p;
}

uint8_t
codec_get_byte(struct codec *c)
{
	const char *p = take(c, 1);

	return p ? (uint8_t)*p : 0;
}

uint64_t
codec_get_uint(struct codec *c)
{
	uint64_t n = 0;

	for (int shift = 0; shift < 64; shift += 7) {
		uint8_t byte = codec_get_byte(c);

		if (shift == 63 && byte > 1)
			break;
		n |= (uint64_t)(byte & 0x7f) << shift;
		if (byte & 0x80)
			continue;
		if (byte == 0 && shift > 0)
			break; /* a longer spelling than needed */
		return c->bad ? 0 : n;
	}
	c->bad = true;
	c->n = 0;
	return 0;
}

int64_t
codec_get_int(struct codec *c)
{
	uint64_t u = codec_get_uint(c);

	return u & 1 ? -1 - (int64_t)(u >> 1) : (int64_t)(u >> 1);
}

str
codec_get_text(struct codec *c)
{
	uint64_t n = codec_get_uint(c);
	const char *p;

	if (n > c->n)
		n = SIZE_MAX;
	p = take(c, (size_t)n);
	return p && n > 0 ? (str){p, (size_t)n} : STR_NONE;
}

struct id
codec_get_id(struct codec *c)
{
	struct id id = ID_NONE;
	const char *p = take(c, sizeof id.b);

	if (p)
		memcpy(id.b, p, sizeof id.b);
	return id;
}

size_t
codec_get_count(struct codec *c, size_t least)
{
	uint64_t n = codec_get_uint(c);

	if (n <= c->n / least)
		return (size_t)n;
	c->bad = true;
	c->n = 0;
	return 0;
}

void
codec_be16(uint8_t *p, uint16_t n)
{
	p[0] = (uint8_t)(n >> 8);
	p[1] = (uint8_t)n;
}

void
codec_be32(uint8_t *p, uint32_t n)
{
	codec_be16(p, (uint16_t)(n >> 16));
	codec_be16(p + 2, (uint16_t)n);
}

void
codec_be64(uint8_t *p, uint64_t n)
{
	codec_be32(p, (uint32_t)(n >> 32));
	codec_be32(p + 4, (uint32_t)n);
}

uint16_t
codec_of16(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

uint32_t
codec_of32(const uint8_t *p)
{
	return (uint32_t)codec_of16(p) << 16 | codec_of16(p + 2);
}

uint64_t
codec_of64(const uint8_t *p)
{
	return (uint64_t)codec_of32(p) << 32 | codec_of32(p + 4);
}
