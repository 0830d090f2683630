// SPDX-License-Identifier: MIT
#ifndef TUI_VIEWS_WORK_H
#define TUI_VIEWS_WORK_H

#include "forms/due.h"
#include "tui/desk.h"

#define PACE_MOST 12

/*
 * What is to be done, for home and the queue: found while nobody types, in
 * pieces of a few milliseconds, and kept until records change. What was known
 * before is shown until the new is there. Home owns it: d->work.
 */
struct work {
	struct arena *own;
	struct arena *arena; /* of what is shown */
	struct due_item *v;  /* by day */
	size_t n;
	size_t late;
	size_t today;
	size_t denied; /* records of domains that may not be opened */
	size_t round;  /* how many lists there were */
	size_t titled; /* of the first so many the title was read */
	bool known;
	day_t on;
	int64_t begun; /* ms */
	size_t saved;  /* d->saved then */

	struct arena *next; /* of the search that runs */
	struct due_search *search;
	size_t denying; /* records it had to pass over */

	/* How the quarter goes: how many records of each of some forms, and
	 * how many in the same quarter a year ago. */
	struct pace {
		size_t now;
		size_t before;
	} pace[PACE_MOST];
	size_t paced; /* forms that are counted */
	struct {
		bool before;
		day_t day;
		struct pace sum;
	} count; /* … and how far the next one is */
};

struct work *work_new(void);
void work_free(struct work *w);
/* Begin anew: when asked to, else when something was saved here since, or when
 * that was more than a minute ago. */
void work_renew(struct work *w, struct desk *d, bool asked);
/* A piece. True when there is more, or the picture changed. */
bool work_step(struct work *w, struct desk *d);
/* The title of an item, read now when it was not yet. */
str work_title(struct work *w, struct reader *r, size_t i);
/* What does it: a new record of the form that the rule names, about the same
 * person, or the record itself. */
struct step work_go(struct work *w, struct desk *d, size_t i);
/* The i-th of the forms whose pace is kept; NULL: no more. */
const char *pace_form(size_t i);

#endif
