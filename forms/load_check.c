// SPDX-License-Identifier: MIT
#include "forms/load_impl.h"

#include <stdlib.h>

#include "store/lang.h"

/* --- names ---------------------------------------------------------------------- */

static int
compare_fields(const void *x, const void *y)
{
	const struct field *a = *(const struct field *const *)x;
	const struct field *b = *(const struct field *const *)y;
	int order = str_cmp(a->name, b->name);
	return order ? order : a->line < b->line ? -1 : a->line > b->line;
}

void
load_names(struct load *l)
{
	l->by_name = ARENA_ARRAY(l->arena, l->n_field, const struct field *);
	for (size_t i = 0; i < l->n_field; i++)
		if (l->field[i]->name.n > 0)
			l->by_name[l->n_by_name++] = l->field[i];
	if (l->n_by_name > 1)
		qsort(l->by_name, l->n_by_name, sizeof(*l->by_name),
			compare_fields);
	for (size_t i = 1; i < l->n_by_name; i++) {
		const struct field *a = l->by_name[i - 1];
		const struct field *b = l->by_name[i];
		if (str_eq(a->name, b->name))
			LOAD_ERROR(l, b, _("字段名“%.*s”重复：第 %d 行已经用过"),
				STR_FMT(b->name), a->line);
	}
	l->form->by_name = l->by_name;
	l->form->n_by_name = l->n_by_name;
}

struct field *
load_field(struct load *l, str name)
{
	return (struct field *)form_field(l->form, name); /* ours to change */
}

static const char *
field_hint(struct findings *out, const struct form *form, str name)
{
	str *names = ARENA_ARRAY(out->arena, form->n_by_name, str);
	for (size_t i = 0; i < form->n_by_name; i++)
		names[i] = form->by_name[i]->name;
	struct load l = {.out = out};
	return load_hint(&l, name, names, form->n_by_name);
}

const char *
load_field_hint(struct load *l, str name)
{
	return field_hint(l->out, l->form, name);
}

/* What every record has besides its fields. */
static bool
is_meta(str name)
{
	static const char *const meta[] = {"_id", "_form", "_version", "_state",
		"_rev", "_by", "_at", "_station"};
	for (size_t i = 0; i < sizeof(meta) / sizeof(meta[0]); i++)
		if (str_is(name, meta[i]))
			return true;
	return false;
}

static bool
list_has_column(const struct choice_list *list, str name)
{
	if (str_is(name, "name") || str_is(name, "label"))
		return true;
	for (size_t i = 0; i < list->n_column; i++)
		if (str_eq(list->column[i], name))
			return true;
	return false;
}

static void
check_field_name(struct load *l, const struct place *at, str name)
{
	if (str_starts(name, STR("last-saved#")))
		name = str_from(name, 11);
	const struct field *f = form_field(l->form, name);
	if (!f && !is_meta(name))
		LOAD_ERROR(l, at, _("没有字段“%.*s”%s"), STR_FMT(name),
			load_field_hint(l, name));
}

static void
check_plain_name(struct load *l, const struct form_expr *x,
	const struct place *at, str name)
{
	const struct choice_list *list = x->field ? x->field->list : NULL;
	if (x->is_filter && list) {
		if (!list_has_column(list, name))
			LOAD_ERROR(l, at, _("代码表“%.*s”没有列“%.*s”"),
				STR_FMT(list->name), STR_FMT(name));
	} else if (x->is_filter) {
		return; /* another form's field: form_check_names */
	} else if (form_field(l->form, name)) {
		LOAD_ERROR(l, at, _("字段要写成 ${%.*s}"), STR_FMT(name));
	} else {
		LOAD_ERROR(l, at,
			_("不认识“%.*s”：字段写成 ${名称}，文字要加引号"),
			STR_FMT(name));
	}
}

static void
check_expressions(struct load *l)
{
	for (size_t i = 0; i < l->n_expr; i++) {
		const struct form_expr *x = &l->expr[i];
		const struct expr_name *name;
		size_t n = expr_names(x->x, &name);
		for (size_t k = 0; k < n; k++) {
			if (name[k].kind == EXPR_NAME_FIELD)
				check_field_name(l, &x->place[k], name[k].name);
			if (name[k].kind == EXPR_NAME_PLAIN)
				check_plain_name(
					l, x, &x->place[k], name[k].name);
		}
	}
	for (size_t i = 0; i < l->n_named; i++)
		check_field_name(l, &l->named[i].at, l->named[i].name);
}

/* --- single fields ----------------------------------------------------------------- */

static void
check_codes(struct load *l, const struct field *f)
{
	if (f->type != FIELD_SELECT_MULTIPLE || !f->list)
		return;
	for (size_t i = 0; i < f->list->n; i++)
		if (str_chr(f->list->v[i].name, ' ') != SIZE_MAX)
			LOAD_ERROR(l, f,
				_("多选题的代码不能有空格：“%.*s”"),
				STR_FMT(f->list->v[i].name));
}

static void
check_field(struct load *l, const struct field *f)
{
	check_codes(l, f);
	if (f->choice_filter && !f->list && f->type != FIELD_REFERENCE)
		LOAD_ERROR(l, f, _("choice_filter 只用于选择题"));
	if (f->repeat_count && f->type != FIELD_REPEAT)
		LOAD_ERROR(l, f, _("repeat_count 只用于重复组"));
	if (f->calculation &&
		(f->type == FIELD_GROUP || f->type == FIELD_REPEAT))
		LOAD_ERROR(l, f, _("分组不能有 calculation"));
}

/* --- cycles -------------------------------------------------------------------------- */

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
	const struct field *trigger = form_field(w->l->form, f->trigger);
	if (f->calculation && trigger &&
		!walk_field(w, trigger->slot, false))
		return false;
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

/* Live is what reads other records, itself or through what it reads. */
static void
mark_live(struct load *l)
{
	for (size_t i = 0; i < l->form->n_calc; i++) {
		struct field *f = (struct field *)l->form->calc_order[i];
		if (!field_is_computed(f))
			continue;
		f->live = expr_reads_records(f->calculation);
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
load_check(struct load *l)
{
	/* Until slots are given, a field's slot is its number in `field`. */
	for (size_t i = 0; i < l->n_field; i++)
		l->field[i]->slot = i;
	for (size_t i = 0; i < l->n_field; i++)
		check_field(l, l->field[i]);
	check_expressions(l);
	check_cycles(l, EDGE_CALCULATION);
	check_cycles(l, EDGE_RELEVANT);
	mark_live(l);
}

/* --- across forms ------------------------------------------------------------------------ */

struct across {
	struct catalog *catalog;
	const struct form *form;
	struct findings *out;
};

/* The form of that id; NULL when it is not installed or cannot be loaded. */
static const struct form *
other_form(const struct across *a, str id)
{
	const struct form *f = NULL;
	if (str_eq(id, a->form->id))
		return a->form;
	if (!catalog_has(a->catalog, id) ||
		catalog_form(a->catalog, id, &f, NULL) != ERR_OK)
		return NULL;
	return f;
}

static void
check_other(const struct across *a, const struct place *at, str id, str name)
{
	const struct form *f = other_form(a, id);
	if (!f || is_meta(name) || form_field(f, name))
		return;
	findings_add(a->out, true, at->line, at->col,
		_("表单“%.*s”没有字段“%.*s”%s"), STR_FMT(id), STR_FMT(name),
		field_hint(a->out, f, name));
}

/* `name` should be a field of one of the forms that f may refer to. */
static void
check_target(const struct across *a, const struct place *at,
	const struct field *f, str name)
{
	for (size_t i = 0; i < f->n_ref; i++) {
		const struct form *other = other_form(a, f->ref[i]);
		if (!other || is_meta(name) || form_field(other, name))
			return;
	}
	if (f->n_ref > 0)
		check_other(a, at, f->ref[0], name);
}

static void
check_ref(const struct across *a, const struct place *at,
	const struct expr_name *name)
{
	if (name->form.n == 0)
		return;
	const struct form *home = a->form;
	const struct field *f = form_field(home, name->form);
	if (!f && name->where.n > 0) {
		home = other_form(a, name->where);
		f = home ? form_field(home, name->form) : NULL;
	}
	if (!f)
		return;
	if (f->type != FIELD_REFERENCE)
		findings_add(a->out, true, at->line, at->col,
			_("ref：“%.*s”不是引用别的表单的字段"),
			STR_FMT(name->form));
	else
		check_target(a, at, f, name->name);
}

static void
check_form_name(
	const struct across *a, const struct place *at, str id)
{
	if (catalog_has(a->catalog, id) || str_eq(id, a->form->id))
		return;
	const str *names;
	size_t n = catalog_ids(a->catalog, &names);
	str near = nearest(id, names, n);
	if (near.n > 0)
		findings_add(a->out, false, at->line, at->col,
			_("没有安装表单“%.*s”：是不是“%.*s”？"), STR_FMT(id),
			STR_FMT(near));
}

void
form_check_names(
	struct catalog *c, const struct form *f, struct findings *findings)
{
	const struct across a = {.catalog = c, .form = f, .out = findings};
	for (size_t i = 0; i < f->n_expr; i++) {
		const struct form_expr *x = &f->expr[i];
		const struct expr_name *name;
		size_t n = expr_names(x->x, &name);
		for (size_t k = 0; k < n; k++) {
			const struct place *at = &x->place[k];
			if (name[k].kind == EXPR_NAME_OTHER)
				check_other(&a, at, name[k].form, name[k].name);
			if (name[k].kind == EXPR_NAME_REF)
				check_ref(&a, at, &name[k]);
			if (name[k].kind == EXPR_NAME_FORM)
				check_form_name(&a, at, name[k].name);
			if (name[k].kind == EXPR_NAME_PLAIN && x->is_filter &&
				x->field && x->field->type == FIELD_REFERENCE)
				check_target(&a, at, x->field, name[k].name);
		}
	}
}
