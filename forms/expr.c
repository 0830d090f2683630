// SPDX-License-Identifier: MIT
#include "forms/expr.h"

#include "forms/expr_parse.h"
#include "store/lang.h"

struct node *
node_new(struct parser *p, enum node_op op, size_t at)
{
	struct node *n = ARENA_NEW(p->arena, struct node);
	n->op = op;
	n->col = parse_column(p, at);
	return n;
}

void
parse_note(
	struct parser *p, enum expr_name_kind kind, str name, str form, int col)
{
	struct expr *x = p->x;
	if (x->n_names == x->cap_names) {
		size_t cap = x->cap_names > 0 ? x->cap_names * 2 : 8;
		x->names = arena_grow(
			p->arena, x->names, x->n_names, cap, sizeof(*x->names));
		x->cap_names = cap;
	}
	x->names[x->n_names++] = (struct expr_name){.kind = kind,
		.name = name,
		.form = form,
		.where = kind == EXPR_NAME_OTHER ? STR_NONE : p->where,
		.col = col};
}

struct node *
node_field(struct parser *p, str name, size_t at)
{
	struct node *n = node_new(p, NODE_FIELD, at);
	n->text = name;
	parse_note(p, EXPR_NAME_FIELD, name, STR_NONE, n->col);
	return n;
}

struct node *
node_plain(struct parser *p, str name, size_t at)
{
	bool other = p->where.n > 0;
	struct node *n = node_new(p, NODE_PLAIN, at);
	n->text = name;
	if (p->rows.n > 0) {
		parse_note(p, EXPR_NAME_FIELD, name, STR_NONE, n->col);
		return n;
	}
	if (p->list.n > 0) {
		parse_note(p, EXPR_NAME_LIST, p->list, name, n->col);
		return n;
	}
	parse_note(p, other ? EXPR_NAME_OTHER : EXPR_NAME_PLAIN, name,
		other ? p->where : STR_NONE, n->col);
	return n;
}

bool
node_add_arg(struct parser *p, struct node *n, struct node *arg)
{
	/* Powers of two: the array is full exactly then. */
	if ((n->n & (n->n - 1)) == 0) {
		size_t cap = n->n > 0 ? n->n * 2 : 1;
		n->args = arena_grow(
			p->arena, n->args, n->n, cap, sizeof(struct node *));
	}
	n->args[n->n++] = arg;
	return n->n <= ARGS_MAX;
}

enum err_code
expr_parse(struct arena *a, str text, const struct expr **out, struct err *e)
{
	struct err unheard;
	if (e == NULL)
		e = &unheard;
	if (text.n > TEXT_MAX)
		return err_set(e, ERR_LIMIT, _("表达式超过 %d 字节"), TEXT_MAX);

	struct expr *x = ARENA_NEW(a, struct expr);
	x->text = str_dup(a, text);
	struct parser p = {.arena = a, .e = e, .x = x, .text = x->text};
	x->root = parse_or(&p);
	if (x->root == NULL)
		return e->code;
	parse_space(&p);
	if (p.at < p.text.n) {
		(void)refuse_operator(&p);
		return e->code;
	}
	if (x->root->op == NODE_PARENT) {
		(void)REFUSE(&p, 0,
			_(".. 只能用在 position(..) 里；字段请写 ${名字}"));
		return e->code;
	}
	*out = x;
	return ERR_OK;
}

const struct node *
expr_root(const struct expr *x)
{
	return x->root;
}

str
expr_text(const struct expr *x)
{
	return x->text;
}

bool
expr_reads_records(const struct expr *x)
{
	return x->reads_records;
}

bool
expr_reads_rows(const struct expr *x)
{
	return x->reads_rows || x->reads_records;
}

size_t
expr_notes(const struct expr *x, const struct expr_note **out)
{
	*out = x->notes;
	return x->n_notes;
}

bool
expr_is_constant(const struct expr *x)
{
	return x->n_names == 0 && !x->reads_dot && !x->reads_records &&
	       !x->reads_rows && !x->varies;
}

bool
expr_reads_dot(const struct expr *x)
{
	return x->reads_dot;
}

size_t
expr_names(const struct expr *x, const struct expr_name **out)
{
	*out = x->names;
	return x->n_names;
}
