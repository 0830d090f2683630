// SPDX-License-Identifier: MIT
#include "forms/move.h"

#include "forms/reader_impl.h"
#include "store/codec.h"
#include "store/lang.h"
#include "store/sign.h"

#define MAGIC "xinzhan-person-file 1\n"
enum { GENERATIONS = 5 }; /* a session's case's person … */

/* --- who went
 * ------------------------------------------------------------------------ */

static str
note_name(struct arena *a, struct id id)
{
	return str_fmt(a, "moved/%.*s", STR_FMT(id_format(a, id)));
}

/* The note: "2024-03-05 CODE". */
static bool
moved(struct store_txn *t, struct id id, struct arena *a, day_t *day, str *to)
{
	str note;
	if (!t || store_get_note(t, note_name(a, id), a, &note, NULL) ||
		!date_parse(str_sub(note, 0, 10), day))
		return false;
	*to = str_from(note, 11);
	return true;
}

day_t
record_moved_on(struct store_txn *t, struct id id)
{
	struct arena *a = arena_new();
	day_t day;
	str to;
	bool is = moved(t, id, a, &day, &to);
	arena_free(a);
	return is ? day : DAY_NONE;
}

bool
record_moved_words(struct reader *r, struct id id, struct arena *a, str *words)
{
	day_t day;
	str to;
	if (!moved(r->txn, id, a, &day, &to))
		return false;
	*words = str_fmt(a, _("%.*s 已于 %.*s 迁往 %.*s，不能再加"),
		STR_FMT(record_title_of(r, a, id)),
		STR_FMT(date_format(a, day)), STR_FMT(to));
	return true;
}

static bool
is_moved(struct reader *r, const struct record *rec, int generations)
{
	const struct form *form = rec ? reader_form(r, rec->form) : NULL;
	if (!form || generations == 0)
		return false;
	if (record_moved_on(r->txn, rec->id) != DAY_NONE)
		return true;
	for (size_t k = 0; k < form->n_parent; k++) {
		struct value v =
			record_stored(&rec->fields, form->parent[k]->name);
		if (v.type == VALUE_REFERENCE &&
			is_moved(r, reader_fetch(r, v.ref, r->arena),
				generations - 1))
			return true;
	}
	return false;
}

bool
record_is_moved(struct reader *r, const struct record *rec)
{
	return is_moved(r, rec, GENERATIONS);
}

/* --- what belongs to him
 * ---------------------------------------------------------------- */

struct gather {
	struct reader *reader;
	struct arena *arena;
	struct id about; /* whose references are being looked at */
	bool person;     /* about is the person himself */
	struct id *id;
	size_t n;
};

static void
add(struct gather *g, struct id id)
{
	for (size_t k = 0; k < g->n; k++)
		if (id_eq(g->id[k], id))
			return;
	*ARENA_PUSH(g->arena, g->id, g->n) = id;
}

/* Children go with him; of what names the person himself, that which names him
 * alone. */
static bool
look(void *arg, const struct record *rec)
{
	struct gather *g = arg;
	const struct form *form = reader_form(g->reader, rec->form);
	if (!form)
		return true;
	for (size_t k = 0; k < form->n_parent; k++) {
		struct value v =
			record_stored(&rec->fields, form->parent[k]->name);
		if (v.type == VALUE_REFERENCE && id_eq(v.ref, g->about)) {
			add(g, rec->id);
			return true;
		}
	}
	for (size_t k = 0; g->person && k < rec->fields.n; k++)
		if (rec->fields.v[k].value.type == VALUE_REFERENCE &&
			id_eq(rec->fields.v[k].value.ref, g->about) &&
			!str_is(form->domain, "work"))
			add(g, rec->id);
	return true;
}

/* Parents before children: so they are found there when they come. */
static enum err_code
gather(struct gather *g, struct id person, struct err *e)
{
	enum err_code code = ERR_OK;
	add(g, person);
	for (size_t k = 0; k < g->n && code == ERR_OK; k++) {
		g->about = g->id[k];
		g->person = k == 0;
		code = store_each_ref(g->reader->txn, g->about, STR_NONE,
			STR_NONE, look, g, e);
	}
	if (code == ERR_OK && store_denied(g->reader->txn) > 0)
		return err_set(e, ERR_DENIED,
			_("有 %zu 条相关记录您无权打开：请由能看全部记录的站点"
			  "负责人迁出"),
			store_denied(g->reader->txn));
	return code;
}

/* --- the file
 * ----------------------------------------------------------------------------
 */

static enum err_code
put_record(struct gather *g, struct buf *b, struct id id, struct err *e)
{
	struct record *all;
	size_t n;
	enum err_code code =
		store_history(g->reader->txn, id, g->arena, &all, &n, e);
	const struct form *form =
		code ? NULL : reader_form(g->reader, all[0].form);
	if (code)
		return code;
	codec_put_text(b, form ? form->domain : STR("work"));
	codec_put_uint(b, n);
	for (size_t k = 0; k < n && code == ERR_OK; k++) {
		str bytes;
		code = record_encode(g->arena, &all[k], &bytes, e);
		if (code == ERR_OK)
			codec_put_text(b, bytes);
	}
	return code;
}

static enum err_code
body_of(const struct move *m, struct reader *r, struct arena *a, str *out,
	size_t *records, struct err *e)
{
	struct gather g = {.reader = r, .arena = a};
	struct buf b = {.arena = a};
	struct id file;
	const struct station *st = store_station(m->store);
	enum err_code code = gather(&g, m->person, e);
	if (code)
		return code;
	file = id_new(ID_NONE);
	codec_put_byte(&b, 1);
	codec_put_text(&b, st->code);
	codec_put_text(&b, st->name);
	codec_put_text(&b, m->to);
	codec_put_int(&b, clock_now_ms());
	codec_put_id(&b, file);
	codec_put_id(&b, m->person);
	codec_put_uint(&b, g.n);
	for (size_t k = 0; k < g.n && code == ERR_OK; k++)
		code = put_record(&g, &b, g.id[k], e);
	*out = buf_str(&b);
	*records = g.n;
	if (code == ERR_OK && b.n > MOVE_MOST / 2)
		return err_set(e, ERR_LIMIT, _("他的档案太大，装不进一个文件"));
	return code;
}

static enum err_code
check_person(
	const struct move *m, struct reader *r, struct arena *a, struct err *e)
{
	struct record rec;
	str words;
	enum err_code code = store_get(r->txn, m->person, a, &rec, e);
	if (code)
		return code;
	const struct form *form = reader_form(r, rec.form);
	if (rec.state != RECORD_FINAL)
		return err_set(e, ERR_INPUT, _("草稿或已作废的档案不能迁出"));
	/* A case is not moved without its person. */
	if (form && form->n_parent > 0)
		return err_set(e, ERR_INPUT,
			_("这是“%.*s”，迁出要用居民档案的编号"),
			STR_FMT(label_text(&form->title)));
	if (record_moved_words(r, m->person, a, &words))
		return err_set(e, ERR_INPUT, "%.*s", STR_FMT(words));
	return ERR_OK;
}

static enum err_code
pack(const struct move *m, struct reader *r, struct arena *a, str *file,
	size_t *records, struct err *e)
{
	const struct station *st = store_station(m->store);
	struct sign_key key;
	struct buf plain = {.arena = a};
	str body;
	str signature;
	str sealed;
	enum err_code code = trust_find(r->txn, m->to, &key, e);
	if (code == ERR_OK)
		code = check_person(m, r, a, e);
	if (code == ERR_OK)
		code = body_of(m, r, a, &body, records, e);
	if (code == ERR_OK)
		code = sign_bytes(m->store, body,
			str_fmt(a, "xinzhan person-file from %.*s to %.*s",
				STR_FMT(st->code), STR_FMT(m->to)),
			a, &signature, e);
	if (code)
		return code;
	codec_put_text(&plain, signature);
	buf_add(&plain, body);
	code = sign_seal(&key, buf_str(&plain), a, &sealed, e);
	if (code)
		return code;
	struct buf out = {.arena = a};
	buf_addf(&out, MAGIC "from %.*s\nto %.*s\n\n", STR_FMT(st->code),
		STR_FMT(m->to));
	buf_add(&out, sealed);
	*file = buf_str(&out);
	return ERR_OK;
}

enum err_code
move_pack(const struct move *m, struct arena *a, str *file, size_t *records,
	struct err *e)
{
	struct store_txn *t;
	struct reader r;
	enum err_code code = store_read(m->store, &t, e);
	if (code)
		return code;
	reader_init(&r, m->catalog, t, str_of(m->user), a);
	code = pack(m, &r, a, file, records, e);
	store_done(t);
	return code;
}

static enum err_code
done_work(struct store_txn *t, void *arg, struct err *e)
{
	const struct move *m = arg;
	struct arena *a = arena_new();
	enum err_code code = store_put_note(t, note_name(a, m->person),
		str_fmt(a, "%.*s %.*s", STR_FMT(date_format(a, clock_today())),
			STR_FMT(m->to)),
		e);
	arena_free(a);
	return code;
}

enum err_code
move_done(const struct move *m, struct err *e)
{
	struct arena *a = arena_new();
	struct move copy = *m;
	struct audit line = {.action = AUDIT_EXPORT,
		.id = m->person,
		.what = str_fmt(a, "move -> %.*s", STR_FMT(m->to))};
	enum err_code code = store_audit(m->store, &line, e);
	if (code == ERR_OK)
		code = store_write(m->store, done_work, &copy, e);
	arena_free(a);
	return code;
}
