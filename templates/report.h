// SPDX-License-Identifier: MIT
#ifndef TEMPLATES_REPORT_H
#define TEMPLATES_REPORT_H

#include "forms/reader.h"
#include "templates/period.h"

/*
 * A report: a data set defined in YAML (templates/std, the store's
 * templates/, --templates), in DHIS2's words (design.md §7), computed for
 * one period from the records, and laid out as a table that every writer
 * takes.
 */
struct report_set; /* the definitions that are installed */
struct report_def; /* one definition, compiled */

/* As catalog_new: folders first, then the copies compiled in. */
struct report_set *report_set_new(
	struct catalog *c, const char *const *folders, size_t n);
void report_set_free(struct report_set *s);
struct report_item {
	str id; /* R01 */
	struct label title;
	str period_type; /* Quarterly, … */
	bool broken;
};
/* The kind of period that is: Quarterly where it says nothing known. */
enum period_kind period_kind_of(str period_type);
size_t report_set_items(struct report_set *s, const struct report_item **out);
enum err_code report_set_get(struct report_set *s, str id,
	const struct report_def **out, struct err *e);

/* One figure, or nothing. */
enum cell_kind {
	CELL_EMPTY,  /* no figure: printed —, null, or nothing */
	CELL_DENIED, /* of records the reader may not open: 无权, or null */
	CELL_NUMBER, /* exact: decimal */
	CELL_TEXT,
	CELL_DATE,
};
struct report_cell {
	enum cell_kind kind;
	struct decimal number; /* rounded half away from zero */
	int decimals; /* fixed places to print; -1: drop trailing zeros */
	str said;     /* how people read the number when not as it is: 1:80 */
	str text;
	day_t day;
	bool as_text; /* long digits: never a number in a spreadsheet */
};

/* One option of a disaggregation: SEX, F. Codes that exchange formats use. */
struct report_option {
	str category;
	str option;
};

/* Of a rate: its two numbers; EMPTY elsewhere. */
struct report_part {
	struct report_cell numerator;
	struct report_cell denominator;
};

/*
 * What was counted of an element for one column (and line of a table): what
 * an upper level adds up. Exact.
 */
struct report_sum {
	str element;
	str line; /* its id; empty: all lines together */
	str column;
	int64_t over;
	int64_t under;
	bool own; /* never added to another station's: the residents of an area
		   */
};

/* A rule that does not hold. */
struct report_check {
	bool error; /* a period with one is not closed */
	str words;
};

/* A line of the table. Section headings have no figures. */
struct report_row {
	str id;      /* A4a */
	str element; /* its code in exchange files, without the option: heads */
	const struct report_option *by; /* of heads.F; NULL: not taken apart */
	size_t n_by;
	struct label label;
	struct label unit;
	bool section;
	bool typed; /* to be filled in by hand: printed blank, not — */
	const struct report_cell *cell; /* one per column of figures */
	/* Of rates: the two numbers; EMPTY elsewhere. For the period itself. */
	struct report_cell numerator;
	struct report_cell denominator;
	const struct report_part *part; /* one per cell; NULL in lists */
};

struct report_column {
	str id;            /* value ytd last_year cumulative date, c1 … */
	struct label head; /* merged over neighbours that have the same one */
	struct label label;
	bool text;     /* holds text (lists) */
	bool typed;    /* filled in by hand: printed blank, not — */
	bool reported; /* figures of the reported period itself: exchanged */
};

/* What stands before the figures of a line. */
enum lead_what { LEAD_ID, LEAD_LABEL, LEAD_UNIT };
struct report_lead {
	enum lead_what what;
	struct label label;
};

struct report {
	const struct report_def *def;
	str id;
	struct label title;
	struct period period;
	str unit_code; /* station code */
	str unit_name;
	str kind;     /* "", "test", "demo": marked on every page */
	str snapshot; /* moment it was computed, ISO; the data's own for equal
			 bytes */
	moment_t created;
	size_t drafts; /* drafts of the period, not counted */
	bool list;     /* rows are records (R02), not lines with codes */
	const struct report_lead *lead; /* none in lists */
	size_t n_lead;
	const struct report_column *column;
	size_t n_column;
	const struct report_row *row;
	size_t n_row;
	/* Header block and footer as label: value lines, from the layout. */
	const struct entry *header;
	size_t n_header;
	const struct entry *footer;
	size_t n_footer;
	const str *note;
	size_t n_note;
	const struct report_sum *sum;
	size_t n_sum;
	const struct report_check *check;
	size_t n_check;
	str page_footer; /* small print on every page, may be empty */
	bool landscape;
	struct arena *arena;
};

/* Compute. All of it lives in `a`; the transaction of r is only read. */
enum err_code report_compute(const struct report_def *def, struct reader *r,
	const struct station *station, struct period period, struct arena *a,
	struct report *out, struct err *e);

/* Lead and figures together, of any table. */
#define REPORT_COLUMNS 256

/* --- writers ------------------------------------------------------------- */

enum report_format {
	REPORT_TEXT,
	REPORT_CSV,
	REPORT_CSV_DATA,
	REPORT_JSON,
	REPORT_XLSX,
	REPORT_HTML,
	REPORT_DHIS2_JSON,
	REPORT_DHIS2_CSV,
	REPORT_ADX,
	REPORT_FORMATS
};
/* "text", "csv" …; false for none of them. */
bool report_format_parse(str name, enum report_format *out);
const char *report_format_name(enum report_format f);
const char *report_format_ext(enum report_format f); /* "txt" "csv" … */
bool report_format_to_stdout(enum report_format f);  /* or only to a file */
/* Lists of records have no exchange form (DHIS2, ADX). */
bool report_format_fits(const struct report *r, enum report_format f);
/* The bytes of every format but xlsx. ERR_INPUT, in words, for an exchange
 * form of a list or of a report without a figure. */
enum err_code report_write(const struct report *r, enum report_format f,
	struct buf *out, struct err *e);
/* To a new file: never over an existing one or through a link (ERR_EXISTS),
 * by a temporary name beside it, synced, renamed. */
enum err_code report_save(const struct report *r, enum report_format f,
	const char *path, struct err *e);
/* R01_2024Q3_<station-code>.<ext> */
str report_file_name(
	struct arena *a, const struct report *r, enum report_format f);

#endif
