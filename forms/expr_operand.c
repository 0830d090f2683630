// SPDX-License-Identifier: MIT
#include "forms/expr_parse.h"

#include <math.h>

#include "store/lang.h"

struct node *
parse_literal(struct parser *p)
{
	size_t at = p->at;
	char quote = p->text.p[p->at++];
	size_t len = str_chr(str_from(p->text, p->at), quote);
	if (len == SIZE_MAX)
		return REFUSE(p, at, _("引号 %c 没有收尾"), quote);
	struct node *n = node_new(p, NODE_STRING, at);
	n->text = str_sub(p->text, p->at, len);
	p->at += len + 1;
	return n;
}

static struct node *
parse_digits(struct parser *p)
{
	size_t at = p->at;
	bool point = false;
	while (p->at < p->text.n) {
		char c = p->text.p[p->at];
		if (c == '.' && !point)
			point = true;
		else if (c < '0' || c > '9')
			break;
		p->at++;
	}
	if (parse_sees(p, "e-")) {
		p->at += 2;
		while (parse_peek(p) >= '0' && parse_peek(p) <= '9')
			p->at++;
	}
	struct node *n = node_new(p, NODE_NUMBER, at);
	n->number = expr_text_number(str_sub(p->text, at, p->at - at));
	if (isnan(n->number))
		return REFUSE(p, at, _("数字写作 12 或 0.5，不用指数"));
	return n;
}

/* ${name}; also ODK's ${last-saved#name}. */
static struct node *
parse_field(struct parser *p)
{
	size_t at = p->at;
	if (!parse_sees(p, "${"))
		return REFUSE(p, at, _("字段写作 ${名字}"));
	p->at += 2;
	parse_space(p);
	size_t start = p->at;
	str name = parse_word(p);
	if (parse_peek(p) == '#') {
		p->at++;
		(void)parse_word(p); /* counted by p->at */
		name = str_sub(p->text, start, p->at - start);
	}
	parse_space(p);
	if (name.n == 0 || parse_peek(p) != '}')
		return REFUSE(p, at, _("字段写作 ${名字}，这里少了名字或 }"));
	p->at++;
	return node_field(p, name, at);
}

/*
 * The rest of a path after its first step: /name/name, /., /.. . ODK's
 * paths only say where a question stands; names are unique in our forms, so
 * the last step is the question. n is what stood before (may be replaced).
 */
static struct node *
parse_path_rest(struct parser *p, struct node *n, size_t at)
{
	for (;;) {
		parse_space(p);
		if (parse_sees(p, "::") || parse_sees(p, "["))
			return refuse_unexpected(p);
		if (parse_peek(p) != '/')
			return n;
		if (n->op == NODE_NUMBER || n->op == NODE_STRING)
			return refuse_operator(p);
		if (parse_sees(p, "//"))
			return REFUSE(p, p->at, _("不支持 //：请写 ${名字}"));
		p->at++;
		parse_space(p);
		if (parse_sees(p, "..")) {
			int up = n->op == NODE_PARENT ? n->up : 0;
			p->at += 2;
			n = node_new(p, NODE_PARENT, at);
			n->up = up + 1;
		} else if (parse_peek(p) == '.') {
			p->at++;
		} else {
			str name = parse_word(p);
			if (name.n == 0 || parse_peek(p) == '(')
				return REFUSE(p, p->at,
					_("路径里只能是字段名：请写 ${名字}"));
			n = node_new(p, NODE_FIELD, at);
			n->text = name;
		}
	}
}

/* A path that starts with ., .. or /: `.` itself, or a field. */
static struct node *
parse_path(struct parser *p)
{
	size_t at = p->at;
	struct node *n;
	if (parse_sees(p, "..")) {
		p->at += 2;
		n = node_new(p, NODE_PARENT, at);
		n->up = 1;
	} else if (parse_peek(p) == '.') {
		p->at++;
		n = node_new(p, NODE_DOT, at);
	} else {
		n = node_new(p, NODE_PARENT, at);
	}
	bool here = n->op == NODE_DOT || n->up > 0;
	n = parse_path_rest(p, n, at);
	if (n != NULL && n->op == NODE_FIELD)
		parse_note(p, EXPR_NAME_FIELD, n->text, STR_NONE, n->col);
	/* In the brackets of a repeat ./name and ../name begin at its row. */
	if (n != NULL && n->op == NODE_FIELD && here && p->rows.n > 0)
		n->op = NODE_PLAIN;
	if (n != NULL && n->op == NODE_DOT)
		p->x->reads_dot = true;
	return n;
}

/* A name: a call, a path, `this`, or a plain name. */
static struct node *
parse_name(struct parser *p)
{
	size_t at = p->at;
	str name = parse_word(p);
	if (name.n == 0)
		return refuse_unexpected(p);
	size_t end = p->at;
	parse_space(p);
	if (parse_peek(p) == '(') {
		/* current()/../name, current()/. : paths from here. */
		if (str_is(name, "current") && parse_sees(p, "()")) {
			p->at += 2;
			p->x->reads_dot = true;
			struct node *n = parse_path_rest(
				p, node_new(p, NODE_DOT, at), at);
			if (n != NULL && n->op == NODE_FIELD)
				parse_note(p, EXPR_NAME_FIELD, n->text,
					STR_NONE, n->col);
			return n;
		}
		if (str_is(name, "instance"))
			return parse_instance(p, at);
		return parse_call(p, name, at);
	}
	if (parse_peek(p) == '/') {
		struct node *n =
			parse_path_rest(p, node_new(p, NODE_PARENT, at), at);
		if (n != NULL && n->op == NODE_FIELD)
			parse_note(
				p, EXPR_NAME_FIELD, n->text, STR_NONE, n->col);
		return n;
	}
	p->at = end;
	if (str_is(name, "this"))
		return node_new(p, NODE_THIS, at);
	return node_plain(p, name, at);
}

static struct node *
parse_parens(struct parser *p)
{
	size_t at = p->at++;
	struct node *n = parse_or(p);
	if (n == NULL)
		return NULL;
	if (parse_take(p, ')'))
		return n;
	return p->at >= p->text.n ? REFUSE(p, at, _("括号没有收尾"))
				  : refuse_operator(p);
}

struct node *
parse_operand(struct parser *p)
{
	size_t at = p->at;
	char c = parse_peek(p);
	struct node *n;
	if (c == '(')
		n = parse_parens(p);
	else if (c == '\'' || c == '"')
		n = parse_literal(p);
	else if (c == '$')
		n = parse_field(p);
	else if (c >= '0' && c <= '9')
		n = parse_digits(p);
	else if (c == '.' && p->at + 1 < p->text.n &&
		 p->text.p[p->at + 1] >= '0' && p->text.p[p->at + 1] <= '9')
		n = parse_digits(p);
	else if (c == '.' || c == '/')
		return parse_path(p);
	else
		return parse_name(p);
	if (n == NULL || c == '(')
		return n;

	parse_space(p);
	if (c == '$' && parse_peek(p) == '[')
		return parse_rows(p, n, at);
	/* ${group}/name is a path too. */
	struct node *end = parse_path_rest(p, n, at);
	if (end != NULL && end != n && end->op == NODE_FIELD)
		parse_note(p, EXPR_NAME_FIELD, end->text, STR_NONE, end->col);
	return end;
}
