// SPDX-License-Identifier: MIT
#include "forms/session_impl.h"

#include "forms/code.h"
#include "forms/field.h"
#include "forms/merge.h"
#include "store/lang.h"
#include "store/utf8.h"

/* What is wrong with the answers, in words for the one who fills them in. */

enum { EACH_MOST = 20 }; /* problems told of one field, over all its rows */

struct check {
	struct session *session;
	struct told {
		size_t n;
		bool error; /* one of them at least */
	} * told;           /* of each item; NULL: no limit */
	struct arena *arena;
	struct issue *issue;
	size_t n;
	size_t cap;
};

static void
add_issue(struct check *c, enum issue_kind kind, const struct cell *cell,
	str words)
{
	struct item *i = item_of(c->session, cell->field);
	struct told *told = c->told ? &c->told[i - c->session->item] : NULL;
	if (told && kind == ISSUE_ERROR)
		told->error = true;
	if (told && told->n++ >= EACH_MOST)
		return;
	if (c->n == c->cap) {
		size_t cap = c->cap ? c->cap * 2 : 8;
		c->issue = arena_grow(
			c->arena, c->issue, c->n, cap, sizeof(*c->issue));
		c->cap = cap;
	}
	c->issue[c->n++] = (struct issue){kind, cell->field,
		session_path(c->session, c->arena, cell),
		str_dup(c->arena, words)};
}

/* The form's own words, or ours. */
static str
words_or(struct check *c, const struct cell *cell, const struct label *own,
	str ours)
{
	str words = session_words(c->session, cell, own, c->arena);
	return words.n > 0 ? words : ours;
}

/* Evaluate; an expression that fails is a problem of its own. */
static bool
holds(struct check *c, const struct cell *cell, const struct expr *x,
	bool otherwise)
{
	str fault = STR_NONE;
	struct item *i = item_of(c->session, cell->field);
	bool truth =
		session_truth(c->session, i, cell->row, x, otherwise, &fault);
	if (fault.n > 0)
		add_issue(c, ISSUE_ERROR, cell, fault);
	return truth;
}

bool
session_is_required(struct session *s, const struct cell *c)
{
	const struct field *f = c->field;
	session_settle(s);
	if (!item_is_asked(item_of(s, f), c->row))
		return false;
	if (f->type == FIELD_REFERENCE && f->ref_missing)
		return false;
	return f->required_always ||
	       (f->required && session_truth(s, item_of(s, f), c->row,
				       f->required, false, NULL));
}

bool
session_skips(struct session *s, const struct cell *c)
{
	const struct field *f = c->field;
	if (!f->skip && !f->skip_if)
		return false;
	session_settle(s);
	struct item *i = item_of(s, f);
	return !value_is_blank(&answer_of(i, c->row)->value) &&
	       (f->skip ||
		       session_truth(s, i, c->row, f->skip_if, false, NULL));
}

bool
session_is_asked(struct session *s, const struct cell *c)
{
	session_settle(s);
	return item_is_asked(item_of(s, c->field), c->row);
}

/* --- choices
 * ---------------------------------------------------------------------- */

/* Codes that the filter does not let through. */
static void
check_choices(struct check *c, const struct cell *cell, str codes)
{
	str word;
	const struct choice_list *l = cell->field->list;
	while (l && str_word(&codes, &word)) {
		const struct choice *choice = choice_find(l, word);
		if (choice && choice_passes(c->session, cell, choice, c->arena))
			continue;
		const struct choice *const *v;
		size_t n = session_choices(c->session, cell, c->arena, &v);
		add_issue(c, ISSUE_ERROR, cell,
			str_fmt(c->arena, _("填了 %.*s，只能填 %.*s"),
				STR_FMT(word),
				STR_FMT(field_choices_text(c->arena, v, n))));
	}
}

/* --- references
 * ----------------------------------------------------------------------- */

static bool
is_ref_form(const struct field *f, str form)
{
	for (size_t k = 0; k < f->n_ref; k++)
		if (str_eq(f->ref[k], form))
			return true;
	return f->n_ref == 0;
}

/* Did the answer come with the final record and was not given since? */
static bool
is_as_stored(const struct session *s, const struct cell *cell)
{
	const struct answer *a = answer_of(item_of(s, cell->field), cell->row);
	return s->base_state == RECORD_FINAL && cell->row->loaded &&
	       a->round == 0;
}

static void
check_reference(struct check *c, const struct cell *cell, struct id id)
{
	struct reader *r = c->session->reader;
	struct record rec;
	struct err e;
	struct id into;
	str words;
	if (!r || !r->txn)
		return;
	enum err_code code = store_get(r->txn, id, c->arena, &rec, &e);
	str text = id_format(c->arena, id);
	if (code == ERR_ABSENT)
		add_issue(c, ISSUE_ERROR, cell,
			str_fmt(c->arena, _("没有记录 %.*s"), STR_FMT(text)));
	else if (code != ERR_OK)
		add_issue(c, ISSUE_ERROR, cell, str_of(e.words));
	else if (!is_ref_form(cell->field, rec.form))
		add_issue(c, ISSUE_ERROR, cell,
			str_fmt(c->arena, _("%.*s 是 %.*s 的记录，这里要 %.*s"),
				STR_FMT(text), STR_FMT(rec.form),
				STR_FMT(cell->field->ref[0])));
	else if (is_as_stored(c->session, cell))
		return; /* an old record stays editable */
	else if (rec.state == RECORD_FINAL &&
		 session_is_closed(c->session, id, c->arena, &words))
		add_issue(c, ISSUE_ERROR, cell, words);
	else if (rec.state == RECORD_FINAL &&
		 !session_offers(c->session, cell, r, &rec))
		add_issue(c, ISSUE_ERROR, cell,
			str_fmt(c->arena, _("记录 %.*s 不在这一栏可选的范围里"),
				STR_FMT(text)));
	else if (rec.state == RECORD_VOID && record_merged(r->txn, id, &into))
		add_issue(c, ISSUE_ERROR, cell,
			str_fmt(c->arena, _("记录 %.*s 已并入 %.*s，请改选它"),
				STR_FMT(text),
				STR_FMT(id_format(c->arena, into))));
	else if (rec.state == RECORD_VOID)
		add_issue(c, ISSUE_ERROR, cell,
			str_fmt(c->arena, _("记录 %.*s 已作废，不能引用"),
				STR_FMT(text)));
	else if (rec.state == RECORD_DRAFT)
		add_issue(c, ISSUE_ERROR, cell,
			str_fmt(c->arena,
				_("记录 %.*s 还是草稿，先把它存为完成"),
				STR_FMT(text)));
}

/* --- one cell ------------------------------------------------------------ */

static bool
has_reason(const struct session *s, str field)
{
	for (size_t k = 0; k < s->n_reason; k++)
		if (str_eq(s->reason[k].field, field))
			return s->reason[k].words.n > 0;
	return false;
}

static void
check_blank(struct check *c, const struct cell *cell)
{
	const struct field *f = cell->field;
	/* A serial number is given at saving, a computed one by the program. */
	if (f->serial || field_is_computed(f) ||
		!session_is_required(c->session, cell))
		return;
	add_issue(c, ISSUE_ERROR, cell,
		words_or(c, cell, &f->required_message,
			f->type == FIELD_REPEAT
				? str_of(_("没有填，至少要一行"))
				: str_of(_("没有填"))));
}

static void
check_code(struct check *c, const struct cell *cell, const struct value *v)
{
	const struct field *f = cell->field;
	str why;
	if (f->code.n == 0 || v->type != VALUE_TEXT ||
		(f->code_if && !holds(c, cell, f->code_if, true)))
		return;
	if (!code_check(c->arena, f->code, v->text, clock_today(), &why))
		add_issue(c, ISSUE_ERROR, cell, why);
}

static void
check_rules(struct check *c, const struct cell *cell, const struct value *v)
{
	const struct field *f = cell->field;
	struct arena *a = c->arena;
	str label = session_label(c->session, cell, a);
	str shown = f->type == FIELD_REPEAT ? STR_NONE
					    : utf8_sub(value_text(a, v), 0, 40);
	if (f->range.rule && !holds(c, cell, f->range.rule, true))
		add_issue(c, ISSUE_ERROR, cell,
			str_fmt(a,
				_("“%.*s”填的 %.*s 不行：从 %.*s 到 %.*s，每 "
				  "%.*s 一档"),
				STR_FMT(label), STR_FMT(shown),
				STR_FMT(f->range.start), STR_FMT(f->range.end),
				STR_FMT(f->range.step)));
	else if (f->constraint && !holds(c, cell, f->constraint, true))
		add_issue(c, ISSUE_ERROR, cell,
			words_or(c, cell, &f->constraint_message,
				str_fmt(a, _("“%.*s”填的 %.*s 不合规定：%.*s"),
					STR_FMT(label), STR_FMT(shown),
					STR_FMT(expr_text(f->constraint)))));
	if (f->warning && !has_reason(c->session, f->name) &&
		!holds(c, cell, f->warning, true))
		add_issue(c, ISSUE_WARNING, cell,
			words_or(c, cell, &f->warning_message,
				str_fmt(a, _("“%.*s”填的 %.*s 少见，请核对"),
					STR_FMT(label), STR_FMT(shown))));
}

static void
check_count(struct check *c, const struct cell *cell)
{
	struct session *s = c->session;
	struct item *i = item_of(s, cell->field);
	size_t n = answer_of(i, cell->row)->n_row;
	if (n == 0)
		check_blank(c, cell);
	if (!cell->field->repeat_count)
		return;
	double count = session_count(s, i, cell->row);
	if ((double)n + 1 <= count) /* the limits stopped it */
		add_issue(c, ISSUE_ERROR, cell,
			str_fmt(c->arena, _("应有 %.0f 行，最多 %zu 行"), count,
				n));
	if (count >= 0 && (double)n > count)
		add_issue(c, ISSUE_ERROR, cell,
			str_fmt(c->arena, _("应有 %.0f 行，现有 %zu 行"), count,
				n));
}

/* The session is settled. */
static void
check_cell(struct check *c, const struct cell *cell)
{
	const struct field *f = cell->field;
	struct item *i = item_of(c->session, f);
	const struct answer *a = answer_of(i, cell->row);
	if (!field_has_value(f) || !item_is_asked(i, cell->row))
		return;
	if (a->fault.n > 0) {
		add_issue(c, ISSUE_ERROR, cell, a->fault);
		return;
	}
	if (f->type == FIELD_REPEAT) {
		check_count(c, cell);
		if (a->n_row > 0)
			check_rules(c, cell, &a->value);
		return;
	}
	if (a->note.n > 0)
		add_issue(c, ISSUE_WARNING, cell, a->note);
	if (a->keyed == KEYED_ONCE)
		add_issue(c, ISSUE_ERROR, cell,
			str_of(_("这一栏要填两遍核对：请再填一遍")));
	if (value_is_blank(&a->value)) {
		check_blank(c, cell);
		return;
	}
	if (a->value.type == VALUE_CHOICE || a->value.type == VALUE_CHOICES)
		check_choices(c, cell, a->value.text);
	if (a->value.type == VALUE_REFERENCE && !i->computed)
		check_reference(c, cell, a->value.ref);
	check_code(c, cell, &a->value);
	check_rules(c, cell, &a->value);
}

/* --- the whole ----------------------------------------------------------- */

/* Sets of fields that another live record holds already. */
static void
check_uniques(struct check *c)
{
	struct session *s = c->session;
	struct record rec;
	if (!s->reader || !s->reader->txn)
		return;
	if (session_record(s, c->arena, false, NULL, &rec, NULL) != ERR_OK)
		return;
	rec.state = RECORD_FINAL;
	struct store_keys keys =
		record_keys(s->reader, c->arena, s->form, &rec);
	for (size_t k = 0; k < keys.n_uniques; k++) {
		struct id other;
		struct cell cell;
		str rest = keys.uniques[k].scope;
		str first;
		if (store_find_unique(s->reader->txn, s->form->id,
			    keys.uniques[k].scope, keys.uniques[k].value,
			    &other, NULL) != ERR_OK ||
			id_eq(other, s->id))
			continue;
		if (str_cut(&rest, '+', &first) &&
			session_find(s, first, &cell, NULL) == ERR_OK)
			add_issue(c, ISSUE_ERROR, &cell,
				unique_words(s->reader, c->arena, s->form,
					keys.uniques[k].scope, other));
	}
}

str
unique_words(struct reader *r, struct arena *a, const struct form *form,
	str scope, struct id other)
{
	struct buf names = {.arena = a};
	str name;
	while (str_cut(&scope, '+', &name)) {
		const struct field *f = form_field(form, name);
		if (names.n > 0)
			buf_addz(&names, _("、"));
		buf_add(&names, f ? label_text(&f->label) : name);
	}
	return str_fmt(a, _("%.*s 与已有记录 %.*s（%.*s）相同"),
		STR_FMT(buf_str(&names)), STR_FMT(id_short(a, other)),
		STR_FMT(record_title_of(r, a, other)));
}

/* Two thousand rows with the same problem are one more problem to tell. */
static void
sum_up(struct check *c)
{
	struct session *s = c->session;
	const struct told *told = c->told;
	c->told = NULL;
	for (size_t k = 0; k < s->n_item; k++) {
		struct cell cell;
		const struct item *i = &s->item[k];
		if (told[k].n <= EACH_MOST || !i->repeat ||
			session_find(s, i->repeat->field->name, &cell, NULL) !=
				ERR_OK)
			continue;
		add_issue(c, told[k].error ? ISSUE_ERROR : ISSUE_WARNING, &cell,
			str_fmt(c->arena, _("“%.*s”另有 %zu 处同样的问题"),
				STR_FMT(label_text(&i->field->label)),
				told[k].n - EACH_MOST));
	}
}

size_t
session_check(struct session *s, struct arena *a, struct issue **out)
{
	struct check c = {.session = s, .arena = a};
	const struct cell *cell;
	c.told = ARENA_ARRAY(a, s->n_item, struct told);
	size_t n = session_cells(s, &cell);
	for (size_t k = 0; k < n; k++)
		if (cell[k].relevant)
			check_cell(&c, &cell[k]);
	sum_up(&c);
	check_uniques(&c);
	*out = c.issue;
	return c.n;
}

size_t
session_check_cell(struct session *s, const struct cell *cell, struct arena *a,
	struct issue **out)
{
	struct check c = {.session = s, .arena = a};
	session_settle(s);
	check_cell(&c, cell);
	*out = c.issue;
	return c.n;
}

void
session_set_reason(struct session *s, str field, str reason)
{
	reason = str_trim(reason); /* blanks say nothing */
	if (reason.n == 0 && !has_reason(s, field))
		return;
	s->dirty = true;
	for (size_t k = 0; k < s->n_reason; k++)
		if (str_eq(s->reason[k].field, field)) {
			s->reason[k].words = str_dup(s->arena, reason);
			return;
		}
	s->reason = arena_grow(s->arena, s->reason, s->n_reason,
		s->n_reason + 1, sizeof(*s->reason));
	s->reason[s->n_reason++] = (struct reason){
		str_dup(s->arena, field), str_dup(s->arena, reason)};
}

void
session_progress(struct session *s, int *filled, int *asked)
{
	const struct cell *cell;
	size_t n = session_cells(s, &cell);
	*filled = 0;
	*asked = 0;
	for (size_t k = 0; k < n; k++) {
		const struct item *i = item_of(s, cell[k].field);
		if (!cell[k].relevant || !field_has_value(cell[k].field) ||
			i->computed || cell[k].field->read_only ||
			cell[k].field->type == FIELD_REPEAT)
			continue;
		(*asked)++;
		*filled += !value_is_blank(&answer_of(i, cell[k].row)->value);
	}
}
