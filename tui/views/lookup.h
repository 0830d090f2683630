// SPDX-License-Identifier: MIT
#ifndef TUI_VIEWS_LOOKUP_H
#define TUI_VIEWS_LOOKUP_H

#include "tui/desk.h"

/*
 * The arg of view_lookup: choose from options, or records from the forms
 * named. Answers ANSWER_TEXT with the code (several: the codes, blanks
 * between), ANSWER_ID, or ANSWER_ADD when the record is to be made.
 */
struct lookup_item {
	str code;
	str label;
};
struct lookup_arg {
	str title;
	const struct lookup_item *item;
	size_t n;
	const str *form; /* then no items */
	size_t n_form;
	/* Which records may be chosen; NULL: all. ctx outlives the lookup. */
	bool (*offers)(void *ctx, struct reader *r, const struct record *rec);
	void *ctx;
	bool several;
	str chosen; /* the code, or codes, now */
	str typed;  /* look for this at once */
};

#endif
