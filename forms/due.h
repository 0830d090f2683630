// SPDX-License-Identifier: MIT
#ifndef FORMS_DUE_H
#define FORMS_DUE_H

#include "forms/reader.h"

/*
 * What is to be done when: computed from the x_due rules of all forms, stored
 * nowhere. One list for the desk and for `due`.
 */
struct due_item {
	day_t day;
	struct id id; /* the record that says so */
	const struct form *form;
	struct label what; /* the rule's words, else the form's title */
	str add;           /* a new record of this form does it; or empty */
	str title;         /* of the record */
	int place;         /* the form's in the catalogue, for order */
};

#define DUE_AHEAD 7 /* days, where a rule does not say */

/*
 * All that is overdue, due on the day `on` or in the days after it; by day.
 *   ahead  days for rules that name none
 * Records of domains that may not be opened are passed over (store_denied),
 * those that are not the user's to see as well. Only the titles of what is
 * listed are read. In a.
 */
enum err_code due_list(struct reader *r, day_t on, int ahead, struct arena *a,
	struct due_item **out, size_t *n, struct err *e);
/*
 * The same in pieces, for who has keys to answer meanwhile: step by step with
 * a reader each, until it says that it is done; then due_search_end sorts and
 * gives what was found. Titles are not read: due_title.
 *   budget_ns  about how long a step may take
 */
struct due_search;
struct due_search *due_search_new(day_t on, int ahead, struct arena *a);
enum err_code due_search_step(struct due_search *s, struct reader *r,
	int64_t budget_ns, bool *done, struct err *e);
/* Ends it; out lives in the arena it was begun with. */
size_t due_search_end(struct due_search *s, struct due_item **out);
/* "overdue", "today", "soon" */
const char *due_state(const struct due_item *i, day_t on);
/* 逾期 9 天, 今天, 还有 2 天 */
str due_words(const struct due_item *i, day_t on, struct arena *a);

#endif
