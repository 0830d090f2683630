// SPDX-License-Identifier: MIT
#include "templates/report_figure.h"
#include "templates/report_note.h"

#include "store/lang.h"

static struct report_cell
figure_cell(struct run *run, struct fraction f, int places)
{
	struct report_cell cell = {.kind = CELL_EMPTY, .decimals = places};

	if (fraction_round(f, places, &cell.number))
		cell.kind = CELL_NUMBER;
	else
		run->too_big = true;
	return cell;
}

struct report_cell
report_figure(struct run *run, const struct indicator *x, size_t c,
	struct report_cell *numerator, struct report_cell *denominator)
{
	struct report_cell none = {.kind = CELL_EMPTY};
	struct fraction over;
	struct fraction under;

	*numerator = *denominator = none;
	if (tally_denied(run, &x->numerator) ||
		tally_denied(run, &x->denominator)) {
		none.kind = CELL_DENIED;
		*numerator = *denominator = none;
		return none;
	}
	bool have_over = tally_value(run, &x->numerator, c, &over);

	if (!x->denominator.n)
		return have_over ? figure_cell(run, over, x->decimals) : none;
	bool have_under = tally_value(run, &x->denominator, c, &under);
	*numerator = have_over ? figure_cell(run, over, -1) : none;
	*denominator = have_under ? figure_cell(run, under, -1) : none;
	if (!have_over || !have_under || !under.over)
		return none;
	if (fraction_rate(over, under, x->factor, &over))
		return figure_cell(run, over, x->decimals);
	run->too_big = true;
	return none;
}
