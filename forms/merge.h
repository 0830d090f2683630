// SPDX-License-Identifier: MIT
#ifndef FORMS_MERGE_H
#define FORMS_MERGE_H

#include "forms/reader.h"

/*
 * Two archives of one person become one: whatever refers to `from` refers to
 * `into` in a new version, `from` is voided with a reason that names `into`.
 * Nothing is lost: the history has the former versions, and unmerge gives back
 * what merge moved.
 */
struct merge {
	struct store *store;
	struct catalog *catalog;
	struct id from;
	struct id into;
	str reason;
	const char *user;
};

/*
 * One commit. *moved: how many records refer elsewhere now.
 * ERR_INPUT when the two are not final records of one form; ERR_EXISTS when
 * both have what only one may have (words name it); ERR_DENIED when records
 * refer to them that the user may not open.
 */
enum err_code record_merge(
	const struct merge *m, size_t *moved, struct arena *a, struct err *e);
/* Undo it: ERR_INPUT when `from` was not merged into `into`. What was changed
 * since keeps those changes and gets its old reference back. */
enum err_code record_unmerge(
	const struct merge *m, size_t *moved, struct arena *a, struct err *e);
/* Where a record went; false when it was not merged. */
bool record_merged(struct store_txn *t, struct id from, struct id *into);

#endif
