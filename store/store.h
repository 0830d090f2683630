// SPDX-License-Identifier: MIT
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "store/account.h"
#include "store/audit.h"
#include "store/record.h"

/*
 * One folder of records (design.md §8): STATION, data.mdb, forms/ … .
 * A form tells what to index through struct store_keys; the store never
 * asks what a form is. Several processes may have it open; all hold a
 * shared lock, creation takes it exclusively.
 */
struct store;
struct store_txn;

/* The identity file STATION: plain text, one "key value" a line. */
struct station {
	str code; /* 12 or 14 digits */
	str name;
	str kind;     /* "" an ordinary store, "test", "demo" */
	str store_id; /* hex of the 16 bytes in data.mdb's header */
};

/*
 * Make a store in a new folder, or in an existing empty one, safely
 * (reliability.md §6, "creation"): under another name, committed, synced,
 * renamed, folders synced, STATION last. ERR_EXISTS when there is one.
 *   head      its first account
 *   recovery  the recovery key, to be shown once; may be NULL in tests
 */
enum err_code store_create(const char *folder, const struct station *station,
	const struct store_head *head, char recovery[RECOVERY_TEXT],
	struct err *e);

/*
 * Open. ERR_ABSENT when there is no store; ERR_CORRUPT when STATION is there
 * but data.mdb is missing, empty or not ours; ERR_VERSION when a newer
 * program wrote it; ERR_BUSY when held exclusively. Clears dead readers.
 * Nothing can be read or written before store_login (account.h).
 *   readonly  also works on a read-only medium; every write is ERR_IO, but
 *             the audit is still written where it can be
 */
enum err_code store_open(
	const char *folder, bool readonly, struct store **out, struct err *e);
void store_close(struct store *s);
const struct station *store_station(const struct store *s);
const char *store_folder(const struct store *s);
/* Called by the desk now and then (every 60 s): clear dead readers. */
void store_tidy(struct store *s);

/*
 * Transactions. Never hold one while waiting for a key. What a read gives
 * is copied into the arena passed in. A write transaction waits at most 5 s
 * for another writer (ERR_BUSY). Commit: ERR_FULL says disk full also when
 * the system said EIO; after a failed commit nothing of it is stored and
 * the store has been reopened. Map growth is done inside: store_write runs
 * `work` again from the start when the map had to grow, so `work` must be
 * repeatable and touch nothing outside but through its return.
 */
enum err_code store_read(
	struct store *s, struct store_txn **out, struct err *e);
void store_done(struct store_txn *t); /* ends a read transaction */
typedef enum err_code (*store_work)(
	struct store_txn *t, void *arg, struct err *e);
enum err_code store_write(
	struct store *s, store_work work, void *arg, struct err *e);
struct store *store_of(const struct store_txn *t);

/* What the form declares of one record, for the indexes. */
struct store_unique {
	str scope; /* names the set of fields, e.g. "p_idtype+p_idno" */
	str value; /* normalised, joined; empty: no entry */
};
struct store_ref {
	str field;
	struct id target;
	bool parent; /* the x_parent: keeps the target from being voided */
};
struct store_keys {
	/* Whose keys it is sealed under. DOMAIN_NONE: as the record, or its
	 * form, was before; else work. ERR_DENIED when not held. */
	enum store_domain domain;
	day_t event; /* DAY_NONE: none (drafts) */
	const struct store_unique *uniques;
	size_t n_uniques;
	const struct store_ref *refs;
	size_t n_refs;
	/* What may still change when its period is closed (closed.h): all but
	 * its day; or these fields, filled in later. */
	bool lasting;
	const str *late;
	size_t n_late;
};

/*
 * Save a version of a record, all of it (record, former version, indexes)
 * in this transaction. Fills r->rev, r->at (clock), r->station when empty.
 *   expect  the revision the writer has seen, 0 for a new record.
 *           ERR_CHANGED when the stored one differs (words name who, when)
 * ERR_EXISTS when a unique is taken by another live record (words and
 * *taken say which); ERR_LIMIT over RECORD_MAX; ERR_INPUT when a reference
 * names no live record, or when voiding one that has live children (words
 * say how many); ERR_CLOSED when its day is or was in a closed period. A void
 * record leaves all indexes but the list of its form.
 */
enum err_code store_put(struct store_txn *t, struct record *r,
	const struct store_keys *keys, uint32_t expect, struct id *taken,
	struct err *e);

/* Under whose keys a form's records lie, as they were last put; DOMAIN_NONE: as
 * it was before domains. ERR_ABSENT when there is none. */
enum err_code store_domain_of(
	struct store_txn *t, str form, enum store_domain *out, struct err *e);

/*
 * Take over a record of another store as it is: all its versions, oldest
 * first, with id, revisions (1, 2 …), who, when and station. One that is here
 * already with the same beginning goes on from there; *same says that there
 * was nothing to add. References to records that are not here stand in no
 * index.
 *   keys  of the last version
 *   what  for the audit
 * ERR_EXISTS when a unique is taken (*taken says by whom) or when the record
 * here has become another; ERR_INPUT when the versions do not add up;
 * ERR_DENIED.
 */
enum err_code store_adopt(struct store_txn *t, const struct record *version,
	size_t n, const struct store_keys *keys, str what, bool *same,
	struct id *taken, struct err *e);

/* A fresh id, greater than the last one of the store. */
enum err_code store_new_id(struct store *s, struct id *out, struct err *e);

/* The current version. ERR_ABSENT, ERR_DENIED when its domain may not be
 * opened, ERR_CORRUPT, ERR_VERSION, ERR_IO. */
enum err_code store_get(struct store_txn *t, struct id id, struct arena *a,
	struct record *out, struct err *e);
/* All versions, oldest first, the current one last. */
enum err_code store_history(struct store_txn *t, struct id id, struct arena *a,
	struct record **out, size_t *n, struct err *e);

/*
 * Walk the live records of a form by (event date, id), from ≤ date ≤ to.
 * DAY_NONE as `from`: from the beginning; INT32_MAX as `to`: to the end.
 * Drafts and void records are not in it. The callback's record lives in an
 * arena that is reset before the next call. Return false to stop. Records of
 * a domain that may not be opened are passed over: see store_denied.
 */
typedef bool (*store_visit)(void *arg, const struct record *r);
enum err_code store_each(struct store_txn *t, str form, day_t from, day_t to,
	store_visit visit, void *arg, struct err *e);
/* Same without reading the records: ids only (cheap), newest first when
 * `newest` is set; every state wanted: see store_each_all. */
typedef bool (*store_visit_id)(void *arg, struct id id, day_t event);
enum err_code store_each_id(struct store_txn *t, str form, day_t from, day_t to,
	bool newest, store_visit_id visit, void *arg, struct err *e);
/* Every record of a form in whatever state (drafts and void too), by id. */
enum err_code store_each_all(struct store_txn *t, str form, store_visit visit,
	void *arg, struct err *e);
/* Those of them that are drafts, by an index of their own; in a store made
 * before there was one the others are passed over. */
enum err_code store_each_draft(struct store_txn *t, str form, store_visit visit,
	void *arg, struct err *e);
/* How many records this transaction passed over because their domain may not
 * be opened, or because they are hidden: a figure made from the rest must say
 * 无权 instead. */
size_t store_denied(const struct store_txn *t);

/*
 * What whoever is logged in may not see of what his keys would open ("own
 * cases", domain.md §9). The floor above knows: it is asked of each record
 * or draft that a read transaction would give, and true makes that
 * ERR_DENIED, or passes it over and counts it. It may read through the
 * transaction, of which nothing is hidden meanwhile. A write transaction gives
 * all: rules hold over all records; of what is to be changed there the caller
 * asks store_may_see.
 */
typedef bool (*store_hides)(
	void *arg, struct store_txn *t, const struct record *r);
void store_hide(struct store *s, store_hides hides, void *arg);
/* ERR_DENIED with words when it is hidden. */
enum err_code store_may_see(
	struct store_txn *t, const struct record *r, struct err *e);
/* This transaction gives all that keys open: a reference is to be chosen, of
 * which no more is shown than a name. */
void store_unhide(struct store_txn *t);
/* Number of live final records of a form. */
enum err_code store_count(
	struct store_txn *t, str form, size_t *out, struct err *e);

/* Live records that refer to `target` from form `form` (empty: any form)
 * through `field` (empty: any), by event date. */
enum err_code store_each_ref(struct store_txn *t, struct id target, str form,
	str field, store_visit visit, void *arg, struct err *e);
/* The kept "latest child": the live record of `form` with the greatest event
 * date whose parent is `parent`. ERR_ABSENT, without words, when none. */
enum err_code store_latest(struct store_txn *t, struct id parent, str form,
	struct id *out, day_t *day, struct err *e);
/* The latest children of all parents, by the parents' ids: of each the one of
 * `form`. `after`: only of parents behind that one; ID_NONE: of all. */
enum err_code store_each_latest(struct store_txn *t, str form, struct id after,
	store_visit visit, void *arg, struct err *e);
/* The live record holding a unique value; ERR_ABSENT when free. */
enum err_code store_find_unique(struct store_txn *t, str form, str scope,
	str value, struct id *out, struct err *e);
/* The next serial number of a series (e.g. "resident.rs_no|500112001001"):
 * greater than all given before; kept in this transaction. */
enum err_code store_next_serial(
	struct store_txn *t, str series, uint64_t *out, struct err *e);

/*
 * Drafts: a form half filled, kept under the record's id (design.md §8).
 * base_rev is the revision it started from (0: new). Saved on every field
 * left, removed in the transaction that saves the record.
 */
struct draft {
	enum store_domain domain; /* as in store_keys; read back as well */
	struct record record;
	uint32_t base_rev;
	str place; /* where the cursor was: the desk's business */
};
enum err_code store_put_draft(
	struct store_txn *t, const struct draft *d, struct err *e);
enum err_code store_del_draft(struct store_txn *t, struct id id, struct err *e);
enum err_code store_get_draft(struct store_txn *t, struct id id,
	struct arena *a, struct draft *out, struct err *e);
enum err_code store_drafts(struct store_txn *t, struct arena *a,
	struct draft **out, size_t *n, struct err *e);

/*
 * Small facts that belong to the store and must not be forged: an accepted
 * form's fingerprint, the day of the last backup. name is hashed; a value
 * of STR_NONE removes it. ERR_ABSENT, without words, when there is none.
 */
enum err_code store_put_note(
	struct store_txn *t, str name, str value, struct err *e);
enum err_code store_get_note(struct store_txn *t, str name, struct arena *a,
	str *value, struct err *e);

/* Notes whose names begin with prefix, in no order; all notes are looked at.
 * The texts live until the next call. Return false to stop. */
typedef bool (*store_visit_note)(void *arg, str name, str value);
enum err_code store_each_note(struct store_txn *t, str prefix,
	store_visit_note visit, void *arg, struct err *e);

/*
 * Check everything: every value opens and decodes, indexes and records
 * agree both ways, counts agree, each record is the one the audit last wrote
 * of, the audit's chain and the seal hold. What may not be opened is checked
 * by its digest. Findings are told one by one.
 * found: problems. have: called for each draft or final record read and
 * decoded (may be NULL). ERR_CORRUPT when anything was found.
 */
enum err_code store_verify(struct store *s, bool full,
	void (*have)(void *arg, struct id id),
	void (*found)(void *arg, const char *words), void *arg, struct err *e);

#endif
