// SPDX-License-Identifier: MIT
#ifndef STORE_INSIDE_H
#define STORE_INSIDE_H

#include "store/account.h"
#include "store/audit.h"
#include "store/closed.h"
#include "store/env.h"
#include "store/folder.h"
#include "store/store.h"
#include "store/vault.h"

/* What the files of the store share among themselves; nobody else's. */

#define STORE_FORMAT 1 /* of the whole data.mdb; 0 was never released */
#define READS_MOST 16

/* What the last commit says of the whole: one sealed row. */
struct seal {
	char kind[8];    /* as in STATION */
	uint64_t writes; /* commits so far */
	uint64_t epoch;  /* of the grants: raised when any of them changes */
	uint64_t seq;    /* of the last audit line */
	uint64_t from;   /* where the chain begins: 0, or the last repair */
	uint8_t h[VAULT_DIGEST]; /* its link of the chain */
	uint64_t count[TABLES];  /* rows; LOGIN and SEAL are not counted */
};

/* Of a bulk import, in the transaction of one batch (bulk.h). */
#define BULK_DIGEST 16
struct batch {
	struct arena *arena;
	struct id last; /* the last id given */
	struct batch_record {
		struct id id;
		uint8_t digest[VAULT_DIGEST];
	} * v;
	size_t n;
	uint16_t form; /* whose live records grow by so many */
	int grown;
};

struct store_txn {
	struct batch *batch; /* or NULL */
	struct store *store;
	MDB_txn *mdb;
	bool write;
	bool sealed;  /* seal is filled: somebody is logged in */
	bool regrant; /* it changes accounts or grants */
	struct seal seal;
	size_t denied;  /* records passed over: no key, or hidden */
	bool unhidden;  /* gives what is hidden too */
	bool names_new; /* it gave out a name's number: do not remember yet */
	uint16_t domain_of; /* the form whose domain was asked for last, or 0 */
	enum store_domain domain;
	int rc; /* the first failure of LMDB in it, 0: none */
};

/* Audit lines that wait for the next commit. */
struct pending {
	struct arena *arena;
	struct audit *v;
	size_t n;
	int64_t since; /* ms of the clock, of the first */
};

struct known_name {
	str text;
	uint16_t number;
};

struct store {
	struct arena *arena;   /* lives as long as the store */
	struct arena *scratch; /* of one put */
	const char *folder;    /* as given */
	struct folder place;
	struct station station;
	struct env env;
	struct vault vault;
	struct account user; /* who is logged in */
	uint32_t mem_kib;    /* Argon2id of new slots */
	uint32_t passes;
	struct arena *brief; /* for one small row at a time */
	struct pending pending;
	char notice[512];
	bool seen_hold; /* only a head's login may forget what is missing */
	bool readonly;  /* the caller wants no writes */
	bool medium_readonly;
	bool detached; /* its data are a file of our own, not the folder's */
	struct known_name *names;
	size_t n_names;
	size_t cap_names;
	struct arena *locks_arena; /* of the closed periods known */
	struct closed *locks;
	size_t n_locks;
	uint64_t locks_at; /* the commit they are of; 0: not known */
	uint16_t names_to; /* every name up to this number is known */
	struct store_txn *writing;
	struct store_txn reads[READS_MOST];
	store_hides hides; /* NULL: nothing is hidden */
	void *hides_arg;
	struct store *next; /* of the stores this process has open */
};

/* --- keys: big endian, so that memcmp is the order of numbers ------------ */

#define KEY_MOST 48
struct key {
	uint8_t b[KEY_MOST];
	size_t n;
};

struct key key_new(void);
void key_u8(struct key *k, uint8_t n);
void key_u16(struct key *k, uint16_t n);
void key_u32(struct key *k, uint32_t n);
void key_day(struct key *k, day_t day); /* DAY_NONE first of all */
void key_bytes(struct key *k, const void *p, size_t n);
void key_id(struct key *k, struct id id);
struct key key_of_id(struct id id);
struct key key_of_form(uint16_t form);
str key_str(const struct key *k);
/* Greater than every key that begins with k. */
struct key key_end(const struct key *k);

uint16_t key_get_u16(const struct key *k, size_t at);
day_t key_get_day(const struct key *k, size_t at);
struct id key_get_id(const struct key *k, size_t at);

/* --- rows: sealed values under a key ------------------------------------- */

/* The payload, borrowed from the transaction until it ends or writes.
 * ERR_ABSENT, without words, when there is no such row. */
enum err_code row_get(struct store_txn *t, enum table table,
	const struct key *k, struct arena *a, str *payload, struct err *e);
enum err_code row_put(struct store_txn *t, enum table table,
	const struct key *k, str payload, struct err *e);
/* Under a domain's key; what is said of it besides, and afterwards the digest
 * of the sealed bytes (or NULL). ERR_DENIED when the key is not held. */
struct row_more {
	enum store_domain domain;
	uint64_t revision;
	uint8_t *digest;
	int64_t at; /* 0: now, by the one who is logged in */
	uint32_t user;
};
enum err_code row_put_more(struct store_txn *t, enum table table,
	const struct key *k, const struct row_more *more, str payload,
	struct err *e);
/* As row_get; also who sealed it when and under which generation. */
enum err_code row_get_more(struct store_txn *t, enum table table,
	const struct key *k, struct arena *a, struct vault_head *h,
	uint32_t *gen, str *payload, struct err *e);
/* The bytes as they are stored, borrowed from the transaction. */
enum err_code row_raw(struct store_txn *t, enum table table,
	const struct key *k, str *bytes, struct err *e);
enum err_code row_put_raw(struct store_txn *t, enum table table,
	const struct key *k, str bytes, struct err *e);
/* A row that is all key: an index entry. */
enum err_code row_mark(struct store_txn *t, enum table table,
	const struct key *k, struct err *e);
enum err_code row_has(struct store_txn *t, enum table table,
	const struct key *k, bool *has, struct err *e);
/* No error when it is not there. */
enum err_code row_del(struct store_txn *t, enum table table,
	const struct key *k, struct err *e);
enum err_code row_count(
	struct store_txn *t, enum table table, size_t *n, struct err *e);
/* Remember LMDB's failure in t and put it into words. */
enum err_code row_fail(struct store_txn *t, int rc, struct err *e);

/*
 * Walk the keys lo ≤ key ≤ hi of a table, backwards if asked. Keys are
 * fetched in blocks and no cursor stays open between them, so rows may be
 * written while walking.
 */
#define WALK_BLOCK 32
struct walk {
	struct store_txn *t;
	enum table table;
	struct key lo;
	struct key hi;
	bool back;
	bool begun;
	bool over;
	int n;
	int at;
	struct key block[WALK_BLOCK];
	enum err_code code; /* why it ended */
};
void walk_init(struct walk *w, struct store_txn *t, enum table table,
	const struct key *lo, const struct key *hi, bool back);
/* All keys that begin with prefix. */
void walk_prefix(struct walk *w, struct store_txn *t, enum table table,
	const struct key *prefix);
bool walk_next(struct walk *w, struct key *out, struct err *e);

/* --- names: forms and fields get small numbers --------------------------- */

/* ERR_ABSENT, without words, when the name has no number yet (then no row can
 * have it). */
enum err_code name_find(
	struct store_txn *t, str text, uint16_t *number, struct err *e);
enum err_code name_make(
	struct store_txn *t, str text, uint16_t *number, struct err *e);
str name_text(struct store_txn *t, uint16_t number, struct arena *a);
/* A number that is lost, for the name it had. */
enum err_code name_give(struct store_txn *t, uint16_t number, str text,
	enum store_domain domain, struct err *e);
/* Which domain the records of a form were last put under. */
/* DOMAIN_NONE when there were none yet. */
enum err_code name_domain(struct store_txn *t, uint16_t number,
	enum store_domain *out, struct err *e);
enum err_code name_set_domain(struct store_txn *t, uint16_t number,
	enum store_domain domain, struct err *e);

/* --- the row of a record: its index entries, then its bytes -------------- */

struct index_ref {
	uint16_t field;
	bool parent;
	struct id target;
};

/* What stands in the indexes about one record. */
struct index {
	uint32_t gen; /* it is sealed and its uniques are hashed under */
	uint16_t form;
	day_t day;
	bool live;
	bool draft; /* not encoded: the record says it */
	struct store_unique *uniques;
	size_t n_uniques;
	struct index_ref *refs;
	size_t n_refs;
};

struct stored {
	struct index index;
	str bytes; /* of the record, encoded */
};

/* From what the form declares; gives names their numbers. out->gen is to be
 * filled already. */
enum err_code index_of(struct store_txn *t, const struct record *r,
	const struct store_keys *keys, struct arena *a, struct index *out,
	struct err *e);
void index_encode(struct buf *b, const struct index *x);
enum err_code stored_get(struct store_txn *t, struct id id, struct arena *a,
	struct stored *out, struct err *e);
bool record_is_hidden(struct store_txn *t, const struct record *r);
/* The same in a read transaction: ERR_DENIED with words. */
enum err_code record_guard(
	struct store_txn *t, const struct record *r, struct err *e);
enum err_code stored_decode(
	str row, struct arena *a, struct stored *out, struct err *e);
/* Make the indexes say `now` about id where they said `was`. */
enum err_code index_change(struct store_txn *t, struct id id,
	const struct index *was, const struct index *now, struct err *e);
struct key index_date_key(const struct index *x, struct id id);
struct key index_ref_key(
	const struct index *x, const struct index_ref *r, struct id id);
struct key index_unique_key(const struct store *s, const struct index *x,
	const struct store_unique *u);
/* Who holds a unique value; x names form and domain. ERR_ABSENT, without
 * words, when nobody does. */
enum err_code index_find_unique(struct store_txn *t, const struct index *x,
	const struct store_unique *u, struct arena *a, struct id *out,
	struct err *e);
/* The index of drafts is kept from now on: in a store without a record. One
 * made before there was this index does not say so, and is looked through. */
#define UNDONE_KEPT 0xffff /* its key: after the last form */
enum err_code index_undone_begin(struct store_txn *t, struct err *e);
bool index_undone_kept(struct store_txn *t);
struct key index_undone_key(uint16_t form, struct id id);
/* What index_change kept back of counts in a batch. */
enum err_code index_count(struct store_txn *t, struct err *e);
/* Live records that belong to `id` (its children), and others that refer to
 * it, over all forms. */
enum err_code index_children(struct store_txn *t, struct id id,
	size_t *children, size_t *others, struct err *e);
/* The latest child by event date; ERR_ABSENT, without words, if none. */
enum err_code index_latest(struct store_txn *t, struct id parent, uint16_t form,
	struct id *child, day_t *day, struct err *e);

#define DATA_FILE "data.mdb"

/* --- STATION ------------------------------------------------------------- */

#define STATION_FILE "STATION"
str station_format(const struct station *s, struct arena *a);
/* ERR_CORRUPT, ERR_VERSION. */
enum err_code station_parse(
	str text, struct arena *a, struct station *out, struct err *e);

/* --- the header row
 * ------------------------------------------------------------ */

#define HDR_KEY "hdr"
#define HDR_STATION "station" /* a copy of STATION, for restoring */
#define HDR_SIZE (8 + 4 + 16 + 8 + 4 + 4 + 4)
void hdr_format(const struct store *s, uint8_t out[HDR_SIZE]);
/* Fills the store's id and Argon2id settings. */
enum err_code hdr_load(struct store *s, struct err *e);
str hdr_store_id(const struct vault *v, struct arena *a);

/* --- the seal ------------------------------------------------------------ */

/* Fills t->seal; called when a transaction begins and somebody is logged in.
 * Renews the keys when the grants have changed, ERR_DENIED when the account
 * is no longer active. */
enum err_code seal_enter(struct store_txn *t, struct err *e);
enum err_code seal_load(struct store_txn *t, struct err *e);
/* Rewrites it, at the end of every write. */
enum err_code seal_save(struct store_txn *t, struct err *e);
/* Do the tables hold as many rows as it says, and the chain end where it
 * says? Names the first that does not. */
enum err_code seal_check(struct store_txn *t, struct err *e);

/* `seen`, beside the store: how far the chain had come when it was last used
 * on this machine. Written after each commit, not synced. */
void seen_save(struct store *s, uint64_t seq);
/* Lines missing since then; 0 when none or when there is no such file. */
uint64_t seen_missing(struct store *s, uint64_t seq);

/* --- accounts and keys --------------------------------------------------- */

/* The domain keys granted to the one who is logged in. */
enum err_code keys_load(struct store_txn *t, struct err *e);
/* Open the slot and keep its keys, no more: for a store in the making. */
enum err_code login_keys(
	struct store *s, str user, str password, struct err *e);
/* The head's account, the recovery key and the first generation of each
 * domain key, in a new store's first transaction. */
enum err_code account_first(struct store_txn *t, const struct store_head *head,
	char recovery[RECOVERY_TEXT], struct err *e);
enum err_code account_get(struct store_txn *t, uint32_t number, struct arena *a,
	struct account *out, struct err *e);
struct key key_of_user(uint32_t number);

/* --- audit --------------------------------------------------------------- */

/* Write a line in this transaction. */
enum err_code audit_put(
	struct store_txn *t, const struct audit *line, struct err *e);
/* Write what waits; store_write does it before each commit. */
enum err_code audit_put_pending(struct store_txn *t, struct err *e);
/* The chain from line `from`, which must be there (0: the first); told is
 * called for each break. each (or NULL) sees every line. */
enum err_code audit_walk(struct store_txn *t, uint64_t from,
	void (*told)(void *arg, const char *words),
	void (*each)(void *arg, const struct audit *line), void *arg,
	struct err *e);

/* --- imports (bulk.c)
 * -------------------------------------------------------------------- */

/* Take back what was left unfinished. */
enum err_code bulk_recover(struct store *s, struct err *e);
/* The next link of an import's digest. */
void bulk_link(uint8_t digest[VAULT_DIGEST], str batch);
/* All batches of all imports in order, and the records in each. */
enum err_code bulk_walk(struct store_txn *t,
	void (*batch)(void *arg, uint32_t number, str payload),
	void (*record)(
		void *arg, struct id id, const uint8_t digest[BULK_DIGEST]),
	void *arg, struct err *e);

/* One attempt at writing, without the caller's right to write being asked. */
enum err_code store_write_anyway(
	struct store *s, store_work work, void *arg, struct err *e);

/* 16 MiB set aside so that a full disk can still be left in good order. */
#define RESERVE_FILE "reserve"
void reserve_make(const struct folder *f);
bool reserve_give_back(const struct folder *f);

#endif
