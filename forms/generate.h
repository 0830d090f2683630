// SPDX-License-Identifier: MIT
#ifndef FORMS_GENERATE_H
#define FORMS_GENERATE_H

#include "forms/session.h"

/*
 * Made-up records for the demo, the tests and the bench. One generator for
 * every form: it walks a form's fields, options and rules, and what it makes
 * has passed the form's own checks. The same seed makes the same records
 * (but for their ids, which hold random bits).
 *
 * Nobody it makes up can be a living person: identity numbers use the
 * reserved sequence numbers 996–999, telephones are 1380000xxxx.
 */
struct generator;

/*
 * names  bytes of a names file (forms/demo/names.yaml says how); must live
 *        as long as the generator
 * file   its name, for messages
 * ERR_INPUT with place and words when it is not right.
 */
enum err_code generator_new(uint64_t seed, const char *file, str names,
	struct generator **out, struct err *e);
void generator_free(struct generator *g); /* NULL is fine */
/* Be told after each batch how many records there are. */
void generator_tell(
	struct generator *g, void (*told)(void *arg, size_t made), void *arg);

/*
 * Fill a new session: every question that is asked, optional ones too. It
 * must be lent a reader; references go to live records of the store, those
 * the constraints let pass. The clock stands at the event date then.
 * ERR_ABSENT when no answer was found for some question (words say which).
 */
enum err_code generate_one(
	struct generator *g, struct session *s, struct err *e);

/*
 * Work a plan off into the store: steps of {form, count, dates, set …}; the
 * head of forms/demo/plan.yaml tells all of it. Records are made in order of
 * their day, whatever the order of the steps, and saved with the clock at
 * that day, so that ids, save times and references run forward as in life.
 * Committed in batches; after a failure what was committed stays.
 *   user  who "saved" them
 *   made  gets the number of records; may be NULL
 * The clock is left where the last record put it.
 */
enum err_code generate_plan(struct generator *g, struct store *store,
	struct catalog *catalog, const char *user, const char *file, str plan,
	size_t *made, struct err *e);

#endif
