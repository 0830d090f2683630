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

/*
 * Is it his: did he write its first version, does its x_owner name his staff
 * record, or does it belong (x_parent) to something that is his? What belongs
 * to nothing, a person, is his when a record that refers to it is: whose case
 * he has. form NULL: not installed; then it is its author's.
 */
bool record_is_own(
	struct reader *r, const struct form *form, const struct record *rec);

/* form NULL: not installed. Nobody knows then what was secret: whoever wrote
 * it, and a head outside counselling, sees it, others nothing. The same holds
 * for what a record has under names that its form does not know. */
enum sight record_sight(
	struct reader *r, const struct form *form, const struct record *rec);
/* What is shown of a field with that sight; others than secret ones whole. f
 * NULL: unknown. */
str sight_cover(
	struct arena *a, const struct field *f, enum sight sight, str shown);
/* How what may be seen is masked; true is MASK_NONE. */
enum mask {
	MASK_DESK = 0,   /* as on the desk's lists */
	MASK_NONE = 1,   /* revealed */
	MASK_EXPORT = 2, /* as whatever leaves the house (domain.md §9) */
};
/* As people see it: covered, then masked. */
str record_cover(struct arena *a, const struct field *f, enum sight sight,
	enum mask mask, str shown);

#endif
