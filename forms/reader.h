// SPDX-License-Identifier: MIT
#ifndef FORMS_READER_H
#define FORMS_READER_H

#include "forms/catalog.h"
#include "store/store.h"

/*
 * Reading records through their forms: what expressions across records,
 * lists, reports and titles need. One reader serves one read (or write)
 * transaction and is made anew for the next; it caches what it fetched.
 * Without a store (t NULL) no record exists.
 */
struct reader {
	struct catalog *catalog;
	struct store_txn *txn; /* NULL: no records */
	str user;
	str station;         /* station code: ${_station} */
	struct arena *arena; /* lives as long as the reader */
	int depth;   /* of live calculations reading each other, ≤ 8 */
	bool covers; /* expressions read secret fields (x_secret) as blank where
		      * the record's sight is not whole: for those that people
		      * ask (`--where`), not those of forms */
	bool masks;  /* titles hide what x_mask hides in exports: for lists of
		      * reports */
	void *cache;
};

void reader_init(struct reader *r, struct catalog *c, struct store_txn *t,
	str user, struct arena *a);

/*
 * A stored record as a scope for expressions: plain names and ${names} are
 * its fields; `_id _form _state _rev _by _at _station` its meta; live
 * calculations are evaluated when asked for. In a repeat: row scopes by
 * record_row_scope. The scope borrows r, form and record.
 */
struct record_scope {
	struct expr_scope scope; /* pass &x.scope to expr_eval */
	struct reader *reader;
	const struct form *form; /* NULL when its form is not installed */
	const struct record *record;
	const struct field *repeat; /* of the row, or NULL */
	const struct fields *row;
	int row_number;                /* from 1 */
	const struct record_scope *up; /* the row around this one, or NULL */
};
void record_scope_init(struct record_scope *s, struct reader *r,
	const struct form *form, const struct record *record);
/* The same record seen from row i (0-based) of a repeat of the top level, or of
 * the row that `record` stands in; that one must live as long as this. */
void record_row_scope(struct record_scope *s, const struct record_scope *record,
	const struct field *repeat, size_t i);
/* One field's value through the scope, live calculations evaluated. Blank
 * when absent. */
struct value record_field(
	const struct record_scope *s, struct arena *a, const struct field *f);

/* The title: the form's instance_name with references shown by their own
 * titles and codes by their labels; the short id when there is none. */
str record_title(struct reader *r, struct arena *a, const struct record *rec);
str record_title_of(struct reader *r, struct arena *a, struct id id);
/* A value as people read it: labels instead of codes, titles instead of
 * ids, dates as 2024-07-12, rows as "n 行". */
str record_show(struct reader *r, struct arena *a, const struct field *f,
	const struct value *v);
/* Masked by the field's rule (domain.md §9 whole when `full`, else as on
 * the desk's lists: names shown, an ID number's last 4 shown). */
str record_mask(struct arena *a, const struct field *f, str shown, bool full);
/* Same on plain text by rule name: "name", "id_number", "phone", "address",
 * "birth", "text". */
str mask_text(struct arena *a, str rule, str text, bool full);

/* The day a record counts on; DAY_NONE: it has none. */
day_t record_event_day(const struct form *form, const struct record *rec);
/* The day the record stops counting in registers (x_valid_until), DAY_NONE
 * when it still counts. */
day_t record_valid_until(
	struct reader *r, const struct form *form, const struct record *rec);
/* The day a record counts on. */
day_t record_event_day(const struct form *form, const struct record *rec);
/* What the store must index of a record. Lives in `a`. */
struct store_keys record_keys(struct reader *r, struct arena *a,
	const struct form *form, const struct record *rec);

#endif
