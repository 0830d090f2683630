// SPDX-License-Identifier: MIT
#ifndef STORE_AUDIT_H
#define STORE_AUDIT_H

#include "store/date.h"
#include "store/err.h"
#include "store/id.h"

struct store;
struct store_txn;

/* What was done. The numbers are stored: only ever add at the end. */
enum audit_action {
	AUDIT_LOGIN = 1,
	AUDIT_FAIL, /* logins that failed, told at the next one that did not */
	AUDIT_VIEW, /* a record opened */
	AUDIT_REVEAL, /* masked fields shown; what: the reason */
	AUDIT_SEARCH, /* what: the text */
	AUDIT_CREATE,
	AUDIT_CHANGE,
	AUDIT_VOID,
	AUDIT_EXPORT,
	AUDIT_PRINT,
	AUDIT_IMPORT,
	AUDIT_BACKUP,
	AUDIT_RESTORE,
	AUDIT_REPAIR, /* the chain begins anew here */
	AUDIT_FORM,   /* accepted */
	AUDIT_USER,   /* an account made or changed */
	AUDIT_KEY,    /* a key or password changed, a record sealed anew */
	AUDIT_RECOVER,
	AUDIT_ROLLBACK, /* the file is older than when last used here */
	AUDIT_CLOCK,
	AUDIT_PERIOD, /* closed or reopened */
	AUDIT_ACTIONS,
};

#define AUDIT_DIGEST 32

/* One line. Of those a caller makes, seq, at, user, roles and terminal are
 * filled in. */
struct audit {
	uint64_t seq;  /* from 1, without gaps */
	int64_t at;    /* UTC ms */
	uint32_t user; /* an account's number; 0: the program */
	unsigned roles;
	str terminal;
	enum audit_action action;
	str form;
	struct id id; /* the record, or ID_NONE */
	uint32_t rev;
	str what; /* reason, search text, file, account: in words */
	bool has_digest;
	uint8_t digest[AUDIT_DIGEST]; /* of the record's stored bytes */
};

const char *audit_action_name(enum audit_action a);  /* "login", "view" … */
enum audit_action audit_action_parse(str name);      /* 0: none */
const char *audit_action_words(enum audit_action a); /* 登录, 查看 … */

/*
 * Note an act of the upper floors. It waits in memory for the next commit,
 * at most 20 lines or until store_audit_flush, which the caller does at
 * least once a second and before an export, a lock or the end. store_put and
 * all acts on accounts write their own lines. Nothing happens on a read-only
 * medium, or before a login.
 */
enum err_code store_audit(
	struct store *s, const struct audit *line, struct err *e);
/* Milliseconds since the oldest line that waits; -1: none does. */
int64_t store_audit_waiting(const struct store *s);
enum err_code store_audit_flush(struct store *s, struct err *e);

/* Which lines; fields left 0 or empty do not choose. */
struct audit_filter {
	int64_t since; /* UTC ms */
	int64_t until;
	uint32_t user;
	enum audit_action action;
	struct id id;
	bool newest; /* first */
};
/* The line's texts live until the next call. Return false to stop. */
typedef bool (*store_visit_audit)(void *arg, const struct audit *line);
enum err_code store_each_audit(struct store_txn *t,
	const struct audit_filter *f, store_visit_audit visit, void *arg,
	struct err *e);

/*
 * Where the chain ends: "1234-0123456789abcdef", number of the last line and
 * the first 16 hex digits of its link. Printed on exports and labels: what
 * is on paper cannot be rewritten.
 */
#define AUDIT_HEAD 40
enum err_code store_audit_head(
	struct store_txn *t, char out[AUDIT_HEAD], struct err *e);
/* Follow the chain from the first line (or the last repair); told is called
 * for each break. ERR_CORRUPT when there was any. */
enum err_code store_audit_verify(struct store_txn *t,
	void (*told)(void *arg, const char *words), void *arg, size_t *lines,
	struct err *e);

#endif
