// SPDX-License-Identifier: MIT
#ifndef STORE_PEOPLE_H
#define STORE_PEOPLE_H

#include "store/inside.h"
#include "store/slot.h"

/* What account.c, login.c and rotate.c share. */

#define RECOVERY_USER 0 /* the recovery key has an identity of its own */

/* A key pair and the slot it is to be kept in; made before a transaction,
 * since a password takes its time. */
struct identity {
	struct slot slot;
	uint8_t *key;    /* opens the slot */
	uint8_t *secret; /* the pair: secret, public */
	char recovery[RECOVERY_TEXT];
};
enum err_code identity_make(struct store *s, enum slot_kind kind, str password,
	struct identity *out, struct err *e);
void identity_done(struct identity *d);
/* Store the account, its slot and its grants. */
enum err_code identity_put(struct store_txn *t, struct identity *d,
	struct account *c, struct err *e);

struct key slot_row(const struct vault *v, enum slot_kind kind, str name);
enum err_code account_put(
	struct store_txn *t, const struct account *c, struct err *e);
enum err_code name_check(str name, struct err *e);
/* Is it his password? Counts failures as a login does. */
enum err_code login_check(
	struct store *s, str user, str password, struct err *e);

#endif
