// SPDX-License-Identifier: MIT
#ifndef FORMS_EXPR_IMPL_H
#define FORMS_EXPR_IMPL_H

#include "forms/expr.h"
#include "forms/regex.h"

/*
 * What the files forms/expr*.c share: the tree that the parser makes, the
 * tables of functions, and what a function sees when it is called. Nobody
 * else includes this.
 */

enum node_op {
	NODE_NUMBER,
	NODE_STRING,
	NODE_FIELD,  /* ${name}: of the asking record */
	NODE_PLAIN,  /* name: of the scope it stands in */
	NODE_DOT,    /* . */
	NODE_PARENT, /* .. : only inside position() */
	NODE_THIS,   /* this: the asking record's own id */
	NODE_MINUS,  /* -a, --a: one node, n signs */
	NODE_CHAIN,  /* a op b op c, all of one precedence, left to right */
	NODE_CALL,
	NODE_LIST, /* instance('text')/root/item[args]/field */
	NODE_ROWS, /* ${text}[args]/field */
};

enum op {
	OP_OR,
	OP_AND,
	OP_EQ,
	OP_NE,
	OP_LT,
	OP_LE,
	OP_GT,
	OP_GE,
	OP_ADD,
	OP_SUB,
	OP_MUL,
	OP_DIV,
	OP_MOD,
	OP_UNION,
};

/* One node of the tree. Chains keep the tree as shallow as the text is
 * nested, so that the depth limit of the parser bounds every recursion. */
struct node {
	enum node_op op;
	int col;
	double number;           /* NUMBER */
	str text;                /* STRING, FIELD, PLAIN; CALL of the records
				    family: the form */
	str field;               /* sum-of & co, ref and jr:choice-name with a
				    literal: the field */
	const struct func *func; /* CALL */
	struct node **args;      /* CALL, CHAIN, MINUS */
	size_t n;                /* of args; MINUS: one */
	unsigned char *ops;      /* CHAIN: the operator before args[i], i > 0 */
	bool odd;                /* MINUS: an odd number of signs; CALL of
				    position: of the row in brackets */
	int up;                  /* PARENT: how many `..` */
	const str *names;        /* records family: plain names of where and */
	size_t n_names;          /*   field that are read one by one */
	struct node *hint;       /* records family: whom `field hint_field` */
	str hint_field;          /*   must refer to; NULL when not known */
	const struct regex *regex; /* regex() with a literal: compiled */
};

/* An evaluation on its way. */
struct eval {
	struct arena *arena;
	struct err *e;
	size_t steps;
	size_t position; /* of the row whose brackets we are in */
	int records;     /* how many count-of & co we are inside of */
	size_t owed;     /* steps of those inside another, see expr_records.c */
	struct regex_cache regexes;
};

/* A call being evaluated. */
struct call {
	struct eval *ev;
	const struct node *node;
	const struct expr_scope *scope;
};

enum {
	FUNC_DOT = 1,        /* reads `.`: always, or when it has no argument */
	FUNC_RECORDS = 2,    /* (form, where) */
	FUNC_FIELD = 4,      /* (form, field, where) */
	FUNC_REF = 8,        /* (value, 'field') */
	FUNC_LABEL = 16,     /* (code, field) */
	FUNC_PARENT = 32,    /* may be given `..` */
	FUNC_ALGORITHM = 64, /* the second argument names a hash */
	FUNC_REGEX = 128,    /* the second argument is a pattern */
	FUNC_ROWS = 256,     /* looks at all rows of its arguments */
	FUNC_VARIES = 512,   /* gives something else each time, or each day */
	FUNC_XPATH = 1024,   /* XPath's or Web Forms': Collect has it not */
	FUNC_OURS = 2048,    /* of this program alone */
	FUNC_LIST = 8192,    /* (list, column, key column, key) */
	FUNC_INDEXED = 4096, /* (field, repeat, row, …) */
};

/* A row of a table of functions. */
struct func {
	const char *name;
	short min;
	short max; /* -1: any number */
	/* Writes *out and returns true; false when it has filled c->ev->e. */
	bool (*call)(struct call *c, struct xvalue *out);
	double (*math)(double); /* instead of call: of one number */
	unsigned flags;
	const char *refused; /* instead of both: why we have none (N_) */
};

/* The tables, each the end of the file of its name; end with a NULL name. */
extern const struct func expr_func_table[];
extern const struct func expr_number_table[];
extern const struct func expr_string_table[];
extern const struct func expr_date_table[];
extern const struct func expr_records_table[];
extern const struct func expr_list_table[];

/* What stands for a function we have not, where it is never called. */
extern const struct func expr_func_never;

const struct func *expr_func_find(str name);
/* The function whose name looks most like it, NULL when none does. */
const struct func *expr_func_like(str name);

const struct node *expr_root(const struct expr *x);

/* Evaluate a node in a scope; false when ev->e was filled. */
bool expr_node_eval(struct eval *ev, const struct node *n,
	const struct expr_scope *s, struct xvalue *out);
/* Like it, but a name gives all its rows (count, sum, join …). */
bool expr_node_all(struct eval *ev, const struct node *n,
	const struct expr_scope *s, struct xvalue *out);
/* The scope of the record that asks: what ${…}, `.` and `this` mean. */
const struct expr_scope *expr_scope_asking(const struct expr_scope *s);
/* A NODE_LIST (expr_list.c). */
bool expr_list_eval(struct eval *ev, const struct node *n,
	const struct expr_scope *s, struct xvalue *out);
/* A NODE_ROWS (expr_rows.c). */
bool expr_rows_eval(struct eval *ev, const struct node *n,
	const struct expr_scope *s, struct xvalue *out);
/* Count work; false with ERR_LIMIT when it is too much. */
bool expr_charge(struct eval *ev, size_t steps);
bool expr_fail(struct call *c, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* The i-th argument, evaluated and converted. arg_string, arg_number with
 * i beyond the arguments take the question's own value. */
bool arg_value(struct call *c, size_t i, struct xvalue *out);
bool arg_string(struct call *c, size_t i, str *out);
bool arg_number(struct call *c, size_t i, double *out);
bool arg_boolean(struct call *c, size_t i, bool *out);

bool give_string(struct xvalue *out, str s);
bool give_number(struct xvalue *out, double n);
bool give_boolean(struct xvalue *out, bool b);

/* One item of a value as a scalar: a node-set's i-th text, or the value. */
size_t xvalue_count(const struct xvalue *v);
struct xvalue xvalue_item(const struct xvalue *v, size_t i);

/*
 * An ISO date or dateTime and nothing else. *days: of the wall clock it
 * shows; *zone: days to take away for UTC, 0 when it names no zone.
 */
bool expr_text_days(str s, double *days, double *zone, bool *has_time);
/* The text of a number of days of that kind; "Invalid Date" when it is NaN
 * or beyond the years 1 to 9999. */
str expr_days_text(struct arena *a, double days, bool with_time);
/* A number by XPath 1.0's rules (optional minus, digits, one point), or one
 * as JavaScript prints the very small and the very large: 1e-7, 1e+21. */
double expr_text_number(str s);

#endif
