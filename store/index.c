// SPDX-License-Identifier: MIT
#include "store/codec.h"
#include "store/inside.h"
#include "store/lang.h"

#define SCHEMA 1

/* The rows of a repeat may name one target many times: one entry. */
static enum err_code
add_ref(struct store_txn *t, struct index *x, const struct store_ref *ref,
	struct err *e)
{
	uint16_t field = 0;
	enum err_code code = ERR_OK;

	if (id_is_none(ref->target))
		return ERR_OK;
	code = name_make(t, ref->field, &field, e);
	for (size_t i = 0; i < x->n_refs && code == ERR_OK; i++)
		if (x->refs[i].field == field &&
			id_eq(x->refs[i].target, ref->target))
			return ERR_OK;
	x->refs[x->n_refs++] = (struct index_ref){
		.field = field, .parent = ref->parent, .target = ref->target};
	return code;
}

enum err_code
index_of(struct store_txn *t, const struct record *r,
	const struct store_keys *keys, struct arena *a, struct index *out,
	struct err *e)
{
	struct index x = {.gen = out->gen,
		.day = DAY_NONE,
		.live = r->state == RECORD_FINAL,
		.draft = r->state == RECORD_DRAFT};
	enum err_code code = name_make(t, r->form, &x.form, e);

	if (code || !x.live || !keys) {
		*out = x;
		return code;
	}
	x.day = keys->event;
	x.uniques = ARENA_ARRAY(a, keys->n_uniques, struct store_unique);
	for (size_t i = 0; i < keys->n_uniques; i++)
		if (keys->uniques[i].value.n > 0)
			x.uniques[x.n_uniques++] = keys->uniques[i];
	x.refs = ARENA_ARRAY(a, keys->n_refs, struct index_ref);
	for (size_t i = 0; i < keys->n_refs && code == ERR_OK; i++)
		code = add_ref(t, &x, &keys->refs[i], e);
	*out = x;
	return code;
}

void
index_encode(struct buf *b, const struct index *x)
{
	codec_put_byte(b, SCHEMA);
	codec_put_uint(b, x->form);
	codec_put_byte(b, x->live);
	codec_put_int(b, x->day);
	codec_put_uint(b, x->n_uniques);
	for (size_t i = 0; i < x->n_uniques; i++) {
		codec_put_text(b, x->uniques[i].scope);
		codec_put_text(b, x->uniques[i].value);
	}
	codec_put_uint(b, x->n_refs);
	for (size_t i = 0; i < x->n_refs; i++) {
		codec_put_uint(b, x->refs[i].field);
		codec_put_byte(b, x->refs[i].parent);
		codec_put_id(b, x->refs[i].target);
	}
}

static void
decode(struct codec *c, struct arena *a, struct index *x)
{
	x->form = (uint16_t)codec_get_uint(c);
	x->live = codec_get_byte(c);
	x->day = (day_t)codec_get_int(c);
	x->n_uniques = codec_get_count(c, 2);
	x->uniques = ARENA_ARRAY(a, x->n_uniques, struct store_unique);
	for (size_t i = 0; i < x->n_uniques; i++) {
		x->uniques[i].scope = codec_get_text(c);
		x->uniques[i].value = codec_get_text(c);
	}
	x->n_refs = codec_get_count(c, 2 + sizeof(struct id));
	x->refs = ARENA_ARRAY(a, x->n_refs, struct index_ref);
	for (size_t i = 0; i < x->n_refs; i++) {
		x->refs[i].field = (uint16_t)codec_get_uint(c);
		x->refs[i].parent = codec_get_byte(c);
		x->refs[i].target = codec_get_id(c);
	}
}

enum err_code
stored_decode(str row, struct arena *a, struct stored *out, struct err *e)
{
	struct codec c = codec_of(row);
	uint8_t schema = codec_get_byte(&c);

	*out = (struct stored){.bytes = STR_NONE};
	if (schema > SCHEMA)
		return err_set(e, ERR_VERSION,
			_("这条记录由更新的版本写入，请升级本程序"));
	decode(&c, a, &out->index);
	out->bytes = (str){c.p, c.n};
	if (c.bad || c.n == 0 || schema != SCHEMA)
		return err_set(e, ERR_CORRUPT, _("一条记录的字节对不上"));
	return ERR_OK;
}

enum err_code
stored_get(struct store_txn *t, struct id id, struct arena *a,
	struct stored *out, struct err *e)
{
	struct key k = key_of_id(id);
	uint32_t gen;
	str row;
	enum err_code code =
		row_get_more(t, TABLE_REC, &k, a, NULL, &gen, &row, e);

	if (code == ERR_OK)
		code = stored_decode(row, a, out, e);
	if (code == ERR_OK)
		out->index.gen = gen;
	return code;
}

struct key
index_date_key(const struct index *x, struct id id)
{
	struct key k = key_of_form(x->form);

	key_day(&k, x->day);
	key_id(&k, id);
	return k;
}

struct key
index_ref_key(const struct index *x, const struct index_ref *r, struct id id)
{
	struct key k = key_of_id(r->target);

	key_u16(&k, x->form);
	key_day(&k, x->day);
	key_id(&k, id);
	key_u16(&k, r->field);
	key_u8(&k, r->parent);
	return k;
}

struct key
index_unique_key(const struct store *s, const struct index *x,
	const struct store_unique *u)
{
	struct key k = key_of_form(x->form);
	uint8_t hash[VAULT_HASH];

	vault_hash(&s->vault, x->gen, TABLE_UNIQUE, u->scope, u->value, hash);
	key_bytes(&k, hash, VAULT_HASH);
	return k;
}

/* Until a change of keys is through, an entry may stand under an older one. */
enum err_code
index_find_unique(struct store_txn *t, const struct index *x,
	const struct store_unique *u, struct arena *a, struct id *out,
	struct err *e)
{
	const struct vault *v = &t->store->vault;

	for (size_t i = v->keys ? v->keys->n : 0; i-- > 0;) {
		struct index at = {.form = x->form, .gen = v->keys->dk[i].gen};
		struct key k;
		struct codec c;
		str row;
		enum err_code code;

		if (VAULT_DOMAIN(at.gen) != VAULT_DOMAIN(x->gen))
			continue;
		k = index_unique_key(t->store, &at, u);
		code = row_get(t, TABLE_UNIQUE, &k, a, &row, e);
		if (code == ERR_ABSENT)
			continue;
		if (code)
			return code;
		c = codec_of(row);
		*out = codec_get_id(&c);
		return ERR_OK;
	}
	return ERR_ABSENT;
}

static enum err_code
take_out(
	struct store_txn *t, struct id id, const struct index *x, struct err *e)
{
	struct key k = index_date_key(x, id);
	enum err_code code = row_del(t, TABLE_DATE, &k, e);

	for (size_t i = 0; i < x->n_uniques && code == ERR_OK; i++) {
		k = index_unique_key(t->store, x, &x->uniques[i]);
		code = row_del(t, TABLE_UNIQUE, &k, e);
	}
	for (size_t i = 0; i < x->n_refs && code == ERR_OK; i++) {
		k = index_ref_key(x, &x->refs[i], id);
		code = row_del(t, TABLE_REF, &k, e);
	}
	return code;
}

static enum err_code
put_in(struct store_txn *t, struct id id, const struct index *x, struct err *e)
{
	str text = {(const char *)id.b, sizeof id.b};
	struct key k = index_date_key(x, id);
	enum err_code code = row_mark(t, TABLE_DATE, &k, e);

	for (size_t i = 0; i < x->n_uniques && code == ERR_OK; i++) {
		k = index_unique_key(t->store, x, &x->uniques[i]);
		code = row_put_more(t, TABLE_UNIQUE, &k,
			&(struct row_more){.domain = VAULT_DOMAIN(x->gen)},
			text, e);
	}
	for (size_t i = 0; i < x->n_refs && code == ERR_OK; i++) {
		k = index_ref_key(x, &x->refs[i], id);
		code = row_mark(t, TABLE_REF, &k, e);
	}
	return code;
}

static enum err_code
count_change(struct store_txn *t, uint16_t form, int by, struct err *e)
{
	struct batch *batch = t->batch;

	if (batch && (batch->grown == 0 || batch->form == form)) {
		batch->form = form;
		batch->grown += by;
		return ERR_OK;
	}
	struct key k = key_of_form(form);
	uint64_t n = 0;
	uint8_t bytes[8];
	str row;
	enum err_code code =
		row_get(t, TABLE_COUNT, &k, t->store->scratch, &row, e);

	if (code && code != ERR_ABSENT)
		return code;
	if (code == ERR_OK && row.n == sizeof bytes)
		n = codec_of64((const uint8_t *)row.p);
	codec_be64(bytes, n + (uint64_t)(int64_t)by);
	return row_put(t, TABLE_COUNT, &k,
		(str){(const char *)bytes, sizeof bytes}, e);
}

enum err_code
index_count(struct store_txn *t, struct err *e)
{
	int by = t->batch->grown;

	t->batch->grown = 0;
	struct batch *batch = t->batch;
	t->batch = NULL;
	enum err_code code = by ? count_change(t, batch->form, by, e) : ERR_OK;
	t->batch = batch;
	return code;
}

/* --- drafts ---------------------------------------------------------------
 */

enum err_code
index_undone_begin(struct store_txn *t, struct err *e)
{
	struct key k = key_of_form(UNDONE_KEPT);

	return row_mark(t, TABLE_UNDONE, &k, e);
}

bool
index_undone_kept(struct store_txn *t)
{
	struct key k = key_of_form(UNDONE_KEPT);
	str none;

	return row_raw(t, TABLE_UNDONE, &k, &none, NULL) == ERR_OK;
}

struct key
index_undone_key(uint16_t form, struct id id)
{
	struct key k = key_of_form(form);

	key_id(&k, id);
	return k;
}

/* A live record is none; of another that was, it need not be known. */
static enum err_code
undone_change(struct store_txn *t, struct id id, const struct index *was,
	const struct index *now, struct err *e)
{
	struct key k = index_undone_key(now->form, id);

	if (now->draft)
		return row_mark(t, TABLE_UNDONE, &k, e);
	return was->live ? ERR_OK : row_del(t, TABLE_UNDONE, &k, e);
}

/* --- the latest child: the last of (parent, form) that is a child's ------ */

#define AT_FORM 16
#define AT_DAY 18
#define AT_CHILD 22
#define AT_PARENT 40
#define REF_KEY 41

enum err_code
index_latest(struct store_txn *t, struct id parent, uint16_t form,
	struct id *child, day_t *day, struct err *e)
{
	struct key lo = key_of_id(parent);
	struct key hi;
	struct key k;
	struct walk w;

	key_u16(&lo, form);
	hi = key_end(&lo);
	walk_init(&w, t, TABLE_REF, &lo, &hi, true);
	while (walk_next(&w, &k, e)) {
		if (k.n != REF_KEY || !k.b[AT_PARENT])
			continue;
		*day = key_get_day(&k, AT_DAY);
		*child = key_get_id(&k, AT_CHILD);
		return ERR_OK;
	}
	return w.code ? w.code : ERR_ABSENT;
}

static enum err_code
latest_refresh(
	struct store_txn *t, struct id parent, uint16_t form, struct err *e)
{
	struct key k = key_of_id(parent);
	struct key value = key_new();
	struct id child;
	day_t day;
	enum err_code code = index_latest(t, parent, form, &child, &day, e);

	key_u16(&k, form);
	if (code == ERR_ABSENT)
		return row_del(t, TABLE_LATEST, &k, e);
	if (code)
		return code;
	key_day(&value, day);
	key_id(&value, child);
	return row_put(t, TABLE_LATEST, &k, key_str(&value), e);
}

static enum err_code
latest_all(struct store_txn *t, const struct index *x, struct err *e)
{
	enum err_code code = ERR_OK;

	for (size_t i = 0; i < x->n_refs && code == ERR_OK; i++)
		if (x->refs[i].parent)
			code = latest_refresh(t, x->refs[i].target, x->form, e);
	return code;
}

enum err_code
index_change(struct store_txn *t, struct id id, const struct index *was,
	const struct index *now, struct err *e)
{
	enum err_code code = undone_change(t, id, was, now, e);

	if (code == ERR_OK && was->live)
		code = take_out(t, id, was, e);
	if (code == ERR_OK && now->live)
		code = put_in(t, id, now, e);
	if (code == ERR_OK && was->live != now->live)
		code = count_change(t, now->form, now->live ? 1 : -1, e);
	if (code == ERR_OK && was->live)
		code = latest_all(t, was, e);
	if (code == ERR_OK && now->live)
		code = latest_all(t, now, e);
	return code;
}

enum err_code
index_children(struct store_txn *t, struct id id, size_t *children,
	size_t *others, struct err *e)
{
	struct key prefix = key_of_id(id);
	struct key k;
	struct walk w;

	*children = *others = 0;
	walk_prefix(&w, t, TABLE_REF, &prefix);
	while (walk_next(&w, &k, e))
		if (k.n == REF_KEY && k.b[AT_PARENT])
			++*children;
		else if (!id_eq(key_get_id(&k, AT_CHILD), id))
			++*others;
	return w.code;
}
