// SPDX-License-Identifier: MIT
#include "forms/expr_impl.h"

#include <math.h>
#include <string.h>

#include "store/lang.h"
#include "store/utf8.h"

/* Logic, choices and rows; and where functions are found. */

static const struct func *const tables[] = {expr_func_table, expr_number_table,
	expr_string_table, expr_date_table, expr_records_table,
	expr_list_table};
enum { TABLES = sizeof(tables) / sizeof(tables[0]) };

const struct func *
expr_func_find(str name)
{
	for (size_t t = 0; t < TABLES; t++) {
		for (const struct func *f = tables[t]; f->name != NULL; f++) {
			if (str_is(name, f->name))
				return f;
		}
	}
	return NULL;
}

/* Levenshtein's distance, case and -_ apart; names are short. */
static int
distance(str a, const char *b)
{
	enum { LONGEST = 40 };
	int row[LONGEST + 1];
	int n = (int)strlen(b);
	if (n > LONGEST || a.n > LONGEST)
		return LONGEST;
	for (int j = 0; j <= n; j++)
		row[j] = j;
	for (size_t i = 0; i < a.n; i++) {
		char c = a.p[i];
		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if (c == '_')
			c = '-';
		int corner = row[0]++;
		for (int j = 0; j < n; j++) {
			int change = corner + (c != b[j]);
			corner = row[j + 1];
			int best = row[j + 1] < row[j] ? row[j + 1] : row[j];
			row[j + 1] = change < best + 1 ? change : best + 1;
		}
	}
	return row[n];
}

const struct func *
expr_func_like(str name)
{
	const struct func *best = NULL;
	int least = name.n > 5 ? 3 : 2;
	for (size_t t = 0; t < TABLES; t++) {
		for (const struct func *f = tables[t]; f->name != NULL; f++) {
			int d = distance(name, f->name);
			if (d < least && f->refused == NULL) {
				least = d;
				best = f;
			}
		}
	}
	return best;
}

static bool
fn_true(struct call *c, struct xvalue *out)
{
	(void)c; /* takes nothing */
	return give_boolean(out, true);
}

static bool
fn_false(struct call *c, struct xvalue *out)
{
	(void)c; /* takes nothing */
	return give_boolean(out, false);
}

static bool
fn_boolean(struct call *c, struct xvalue *out)
{
	bool b;
	return arg_boolean(c, 0, &b) && give_boolean(out, b);
}

static bool
fn_not(struct call *c, struct xvalue *out)
{
	bool b;
	return arg_boolean(c, 0, &b) && give_boolean(out, !b);
}

static bool
fn_boolean_from_string(struct call *c, struct xvalue *out)
{
	str s;
	return arg_string(c, 0, &s) &&
	       give_boolean(out, str_is(s, "1") || str_is(s, "true"));
}

static bool
fn_if(struct call *c, struct xvalue *out)
{
	bool b;
	return arg_boolean(c, 0, &b) && arg_value(c, b ? 1 : 2, out);
}

static bool
fn_coalesce(struct call *c, struct xvalue *out)
{
	str s = STR_NONE;
	for (size_t i = 0; i < c->node->n && s.n == 0; i++) {
		if (!arg_string(c, i, &s))
			return false;
	}
	return give_string(out, s);
}

/* The question's value once it has one. */
static bool
fn_once(struct call *c, struct xvalue *out)
{
	str s = expr_scope_asking(c->scope)->dot;
	if (s.n == 0 && !arg_string(c, 0, &s))
		return false;
	return give_string(out, s);
}

/* The two bounds of a checklist. At most -1 is no bound; with at least
 * below 1 as well anything will do. */
static bool
checklist_bounds(struct call *c, double *least, double *most, bool *any)
{
	if (!arg_number(c, 0, least) || !arg_number(c, 1, most))
		return false;
	*any = *most == -1 && *least < 1;
	if (*most == -1)
		*most = INFINITY;
	return true;
}

static bool
fn_checklist(struct call *c, struct xvalue *out)
{
	double least;
	double most;
	double met = 0;
	bool any;
	if (!checklist_bounds(c, &least, &most, &any))
		return false;
	for (size_t i = 2; i < c->node->n && !any; i++) {
		struct xvalue v;
		if (!arg_value(c, i, &v) ||
			!expr_charge(c->ev, xvalue_count(&v)))
			return false;
		for (size_t j = 0; j < xvalue_count(&v); j++) {
			struct xvalue item = xvalue_item(&v, j);
			met += xvalue_to_boolean(&item);
		}
	}
	return give_boolean(out, any || (met >= least && met <= most));
}

static bool
fn_weighted_checklist(struct call *c, struct xvalue *out)
{
	double least;
	double most;
	double met = 0;
	bool any;
	if (c->node->n % 2 != 0)
		return expr_fail(c, _("weighted-checklist 的回答和权重要成对"));
	if (!checklist_bounds(c, &least, &most, &any))
		return false;
	for (size_t i = 2; i < c->node->n && !any; i += 2) {
		bool b;
		double weight;
		if (!arg_boolean(c, i, &b) || !arg_number(c, i + 1, &weight))
			return false;
		met += b ? weight : 0;
	}
	return give_boolean(out, any || (met >= least && met <= most));
}

static bool
fn_selected(struct call *c, struct xvalue *out)
{
	str list;
	str code;
	str word;
	if (!arg_string(c, 0, &list) || !arg_string(c, 1, &code) ||
		!expr_charge(c->ev, list.n / 64))
		return false;
	code = str_trim(code);
	while (str_word(&list, &word)) {
		if (str_eq(word, code))
			return give_boolean(out, true);
	}
	return give_boolean(out, false);
}

static bool
fn_selected_at(struct call *c, struct xvalue *out)
{
	str list;
	str word;
	double at;
	if (!arg_string(c, 0, &list) || !arg_number(c, 1, &at) ||
		!expr_charge(c->ev, list.n / 64))
		return false;
	at = trunc(at);
	for (double i = 0; str_word(&list, &word); i++) {
		if (i == at)
			return give_string(out, word);
	}
	return give_string(out, STR_NONE);
}

static bool
fn_count_selected(struct call *c, struct xvalue *out)
{
	str list;
	str word;
	double n = 0;
	if (!arg_string(c, 0, &list) || !expr_charge(c->ev, list.n / 64))
		return false;
	while (str_word(&list, &word))
		n++;
	return give_number(out, n);
}

/* Labels belong to the record asked; a code without one is shown as it is. */
static bool
fn_choice_name(struct call *c, struct xvalue *out)
{
	str code;
	if (!arg_string(c, 0, &code))
		return false;
	const struct expr_scope *s = expr_scope_asking(c->scope);
	str label = code;
	if (code.n > 0 && s->ops != NULL && s->ops->choice_label != NULL &&
		!s->ops->choice_label(
			s, c->node->field, code, c->ev->arena, &label))
		label = code;
	return give_string(out, label);
}

/* All rows of the i-th argument; only names and `.` have rows. */
static bool
arg_nodes(struct call *c, size_t i, struct xvalue *out)
{
	if (!expr_node_all(c->ev, c->node->args[i], c->scope, out))
		return false;
	if (out->type == X_NODES)
		return expr_charge(c->ev, out->nodes.n);
	enum node_op op = c->node->args[i]->op;
	if (op != NODE_FIELD && op != NODE_PLAIN)
		return expr_fail(c, _("%s 要一个字段或重复组的名字"),
			c->node->func->name);
	/* A scope may answer a name with a plain value: one row. */
	str *v = ARENA_NEW(c->ev->arena, str);
	*v = xvalue_to_string(c->ev->arena, out);
	*out = (struct xvalue){.type = X_NODES, .nodes = {v, 1}};
	return true;
}

static bool
fn_count(struct call *c, struct xvalue *out)
{
	struct xvalue v;
	return arg_nodes(c, 0, &v) && give_number(out, (double)v.nodes.n);
}

static bool
fn_count_non_empty(struct call *c, struct xvalue *out)
{
	struct xvalue v;
	if (!arg_nodes(c, 0, &v))
		return false;
	double n = 0;
	for (size_t i = 0; i < v.nodes.n; i++)
		n += v.nodes.v[i].n > 0;
	return give_number(out, n);
}

/* position(..): which row of the repeat; 1 outside of any. position() in the
 * brackets of a repeat: of the row that is looked at. */
static bool
fn_position(struct call *c, struct xvalue *out)
{
	const struct expr_scope *s = expr_scope_asking(c->scope);
	const struct node *of = c->node->n > 0 ? c->node->args[0] : NULL;
	bool named = of && (of->op == NODE_FIELD || of->op == NODE_PLAIN);
	int up = of && of->op == NODE_PARENT && of->up > 0 ? of->up : 1;
	int row = 0;
	if (c->node->odd)
		return give_number(out, (double)c->ev->position);
	if (s->ops != NULL && s->ops->position != NULL)
		row = s->ops->position(s, named ? of->text : STR_NONE, up);
	return give_number(out, row > 0 ? row : 1);
}

/* The rows by their scope's own count, where it knows no repeats. */
static bool
indexed_flat(struct call *c, double row, struct xvalue *out)
{
	struct xvalue v;
	if (!arg_nodes(c, 0, &v))
		return false;
	size_t n = 0;
	if (row >= 1 && row <= (double)v.nodes.n && row == trunc(row)) {
		v.nodes.v += (size_t)row - 1;
		n = 1;
	}
	v.nodes.n = n;
	*out = v;
	return true;
}

/* indexed-repeat(field, repeat, i [, outer, j …]): the field in those rows. */
static bool
fn_indexed_repeat(struct call *c, struct xvalue *out)
{
	enum { PAIRS = 3 };
	struct expr_row at[PAIRS];
	const struct expr_scope *s = expr_scope_asking(c->scope);
	size_t n = 0;
	for (size_t i = 2; i < c->node->n && n < PAIRS; i += 2) {
		at[n].repeat = c->node->args[i - 1]->text;
		if (!arg_number(c, i, &at[n++].number))
			return false;
	}
	if (s->ops == NULL || s->ops->get_at == NULL)
		return indexed_flat(c, at[0].number, out);
	if (!s->ops->get_at(
		    s, c->node->args[0]->text, at, n, c->ev->arena, out))
		return expr_fail(c, _("indexed-repeat：“%.*s”不在“%.*s”里"),
			STR_FMT(c->node->args[0]->text), STR_FMT(at[0].repeat));
	return expr_charge(c->ev, xvalue_count(out));
}

static bool
fn_never(struct call *c, struct xvalue *out)
{
	(void)out; /* there is no value */
	return expr_fail(c, _("没有这个函数，或参数个数不对"));
}

const struct func expr_func_never = {"never", 0, -1, .call = fn_never};

const struct func expr_func_table[] = {
	{"true", 0, 0, .call = fn_true},
	{"false", 0, 0, .call = fn_false},
	{"boolean", 1, 1, .call = fn_boolean},
	{"boolean-from-string", 1, 1, .call = fn_boolean_from_string},
	{"not", 1, 1, .call = fn_not},
	{"if", 3, 3, .call = fn_if},
	{"coalesce", 2, 2, .call = fn_coalesce},
	{"once", 1, 1, .call = fn_once, .flags = FUNC_DOT},
	{"checklist", 2, -1, .call = fn_checklist},
	{"weighted-checklist", 2, -1, .call = fn_weighted_checklist},
	{"selected", 2, 2, .call = fn_selected},
	{"selected-at", 2, 2, .call = fn_selected_at},
	{"count-selected", 1, 1, .call = fn_count_selected},
	{"jr:choice-name", 2, 2, .call = fn_choice_name, .flags = FUNC_LABEL},
	{"count", 1, 1, .call = fn_count, .flags = FUNC_ROWS},
	{"count-non-empty", 1, 1, .call = fn_count_non_empty,
		.flags = FUNC_ROWS},
	{"position", 0, 1, .call = fn_position, .flags = FUNC_PARENT},
	{"indexed-repeat", 3, 7, .call = fn_indexed_repeat,
		.flags = FUNC_ROWS | FUNC_INDEXED},
	{"last", 0, 0,
		.refused = N_("没有路径条件，也就没有 last；请用 count")},
	{"lang", 1, 1, .refused = N_("表单不分语言取值")},
	{"id", 1, 1, .refused = N_("没有 XML 节点；请写 ${名字}")},
	{"name", 0, 1, .refused = N_("没有 XML 节点；请写 ${名字}")},
	{"local-name", 0, 1, .refused = N_("没有 XML 节点；请写 ${名字}")},
	{"namespace-uri", 0, 1, .refused = N_("没有 XML 节点；请写 ${名字}")},
	{"jr:itext", 1, 1,
		.refused = N_("标签直接写在 label 里，不用 jr:itext")},
	{"area", 1, 1, .refused = N_("终端里没有地图，不支持地理函数")},
	{"distance", 1, -1, .refused = N_("终端里没有地图，不支持地理函数")},
	{"geofence", 2, 2, .refused = N_("终端里没有地图，不支持地理函数")},
	{"intersects", 1, 1, .refused = N_("终端里没有地图，不支持地理函数")},
	{"extract-signed", 2, 2, .refused = N_("不支持；签名由程序自己核对")},
	{.name = NULL},
};
