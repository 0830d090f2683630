// SPDX-License-Identifier: MIT
#ifndef FORMS_EXPR_H
#define FORMS_EXPR_H

#include "store/arena.h"
#include "store/date.h"
#include "store/err.h"
#include "store/str.h"

/*
 * ODK's expressions: the XPath 1.0 subset of XForms with ${name}, the
 * functions of ODK's "Form Operators and Functions" page, and ours across
 * records (design.md §6). Compiled once, evaluated many times.
 *
 * Four types as in XPath 1.0. A node-set is what a question's name gives:
 * the texts of its instances in document order, none of them blank-trimmed;
 * a blank question is one empty text.
 */
enum xtype { X_STRING, X_NUMBER, X_BOOLEAN, X_NODES };

struct xvalue {
	enum xtype type;
	/* A number that is a date (today(), date()): days, and prints as one;
	 * a dateTime (now()): days with a fraction; number() of a dateTime's
	 * text: counts with the fraction, prints without. */
	enum { X_PLAIN, X_DATE, X_DATETIME, X_WHOLE_DAYS } kind;
	union {
		str string;
		double number;
		bool boolean;
		struct {
			const str *v;
			size_t n;
		} nodes;
	};
};

struct xvalue xvalue_string(str s);
struct xvalue xvalue_number(double n);
struct xvalue xvalue_boolean(bool b);
/* XPath 1.0 conversions with ODK's dates (a text that is an ISO date or
 * dateTime becomes its number of days). */
str xvalue_to_string(struct arena *a, const struct xvalue *v);
double xvalue_to_number(const struct xvalue *v);
bool xvalue_to_boolean(const struct xvalue *v);
/* The text of a number as XPath prints it: 0.5, -0 as 0, NaN, Infinity. */
str xvalue_format_number(struct arena *a, double n);

struct expr;       /* a compiled expression; lives in its arena, immutable */
struct expr_scope; /* what names mean; see below */

/* One pair of indexed-repeat's: which row of which repeat. */
struct expr_row {
	str repeat;
	double number; /* from 1; what is no whole number names no row */
};

/* What count-of & co look for. */
struct expr_search {
	str form;
	/* When given: only records whose reference field hint_field holds the
	 * id hint_value can match (an index may be used; ignoring it is right
	 * but slow). */
	str hint_field;
	str hint_value;
	/* Plain names that are read one by one, not all rows at once. */
	const str *name;
	size_t n;
};

/*
 * Where an evaluation looks names up. Implemented by the session of a form
 * (forms/session.c), by records read for a report, by choice rows, and by
 * eval's JSON. Every function writes *out and returns true, or returns
 * false when there is no such name. Texts must live as long as `arena`.
 * A function pointer that is NULL means: nothing of the kind here.
 */
struct expr_ops {
	/* ${name} or a plain name: the value(s) visible from the scope's
	 * place: inside a repeat the sibling of the same row first. Plain
	 * names reach here too, so that one scope may answer columns. */
	bool (*get)(const struct expr_scope *s, str name, struct arena *a,
		struct xvalue *out);
	/* All rows of repeat `name` (or of the field `name` inside a repeat)
	 * for count(), sum(), join() …: nodes. position(..) and indexed-repeat
	 * use it as well. */
	bool (*get_all)(const struct expr_scope *s, str name, struct arena *a,
		struct xvalue *out);
	/* 1-based row number: of the repeat named, or, when repeat is empty,
	 * of the innermost one around what `up` times `..` gives from the
	 * question (0: in none). */
	int (*position)(const struct expr_scope *s, str repeat, int up);
	/* indexed-repeat: the field `name` in the rows that `at` names, in
	 * any order; where a repeat is not named, the row the scope stands
	 * in, or every row. Nodes. */
	bool (*get_at)(const struct expr_scope *s, str name,
		const struct expr_row *at, size_t n, struct arena *a,
		struct xvalue *out);
	/* ref(x, 'field'): field of the record that id_text names. A record
	 * or field that is not there gives an empty string. */
	bool (*ref)(const struct expr_scope *s, str id_text, str field,
		struct arena *a, struct xvalue *out);
	/*
	 * count-of, sum-of, last-of, list-of: call `each` once for every live
	 * final record of `form`, in order of event date, with a scope whose
	 * `get` answers that record's fields (plain names) and whose `outer`
	 * is s. Where a plain name is a field inside a repeat, once for every
	 * row of it, so that all conditions hold in one row. Stops when
	 * `each` returns false. A form that is not installed has no records.
	 */
	bool (*records)(const struct expr_scope *s,
		const struct expr_search *what,
		bool (*each)(void *arg, const struct expr_scope *record),
		void *arg);
	/* ${repeat}[…]: call `each` for every row of a repeat of this record
	 * that the scope sees (from inside a row around it, those of that
	 * row), with a scope whose `get` and `position` are the row's and
	 * whose `outer` is s. False when it is no repeat. */
	bool (*rows)(const struct expr_scope *s, str repeat,
		bool (*each)(void *arg, const struct expr_scope *row),
		void *arg);
	/* instance() and pulldata(): call `each` for every choice of a list,
	 * with a scope whose `get` answers its columns and whose `outer` is s.
	 * False when there is no such list. */
	bool (*choices)(const struct expr_scope *s, str list,
		bool (*each)(void *arg, const struct expr_scope *choice),
		void *arg);
	/* jr:choice-name(value, 'field'): label of a choice. */
	bool (*choice_label)(const struct expr_scope *s, str field, str code,
		struct arena *a, str *out);
};

struct expr_scope {
	const struct expr_ops *ops;
	const void *ctx; /* of the ops */
	/* In `where`: the scope of the asking record, which ${…} and `this`
	 * mean; NULL elsewhere. */
	const struct expr_scope *outer;
	str dot;       /* `.`: the question's own value as canonical text */
	str self_name; /* the question's own name, for once() and errors */
	str self_id;   /* `this`: the record's own id as text */
};

/*
 * Compile text. Refuses unknown functions, wrong argument counts,
 * unbalanced text, depth above 64: e gets ERR_INPUT, col from 1 inside the
 * text (line untouched: 1), words that say what would be right.
 *   a   owns the result and everything in it
 */
enum err_code expr_parse(
	struct arena *a, str text, const struct expr **out, struct err *e);

/*
 * Evaluate. Stops with ERR_LIMIT after 1,000,000 steps; ERR_INPUT for what
 * cannot be evaluated (e.g. a function given a wrong type, an unknown name),
 * with words. Results live in `a`.
 */
enum err_code expr_eval(const struct expr *x, const struct expr_scope *scope,
	struct arena *a, struct xvalue *out, struct err *e);
/* Evaluate and convert. */
enum err_code expr_eval_string(const struct expr *x,
	const struct expr_scope *scope, struct arena *a, str *out,
	struct err *e);
enum err_code expr_eval_number(const struct expr *x,
	const struct expr_scope *scope, struct arena *a, double *out,
	struct err *e);
enum err_code expr_eval_boolean(const struct expr *x,
	const struct expr_scope *scope, struct arena *a, bool *out,
	struct err *e);

str expr_text(const struct expr *x); /* as written */
/* Does it read other records (ref, count-of, …, instance)? Then its value
 * is computed when read and never stored. */
bool expr_reads_records(const struct expr *x);
/* Does it look beyond its own row (sum, position, indexed-repeat, …)? Then a
 * change in any row may change it. */
bool expr_reads_rows(const struct expr *x);
/* The functions it calls that ODK Collect does not have, or that engines take
 * differently: words for people who write forms, with the column. */
struct expr_note {
	const char *function;
	bool ours; /* one of this program's own, across records */
	int col;
};
size_t expr_notes(const struct expr *x, const struct expr_note **out);
/* What it compares by = and !=, or by selected(): a name with a text or with
 * another name. Of a comparison of two names both ways round. */
struct expr_equality {
	str plain; /* the name: of a column, … */
	str field; /* … or of a field; "." is the question's own value */
	bool is_text;
	str text;   /* or the other name */
	bool equal; /* not != */
	bool top;   /* the whole holds only where it does */
	int col;    /* of text */
};
size_t expr_equalities(const struct expr *x, struct arena *a,
	const struct expr_equality **out);
/* Does it read nothing at all, so that it is always the same? */
bool expr_is_constant(const struct expr *x);
/* Does it read `.`? */
bool expr_reads_dot(const struct expr *x);

/* What it names, for dependency order, lint and "did you mean". */
enum expr_name_kind {
	EXPR_NAME_FIELD,  /* ${name} outside where, of this record */
	EXPR_NAME_PLAIN,  /* a plain name outside where (choice columns, …) */
	EXPR_NAME_OTHER,  /* a plain name inside where, or the field argument of
			     sum-of/last-of/list-of: of form `form` */
	EXPR_NAME_REF,    /* a literal field argument of ref(): of the form(s)
			     that field `form` refers to (form = the ${name} of
			     the first argument, empty when not that simple) */
	EXPR_NAME_FORM,   /* form argument of count-of & co */
	EXPR_NAME_REPEAT, /* a repeat of this record whose rows are picked */
	EXPR_NAME_LIST, /* a list that instance() or pulldata() reads; form: its
			   column, or empty */
};
struct expr_name {
	enum expr_name_kind kind;
	str name;
	str form;
	str where; /* REF and FIELD: the form whose where it stands in */
	int col;   /* from 1, in the expression's text */
};
/* ref(${via}, 'field'): one way to another record. */
struct expr_way {
	str via;
	str field;
};
enum { EXPR_WAYS_MOST = 8 };
/* Can the value be nothing but blank or what such a ref gives, chosen by if()
 * and coalesce()? Then the ways, and true: whoever looks for records with a
 * certain value may go them backwards. False also when there are too many. */
bool expr_ways(
	const struct expr *x, struct expr_way ways[EXPR_WAYS_MOST], size_t *n);
/* All of them in order of appearance; borrowed. */
size_t expr_names(const struct expr *x, const struct expr_name **out);

#endif
