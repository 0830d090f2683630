// SPDX-License-Identifier: MIT
#ifndef STORE_VAULT_H
#define STORE_VAULT_H

#include "store/domain.h"
#include "store/err.h"

/*
 * The one place where values are sealed and opened. Every value of every
 * table but the header goes through here, with its place (store, table, key)
 * as associated data, so that a sealed value cannot be moved to another row.
 * The bytes are described in README.md and frozen by tests/vectors.txt.
 */
#define VAULT_KEY 32
#define VAULT_HASH 16
#define VAULT_DIGEST 32
#define VAULT_SECRET 32 /* X25519, secret and public */
#define VAULT_BOX (VAULT_SECRET + 48)
#define VAULT_KEYS_MOST 64

/* Purposes of the system key, which every account holds. */
enum vault_sys {
	SYS_USERS = 1,
	SYS_AUDIT = 2,
	SYS_CHAIN = 3,
	SYS_SEAL = 4,
	SYS_SEEN = 5,
	SYS_ROWS = 6, /* names, counts, serials, notes: what is nobody's */
	SYS_LOGINS = 7,
	SYS_SIGN = 8,
	SYS_KEYS = 9,
};

/* The key of a domain in one generation. `gen` is as values carry it: the
 * domain in the top byte, the generation (from 1) in the rest. */
struct vault_domain_key {
	uint32_t gen;
	uint8_t key[VAULT_KEY];
};

/* In guarded pages, read-only except while being written. */
struct vault_keys {
	uint8_t sys[VAULT_KEY];
	uint8_t sub[SYS_KEYS][VAULT_KEY];
	uint8_t secret[VAULT_SECRET];
	uint8_t pub[VAULT_SECRET];
	struct vault_domain_key dk[VAULT_KEYS_MOST];
	size_t n;
};

struct vault {
	uint8_t store_id[16];
	struct vault_keys *keys; /* NULL: nobody has logged in */
	uint32_t user;           /* who writes, an account's number */
	uint64_t epoch;          /* of the grants they come from */
};

/* What stands sealed before the payload. */
struct vault_head {
	uint16_t schema;
	uint64_t revision;
	int64_t at; /* UTC ms */
	uint32_t user;
};

/* --- keys ---------------------------------------------------------------- */

/* A page for keys, zeroed; dies when there is none. */
void *vault_page(size_t size);
void vault_page_free(void *page); /* wiped; NULL is fine */
void vault_wipe(void *p, size_t n);
/* Fresh keys for a new identity. */
void vault_pair(uint8_t secret[VAULT_SECRET], uint8_t pub[VAULT_SECRET]);
/* The keys of an account; its domain keys come by vault_add. */
struct vault_keys *vault_keys_new(
	const uint8_t sys[VAULT_KEY], const uint8_t secret[VAULT_SECRET]);
void vault_lock(struct vault *v); /* wipes and forgets the keys */
/* Forget all generations of a domain. */
void vault_drop(struct vault_keys *k, enum store_domain d);
/* One already held is left. ERR_LIMIT when there are too many. */
enum err_code vault_add(struct vault_keys *k, uint32_t gen,
	const uint8_t key[VAULT_KEY], struct err *e);
#define VAULT_GEN(domain, n) ((uint32_t)(domain) << 24 | (uint32_t)(n))
#define VAULT_DOMAIN(gen) ((enum store_domain)((gen) >> 24))
/* The newest generation held of a domain; 0: none. */
uint32_t vault_gen(const struct vault *v, enum store_domain d);
const struct vault_domain_key *vault_find(const struct vault *v, uint32_t gen);

/* --- values -------------------------------------------------------------- */

/* Sealed bytes, in the arena. gen 0: under the system key for this table.
 * The key must be held (vault_gen). */
str vault_seal(const struct vault *v, uint32_t gen, int table, str key,
	const struct vault_head *h, str payload, struct arena *a);
/*
 * The payload, in the arena. h may be NULL.
 * ERR_DENIED when the domain's key is not held or nobody has logged in,
 * ERR_CORRUPT when it is not what was sealed here, ERR_VERSION when it was
 * sealed in a way this program does not know.
 */
enum err_code vault_open(const struct vault *v, int table, str key, str sealed,
	struct arena *a, struct vault_head *h, str *payload, struct err *e);
/* The generation a sealed value names, without opening it. */
uint32_t vault_gen_of(str sealed);

/* The same under a key given; `more` is further associated data. */
str vault_seal_with(const struct vault *v, const uint8_t key[VAULT_KEY],
	uint32_t gen, int table, str row, str more, const struct vault_head *h,
	str payload, struct arena *a);
enum err_code vault_open_with(const struct vault *v,
	const uint8_t key[VAULT_KEY], int table, str row, str more, str sealed,
	struct arena *a, struct vault_head *h, str *payload, struct err *e);

/* A domain key for the holder of `pub`, and back by our own secret key. */
void vault_box(const uint8_t key[VAULT_KEY], const uint8_t pub[VAULT_SECRET],
	uint8_t out[VAULT_BOX]);
bool vault_unbox(const struct vault_keys *k, const uint8_t box[VAULT_BOX],
	uint8_t key[VAULT_KEY]);

/* --- hashes -------------------------------------------------------------- */

/* A keyed hash that stands for a value where the value itself must not be
 * read: unique values (gen: their domain's) and the names of series (0). */
void vault_hash(const struct vault *v, uint32_t gen, int table, str scope,
	str value, uint8_t out[VAULT_HASH]);
/* An account's name, before anyone has a key: hides it from a glance only. */
void vault_hash_name(const struct vault *v, str name, uint8_t out[VAULT_HASH]);
/* Of stored bytes, for the audit. */
void vault_digest(str bytes, uint8_t out[VAULT_DIGEST]);
/* The next link of the audit chain. */
void vault_link(const struct vault_keys *k, const uint8_t last[VAULT_DIGEST],
	str line, uint8_t out[VAULT_DIGEST]);
/* Proves a note of ours outside the store (`seen`). */
void vault_mark(const struct vault *v, str note, uint8_t out[VAULT_DIGEST]);

void vault_random(void *out, size_t n);

#endif
