// SPDX-License-Identifier: MIT
#ifndef TEMPLATES_REPORT_LOAD_IMPL_H
#define TEMPLATES_REPORT_LOAD_IMPL_H

#include "templates/report_load.h"

/* What the files templates/report_load*.c share. Nobody else includes it. */

struct rload {
	struct arena *arena;
	struct catalog *catalog; /* or NULL */
	struct findings *out;
	struct report_def *def;
	const struct yaml *units; /* translations of units, or NULL */
	struct element *element;
	size_t n_element;
	struct indicator *indicator;
	size_t n_indicator;
};

/* Findings at the place of something with line and col. */
#define RLOAD_ERROR(l, at, ...)                                                \
	findings_add((l)->out, true, (at)->line, (at)->col, __VA_ARGS__)
#define RLOAD_WARNING(l, at, ...)                                              \
	findings_add((l)->out, false, (at)->line, (at)->col, __VA_ARGS__)

/* Room for one more at the end of a growing array. */
#define RLOAD_PUSH(l, v, n)                                                    \
	(((n) & ((n)-1)) == 0                                                  \
			? (void)((v) = arena_grow((l)->arena, (v), (n),        \
					 (n) ? 2 * (n) : 4, sizeof *(v)))      \
			: (void)0,                                             \
		&(v)[(n)++])

/* Warn of every key of map that is none of names (ends with NULL). */
void rload_keys(
	struct rload *l, const struct yaml *map, const char *const *names);
/* ": did you mean x?" or nothing. */
const char *rload_hint(struct rload *l, str name, const str *names, size_t n);
/* Same among a form's fields. */
const char *rload_field_hint(
	struct rload *l, const struct form *form, str name);
/* Text under a key, copied; an error when it is no text. */
str rload_text(struct rload *l, const struct yaml *map, const char *key);
/* A text, or {zh: …, en: …}. */
struct label rload_label(
	struct rload *l, const struct yaml *map, const char *key);
struct label rload_label_of(struct rload *l, const struct yaml *v);
/* The unit under key `unit`, with the translation of `units`. */
struct label rload_unit(struct rload *l, const struct yaml *map);
int64_t rload_integer(struct rload *l, const struct yaml *map, const char *key,
	int64_t otherwise);
bool rload_switch(struct rload *l, const struct yaml *map, const char *key);
/* A list under a key; NULL when absent, an error when it is no list. */
const struct yaml *rload_list(
	struct rload *l, const struct yaml *map, const char *key);
/* Is it a map? An error else. */
bool rload_is_map(struct rload *l, const struct yaml *v);

/* The form of an id: NULL when it is not installed (or broken: an error). */
const struct form *rload_form(struct rload *l, str id, const struct yaml *at);
/* Compile; NULL with an error when it is wrong. The names are checked
 * against form's fields (NULL: not checked). *varies, when given, is set if
 * it reads the days of the period. */
const struct expr *rload_expr(struct rload *l, const struct yaml *v,
	const struct form *form, bool *varies);
/* Same, or a field's bare name: then *field is set too. */
const struct expr *rload_of(struct rload *l, const struct yaml *v,
	const struct form *form, const struct field **field, bool *varies);
bool rload_at(struct rload *l, const struct yaml *map, enum element_at *out);

/* What was loaded under a code; NO_INDEX, NULL. */
size_t rload_find_element(const struct rload *l, str code);
const struct indicator *rload_find_indicator(const struct rload *l, str code);
/* ": did you mean x?" among all codes. */
const char *rload_code_hint(struct rload *l, str code);
/* A new code: letters, digits and _, not taken. An error else. */
bool rload_code_is_fine(struct rload *l, const struct yaml *map, str code);

/* "A2b + A2d - x / 60" over elements and sums loaded so far. */
struct formula rload_formula(struct rload *l, const struct yaml *v);
void rload_elements(struct rload *l, const struct yaml *root);
void rload_indicators(struct rload *l, const struct yaml *root);
void rload_rules(struct rload *l, const struct yaml *root);
/* The records a list shows, each a line. */
void rload_lists(
	struct rload *l, const struct yaml *list, const struct yaml *layout);
void rload_layout(struct rload *l, const struct yaml *root);
/* The options of a list file, or of a field: FORM.FIELD; NULL with an error. */
const struct choice_list *rload_choices(
	struct rload *l, str name, const struct yaml *at);
/* What stands before the figures, and the lines of a table. */
void rload_lead(struct rload *l, const struct yaml *layout);
void rload_lines(struct rload *l, const struct yaml *layout);

#endif
