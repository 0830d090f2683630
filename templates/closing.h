// SPDX-License-Identifier: MIT
#ifndef TEMPLATES_CLOSING_H
#define TEMPLATES_CLOSING_H

#include "templates/chain.h"

/*
 * Closing a period: checked, every report frozen under its own domain, its
 * records locked (store/closed.h); opened again for a reason, closed again as
 * the next revision. For a role that holds all domains (design.md §5).
 */
struct closing {
	struct store *store;
	struct catalog *catalog;
	struct report_set *reports;
	const char *user;
	struct period period;
	struct chain_entries entries; /* over those given before */
	bool check; /* only look what would stand in the way */
};
struct closing_result {
	uint32_t rev;
	size_t reports; /* frozen */
	struct report_check *finding;
	size_t n_finding;
	size_t n_error; /* of them: nothing was closed when there are any */
	str *difference; /* to the former revision: "R01 A4a 本季数：5 → 6" */
	size_t n_difference;
};
/*
 * ERR_INPUT when a finding stands in the way, the period is not over, or an
 * entry does not fit; ERR_EXISTS when it is closed already; ERR_DENIED;
 * ERR_CHANGED when others went on writing meanwhile.
 */
enum err_code closing_close(const struct closing *c, struct arena *a,
	struct closing_result *out, struct err *e);
/* ERR_INPUT when it is not closed. */
enum err_code closing_reopen(
	const struct closing *c, str reason, struct err *e);

#endif
