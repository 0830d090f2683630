// SPDX-License-Identifier: MIT
#include "store/vault.h"

#include <sodium.h>

#include "store/codec.h"
#include "store/lang.h"

#define SUITE_CLEAR 0

str
vault_seal(
	const struct vault *v, int table, str key, str payload, struct arena *a)
{
	struct buf b = {.arena = a};

	/* Nothing is bound to its place while nothing is sealed. */
	(void)v;
	(void)table;
	(void)key;
	codec_put_byte(&b, SUITE_CLEAR);
	buf_add(&b, payload);
	return buf_str(&b);
}

enum err_code
vault_open(const struct vault *v, int table, str key, str sealed,
	struct arena *a, str *payload, struct err *e)
{
	/* As above; the arena is for suites that must decrypt. */
	(void)v;
	(void)table;
	(void)key;
	(void)a;
	if (sealed.n == 0)
		return err_set(e, ERR_CORRUPT, _("数据文件里有一个空值"));
	if (sealed.p[0] != SUITE_CLEAR)
		return err_set(e, ERR_VERSION,
			_("数据由更新的版本封存，请升级本程序"));
	*payload = str_from(sealed, 1);
	return ERR_OK;
}

void
vault_hash(const struct vault *v, int table, str scope, str value,
	uint8_t out[VAULT_HASH])
{
	crypto_generichash_state state;
	uint8_t head[8];

	/* The scope's length stands before it: two pairs never run together. */
	codec_be32(head, (uint32_t)table);
	codec_be32(head + 4, (uint32_t)scope.n);
	crypto_generichash_init(
		&state, v->index_key, sizeof v->index_key, VAULT_HASH);
	crypto_generichash_update(&state, head, sizeof head);
	crypto_generichash_update(
		&state, (const uint8_t *)(scope.n ? scope.p : ""), scope.n);
	crypto_generichash_update(
		&state, (const uint8_t *)(value.n ? value.p : ""), value.n);
	crypto_generichash_final(&state, out, VAULT_HASH);
}

void
vault_random(void *out, size_t n)
{
	randombytes_buf(out, n);
}
