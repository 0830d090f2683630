// SPDX-License-Identifier: MIT
#ifndef STORE_BACKUP_H
#define STORE_BACKUP_H

#include "store/store.h"

/* What a copy holds, as it was checked, for people to compare. */
struct backup_report {
	char name[256];        /* of the file in its folder */
	char head[AUDIT_HEAD]; /* where the audit chain ends */
	uint64_t seq;          /* its last line */
	int64_t last;          /* UTC ms of that line */
	size_t records;        /* drafts and final ones that were opened */
	uint64_t bytes;
	size_t removed; /* older backups that had had their time */
	size_t lost;    /* repair: rows that could not be read */
};

/*
 * Back up into a folder (made when it is not there): a compacted copy, 0600,
 * under a temporary name; synced, put out of the system's memory, opened from
 * the medium and checked in full by another process; only then named
 * CODE-2024-07-12-SEQ.zmb, and older ones thinned to 7 daily, 4 weekly and
 * 12 monthly. The station's own forms and reports are in it. A copy that
 * fails its check is removed (ERR_CORRUPT) and no older one is touched.
 * Beside it lies a label, NAME.txt, to be printed or stuck on: station, day,
 * counts and the chain's head, no word of what is in it.
 */
enum err_code store_backup(struct store *s, const char *folder,
	struct backup_report *out, struct err *e);

/* For long copies: what is done so far, and whether to break off. */
enum backup_stage {
	BACKUP_COPY,  /* bytes */
	BACKUP_CHECK, /* records */
};
struct backup_watch {
	/* total may be more than there is to do, never less but while
	 * somebody saves. Called some ten times a second. */
	void (*told)(void *arg, enum backup_stage stage, uint64_t done,
		uint64_t total);
	bool (*stopped)(void *arg); /* true: leave off, nothing stays behind */
	void *arg;
};

/* The same, told and asked; stopped: ERR_INPUT. watch may be NULL. */
enum err_code store_backup_watched(struct store *s, const char *folder,
	const struct backup_watch *watch, struct backup_report *out,
	struct err *e);

/* The last backups made from this store, as they were checked then, newest
 * first; what has been removed since is still told. Sealed in the store: a
 * file of that name that is none of them was not checked. */
struct backup_made {
	int64_t at; /* UTC ms */
	str folder; /* absolute where that was known */
	str name;
	char head[AUDIT_HEAD];
	uint64_t bytes;
	size_t records;
	bool away; /* on another disk than the store's */
};
enum err_code store_backups(struct store_txn *t, struct arena *a,
	struct backup_made **out, size_t *n, struct err *e);
/* UTC ms of the last backup, of the last one on another disk; 0: never. */
enum err_code store_last_backup(
	struct store_txn *t, int64_t *any, int64_t *away, struct err *e);

/*
 * Make a store in a new or empty folder from a backup: copied, opened with a
 * password of that time, checked in full, and only then a store.
 *   old_head  the chain's head of the store it replaces, for the audit; or ""
 */
struct restore {
	const char *file;
	const char *into;
	str user;
	str password;
	str old_head;
};
enum err_code store_restore(
	const struct restore *r, struct backup_report *out, struct err *e);

/*
 * Copy what can be read of a damaged store (file: its folder) into a new one;
 * never in place. Needs a head's password. Indexes and counts are made anew
 * from the records; what is lost is counted, versions that are lost leave a
 * mark in the history, and the audit says so and begins a new chain.
 */
enum err_code store_repair(
	const struct restore *r, struct backup_report *out, struct err *e);

/* How many live records each form has, for counts side by side. */
enum err_code store_counts(struct store_txn *t,
	void (*each)(void *arg, str form, size_t live), void *arg,
	struct err *e);

#endif
