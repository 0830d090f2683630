// SPDX-License-Identifier: MIT
#ifndef FORMS_SESSION_IMPL_H
#define FORMS_SESSION_IMPL_H

#include "forms/session.h"

/*
 * Shared by the files of the session, nobody else: session.c its life
 * and answers; session_load.c what came with a record; session_cell.c cells and
 * paths; session_choice.c what may be chosen; session_plan.c what depends on
 * what; session_scope.c names in expressions; session_settle.c relevance,
 * defaults, calculations; session_check.c problems; session_record.c the record
 * it makes.
 *
 * Everything derived is kept up to date by stamps: a clock goes up at every
 * change, a field remembers when any of its answers last changed, each answer
 * when it did, and an expression when it was last evaluated. It is stale when
 * something it names is younger: the answer it sees, or, for an expression
 * that looks at all rows, any answer of the field.
 */

struct item;

/* What an expression reads. */
struct deps {
	struct item *const *v;
	size_t n;
	bool external; /* other records: only a lent reader tells */
	bool rows;     /* looks beyond its own row: sum, position … */
};

/* A field of the form and what a session knows of it. */
struct item {
	const struct field *field;
	size_t at;           /* index among the answers of its row */
	struct item *parent; /* enclosing group or repeat */
	struct item *repeat; /* innermost enclosing repeat */
	size_t end;          /* first item behind it and its children */
	bool fires;          /* some field's trigger names it */
	bool computed;       /* field_is_computed, asked once */
	uint64_t changed;    /* any of its answers, or its rows */
	struct deps relevant;
	struct deps initial; /* of the default */
	struct deps value;   /* of the calculation */
	struct deps count;   /* of repeat_count */
	struct deps set;     /* of x_set */
	uint64_t relevant_seen;
	uint64_t initial_seen;
	uint64_t value_seen;
	uint64_t count_seen;
	uint64_t set_seen;
	size_t n_at;               /* of a repeat: answers of one row */
	struct session_row **rows; /* of a repeat: all its rows, in order */
	size_t n_rows;
	struct session_row **list; /* room for rows of more than one parent */
	size_t cap_list;
};

struct answer {
	struct value value; /* not used by a repeat */
	struct session_row **row;
	size_t n_row;
	size_t cap_row;
	str fault;      /* why what was given cannot be the value */
	str note;       /* what was changed about it while reading */
	uint64_t round; /* in which it was given */
	uint64_t changed;
	enum {
		KEYED_NOT,   /* never typed, or no x_verify */
		KEYED_ONCE,  /* typed: must be typed again */
		KEYED_TWICE, /* and was, alike */
	} keyed;
	bool touched;       /* given by somebody, not by a default */
	bool off;           /* its own relevance is false */
	bool is_set;        /* other records say what it is: x_set */
	struct value typed; /* then: what was typed */
};

struct session_row {
	struct session_row *parent; /* NULL: the top level */
	struct item *repeat;        /* NULL: the top level */
	size_t number;              /* from 1; 0 at the top */
	struct answer *v;
	bool fresh;  /* nothing was derived yet */
	bool loaded; /* came with a record: defaults had their turn */
};

struct reason {
	str field;
	str words;
};

struct session {
	const struct form *form;
	struct arena *base;  /* what only the form tells */
	struct arena *arena; /* secret; as long as the answers */
	struct arena *frame; /* secret; of one evaluation */
	struct reader *reader;
	struct item *item; /* as form->all */
	size_t n_item;
	struct item_of {
		const struct field *field;
		struct item *item;
	} * index; /* sorted by address */
	size_t n_top;
	struct session_row *top;
	uint64_t clock;
	uint64_t settled; /* the clock when all was up to date */
	uint64_t lent;    /* when a reader was lent */
	uint64_t round;
	bool fresh; /* some row is */
	bool plain; /* fill no defaults */
	bool dirty;

	struct pending {
		struct item *item;
		struct session_row *row;
	} * pending; /* changes whose triggers have not run */
	size_t n_pending;
	struct pending *drawn; /* serial numbers not committed yet */
	size_t n_drawn;

	struct id id;
	str id_text;
	uint32_t base_rev;
	enum record_state base_state; /* 0: new */
	str user;
	str station;
	struct entry *extra; /* fields that the form does not know */
	size_t n_extra;
	struct entry *meta; /* names of the caller's own */
	size_t n_meta;
	struct fields last; /* of the user's last record: ${last-saved#…} */
	struct reason *reason;
	size_t n_reason;

	struct cell *cells;
	size_t n_cells;
	size_t cap_cells;
};

/* session_plan.c */
void plan_make(struct session *s);
struct item *item_of(const struct session *s, const struct field *f);
struct item *item_named(const struct session *s, str name);
bool deps_changed(const struct session *s, const struct deps *d, uint64_t seen);
/* Did something change of what an expression in row r sees? */
bool deps_changed_in(const struct session *s, const struct deps *d,
	struct session_row *r, uint64_t seen);
void item_touch(struct session *s, struct item *i); /* its rows changed now */
/* The answer changed, and with it what is asked inside of it. */
void answer_touch(struct session *s, struct item *i, struct session_row *r);
/* All rows an item stands in. */
size_t item_rows(const struct session *s, const struct item *i,
	struct session_row ***out);

/* session.c */
struct session_row *row_add(
	struct session *s, struct item *repeat, struct session_row *outer);
/* Static defaults of a new row. */
void row_fill(struct session *s, struct session_row *r);
void row_remove(struct session *s, struct item *repeat,
	struct session_row *outer, size_t number);
struct answer *answer_of(const struct item *i, const struct session_row *r);
void answer_put(struct session *s, struct item *i, struct session_row *r,
	const struct value *v);
/* Is it asked: is neither it nor anything around it irrelevant? */
bool item_is_asked(const struct item *i, const struct session_row *r);

/* session_load.c: the fields of a record, or of a row of it, and what the
 * user's last record said where the form says x_keep. */
void load_fields(
	struct session *s, struct session_row *r, const struct fields *f);
void load_last(struct session *s, const struct record *last);

/* session_label.c */
str label_filled(struct session *s, struct item *i, struct session_row *r,
	const struct label *l, struct arena *a);

/* session_choice.c: does the field's filter let the choice through? */
bool choice_passes(struct session *s, const struct cell *c,
	const struct choice *choice, struct arena *a);

/* session_scope.c */
struct spot {
	struct expr_scope scope;
	struct session *session;
	struct item *item; /* NULL: of the settings */
	struct session_row *row;
};
void spot_init(struct spot *p, struct session *s, struct item *i,
	struct session_row *r);
/* The row in which item i is seen from row r; NULL: from outside. */
struct session_row *row_seen(const struct item *i, struct session_row *r);

/* session_settle.c */
void session_settle(struct session *s);
/* What repeat_count says, of a repeat in its row; negative: nothing. */
double session_count(
	struct session *s, struct item *repeat, struct session_row *r);
/* Evaluate to a truth. An expression that fails puts its words into *fault
 * and counts as `otherwise`. */
bool session_truth(struct session *s, struct item *i, struct session_row *r,
	const struct expr *x, bool otherwise, str *fault);

/* session_record.c: what is not asked was left out for good. */
void session_forget(struct session *s);
/* session_record.c: serial numbers were stored, or were not. */
void session_keep_drawn(struct session *s);
void session_undraw(struct session *s);

/* session_closed.c. May a record of today's event date still be added to what
 * this reference names? Words of the first rule against it; false: yes. */
bool session_is_closed(
	struct session *s, struct id target, struct arena *a, str *words);

/* session_check.c */
/* "证件号码 与已有记录 1f03ab（张三 男 36）相同" */
str unique_words(struct reader *r, struct arena *a, const struct form *form,
	str scope, struct id other);

#endif
