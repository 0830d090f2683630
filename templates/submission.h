// SPDX-License-Identifier: MIT
#ifndef TEMPLATES_SUBMISSION_H
#define TEMPLATES_SUBMISSION_H

#include "templates/bundle.h"
#include "templates/chain.h"

/*
 * A closed period on its way up: the child makes a bundle, the parent takes
 * it in or sends it back, slips go down again. Files are kept as they came.
 */
struct submission {
	struct store *store;
	struct catalog *catalog;
	struct report_set *reports;
	const char *user;
};

/*
 * The bundle of a closed period, signed; the same bytes whenever it is asked
 * for. Reports of figures only: lists have rows of persons (domain.md 9).
 *   temp  a path beside the target for a spreadsheet in the making
 * ERR_INPUT when it is not closed or was sent back.
 */
enum err_code submission_make(const struct submission *s, struct period period,
	const char *temp, struct arena *a, str *zip, struct err *e);

struct submission_receipt {
	str station;
	str name;
	str period;
	uint32_t rev;
	uint32_t former; /* the revision it takes the place of; 0: none */
	str *difference; /* to it: "R01 C1a value: 4 → 5" */
	size_t n_difference;
	str *missing; /* stations that have not sent this period */
	size_t n_missing;
	size_t here; /* stations that have */
};
/*
 * Take a child's bundle in. Refused, with words, unless it is whole, signed by
 * the trusted key of a station that stands under this one, of a period that
 * is over and (when given) expected, and newer than what came before.
 * ERR_INPUT, ERR_EXISTS: it was taken in already; ERR_ABSENT: no key.
 */
enum err_code submission_take(const struct submission *s, str expected,
	str file, struct arena *a, struct submission_receipt *out,
	struct err *e);

/*
 * Slips: text, signed like a manifest, that the child takes in.
 *   cells  "R01.A4a,R01.C1a": sent back, to be corrected; empty: a receipt
 * A period sent back is locked but for the forms those cells are counted
 * from; its bundle no longer counts here.
 */
#define SLIP_MOST 65536
enum err_code slip_make(const struct submission *s, str file, str cells,
	str reason, struct arena *a, str *slip, struct err *e);
bool slip_peek(str file);
struct slip {
	str from;
	str to;
	str period;
	uint32_t rev;
	str hash;
	str cells; /* blanks between; empty: a receipt */
	str reason;
	str at;
};
enum err_code slip_take(const struct submission *s, str file, struct arena *a,
	struct slip *out, struct err *e);

#endif
