// SPDX-License-Identifier: MIT
#ifndef STORE_SLOT_H
#define STORE_SLOT_H

#include "store/account.h"
#include "store/vault.h"

/*
 * A slot holds an account's secret key and the system key, sealed under its
 * password (Argon2id) or under the recovery key. A clear prefix stands before
 * the sealed value and is bound to it: weakening it only breaks the slot.
 */
enum slot_kind { SLOT_PASSWORD = 1, SLOT_RECOVERY = 2 };

#define SLOT_SALT 16

struct slot {
	enum slot_kind kind;
	uint32_t user;
	uint8_t salt[SLOT_SALT];
	uint32_t mem_kib; /* 0 for the recovery key */
	uint32_t passes;
};

/* A key that opens slots, in guarded pages; vault_page_free. ERR_LIMIT when
 * the numbers are under our floor (unless cheap) or over our ceiling. */
enum err_code slot_key(const struct slot *s, str password, bool cheap,
	uint8_t **key, struct err *e);
/* The same of a recovery key's 16 bytes. */
uint8_t *slot_recovery_key(const struct slot *s, const uint8_t bytes[16]);

/* What is stored; a fresh salt must stand in s. */
str slot_seal(const struct vault *v, const struct slot *s, str row,
	const uint8_t *key, const uint8_t sys[VAULT_KEY],
	const uint8_t secret[VAULT_SECRET], struct arena *a);
/* The clear prefix. ERR_CORRUPT, ERR_VERSION. */
enum err_code slot_parse(str bytes, struct slot *out, struct err *e);
/* ERR_DENIED, without words, when the key is wrong. */
enum err_code slot_open(const struct vault *v, str row, str bytes,
	const uint8_t *key, struct arena *a, struct vault_keys **out,
	struct err *e);

/* Argon2id numbers for a new store: the cheapest for tests and demos, else
 * measured here (reliability.md §5). */
void slot_measure(bool cheap, uint32_t *mem_kib, uint32_t *passes);

/* 16 bytes as 8 groups of 6 digits, each divisible by 11, and back. */
void recovery_format(const uint8_t bytes[16], char out[RECOVERY_TEXT]);
enum err_code recovery_parse(str text, uint8_t bytes[16], struct err *e);

#endif
