// SPDX-License-Identifier: MIT
#include <assert.h>

#include "store/codec.h"
#include "store/inside.h"
#include "store/lang.h"

/* base revision, place of the cursor, then the record's bytes */
#define SCHEMA 1

static enum err_code
choose_domain(struct store_txn *t, const struct draft *d,
	enum store_domain *domain, struct err *e)
{
	struct arena *a = arena_new_secret();
	struct stored s;
	uint16_t form;
	enum err_code code = ERR_OK;

	*domain = d->domain;
	if (!*domain)
		code = stored_get(t, d->record.id, a, &s, e);
	if (!*domain && code == ERR_OK)
		*domain = VAULT_DOMAIN(s.index.gen);
	if (!*domain && (code == ERR_ABSENT || code == ERR_DENIED))
		code = name_find(t, d->record.form, &form, e);
	if (!*domain && code == ERR_OK)
		code = name_domain(t, form, domain, e);
	arena_free(a);
	if (!*domain)
		*domain = DOMAIN_WORK;
	return code == ERR_ABSENT ? ERR_OK : code;
}

enum err_code
store_put_draft(struct store_txn *t, const struct draft *d, struct err *e)
{
	struct arena *a = t->store->scratch;
	struct key k = key_of_id(d->record.id);
	struct buf row = {.arena = a};
	struct row_more more = {.domain = DOMAIN_NONE};
	str bytes;
	enum err_code code;

	assert(!id_is_none(d->record.id));
	arena_reset(a);
	code = record_encode(a, &d->record, &bytes, e);
	if (code == ERR_OK)
		code = choose_domain(t, d, &more.domain, e);
	if (code)
		return code;
	codec_put_byte(&row, SCHEMA);
	codec_put_uint(&row, d->base_rev);
	codec_put_text(&row, d->place);
	buf_add(&row, bytes);
	return row_put_more(t, TABLE_DRAFT, &k, &more, buf_str(&row), e);
}

enum err_code
store_del_draft(struct store_txn *t, struct id id, struct err *e)
{
	struct key k = key_of_id(id);

	return row_del(t, TABLE_DRAFT, &k, e);
}

static enum err_code
decode(str row, struct arena *a, struct draft *out, struct err *e)
{
	struct codec c = codec_of(row);
	uint8_t schema = codec_get_byte(&c);

	if (schema > SCHEMA)
		return err_set(e, ERR_VERSION,
			_("这份草稿由更新的版本写入，请升级本程序"));
	out->base_rev = (uint32_t)codec_get_uint(&c);
	out->place = str_dup(a, codec_get_text(&c));
	if (c.bad || schema != SCHEMA)
		return err_set(e, ERR_CORRUPT, _("一份草稿的字节对不上"));
	return record_decode(a, (str){c.p, c.n}, &out->record, e);
}

enum err_code
store_get_draft(struct store_txn *t, struct id id, struct arena *a,
	struct draft *out, struct err *e)
{
	struct key k = key_of_id(id);
	uint32_t gen;
	str row;
	enum err_code code =
		row_get_more(t, TABLE_DRAFT, &k, a, NULL, &gen, &row, e);

	if (code == ERR_ABSENT)
		return err_set(e, ERR_ABSENT, _("没有这份草稿"));
	if (code)
		return code;
	out->domain = VAULT_DOMAIN(gen);
	code = decode(row, a, out, e);
	return code ? code : record_guard(t, &out->record, e);
}

enum err_code
store_drafts(struct store_txn *t, struct arena *a, struct draft **out,
	size_t *n, struct err *e)
{
	struct key none = key_new();
	struct key k;
	struct walk w;
	size_t cap;
	size_t got = 0;
	struct draft *v;
	enum err_code code = row_count(t, TABLE_DRAFT, &cap, e);

	if (code)
		return code;
	v = ARENA_ARRAY(a, cap, struct draft);
	walk_prefix(&w, t, TABLE_DRAFT, &none);
	while (got < cap && code == ERR_OK && walk_next(&w, &k, e)) {
		code = store_get_draft(t, key_get_id(&k, 0), a, &v[got], e);
		got += code == ERR_OK;
		if (code == ERR_DENIED) {
			t->denied++;
			code = ERR_OK;
		}
	}
	*out = v;
	*n = got;
	return code ? code : w.code;
}
