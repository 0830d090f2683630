// SPDX-License-Identifier: MIT
#ifndef STORE_CLOSED_H
#define STORE_CLOSED_H

#include "store/date.h"
#include "store/err.h"
#include "store/id.h"

struct store_txn;

/*
 * Periods that were closed (design.md §4, close and reopen). A live record
 * whose day lies in one is neither added, changed nor voided: store_put
 * refuses with ERR_CLOSED. Two things go on: a record that outlasts its day
 * (a resident's, a case's) may change all but that day, and fields that are
 * filled in later may be (struct store_keys). Drafts are free.
 */
enum closed_state {
	CLOSED_OPEN,     /* opened again */
	CLOSED_SHUT,     /* closed */
	CLOSED_RETURNED, /* closed, but for the forms that were sent back */
};
struct closed {
	str code; /* 2024Q3; the store only shows it */
	day_t first;
	day_t last;
	enum closed_state state;
	uint32_t rev; /* 1: closed for the first time */
	int64_t at;   /* UTC ms of the last change of state */
	str by;
	str reason;      /* of opening it again */
	const str *form; /* RETURNED: those that may change */
	size_t n_form;
};

/* Put it down, with an audit line; at and by are filled in. */
enum err_code closed_put(struct store_txn *t, struct closed *c, struct err *e);
/* ERR_ABSENT, without words: it was never closed. */
enum err_code closed_get(struct store_txn *t, day_t first, day_t last,
	struct arena *a, struct closed *out, struct err *e);
/* By their first day. */
enum err_code closed_list(struct store_txn *t, struct arena *a,
	struct closed **out, size_t *n, struct err *e);
/* May a record of that form be put on that day? ERR_CLOSED with words. */
enum err_code closed_check(
	struct store_txn *t, str form, day_t day, struct err *e);

#endif
