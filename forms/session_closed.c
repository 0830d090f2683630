// SPDX-License-Identifier: MIT
#include "forms/session_impl.h"

#include "forms/move.h"
#include "forms/reader_impl.h"
#include "store/lang.h"

/*
 * x_closed of what a new record refers to, and of what that belongs to: a
 * session of a case of a person is asked of the case, of all the case refers
 * to (the consent it rests on), and so on upwards. Rules that are `direct`
 * are asked of the first step only.
 */
enum { STEPS_MOST = 5, SEEN_MOST = 64 };

struct walk_up {
	struct session *session;
	struct reader *reader;
	struct arena *arena;
	day_t day;
	struct id seen[SEEN_MOST];
	size_t n_seen;
	str *words;
};

/* The day the new record counts in. */
static day_t
event_day(struct session *s)
{
	const struct field *f = s->form->event_date;
	const struct item *i = f ? item_of(s, f) : NULL;
	struct value v = {.type = VALUE_BLANK};
	if (i && !i->repeat)
		v = answer_of(i, s->top)->value;
	return v.type == VALUE_DATE       ? v.day
	       : v.type == VALUE_DATETIME ? date_of_moment(v.moment)
					  : clock_today();
}

static bool
names(const str *v, size_t n, str form)
{
	for (size_t k = 0; k < n; k++)
		if (str_eq(v[k], form))
			return true;
	return false;
}

static void
tell(struct walk_up *w, const struct closed_rule *rule,
	const struct record_scope *s, day_t from)
{
	struct id which = s->record->id;
	str text;
	if (rule->which && expr_eval_string(rule->which, &s->scope, w->arena,
				   &text, NULL) == ERR_OK)
		(void)id_parse(text, &which);
	str message = label_text(&rule->message);
	*w->words = str_fmt(w->arena, _("%.*s：%.*s，自 %.*s 起不能再加"),
		STR_FMT(message.n ? message : str_of(_("已经关闭"))),
		STR_FMT(record_title_of(w->reader, w->arena, which)),
		STR_FMT(date_format(w->arena, from)));
}

static bool
is_against(struct walk_up *w, const struct closed_rule *rule,
	const struct record_scope *s, int steps)
{
	str form = w->session->form->id;
	str text;
	day_t from;
	if ((rule->direct && steps > 0) ||
		(rule->n_forms > 0 &&
			!names(rule->forms, rule->n_forms, form)) ||
		names(rule->except, rule->n_except, form))
		return false;
	if (expr_eval_string(rule->from, &s->scope, w->arena, &text, NULL) ||
		!date_parse(str_sub(text, 0, 10), &from) || w->day < from)
		return false;
	tell(w, rule, s, from);
	return true;
}

static bool step(struct walk_up *w, struct id id, int steps);

/* All that this record refers to by itself; only what it belongs to is asked
 * the same again. */
static bool
step_up(struct walk_up *w, const struct form *form, const struct record *rec,
	int steps)
{
	for (size_t k = 0; k < rec->fields.n; k++) {
		const struct entry *e = &rec->fields.v[k];
		bool parent = false;
		if (e->value.type != VALUE_REFERENCE)
			continue;
		for (size_t i = 0; i < form->n_parent; i++)
			parent = parent ||
				 str_eq(form->parent[i]->name, e->name);
		if (step(w, e->value.ref, parent ? steps + 1 : STEPS_MOST))
			return true;
	}
	return false;
}

static bool
step(struct walk_up *w, struct id id, int steps)
{
	for (size_t k = 0; k < w->n_seen; k++)
		if (id_eq(w->seen[k], id))
			return false;
	if (w->n_seen == SEEN_MOST)
		return false;
	w->seen[w->n_seen++] = id;
	const struct record *rec = reader_fetch(w->reader, id, w->arena);
	const struct form *form =
		rec ? reader_form(w->reader, rec->form) : NULL;
	if (!form || rec->state != RECORD_FINAL)
		return false;
	if (record_moved_words(w->reader, id, w->arena, w->words))
		return true;
	struct record_scope s;
	record_scope_init(&s, w->reader, form, rec);
	for (size_t k = 0; k < form->n_closed; k++)
		if (is_against(w, &form->closed[k], &s, steps))
			return true;
	return steps < STEPS_MOST - 1 && step_up(w, form, rec, steps);
}

bool
session_is_closed(
	struct session *s, struct id target, struct arena *a, str *words)
{
	struct walk_up w = {.session = s,
		.reader = s->reader,
		.arena = a,
		.day = event_day(s),
		.words = words};
	return s->base_state != RECORD_FINAL && step(&w, target, 0);
}
