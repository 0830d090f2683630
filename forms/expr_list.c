// SPDX-License-Identifier: MIT
#include "forms/expr_parse.h"

#include "store/lang.h"

/*
 * Looking things up in a list of choices, as ODK forms do:
 * instance('towns')/root/item[name = ${town}]/label, and
 * pulldata('towns', 'label', 'name', ${town}). In the brackets plain names are
 * the list's columns; a number picks the so-manieth of what is left.
 */

enum { FILTERS_MOST = 8 };

/* --- parsing ------------------------------------------------------------- */

static bool
take_step(struct parser *p, str *name)
{
	if (!parse_take(p, '/'))
		return false;
	parse_space(p);
	*name = parse_word(p);
	return name->n > 0;
}

static struct node *
refuse_path(struct parser *p, size_t at)
{
	return REFUSE(p, at,
		_("instance 写作 instance('代码表')/root/item[列 = "
		  "${字段}]/列"));
}

static struct node *
parse_filter(struct parser *p, struct node *n)
{
	str outer = p->list;
	p->list = n->text;
	struct node *filter = parse_or(p);
	p->list = outer;
	if (filter == NULL)
		return NULL;
	if (!parse_take(p, ']'))
		return REFUSE(p, p->at, _("方括号没有收尾"));
	(void)node_add_arg(p, n, filter); /* far below its limit */
	return n;
}

struct node *
parse_instance(struct parser *p, size_t at)
{
	struct node *n = node_new(p, NODE_LIST, at);
	str step;
	p->at++; /* ( */
	parse_space(p);
	if (parse_peek(p) != '\'' && parse_peek(p) != '"')
		return refuse_path(p, at);
	int col = parse_column(p, p->at);
	struct node *list = parse_literal(p);
	if (list == NULL)
		return NULL;
	n->text = list->text;
	if (!parse_take(p, ')') || !take_step(p, &step) || !take_step(p, &step))
		return refuse_path(p, at);
	parse_note(p, EXPR_NAME_LIST, n->text, STR_NONE, col);
	while (parse_take(p, '[')) {
		if (n->n == FILTERS_MOST)
			return refuse_path(p, at);
		if (parse_filter(p, n) == NULL)
			return NULL;
	}
	parse_space(p);
	if (parse_peek(p) != '/')
		return n;
	col = parse_column(p, p->at) + 1;
	if (!take_step(p, &n->field))
		return refuse_path(p, at);
	parse_note(p, EXPR_NAME_LIST, n->text, n->field, col);
	return n;
}

/* --- evaluating ---------------------------------------------------------- */

struct look {
	struct eval *ev;
	const struct node *node;
	size_t met[FILTERS_MOST];
	str *v;
	size_t n;
	bool failed;
};

static bool
passes(struct look *l, const struct expr_scope *choice)
{
	for (size_t i = 0; i < l->node->n; i++) {
		struct xvalue v;
		if (!expr_node_eval(l->ev, l->node->args[i], choice, &v)) {
			l->failed = true;
			return false;
		}
		l->met[i]++;
		if (v.type == X_NUMBER ? v.number != (double)l->met[i]
				       : !xvalue_to_boolean(&v))
			return false;
	}
	return true;
}

static bool
each_choice(void *arg, const struct expr_scope *choice)
{
	struct look *l = arg;
	struct xvalue v;
	str column = l->node->field.n > 0 ? l->node->field : STR("name");
	if (!expr_charge(l->ev, 1)) {
		l->failed = true;
		return false;
	}
	if (passes(l, choice) &&
		choice->ops->get(choice, column, l->ev->arena, &v))
		*ARENA_PUSH(l->ev->arena, l->v, l->n) =
			xvalue_to_string(l->ev->arena, &v);
	return !l->failed;
}

static bool
no_list(struct eval *ev, str list, int col)
{
	(void)err_set(
		ev->e, ERR_INPUT, _("没有代码表“%.*s”%s"), STR_FMT(list), "");
	(void)err_at(ev->e, "", 1, col);
	return false;
}

bool
expr_list_eval(struct eval *ev, const struct node *n,
	const struct expr_scope *s, struct xvalue *out)
{
	struct look l = {.ev = ev, .node = n};
	const struct expr_scope *asking = expr_scope_asking(s);
	if (asking->ops == NULL || asking->ops->choices == NULL ||
		!asking->ops->choices(asking, n->text, each_choice, &l))
		return no_list(ev, n->text, n->col);
	*out = (struct xvalue){.type = X_NODES, .nodes = {l.v, l.n}};
	return !l.failed;
}

struct pull {
	struct arena *arena;
	str column;
	str key;
	str value;
	str found;
};

static bool
pull_choice(void *arg, const struct expr_scope *choice)
{
	struct pull *p = arg;
	struct xvalue v;
	(void)choice->ops->get(choice, p->key, p->arena, &v); /* never fails */
	if (!str_eq(xvalue_to_string(p->arena, &v), p->value))
		return true;
	(void)choice->ops->get(choice, p->column, p->arena, &v);
	p->found = xvalue_to_string(p->arena, &v);
	return false;
}

/* pulldata(list, column, key column, key): of the first that has the key. */
static bool
fn_pulldata(struct call *c, struct xvalue *out)
{
	struct pull p = {.arena = c->ev->arena};
	const struct expr_scope *asking = expr_scope_asking(c->scope);
	str list;
	if (!arg_string(c, 0, &list) || !arg_string(c, 1, &p.column) ||
		!arg_string(c, 2, &p.key) || !arg_string(c, 3, &p.value))
		return false;
	if (asking->ops == NULL || asking->ops->choices == NULL ||
		!asking->ops->choices(asking, list, pull_choice, &p))
		return no_list(c->ev, list, c->node->col);
	return give_string(out, p.found);
}

const struct func expr_list_table[] = {
	{"pulldata", 4, 4, .call = fn_pulldata, .flags = FUNC_LIST},
	{.name = NULL},
};
