// SPDX-License-Identifier: MIT
#include "store/slot.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "store/codec.h"
#include "store/env.h"
#include "store/lang.h"

#define MIB 1024u /* in KiB */
#define MEM_LEAST (19 * MIB)
#define PASSES_LEAST 2u
#define MEM_MOST (256 * MIB)
#define PASSES_MOST 10u
#define CHEAP_MEM 8u
#define CHEAP_PASSES 1u
#define PREFIX (1 + 4 + SLOT_SALT + 4 + 4)

/* OWASP's floor: 19 MiB twice, or the like with more memory and one pass. */
static bool
is_strong(uint32_t mem_kib, uint32_t passes)
{
	return (mem_kib >= MEM_LEAST && passes >= PASSES_LEAST) ||
	       (mem_kib >= 46 * MIB && passes >= 1);
}

static bool
derive(uint8_t *key, str password, const uint8_t *salt, uint32_t mem_kib,
	uint32_t passes)
{
	return crypto_pwhash(key, VAULT_KEY, password.n ? password.p : "",
		       password.n, salt, passes, (size_t)mem_kib * 1024,
		       crypto_pwhash_ALG_ARGON2ID13) == 0;
}

enum err_code
slot_key(const struct slot *s, str password, bool cheap, uint8_t **key,
	struct err *e)
{
	if (s->mem_kib > MEM_MOST || s->passes > PASSES_MOST ||
		s->mem_kib < CHEAP_MEM || s->passes < CHEAP_PASSES ||
		(!cheap && !is_strong(s->mem_kib, s->passes)))
		return err_set(e, ERR_CORRUPT,
			_("口令的加密参数不合规（%u KiB × %u），可能被改动过"),
			(unsigned)s->mem_kib, (unsigned)s->passes);
	*key = vault_page(VAULT_KEY);
	if (derive(*key, password, s->salt, s->mem_kib, s->passes))
		return ERR_OK;
	vault_page_free(*key);
	*key = NULL;
	return err_set(e, ERR_IO, _("内存不足，算不出口令（要 %u MiB）"),
		(unsigned)((s->mem_kib + MIB - 1) / MIB));
}

/* 128 random bits need no slow hash. */
uint8_t *
slot_recovery_key(const struct slot *s, const uint8_t bytes[16])
{
	uint8_t *key = vault_page(VAULT_KEY);

	crypto_generichash(key, VAULT_KEY, s->salt, SLOT_SALT, bytes, 16);
	return key;
}

static void
le32(uint8_t *p, uint32_t n)
{
	for (int i = 0; i < 4; i++)
		p[i] = (uint8_t)(n >> 8 * i);
}

static uint32_t
of_le32(const uint8_t *p)
{
	return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	       (uint32_t)p[3] << 24;
}

static void
format_prefix(const struct slot *s, uint8_t out[PREFIX])
{
	out[0] = (uint8_t)s->kind;
	le32(out + 1, s->user);
	memcpy(out + 5, s->salt, SLOT_SALT);
	le32(out + 21, s->mem_kib);
	le32(out + 25, s->passes);
}

str
slot_seal(const struct vault *v, const struct slot *s, str row,
	const uint8_t *key, const uint8_t sys[VAULT_KEY],
	const uint8_t secret[VAULT_SECRET], struct arena *a)
{
	struct vault_head h = {.schema = 1, .user = s->user};
	uint8_t prefix[PREFIX];
	uint8_t both[VAULT_SECRET + VAULT_KEY];
	struct buf b = {.arena = a};

	format_prefix(s, prefix);
	memcpy(both, secret, VAULT_SECRET);
	memcpy(both + VAULT_SECRET, sys, VAULT_KEY);
	buf_add(&b, (str){(char *)prefix, PREFIX});
	buf_add(&b, vault_seal_with(v, key, 0, TABLE_SLOT, row,
			    (str){(char *)prefix, PREFIX}, &h,
			    (str){(char *)both, sizeof both}, a));
	sodium_memzero(both, sizeof both);
	return buf_str(&b);
}

enum err_code
slot_parse(str bytes, struct slot *out, struct err *e)
{
	const uint8_t *p = (const uint8_t *)bytes.p;

	if (bytes.n < PREFIX)
		return err_set(e, ERR_CORRUPT, _("一个账户的钥匙已损坏"));
	if (p[0] != SLOT_PASSWORD && p[0] != SLOT_RECOVERY)
		return err_set(e, ERR_VERSION,
			_("这个账户的登录方式由更新的版本写入，请升级本程序"));
	out->kind = p[0];
	out->user = of_le32(p + 1);
	memcpy(out->salt, p + 5, SLOT_SALT);
	out->mem_kib = of_le32(p + 21);
	out->passes = of_le32(p + 25);
	return ERR_OK;
}

enum err_code
slot_open(const struct vault *v, str row, str bytes, const uint8_t *key,
	struct arena *a, struct vault_keys **out, struct err *e)
{
	struct err why;
	str both;
	enum err_code code = vault_open_with(v, key, TABLE_SLOT, row,
		str_sub(bytes, 0, PREFIX), str_from(bytes, PREFIX), a, NULL,
		&both, &why);

	if (code == ERR_VERSION)
		return err_set(e, code, "%s", why.words);
	if (code || both.n != VAULT_SECRET + VAULT_KEY)
		return ERR_DENIED;
	*out = vault_keys_new((const uint8_t *)both.p + VAULT_SECRET,
		(const uint8_t *)both.p);
	vault_wipe((char *)(uintptr_t)both.p, both.n);
	return ERR_OK;
}

/* Milliseconds for one derivation; -1: not enough memory. */
static long
try_out(uint32_t mem_kib, uint32_t passes)
{
	uint8_t salt[SLOT_SALT] = {0};
	uint8_t *key = vault_page(VAULT_KEY);
	struct timespec from;
	struct timespec to;
	bool done;

	clock_gettime(CLOCK_MONOTONIC, &from);
	done = derive(key, STR("measure"), salt, mem_kib, passes);
	clock_gettime(CLOCK_MONOTONIC, &to);
	vault_page_free(key);
	return done ? (to.tv_sec - from.tv_sec) * 1000 +
			       (to.tv_nsec - from.tv_nsec) / 1000000
		    : -1;
}

void
slot_measure(bool cheap, uint32_t *mem_kib, uint32_t *passes)
{
	long ms;

	*mem_kib = cheap ? CHEAP_MEM : 64 * MIB;
	*passes = cheap ? CHEAP_PASSES : 3;
	if (cheap)
		return;
	ms = try_out(*mem_kib, *passes);
	if (ms >= 0 && ms < 250) {
		/* a quick machine: more passes, up to half a second */
		while (*passes < PASSES_MOST &&
			ms * (long)(*passes + 1) / 3 <= 500)
			++*passes;
		return;
	}
	if (ms >= 0 && ms <= 1500)
		return;
	*mem_kib = 32 * MIB;
	ms = try_out(*mem_kib, *passes);
	if (ms < 0 || ms > 1500) {
		*mem_kib = MEM_LEAST;
		*passes = PASSES_LEAST;
	}
	fprintf(stderr, "warning: ");
	fprintf(stderr, _("这台电脑较慢，口令加密用 %u MiB × %u"),
		(unsigned)(*mem_kib / MIB), (unsigned)*passes);
	fputc('\n', stderr);
}

/* --- the recovery key on paper ------------------------------------------- */

void
recovery_format(const uint8_t bytes[16], char out[RECOVERY_TEXT])
{
	for (int i = 0; i < 8; i++)
		snprintf(out + 7 * i, (size_t)(RECOVERY_TEXT - 7 * i), "%06u%s",
			11u * codec_of16(bytes + 2 * i), i < 7 ? "-" : "");
}

enum err_code
recovery_parse(str text, uint8_t bytes[16], struct err *e)
{
	uint32_t group = 0;
	int digits = 0;

	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];

		if (c == '-' || c == ' ')
			continue;
		if (c < '0' || c > '9')
			return err_set(e, ERR_INPUT,
				_("恢复密钥只有数字，8 组，每组 6 个"));
		if (digits == 48)
			return err_set(e, ERR_INPUT,
				_("恢复密钥太长：应是 48 个数字"));
		group = group * 10 + (uint32_t)(c - '0');
		if (++digits % 6 != 0)
			continue;
		if (group % 11 != 0 || group / 11 > 0xffff)
			return err_set(e, ERR_INPUT,
				_("恢复密钥的第 %d 组抄错了"), digits / 6);
		codec_be16(
			bytes + 2 * (digits / 6 - 1), (uint16_t)(group / 11));
		group = 0;
	}
	if (digits != 48)
		return err_set(e, ERR_INPUT,
			_("恢复密钥不全：应是 48 个数字，只有 %d 个"), digits);
	return ERR_OK;
}
