// SPDX-License-Identifier: MIT
#include "forms/merge.h"

#include "forms/reader_impl.h"
#include "forms/session.h"
#include "store/lang.h"

/* A note under "merge/ID" remembers: INTO, then a line "ID REVISION" for each
 * record that was moved. */

struct work {
	const struct merge *merge;
	struct arena *arena;
	struct store_txn *t;
	struct id *id; /* of those to be moved */
	size_t n;
	size_t moved;
	struct buf note;
};

static str
note_name(struct arena *a, struct id from)
{
	return str_fmt(a, "merge/%.*s", STR_FMT(id_format(a, from)));
}

/* --- references
 * -------------------------------------------------------------------- */

/* A copy in which every reference to `from` names `to`; where a pattern is
 * given, only where that one names `pattern_id`. */
static struct fields
replace(struct arena *a, const struct fields *f, struct id from, struct id to,
	const struct fields *pattern, struct id pattern_id)
{
	struct fields out = fields_dup(a, f);
	for (size_t k = 0; k < out.n; k++) {
		struct value *v = (struct value *)&out.v[k].value;
		const struct value *p =
			pattern ? fields_get(pattern, out.v[k].name) : NULL;
		if (v->type == VALUE_REFERENCE && id_eq(v->ref, from) &&
			(!pattern || (p && p->type == VALUE_REFERENCE &&
					     id_eq(p->ref, pattern_id))))
			v->ref = to;
		if (v->type != VALUE_ROWS)
			continue;
		struct rows *rows = ARENA_NEW(a, struct rows);
		rows->n = v->rows->n;
		rows->v = ARENA_ARRAY(a, rows->n, struct fields);
		for (size_t i = 0; i < rows->n; i++) {
			bool same =
				p && p->type == VALUE_ROWS && i < p->rows->n;
			static const struct fields none = {NULL, 0};
			rows->v[i] = replace(a, &v->rows->v[i], from, to,
				!pattern ? NULL
				: same   ? &p->rows->v[i]
					 : &none,
				pattern_id);
		}
		v->rows = rows;
	}
	return out;
}

/* A new version of the record as it stands in *rec. */
static enum err_code
put(struct work *w, struct record *rec, str reason, struct err *e)
{
	struct reader r;
	const struct form *form;
	struct id taken;
	uint32_t expect = rec->rev;
	enum err_code code =
		catalog_form(w->merge->catalog, rec->form, &form, e);
	if (code)
		return code;
	reader_init(
		&r, w->merge->catalog, w->t, str_of(w->merge->user), w->arena);
	rec->by = str_of(w->merge->user);
	rec->at = 0;
	rec->reason = reason;
	struct store_keys keys = record_keys(&r, w->arena, form, rec);
	code = store_put(w->t, rec, &keys, expect, &taken, e);
	if (code == ERR_EXISTS)
		return err_set(e, ERR_EXISTS,
			_("两边都有只能有一份的“%.*s”：%.*s 和 "
			  "%.*s，请先作废一份"),
			STR_FMT(label_text(&form->title)),
			STR_FMT(id_format(w->arena, rec->id)),
			STR_FMT(id_format(w->arena, taken)));
	return code;
}

/* --- merging
 * ------------------------------------------------------------------------- */

static bool
collect(void *arg, const struct record *rec)
{
	struct work *w = arg;
	*ARENA_PUSH(w->arena, w->id, w->n) = rec->id;
	return true;
}

static enum err_code
get_final(struct work *w, struct id id, struct record *out, struct err *e)
{
	enum err_code code = store_get(w->t, id, w->arena, out, e);
	if (code == ERR_OK)
		code = store_may_see(w->t, out, e);
	if (code == ERR_OK && out->state != RECORD_FINAL)
		return err_set(e, ERR_INPUT,
			_("记录 %.*s 是草稿或已作废，不能合并"),
			STR_FMT(id_format(w->arena, id)));
	return code;
}

static enum err_code
check_pair(struct work *w, struct record *from, struct err *e)
{
	const struct merge *m = w->merge;
	struct record into;
	if (m->reason.n == 0)
		return err_set(e, ERR_INPUT, _("合并要写明原因"));
	if (id_eq(m->from, m->into))
		return err_set(e, ERR_INPUT, _("这是同一份记录"));
	enum err_code code = get_final(w, m->from, from, e);
	if (code == ERR_OK)
		code = get_final(w, m->into, &into, e);
	if (code == ERR_OK && !str_eq(from->form, into.form))
		return err_set(e, ERR_INPUT,
			_("两份记录不是同一种：%.*s 和 %.*s"),
			STR_FMT(from->form), STR_FMT(into.form));
	return code;
}

static enum err_code
move_one(struct work *w, struct id id, struct err *e)
{
	const struct merge *m = w->merge;
	struct record rec;
	enum err_code code = store_get(w->t, id, w->arena, &rec, e);
	if (code)
		return code;
	rec.fields =
		replace(w->arena, &rec.fields, m->from, m->into, NULL, ID_NONE);
	code = put(w, &rec,
		str_fmt(w->arena, _("合并 %.*s：%.*s"),
			STR_FMT(id_short(w->arena, m->from)),
			STR_FMT(m->reason)),
		e);
	w->moved++;
	buf_addf(&w->note, "%.*s %u\n", STR_FMT(id_format(w->arena, id)),
		(unsigned)rec.rev);
	return code;
}

static enum err_code
merge_work(struct store_txn *t, void *arg, struct err *e)
{
	struct work *w = arg;
	const struct merge *m = w->merge;
	struct record from;
	const struct work start = {
		.merge = m, .arena = w->arena, .t = t, .note.arena = w->arena};
	*w = start; /* run again from the start when the map had to grow */
	enum err_code code = check_pair(w, &from, e);
	if (code == ERR_OK)
		code = store_each_ref(
			t, m->from, STR_NONE, STR_NONE, collect, w, e);
	if (code == ERR_OK && store_denied(t) > 0)
		return err_set(e, ERR_DENIED,
			_("有 %zu 条相关记录您无权打开：请由能看全部记录的站点"
			  "负责人合并"),
			store_denied(t));
	buf_addf(&w->note, "%.*s\n", STR_FMT(id_format(w->arena, m->into)));
	for (size_t k = 0; k < w->n && code == ERR_OK; k++)
		code = move_one(w, w->id[k], e);
	if (code)
		return code;
	from.state = RECORD_VOID;
	code = put(w, &from,
		str_fmt(w->arena, _("并入 %.*s：%.*s"),
			STR_FMT(id_format(w->arena, m->into)),
			STR_FMT(m->reason)),
		e);
	return code ? code
		    : store_put_note(t, note_name(w->arena, m->from),
			      buf_str(&w->note), e);
}

/* --- undoing
 * ------------------------------------------------------------------------- */

static enum err_code
back_one(struct work *w, struct id id, uint32_t rev, struct err *e)
{
	const struct merge *m = w->merge;
	struct record *all;
	size_t n;
	enum err_code code = store_history(w->t, id, w->arena, &all, &n, e);
	if (code)
		return code;
	if (rev < 2 || rev > n || all[n - 1].state != RECORD_FINAL)
		return ERR_OK; /* voided since: it refers to nobody */
	struct record rec = all[n - 1];
	rec.fields = replace(w->arena, &rec.fields, m->into, m->from,
		&all[rev - 2].fields, m->from);
	w->moved++;
	return put(w, &rec,
		str_fmt(w->arena, _("撤销合并：%.*s"), STR_FMT(m->reason)), e);
}

static enum err_code
revive(struct work *w, struct err *e)
{
	struct record from;
	enum err_code code =
		store_get(w->t, w->merge->from, w->arena, &from, e);
	if (code == ERR_OK)
		code = store_may_see(w->t, &from, e);
	if (code)
		return code;
	from.state = RECORD_FINAL;
	return put(w, &from,
		str_fmt(w->arena, _("撤销合并：%.*s"),
			STR_FMT(w->merge->reason)),
		e);
}

static enum err_code
unmerge_work(struct store_txn *t, void *arg, struct err *e)
{
	struct work *w = arg;
	const struct merge *m = w->merge;
	const struct work start = {.merge = m, .arena = w->arena, .t = t};
	struct id into;
	str note;
	str line;
	*w = start;
	if (m->reason.n == 0)
		return err_set(e, ERR_INPUT, _("撤销合并要写明原因"));
	enum err_code code = store_get_note(
		t, note_name(w->arena, m->from), w->arena, &note, e);
	if (code && code != ERR_ABSENT)
		return code;
	if (code || !str_cut(&note, '\n', &line) || !id_parse(line, &into) ||
		!id_eq(into, m->into))
		return err_set(e, ERR_INPUT, _("%.*s 没有并入 %.*s"),
			STR_FMT(id_format(w->arena, m->from)),
			STR_FMT(id_format(w->arena, m->into)));
	code = revive(w, e);
	while (code == ERR_OK && str_cut(&note, '\n', &line)) {
		struct id id;
		int64_t rev;
		if (id_parse(str_sub(line, 0, ID_TEXT), &id) &&
			str_int(str_from(line, ID_TEXT + 1), &rev))
			code = back_one(w, id, (uint32_t)rev, e);
	}
	return code ? code
		    : store_put_note(
			      t, note_name(w->arena, m->from), STR_NONE, e);
}

enum err_code
record_merge(
	const struct merge *m, size_t *moved, struct arena *a, struct err *e)
{
	struct work w = {.merge = m, .arena = a};
	enum err_code code = store_write(m->store, merge_work, &w, e);
	*moved = w.moved;
	return code;
}

enum err_code
record_unmerge(
	const struct merge *m, size_t *moved, struct arena *a, struct err *e)
{
	struct work w = {.merge = m, .arena = a};
	enum err_code code = store_write(m->store, unmerge_work, &w, e);
	*moved = w.moved;
	return code;
}

bool
record_merged(struct store_txn *t, struct id from, struct id *into)
{
	struct arena *a = arena_new();
	str note;
	str line;
	bool is = store_get_note(t, note_name(a, from), a, &note, NULL) ==
			  ERR_OK &&
		  str_cut(&note, '\n', &line) && id_parse(line, into);
	arena_free(a);
	return is;
}
