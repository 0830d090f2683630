// SPDX-License-Identifier: MIT
#ifndef TEMPLATES_REPORT_NOTE_H
#define TEMPLATES_REPORT_NOTE_H

#include "templates/report_tally.h"

/*
 * What must be said under the table: the layout's own notes, lines without
 * figures and why, states that carry no date, rules that do not hold, drafts
 * not counted. Fills out->note and out->drafts.
 */
enum err_code report_notes(struct run *run, struct report *out);

/* Does a comparison of -1, 0 or 1 satisfy the operator? */
bool rule_holds(enum rule_op op, int cmp);

#endif
