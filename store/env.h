// SPDX-License-Identifier: MIT
#ifndef STORE_ENV_H
#define STORE_ENV_H

#include <lmdb.h>

#include "store/err.h"
#include "store/str.h"

/* The tables. Numbers are fixed for ever: values are bound to them. Layouts
 * are in README.md. */
enum table {
	TABLE_HDR,    /* the header, in clear */
	TABLE_NAME,   /* number -> name of a form or field */
	TABLE_REC,    /* id -> current version */
	TABLE_VER,    /* id, rev -> former version */
	TABLE_DATE,   /* form, day, id: live records */
	TABLE_ALL,    /* form, id: records in whatever state */
	TABLE_REF,    /* target, form, day, id, field, parent: live records */
	TABLE_LATEST, /* parent, form -> its latest child */
	TABLE_UNIQUE, /* form, hash -> id */
	TABLE_SERIAL, /* hash of a series -> last number */
	TABLE_DRAFT,  /* id -> a form half filled */
	TABLE_COUNT,  /* form -> how many live ones */
	TABLE_SLOT,   /* hash of a name -> an account's keys, under its password
		       */
	TABLE_USER,   /* number -> account */
	TABLE_GRANT,  /* account, generation -> a domain key, boxed for it */
	TABLE_LOGIN,  /* hash of a name -> failures, in clear */
	TABLE_AUD,    /* sequence -> line of the audit chain */
	TABLE_SEAL,   /* what the last commit says of the whole */
	TABLE_NOTE,   /* hash of a name -> a small fact */
	TABLE_FILE, /* hash of a path -> a form or report of the store's own */
	TABLE_IMPORT, /* number, batch -> the records of an import */
	TABLE_PERIOD, /* first day, last day -> a closed period */
	TABLE_PAPER, /* hash of a name -> a report as it was closed, a bundle */
	TABLE_UNDONE, /* form, id: records that are drafts */
	TABLES,
};
#define TABLES_FIRST TABLE_IMPORT /* those before are in every store */
#define NO_TABLE ((MDB_dbi)-1)    /* not there, and cannot be made */

/*
 * The LMDB environment of one data.mdb: how it is opened, grows, fails and
 * comes back (reliability.md §6). One per file and process.
 */
struct env {
	MDB_env *mdb; /* NULL while it could not be reopened */
	MDB_dbi dbi[TABLES];
	const char *path;
	unsigned flags;
	int readers; /* open read transactions of ours */
	bool broken; /* a write failed: close and reopen before going on */
};

enum {
	ENV_READONLY = 1,
	ENV_CREATE = 2,  /* make the file and its tables */
	ENV_PRIVATE = 4, /* nobody else can have it open: no lock file */
};

/* path must live as long as env. */
enum err_code env_open(
	struct env *env, const char *path, unsigned flags, struct err *e);
void env_close(struct env *env);

/* Begin, coming back from a failure and following another process's growth
 * on the way. End a read with env_end, a write with env_commit or env_end. */
enum err_code env_begin(
	struct env *env, bool write, MDB_txn **out, struct err *e);
void env_end(struct env *env, MDB_txn *txn, bool write);
/* Gives LMDB's code, for env_fail. On failure nothing is stored, and the
 * environment was reopened (or will be, once the last reader is gone). */
int env_commit(struct env *env, MDB_txn *txn);
/* After MDB_MAP_FULL, with no transaction open: a larger map. */
enum err_code env_grow(struct env *env, struct err *e);
void env_clear_dead_readers(struct env *env);
int env_fd(const struct env *env);
const char *env_table_name(enum table t);

/* LMDB's codes and errno in the user's words. An I/O error with the disk
 * full is told as a full disk. */
enum err_code env_fail(const struct env *env, int rc, struct err *e);

/* For tests only: the size of the map at first (0: the usual one). */
extern size_t env_first_map;

#endif
