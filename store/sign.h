// SPDX-License-Identifier: MIT
#ifndef STORE_SIGN_H
#define STORE_SIGN_H

#include "store/store.h"

/*
 * The station's own signing key and those of others it trusts. Ed25519, its
 * seed hangs under SYS (README.md, "Keys"). Key files and signatures are
 * minisign's, so that `minisign -Vm FILE -p KEY` checks them without us:
 * prehashed with BLAKE2b-512, with a trusted comment that is signed too.
 */
#define SIGN_PUBLIC 32
#define SIGN_ID 8

struct sign_key {
	uint8_t id[SIGN_ID]; /* the first 8 bytes of BLAKE2b-256(pub) */
	uint8_t pub[SIGN_PUBLIC];
};

/* This station's. ERR_DENIED when nobody is logged in. */
enum err_code sign_own(struct store *s, struct sign_key *out, struct err *e);

/* The two lines of a public key file; comment: one line, not signed. */
str sign_key_format(struct arena *a, const struct sign_key *k, str comment);
/* ERR_INPUT, words say what is wrong with it. */
enum err_code sign_key_parse(str text, struct sign_key *out, struct err *e);
/* Six groups of five figures, to be compared by telephone. */
str sign_fingerprint(struct arena *a, const struct sign_key *k);

/* The four lines of a signature over bytes by this station's key.
 *   comment  the trusted comment: one line, signed with it */
enum err_code sign_bytes(struct store *s, str bytes, str comment,
	struct arena *a, str *out, struct err *e);
/* Is it that key's? ERR_INPUT else; *comment (may be NULL) is borrowed from
 * the signature's text. */
enum err_code sign_verify(const struct sign_key *k, str bytes, str signature,
	str *comment, struct err *e);

/* Bytes only the holder of that key can read (crypto_box_seal to the X25519
 * key that belongs to it); and what was sealed so for this station: ERR_INPUT
 * when it was not, or is damaged. */
enum err_code sign_seal(const struct sign_key *k, str bytes, struct arena *a,
	str *out, struct err *e);
enum err_code sign_unseal(
	struct store *s, str sealed, struct arena *a, str *out, struct err *e);

/*
 * Keys of other stations, by their code. Only a head enrols one (ERR_DENIED);
 * each is an audit line with both fingerprints. ERR_EXISTS when another key
 * is enrolled for that code and replace is not set; ERR_INPUT for a code that
 * is none, or this station's own.
 */
struct sign_trusted {
	str code;
	struct sign_key key;
};
enum err_code trust_add(struct store *s, str code, const struct sign_key *k,
	bool replace, struct err *e);
/* ERR_ABSENT with words when there is none. */
enum err_code trust_find(
	struct store_txn *t, str code, struct sign_key *out, struct err *e);
enum err_code trust_list(struct store_txn *t, struct arena *a,
	struct sign_trusted **out, size_t *n, struct err *e);

#endif
