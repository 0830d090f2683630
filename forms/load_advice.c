// SPDX-License-Identifier: MIT
#include "forms/load_impl.h"
#include "forms/printed.h"

#include "store/lang.h"

/* What is no mistake of the language, but hardly meant: warnings for the one
 * who writes the form. */

/* The column of an expression as a place in the file. */
static struct place
place_of(const struct form_expr *x, int col)
{
	struct place at = {x->at.line, x->at.col};
	if (x->at.kind == YAML_SCALAR)
		yaml_place(&x->at, col, &at.line, &at.col);
	return at;
}

/* --- questions that are never asked, codes that are in no list ----------- */

static void
check_constant(struct load *l, const struct form_expr *x)
{
	static const struct expr_ops none;
	const struct expr_scope scope = {.ops = &none};
	const struct field *f = x->field;
	bool truth = true;
	if (!f || x->x != f->relevant || !expr_is_constant(x->x) ||
		expr_eval_boolean(x->x, &scope, l->out->arena, &truth, NULL) !=
			ERR_OK ||
		truth)
		return;
	struct place at = place_of(x, 1);
	LOAD_WARNING(l, &at, _("“%.*s”永远不会问：relevant 总是假"),
		STR_FMT(f->name));
}

static void
say_no_code(struct load *l, const struct form_expr *x,
	const struct expr_equality *q, const struct choice_list *list)
{
	struct place at = place_of(x, q->col);
	str *names = ARENA_ARRAY(l->out->arena, list->n, str);
	for (size_t i = 0; i < list->n; i++)
		names[i] = list->v[i].name;
	bool never =
		q->top && q->equal && x->field && x->x == x->field->relevant;
	LOAD_WARNING(l, &at,
		never ? _("代码表“%.*s”没有代码“%.*s”，这一题永远不会问%s")
		      : _("代码表“%.*s”没有代码“%.*s”%s"),
		STR_FMT(list->name), STR_FMT(q->text),
		load_hint(l, q->text, names, list->n));
}

/* ${sex} = 'x' where the list of sex has no x. */
static void
check_codes_named(struct load *l, const struct form_expr *x)
{
	const struct expr_equality *q;
	size_t n = expr_equalities(x->x, l->out->arena, &q);
	for (size_t i = 0; i < n; i++) {
		const struct field *f =
			str_is(q[i].field, ".")
				? x->field
				: form_field(l->form, q[i].field);
		bool select = f && f->list &&
			      (f->type == FIELD_SELECT_ONE ||
				      f->type == FIELD_SELECT_MULTIPLE);
		if (select && q[i].is_text && q[i].text.n > 0 &&
			!(f->type == FIELD_SELECT_MULTIPLE &&
				str_chr(q[i].text, ' ') != SIZE_MAX) &&
			!choice_find(f->list, q[i].text))
			say_no_code(l, x, &q[i], f->list);
	}
}

/* --- options that are never shown ---------------------------------------- */

static str
column(const struct choice *c, str name)
{
	for (size_t i = 0; i < c->n; i++)
		if (str_eq(c->v[i].name, name))
			return c->v[i].value.text;
	return str_is(name, "name") ? c->name : STR_NONE;
}

/* Could a filter's condition `column = …` ever hold for this choice? */
static bool
may_show(struct load *l, const struct choice *c, const struct expr_equality *q)
{
	if (q->plain.n == 0 || !q->top || !q->equal)
		return true;
	str text = column(c, q->plain);
	if (q->is_text)
		return str_eq(text, q->text);
	const struct field *f = form_field(l->form, q->text);
	if (!f || f->type != FIELD_SELECT_ONE || !f->list)
		return true;
	return text.n == 0 || choice_find(f->list, text) != NULL;
}

/* Only of a list that this one question uses, and that is the form's own. */
static void
check_options(struct load *l, const struct form_expr *x)
{
	const struct field *f = x->field;
	const struct expr_equality *q;
	if (!x->is_filter || !f || !f->list ||
		!str_eq(f->list->file, l->form->file))
		return;
	for (size_t i = 0; i < l->n_field; i++)
		if (l->field[i] != f && l->field[i]->list == f->list)
			return;
	size_t n = expr_equalities(x->x, l->out->arena, &q);
	for (size_t k = 0; k < f->list->n; k++) {
		const struct choice *c = &f->list->v[k];
		for (size_t i = 0; i < n && !c->other; i++) {
			if (may_show(l, c, &q[i]))
				continue;
			LOAD_WARNING(l, c,
				_("选项“%.*s”永远不会出现：%.*s 是“%.*s”，"
				  "不合“%.*s”的 choice_filter"),
				STR_FMT(c->name), STR_FMT(q[i].plain),
				STR_FMT(column(c, q[i].plain)),
				STR_FMT(f->name));
			break;
		}
	}
}

/* --- lists nobody uses --------------------------------------------------- */

static void
check_unused(struct load *l)
{
	for (size_t i = 0; i < l->n_list; i++) {
		const struct choice_list *list = l->list[i];
		bool used = list->n == 0;
		for (size_t k = 0; k < l->n_used; k++)
			used = used || l->used[k] == list;
		if (!used)
			LOAD_WARNING(l, &list->v[0],
				_("代码表“%.*s”没有题目用它"),
				STR_FMT(list->name));
	}
}

/* --- two in one place of the printed sheet ---------------------------------
 */

static void
check_sheet(struct load *l, const struct field *repeat, struct arena *a)
{
	struct printed *v;
	size_t n = form_printed(l->form, repeat, a, &v);
	int end = 0; /* the first free column of the line */
	for (size_t i = 0; i < n; i++) {
		if (i > 0 && v[i].row == v[i - 1].row && v[i].col < end)
			LOAD_WARNING(l, v[i].field,
				_("“%.*s”与“%.*s”印在同一处：x_print 第 %d 行"),
				STR_FMT(v[i].field->name),
				STR_FMT(v[i - 1].field->name), v[i].row);
		if (i == 0 || v[i].row != v[i - 1].row)
			end = 0;
		if (v[i].col + v[i].span > end)
			end = v[i].col + v[i].span;
	}
	arena_reset(a);
}

static void
check_print(struct load *l)
{
	struct arena *a = arena_new();
	bool some = false;
	for (size_t i = 0; i < l->n_field; i++)
		some = some || l->field[i]->print.row > 0;
	if (some)
		check_sheet(l, NULL, a);
	for (size_t i = 0; some && i < l->n_field; i++)
		if (l->field[i]->type == FIELD_REPEAT)
			check_sheet(l, l->field[i], a);
	arena_free(a);
}

/* --- missing translations
 * ------------------------------------------------------ */

enum { LANGUAGES_MOST = 16 };

/* The languages of a form, and how many of its labels each has. */
struct spoken {
	str lang[LANGUAGES_MOST];
	size_t count[LANGUAGES_MOST];
	size_t n;
};

static void
hear(struct spoken *s, str lang)
{
	size_t k = 0;
	while (k < s->n && !str_eq(s->lang[k], lang))
		k++;
	if (k == LANGUAGES_MOST)
		return;
	s->lang[k] = lang;
	s->count[k] = k == s->n ? 1 : s->count[k] + 1;
	s->n += k == s->n;
}

static int
count_languages(const struct label *t)
{
	int n = (t->text[LANG_ZH].n > 0) + (t->text[LANG_EN].n > 0);
	for (const struct translation *m = t->more; m; m = m->next)
		n++;
	return n;
}

/* What at least half of the labels are in; none when most have but one. */
static struct spoken
listen(const struct load *l)
{
	struct spoken all = {.n = 0};
	struct spoken most = {.n = 0};
	size_t labels = 0;
	size_t several = 0;
	for (size_t i = 0; i < l->n_field; i++) {
		const struct label *t = &l->field[i]->label;
		if (l->field[i]->made || label_text(t).n == 0)
			continue;
		labels++;
		several += count_languages(t) > 1;
		if (t->text[LANG_ZH].n > 0)
			hear(&all, STR("zh"));
		if (t->text[LANG_EN].n > 0)
			hear(&all, STR("en"));
		for (const struct translation *m = t->more; m; m = m->next)
			hear(&all, m->lang);
	}
	for (size_t k = 0; k < all.n && several * 2 >= labels; k++)
		if (all.count[k] * 2 >= labels)
			most.lang[most.n++] = all.lang[k];
	return most;
}

static str
language_name(str lang)
{
	if (str_is(lang, "zh"))
		return str_of(_("中文"));
	return str_is(lang, "en") ? str_of(_("英文")) : lang;
}

static void
check_field_languages(
	struct load *l, const struct field *f, const struct spoken *s)
{
	const struct {
		const char *key;
		const struct label *label;
	} text[] = {{"label", &f->label}, {"hint", &f->hint},
		{"guidance_hint", &f->guidance},
		{"required_message", &f->required_message},
		{"constraint_message", &f->constraint_message},
		{"x_warning_message", &f->warning_message}};
	for (size_t k = 0; k < sizeof(text) / sizeof(text[0]); k++)
		for (size_t i = 0; i < s->n; i++)
			if (label_text(text[k].label).n > 0 &&
				label_in(text[k].label, s->lang[i]).n == 0)
				LOAD_WARNING(l, f, _("“%.*s”的 %s 缺少%.*s"),
					STR_FMT(f->name), text[k].key,
					STR_FMT(language_name(s->lang[i])));
}

static void
check_choice_languages(
	struct load *l, const struct choice *c, const struct spoken *s)
{
	for (size_t i = 0; i < s->n; i++)
		if (label_in(&c->label, s->lang[i]).n == 0 &&
			!str_eq(label_text(&c->label), c->name))
			LOAD_WARNING(l, c, _("选项“%.*s”的 label 缺少%.*s"),
				STR_FMT(c->name),
				STR_FMT(language_name(s->lang[i])));
}

/* Of a form that speaks several languages each text should have them all. */
static void
check_languages(struct load *l)
{
	struct spoken s = listen(l);
	if (s.n < 2)
		return;
	for (size_t i = 0; i < l->n_field; i++)
		if (!l->field[i]->made)
			check_field_languages(l, l->field[i], &s);
	for (size_t i = 0; i < l->n_list; i++)
		for (size_t k = 0; k < l->list[i]->n; k++)
			check_choice_languages(l, &l->list[i]->v[k], &s);
}

/* --- what ODK Collect cannot do
 * ----------------------------------------------- */

static void
check_portable(struct load *l, const struct form_expr *x)
{
	static const struct {
		const char *name;
		const char *instead;
	} known[] = {{"floor", "int"}, {"ceiling", "round"}, {"rand", "random"},
		{"substring", "substr"}};
	const struct expr_note *note;
	size_t n = expr_notes(x->x, &note);
	for (size_t i = 0; i < n; i++) {
		struct place at = place_of(x, note[i].col);
		const char *instead = NULL;
		for (size_t k = 0; k < sizeof(known) / sizeof(known[0]); k++)
			if (str_eq(str_of(known[k].name),
				    str_of(note[i].function)))
				instead = known[k].instead;
		if (str_is(str_of(note[i].function), "regex"))
			LOAD_WARNING(l, &at,
				_("regex 在这里找到一处就算，在 ODK Collect "
				  "里要整段相符：请写 ^…$"));
		if (instead)
			LOAD_WARNING(l, &at,
				_("函数 %s 在 ODK Collect 里没有：可用 %s"),
				note[i].function, instead);
	}
}

void
load_advice(struct load *l)
{
	for (size_t i = 0; i < l->n_expr; i++) {
		check_constant(l, &l->expr[i]);
		check_codes_named(l, &l->expr[i]);
		check_options(l, &l->expr[i]);
		check_portable(l, &l->expr[i]);
	}
	check_unused(l);
	check_print(l);
	check_languages(l);
}
