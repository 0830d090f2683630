// SPDX-License-Identifier: MIT
#ifndef STORE_ACCOUNT_H
#define STORE_ACCOUNT_H

#include "store/domain.h"
#include "store/err.h"
#include "store/id.h"

struct store;
struct store_txn;

enum account_state {
	ACCOUNT_ACTIVE = 1,
	ACCOUNT_DISABLED = 2, /* may be active again */
	ACCOUNT_REVOKED = 3,  /* never again; its domain keys are renewed */
};

#define ACCOUNT_PUBLIC 32

struct account {
	uint32_t number; /* from 1, never used twice */
	str name;
	unsigned roles;  /* of enum role */
	struct id staff; /* its staff record, or ID_NONE */
	enum account_state state;
	int64_t created;              /* UTC ms */
	uint8_t pub[ACCOUNT_PUBLIC];  /* domain keys are boxed for it */
	uint8_t slot[ACCOUNT_PUBLIC]; /* digest of its slot's bytes */
};

/* The first account of a new store. */
struct store_head {
	str name;
	str password;
};

/* The recovery key as it is shown, once: 8 groups of 6 digits and a NUL. */
#define RECOVERY_TEXT 56

/* --- the door ------------------------------------------------------------ */

/*
 * Log in. Before it nothing of a store can be read but its station.
 * ERR_DENIED with the same words and after the same time for an unknown name
 * and a wrong password; after 5 failures the name waits 30 s, then twice as
 * long each time up to 15 min, also over a restart (words say how long).
 * ERR_CORRUPT when the file is not as its last commit left it.
 */
enum err_code store_login(
	struct store *s, str user, str password, struct err *e);
/*
 * Long work is done by another process of ours (design.md §9), which is given
 * the keys through a pipe only the two of them have: no password, nothing on
 * its command line or in its environment. What is written is wiped.
 *   hand  ERR_DENIED when nobody has logged in, ERR_IO
 *   take  instead of store_login; the log has its line of the login already.
 *         ERR_DENIED when the keys are none of this store's
 */
enum err_code store_hand(const struct store *s, int fd, struct err *e);
enum err_code store_take(struct store *s, int fd, struct err *e);
/* Who is logged in; NULL: nobody. Good until the store is closed. */
const struct account *store_user(const struct store *s);
/* May he open the records of this domain? */
bool store_may(const struct store *s, enum store_domain d);
/* What he must be told at once ("older than the one last used here"); "". */
const char *store_notice(const struct store *s);

/* --- accounts ---------------------------------------------------------------
 *
 * Only a head may act on accounts (ERR_DENIED); everybody may list them and
 * change his own password. Each is one commit with its audit line.
 */
enum err_code account_list(struct store_txn *t, struct arena *a,
	struct account **out, size_t *n, struct err *e);
/* ERR_ABSENT when there is none. */
enum err_code account_find(struct store_txn *t, str name, struct arena *a,
	struct account *out, struct err *e);
/* name, roles and staff are read. ERR_EXISTS, ERR_INPUT (password). */
enum err_code account_add(struct store *s, const struct account *made,
	str password, uint32_t *number, struct err *e);
/* The own one. ERR_DENIED when the old one is wrong. */
enum err_code account_passwd(
	struct store *s, str old, str password, struct err *e);
/* Of another, who forgot his. */
enum err_code account_reset(
	struct store *s, uint32_t number, str password, struct err *e);
/* Other roles, another staff record. Roles taken away renew the keys they
 * opened, as revoking does. */
enum err_code account_change(struct store *s, uint32_t number, unsigned roles,
	struct id staff, struct err *e);
enum err_code account_disable(
	struct store *s, uint32_t number, bool disabled, struct err *e);
enum err_code account_revoke(struct store *s, uint32_t number, struct err *e);
/*
 * After a revocation: seal up to 500 values anew under the newest keys, one
 * commit. *left: how many are still to do; call until 0 (then the old keys
 * are gone). Cheap when there is nothing to do. Needs all domains: a head.
 */
enum err_code store_rotate(struct store *s, size_t *left, struct err *e);

/*
 * With the recovery key: a new password for the head `user`, and a new
 * recovery key, written to out; he is logged in afterwards. ERR_INPUT says
 * which group of digits cannot be right; ERR_DENIED.
 */
enum err_code account_recover(struct store *s, str user, str recovery,
	str password, char out[RECOVERY_TEXT], struct err *e);
/* A new recovery key; the old one is void. */
enum err_code account_new_recovery(
	struct store *s, char out[RECOVERY_TEXT], struct err *e);

#define PASSWORD_LEAST 10 /* characters */

/*
 * Is it good enough? At least PASSWORD_LEAST characters, not one of those
 * everybody takes, not the station's or the person's name with a number, no ID
 * number, phone or birthday. ERR_INPUT says what is wrong.
 */
enum err_code password_check(
	str password, str user, str station, struct err *e);

#endif
