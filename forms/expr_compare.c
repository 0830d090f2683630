// SPDX-License-Identifier: MIT
#include "forms/expr_impl.h"

/* What an expression compares with what: for lint, which knows the lists. */

struct walk {
	struct arena *arena;
	struct expr_equality *v;
	size_t n;
};

/* The name on one side: ${name}, `.`, or a plain name. */
static bool
is_name(const struct node *n)
{
	return n->op == NODE_FIELD || n->op == NODE_PLAIN || n->op == NODE_DOT;
}

static void
add(struct walk *w, const struct node *name, const struct node *other,
	bool equal, bool top)
{
	if (!is_name(name) || (other->op != NODE_STRING && !is_name(other)))
		return;
	*ARENA_PUSH(w->arena, w->v, w->n) = (struct expr_equality){
		.plain = name->op == NODE_PLAIN ? name->text : STR_NONE,
		.field = name->op == NODE_FIELD ? name->text
			 : name->op == NODE_DOT ? STR(".")
						: STR_NONE,
		.is_text = other->op == NODE_STRING,
		.text = other->text,
		.equal = equal,
		.top = top,
		.col = other->col};
}

static void
walk_node(struct walk *w, const struct node *n, bool top)
{
	bool chain = n->op == NODE_CHAIN && n->n > 1;
	bool call = n->op == NODE_CALL;
	if (chain && n->n == 2 && (n->ops[1] == OP_EQ || n->ops[1] == OP_NE)) {
		bool equal = n->ops[1] == OP_EQ;
		add(w, n->args[0], n->args[1], equal, top);
		add(w, n->args[1], n->args[0], equal, top);
	}
	if (call && n->n == 2 && n->func == expr_func_find(STR("selected")))
		add(w, n->args[0], n->args[1], true, top);
	/* What another record's names are compared with is not ours. */
	if (call && (n->func->flags & (FUNC_RECORDS | FUNC_FIELD)))
		return;
	for (size_t i = 0; i < n->n; i++)
		walk_node(w, n->args[i], top && chain && n->ops[1] == OP_AND);
}

size_t
expr_equalities(
	const struct expr *x, struct arena *a, const struct expr_equality **out)
{
	struct walk w = {.arena = a};
	walk_node(&w, expr_root(x), true);
	*out = w.v;
	return w.n;
}
