// SPDX-License-Identifier: MIT
#include "templates/counted.h"

#include "templates/report_tally.h"

static struct xvalue
day_value(day_t day)
{
	struct xvalue v = xvalue_number((double)day);
	v.kind = X_DATE;
	return v;
}

static bool
is_live(const struct form *form, str name)
{
	const struct field *f = form ? form_field(form, name) : NULL;
	return f && field_is_live(f);
}

static bool
counted_get(const struct expr_scope *s, str name, struct arena *a,
	struct xvalue *out)
{
	struct counted *c = (struct counted *)(uintptr_t)s;

	if (name.n && name.p[0] == '_') {
		if (str_is(name, "_to"))
			*out = day_value(c->window->last);
		else if (str_is(name, "_year"))
			*out = day_value(c->window->year);
		else if (str_is(name, "_from") && c->window->first != DAY_NONE)
			*out = day_value(c->window->first);
		else if (str_is(name, "_from"))
			*out = xvalue_string(STR("0001-01-01"));
		else if (str_is(name, "_area"))
			*out = xvalue_string(c->run->area);
		else
			return c->own->get(s, name, a, out);
		return true;
	}
	for (size_t i = 0; i < c->n_kept; i++) {
		if (!str_eq(c->kept[i].name, name))
			continue;
		*out = c->kept[i].value;
		return true;
	}
	if (!c->own->get(s, name, a, out))
		return false;
	/* Only what was built in the record's own arena may be kept. */
	if (a == c->run->scratch && c->n_kept < 8 &&
		is_live(c->record.form, name)) {
		c->kept[c->n_kept].name = name;
		c->kept[c->n_kept++].value = *out;
	}
	return true;
}

static void
take_over(struct counted *c, const struct run *run)
{
	c->own = c->record.scope.ops;
	c->ops = *c->own;
	c->ops.get = counted_get;
	c->record.scope.ops = &c->ops;
	c->run = run;
	c->n_kept = 0;
}

void
counted_init(struct counted *c, const struct run *run, const struct form *form,
	const struct record *rec)
{
	record_scope_init(&c->record, run->reader, form, rec);
	c->window = &run->window[0];
	take_over(c, run);
}

void
counted_row(struct counted *c, const struct counted *of,
	const struct field *repeat, size_t i)
{
	record_row_scope(&c->record, &of->record, repeat, i);
	c->window = of->window;
	/* record_row_scope may have copied the ops of the record. */
	if (c->record.scope.ops == &of->ops)
		c->record.scope.ops = of->own;
	take_over(c, of->run);
}
