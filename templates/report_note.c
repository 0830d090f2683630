// SPDX-License-Identifier: MIT
#include "templates/report_note.h"
#include "templates/report_said.h"
#include "templates/report_figure.h"
#include "templates/writers/writer.h"

#include "store/lang.h"

struct notes {
	struct run *run;
	str *v;
	size_t n;
	struct report_check *check;
	size_t n_check;
};

static void
note(struct notes *s, str words)
{
	if ((s->n & (s->n - 1)) == 0)
		s->v = arena_grow(s->run->arena, s->v, s->n,
			s->n ? 2 * s->n : 4, sizeof *s->v);
	s->v[s->n++] = words;
}

/* --- figures and what they are called
 * ----------------------------------------- */

/* The figures of the lines; in a table, those of the columns. */
struct named {
	str id;
	const struct indicator *figure;
};

static size_t
figures(const struct report_def *d)
{
	return d->n_line ? d->n_column : d->n_row;
}

static struct named
figure_at(const struct report_def *d, size_t i)
{
	return d->n_line ? (struct named){d->column[i].id, &d->column[i].figure}
			 : (struct named){d->row[i].id, &d->row[i].figure};
}

/* --- lines without figures
 * ------------------------------------------------------- */

/* The first form a row lacks; *some: it has a part that could be counted. */
static str
row_lacks(const struct report_def *d, size_t row, bool *some)
{
	const struct indicator *of = figure_at(d, row).figure;
	const struct formula *f[] = {&of->numerator, &of->denominator};
	str missing = STR_NONE;

	*some = true;
	for (size_t k = 0; k < 2; k++) {
		bool part = !f[k]->n;
		for (size_t i = 0; i < f[k]->n; i++) {
			const struct element *x =
				&d->element[f[k]->v[i].element];
			str m = x->missing.n ? x->missing : x->lacks;
			part = part || !x->missing.n;
			if (m.n && !missing.n)
				missing = m;
		}
		*some = *some && part;
	}
	return missing;
}

static str
source_label(const struct report_def *d, str form_id)
{
	for (size_t i = 0; i < d->n_source; i++)
		if (str_eq(d->source[i].form_id, form_id))
			return label_text(&d->source[i].name);
	return form_id;
}

/* "志愿者（A7a）、危机干预队伍（A8）": rows by the form they lack. */
static str
lacking(struct run *run, bool partly)
{
	const struct report_def *d = run->def;
	struct buf b = {.arena = run->arena};
	size_t n = figures(d);
	bool *told = ARENA_ARRAY(run->arena, n, bool);

	for (size_t i = 0; i < n; i++) {
		bool some;
		str form = row_lacks(d, i, &some);
		if (told[i] || !form.n || some != partly ||
			str_is(form, MISSING_RULE))
			continue;
		if (b.n)
			buf_addz(&b, _("、"));
		buf_add(&b, source_label(d, form));
		const char *between = _("（");
		for (size_t k = i; k < n; k++) {
			if (!str_eq(row_lacks(d, k, &some), form) ||
				some != partly)
				continue;
			told[k] = true;
			buf_addf(&b, "%s%.*s", between,
				STR_FMT(figure_at(d, k).id));
			between = " ";
		}
		buf_addz(&b, _("）"));
	}
	return buf_str(&b);
}

/* Lines whose form is here, but not the way to count them. */
static void
note_pending(struct notes *s)
{
	struct buf b = {.arena = s->run->arena};

	const struct report_def *d = s->run->def;

	for (size_t i = 0; i < figures(d); i++) {
		bool some;
		if (str_is(row_lacks(d, i, &some), MISSING_RULE))
			buf_addf(&b, " %.*s", STR_FMT(figure_at(d, i).id));
	}
	if (b.n)
		note(s, str_fmt(s->run->arena, _("这些行本版还不会算：%.*s"),
				STR_FMT(str_trim(buf_str(&b)))));
}

static void
note_lacking(struct notes *s)
{
	str none = lacking(s->run, false);
	str partly = lacking(s->run, true);
	struct arena *a = s->run->arena;

	if (none.n)
		note(s, str_fmt(a,
				_("这些行没有数字（—），因为来源表单没有安装：%"
				  ".*s"),
				STR_FMT(none)));
	if (partly.n)
		note(s, str_fmt(a, _("这些行只数了已安装的表单，还缺：%.*s"),
				STR_FMT(partly)));
	note_pending(s);
	for (size_t i = 0; i < s->run->def->n_list; i++) {
		const struct list_def *l = &s->run->def->list[i];
		if (!l->form && l->source == LIST_FORM)
			note(s, str_fmt(a, _("没有安装的表单：%.*s"),
					STR_FMT(source_label(
						s->run->def, l->form_id))));
	}
}

/* --- states without a date
 * ----------------------------------------------------------- */

/* The data were changed after the period: an undated state is today's. */
static void
note_undated(struct notes *s)
{
	const struct report_def *d = s->run->def;
	struct buf b = {.arena = s->run->arena};

	if (date_of_moment(clock_of_ms(s->run->newest)) <= s->run->period.last)
		return;
	for (size_t i = 0; i < figures(d); i++) {
		const struct formula *f = &figure_at(d, i).figure->numerator;
		bool undated = false;
		for (size_t k = 0; k < f->n; k++) {
			const struct element *x = &d->element[f->v[k].element];
			undated = undated || (x->undated && !x->missing.n);
		}
		if (undated)
			buf_addf(&b, " %.*s", STR_FMT(figure_at(d, i).id));
	}
	if (b.n)
		note(s, str_fmt(s->run->arena,
				_("期末以后又有改动。这些行用到没有日期的状态，"
				  "按现在的登记计：%.*s"),
				STR_FMT(str_trim(buf_str(&b)))));
}

/* --- figures below a list
 * ----------------------------------------------------------- */

/* 接受规范服务率：66.67 %（2 / 3） */
static void
note_figure(struct notes *s, const struct row_def *row)
{
	struct run *run = s->run;
	struct arena *a = run->arena;
	const struct indicator *x = &row->figure;
	struct report_cell n;
	struct report_cell m;
	struct report_cell value = report_figure(run, x, 0, &n, &m);
	struct report_cell met = said_met_cell(run, x, 0, &value);
	struct buf b = {.arena = a};

	buf_addf(&b, _("%.*s：%.*s"), STR_FMT(label_text(&row->label)),
		STR_FMT(cell_text(a, &value)));
	if (value.kind == CELL_NUMBER && label_text(&row->unit).n)
		buf_addf(&b, " %.*s", STR_FMT(label_text(&row->unit)));
	if (n.kind == CELL_NUMBER && m.kind == CELL_NUMBER)
		buf_addf(&b, _("（%.*s / %.*s）"), STR_FMT(cell_text(a, &n)),
			STR_FMT(cell_text(a, &m)));
	if (met.kind == CELL_TEXT)
		buf_addf(&b, _("，达标：%.*s"), STR_FMT(met.text));
	note(s, buf_str(&b));
}

static void
note_not_listed(struct notes *s)
{
	const struct run *run = s->run;

	if (run->not_listed.n)
		note(s, str_fmt(run->arena, _("您的角色无权看，没有列出：%.*s"),
				STR_FMT(buf_str(&run->not_listed))));
	if (run->passed_over)
		note(s, str_of(_("您的角色看不到的记录没有列入")));
}

/* --- rules
 * -------------------------------------------------------------------------- */

bool
rule_holds(enum rule_op op, int cmp)
{
	switch (op) {
	case RULE_EQ:
		return cmp == 0;
	case RULE_NE:
		return cmp != 0;
	case RULE_LT:
		return cmp < 0;
	case RULE_LE:
		return cmp <= 0;
	case RULE_GT:
		return cmp > 0;
	case RULE_GE:
		return cmp >= 0;
	}
	return true;
}

static str
fraction_text(struct arena *a, struct fraction f)
{
	struct decimal d = {0, 0};

	return fraction_round(f, -1, &d) ? decimal_format(a, d) : STR("?");
}

/* Is any part of it missing? Then the rule has nothing to say. */
static bool
is_whole(const struct report_def *d, const struct formula *f)
{
	for (size_t i = 0; i < f->n; i++)
		if (d->element[f->v[i].element].missing.n)
			return false;
	return f->n > 0;
}

static void
note_rule(struct notes *s, const struct rule_def *rule, size_t column)
{
	struct run *run = s->run;
	struct arena *a = run->arena;
	struct fraction left;
	struct fraction right;

	if (!is_whole(run->def, &rule->left) ||
		!is_whole(run->def, &rule->right) ||
		!tally_value(run, &rule->left, column, &left) ||
		!tally_value(run, &rule->right, column, &right) ||
		rule_holds(rule->op, fraction_cmp(left, right)))
		return;
	const struct column_def *c = &run->def->column[column];
	str words = label_text(&rule->message);
	struct report_check *check = ARENA_PUSH(a, s->check, s->n_check);
	check->error = rule->error;
	check->words = str_fmt(a,
		_("校核不通过（%.*s）：应 %.*s，实为 %.*s 和 "
		  "%.*s%s%.*s"),
		STR_FMT(label_text(&c->label)), STR_FMT(rule->text),
		STR_FMT(fraction_text(a, left)),
		STR_FMT(fraction_text(a, right)), words.n ? _("。") : "",
		STR_FMT(words));
	note(s, check->words);
}

static void
note_rules(struct notes *s)
{
	for (size_t i = 0; i < s->run->def->n_rule; i++)
		for (size_t c = 0; c < s->run->def->n_column; c++)
			if (s->run->window[c].figures)
				note_rule(s, &s->run->def->rule[i], c);
}

/* --- drafts -------------------------------------------------------------- */

static bool
counts_form(const struct report_def *d, str form_id)
{
	for (size_t i = 0; i < d->n_element; i++)
		if (str_eq(d->element[i].form_id, form_id))
			return true;
	for (size_t i = 0; i < d->n_list; i++)
		if (str_eq(d->list[i].form_id, form_id))
			return true;
	return false;
}

/* The day a draft would count on; DAY_NONE when it does not say. */
static day_t
draft_day(struct run *run, const struct record *rec)
{
	const struct form *form;
	struct err e;

	if (catalog_form(run->reader->catalog, rec->form, &form, &e) ||
		!form->event_date)
		return DAY_NONE;
	const struct value *v =
		fields_get(&rec->fields, form->event_date->name);
	if (!v)
		return DAY_NONE;
	return v->type == VALUE_DATE       ? v->day
	       : v->type == VALUE_DATETIME ? date_of_moment(v->moment)
					   : DAY_NONE;
}

struct drafts {
	struct run *run;
	struct keyset seen; /* ids: one may wait in both places */
};

static bool
note_draft(void *arg, const struct record *rec)
{
	struct drafts *d = arg;
	struct run *run = d->run;
	day_t day = rec->state == RECORD_DRAFT ? draft_day(run, rec) : DAY_NONE;

	if (day != DAY_NONE && day >= run->period.first &&
		day <= run->period.last)
		keyset_put(&d->seen, (str){(const char *)rec->id.b, 16}, 1);
	return true;
}

/* Every form of the report, once. */
static enum err_code
look_everywhere(struct drafts *d, struct err *e)
{
	const struct report_def *def = d->run->def;
	struct keyset forms = {.arena = d->run->arena};
	enum err_code code = ERR_OK;

	for (size_t i = 0; i < def->n_element; i++)
		if (def->element[i].form)
			keyset_put(&forms, def->element[i].form_id, 1);
	for (size_t i = 0; i < def->n_list; i++)
		if (def->list[i].form)
			keyset_put(&forms, def->list[i].form_id, 1);
	for (size_t i = 0; i < forms.n && !code; i++)
		code = store_each_draft(d->run->reader->txn, forms.item[i].key,
			note_draft, d, e);
	return code;
}

static enum err_code
note_drafts(struct notes *s, struct report *out)
{
	struct run *run = s->run;
	struct drafts d = {.run = run, .seen = {.arena = run->arena}};
	struct draft *draft;
	size_t n;
	enum err_code code = store_drafts(
		run->reader->txn, run->scratch, &draft, &n, run->e);

	for (size_t i = 0; !code && i < n; i++)
		if (!draft[i].base_rev &&
			counts_form(run->def, draft[i].record.form))
			note_draft(&d, &draft[i].record);
	arena_reset(run->scratch);
	if (!code)
		code = look_everywhere(&d, run->e);
	out->drafts = d.seen.n;
	if (out->drafts)
		note(s, str_fmt(run->arena, _("本期另有 %zu 份草稿没有计入"),
				out->drafts));
	return code;
}

enum err_code
report_notes(struct run *run, struct report *out)
{
	struct notes s = {.run = run};

	for (size_t i = 0; i < run->def->n_note; i++)
		note(&s, said_note(run, label_text(&run->def->note[i])));
	for (size_t i = 0; i < run->def->n_summary; i++)
		note_figure(&s, &run->def->summary[i]);
	note_not_listed(&s);
	note_lacking(&s);
	note_undated(&s);
	if (run->rows_too_big.n)
		note(&s, str_fmt(run->arena,
				 _("这些行有数太大，算不出，那一格空着：%.*s"),
				 STR_FMT(str_trim(
					 buf_str(&run->rows_too_big)))));
	note_rules(&s);
	enum err_code code = note_drafts(&s, out);
	for (size_t i = 0; i < run->more->n_note; i++)
		note(&s, run->more->note[i]);
	out->check = s.check;
	out->n_check = s.n_check;
	out->note = s.v;
	out->n_note = s.n;
	return code;
}
