// SPDX-License-Identifier: MIT
#include <string.h>

#include "forms/move.h"
#include "forms/reader_impl.h"
#include "store/codec.h"
#include "store/lang.h"
#include "store/sign.h"

/* Taking a person's file in. Nothing of it is trusted before its signature
 * holds, and then still no length of it. */

#define MAGIC "xinzhan-person-file 1\n"

struct taking {
	struct store *store;
	struct catalog *catalog;
	const char *user;
	struct arena *arena;
	struct move_receipt *out;
	struct id file;
	bool beside;
	str body; /* of the records */
	size_t n;
};

/* "NAME VALUE" and the rest. */
static bool
header(str *rest, const char *name, str *value)
{
	str line;
	size_t n = strlen(name);
	if (!str_cut(rest, '\n', &line) || !str_starts(line, str_of(name)) ||
		line.n <= n || line.n > n + 20 || line.p[n] != ' ')
		return false;
	*value = str_from(line, n + 1);
	return true;
}

static bool
open_header(str file, str *from, str *to, str *sealed)
{
	str empty;
	if (!str_starts(file, STR(MAGIC)))
		return false;
	file = str_from(file, sizeof MAGIC - 1);
	if (!header(&file, "from", from) || !header(&file, "to", to) ||
		!str_cut(&file, '\n', &empty) || empty.n > 0)
		return false;
	*sealed = file;
	return true;
}

bool
move_peek(str file, str *from, str *to)
{
	str sealed;
	return open_header(file, from, to, &sealed);
}

/* The body, opened and its signature checked. */
static enum err_code
open_body(struct taking *x, struct store_txn *t, str from, str sealed,
	str *body, struct err *e)
{
	struct sign_key key;
	struct codec c;
	str plain;
	str signature;
	enum err_code code = trust_find(t, from, &key, e);
	if (code == ERR_ABSENT)
		return err_set(e, ERR_INPUT, "%s", e->words);
	if (code == ERR_OK)
		code = sign_unseal(x->store, sealed, x->arena, &plain, e);
	if (code)
		return code;
	c = codec_of(plain);
	signature = codec_get_text(&c);
	if (c.bad)
		return err_set(e, ERR_INPUT, _("文件已损坏"));
	*body = (str){c.p, c.n};
	return sign_verify(&key, *body, signature, NULL, e);
}

static enum err_code
open_file(struct taking *x, struct store_txn *t, str file, struct err *e)
{
	const struct station *st = store_station(x->store);
	str from;
	str to;
	str sealed;
	str body;
	struct codec c;
	if (!open_header(file, &from, &to, &sealed))
		return err_set(e, ERR_INPUT, _("这不是迁移文件"));
	if (!str_eq(to, st->code))
		return err_set(e, ERR_INPUT,
			_("这份文件是给 %.*s 的，不是给本站的"), STR_FMT(to));
	enum err_code code = open_body(x, t, from, sealed, &body, e);
	if (code)
		return code;
	c = codec_of(body);
	if (codec_get_byte(&c) > 1)
		return err_set(e, ERR_VERSION,
			_("文件由更新的版本写成，请升级本程序"));
	bool same = str_eq(codec_get_text(&c), from);
	codec_get_text(&c);
	same = str_eq(codec_get_text(&c), to) && same;
	codec_get_int(&c);
	x->file = codec_get_id(&c);
	x->out->person = codec_get_id(&c);
	x->out->from = str_dup(x->arena, from);
	x->n = codec_get_count(&c, 4);
	x->body = (str){c.p, c.n};
	if (c.bad || !same || x->n == 0)
		return err_set(e, ERR_INPUT, _("文件的内容与封面不符"));
	return ERR_OK;
}

/* --- records
 * ------------------------------------------------------------------------------
 */

static void
conflict(struct taking *x, const struct record *rec, const struct err *e)
{
	*ARENA_PUSH(x->arena, x->out->conflict, x->out->n_conflict) =
		(struct move_conflict){rec->id, str_dup(x->arena, rec->form),
			str_dup(x->arena, str_of(e->words))};
}

/* What the index is told: by the form where it is installed, else nothing. */
static struct store_keys
keys_of(struct taking *x, struct reader *r, const struct record *rec,
	str domain, struct arena *a)
{
	const struct form *form = reader_form(r, rec->form);
	if (form)
		return record_keys(r, a, form, rec);
	(void)x;
	return (struct store_keys){
		.domain = store_domain_parse(domain), .event = DAY_NONE};
}

/* The archive here that bears his ID number. Other numbers that are there once,
 * as a serial of the station, may be a stranger's. */
static struct id
twin_of(struct reader *r, const struct record *rec,
	const struct store_keys *keys)
{
	const struct form *form = reader_form(r, rec->form);
	for (size_t k = 0; form && k < keys->n_uniques; k++) {
		str scope = keys->uniques[k].scope;
		struct id twin;
		bool numbered = false;
		for (str name; str_cut(&scope, '+', &name);) {
			const struct field *f = form_field(form, name);
			numbered |= f && str_is(f->code, "gb_11643_idno");
		}
		if (numbered &&
			store_find_unique(r->txn, rec->form,
				keys->uniques[k].scope, keys->uniques[k].value,
				&twin, NULL) == ERR_OK)
			return twin;
	}
	return ID_NONE;
}

static enum err_code
take_record(struct taking *x, struct reader *r, struct codec *c,
	struct arena *a, struct err *e)
{
	str domain = codec_get_text(c);
	size_t n = codec_get_count(c, 2);
	struct record *v = ARENA_ARRAY(a, n, struct record);
	struct id taken;
	bool same;
	enum err_code code = ERR_OK;
	for (size_t k = 0; k < n && code == ERR_OK; k++)
		code = record_decode(a, codec_get_text(c), &v[k], e);
	if (code == ERR_OK && (c->bad || n == 0))
		code = err_set(e, ERR_INPUT, _("文件已损坏"));
	if (code)
		return code == ERR_CORRUPT
			       ? err_set(e, ERR_INPUT, _("文件已损坏"))
			       : code;
	struct store_keys keys = keys_of(x, r, &v[n - 1], domain, a);
	str what = str_fmt(a, "receive <- %.*s", STR_FMT(x->out->from));
	code = store_adopt(r->txn, v, n, &keys, what, &same, &taken, e);
	if (code == ERR_EXISTS && id_eq(v[0].id, x->out->person))
		x->out->twin = twin_of(r, &v[n - 1], &keys);
	if (code == ERR_EXISTS && x->beside && !id_is_none(x->out->twin) &&
		id_eq(v[0].id, x->out->person)) {
		keys.n_uniques = 0;
		code = store_adopt(r->txn, v, n, &keys, what, &same, &taken, e);
	}
	if (code == ERR_EXISTS) {
		conflict(x, &v[n - 1], e);
		return ERR_OK;
	}
	x->out->same += code == ERR_OK && same;
	x->out->records += code == ERR_OK && !same;
	return code;
}

static enum err_code
take_work(struct store_txn *t, void *arg, struct err *e)
{
	struct taking *x = arg;
	struct arena *a = arena_new_secret();
	struct arena *reading = arena_new_secret();
	struct codec c = codec_of(x->body);
	struct reader r;
	enum err_code code = ERR_OK;
	struct move_receipt *out = x->out;
	out->records = out->same = out->n_conflict = 0;
	out->conflict = NULL;
	out->twin = ID_NONE;
	for (size_t k = 0; k < x->n && code == ERR_OK; k++) {
		arena_reset(a);
		arena_reset(reading);
		reader_init(&r, x->catalog, t, str_of(x->user), reading);
		code = take_record(x, &r, &c, a, e);
	}
	if (code == ERR_OK && c.n > 0)
		code = err_set(e, ERR_INPUT, _("文件已损坏"));
	if (code == ERR_OK && out->n_conflict > 0)
		code = err_set(e, ERR_EXISTS,
			_("有 %zu 份记录与本站的冲突，什么也没有收"),
			out->n_conflict);
	if (code == ERR_OK)
		code = store_put_note(t,
			str_fmt(a, "received/%.*s",
				STR_FMT(id_format(a, x->file))),
			x->out->from, e);
	/* He has come back. */
	if (code == ERR_OK)
		code = store_put_note(t,
			str_fmt(a, "moved/%.*s",
				STR_FMT(id_format(a, x->out->person))),
			STR_NONE, e);
	arena_free(reading);
	arena_free(a);
	return code;
}

static enum err_code
check_replay(struct taking *x, struct store_txn *t, struct err *e)
{
	str note;
	enum err_code code = store_get_note(t,
		str_fmt(x->arena, "received/%.*s",
			STR_FMT(id_format(x->arena, x->file))),
		x->arena, &note, e);
	if (code == ERR_ABSENT)
		return ERR_OK;
	return code ? code : err_set(e, ERR_EXISTS, _("这份文件已经收过"));
}

enum err_code
move_receive(struct store *s, struct catalog *c, const char *user, str file,
	bool beside, struct arena *a, struct move_receipt *out, struct err *e)
{
	struct taking x = {.store = s,
		.catalog = c,
		.user = user,
		.arena = a,
		.beside = beside,
		.out = out};
	struct store_txn *t;
	*out = (struct move_receipt){.records = 0};
	enum err_code code = store_read(s, &t, e);
	if (code)
		return code;
	code = open_file(&x, t, file, e);
	if (code == ERR_OK)
		code = check_replay(&x, t, e);
	store_done(t);
	if (code)
		return code;
	struct audit line = {.action = AUDIT_IMPORT,
		.id = out->person,
		.what = str_fmt(a, "receive <- %.*s", STR_FMT(out->from))};
	code = store_audit(s, &line, e);
	return code ? code : store_write(s, take_work, &x, e);
}
