// SPDX-License-Identifier: MIT
#include "store/vault.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

#include "store/codec.h"
#include "store/env.h"
#include "store/lang.h"

#define SUITE 1
#define NONCE crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG crypto_aead_xchacha20poly1305_ietf_ABYTES
#define FRONT (1 + 4 + NONCE) /* suite, gen, nonce */
#define HEAD (2 + 8 + 8 + 4)
#define PAD 64
#define MOST ((size_t)4 << 20)
#define INDEX_KEYS 1000 /* subkey number of a table's index key, added */

/* Numbers inside sealed values are little endian. */
static void
le(uint8_t *p, uint64_t n, int bytes)
{
	for (int i = 0; i < bytes; i++)
		p[i] = (uint8_t)(n >> 8 * i);
}

static uint64_t
of_le(const uint8_t *p, int bytes)
{
	uint64_t n = 0;

	for (int i = bytes; i-- > 0;)
		n = n << 8 | p[i];
	return n;
}

static const uint8_t *
bytes_of(str s)
{
	return (const uint8_t *)(s.n ? s.p : "");
}

/* --- keys ---------------------------------------------------------------- */

void *
vault_page(size_t size)
{
	void *p = sodium_init() < 0 ? NULL : sodium_malloc(size);

	if (!p)
		die("%s", _("内存不足"));
	memset(p, 0, size);
	return p;
}

void
vault_page_free(void *page)
{
	sodium_free(page);
}

void
vault_wipe(void *p, size_t n)
{
	sodium_memzero(p, n);
}

void
vault_pair(uint8_t secret[VAULT_SECRET], uint8_t pub[VAULT_SECRET])
{
	crypto_box_keypair(pub, secret);
}

struct vault_keys *
vault_keys_new(const uint8_t sys[VAULT_KEY], const uint8_t secret[VAULT_SECRET])
{
	struct vault_keys *k = vault_page(sizeof *k);

	memcpy(k->sys, sys, VAULT_KEY);
	memcpy(k->secret, secret, VAULT_SECRET);
	crypto_scalarmult_base(k->pub, secret);
	for (int i = 1; i < SYS_KEYS; i++)
		crypto_kdf_derive_from_key(
			k->sub[i], VAULT_KEY, (uint64_t)i, "zmsys___", sys);
	sodium_mprotect_readonly(k);
	return k;
}

void
vault_lock(struct vault *v)
{
	vault_page_free(v->keys);
	v->keys = NULL;
}

void
vault_drop(struct vault_keys *k, enum store_domain d)
{
	size_t n = 0;

	sodium_mprotect_readwrite(k);
	for (size_t i = 0; i < k->n; i++)
		if (VAULT_DOMAIN(k->dk[i].gen) != d)
			k->dk[n++] = k->dk[i];
	sodium_memzero(k->dk + n, (k->n - n) * sizeof *k->dk);
	k->n = n;
	sodium_mprotect_readonly(k);
}

enum err_code
vault_add(struct vault_keys *k, uint32_t gen, const uint8_t key[VAULT_KEY],
	struct err *e)
{
	for (size_t i = 0; i < k->n; i++)
		if (k->dk[i].gen == gen)
			return ERR_OK;
	if (k->n == VAULT_KEYS_MOST)
		return err_set(e, ERR_LIMIT, _("密钥的代数太多"));
	sodium_mprotect_readwrite(k);
	k->dk[k->n].gen = gen;
	memcpy(k->dk[k->n++].key, key, VAULT_KEY);
	sodium_mprotect_readonly(k);
	return ERR_OK;
}

uint32_t
vault_gen(const struct vault *v, enum store_domain d)
{
	uint32_t newest = 0;

	for (size_t i = 0; v->keys && i < v->keys->n; i++)
		if (VAULT_DOMAIN(v->keys->dk[i].gen) == d &&
			v->keys->dk[i].gen > newest)
			newest = v->keys->dk[i].gen;
	return newest;
}

const struct vault_domain_key *
vault_find(const struct vault *v, uint32_t gen)
{
	for (size_t i = 0; v->keys && i < v->keys->n; i++)
		if (v->keys->dk[i].gen == gen)
			return &v->keys->dk[i];
	return NULL;
}

/* Which purpose of the system key a table is for. */
static enum vault_sys
sys_of(int table)
{
	switch (table) {
	case TABLE_USER:
	case TABLE_GRANT:
		return SYS_USERS;
	case TABLE_AUD:
		return SYS_AUDIT;
	case TABLE_SEAL:
		return SYS_SEAL;
	default:
		return SYS_ROWS;
	}
}

/* False when the key is not held. */
static bool
key_for(const struct vault *v, uint32_t gen, int table, int more,
	uint8_t out[VAULT_KEY])
{
	const struct vault_domain_key *dk = vault_find(v, gen);

	if (!v->keys || (gen != 0 && !dk))
		return false;
	if (gen == 0 && !more)
		memcpy(out, v->keys->sub[sys_of(table)], VAULT_KEY);
	else
		crypto_kdf_derive_from_key(out, VAULT_KEY,
			(uint64_t)(table + more), "zmdom___",
			gen ? dk->key : v->keys->sub[SYS_ROWS]);
	return true;
}

/* --- values -------------------------------------------------------------- */

static str
associated(const struct vault *v, uint32_t gen, int table, str row, str more,
	struct arena *a)
{
	struct buf b = {.arena = a};
	uint8_t n[8];

	buf_add(&b, STR("zm1"));
	buf_add(&b, (str){(const char *)v->store_id, 16});
	le(n, (uint64_t)table, 2);
	le(n + 2, gen, 4);
	le(n + 6, row.n, 2);
	buf_add(&b, (str){(const char *)n, 8});
	buf_add(&b, row);
	buf_add(&b, more);
	return buf_str(&b);
}

str
vault_seal_with(const struct vault *v, const uint8_t key[VAULT_KEY],
	uint32_t gen, int table, str row, str more, const struct vault_head *h,
	str payload, struct arena *a)
{
	str ad = associated(v, gen, table, row, more, a);
	size_t cap = HEAD + payload.n + PAD;
	uint8_t *plain = arena_alloc(a, cap);
	uint8_t *out = arena_alloc(a, FRONT + cap + TAG);
	size_t n;

	le(plain, h->schema, 2);
	le(plain + 2, h->revision, 8);
	le(plain + 10, (uint64_t)h->at, 8);
	le(plain + 18, h->user, 4);
	if (payload.n)
		memcpy(plain + HEAD, payload.p, payload.n);
	if (sodium_pad(&n, plain, HEAD + payload.n, PAD, cap) != 0)
		die("%s", _("内存不足"));
	out[0] = SUITE;
	le(out + 1, gen, 4);
	randombytes_buf(out + 5, NONCE);
	crypto_aead_xchacha20poly1305_ietf_encrypt(out + FRONT, NULL, plain, n,
		bytes_of(ad), ad.n, NULL, out + 5, key);
	sodium_memzero(plain, cap);
	return (str){(char *)out, FRONT + n + TAG};
}

static enum err_code
not_ours(struct err *e)
{
	return err_set(e, ERR_CORRUPT,
		_("一个封存的值打不开：被改动、换了位置或已损坏"));
}

static enum err_code
check_shape(str sealed, struct err *e)
{
	if (sealed.n == 0)
		return err_set(e, ERR_CORRUPT, _("数据文件里有一个空值"));
	if ((uint8_t)sealed.p[0] != SUITE)
		return err_set(e, ERR_VERSION,
			_("数据由更新的版本封存，请升级本程序"));
	/* Looked at before anything is decrypted or allocated. */
	if (sealed.n < FRONT + PAD + TAG || sealed.n > MOST + FRONT + TAG ||
		(sealed.n - FRONT - TAG) % PAD != 0)
		return not_ours(e);
	return ERR_OK;
}

enum err_code
vault_open_with(const struct vault *v, const uint8_t key[VAULT_KEY], int table,
	str row, str more, str sealed, struct arena *a, struct vault_head *h,
	str *payload, struct err *e)
{
	enum err_code code = check_shape(sealed, e);
	const uint8_t *in = (const uint8_t *)sealed.p;
	uint8_t *plain;
	size_t n;
	str ad;

	if (code)
		return code;
	ad = associated(v, (uint32_t)of_le(in + 1, 4), table, row, more, a);
	/* As long as the ciphertext: on failure libsodium zeroes that much. */
	plain = arena_alloc(a, sealed.n);
	if (crypto_aead_xchacha20poly1305_ietf_decrypt(plain, NULL, NULL,
		    in + FRONT, sealed.n - FRONT, bytes_of(ad), ad.n, in + 5,
		    key) != 0 ||
		sodium_unpad(&n, plain, sealed.n - FRONT - TAG, PAD) != 0 ||
		n < HEAD)
		return not_ours(e);
	if (h)
		*h = (struct vault_head){.schema = (uint16_t)of_le(plain, 2),
			.revision = of_le(plain + 2, 8),
			.at = (int64_t)of_le(plain + 10, 8),
			.user = (uint32_t)of_le(plain + 18, 4)};
	*payload = (str){(char *)plain + HEAD, n - HEAD};
	return ERR_OK;
}

str
vault_seal(const struct vault *v, uint32_t gen, int table, str row,
	const struct vault_head *h, str payload, struct arena *a)
{
	uint8_t key[VAULT_KEY];
	bool held = key_for(v, gen, table, 0, key);
	str out;

	assert(held);
	out = vault_seal_with(v, key, gen, table, row, STR_NONE, h, payload, a);
	sodium_memzero(key, sizeof key);
	return out;
}

uint32_t
vault_gen_of(str sealed)
{
	return sealed.n < FRONT
		       ? 0
		       : (uint32_t)of_le((const uint8_t *)sealed.p + 1, 4);
}

enum err_code
vault_open(const struct vault *v, int table, str row, str sealed,
	struct arena *a, struct vault_head *h, str *payload, struct err *e)
{
	enum err_code code = check_shape(sealed, e);
	uint32_t gen = vault_gen_of(sealed);
	uint8_t key[VAULT_KEY];

	if (code)
		return code;
	if (!v->keys)
		return err_set(e, ERR_DENIED, _("请先登录"));
	if (VAULT_DOMAIN(gen) >= DOMAINS)
		return err_set(e, ERR_VERSION,
			_("数据由更新的版本封存，请升级本程序"));
	if (!key_for(v, gen, table, 0, key)) {
		if (vault_gen(v, VAULT_DOMAIN(gen)) == 0)
			return err_set(
				e, ERR_DENIED, _("您的角色无权查看这类记录"));
		return err_set(e, ERR_CORRUPT, _("一个封存的值的密钥不在了"));
	}
	code = vault_open_with(
		v, key, table, row, STR_NONE, sealed, a, h, payload, e);
	sodium_memzero(key, sizeof key);
	return code;
}

void
vault_box(const uint8_t key[VAULT_KEY], const uint8_t pub[VAULT_SECRET],
	uint8_t out[VAULT_BOX])
{
	_Static_assert(VAULT_BOX == VAULT_KEY + crypto_box_SEALBYTES, "box");
	crypto_box_seal(out, key, VAULT_KEY, pub);
}

bool
vault_unbox(const struct vault_keys *k, const uint8_t box[VAULT_BOX],
	uint8_t key[VAULT_KEY])
{
	return crypto_box_seal_open(key, box, VAULT_BOX, k->pub, k->secret) ==
	       0;
}

/* --- hashes -------------------------------------------------------------- */

void
vault_hash(const struct vault *v, uint32_t gen, int table, str scope, str value,
	uint8_t out[VAULT_HASH])
{
	crypto_generichash_state state;
	uint8_t key[VAULT_KEY];
	uint8_t head[8];
	bool held = key_for(v, gen, table, INDEX_KEYS, key);

	assert(held);
	/* The scope's length stands before it: two pairs never run together. */
	codec_be32(head, (uint32_t)table);
	codec_be32(head + 4, (uint32_t)scope.n);
	crypto_generichash_init(&state, key, sizeof key, VAULT_HASH);
	crypto_generichash_update(&state, head, sizeof head);
	crypto_generichash_update(&state, bytes_of(scope), scope.n);
	crypto_generichash_update(&state, bytes_of(value), value.n);
	crypto_generichash_final(&state, out, VAULT_HASH);
	sodium_memzero(key, sizeof key);
}

void
vault_hash_name(const struct vault *v, str name, uint8_t out[VAULT_HASH])
{
	crypto_generichash_state state;

	crypto_generichash_init(&state, v->store_id, 16, VAULT_HASH);
	crypto_generichash_update(&state, (const uint8_t *)"login", 5);
	crypto_generichash_update(&state, bytes_of(name), name.n);
	crypto_generichash_final(&state, out, VAULT_HASH);
}

void
vault_digest(str bytes, uint8_t out[VAULT_DIGEST])
{
	crypto_generichash(
		out, VAULT_DIGEST, bytes_of(bytes), bytes.n, NULL, 0);
}

void
vault_link(const struct vault_keys *k, const uint8_t last[VAULT_DIGEST],
	str line, uint8_t out[VAULT_DIGEST])
{
	crypto_generichash_state state;

	crypto_generichash_init(
		&state, k->sub[SYS_CHAIN], VAULT_KEY, VAULT_DIGEST);
	crypto_generichash_update(&state, last, VAULT_DIGEST);
	crypto_generichash_update(&state, bytes_of(line), line.n);
	crypto_generichash_final(&state, out, VAULT_DIGEST);
}

void
vault_mark(const struct vault *v, str note, uint8_t out[VAULT_DIGEST])
{
	crypto_generichash_state state;

	crypto_generichash_init(
		&state, v->keys->sub[SYS_SEEN], VAULT_KEY, VAULT_DIGEST);
	crypto_generichash_update(&state, v->store_id, 16);
	crypto_generichash_update(&state, bytes_of(note), note.n);
	crypto_generichash_final(&state, out, VAULT_DIGEST);
}

void
vault_random(void *out, size_t n)
{
	randombytes_buf(out, n);
}
