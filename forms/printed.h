// SPDX-License-Identifier: MIT
#ifndef FORMS_PRINTED_H
#define FORMS_PRINTED_H

#include "forms/form.h"

/* A field in its place on the printed sheet: line, column and how many columns
 * it takes, all from 1. */
struct printed {
	const struct field *field;
	int row;
	int col;
	int span;
};

/*
 * The fields of the top level (repeat NULL) or of a repeat's rows as they are
 * printed: what x_print places by row and col; behind them the others in the
 * order of the form, a line each. Notes and groups hold no value and are not
 * among them. In `a`.
 */
size_t form_printed(const struct form *f, const struct field *repeat,
	struct arena *a, struct printed **out);

#endif
