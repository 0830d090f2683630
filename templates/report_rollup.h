// SPDX-License-Identifier: MIT
#ifndef TEMPLATES_REPORT_ROLLUP_H
#define TEMPLATES_REPORT_ROLLUP_H

#include "templates/chain.h"
#include "templates/report_def.h"

/* R18: the report that def->roll_up names, one column for each child, one for
 * the own records, one for all together. */
enum err_code report_rollup(const struct chain *c, const struct report_def *def,
	struct period period, const struct chain_entries *entries,
	struct arena *a, struct report *out, struct err *e);
/* A report of the own records alone. */
enum err_code report_make_own(const struct chain *c,
	const struct report_def *def, struct period period,
	const struct chain_entries *entries, struct arena *a,
	struct report *out, struct err *e);

#endif
