// SPDX-License-Identifier: MIT
#ifndef TEMPLATES_CHAIN_H
#define TEMPLATES_CHAIN_H

#include "store/closed.h"
#include "templates/report.h"

/*
 * Reports in the chain of stations: closed periods print what was frozen, an
 * upper level counts its children's bundles with its own records (design.md
 * §4, domain.md 8.0). Serves one read transaction: the reader's.
 */
struct chain {
	struct report_set *reports;
	struct reader *reader;
	const struct station *station;
};

/* What people give at closing: texts of typed lines, corrections. */
struct chain_typed {
	str report;
	str row;
	str column; /* empty: the period's */
	str text;
};
struct chain_adjust {
	str report;
	str row;
	str by; /* "+2", "-0.5": added to what was counted */
	str reason;
};
struct chain_entries {
	struct chain_typed *typed;
	size_t n_typed;
	struct chain_adjust *adjust;
	size_t n_adjust;
};
/* "R01.A3a" or "R08.22.c1": false when it is neither. */
bool chain_cell_parse(str cell, str *report, str *row, str *column);
/* Those of a period, as given last; none when it was never closed. */
enum err_code chain_entries_get(struct store_txn *t, str period,
	struct arena *a, struct chain_entries *out, struct err *e);
enum err_code chain_entries_put(struct store_txn *t, str period,
	const struct chain_entries *v, struct err *e);

/* A bundle that came from a child. */
struct child {
	str code;
	str name;
	uint32_t rev;
	bool returned; /* sent back: its figures do not count */
	str hash;      /* SHA-256 of the file, hex */
	int64_t at;    /* UTC ms, received */
};
/* The newest of each child for a period, by code. */
enum err_code chain_children(struct store_txn *t, str period, struct arena *a,
	struct child **v, size_t *n, struct err *e);
enum err_code chain_child_put(
	struct store_txn *t, str period, const struct child *c, struct err *e);
/* Its figures, as papers: one a report. */
str chain_sums_name(
	struct arena *a, str period, str code, uint32_t rev, str report);
/* Stations below this one that should report, by the register and by the keys
 * it trusts: codes in order. */
enum err_code chain_expected(struct reader *r, const struct station *station,
	struct arena *a, str **code, size_t *n, struct err *e);
/* Does an area lie below another (by the zeros of its code)? */
bool area_is_below(str code, str above);

/*
 * One report of a period: as it was closed; else computed now, with the
 * children's figures and the corrections. frozen (may be NULL) says which.
 * Lives in `a`. ERR_DENIED when a frozen one is of a domain that may not be
 * opened; else as report_set_get and report_compute.
 */
enum err_code report_make(const struct chain *c, str id, struct period period,
	struct arena *a, struct report *out, bool *frozen, struct err *e);
/* Computed now, whatever was frozen, with these entries. */
enum err_code report_make_now(const struct chain *c, str id,
	struct period period, const struct chain_entries *entries,
	struct arena *a, struct report *out, struct err *e);
/* As it was frozen in a revision. ERR_ABSENT, without words. */
enum err_code report_frozen(struct store_txn *t, str period, uint32_t rev,
	str id, struct arena *a, struct report *out, struct err *e);
str chain_frozen_name(struct arena *a, str period, uint32_t rev, str id);

/* The row of that id (no heading), or NULL; the column, or n_column. */
const struct report_row *report_row_find(const struct report *r, str id);
size_t report_column_find(const struct report *r, str id);

#endif
