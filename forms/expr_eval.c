// SPDX-License-Identifier: MIT
#include "forms/expr_impl.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>

#include "store/lang.h"

enum {
	STEPS_MAX = 1000000,
	/* A calculated field of a record may count records whose fields are
	 * calculated: so many evaluations may stand inside each other. */
	NESTED_MAX = 24,
};

static int nested;

bool
expr_charge(struct eval *ev, size_t steps)
{
	if (steps > STEPS_MAX - ev->steps) {
		(void)err_set(ev->e, ERR_LIMIT,
			_("表达式超过 %d 步：算得太久，已停下"), STEPS_MAX);
		return false;
	}
	ev->steps += steps;
	return true;
}

bool
expr_fail(struct call *c, const char *fmt, ...)
{
	char words[512];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(words, sizeof(words), fmt, ap);
	va_end(ap);
	(void)err_set(c->ev->e, ERR_INPUT, "%s", words);
	(void)err_at(c->ev->e, "", 1, c->node->col);
	return false;
}

static bool
fail_at(struct eval *ev, const struct node *n, const char *words)
{
	(void)err_set(ev->e, ERR_INPUT, "%s", words);
	(void)err_at(ev->e, "", 1, n->col);
	return false;
}

const struct expr_scope *
expr_scope_asking(const struct expr_scope *s)
{
	while (s->outer != NULL)
		s = s->outer;
	return s;
}

static bool
eval_name(struct eval *ev, const struct node *n, const struct expr_scope *s,
	bool all, struct xvalue *out)
{
	if (n->op == NODE_FIELD)
		s = expr_scope_asking(s);
	const struct expr_ops *ops = s->ops;
	if (all && ops != NULL && ops->get_all != NULL &&
		ops->get_all(s, n->text, ev->arena, out))
		return true;
	if (ops != NULL && ops->get != NULL &&
		ops->get(s, n->text, ev->arena, out))
		return true;
	(void)err_set(
		ev->e, ERR_INPUT, _("没有这个名字：%.*s"), STR_FMT(n->text));
	(void)err_at(ev->e, "", 1, n->col);
	return false;
}

static struct xvalue
one_node(struct eval *ev, str text)
{
	str *v = ARENA_NEW(ev->arena, str);
	*v = text;
	return (struct xvalue){.type = X_NODES, .nodes = {v, 1}};
}

static bool
compare_items(enum op op, const struct xvalue *l, const struct xvalue *r)
{
	if (op == OP_EQ || op == OP_NE) {
		bool same;
		if (l->type == X_BOOLEAN || r->type == X_BOOLEAN)
			same = xvalue_to_boolean(l) == xvalue_to_boolean(r);
		else if (l->type == X_NUMBER || r->type == X_NUMBER)
			same = xvalue_to_number(l) == xvalue_to_number(r);
		else
			same = str_eq(l->string, r->string);
		return same == (op == OP_EQ);
	}
	double a = xvalue_to_number(l);
	double b = xvalue_to_number(r);
	switch (op) {
	case OP_LT:
		return a < b;
	case OP_LE:
		return a <= b;
	case OP_GT:
		return a > b;
	default:
		return a >= b;
	}
}

/* True when any item of the one and any of the other compare so. Against a
 * boolean a node-set counts as one boolean. */
static bool
compare(struct eval *ev, enum op op, const struct xvalue *l,
	const struct xvalue *r, bool *out)
{
	struct xvalue flat;
	if (l->type == X_NODES && r->type == X_BOOLEAN) {
		flat = xvalue_boolean(xvalue_to_boolean(l));
		l = &flat;
	} else if (r->type == X_NODES && l->type == X_BOOLEAN) {
		flat = xvalue_boolean(xvalue_to_boolean(r));
		r = &flat;
	}
	size_t nl = xvalue_count(l);
	size_t nr = xvalue_count(r);
	*out = false;
	for (size_t i = 0; i < nl && !*out; i++) {
		if (nr > 1 && !expr_charge(ev, nr))
			return false;
		struct xvalue a = xvalue_item(l, i);
		for (size_t j = 0; j < nr && !*out; j++) {
			struct xvalue b = xvalue_item(r, j);
			*out = compare_items(op, &a, &b);
		}
	}
	return true;
}

/* C's fmod is XPath's mod: the sign of the dividend. */
static double
arithmetic(enum op op, double a, double b)
{
	switch (op) {
	case OP_ADD:
		return a + b;
	case OP_SUB:
		return a - b;
	case OP_MUL:
		return a * b;
	case OP_DIV:
		return a / b;
	default:
		return fmod(a, b);
	}
}

static bool
join_nodes(struct eval *ev, const struct node *n, struct xvalue *l,
	const struct xvalue *r)
{
	if (l->type != X_NODES || r->type != X_NODES)
		return fail_at(ev, n, _("| 两边只能是字段"));
	if (!expr_charge(ev, l->nodes.n + r->nodes.n))
		return false;
	size_t total = l->nodes.n + r->nodes.n;
	str *v = arena_grow(
		ev->arena, l->nodes.v, l->nodes.n, total + 1, sizeof(str));
	for (size_t i = 0; i < r->nodes.n; i++)
		v[l->nodes.n + i] = r->nodes.v[i];
	l->nodes.v = v;
	l->nodes.n = total;
	return true;
}

/* or, and: stop at the first operand that decides. */
static bool
eval_logic(struct eval *ev, const struct node *n, const struct expr_scope *s,
	struct xvalue *out)
{
	bool decides = n->ops[1] == OP_OR;
	bool b = !decides;
	for (size_t i = 0; i < n->n && b != decides; i++) {
		struct xvalue v;
		if (!expr_node_eval(ev, n->args[i], s, &v))
			return false;
		b = xvalue_to_boolean(&v);
	}
	return give_boolean(out, b);
}

static bool
eval_chain(struct eval *ev, const struct node *n, const struct expr_scope *s,
	struct xvalue *out)
{
	if (n->ops[1] <= OP_AND)
		return eval_logic(ev, n, s, out);
	if (!expr_node_eval(ev, n->args[0], s, out))
		return false;
	for (size_t i = 1; i < n->n; i++) {
		enum op op = n->ops[i];
		struct xvalue r;
		bool b;
		if (!expr_node_eval(ev, n->args[i], s, &r))
			return false;
		if (op == OP_UNION) {
			if (!join_nodes(ev, n, out, &r))
				return false;
		} else if (op >= OP_ADD) {
			*out = xvalue_number(arithmetic(op,
				xvalue_to_number(out), xvalue_to_number(&r)));
		} else {
			if (!compare(ev, op, out, &r, &b))
				return false;
			*out = xvalue_boolean(b);
		}
	}
	return true;
}

static bool
eval_call(struct eval *ev, const struct node *n, const struct expr_scope *s,
	struct xvalue *out)
{
	struct call c = {.ev = ev, .node = n, .scope = s};
	if (n->func->math == NULL)
		return n->func->call(&c, out);
	double x;
	return arg_number(&c, 0, &x) &&
	       give_number(out, isnan(x) ? x : n->func->math(x));
}

static bool
node_eval(struct eval *ev, const struct node *n, const struct expr_scope *s,
	bool all, struct xvalue *out)
{
	if (!expr_charge(ev, 1))
		return false;
	switch (n->op) {
	case NODE_NUMBER:
		return give_number(out, n->number);
	case NODE_STRING:
		return give_string(out, n->text);
	case NODE_FIELD:
	case NODE_PLAIN:
		return eval_name(ev, n, s, all, out);
	case NODE_DOT:
		*out = one_node(ev, expr_scope_asking(s)->dot);
		return true;
	case NODE_THIS:
		return give_string(out, expr_scope_asking(s)->self_id);
	case NODE_MINUS:
		if (!expr_node_eval(ev, n->args[0], s, out))
			return false;
		return give_number(out, n->odd ? -xvalue_to_number(out)
					       : xvalue_to_number(out));
	case NODE_CHAIN:
		return eval_chain(ev, n, s, out);
	case NODE_CALL:
		return eval_call(ev, n, s, out);
	case NODE_LIST:
		return expr_list_eval(ev, n, s, out);
	case NODE_ROWS:
		return expr_rows_eval(ev, n, s, out);
	case NODE_PARENT:
		break;
	}
	return fail_at(
		ev, n, _(".. 只能用在 position(..) 里；字段请写 ${名字}"));
}

bool
expr_node_eval(struct eval *ev, const struct node *n,
	const struct expr_scope *s, struct xvalue *out)
{
	*out = (struct xvalue){.type = X_STRING};
	return node_eval(ev, n, s, false, out);
}

bool
expr_node_all(struct eval *ev, const struct node *n, const struct expr_scope *s,
	struct xvalue *out)
{
	*out = (struct xvalue){.type = X_STRING};
	return node_eval(ev, n, s, true, out);
}

bool
arg_value(struct call *c, size_t i, struct xvalue *out)
{
	if (i < c->node->n)
		return expr_node_eval(c->ev, c->node->args[i], c->scope, out);
	*out = one_node(c->ev, expr_scope_asking(c->scope)->dot);
	return true;
}

bool
arg_string(struct call *c, size_t i, str *out)
{
	struct xvalue v;
	if (!arg_value(c, i, &v))
		return false;
	*out = xvalue_to_string(c->ev->arena, &v);
	return true;
}

bool
arg_number(struct call *c, size_t i, double *out)
{
	struct xvalue v;
	if (!arg_value(c, i, &v))
		return false;
	*out = xvalue_to_number(&v);
	return true;
}

bool
arg_boolean(struct call *c, size_t i, bool *out)
{
	struct xvalue v;
	if (!arg_value(c, i, &v))
		return false;
	*out = xvalue_to_boolean(&v);
	return true;
}

bool
give_string(struct xvalue *out, str s)
{
	*out = xvalue_string(s);
	return true;
}

bool
give_number(struct xvalue *out, double n)
{
	*out = xvalue_number(n);
	return true;
}

bool
give_boolean(struct xvalue *out, bool b)
{
	*out = xvalue_boolean(b);
	return true;
}

enum err_code
expr_eval(const struct expr *x, const struct expr_scope *scope, struct arena *a,
	struct xvalue *out, struct err *e)
{
	struct err unheard; /* large; written before it is read */
	struct eval ev = {.arena = a,
		// cppcheck-suppress uninitvar
		.e = e != NULL ? e : &unheard,
		.regexes = {.arena = a}};
	if (nested >= NESTED_MAX)
		return err_set(e, ERR_LIMIT, _("表达式互相引用超过 %d 层"),
			NESTED_MAX);
	nested++;
	bool ok = expr_node_eval(&ev, expr_root(x), scope, out);
	nested--;
	return ok ? ERR_OK : ev.e->code;
}

enum err_code
expr_eval_string(const struct expr *x, const struct expr_scope *scope,
	struct arena *a, str *out, struct err *e)
{
	struct xvalue v;
	enum err_code code = expr_eval(x, scope, a, &v, e);
	if (code == ERR_OK)
		*out = xvalue_to_string(a, &v);
	return code;
}

enum err_code
expr_eval_number(const struct expr *x, const struct expr_scope *scope,
	struct arena *a, double *out, struct err *e)
{
	struct xvalue v;
	enum err_code code = expr_eval(x, scope, a, &v, e);
	if (code == ERR_OK)
		*out = xvalue_to_number(&v);
	return code;
}

enum err_code
expr_eval_boolean(const struct expr *x, const struct expr_scope *scope,
	struct arena *a, bool *out, struct err *e)
{
	struct xvalue v;
	enum err_code code = expr_eval(x, scope, a, &v, e);
	if (code == ERR_OK)
		*out = xvalue_to_boolean(&v);
	return code;
}
