// SPDX-License-Identifier: MIT
#include "store/paper.h"

#include "store/codec.h"
#include "store/inside.h"
#include "store/lang.h"

static enum err_code
row_of(struct store_txn *t, str name, struct key *k, struct err *e)
{
	uint8_t hash[VAULT_HASH];

	if (!t->store->vault.keys)
		return err_set(e, ERR_DENIED, _("请先登录"));
	vault_hash(&t->store->vault, 0, TABLE_PAPER, STR_NONE, name, hash);
	*k = key_new();
	key_bytes(k, hash, sizeof hash);
	return ERR_OK;
}

enum err_code
paper_put(struct store_txn *t, str name, enum store_domain domain, str bytes,
	struct err *e)
{
	struct arena *a = t->store->scratch;
	struct buf row = {.arena = a};
	struct key k;
	enum err_code code = row_of(t, name, &k, e);

	if (code)
		return code;
	if (bytes.n > PAPER_MOST)
		return err_set(e, ERR_LIMIT, _("%.*s 太大，库里存不下"),
			STR_FMT(name));
	arena_reset(a);
	codec_put_text(&row, name);
	buf_add(&row, bytes);
	return row_put_more(t, TABLE_PAPER, &k,
		&(struct row_more){.domain = domain}, buf_str(&row), e);
}

enum err_code
paper_get(struct store_txn *t, str name, struct arena *a, str *bytes,
	struct err *e)
{
	struct key k;
	struct codec c;
	str row;
	enum err_code code = row_of(t, name, &k, e);

	if (code == ERR_OK)
		code = row_get(t, TABLE_PAPER, &k, a, &row, e);
	if (code)
		return code;
	c = codec_of(row);
	if (!str_eq(codec_get_text(&c), name))
		return err_set(e, ERR_CORRUPT, _("一份存档放错了位置"));
	*bytes = str_dup(a, (str){c.p, c.n});
	return ERR_OK;
}
