// SPDX-License-Identifier: MIT
#ifndef TEMPLATES_REPORT_LOAD_H
#define TEMPLATES_REPORT_LOAD_H

#include "forms/load.h"
#include "templates/report_def.h"

/*
 * Build a definition from a parsed YAML file. Every problem is a finding,
 * as in forms/load.h: unknown key, element or row; an expression that does
 * not compile, with its column; a name that is no field of the form it is
 * asked of. A form that is not installed is no problem.
 *   c  the forms; NULL: names of fields are not checked
 * ERR_INPUT when there were errors (the first is copied to e with its
 * place); *out is NULL then.
 */
enum err_code report_load(struct arena *a, struct catalog *c, const char *file,
	const struct yaml *root, const struct report_def **out,
	struct findings *findings, struct err *e);

/* Is this YAML a report (has dataSet on top)? */
bool report_is(const struct yaml *root);
/* Only what a list of reports shows of a definition that is known to be good:
 * its name and kind of period. Looks at no form. */
void report_load_head(struct arena *a, const struct yaml *root,
	struct label *name, str *period_type);
/* The same check for `xinzhan lint`; returns the number of findings. */
size_t report_lint(struct catalog *c, const char *file, const struct yaml *root,
	struct findings *findings);

#endif
