// SPDX-License-Identifier: MIT
#include "store/codec.h"
#include "store/inside.h"
#include "store/lang.h"

static enum err_code
row_of(struct store_txn *t, str name, struct key *k, struct err *e)
{
	uint8_t hash[VAULT_HASH];

	if (!t->store->vault.keys)
		return err_set(e, ERR_DENIED, _("请先登录"));
	vault_hash(&t->store->vault, 0, TABLE_NOTE, STR_NONE, name, hash);
	*k = key_new();
	key_bytes(k, hash, sizeof hash);
	return ERR_OK;
}

enum err_code
store_put_note(struct store_txn *t, str name, str value, struct err *e)
{
	struct buf row = {.arena = t->store->scratch};
	struct key k;
	enum err_code code = row_of(t, name, &k, e);

	if (code)
		return code;
	if (value.n == 0)
		return row_del(t, TABLE_NOTE, &k, e);
	codec_put_text(&row, name);
	buf_add(&row, value);
	return row_put(t, TABLE_NOTE, &k, buf_str(&row), e);
}

enum err_code
store_get_note(struct store_txn *t, str name, struct arena *a, str *value,
	struct err *e)
{
	struct key k;
	struct codec c;
	str row;
	enum err_code code = row_of(t, name, &k, e);

	if (code == ERR_OK)
		code = row_get(t, TABLE_NOTE, &k, a, &row, e);
	if (code)
		return code;
	c = codec_of(row);
	if (!str_eq(codec_get_text(&c), name))
		return err_set(e, ERR_CORRUPT, _("一条备注放错了位置"));
	*value = (str){c.p, c.n};
	return ERR_OK;
}

enum err_code
store_each_note(struct store_txn *t, str prefix, store_visit_note visit,
	void *arg, struct err *e)
{
	struct arena *a = arena_new_secret();
	struct key none = key_new();
	struct key k;
	struct walk w;
	enum err_code code = ERR_OK;
	bool more = true;

	walk_prefix(&w, t, TABLE_NOTE, &none);
	while (more && code == ERR_OK && walk_next(&w, &k, e)) {
		struct codec c;
		str name;
		str row;

		arena_reset(a);
		code = row_get(t, TABLE_NOTE, &k, a, &row, e);
		if (code)
			break;
		c = codec_of(row);
		name = codec_get_text(&c);
		if (str_starts(name, prefix))
			more = visit(arg, name, (str){c.p, c.n});
	}
	arena_free(a);
	return code ? code : w.code;
}
