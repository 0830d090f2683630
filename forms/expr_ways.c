// SPDX-License-Identifier: MIT
#include "forms/expr_impl.h"
#include "forms/expr_parse.h"

#include <string.h>

static bool
is_call(const struct node *n, const char *name)
{
	return n->op == NODE_CALL && strcmp(n->func->name, name) == 0;
}

static bool
add_ways(const struct node *n, struct expr_way *ways, size_t *count)
{
	if (n->op == NODE_STRING)
		return n->text.n == 0;
	if (is_call(n, "if"))
		return add_ways(n->args[1], ways, count) &&
		       add_ways(n->args[2], ways, count);
	if (is_call(n, "coalesce"))
		return add_ways(n->args[0], ways, count) &&
		       add_ways(n->args[1], ways, count);
	if (!is_call(n, "ref") || n->field.n == 0 ||
		n->args[0]->op != NODE_FIELD || *count == EXPR_WAYS_MOST)
		return false;
	ways[(*count)++] =
		(struct expr_way){.via = n->args[0]->text, .field = n->field};
	return true;
}

bool
expr_ways(const struct expr *x, struct expr_way ways[EXPR_WAYS_MOST], size_t *n)
{
	*n = 0;
	return add_ways(x->root, ways, n);
}
