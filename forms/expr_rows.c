// SPDX-License-Identifier: MIT
#include "forms/expr_parse.h"

#include "store/lang.h"

/*
 * Picking rows of a repeat, as ODK forms do: sum(${people}[age < 18]/pets),
 * ${tree}[position() = position(current()/..) - 1]/species. In the brackets
 * plain names are the row's fields, position() is its number, and a number
 * picks that row of what is left.
 */

enum { FILTERS_MOST = 8 };

/* --- parsing ------------------------------------------------------------- */

static struct node *
parse_filter(struct parser *p, struct node *n)
{
	struct parser outer = *p;
	p->rows = n->text;
	p->list = STR_NONE;
	p->where = STR_NONE;
	struct node *filter = parse_or(p);
	p->rows = outer.rows;
	p->list = outer.list;
	p->where = outer.where;
	if (filter == NULL)
		return NULL;
	if (!parse_take(p, ']'))
		return REFUSE(p, p->at, _("方括号没有收尾"));
	(void)node_add_arg(p, n, filter); /* far below its limit */
	return n;
}

struct node *
parse_rows(struct parser *p, struct node *n, size_t at)
{
	n->op = NODE_ROWS;
	p->x->reads_rows = true;
	parse_note(p, EXPR_NAME_REPEAT, n->text, STR_NONE, n->col);
	while (parse_take(p, '[')) {
		if (n->n == FILTERS_MOST)
			return REFUSE(p, at, _("方括号太多：最多 %d 对"),
				FILTERS_MOST);
		if (parse_filter(p, n) == NULL)
			return NULL;
	}
	while (parse_take(p, '/')) {
		parse_space(p);
		size_t from = p->at;
		n->field = parse_word(p);
		if (n->field.n == 0 || parse_peek(p) == '[')
			return REFUSE(p, from,
				_("写作 ${重复组}[条件]/字段，条件只放在重复组"
				  "后面"));
		n->number = parse_column(p, from);
	}
	if (n->field.n > 0)
		parse_note(
			p, EXPR_NAME_FIELD, n->field, STR_NONE, (int)n->number);
	return n;
}

/* --- evaluating ------------------------------------------------------------
 */

struct look {
	struct eval *ev;
	const struct node *node;
	size_t met[FILTERS_MOST];
	str *v;
	size_t n;
	bool failed;
};

static bool
passes(struct look *l, const struct expr_scope *row)
{
	size_t outer = l->ev->position;
	for (size_t i = 0; i < l->node->n && !l->failed; i++) {
		struct xvalue v;
		/* Its number among its own: each outer row has a first one. */
		l->met[i]++;
		size_t at =
			i > 0 ? l->met[i]
			      : (size_t)row->ops->position(row, STR_NONE, 0);
		l->ev->position = at;
		l->failed = !expr_node_eval(l->ev, l->node->args[i], row, &v);
		l->ev->position = outer;
		if (l->failed || (v.type == X_NUMBER ? v.number != (double)at
						     : !xvalue_to_boolean(&v)))
			return false;
	}
	return !l->failed;
}

static void
keep(struct look *l, const struct expr_scope *row)
{
	struct xvalue v = xvalue_number(row->ops->position(row, STR_NONE, 0));
	struct arena *a = l->ev->arena;
	if (l->node->field.n > 0 && !row->ops->get(row, l->node->field, a, &v))
		return; /* load named it */
	for (size_t i = 0; i < xvalue_count(&v); i++) {
		struct xvalue one = xvalue_item(&v, i);
		*ARENA_PUSH(a, l->v, l->n) = xvalue_to_string(a, &one);
	}
}

static bool
each_row(void *arg, const struct expr_scope *row)
{
	struct look *l = arg;
	l->failed = !expr_charge(l->ev, 1);
	if (!l->failed && passes(l, row))
		keep(l, row);
	return !l->failed;
}

bool
expr_rows_eval(struct eval *ev, const struct node *n,
	const struct expr_scope *s, struct xvalue *out)
{
	struct look l = {.ev = ev, .node = n};
	const struct expr_scope *asking = expr_scope_asking(s);
	if (asking->ops == NULL || asking->ops->rows == NULL ||
		!asking->ops->rows(asking, n->text, each_row, &l)) {
		(void)err_set(ev->e, ERR_INPUT, _("“%.*s”不是重复组"),
			STR_FMT(n->text));
		(void)err_at(ev->e, "", 1, n->col);
		return false;
	}
	*out = (struct xvalue){.type = X_NODES, .nodes = {l.v, l.n}};
	return !l.failed;
}
