// SPDX-License-Identifier: MIT
#include "forms/generate_impl.h"

#include "forms/code.h"
#include "store/lang.h"
#include "store/utf8.h"

/* Names and texts of made-up records: forms/demo/names.yaml. */

enum { NESTED_MOST = 8 };

static const struct word_list *
list_find(const struct generator *g, str name)
{
	for (size_t k = 0; k < g->n_list; k++)
		if (str_eq(g->list[k].name, name))
			return &g->list[k];
	return NULL;
}

/* --- reading
 * ------------------------------------------------------------------- */

/* One text, or a list of them. */
static enum err_code
read_texts(struct generator *g, const char *file, const struct yaml *y,
	const str **out, size_t *n, struct err *e)
{
	const struct yaml *item = y;
	*n = 1;
	if (y && y->kind == YAML_LIST) {
		item = y->item;
		*n = y->n;
	}
	str *v = ARENA_ARRAY(g->arena, *n, str);
	for (size_t k = 0; y && k < *n; k++) {
		if (item[k].kind != YAML_SCALAR) {
			err_set(e, ERR_INPUT, _("这里要一个字串或一列字串"));
			return err_at(e, file, item[k].line, item[k].col);
		}
		v[k] = item[k].text;
	}
	*out = v;
	if (!y)
		*n = 0;
	return ERR_OK;
}

static enum err_code
read_lists(struct generator *g, const char *file, const struct yaml *lists,
	struct err *e)
{
	size_t n = lists && lists->kind == YAML_MAP ? lists->n : 0;
	struct word_list *v = ARENA_ARRAY(g->arena, n, struct word_list);
	for (size_t k = 0; k < n; k++) {
		v[k].name = lists->pair[k].key;
		enum err_code code = read_texts(
			g, file, &lists->pair[k].value, &v[k].v, &v[k].n, e);
		if (code != ERR_OK)
			return code;
	}
	g->list = v;
	g->n_list = n;
	return ERR_OK;
}

static enum err_code
read_rules(struct generator *g, const char *file, const struct yaml *rules,
	struct err *e)
{
	size_t n = rules && rules->kind == YAML_LIST ? rules->n : 0;
	struct word_rule *v = ARENA_ARRAY(g->arena, n, struct word_rule);
	for (size_t k = 0; k < n; k++) {
		const struct yaml *y = &rules->item[k];
		v[k].mask = yaml_text(y, "mask");
		v[k].multiline = str_is(yaml_text(y, "multiline"), "yes");
		enum err_code code = read_texts(g, file, yaml_get(y, "label"),
			&v[k].label, &v[k].n_label, e);
		if (code == ERR_OK)
			code = read_texts(g, file, yaml_get(y, "text"),
				&v[k].text, &v[k].n_text, e);
		if (code == ERR_OK && v[k].n_text == 0) {
			err_set(e, ERR_INPUT, _("这里缺少 text（填什么字）"));
			code = err_at(e, file, y->line, y->col);
		}
		if (code != ERR_OK)
			return code;
	}
	g->rule = v;
	g->n_rule = n;
	return ERR_OK;
}

enum err_code
words_load(struct generator *g, const char *file, str bytes, struct err *e)
{
	const struct yaml *root;
	enum err_code code = yaml_parse(g->arena, file, bytes, &root, e);
	if (code == ERR_OK)
		code = read_lists(g, file, yaml_get(root, "lists"), e);
	if (code == ERR_OK)
		code = read_rules(g, file, yaml_get(root, "texts"), e);
	return code;
}

/* --- writing
 * --------------------------------------------------------------------- */

static void add_text(
	struct generator *g, struct buf *b, str text, str label, int depth);

static void
add_word(struct generator *g, struct buf *b, str name, str label, int depth)
{
	const struct word_list *l = list_find(g, name);
	if (str_is(name, "label"))
		buf_add(b, label);
	else if (str_is(name, "number"))
		buf_addf(b, "%d", (int)dice_between(&g->dice, 1, 199));
	else if (l && l->n > 0)
		add_text(g, b, l->v[dice_below(&g->dice, l->n)], label,
			depth + 1);
	else
		buf_add(b, name);
}

static void
add_text(struct generator *g, struct buf *b, str text, str label, int depth)
{
	while (text.n > 0) {
		size_t open = str_chr(text, '{');
		size_t close = str_chr(text, '}');
		if (depth > NESTED_MOST || open == SIZE_MAX ||
			close == SIZE_MAX || close < open) {
			buf_add(b, text);
			return;
		}
		buf_add(b, str_sub(text, 0, open));
		add_word(g, b, str_sub(text, open + 1, close - open - 1), label,
			depth);
		text = str_from(text, close + 1);
	}
}

str
words_fill(struct generator *g, struct arena *a, str text, str label)
{
	struct buf b = {.arena = a};
	add_text(g, &b, text, label, 0);
	return buf_str(&b);
}

static bool
is_multiline(const struct field *f)
{
	return str_is(f->appearance, "multiline");
}

static bool
rule_fits(const struct word_rule *r, const struct field *f)
{
	str label = f->label.text[LANG_ZH];
	if (r->multiline && !is_multiline(f))
		return false;
	if (r->mask.n > 0)
		return str_eq(r->mask, f->mask);
	for (size_t k = 0; k < r->n_label; k++)
		if (str_find(label, r->label[k]) != SIZE_MAX)
			return true;
	return r->n_label == 0;
}

static const struct word_rule *
rule_for(const struct generator *g, const struct field *f)
{
	for (size_t k = 0; k < g->n_rule; k++)
		if (rule_fits(&g->rule[k], f))
			return &g->rule[k];
	return NULL;
}

bool
words_has(const struct generator *g, const struct field *f)
{
	return rule_for(g, f) != NULL;
}

str
words_for(struct generator *g, struct arena *a, const struct field *f)
{
	const struct word_rule *r = rule_for(g, f);
	str label = f->label.text[LANG_ZH];
	if (!r)
		return label.n > 0 ? label : f->name;
	return words_fill(
		g, a, r->text[dice_below(&g->dice, r->n_text)], label);
}

/* --- identity numbers
 * -------------------------------------------------------------- */

enum { SEQ_RESERVED = 996 }; /* 996–999: no living person has them */

str
words_idno(struct generator *g, struct arena *a, day_t day, int youngest,
	int oldest, bool woman)
{
	const struct word_list *areas = list_find(g, STR("area"));
	str area = areas && areas->n > 0 ? str_sub(areas->v[0], 0, 6)
					 : STR("500112");
	day_t last = date_add_months(day, -12 * youngest);
	day_t first = date_add_months(day, -12 * (oldest + 1)) + 1;
	struct ymd b = date_ymd((day_t)dice_between(&g->dice, first, last));
	int seq = SEQ_RESERVED + (int)dice_below(&g->dice, 4);
	if (woman)
		seq &= ~1; /* even numbers are women's */
	str head = str_fmt(a, "%.*s%04d%02d%02d%03d", STR_FMT(area), b.year,
		b.month, b.day, seq);
	return str_fmt(a, "%.*s%c", STR_FMT(head), code_idno_digit(head));
}
