// SPDX-License-Identifier: MIT
#ifndef TEMPLATES_REPORT_TALLY_H
#define TEMPLATES_REPORT_TALLY_H

#include "templates/counted.h"
#include "templates/fraction.h"
#include "templates/keyset.h"
#include "templates/report_def.h"

/* The days a column covers. */
struct window {
	day_t first; /* DAY_NONE: from the first record on */
	day_t last;
	day_t year; /* 1 January of last's year */
	bool figures;
};

/* What was counted of one element. */
struct tally_cell {
	int64_t count;
	struct fraction sum;
	bool some;             /* something was counted, if only 0 */
	struct fraction added; /* of other stations, or by hand */
	bool has_added;
	bool too_big; /* the sum would leave 64 bits: no figure */
};
struct tally {
	struct tally_cell *cell; /* one per column */
	struct keyset set;       /* DISTINCT, ALL_OF, ANY_OF */
	bool denied;        /* it looks at records that may not be opened */
	struct tally *line; /* of a table: apart by lines, see struct lines */
	size_t n_line;
};

/* The lines of a table: those of the layout first, then those found. */
struct lines {
	struct keyset id;    /* its items are the lines */
	struct label *label; /* one per line */
	size_t n_fixed;
	bool open; /* what the layout does not name is a line too */
};

/* What is to be counted besides the records, and how: all may be empty. */
struct more {
	const struct report_sum *sum; /* of children, or adjustments */
	size_t n_sum;
	/* Own records of these stations: in registers they are not counted, for
	 * they come with the stations' own reports. */
	const struct id *station;
	size_t n_station;
	bool only;                      /* nothing of the own records */
	const struct report *last_year; /* as it was closed, or NULL */
	const str *note;                /* said at the end */
	size_t n_note;
	struct explain *explain; /* report_explain.h; or NULL */
};

/* One report being counted. */
struct run {
	const struct more *more;
	const struct report_def *def;
	struct reader *reader;
	struct period period;
	str area;                    /* of the station: 12 digits */
	struct arena *arena;         /* the report's */
	struct arena *scratch;       /* emptied after each record */
	const struct window *window; /* one per column */
	struct tally *tally;         /* one per element */
	struct lines lines;          /* of a table */
	size_t line;    /* the one that is looked at; NO_INDEX: all together */
	int64_t newest; /* last change of a record, UTC milliseconds */
	struct buf not_listed; /* titles of a list's forms he may not see */
	bool passed_over;      /* a list lacks records he may not see */
	bool too_big; /* some figure asked for since it was cleared was */
	struct buf rows_too_big; /* their ids, a blank before each */
	enum err_code code;
	struct err *e;
};

/* Fails the run, saying which element or list it was about. */
bool run_fail(struct run *run, const char *what, str code);
/* Note when the record was changed last. */
void run_saw(struct run *run, int64_t at);
/* When a record not read was made: a UUIDv7 begins with its time. */
int64_t id_ms(struct id id);

/* What a column covers of a report's period. */
struct window report_window(struct period p, enum column_covers covers);
/* The days [*lo, *hi] of a window that an element's event date must be in. */
void window_days(
	const struct window *w, enum element_at at, day_t *lo, day_t *hi);

/* Cells and a set that hold nothing. */
void tally_init(struct run *run, struct tally *t);
/* Count every element of the definition over the records of its forms, each
 * read once. */
enum err_code tally_all(struct run *run);
/* May nobody who is logged in open the records of this form? */
bool run_denies(const struct run *run, const struct form *form);
/* Add what run->more has; after tally_all. */
void tally_more(struct run *run);
/* All that was counted, for an upper level. */
void tally_sums(struct run *run, struct report *out);
/* Does a formula look at what may not be opened? */
bool tally_denied(const struct run *run, const struct formula *f);
/* Sum of a formula for column c; false when nothing of it could be counted, or
 * when it is too big: run->too_big. */
bool tally_value(struct run *run, const struct formula *f, size_t c,
	struct fraction *out);

enum err_code report_compute_more(const struct report_def *def,
	struct reader *r, const struct station *station, struct period period,
	const struct more *more, struct arena *a, struct report *out,
	struct err *e);

#endif
