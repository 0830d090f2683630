// SPDX-License-Identifier: MIT
#ifndef FORMS_FORM_H
#define FORMS_FORM_H

#include "forms/expr.h"
#include "forms/yaml.h"
#include "store/lang.h"
#include "store/value.h"

/*
 * A form: what a record should be. Loaded from YAML (forms/load.c) into an
 * arena of its own and never changed after. Names are XLSForm's; ours
 * begin with x_ (design.md §6, formats.md §8).
 */

/* A text in a language that is none of the interface's. */
struct translation {
	str lang; /* "fr" of "Français (fr)" */
	str text;
	bool plain; /* it is the form's default_language */
	const struct translation *next;
};
/* A text in the languages of its form; text[LANG_EN] may be empty. */
struct label {
	str text[LANG_COUNT];
	const struct translation *more; /* the form's default_language first */
};
/* In the language that was preferred, else in that of the interface; when the
 * form has neither, in its default_language, Chinese, English, any. */
str label_text(const struct label *l);
/* In this very language ("zh", "en", "fr"); empty when there is none. */
str label_in(const struct label *l, str lang);
/* Show forms in this language where they have it; empty: none. lang stays
 * borrowed. */
void label_prefer(str lang);
/* The code of a language as XLSForm names it: "fr" of "Français (fr)"; the
 * whole name when it has none. Chinese and English by their names too. */
str label_language(str name);
/* The language of texts that name none, by settings' default_language: Chinese
 * when that is empty, or pyxform's word "default". */
str label_plain_language(str default_language);

struct choice {
	str name; /* the code, always text */
	struct label label;
	bool offered; /* x_offer: valid but not offered when false */
	bool other;   /* what or_other added: no filter hides it */
	const struct entry
		*v; /* extra columns, for choice_filter (TEXT values) */
	size_t n;
	int line; /* in its file */
	int col;
};

/* A code list: the form's own, or a file shared by forms. */
struct choice_list {
	str name;
	struct label label;
	str source; /* the standard it comes from */
	str file;
	const struct choice *v;
	size_t n;
	const str *column; /* extra columns any of them has */
	size_t n_column;
	const struct scale *scale; /* of a questionnaire, or NULL */
};
/* What a list file says with x_scale; its choices are the items. */
struct scale {
	str code;
	str version;
	str licence;
	struct label population;
	struct label period;               /* that the answers are about */
	const struct choice_list *options; /* their names are what they score */
	const struct choice_list *bands;   /* name: from; column "to"; "flag" */
	bool offered;
};
/* A further column of a choice; empty when it has none. */
str choice_column(const struct choice *c, const char *column);
const struct choice *choice_find(const struct choice_list *l, str name);

enum field_type {
	FIELD_TEXT,
	FIELD_INTEGER,
	FIELD_DECIMAL,
	FIELD_DATE,
	FIELD_TIME,
	FIELD_DATETIME,
	FIELD_SELECT_ONE,
	FIELD_SELECT_MULTIPLE,
	FIELD_REFERENCE, /* select_one_from_file FORM.csv */
	FIELD_CALCULATE,
	FIELD_NOTE,
	FIELD_GROUP,
	FIELD_REPEAT,
	FIELD_TYPES
};

struct field {
	enum field_type type;
	str name;
	struct label label;
	struct label
		brief; /* x_short: where the label does not fit, or empty */
	struct label hint;
	struct label guidance;
	const struct field *parent; /* enclosing group or repeat, or NULL */
	const struct field *repeat; /* innermost enclosing repeat, or NULL */
	const struct field *const *child; /* of groups and repeats */
	size_t n_child;

	bool required_always;
	const struct expr *required; /* or NULL */
	struct label required_message;
	const struct expr *relevant;
	const struct expr *constraint;
	struct label constraint_message;
	const struct expr *warning; /* x_warning */
	struct label warning_message;
	const struct expr *calculation;
	str trigger; /* fields whose change runs the calculation again, a
			blank between: field_has_trigger */
	const struct expr *default_expr;
	str default_text;
	const struct expr *choice_filter;
	const struct expr *repeat_count;

	const struct choice_list *list; /* selects */
	const str *ref;                 /* forms a reference may name */
	size_t n_ref;
	bool ref_missing; /* none of them is installed: shown 未安装 */

	bool read_only;
	const struct expr *read_only_if; /* or an expression; may be NULL */
	bool keep_last;                  /* x_keep: last */
	bool skip; /* x_skip: yes, or only where skip_if is true */
	const struct expr *skip_if;
	bool verify;   /* x_verify: double: keyed twice */
	bool pinyin;   /* x_pinyin: found by its initials */
	bool made;     /* the question behind it that or_other made */
	bool or_other; /* select_one LIST or_other: NAME_other follows it */
	str appearance;
	str code;                   /* x_code: a scheme of forms/code.h */
	const struct expr *code_if; /* x_code_if */
	const struct expr *serial; /* x_serial: prefix of an automatic number */
	int digits;                /* x_digits */
	const struct expr *set;    /* x_set: while it is not blank, the value */
	str source;                /* x_source */
	str element;               /* x_element: the data element it feeds */
	struct print {
		int row; /* from 1; 0: x_print says nothing */
		int col;
		int span;
	} print;
	str automatic; /* ODK's metadata: "start", "end", "hidden" …, or "" */
	str parameters; /* as written */
	int most;       /* characters of a text, max-length; 0: no bound */
	struct range {  /* of type range */
		str start;
		str end;
		str step;
		const struct expr *rule; /* NULL: no range */
	} range;
	bool randomize;          /* choices in another order in each record */
	const struct expr *seed; /* by which they are ordered, or NULL */
	str secret;              /* "" or "yes": x_secret of the settings */
	str mask;                /* rule of x_mask, "" none */

	bool live; /* x_live, or computed from other records, perhaps through
		    * another field */
	size_t n_slot; /* of a repeat: value fields of one row */
	size_t slot;   /* index among the value fields of its row, see below */
	int line;      /* of the row in the file */
	int col;
};

/* Is the value computed (never typed)? A calculation on a read-only or
 * calculate field without trigger. */
bool field_is_computed(const struct field *f);
/* Computed from other records, or x_live: evaluated when read, and never
 * stored. What x_set says is live too, over what is stored. */
bool field_is_live(const struct field *f);
/* Does a change of the field `name` run its calculation again? */
bool field_has_trigger(const struct field *f, str name);
/* Does it hold a value of its own (all but note and group)? */
bool field_has_value(const struct field *f);

struct unique_rule {
	const str *field;
	size_t n;
	const struct expr *while_; /* or NULL */
	str scope;                 /* "p_idtype+p_idno" */
};

struct due_rule {
	const struct expr *date;
	const struct expr *until;
	int before;               /* days */
	bool latest;              /* only of the latest record of each parent */
	const struct field *rows; /* a repeat: asked of each row; or NULL */
	struct label label;       /* what is to be done; may be empty */
	str add; /* a new record of this form does it; or empty */
};

/* x_closed: from a day on no new record may refer to this one. */
struct closed_rule {
	const struct expr *from;  /* the day; blank: not closed */
	const struct expr *which; /* id of the record that says so, or NULL */
	const str *forms;         /* only these, ... */
	size_t n_forms;           /* 0: all, ... */
	const str *except;        /* ... but for these */
	size_t n_except;
	bool direct; /* not what only belongs to those that refer to it */
	struct label message;
};

struct place {
	int line;
	int col;
};

/* One expression of the form with its places in the file. */
struct form_expr {
	const struct expr *x;
	const struct field *field; /* whose; NULL: of the settings */
	bool is_filter;            /* choice_filter: plain names are columns */
	const struct place *place; /* of each of its expr_names */
	struct yaml at;            /* its scalar; good while it is loaded */
};

struct form {
	str id;
	str version;
	struct label title;
	str file;           /* for messages */
	const char *origin; /* "std", "store" or "dir" */
	bool waiting;       /* for the head to accept it: not to be filled */

	const struct field *const *field; /* top level, in order */
	size_t n_field;
	/* Every field of the form, depth first; groups and notes included. */
	const struct field *const *all;
	size_t n_all;
	/* Number of value slots: at top level, and in each repeat's row. */
	size_t n_slot;

	const struct expr *instance_name;
	const struct field *event_date; /* NULL: the day of saving */
	const struct expr *valid_until; /* x_valid_until */
	const struct field *owner;      /* x_owner: whose own it is, or NULL */
	bool shared; /* x_shared: theirs too whose its parent is */
	const struct field **parent; /* x_parent, in order */
	size_t n_parent;
	const struct unique_rule *unique;
	size_t n_unique;
	const struct due_rule *due;
	size_t n_due;
	const struct closed_rule *closed;
	size_t n_closed;
	const struct field **list; /* x_list */
	size_t n_list;
	str domain;

	const struct choice_list *const *lists; /* used by the form */
	size_t n_lists;
	/* Calculations in dependency order (top level and inside repeats). */
	const struct field *const *calc_order;
	size_t n_calc;

	const struct field *const *by_name; /* all that are named, sorted */
	size_t n_by_name;
	const struct form_expr *expr; /* all of them, for form_check_names */
	size_t n_expr;
};

const struct field *form_field(const struct form *f, str name);
/* Number of value slots of a repeat's row, or of the top level (NULL). */
size_t form_slots(const struct form *f, const struct field *repeat);

#endif
