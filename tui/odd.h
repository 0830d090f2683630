// SPDX-License-Identifier: MIT
#ifndef TUI_ODD_H
#define TUI_ODD_H

#include "store/store.h"

/*
 * Which look-ups of some days a head should ask about (reliability.md §4): a
 * line for each account and kind, with the first lines of the log it stands
 * for. It accuses nobody: who has night duty looks at night.
 */
enum odd_kind {
	ODD_FAIL,   /* logins that failed */
	ODD_HOURS,  /* records opened at night or at the weekend */
	ODD_REVEAL, /* masked content shown */
	ODD_LOOK,   /* many records opened by one who changed none of them */
	ODD_SEARCH, /* searches after which nothing was opened */
	ODD_EXPORT, /* taken out of the house */
	ODD_KINDS,
};

#define ODD_SEEN 5 /* lines named */
struct odd {
	uint32_t user;
	enum odd_kind kind;
	size_t n;
	uint64_t seq[ODD_SEEN];
};

const char *odd_words(enum odd_kind k); /* translated */
/* In a. `seq` of the lines joined by commas, … for more. */
str odd_lines(struct arena *a, const struct odd *o);
/* The lines since a moment (UTC ms), by account, then kind. In a. */
enum err_code odd_find(struct store_txn *t, int64_t since, struct arena *a,
	struct odd **out, size_t *n, struct err *e);

#endif
