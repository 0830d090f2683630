// SPDX-License-Identifier: MIT
#ifndef FORMS_SESSION_H
#define FORMS_SESSION_H

#include "forms/reader.h"

/*
 * One form being filled: answers, which questions are asked, calculations,
 * problems. Used by the desk and by `add` and `set` alike, so that both obey
 * the same rules. Semantics are ODK's (issue: relevance, constraints not
 * on blanks, calculations when something they read changed, values of
 * questions not asked kept while filling and dropped on finishing).
 */
struct session;

/* One row of answers: the top level, or a row of a repeat. Opaque. */
struct session_row;

/* A question in its place. Stays valid until rows are added or removed. */
struct cell {
	const struct field *field;
	struct session_row *row; /* the row it stands in */
	int depth;               /* nesting of groups and repeats, for indent */
	int row_number;          /* in the innermost repeat, from 1; 0: none */
	bool relevant;           /* asked now */
};

/*
 * Begin a new record (rec NULL: defaults are filled) or go on with a stored
 * one or a draft (rec: copied; its id and rev are kept).
 *   last  the user's last record of this form, for x_keep; may be NULL
 * The session owns an arena (secret) and is freed by session_free.
 */
struct session *session_new(const struct form *form, const struct record *rec,
	const struct record *last);
void session_free(struct session *s);
/* Drop every default that was filled, and fill none in new rows: for `add`,
 * where a key that is absent means blank (design.md §4). Triggers and
 * calculations still run. */
void session_blank(struct session *s);
/* Begin another new record in the same session, blank as after session_blank:
 * for many at once. */
void session_again(struct session *s);
const struct form *session_form(const struct session *s);
struct id session_id(const struct session *s);
void session_set_id(struct session *s, struct id id);
uint32_t session_base_rev(const struct session *s);

/*
 * Expressions across records need a transaction; it is lent for the time of
 * a call sequence (never across a key press): session_lend(s, &reader) …
 * session_lend(s, NULL). Without one, no records exist.
 */
void session_lend(struct session *s, struct reader *r);
struct reader *session_reader(const struct session *s); /* NULL: none lent */

/* All cells in the order of the form, groups, repeats and notes included;
 * a repeat's header cell precedes the cells of its rows. Borrowed until
 * the next change of rows. */
size_t session_cells(struct session *s, const struct cell **out);
/* The cell at a path: "ac_theme", "tr_att[3].tr_att_hours" (rows count from
 * 1). ERR_ABSENT names the field and the nearest one. */
enum err_code session_find(
	struct session *s, str path, struct cell *out, struct err *e);
str session_path(struct session *s, struct arena *a, const struct cell *c);

/* Values. get: computed fields are current. Blank when there is none. */
struct value session_get(struct session *s, const struct cell *c);
/*
 * Set from canonical text or by value; empty text clears. Parses by the
 * field's type: ERR_INPUT with words when it is not one ("2月30日不存在",
 * "没有代码 9，可用：1 男，2 女"). Runs triggers and calculations. Constraints
 * do not stop it: they are problems (session_check). Computed fields cannot
 * be set: ERR_INPUT. value_* given to set are copied.
 */
enum err_code session_set_text(
	struct session *s, const struct cell *c, str text, struct err *e);
enum err_code session_set(struct session *s, const struct cell *c,
	const struct value *v, struct err *e);
/* Like set_text, but through what a clerk types (ux.md §2): folded full-width,
 * date and time shorthands, option numbers, labels, code schemes. */
enum err_code session_type(
	struct session *s, const struct cell *c, str typed, struct err *e);

/* Rows of a repeat's header cell. add returns the row number; LIMIT over
 * 2,000 rows. */
enum err_code session_add_row(struct session *s, const struct cell *repeat,
	size_t *number, struct err *e);
enum err_code session_remove_row(struct session *s, const struct cell *repeat,
	size_t number, struct err *e);
size_t session_rows(struct session *s, const struct cell *repeat);

bool session_is_dirty(const struct session *s); /* changed since new/saved */
/* How many asked questions there are and how many are filled. */
void session_progress(struct session *s, int *filled, int *asked);
/* Is it shown, not typed: computed, or read_only by word or expression? */
bool session_is_read_only(struct session *s, const struct cell *c);
bool session_is_required(struct session *s, const struct cell *c);
/* Is it passed over on the way to the next one (x_skip)? Not while blank. */
bool session_skips(struct session *s, const struct cell *c);
/* Is it asked now? A cell tells how it was when the cells were listed. */
bool session_is_asked(struct session *s, const struct cell *c);
/* Labels with each ${name} in them replaced by its answer, in the language that
 * is set; as the label stands when nothing is in it. In a. */
str session_label(struct session *s, const struct cell *c, struct arena *a);
str session_hint(struct session *s, const struct cell *c, struct arena *a);
str session_guidance(struct session *s, const struct cell *c, struct arena *a);
str session_words(struct session *s, const struct cell *c,
	const struct label *l, struct arena *a);
/* Do other records say what it is (x_set)? Then it is not typed. */
bool session_is_set(struct session *s, const struct cell *c);
/* Has a field that is keyed twice (x_verify) been typed only once? Typing it
 * again alike settles it; session_check says so until then. What session_set
 * and session_set_text give was not typed and needs no second. */
bool session_wants_second(const struct session *s, const struct cell *c);
/* May a row be added? Not where repeat_count says how many there are. */
bool session_may_add(struct session *s, const struct cell *repeat);
/* May this record be chosen for a reference, by its choice_filter? r: reads it;
 * may be one that is not lent. */
bool session_offers(struct session *s, const struct cell *c, struct reader *r,
	const struct record *rec);
/* Offered choices after choice_filter, in order; borrowed for this frame. */
size_t session_choices(struct session *s, const struct cell *c, struct arena *a,
	const struct choice *const **out);

/* An expression seen from a cell (NULL: from the top level); out lives in a. */
enum err_code session_eval(struct session *s, const struct cell *c,
	const struct expr *x, struct arena *a, struct xvalue *out,
	struct err *e);
/* A name of the caller's own for expressions: `_n` and the like. */
void session_set_meta(struct session *s, str name, str text);

/* The user's data problems (not errors): style.md "When things go wrong". */
enum issue_kind {
	ISSUE_ERROR,   /* keeps it from being final */
	ISSUE_WARNING, /* may be overridden with a kept reason */
};
struct issue {
	enum issue_kind kind;
	const struct field *field;
	str path; /* as session_path */
	str words;
};
/* Everything that is wrong now, in the order of the form; in `a`. */
size_t session_check(struct session *s, struct arena *a, struct issue **out);
/* Only of one cell (on leaving it). */
size_t session_check_cell(struct session *s, const struct cell *c,
	struct arena *a, struct issue **out);
/* Keep a reason for a warning of that field (_reasons); blank: none any more.
 */
void session_set_reason(struct session *s, str field, str reason);

/*
 * The record as it stands: with `final` answers not asked and blanks are
 * left out and serial numbers are drawn (needs a lent write transaction);
 * without, everything is kept (a draft). Live calculations are left out.
 */
enum err_code session_record(struct session *s, struct arena *a, bool final,
	const char *user, struct record *out, struct err *e);
/* Names of asked-no-more answers that `final` would drop. */
size_t session_dropped(struct session *s, struct arena *a, str **out);

/* --- saving, shared by desk and commands ---------------------------------- */

struct save {
	struct store *store;
	struct catalog *catalog;
	const char *user;
	bool final;          /* else a draft */
	str reason;          /* of a change; may be empty */
	bool revive;         /* a voided record may come back (set --restore) */
	bool keep_draft_row; /* else the store's draft of this id is removed */
};
/* A form that waits to be accepted is not filled: ERR_DENIED with words. */
enum err_code form_refuse(const struct form *f, struct err *e);
/*
 * Check again inside the write transaction (uniques, references, rules across
 * records), draw serials, put the record, one commit. What says the same as
 * the stored version makes no new one: its rev stays. On success rec is the
 * record as stored (in `a`). ERR_INPUT when issues stop it: *issues and
 * *n_issues say which (also warnings when saved).
 */
enum err_code session_save(struct session *s, const struct save *how,
	struct arena *a, struct record *rec, struct issue **issues,
	size_t *n_issues, struct err *e);
/* Void a record, with its children's rule. */
enum err_code record_void(struct store *st, struct catalog *c, struct id id,
	str reason, const char *user, uint32_t expect, struct record *out,
	struct arena *a, struct err *e);

#endif
