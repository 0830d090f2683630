// SPDX-License-Identifier: MIT
#include "forms/pinyin.h"
#include "forms/sight.h"
#include "store/utf8.h"
#include "tui/commands/command.h"

#include <stdio.h>
#include <string.h>

/* How well a record answers; the best is shown first. */
enum rank { RANK_NONE, RANK_INSIDE, RANK_BEGIN, RANK_WHOLE };

struct hit {
	enum rank rank;
	struct record record;
};

struct search {
	str typed;
	bool digits; /* typed is digits (and an X): numbers and phones */
	struct catalog *catalog;
	str form;                   /* whose records are looked through */
	bool picked;                /* of it: field is filled */
	const struct field **field; /* of the form, that may answer */
	size_t n_field;
	struct arena *arena;
	struct hit *v;
	size_t n;
	size_t cap;
};

static bool
is_number(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((s.p[i] < '0' || s.p[i] > '9') && s.p[i] != 'X' &&
			s.p[i] != 'x')
			return false;
	return s.n > 0;
}

static enum rank
rank_number(str text, str typed)
{
	if (str_eq(text, typed))
		return RANK_WHOLE;
	if (str_ends(text, typed))
		return RANK_BEGIN; /* clerks know the tail */
	return str_find(text, typed) != SIZE_MAX ? RANK_INSIDE : RANK_NONE;
}

static enum rank
rank_text(str text, str typed)
{
	size_t at;

	if (str_eq(text, typed))
		return RANK_WHOLE;
	if (!pinyin_match(text, typed, &at))
		return RANK_NONE;
	return at == 0 ? RANK_BEGIN : RANK_INSIDE;
}

/* The texts a record is found by: what its title is made of, what is unique,
 * names, numbers and phones. All of it is said in the form. */
static void
pick_fields(struct search *s, const struct form *f)
{
	const struct expr_name *names;
	size_t n = f->instance_name ? expr_names(f->instance_name, &names) : 0;

	s->field = ARENA_ARRAY(s->arena, f->n_all + 1, const struct field *);
	s->n_field = 0;
	for (size_t i = 0; i < f->n_all; i++) {
		const struct field *field = f->all[i];
		bool found = field->pinyin || str_is(field->mask, "name") ||
			     str_is(field->mask, "phone") ||
			     str_is(field->mask, "id_number");
		for (size_t k = 0; !found && k < n; k++)
			found = str_eq(names[k].name, field->name);
		for (size_t k = 0; !found && k < f->n_unique; k++)
			for (size_t m = 0; m < f->unique[k].n; m++)
				found |= str_eq(
					f->unique[k].field[m], field->name);
		if (found && field->type == FIELD_TEXT && !field->repeat)
			s->field[s->n_field++] = field;
	}
}

static bool
visit(void *arg, const struct record *r)
{
	struct search *s = arg;
	enum rank best = RANK_NONE;
	const struct form *form;

	if (r->state == RECORD_VOID)
		return true;
	/* Most forms have no records: only those that do are loaded. */
	if (!s->picked && catalog_form(s->catalog, s->form, &form, NULL))
		return false; /* a broken form: lint tells */
	if (!s->picked)
		pick_fields(s, form);
	s->picked = true;
	if (s->n_field == 0)
		return false; /* no text of it answers */
	for (size_t i = 0; i < s->n_field; i++) {
		const struct value *v =
			fields_get(&r->fields, s->field[i]->name);
		if (!v || v->type != VALUE_TEXT)
			continue;
		enum rank k = s->digits && is_number(v->text)
				      ? rank_number(v->text, s->typed)
				      : rank_text(v->text, s->typed);
		best = k > best ? k : best;
	}
	if (best == RANK_NONE)
		return true;
	if (s->n == s->cap) {
		size_t cap = s->cap ? s->cap * 2 : 64;
		s->v = arena_grow(s->arena, s->v, s->n, cap, sizeof *s->v);
		s->cap = cap;
	}
	s->v[s->n++] = (struct hit){best, record_dup(s->arena, r)};
	return true;
}

static void
print_hit(struct call *c, struct reader *r, const struct record *rec)
{
	struct arena *a = c->arena;
	const struct form *form;
	struct buf b = {.arena = a};
	struct err e;

	if (catalog_form(c->catalog, rec->form, &form, &e))
		return; /* it was found through its form */
	for (size_t i = 0; i < form->n_all; i++) {
		const struct field *f = form->all[i];
		const struct value *v = fields_get(&rec->fields, f->name);
		if (!v || v->type != VALUE_TEXT ||
			(!str_is(f->mask, "id_number") &&
				!str_is(f->mask, "phone")))
			continue;
		str shown = record_cover(a, f, record_sight(r, form, rec),
			c->globals->reveal != NULL, v->text);
		buf_addf(&b, "  %.*s", STR_FMT(shown));
	}
	str line = str_fmt(a, "%.*s  %.*s  %.*s%.*s",
		STR_FMT(id_format(a, rec->id)),
		STR_FMT(label_text(&form->title)),
		STR_FMT(record_title(r, a, rec)), STR_FMT(buf_str(&b)));
	printf("%.*s\n", STR_FMT(utf8_show(a, line)));
}

static int
run(struct call *c)
{
	int rc = call_options(c, NULL, 0, 1, 1);
	struct reader r;
	struct err e = {.code = ERR_OK};

	if (!rc && !utf8_valid(str_of(c->argv[0])))
		return call_usage(c, "%s", _("要找的字不是 UTF-8"));
	if (!rc)
		rc = call_open(c, true);
	if (!rc)
		rc = call_note(
			c, AUDIT_SEARCH, STR_NONE, ID_NONE, "%s", c->argv[0]);
	if (!rc)
		rc = call_read(c, &r);
	if (rc)
		return rc;
	struct search s = {.arena = c->arena, .catalog = c->catalog};
	s.typed = str_trim(utf8_fold(c->arena, str_of(c->argv[0])));
	s.digits = is_number(s.typed);
	const struct catalog_item *item;
	size_t n = catalog_items(c->catalog, &item);
	for (size_t i = 0; s.typed.n && i < n; i++) {
		s.form = item[i].id;
		s.picked = false;
		if (store_each_all(r.txn, item[i].id, visit, &s, &e)) {
			call_done(&r);
			return call_fail(&e);
		}
	}
	for (int rank = RANK_WHOLE; rank > RANK_NONE; rank--)
		for (size_t i = 0; i < s.n; i++)
			if (s.v[i].rank == (enum rank)rank)
				print_hit(c, &r, &s.v[i].record);
	call_done(&r);
	return 0;
}

const struct command command_find = {
	.name = "find",
	.summary = N_("找人、找记录：姓名、拼音首字母、编号、电话尾号"),
	.usage = "TEXT",
	.help = N_("最像的排在前面；每行：编号、表、标题、遮住的证件和电话。\n"
		   "例：xinzhan find lxf\n"
		   "    xinzhan find 3327"),
	.run = run,
};
