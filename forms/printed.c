// SPDX-License-Identifier: MIT
#include "forms/printed.h"

#include <stdlib.h>

static int
compare(const void *x, const void *y)
{
	const struct printed *a = x;
	const struct printed *b = y;
	if (a->row != b->row)
		return a->row < b->row ? -1 : 1;
	if (a->col != b->col)
		return a->col < b->col ? -1 : 1;
	return a->field->line != b->field->line
		       ? a->field->line - b->field->line
		       : a->field->col - b->field->col;
}

size_t
form_printed(const struct form *f, const struct field *repeat, struct arena *a,
	struct printed **out)
{
	struct printed *v = ARENA_ARRAY(a, f->n_all, struct printed);
	size_t n = 0;
	int last = 0;
	for (size_t i = 0; i < f->n_all; i++) {
		const struct field *x = f->all[i];
		if (x->repeat != repeat || !field_has_value(x) ||
			x->print.row == 0)
			continue;
		v[n++] = (struct printed){
			x, x->print.row, x->print.col, x->print.span};
		last = x->print.row > last ? x->print.row : last;
	}
	if (n > 1)
		qsort(v, n, sizeof(*v), compare);
	for (size_t i = 0; i < f->n_all; i++) {
		const struct field *x = f->all[i];
		if (x->repeat == repeat && field_has_value(x) &&
			x->print.row == 0)
			v[n++] = (struct printed){x, ++last, 1, 1};
	}
	*out = v;
	return n;
}
