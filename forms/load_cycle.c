// SPDX-License-Identifier: MIT
#include "forms/load_impl.h"

#include "store/lang.h"

/*
 * A walk in depth along "reads": when it comes back to a field it is still
 * in, the fields from there on are a cycle; otherwise the order in which it
 * leaves fields is the order to calculate them. A calculation with a trigger
 * runs only when that changes: what else it reads orders it where possible
 * (a soft step), but is no cycle.
 */
enum edge { EDGE_CALCULATION, EDGE_RELEVANT };

struct walk {
	struct load *l;
	enum edge edge;
	unsigned char *state; /* by number in `field`: 0 new, 1 in, 2 left */
	size_t *path;
	bool *soft; /* was path[i] entered softly */
	size_t depth;
	const struct field **order;
	size_t n_order;
};

static bool walk_field(struct walk *w, size_t index, bool soft);

static void
say_cycle(struct walk *w, size_t from)
{
	struct load *l = w->l;
	struct buf b = {.arena = l->out->arena};
	const struct field *first = l->field[w->path[from]];
	for (size_t i = from; i < w->depth; i++) {
		const struct field *f = l->field[w->path[i]];
		if (f->line < first->line)
			first = f;
	}
	size_t n = w->depth - from;
	size_t start = 0;
	while (l->field[w->path[from + start]] != first)
		start++;
	for (size_t i = 0; i <= n; i++) {
		buf_addz(&b, i ? " → " : "");
		buf_add(&b, l->field[w->path[from + (start + i) % n]]->name);
	}
	LOAD_ERROR(l, first,
		w->edge == EDGE_CALCULATION
			? _("算式互相引用，成了圈：%.*s")
			: _("relevant 互相引用，成了圈：%.*s"),
		STR_FMT(buf_str(&b)));
}

/* Back at a field that is still open; no cycle if a step was soft. */
static bool
meet_open(struct walk *w, size_t index, bool soft)
{
	size_t from = w->depth;
	while (w->path[from - 1] != index)
		from--;
	from--;
	for (size_t i = from + 1; i < w->depth; i++)
		soft = soft || w->soft[i];
	if (!soft)
		say_cycle(w, from);
	return soft;
}

static bool
walk_names(struct walk *w, const struct expr *x, bool soft)
{
	const struct expr_name *name;
	size_t n = x ? expr_names(x, &name) : 0;
	for (size_t i = 0; i < n; i++) {
		if (name[i].kind != EXPR_NAME_FIELD)
			continue;
		const struct field *f = form_field(w->l->form, name[i].name);
		if (f && !walk_field(w, f->slot, soft))
			return false;
	}
	return true;
}

static bool
walk_reads(struct walk *w, const struct field *f)
{
	if (w->edge == EDGE_RELEVANT) {
		for (; f; f = f->parent)
			if (!walk_names(w, f->relevant, false))
				return false;
		return true;
	}
	str rest = f->trigger;
	for (str name; f->calculation && str_word(&rest, &name);) {
		const struct field *trigger = form_field(w->l->form, name);
		if (trigger && !walk_field(w, trigger->slot, false))
			return false;
	}
	return walk_names(w, f->calculation, f->trigger.n > 0);
}

static bool
walk_field(struct walk *w, size_t index, bool soft)
{
	const struct field *f = w->l->field[index];
	if (w->state[index] == 2)
		return true;
	if (w->state[index] == 1)
		return meet_open(w, index, soft);
	w->state[index] = 1;
	w->soft[w->depth] = soft;
	w->path[w->depth++] = index;
	bool good = walk_reads(w, f);
	w->depth--;
	w->state[index] = 2;
	if (f->calculation)
		w->order[w->n_order++] = f;
	return good;
}

static void
check_cycles(struct load *l, enum edge edge)
{
	size_t n = l->n_field;
	struct walk w = {
		.l = l,
		.edge = edge,
		.state = arena_alloc(l->out->arena, n),
		.path = ARENA_ARRAY(l->out->arena, n, size_t),
		.soft = ARENA_ARRAY(l->out->arena, n, bool),
		.order = ARENA_ARRAY(l->arena, n, const struct field *),
	};
	for (size_t i = 0; i < n; i++)
		(void)walk_field(&w, i, false); /* it said what is wrong */
	if (edge != EDGE_CALCULATION)
		return;
	l->form->calc_order = w.order;
	l->form->n_calc = w.n_order;
}

/* Live is what says so, and what reads other records, itself or through what
 * it reads. */
static void
mark_live(struct load *l)
{
	for (size_t i = 0; i < l->n_field; i++)
		if (l->field[i]->set)
			((struct field *)l->field[i])->live = true;
	for (size_t i = 0; i < l->form->n_calc; i++) {
		struct field *f = (struct field *)l->form->calc_order[i];
		if (!field_is_computed(f))
			continue;
		f->live = f->live || expr_reads_records(f->calculation);
		const struct expr_name *name;
		size_t n = expr_names(f->calculation, &name);
		for (size_t k = 0; k < n; k++) {
			const struct field *other =
				name[k].kind == EXPR_NAME_FIELD
					? form_field(l->form, name[k].name)
					: NULL;
			f->live = f->live || (other && other->live);
		}
	}
}

void
load_cycles(struct load *l)
{
	check_cycles(l, EDGE_CALCULATION);
	check_cycles(l, EDGE_RELEVANT);
	mark_live(l);
}
