// SPDX-License-Identifier: MIT
#ifndef FORMS_GENERATE_IMPL_H
#define FORMS_GENERATE_IMPL_H

#include "forms/dice.h"
#include "forms/generate.h"
#include "forms/yaml.h"

/*
 * Shared by the files of the generator, nobody else: generate_words.c names
 * and texts; generate_propose.c answers worth trying for a question;
 * generate_spec.c what a plan says of an answer; generate.c fills a session;
 * generate_plan.c reads a plan; generate_run.c works it off.
 */

/* A named list of texts: words {like} this stand for a text of that list. */
struct word_list {
	str name;
	const str *v;
	size_t n;
};

/* Which text goes into a question: by what its label holds, or its mask. */
struct word_rule {
	const str *label;
	size_t n_label;
	str mask;
	bool multiline; /* only for multi-line texts */
	const str *text;
	size_t n_text;
};

/* Records a plan has made, in order of their day. */
struct pool {
	str name; /* of the plan (as:), or the form's id */
	struct id *v;
	size_t n;
};

struct generator {
	struct arena *arena;
	uint64_t seed;
	struct dice dice; /* in a plan: the stream of one record */
	const struct word_list *list;
	size_t n_list;
	const struct word_rule *rule;
	size_t n_rule;
	int optional;      /* of 100 optional questions so many are answered */
	bool dates;        /* optional dates are, too: ends, withdrawals */
	struct pool *pool; /* of the plan being worked off, or NULL */
	size_t n_pool;
	void (*told)(void *arg, size_t made); /* or NULL */
	void *told_arg;
};

/* A session being filled. */
struct fill {
	struct generator *g;
	struct session *s;
	struct arena *arena;     /* for as long as the filling */
	day_t day;               /* the record's event date */
	moment_t latest;         /* the last dateTime answered, 0: none */
	int32_t latest_time;     /* the last time answered, 0: none */
	const struct step *step; /* of a plan, or NULL */
	size_t number;           /* of the record in its step, from 1 */
	struct id each;          /* the record it follows, or none */
	str failed;              /* words about what could not be answered */
};

/* Answers to try, the first best. */
struct tries {
	const str *v;
	size_t n;
};

/* generate_words.c */
enum err_code words_load(
	struct generator *g, const char *file, str bytes, struct err *e);
/* Texts of lists put in for {name}; {label} and {number} too. */
str words_fill(struct generator *g, struct arena *a, str text, str label);
/* By the first rule that fits; the label when there is none. */
bool words_has(const struct generator *g, const struct field *f);
str words_for(struct generator *g, struct arena *a, const struct field *f);
/* An identity number of somebody so old on that day; of a woman, or of
 * anybody. */
str words_idno(struct generator *g, struct arena *a, day_t day, int youngest,
	int oldest, bool woman);

/* generate_propose.c */
struct tries propose(struct fill *f, const struct cell *c);
/* Ids as tries: those first that are about what this record is about. */
struct tries propose_refs(
	struct fill *f, const struct cell *c, const struct id *pool, size_t n);
struct tries tries_of(struct arena *a, str text);

/* generate_spec.c: what a plan says a field shall hold. */
enum spec_kind {
	SPEC_CONST,
	SPEC_EXPR,
	SPEC_CHOOSE,
	SPEC_TURN,
	SPEC_WEIGHTS,
	SPEC_BETWEEN,
	SPEC_AFTER,
	SPEC_BORN,
	SPEC_WOMAN,
	SPEC_TEXT,
	SPEC_POOL,
	SPEC_ROUND,
};
struct spec {
	enum spec_kind kind;
	const struct field *field;
	str text; /* CONST, TEXT; the pool's name */
	const struct expr *expr;
	const str *v; /* CHOOSE, TURN, WEIGHTS */
	const int64_t *weight;
	size_t n;
	int64_t from, to; /* BETWEEN, AFTER, BORN, WOMAN */
};
/* A file being read, for messages. */
struct plan_file {
	const char *name;
	struct arena *arena;
};
enum err_code plan_wrong(const struct plan_file *f, int line, int col,
	struct err *e, const char *fmt, ...)
	__attribute__((format(printf, 5, 6)));
enum err_code plan_int(const struct plan_file *f, const struct yaml *y,
	int64_t *out, struct err *e);
/* "[from, to]", or one number for both. */
enum err_code plan_range(const struct plan_file *f, const struct yaml *y,
	int64_t *from, int64_t *to, struct err *e);
/* The same in days, negative ones too. */
enum err_code plan_range_around(const struct plan_file *f, const struct yaml *y,
	int64_t *from, int64_t *to, struct err *e);
enum err_code spec_parse(const struct plan_file *f, const struct yaml *y,
	struct spec *out, struct err *e);
/* n: the number of the record, or of the row in it, from 1. */
enum err_code spec_tries(struct fill *f, const struct spec *spec,
	const struct cell *c, size_t n, struct tries *out, struct err *e);

/* generate_plan.c */
struct rows_plan {
	const struct field *repeat;
	int64_t from, to;
	const struct spec *set;
	size_t n_set;
};
struct step {
	const struct form *form;
	str as;
	int line;
	/* Either so many, spread over the days from … to, */
	int64_t count;
	day_t from, to;
	/* or some for each record of a pool. */
	size_t each; /* index of the pool + 1, or 0 */
	const struct field *each_field;
	int64_t share;            /* of 100 */
	const struct expr *where; /* of those for which it is true, or NULL */
	int64_t after[2], times[2], every[2];
	const struct field *next;  /* says the day of the next, or NULL */
	const struct expr *while_; /* no more when it is false, or NULL */
	uint64_t key; /* of its dice: its form, its name, which of that */
	const struct spec *set;
	size_t n_set;
	const struct rows_plan *rows;
	size_t n_rows;
	size_t pool, form_pool; /* indexes of those it fills */
};
struct plan {
	day_t until;
	int64_t optional;
	const struct step *step;
	size_t n_step;
	const str *pool; /* names */
	size_t n_pool;
};
enum err_code plan_load(struct arena *a, struct catalog *c, const char *file,
	str bytes, struct plan *out, struct err *e);

/* generate.c: ERR_ABSENT when something stays wrong. */
enum err_code generate_fill(struct fill *f, struct err *e);

#endif
