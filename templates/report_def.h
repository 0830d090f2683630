// SPDX-License-Identifier: MIT
#ifndef TEMPLATES_REPORT_DEF_H
#define TEMPLATES_REPORT_DEF_H

#include "templates/report.h"

/*
 * What a report's YAML says, compiled: shared by the files of this floor
 * that load, compute and lay out. All of it lives in one arena and is never
 * changed after loading.
 */

#define NO_INDEX SIZE_MAX

enum rule_op { RULE_EQ, RULE_NE, RULE_LT, RULE_LE, RULE_GT, RULE_GE };

enum aggregate {
	AGG_COUNT,    /* records or rows */
	AGG_SUM,      /* of a number */
	AGG_DISTINCT, /* different values */
	AGG_LAST,     /* the value at the greatest event date */
	AGG_ALL_OF,   /* values that are in every one of the members */
	AGG_ANY_OF,   /* values that are in at least one of them */
};

/* Which records an element looks at, for a column that covers first..last. */
enum element_at {
	AT_PERIOD, /* event date in first..last */
	AT_YEAR,   /* from 1 January of last's year to last */
	AT_END,    /* register: event date <= last, still valid after it */
	AT_START,  /* the register the day before first */
	AT_EVER,   /* event date <= last */
};

/* One figure counted from records. */
struct element {
	str code;
	struct label name;
	struct label unit;
	int line;
	str form_id;
	const struct form *form;    /* NULL: not installed */
	const struct field *repeat; /* rows of it are counted, or NULL */
	str missing; /* the form it lacks; empty: it can be counted */
	str lacks;   /* a form it can be counted without, but not fully */
	enum aggregate aggregate;
	enum element_at at;
	const struct expr *where;       /* or NULL */
	const struct expr *option;      /* of a category (by:), or NULL */
	str base;                       /* its code without the option */
	const struct report_option *by; /* the option in codes, or NULL */
	const struct expr *of;          /* or NULL */
	const struct field *of_field;   /* when `of` is a field's bare name */
	const struct expr *by_line;     /* of a table: the lines it counts in */
	const struct expr
		*by_line_label; /* what a line found by it is called */
	bool apart;             /* counted apart by lines, itself or a member */
	bool varies;          /* reads _from, _to or _year: differs by column */
	bool undated;         /* uses a state that carries no date */
	bool blank;           /* nothing counted is no figure, not 0 */
	int decimals;         /* -1: drop trailing zeros */
	const size_t *member; /* ALL_OF, ANY_OF */
	size_t n_member;
};

/* a + b - c / 60: elements with exact factors. */
struct term {
	size_t element;
	int64_t times; /* negative: taken away */
	int64_t over;
};
struct formula {
	const struct term *v;
	size_t n;
};

/* >= 95 */
struct goal {
	enum rule_op op;
	struct decimal than;
};

/* A figure made of others: a sum (no denominator) or a rate. */
struct indicator {
	str code;
	struct label name;
	struct label unit;
	struct formula numerator;
	struct formula denominator; /* n 0: none */
	int64_t factor;
	int decimals;
	struct label target; /* in words */
	struct goal goal[2]; /* all must hold */
	size_t n_goal;       /* 0: no target that can be checked */
	bool each;           /* the goals must hold in every line found */
	bool ratio;          /* printed 1:n */
	const struct choice_list *words; /* the figure is an option of it */
	struct label baseline;
	struct label category; /* 社会心理服务体系 … */
	str source;
};

enum row_kind {
	ROW_SECTION,
	ROW_FIGURE,
	ROW_TYPED, /* filled in by hand */
};

struct row_def {
	str id;
	struct label label;
	struct label unit;
	enum row_kind kind;
	struct indicator figure; /* ROW_FIGURE; an element becomes one term.
				    ROW_TYPED: what is said of it */
};

enum column_covers {
	COVERS_PERIOD,
	COVERS_YEAR,      /* from 1 January */
	COVERS_LAST_YEAR, /* the same period a year before */
	COVERS_ALL,       /* from the first record on */
	COVERS_DATE,      /* no figure: the day a stock was counted */
	COVERS_NUMBER,    /* 1, 2, 3 … */
	COVERS_FIELD,     /* of lists */
	/* What is said of a line's indicator, over the period: */
	COVERS_NUMERATOR,
	COVERS_DENOMINATOR,
	COVERS_LABEL,
	COVERS_UNIT,
	COVERS_CATEGORY,
	COVERS_BASELINE,
	COVERS_TARGET,
	COVERS_MET,   /* 是 否 —: does the figure reach the target? */
	COVERS_TYPED, /* filled in by hand */
};

struct column_def {
	str id;
	struct label label;
	struct label otherwise; /* for periods of another type */
	enum column_covers covers;
	struct label head; /* merged over neighbours */
	/* Of a table: each column is a figure of its own. */
	bool has_figure;
	struct indicator figure;
	bool has_total; /* sums, the line of all have another figure, if any */
	struct indicator total;
};

/* Lines of a table: a section, a line of its own, or one for each option of
 * a list; `found`: whatever else the records say, in the order of codes. */
struct line_def {
	enum { LINE_SECTION, LINE_ONE, LINE_FOUND, LINE_SUM, LINE_ALL } kind;
	str id;
	struct label label;
	const str *of; /* LINE_SUM: the lines it takes together */
	size_t n_of;
	uint32_t only; /* columns with a figure here, by bit; 0: all */
};

/* What a column says of a line that is no record of one form: an entry of the
 * work queue (from: _due) or a draft (from: _draft). */
enum list_part {
	PART_NONE,
	PART_DAY,   /* due, or saved last */
	PART_STATE, /* 逾期 9 天 */
	PART_WHAT,
	PART_TITLE, /* of the record, masked */
	PART_FORM,
};

/* A column of a list for one of its forms: the first source that is not
 * blank. */
struct list_source {
	const struct expr *expr;
	const struct field *field; /* when it is a field's bare name */
	const struct field *as;    /* as which the expression's value is shown:
				    * its labels, its mask */
	const struct form *uses; /* read by the expression: 无权 without it */
	const struct label *text; /* the same words in each line */
	enum list_part part;
};
struct list_cell {
	const struct list_source *v;
	size_t n;
};

/* Records of one form as lines of a list. */
struct list_def {
	str form_id;
	const struct form *form; /* NULL: not installed, or no form: */
	enum { LIST_FORM, LIST_DUE, LIST_DRAFT } source;
	enum element_at at;
	const struct expr *where;
	const struct list_cell *cell; /* one per column of the layout */
};

struct rule_def {
	struct formula left;
	struct formula right;
	str text; /* "D1b ≤ D1a" */
	enum rule_op op;
	struct label message;
	bool error;
};

/* A line above or below the table: 表号：R01. Values may hold {unit} … */
struct header_def {
	struct label label;
	struct label value;
};

struct source_name {
	str form_id;
	struct label name;
};

struct report_def {
	str id;
	str file;
	struct label name;
	str period_type; /* Quarterly … */
	str domain;
	str roll_up; /* R18: the report whose children stand side by side */
	const struct element *element;
	size_t n_element;
	const struct indicator *indicator;
	size_t n_indicator;
	const struct source_name *source;
	size_t n_source;
	const struct rule_def *rule;
	size_t n_rule;

	struct label title;
	struct label title_otherwise;
	const struct header_def *header;
	size_t n_header;
	const struct column_def *column;
	size_t n_column;
	const struct row_def *row;
	size_t n_row;
	const struct report_lead *lead;
	size_t n_lead;
	const struct line_def *line; /* of a table, instead of rows */
	size_t n_line;
	const struct list_def *list;
	size_t n_list;
	bool list_in_order; /* lines by item of the list first, then by day */
	const struct row_def *summary; /* figures below a list */
	size_t n_summary;
	const struct label *note;
	size_t n_note;
	const struct label *signature;
	size_t n_signature;
	struct label page_footer;
	bool landscape;
	const str *small; /* rows whose counts below five are not told */
	size_t n_small;
};

/* The missing form of an element that nothing can count yet. */
#define MISSING_RULE "_pending"

size_t element_find(const struct report_def *d, str code);
/* Every element of it is a register: the figure stands at a day. */
bool formula_is_stock(const struct report_def *d, const struct formula *f);

#endif
