// SPDX-License-Identifier: MIT
#include "forms/expr_parse.h"

#include "store/lang.h"

/* Calls: their arguments, and all that can be refused before evaluating. */

/* An argument that names a form or a field: a name or a quoted name. */
static bool
parse_named(struct parser *p, str *name, int *col)
{
	parse_space(p);
	size_t at = p->at;
	*col = parse_column(p, at);
	if (parse_peek(p) == '\'' || parse_peek(p) == '"') {
		struct node *n = parse_literal(p);
		if (n == NULL)
			return false;
		*name = n->text;
	} else {
		*name = parse_word(p);
	}
	parse_space(p);
	if (name->n == 0 || (parse_peek(p) != ',' && parse_peek(p) != ')')) {
		(void)REFUSE(p, at, _("这里只能写一个名字，不能是表达式"));
		return false;
	}
	return true;
}

/* `this`, `${x}` or ref() of them: what it is does not hang on the record that
 * is looked at. */
static bool
is_given(const struct node *n)
{
	if (n->op == NODE_CALL)
		return n->func->flags & FUNC_REF && n->field.n > 0 &&
		       is_given(n->args[0]);
	return n->op == NODE_THIS || n->op == NODE_FIELD;
}

/*
 * Which index may help a where: a top-level `name = this`, `name = ${x}` or
 * `name = ref(${x}, 'y')`, either way round, alone or joined by `and`.
 */
static void
find_hint(struct node *call, const struct node *where)
{
	if (where->op != NODE_CHAIN)
		return;
	if (where->ops[1] == OP_AND) {
		for (size_t i = 0; i < where->n && call->hint == NULL; i++)
			find_hint(call, where->args[i]);
		return;
	}
	if (where->ops[1] != OP_EQ || where->n != 2)
		return;
	for (int i = 0; i < 2; i++) {
		struct node *name = where->args[i];
		struct node *value = where->args[1 - i];
		if (name->op == NODE_PLAIN && is_given(value)) {
			call->hint_field = name->text;
			call->hint = value;
			return;
		}
	}
}

/* Plain names that are read one by one: what sum(), count() and their like
 * are given, and what stands in another search, is not. */
static void
collect_names(struct parser *p, const struct node *n, str **v, size_t *count)
{
	if (n->op == NODE_LIST || n->op == NODE_ROWS)
		return; /* columns, fields of a row */
	if (n->op == NODE_PLAIN)
		*ARENA_PUSH(p->arena, *v, *count) = n->text;
	bool all = n->op == NODE_CALL &&
		   (n->func->flags & (FUNC_ROWS | FUNC_RECORDS | FUNC_FIELD));
	for (size_t i = 0; i < n->n && !all; i++)
		collect_names(p, n->args[i], v, count);
}

/* (form, where) and (form, field, where). */
static struct node *
parse_records(struct parser *p, struct node *n, int *count)
{
	int col;
	str *names = NULL;
	size_t n_names = 0;
	p->x->reads_records = true;
	if (!parse_named(p, &n->text, &col))
		return NULL;
	parse_note(p, EXPR_NAME_FORM, n->text, STR_NONE, col);
	*count = 1;
	if ((n->func->flags & FUNC_FIELD) != 0 && parse_take(p, ',')) {
		if (!parse_named(p, &n->field, &col))
			return NULL;
		parse_note(p, EXPR_NAME_OTHER, n->field, n->text, col);
		*ARENA_PUSH(p->arena, names, n_names) = n->field;
		*count = 2;
	}
	if (parse_take(p, ',')) {
		str outer = p->where;
		p->where = n->text;
		struct node *where = parse_or(p);
		p->where = outer;
		if (where == NULL)
			return NULL;
		(void)node_add_arg(p, n, where); /* the only one */
		find_hint(n, where);
		collect_names(p, where, &names, &n_names);
		(*count)++;
	}
	while (parse_take(p, ',')) { /* too many: count them for the message */
		if (parse_or(p) == NULL)
			return NULL;
		(*count)++;
	}
	n->names = names;
	n->n_names = n_names;
	return n;
}

static struct node *
parse_args(struct parser *p, struct node *n, int *count)
{
	if ((n->func->flags & (FUNC_RECORDS | FUNC_FIELD)) != 0)
		return parse_records(p, n, count);
	do {
		struct node *arg = parse_or(p);
		if (arg == NULL)
			return NULL;
		if (!node_add_arg(p, n, arg))
			return REFUSE(
				p, p->at, _("参数太多：最多 %d 个"), ARGS_MAX);
	} while (parse_take(p, ','));
	*count = (int)n->n;
	return n;
}

/* 'name', '${name}' or '/data/name' as an argument's text: the name. */
static str
bare_name(str s)
{
	s = str_trim(s);
	if (str_starts(s, STR("${")) && str_ends(s, STR("}")))
		s = str_trim(str_sub(s, 2, s.n - 3));
	size_t slash;
	while ((slash = str_chr(s, '/')) != SIZE_MAX)
		s = str_from(s, slash + 1);
	return s;
}

/* indexed-repeat(field, repeat, i, …): names, and pairs. */
static bool
check_indexed(struct parser *p, const struct node *n, size_t at)
{
	bool good = n->n % 2 == 1 && n->args[0]->op == NODE_FIELD;
	for (size_t i = 1; i < n->n; i += 2)
		good = good && n->args[i]->op == NODE_FIELD;
	if (!good)
		(void)REFUSE(p, at,
			_("indexed-repeat 写作 indexed-repeat(${字段}, "
			  "${重复组}, 第几行)，外层的再加一对"));
	return good;
}

/* What a call means for names and flags, and what of it can be refused
 * before anything is evaluated. */
static struct node *
check_call(struct parser *p, struct node *n, size_t at)
{
	unsigned flags = n->func->flags;
	p->x->reads_rows =
		p->x->reads_rows || (flags & (FUNC_ROWS | FUNC_PARENT));
	p->x->varies = p->x->varies || (flags & FUNC_VARIES);
	n->odd = (flags & FUNC_PARENT) && n->n == 0 && p->rows.n > 0;
	if ((flags & (FUNC_XPATH | FUNC_OURS)) != 0)
		*ARENA_PUSH(p->arena, p->x->notes, p->x->n_notes) =
			(struct expr_note){n->func->name,
				(flags & FUNC_OURS) != 0, n->col};
	if ((flags & FUNC_INDEXED) != 0 && !check_indexed(p, n, at))
		return NULL;
	if ((flags & FUNC_LIST) != 0 && n->args[0]->op == NODE_STRING) {
		int col = n->args[0]->col;
		str list = n->args[0]->text;
		parse_note(p, EXPR_NAME_LIST, list, STR_NONE, col);
		for (int i = 1; i < 3; i++)
			if (n->args[i]->op == NODE_STRING)
				parse_note(p, EXPR_NAME_LIST, list,
					n->args[i]->text, n->args[i]->col);
	}
	if ((flags & FUNC_DOT) != 0 && (n->n == 0 || n->func->min > 0))
		p->x->reads_dot = true;
	if ((flags & FUNC_REF) != 0) {
		p->x->reads_records = true;
		const struct node *who = n->args[0];
		bool simple = who->op == NODE_FIELD || who->op == NODE_PLAIN;
		if (n->args[1]->op == NODE_STRING) {
			n->field = bare_name(n->args[1]->text);
			parse_note(p, EXPR_NAME_REF, n->field,
				simple ? who->text : STR_NONE, n->args[1]->col);
		}
	}
	if ((flags & FUNC_LABEL) != 0) {
		const struct node *field = n->args[1];
		n->field = field->text;
		if (field->op == NODE_STRING) {
			n->field = bare_name(field->text);
			parse_note(p, EXPR_NAME_FIELD, n->field, STR_NONE,
				field->col);
		}
		if (n->field.n == 0 || field->op == NODE_CALL)
			return REFUSE(p, at,
				_("jr:choice-name 的第二个参数是字段名，如 "
				  "'${sex}'"));
	}
	if ((flags & FUNC_ALGORITHM) != 0 && n->args[1]->op == NODE_STRING &&
		!str_is(n->args[1]->text, "SHA-256") &&
		!str_is(n->args[1]->text, "SHA-512"))
		return REFUSE(p, at,
			_("digest 只有 SHA-256 和 SHA-512，没有 %.*s"),
			STR_FMT(n->args[1]->text));
	if ((flags & FUNC_REGEX) != 0 && n->args[1]->op == NODE_STRING &&
		(!str_starts(n->args[1]->text, STR("^")) ||
			!str_ends(n->args[1]->text, STR("$"))))
		*ARENA_PUSH(p->arena, p->x->notes, p->x->n_notes) =
			(struct expr_note){
				n->func->name, false, n->args[1]->col};
	if ((flags & FUNC_REGEX) != 0 && n->args[1]->op == NODE_STRING &&
		regex_compile(p->arena, n->args[1]->text, &n->regex, p->e)) {
		(void)err_at(p->e, "", 1, n->args[1]->col);
		return NULL;
	}
	if ((flags & FUNC_PARENT) != 0 && n->n > 0 &&
		n->args[0]->op != NODE_PARENT && n->args[0]->op != NODE_FIELD &&
		n->args[0]->op != NODE_PLAIN && n->args[0]->op != NODE_DOT)
		return REFUSE(p, at, _("第几行写作 position(..)"));
	for (size_t i = 0; i < n->n; i++) {
		if (n->args[i]->op == NODE_PARENT && (flags & FUNC_PARENT) == 0)
			return REFUSE(p, at,
				_(".. 只能用在 position(..) 里；字段请写 "
				  "${名字}"));
	}
	return n;
}

static struct node *
refuse_unknown(struct parser *p, str name, size_t at)
{
	const struct func *like = expr_func_like(name);
	if (like != NULL)
		return REFUSE(p, at, _("没有函数 %.*s：是不是 %s？"),
			STR_FMT(name), like->name);
	return REFUSE(p, at, _("没有函数 %.*s"), STR_FMT(name));
}

static struct node *
refuse_count(struct parser *p, const struct func *f, int count, size_t at)
{
	if (f->max < 0)
		return REFUSE(p, at, _("%s 至少要 %d 个参数，这里有 %d 个"),
			f->name, f->min, count);
	if (f->min == f->max)
		return REFUSE(p, at, _("%s 要 %d 个参数，这里有 %d 个"),
			f->name, f->min, count);
	return REFUSE(p, at, _("%s 要 %d 到 %d 个参数，这里有 %d 个"), f->name,
		f->min, f->max, count);
}

struct node *
parse_call(struct parser *p, str name, size_t at)
{
	struct node *n = node_new(p, NODE_CALL, at);
	n->func = expr_func_find(name);
	if (n->func == NULL && p->idle == 0)
		return refuse_unknown(p, name, at);
	if (n->func == NULL)
		n->func = &expr_func_never;
	if (n->func->refused != NULL)
		return REFUSE(
			p, at, "%s: %s", n->func->name, _(n->func->refused));

	int count = 0;
	parse_space(p);
	p->at++; /* ( */
	parse_space(p);
	if (parse_peek(p) != ')' && parse_args(p, n, &count) == NULL)
		return NULL;
	if (!parse_take(p, ')'))
		return p->at >= p->text.n
			       ? REFUSE(p, at, _("%s 的括号没有收尾"),
					 n->func->name)
			       : refuse_operator(p);
	if (count >= n->func->min &&
		(n->func->max < 0 || count <= n->func->max))
		return check_call(p, n, at);
	if (p->idle == 0)
		return refuse_count(p, n->func, count, at);
	n->func = &expr_func_never;
	return n;
}
