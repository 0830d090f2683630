// SPDX-License-Identifier: MIT
#ifndef STORE_COPY_H
#define STORE_COPY_H

#include "store/backup.h"
#include "store/inside.h"

/* What backup.c, restore.c and repair.c share. */

#define DATA_NEW "data.new"

/* A folder for a new store: made, found empty, held exclusively. */
enum err_code place_take(
	struct folder *f, const char *folder, struct arena *a, struct err *e);
/* The data are whole in DATA_NEW: give them their name; STATION comes last. */
enum err_code place_give(struct store *s, struct err *e);
/* The records are in DATA_NEW, or not (code, which is passed on): close it,
 * write the station's own files, give it its name; or leave nothing of it. */
enum err_code place_finish(struct store *s, enum err_code code, struct err *e);

/*
 * In another process: copy the file at `from` to `to` (NULL: only check),
 * compacted, synced, and check it in full with the keys of s. Damage that
 * ends that process is ERR_CORRUPT. watch may be NULL.
 */
enum err_code copy_checked(struct store *s, const char *from, const char *to,
	bool unlocked, const struct backup_watch *watch,
	struct backup_report *out, struct err *e);

/* A store being made in place f, from DATA_NEW that is there already. */
enum err_code copy_open(struct store *s, struct err *e);
void copy_init(struct store *s, struct arena *a);
void copy_done(struct store *s);

/* The station's own forms and reports: into the table, and out again. */
enum err_code files_keep(struct store_txn *t, struct err *e);
enum err_code files_write(struct store_txn *t, struct err *e);

#endif
