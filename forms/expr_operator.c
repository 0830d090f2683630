// SPDX-License-Identifier: MIT
#include "forms/expr_parse.h"

#include <string.h>

#include "store/lang.h"

static struct node *
chain_add(struct parser *p, struct node *chain, struct node *first, enum op op,
	struct node *next)
{
	if (chain == NULL) {
		chain = ARENA_NEW(p->arena, struct node);
		chain->op = NODE_CHAIN;
		chain->col = first->col;
		(void)node_add_arg(p, chain, first); /* a chain may be long */
		chain->ops = arena_alloc(p->arena, 2);
	} else if ((chain->n & (chain->n - 1)) == 0) {
		chain->ops = arena_grow(
			p->arena, chain->ops, chain->n, chain->n * 2, 1);
	}
	chain->ops[chain->n] = (unsigned char)op;
	(void)node_add_arg(p, chain, next);
	return chain;
}

/* The operators by precedence, loosest first; a longer spelling stands
 * before its beginning. Words are operators by XPath's rule even when a
 * letter follows: 1div2. */
static const struct {
	int level;
	const char *spelling;
	enum op op;
} operators[] = {
	{0, "or", OP_OR},
	{1, "and", OP_AND},
	{2, "=", OP_EQ},
	{2, "!=", OP_NE},
	{3, "<=", OP_LE},
	{3, ">=", OP_GE},
	{3, "<", OP_LT},
	{3, ">", OP_GT},
	{4, "+", OP_ADD},
	{4, "-", OP_SUB},
	{5, "*", OP_MUL},
	{5, "div", OP_DIV},
	{5, "mod", OP_MOD},
	{7, "|", OP_UNION},
};
enum { LEVEL_UNARY = 6, LEVEL_OPERAND = 8 };

static bool
take_operator(struct parser *p, int level, enum op *op)
{
	parse_space(p);
	if (parse_sees(p, "==") || parse_sees(p, "<>") || parse_sees(p, "||"))
		return false;
	for (size_t i = 0; i < sizeof(operators) / sizeof(operators[0]); i++) {
		if (operators[i].level != level ||
			!parse_sees(p, operators[i].spelling))
			continue;
		p->at += strlen(operators[i].spelling);
		*op = operators[i].op;
		return true;
	}
	return false;
}

static bool
is_constant(const struct node *n)
{
	if (n->op == NODE_CALL)
		return strcmp(n->func->name, "true") == 0 ||
		       strcmp(n->func->name, "false") == 0;
	if (n->op != NODE_MINUS && n->op != NODE_CHAIN)
		return n->op == NODE_NUMBER || n->op == NODE_STRING;
	for (size_t i = 0; i < n->n; i++) {
		if (!is_constant(n->args[i]))
			return false;
	}
	return true;
}

/*
 * Does this operand alone decide the whole `or` or `and`? Then what follows
 * is never evaluated, and as in ODK's engines may even call functions that
 * do not exist.
 */
static bool
settles(struct parser *p, const struct node *n, enum op op)
{
	struct err unheard;
	struct eval ev = {.arena = p->arena, .e = &unheard};
	struct expr_scope nothing = {.ops = NULL};
	struct xvalue v;
	return is_constant(n) && expr_node_eval(&ev, n, &nothing, &v) &&
	       xvalue_to_boolean(&v) == (op == OP_OR);
}

static struct node *parse_level(struct parser *p, int level);

static struct node *
parse_unary(struct parser *p)
{
	size_t at = p->at;
	size_t signs = 0;
	while (parse_take(p, '-'))
		signs++;
	struct node *n = parse_level(p, LEVEL_UNARY + 1);
	if (n == NULL || signs == 0)
		return n;
	struct node *minus = node_new(p, NODE_MINUS, at);
	minus->odd = signs % 2 == 1;
	(void)node_add_arg(p, minus, n); /* the only one */
	return minus;
}

static struct node *
parse_level(struct parser *p, int level)
{
	parse_space(p);
	if (level == LEVEL_UNARY)
		return parse_unary(p);
	if (level == LEVEL_OPERAND)
		return parse_operand(p);
	struct node *first = parse_level(p, level + 1);
	if (first == NULL)
		return NULL;
	struct node *chain = NULL;
	struct node *next = first;
	enum op op;
	bool settled = false;
	while (take_operator(p, level, &op)) {
		settled = settled || (op <= OP_AND && settles(p, next, op));
		p->idle += settled;
		next = parse_level(p, level + 1);
		p->idle -= settled;
		if (next == NULL)
			return NULL;
		chain = chain_add(p, chain, first, op, next);
	}
	return chain != NULL ? chain : first;
}

struct node *
parse_or(struct parser *p)
{
	if (++p->depth > DEPTH_MAX) {
		err_set(p->e, ERR_LIMIT, _("括号和函数嵌套超过 %d 层"),
			DEPTH_MAX);
		(void)err_at(p->e, "", 1, parse_column(p, p->at));
		return NULL;
	}
	struct node *n = parse_level(p, 0);
	p->depth--;
	return n;
}
