// SPDX-License-Identifier: MIT
#ifndef FORMS_EXPR_PARSE_H
#define FORMS_EXPR_PARSE_H

#include "forms/expr_impl.h"

/*
 * The parser: recursive descent over the text itself, in four files. XPath's
 * rule that `*`, div, mod, and, or are operators exactly when an operand
 * stands before them needs no look-back here: operators are only looked for
 * after one. A function that fails has filled p->e and returns NULL.
 */

enum { DEPTH_MAX = 64, TEXT_MAX = 65536, ARGS_MAX = 1000 };

struct expr {
	str text;
	struct node *root;
	struct expr_name *names;
	size_t n_names;
	size_t cap_names;
	bool reads_records;
	bool reads_dot;
	bool reads_rows;
	bool varies;
	struct expr_note *notes;
	size_t n_notes;
};

struct parser {
	struct arena *arena;
	struct err *e;
	struct expr *x;
	str text;
	size_t at;
	int depth;
	int idle;      /* inside operands that can never be reached */
	str list;      /* the list in whose brackets we stand, empty outside */
	str rows;      /* the repeat in whose brackets we stand, or empty */
	str where;     /* the form whose where we stand in, empty outside */
	size_t col_at; /* a place whose column is known */
	int col;
};

/* --- expr_read.c: the text, and words for what is wrong with it --------- */

/* Refuse at a place: fill e, with its column, and return NULL. */
#define REFUSE(p, place, ...)                                                  \
	(err_set((p)->e, ERR_INPUT, __VA_ARGS__),                              \
		(void)err_at((p)->e, "", 1, parse_column((p), (place))), NULL)

int parse_column(struct parser *p, size_t at);
void parse_space(struct parser *p);
char parse_peek(const struct parser *p); /* NUL at the end */
bool parse_sees(const struct parser *p, const char *z);
bool parse_take(struct parser *p, char c); /* after white space */
str parse_word(struct parser *p);
/* A value should stand here; an operator should. */
struct node *refuse_unexpected(struct parser *p);
struct node *refuse_operator(struct parser *p);

/* --- expr.c: the tree --------------------------------------------------- */

struct node *node_new(struct parser *p, enum node_op op, size_t at);
struct node *node_field(struct parser *p, str name, size_t at);
struct node *node_plain(struct parser *p, str name, size_t at);
/* False when there are more than a function may have. */
bool node_add_arg(struct parser *p, struct node *n, struct node *arg);
void parse_note(struct parser *p, enum expr_name_kind kind, str name, str form,
	int col);

/* --- a whole expression (expr_operator.c) and its parts ------------------- */

struct node *parse_or(struct parser *p);
struct node *parse_operand(struct parser *p); /* expr_operand.c */
struct node *parse_literal(struct parser *p);
/* expr_list.c: `instance` has been read, `(` is next. */
struct node *parse_instance(struct parser *p, size_t at);
/* expr_rows.c: n is ${name}, `[` is next. */
struct node *parse_rows(struct parser *p, struct node *n, size_t at);
/* expr_call.c: name has been read, `(` is next; at: where name began. */
struct node *parse_call(struct parser *p, str name, size_t at);

#endif
