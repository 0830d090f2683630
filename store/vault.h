// SPDX-License-Identifier: MIT
#ifndef STORE_VAULT_H
#define STORE_VAULT_H

#include "store/err.h"
#include "store/str.h"

/*
 * The one place where values are sealed and opened. Every value of every
 * table but the header goes through here, with its place (table, key) as
 * associated data, so that a sealed value cannot be moved to another row.
 *
 * Format 0, never released: suite byte 0, then the payload in clear.
 */
struct vault {
	uint8_t store_id[16];
	uint8_t index_key[32]; /* for vault_hash; in the header for now */
};

#define VAULT_HASH 16

/* Sealed bytes, in the arena. */
str vault_seal(const struct vault *v, int table, str key, str payload,
	struct arena *a);
/* The payload; it may point into `sealed`. ERR_CORRUPT, or ERR_VERSION when
 * it was sealed in a way this program does not know. */
enum err_code vault_open(const struct vault *v, int table, str key, str sealed,
	struct arena *a, str *payload, struct err *e);

/* A keyed hash that stands for a value where the value itself must not be
 * read: unique values and the names of series. */
void vault_hash(const struct vault *v, int table, str scope, str value,
	uint8_t out[VAULT_HASH]);

void vault_random(void *out, size_t n);

#endif
