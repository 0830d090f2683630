// SPDX-License-Identifier: MIT
#include "forms/expr.h"

#include <string.h>

#include "forms/expr_impl.h"
#include "store/lang.h"
#include "store/utf8.h"

/*
 * The parser: recursive descent over the text itself. XPath's rule that
 * `*`, div, mod, and, or are operators exactly when an operand stands before
 * them needs no look-back here: operators are only looked for after one.
 */

enum { DEPTH_MAX = 64, TEXT_MAX = 65536, ARGS_MAX = 1000 };

struct expr {
	str text;
	struct node *root;
	struct expr_name *names;
	size_t n_names;
	size_t cap_names;
	bool reads_records;
	bool reads_dot;
};

struct parser {
	struct arena *arena;
	struct err *e;
	struct expr *x;
	str text;
	size_t at;
	int depth;
	str where; /* the form whose where we stand in, empty outside */
	size_t col_at; /* a place whose column is known */
	int col;
};

static struct node *parse_or(struct parser *p);

/* Counts on from the place asked for last: places mostly ascend. */
static int
column(struct parser *p, size_t at)
{
	if (at < p->col_at)
		p->col_at = 0, p->col = 0;
	p->col += (int)utf8_count(str_sub(p->text, p->col_at, at - p->col_at));
	p->col_at = at;
	return p->col + 1;
}

/* Refuse at a place: fill e, with its column, and return NULL. */
#define REFUSE(p, place, ...) \
	(err_set((p)->e, ERR_INPUT, __VA_ARGS__), \
		(void)err_at((p)->e, "", 1, column((p), (place))), NULL)

static void
skip_space(struct parser *p)
{
	while (p->at < p->text.n && strchr(" \t\r\n", p->text.p[p->at]) != NULL &&
		p->text.p[p->at] != '\0')
		p->at++;
}

static char
peek(const struct parser *p)
{
	return p->at < p->text.n ? p->text.p[p->at] : '\0';
}

static bool
looking_at(const struct parser *p, const char *z)
{
	return str_starts(str_from(p->text, p->at), str_of(z));
}

static bool
take(struct parser *p, char c)
{
	skip_space(p);
	if (p->at >= p->text.n || p->text.p[p->at] != c)
		return false;
	p->at++;
	return true;
}

/* CJK and full-width punctuation end a name: typed by mistake, they should
 * be refused by name and not swallowed. */
static bool
is_name_char(uint32_t c, bool first)
{
	if (c == UTF8_BAD || c == UTF8_END)
		return false;
	if (c >= 0x80)
		return !(c >= 0x2000 && c <= 0x206F) &&
		       !(c >= 0x3000 && c <= 0x303F) &&
		       !(c >= 0xFF00 && c <= 0xFFEF) && c >= 0xC0 &&
		       c != 0xD7 && c != 0xF7;
	if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_')
		return true;
	return !first && ((c >= '0' && c <= '9') || c == '-' || c == '.');
}

/* A name at p->at, perhaps prefix:name; empty when there is none. */
static str
read_name(struct parser *p)
{
	size_t start = p->at;
	bool first = true;
	bool colon = false;
	while (p->at < p->text.n) {
		str rest = str_from(p->text, p->at);
		size_t before = rest.n;
		uint32_t c = utf8_next(&rest);
		if (c == ':' && !first && !colon) {
			str next = rest;
			if (!is_name_char(utf8_next(&next), true))
				break;
			colon = true;
			first = true;
		} else if (is_name_char(c, first)) {
			first = false;
		} else {
			break;
		}
		p->at += before - rest.n;
	}
	return str_sub(p->text, start, p->at - start);
}

static struct node *
node_new(struct parser *p, enum node_op op, size_t at)
{
	struct node *n = ARENA_NEW(p->arena, struct node);
	n->op = op;
	n->col = column(p, at);
	return n;
}

static void
note_name(struct parser *p, enum expr_name_kind kind, str name, str form,
	int col)
{
	struct expr *x = p->x;
	if (x->n_names == x->cap_names) {
		size_t cap = x->cap_names > 0 ? x->cap_names * 2 : 8;
		x->names = arena_grow(p->arena, x->names, x->n_names, cap,
			sizeof(*x->names));
		x->cap_names = cap;
	}
	x->names[x->n_names++] = (struct expr_name){.kind = kind,
		.name = name,
		.form = form,
		.where = kind == EXPR_NAME_OTHER ? STR_NONE : p->where,
		.col = col};
}

static struct node *
field_node(struct parser *p, str name, size_t at)
{
	struct node *n = node_new(p, NODE_FIELD, at);
	n->text = name;
	note_name(p, EXPR_NAME_FIELD, name, STR_NONE, n->col);
	return n;
}

static struct node *
plain_node(struct parser *p, str name, size_t at)
{
	bool other = p->where.n > 0;
	struct node *n = node_new(p, NODE_PLAIN, at);
	n->text = name;
	note_name(p, other ? EXPR_NAME_OTHER : EXPR_NAME_PLAIN, name,
		other ? p->where : STR_NONE, n->col);
	return n;
}

static struct node *
refuse_unexpected(struct parser *p)
{
	if (p->at >= p->text.n)
		return REFUSE(p, p->at, _("表达式没有写完：这里还要一个值"));

	str rest = str_from(p->text, p->at);
	str after = rest;
	uint32_t c = utf8_next(&after);
	str shown = str_sub(rest, 0, rest.n - after.n);
	if (c >= 0xFF01 && c <= 0xFF5E)
		return REFUSE(p, p->at,
			_("全角符号「%.*s」：请改用半角的 %c"), STR_FMT(shown),
			(char)(c - 0xFEE0));
	if (c >= 0x2018 && c <= 0x201D)
		return REFUSE(p, p->at,
			_("弯引号「%.*s」：文字请用半角引号 ' 或 \" 括起"),
			STR_FMT(shown));
	if (c == '=')
		return REFUSE(p, p->at, _("这里不能有 =：相等只写一个 ="));
	if (c == ')')
		return REFUSE(p, p->at, _("右括号前缺少一个值"));
	if (c == '[')
		return REFUSE(p, p->at,
			_("不支持方括号条件：请用 count-of、indexed-repeat 等函数"));
	if (c == UTF8_BAD || c < ' ')
		return REFUSE(p, p->at, _("这里的字符不能用在表达式里"));
	return REFUSE(p, p->at, _("这里要一个值，而不是「%.*s」"),
		STR_FMT(shown));
}

static struct node *
refuse_operator(struct parser *p)
{
	static const struct {
		const char *wrong;
		const char *right;
	} mistakes[] = {{"&&", "and"}, {"||", "or"}, {"<>", "!="}, {"!", "!="},
		{"%", "mod"}, {"/", "div"}, {"==", "="}, {"≥", ">="},
		{"≤", "<="}, {"≠", "!="}, {"×", "*"}, {"÷", "div"}};
	for (size_t i = 0; i < sizeof(mistakes) / sizeof(mistakes[0]); i++) {
		if (looking_at(p, mistakes[i].wrong))
			return REFUSE(p, p->at, _("没有运算符 %s：请写 %s"),
				mistakes[i].wrong, mistakes[i].right);
	}
	if (peek(p) == ')')
		return REFUSE(p, p->at, _("多了一个右括号"));
	if (peek(p) == ',')
		return REFUSE(p, p->at, _("逗号只能写在函数的括号里"));
	if (peek(p) == '[')
		return refuse_unexpected(p);
	str rest = str_from(p->text, p->at);
	str after = rest;
	uint32_t c = utf8_next(&after);
	if (c == UTF8_BAD || c < ' ' || (c >= 0xFF01 && c <= 0xFF5E) ||
		(c >= 0x2018 && c <= 0x201D))
		return refuse_unexpected(p);
	return REFUSE(p, p->at,
		_("两个值之间缺少运算符（「%.*s」前）：可用 + - * div mod = != < and or"),
		STR_FMT(str_sub(rest, 0, rest.n - after.n)));
}

static struct node *
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
	struct node *n = node_new(p, NODE_NUMBER, at);
	n->number = expr_text_number(str_sub(p->text, at, p->at - at));
	return n;
}

/* ${name}; also ODK's ${last-saved#name}. */
static struct node *
parse_field(struct parser *p)
{
	size_t at = p->at;
	if (!looking_at(p, "${"))
		return REFUSE(p, at, _("字段写作 ${名字}"));
	p->at += 2;
	skip_space(p);
	size_t start = p->at;
	str name = read_name(p);
	if (peek(p) == '#') {
		p->at++;
		(void)read_name(p); /* counted by p->at */
		name = str_sub(p->text, start, p->at - start);
	}
	skip_space(p);
	if (name.n == 0 || peek(p) != '}')
		return REFUSE(p, at, _("字段写作 ${名字}，这里少了名字或 }"));
	p->at++;
	return field_node(p, name, at);
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
		skip_space(p);
		if (looking_at(p, "::") || looking_at(p, "["))
			return refuse_unexpected(p);
		if (peek(p) != '/')
			return n;
		if (n->op == NODE_NUMBER || n->op == NODE_STRING)
			return refuse_operator(p);
		if (looking_at(p, "//"))
			return REFUSE(p, p->at,
				_("不支持 //：请写 ${名字}"));
		p->at++;
		skip_space(p);
		if (looking_at(p, "..")) {
			p->at += 2;
			n = node_new(p, NODE_PARENT, at);
		} else if (peek(p) == '.') {
			p->at++;
		} else {
			str name = read_name(p);
			if (name.n == 0 || peek(p) == '(')
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
	if (looking_at(p, "..")) {
		p->at += 2;
		n = node_new(p, NODE_PARENT, at);
	} else if (peek(p) == '.') {
		p->at++;
		n = node_new(p, NODE_DOT, at);
	} else {
		n = node_new(p, NODE_PARENT, at);
	}
	n = parse_path_rest(p, n, at);
	if (n != NULL && n->op == NODE_FIELD)
		note_name(p, EXPR_NAME_FIELD, n->text, STR_NONE, n->col);
	if (n != NULL && n->op == NODE_DOT)
		p->x->reads_dot = true;
	return n;
}

/* An argument that names a form or a field: a name or a quoted name. */
static bool
parse_named(struct parser *p, str *name, int *col)
{
	skip_space(p);
	size_t at = p->at;
	*col = column(p, at);
	if (peek(p) == '\'' || peek(p) == '"') {
		struct node *n = parse_literal(p);
		if (n == NULL)
			return false;
		*name = n->text;
	} else {
		*name = read_name(p);
	}
	skip_space(p);
	if (name->n == 0 || (peek(p) != ',' && peek(p) != ')')) {
		(void)REFUSE(p, at, _("这里只能写一个名字，不能是表达式"));
		return false;
	}
	return true;
}

/*
 * Which index may help a where: a top-level `name = this` or
 * `name = ${x}`, either way round, alone or joined by `and`.
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
		if (name->op == NODE_PLAIN &&
			(value->op == NODE_THIS || value->op == NODE_FIELD)) {
			call->hint_field = name->text;
			call->hint = value;
			return;
		}
	}
}

static bool
add_arg(struct parser *p, struct node *n, struct node *arg)
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

/* (form, where) and (form, field, where). */
static struct node *
parse_records(struct parser *p, struct node *n, int *count)
{
	int col;
	p->x->reads_records = true;
	if (!parse_named(p, &n->text, &col))
		return NULL;
	note_name(p, EXPR_NAME_FORM, n->text, STR_NONE, col);
	*count = 1;
	if ((n->func->flags & FUNC_FIELD) != 0 && take(p, ',')) {
		if (!parse_named(p, &n->field, &col))
			return NULL;
		note_name(p, EXPR_NAME_OTHER, n->field, n->text, col);
		*count = 2;
	}
	if (take(p, ',')) {
		str outer = p->where;
		p->where = n->text;
		struct node *where = parse_or(p);
		p->where = outer;
		if (where == NULL)
			return NULL;
		(void)add_arg(p, n, where); /* the only one */
		find_hint(n, where);
		(*count)++;
	}
	while (take(p, ',')) { /* too many: count them for the message */
		if (parse_or(p) == NULL)
			return NULL;
		(*count)++;
	}
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
		if (!add_arg(p, n, arg))
			return REFUSE(p, p->at, _("参数太多：最多 %d 个"),
				ARGS_MAX);
	} while (take(p, ','));
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

/* What a call means for names and flags, and what of it can be refused
 * before anything is evaluated. */
static struct node *
check_call(struct parser *p, struct node *n, size_t at)
{
	unsigned flags = n->func->flags;
	if ((flags & FUNC_DOT) != 0 && (n->n == 0 || n->func->max == 1))
		p->x->reads_dot = p->x->reads_dot || n->n == 0 ||
				  strcmp(n->func->name, "once") == 0;
	if ((flags & FUNC_REF) != 0) {
		p->x->reads_records = true;
		const struct node *who = n->args[0];
		bool simple = who->op == NODE_FIELD || who->op == NODE_PLAIN;
		if (n->args[1]->op == NODE_STRING) {
			n->field = bare_name(n->args[1]->text);
			note_name(p, EXPR_NAME_REF, n->field,
				simple ? who->text : STR_NONE, n->args[1]->col);
		}
	}
	if ((flags & FUNC_LABEL) != 0) {
		const struct node *field = n->args[1];
		n->field = field->text;
		if (field->op == NODE_STRING) {
			n->field = bare_name(field->text);
			note_name(p, EXPR_NAME_FIELD, n->field, STR_NONE,
				field->col);
		}
		if (n->field.n == 0 || field->op == NODE_CALL)
			return REFUSE(p, at,
				_("jr:choice-name 的第二个参数是字段名，如 '${sex}'"));
	}
	if ((flags & FUNC_ALGORITHM) != 0 &&
		n->args[1]->op == NODE_STRING &&
		!str_is(n->args[1]->text, "SHA-256") &&
		!str_is(n->args[1]->text, "SHA-512"))
		return REFUSE(p, at,
			_("digest 只有 SHA-256 和 SHA-512，没有 %.*s"),
			STR_FMT(n->args[1]->text));
	if ((flags & FUNC_REGEX) != 0 && n->args[1]->op == NODE_STRING &&
		regex_compile(p->arena, n->args[1]->text, &n->regex, p->e)) {
		(void)err_at(p->e, "", 1, n->args[1]->col);
		return NULL;
	}
	for (size_t i = 0; i < n->n; i++) {
		if (n->args[i]->op == NODE_PARENT && (flags & FUNC_PARENT) == 0)
			return REFUSE(p, at,
				_(".. 只能用在 position(..) 里；字段请写 ${名字}"));
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

static struct node *
parse_call(struct parser *p, str name, size_t at)
{
	struct node *n = node_new(p, NODE_CALL, at);
	n->func = expr_func_find(name);
	if (n->func == NULL)
		return refuse_unknown(p, name, at);
	if (n->func->refused != NULL)
		return REFUSE(p, at, "%s: %s", n->func->name,
			_(n->func->refused));

	int count = 0;
	skip_space(p);
	p->at++; /* ( */
	skip_space(p);
	if (peek(p) != ')' && parse_args(p, n, &count) == NULL)
		return NULL;
	if (!take(p, ')'))
		return p->at >= p->text.n
			       ? REFUSE(p, at, _("%s 的括号没有收尾"),
					 n->func->name)
			       : refuse_operator(p);
	if (count < n->func->min || (n->func->max >= 0 && count > n->func->max))
		return refuse_count(p, n->func, count, at);
	return check_call(p, n, at);
}

/* A name: a call, a path, `this`, or a plain name. */
static struct node *
parse_name(struct parser *p)
{
	size_t at = p->at;
	str name = read_name(p);
	if (name.n == 0)
		return refuse_unexpected(p);
	size_t end = p->at;
	skip_space(p);
	if (peek(p) == '(') {
		/* current()/../name, current()/. : paths from here. */
		if (str_is(name, "current") && looking_at(p, "()")) {
			p->at += 2;
			p->x->reads_dot = true;
			struct node *n = parse_path_rest(
				p, node_new(p, NODE_DOT, at), at);
			if (n != NULL && n->op == NODE_FIELD)
				note_name(p, EXPR_NAME_FIELD, n->text, STR_NONE,
					n->col);
			return n;
		}
		return parse_call(p, name, at);
	}
	if (peek(p) == '/') {
		struct node *n =
			parse_path_rest(p, node_new(p, NODE_PARENT, at), at);
		if (n != NULL && n->op == NODE_FIELD)
			note_name(p, EXPR_NAME_FIELD, n->text, STR_NONE,
				n->col);
		return n;
	}
	p->at = end;
	if (str_is(name, "this"))
		return node_new(p, NODE_THIS, at);
	return plain_node(p, name, at);
}

static struct node *
parse_parens(struct parser *p)
{
	size_t at = p->at++;
	struct node *n = parse_or(p);
	if (n == NULL)
		return NULL;
	if (take(p, ')'))
		return n;
	return p->at >= p->text.n ? REFUSE(p, at, _("括号没有收尾"))
				  : refuse_operator(p);
}

static struct node *
parse_operand(struct parser *p)
{
	size_t at = p->at;
	char c = peek(p);
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

	/* ${group}/name is a path too. */
	struct node *end = parse_path_rest(p, n, at);
	if (end != NULL && end != n && end->op == NODE_FIELD)
		note_name(p, EXPR_NAME_FIELD, end->text, STR_NONE, end->col);
	return end;
}

static struct node *
chain_add(struct parser *p, struct node *chain, struct node *first,
	enum op op, struct node *next)
{
	if (chain == NULL) {
		chain = ARENA_NEW(p->arena, struct node);
		chain->op = NODE_CHAIN;
		chain->col = first->col;
		(void)add_arg(p, chain, first); /* a chain may be long */
		chain->ops = arena_alloc(p->arena, 2);
	} else if ((chain->n & (chain->n - 1)) == 0) {
		chain->ops = arena_grow(
			p->arena, chain->ops, chain->n, chain->n * 2, 1);
	}
	chain->ops[chain->n] = (unsigned char)op;
	(void)add_arg(p, chain, next);
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
	skip_space(p);
	if (looking_at(p, "==") || looking_at(p, "<>") || looking_at(p, "||"))
		return false;
	for (size_t i = 0; i < sizeof(operators) / sizeof(operators[0]); i++) {
		if (operators[i].level != level ||
			!looking_at(p, operators[i].spelling))
			continue;
		p->at += strlen(operators[i].spelling);
		*op = operators[i].op;
		return true;
	}
	return false;
}

static struct node *parse_level(struct parser *p, int level);

static struct node *
parse_unary(struct parser *p)
{
	size_t at = p->at;
	size_t signs = 0;
	while (take(p, '-'))
		signs++;
	struct node *n = parse_level(p, LEVEL_UNARY + 1);
	if (n == NULL || signs == 0)
		return n;
	struct node *minus = node_new(p, NODE_MINUS, at);
	minus->odd = signs % 2 == 1;
	(void)add_arg(p, minus, n); /* the only one */
	return minus;
}

static struct node *
parse_level(struct parser *p, int level)
{
	skip_space(p);
	if (level == LEVEL_UNARY)
		return parse_unary(p);
	if (level == LEVEL_OPERAND)
		return parse_operand(p);
	struct node *first = parse_level(p, level + 1);
	if (first == NULL)
		return NULL;
	struct node *chain = NULL;
	enum op op;
	while (take_operator(p, level, &op)) {
		struct node *next = parse_level(p, level + 1);
		if (next == NULL)
			return NULL;
		chain = chain_add(p, chain, first, op, next);
	}
	return chain != NULL ? chain : first;
}

static struct node *
parse_or(struct parser *p)
{
	if (++p->depth > DEPTH_MAX) {
		err_set(p->e, ERR_LIMIT, _("括号和函数嵌套超过 %d 层"),
			DEPTH_MAX);
		(void)err_at(p->e, "", 1, column(p, p->at));
		return NULL;
	}
	struct node *n = parse_level(p, 0);
	p->depth--;
	return n;
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
	skip_space(&p);
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
