// SPDX-License-Identifier: MIT
#ifndef FORMS_LOAD_IMPL_H
#define FORMS_LOAD_IMPL_H

#include "forms/load.h"

/*
 * Shared by the files of the loader, nobody else: load.c begins and ends it,
 * load_value.c reads keys, labels and expressions, load_alias.c their other
 * spellings, load_row.c rows of the
 * survey, load_type.c what their types ask for, load_parameter.c their
 * parameters, load_list.c code lists,
 * load_settings.c what names fields; load_check.c looks at the whole,
 * load_cycle.c for circles, load_advice.c for what is hardly meant,
 * load_across.c (later) at other forms.
 */

/* A name in a label or a trigger, looked at when all fields are known. */
struct named {
	str name;
	struct place at;
};

struct load {
	struct arena *arena;     /* of the form */
	struct catalog *catalog; /* or NULL */
	const char *file;
	struct findings *out;
	struct form *form;
	str plain; /* the language of a text that names none: "zh" */

	struct field **field; /* depth first */
	size_t n_field;
	bool full;                    /* of fields: read no more */
	const struct field **by_name; /* sorted, after load_names */
	size_t n_by_name;
	struct choice_list **list; /* the form's own */
	size_t n_list;
	const struct choice_list **used;
	size_t n_used;
	struct form_expr *expr;
	size_t n_expr;
	struct named *named;
	size_t n_named;
};

#define LOAD_ERROR(l, at, ...)                                                 \
	findings_add((l)->out, true, (at)->line, (at)->col, __VA_ARGS__)
#define LOAD_WARNING(l, at, ...)                                               \
	findings_add((l)->out, false, (at)->line, (at)->col, __VA_ARGS__)

/* --- load_value.c -------------------------------------------------------- */

enum key_place {
	IN_TOP = 1,
	IN_SETTINGS = 2,
	IN_ROW = 4,
	IN_CHOICE = 8,
	IN_LIST = 16, /* the top of a list file */
	IN_UNIQUE = 32,
	IN_DUE = 64,
	IN_PRINT = 128,
	IN_CLOSED = 256,
	IN_SCALE = 512,
};
/* Unknown keys of a map become warnings. */
void load_keys(struct load *l, const struct yaml *map, enum key_place in);
/* The i-th key of the table and where it may stand; false behind the last. */
bool load_key_at(size_t i, str *name, unsigned *in);
bool load_is_known(str key, enum key_place in);
/* load_alias.c: the map with its keys in their usual spelling; itself when they
 * are. And of the text of a type. */
const struct yaml *load_spelling(
	struct load *l, const struct yaml *map, enum key_place in);
str load_usual_type(struct load *l, str text);
str load_keep(struct load *l, str s); /* a copy that lives with the form */
/* "：是不是“x”？" or "", for the end of a message. */
const char *load_hint(struct load *l, str name, const str *names, size_t n);
/* The text of a scalar; an error and empty when it is a list or a map. */
str load_text(struct load *l, const struct yaml *map, const char *key);
/* label, {zh, en}, label::…; names in it are noted. */
void load_label(struct load *l, const struct yaml *map, const char *key,
	struct label *out);
/* Remember a name that must be a field; it stands at character `at` of v. */
void load_named(struct load *l, str name, const struct yaml *v, int at);
/* ${name} or a bare name: the name. */
str load_bare_name(str s);
/* yes, no, true, false, true(), false(): 1, 0; -1 for anything else. */
int load_boolean(str s);
/* yes or no under a key; an error for anything else. */
bool load_switch(struct load *l, const struct yaml *map, const char *key);
/* Compile and note; NULL after an error. */
const struct expr *load_expr(struct load *l, const struct yaml *scalar,
	const struct field *f, bool is_filter);
/* Same from a text of our own (places: those of `at`). */
const struct expr *load_expr_text(
	struct load *l, str text, const struct yaml *at, const struct field *f);
/* Is the text of a default meant as an expression? */
bool load_is_expression(str s);
/* A map, or the first map of a list of one; NULL after an error. */
const struct yaml *load_one_map(struct load *l, const struct yaml *v);

/* --- load_type.c --------------------------------------------------------- */

enum row_kind {
	ROW_QUESTION,
	ROW_LIST, /* followed by the name of a list */
	ROW_FILE, /* followed by FORM.csv */
	ROW_OPEN, /* group, repeat: nested or begin */
	ROW_CLOSE,
	ROW_AUTOMATIC, /* ODK's metadata: a hidden value with a default */
	ROW_ACKNOWLEDGE,
	ROW_RANGE,
	ROW_ELSEWHERE, /* needs more than a terminal */
};
struct row_type {
	const char *name;
	enum row_kind kind;
	enum field_type type;
	const char *text; /* AUTOMATIC: the default */
};
/* What `or_other` adds behind the question f. */
void load_other(struct load *l, const struct yaml *map, struct field *f);
/* The type of a row; *rest: what follows the word. Never NULL: after an error
 * a likely one. */
const struct row_type *load_type(
	struct load *l, const struct yaml *map, str *rest);
/* load_parameter.c: the column `parameters`. */
void load_parameters(struct load *l, const struct yaml *map,
	const struct row_type *t, struct field *f);
/* What the type asks for: its list, its forms, its bounds. */
void load_type_rest(struct load *l, const struct yaml *map,
	const struct row_type *t, str rest, struct field *f);

/* --- the others
 * --------------------------------------------------------------- */

void load_survey(struct load *l, const struct yaml *list, struct field *parent);
void load_lists(struct load *l, const struct yaml *root);
/* x_scale of a list file whose choices were read. */
void load_scale(
	struct load *l, const struct yaml *map, struct choice_list *list);
void load_choices(struct load *l, const struct yaml *items,
	struct choice_list *list, bool duplicates);
/* The form's own list, else the catalogue's; NULL after an error. */
const struct choice_list *load_find_list(
	struct load *l, str name, const struct yaml *at);
void load_settings_first(struct load *l, const struct yaml *map);
void load_settings_rest(struct load *l, const struct yaml *map);
/* By name, after the survey was read. */
struct field *load_field(struct load *l, str name);
const char *load_field_hint(struct load *l, str name);
void load_names(struct load *l); /* sort, name duplicates */
void load_check(struct load *l);
void load_advice(struct load *l);
void load_cycles(struct load *l); /* and the order of calculations */
const char *load_form_hint(
	struct findings *out, const struct form *form, str name);
bool load_is_meta(str name); /* _id, _state … */

#endif
