// SPDX-License-Identifier: MIT
#ifndef FORMS_SIGHT_H
#define FORMS_SIGHT_H

#include "forms/reader.h"

/*
 * How much of a record's secret fields (x_secret) the one who is logged in
 * may see (domain.md §9). Keys already keep whole domains from those whose
 * role does not open them; this is what lies between.
 *
 * Whoever wrote a record sees it. In counselling a counsellor sees his own
 * cases, whose x_owner is his staff record, and what belongs to them; a head
 * sees how a text begins. Elsewhere head, counsellor and doctor see them.
 */
enum sight { SIGHT_WHOLE, SIGHT_SUMMARY, SIGHT_NONE };

enum sight record_sight(
	struct reader *r, const struct form *form, const struct record *rec);
/* What is shown of a field with that sight; others than secret ones whole. */
str sight_cover(
	struct arena *a, const struct field *f, enum sight sight, str shown);
/* As people see it: covered, then masked unless revealed. */
str record_cover(struct arena *a, const struct field *f, enum sight sight,
	bool reveal, str shown);

#endif
