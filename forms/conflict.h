// SPDX-License-Identifier: MIT
#ifndef FORMS_CONFLICT_H
#define FORMS_CONFLICT_H

#include "forms/form.h"
#include "store/record.h"

/*
 * Two people began from the same version of a record; one has saved. What
 * differs, field by field, for the other to choose from: nothing is
 * overwritten that nobody looked at.
 */
enum side {
	SIDE_NONE, /* not chosen yet */
	SIDE_MINE,
	SIDE_THEIRS,
	SIDE_WAS,
	SIDE_BOTH, /* of rows: theirs, then those of mine that are new */
};

struct difference {
	str name;
	const struct field *field; /* NULL: the form does not know it */
	struct value mine;
	struct value theirs;
	struct value was;
	enum side side;
};

struct conflict {
	const struct form *form;
	struct record was; /* no fields: there was none */
	struct record mine;
	struct record theirs;
	struct difference *v; /* in the form's order */
	size_t n;
};

/*
 * Compare. A field that only one side changed is chosen for that side, rows
 * that both only added to for both; what both changed otherwise waits for a
 * choice. Fields that are worked out, or that both changed alike, are none.
 * Everything borrows from the records, rows that are put together live in a.
 */
void conflict_init(struct conflict *m, struct arena *a, const struct form *form,
	const struct record *was, const struct record *theirs,
	const struct record *mine);
/* Where the next choice is to be made, from `at` on and round; n: nowhere. */
size_t conflict_open(const struct conflict *m, size_t at);
bool conflict_may_both(const struct difference *d);
/* Mine as chosen, on top of their version. */
struct record conflict_result(const struct conflict *m, struct arena *a);

#endif
