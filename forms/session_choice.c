// SPDX-License-Identifier: MIT
#include "forms/session_impl.h"

#include "forms/reader_impl.h"

/* Which choices are offered: choice_filter sees the columns of a choice as
 * plain names and the form's answers as ${names}. */

struct column_scope {
	struct expr_scope scope;
	const struct choice *choice;
};

static bool
get_column(const struct expr_scope *scope, str name, struct arena *a,
	struct xvalue *out)
{
	const struct column_scope *x = scope->ctx;
	(void)a; /* columns live with the form */
	if (str_is(name, "name"))
		*out = xvalue_string(x->choice->name);
	else if (str_is(name, "label"))
		*out = xvalue_string(label_text(&x->choice->label));
	else
		*out = xvalue_string(STR_NONE);
	for (size_t k = 0; k < x->choice->n; k++)
		if (str_eq(x->choice->v[k].name, name))
			*out = xvalue_string(x->choice->v[k].value.text);
	return true;
}

bool
choice_passes(struct session *s, const struct cell *c,
	const struct choice *choice, struct arena *a)
{
	static const struct expr_ops ops = {.get = get_column};
	struct spot p;
	bool truth;
	if (!c->field->choice_filter || choice->other)
		return true;
	spot_init(&p, s, item_of(s, c->field), c->row);
	struct column_scope x = {.choice = choice};
	x.scope =
		(struct expr_scope){.ops = &ops, .ctx = &x, .outer = &p.scope};
	/* A filter that cannot be evaluated hides nothing. */
	return expr_eval_boolean(c->field->choice_filter, &x.scope, a, &truth,
		       NULL) != ERR_OK ||
	       truth;
}

size_t
session_choices(struct session *s, const struct cell *c, struct arena *a,
	const struct choice *const **out)
{
	const struct choice_list *l = c->field->list;
	size_t n = 0;
	*out = NULL;
	if (!l)
		return 0;
	session_settle(s);
	const struct choice **v = ARENA_ARRAY(a, l->n, const struct choice *);
	for (size_t k = 0; k < l->n; k++)
		if (l->v[k].offered && choice_passes(s, c, &l->v[k], a))
			v[n++] = &l->v[k];
	*out = v;
	return n;
}

/* The other record's fields are plain names, this one's answers ${names}. */
bool
session_offers(struct session *s, const struct cell *c, struct reader *r,
	const struct record *rec)
{
	struct reader *lent = s->reader;
	struct record_scope x;
	struct spot p;
	bool truth;
	if (!c->field->choice_filter || !r)
		return true;
	session_settle(s);
	s->reader = r; /* for this evaluation; nothing else is stale by it */
	spot_init(&p, s, item_of(s, c->field), c->row);
	record_scope_init(&x, r, reader_form(r, rec->form), rec);
	x.scope.outer = &p.scope;
	bool passes = expr_eval_boolean(c->field->choice_filter, &x.scope,
			      s->frame, &truth, NULL) != ERR_OK ||
		      truth;
	s->reader = lent;
	arena_reset(s->frame);
	return passes;
}
