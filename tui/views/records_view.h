// SPDX-License-Identifier: MIT
#ifndef TUI_VIEWS_RECORDS_VIEW_H
#define TUI_VIEWS_RECORDS_VIEW_H

#include "tui/views/drafts.h"
#include "tui/views/records.h"
#include "tui/views/scan.h"
#include "tui/widgets/lineedit.h"
#include "tui/widgets/listbox.h"

/* The list of a form's records, seen by records.c (searching, acting) and
 * records_page.c (columns, drawing). */
#define COLUMNS_MOST 12

struct row {
	const str *cell;
	str detail;
	bool draft;
};

struct records_view {
	struct view view;
	const struct form *form;
	struct scan scan;
	struct lineedit search;
	struct arena *found; /* drafts that answer */
	struct unfinished *draft;
	size_t n_draft;
	struct listbox list;
	size_t total;
	bool own;       /* he sees his own: the total would be that of all */
	bool revealed;  /* nothing is masked until the list is left */
	bool revealing; /* the reason is asked */
	bool noted;     /* the search stands in the log */
	struct id voiding;
	uint32_t voiding_rev;

	/* For drawing. */
	struct arena *page;  /* the rows */
	struct arena *spare; /* the next ones */
	struct row *row;
	size_t n_row;
	int seen[COLUMNS_MOST];  /* the widest so far */
	int needs[COLUMNS_MOST]; /* … and of the heads */
	int width[COLUMNS_MOST];
	size_t n_column;
	struct {
		size_t top;
		size_t n;
		size_t height;
		int cols;
		bool done;
	} shown;    /* what the rows were fetched for */
	bool fresh; /* … and they need not be again */
};

/* Lines there are: drafts first, then records, as far as they are known. */
size_t records_count(const struct records_view *rv);
/* A field of a record as the list shows it. */
str records_shown(struct reader *r, struct arena *a, const struct form *form,
	const struct record *rec, const struct field *f, bool reveal);
void records_ready(struct view *v, struct desk *d, int rows, int cols);
void records_draw(const struct view *v, const struct desk *d, struct canvas *c);
void records_redraw(
	const struct view *v, const struct desk *d, struct canvas *c);

#endif
