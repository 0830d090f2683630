// SPDX-License-Identifier: MIT
#ifndef STORE_ERR_H
#define STORE_ERR_H

#include "store/str.h"

/* What went wrong with the world (style.md, "When things go wrong"). */
enum err_code {
	ERR_OK = 0,
	ERR_INPUT,   /* some input was wrong */
	ERR_ABSENT,  /* unknown record, form, report */
	ERR_EXISTS,  /* an output or a store is there already */
	ERR_LIMIT,   /* larger, deeper or more than allowed */
	ERR_USAGE,   /* the call itself is malformed */
	ERR_BUSY,    /* held by another program */
	ERR_CHANGED, /* the record was changed by another meanwhile */
	ERR_CLOSED,  /* the period is closed */
	ERR_CORRUPT, /* data damaged, missing or emptied */
	ERR_DENIED,  /* password, role */
	ERR_FULL,    /* no space left */
	ERR_IO,      /* any other failure of disk or system */
	ERR_VERSION, /* written by a newer version */
};

/*
 * One failure. Filled where the fact is known, in the user's language.
 * file is empty and line and col are 0 when there is no such place.
 * A struct err needs no freeing.
 */
struct err {
	enum err_code code;
	char file[256];
	int line; /* from 1 */
	int col;  /* from 1, in characters */
	char words[768];
};

/*
 * Fill e and return code, so that failing is one statement:
 *	return err_set(e, ERR_ABSENT, _("没有记录 %s"), id);
 * Clears the place. e may be NULL.
 */
enum err_code err_set(struct err *e, enum err_code code, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Add where it happened; returns e->code. */
enum err_code err_at(struct err *e, const char *file, int line, int col);

/* Fill e from errno: ENOSPC and EDQUOT become ERR_FULL, EEXIST ERR_EXISTS,
 * EACCES and EPERM and EROFS ERR_IO with words, anything else ERR_IO.
 * what: the act that failed, in the user's words; path may be NULL. */
enum err_code err_errno(struct err *e, const char *what, const char *path);

/* The exit code of the program for a failure (design.md §4). */
int err_exit(enum err_code code);

/* "FILE:LINE:COL: error: words" or "error: words" + newline, on stderr. */
void err_print(const struct err *e);

/*
 * End the program because it cannot go on (out of memory, a system that
 * refuses the basics): run the hook (which restores the terminal), print
 * words, exit 6. Never returns.
 */
_Noreturn void die(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* The same, because the data file turned out to be damaged where it cannot be
 * told to a caller: exit 4. */
_Noreturn void die_damaged(void);
/* What die() runs first; NULL for nothing. */
void die_hook(void (*restore)(void));

#endif
