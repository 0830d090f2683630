// SPDX-License-Identifier: MIT
#include "forms/session_impl.h"

#include <math.h>

#include "forms/choice_scope.h"
#include "forms/reader_impl.h"
#include "forms/shuffle.h"

/* Which choices are offered: choice_filter sees the columns of a choice as
 * plain names and the form's answers as ${names}. */

bool
choice_passes(struct session *s, const struct cell *c,
	const struct choice *choice, struct arena *a)
{
	struct spot p;
	bool truth;
	if (!c->field->choice_filter || choice->other)
		return true;
	spot_init(&p, s, item_of(s, c->field), c->row);
	struct expr_scope x = choice_scope(choice, &p.scope);
	/* A filter that cannot be evaluated hides nothing. */
	return expr_eval_boolean(c->field->choice_filter, &x, a, &truth,
		       NULL) != ERR_OK ||
	       truth;
}

/* Another order in each record and always the same one in it: by the seed the
 * form gives, else by the record's id. What or_other added stays last. */
static void
mix(struct session *s, const struct cell *c, const struct choice **v, size_t n,
	struct arena *a)
{
	const struct field *f = c->field;
	struct shuffle order;
	struct xvalue x;
	while (n > 0 && v[n - 1]->other)
		n--;
	if (f->seed && session_eval(s, c, f->seed, a, &x, NULL) == ERR_OK)
		shuffle_seed(
			&order, xvalue_to_number(&x), xvalue_to_string(a, &x));
	else
		shuffle_seed(&order, NAN,
			str_fmt(a, "%.*s %.*s", STR_FMT(s->id_text),
				STR_FMT(f->name)));
	for (size_t i = 0; i < n; i++) {
		const struct choice *moved = v[i];
		size_t j = shuffle_place(&order, i);
		v[i] = v[j];
		v[j] = moved;
	}
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
	if (c->field->randomize)
		mix(s, c, v, n, a);
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
