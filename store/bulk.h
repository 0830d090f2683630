// SPDX-License-Identifier: MIT
#ifndef STORE_BULK_H
#define STORE_BULK_H

#include "store/store.h"

/*
 * Many records of one form at once (design.md §8, "A bulk import"). They are
 * written in batches under an open import number; until bulk_close they can
 * be taken back as if they had never been. What a program that died left
 * open is taken back by the next login that holds the form's domain. Of all
 * of them the audit tells one line: how many, and a digest of what was written.
 */
struct bulk;

/*
 * Open a number. One import at a time: ERR_BUSY while another is running.
 *   what  for the audit: where they come from; no personal data
 * The bulk owns an arena; it ends with bulk_close or bulk_drop.
 */
enum err_code bulk_open(
	struct store *s, str form, str what, struct bulk **out, struct err *e);
/*
 * One batch, one commit: `work` puts some records (up to BULK_BATCH is wise)
 * with bulk_put and may be run again from the start, as store_write's.
 * On failure nothing of this batch is stored, the ones before are.
 */
#define BULK_BATCH 4000
enum err_code bulk_write(
	struct bulk *b, store_work work, void *arg, struct err *e);
/* Inside of it: a new record (rev 0, no id needed: it is given one). The rest
 * as store_put, but for the audit line. */
enum err_code bulk_put(struct store_txn *t, struct record *r,
	const struct store_keys *keys, struct id *taken, struct err *e);
size_t bulk_count(const struct bulk *b); /* records in the batches so far */

/* They are in, for good. Frees b, also on failure (then they are out again). */
enum err_code bulk_close(struct bulk *b, struct err *e);
/* Take everything back, a batch a commit; an audit line says so. Frees b, also
 * on failure: what is left goes at the next login. NULL is fine. */
enum err_code bulk_drop(struct bulk *b, struct err *e);

#endif
