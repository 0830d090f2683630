// SPDX-License-Identifier: MIT
#include <string.h>

#include "store/lang.h"
#include "store/people.h"

/*
 * After a revocation the values of a domain are sealed anew, some hundreds at
 * a time, until none is left under an older key; then nobody is granted that
 * key any more. The generation of a value stands in clear before it, so what
 * is to do is found without opening anything.
 */
#define BATCH 500

struct turn {
	size_t done;
	size_t left;
};

static bool
is_old(const struct vault *v, uint32_t gen)
{
	return gen != 0 && gen < vault_gen(v, VAULT_DOMAIN(gen));
}

static struct row_more
more_of(uint32_t gen, const struct vault_head *h, uint8_t *digest)
{
	return (struct row_more){.domain = VAULT_DOMAIN(gen),
		.revision = h->revision,
		.digest = digest,
		.at = h->at,
		.user = h->user};
}

/* The blind index hangs under the same key: its entries move as well. */
static enum err_code
move_uniques(struct store_txn *t, struct id id, const struct index *was,
	struct err *e)
{
	struct index now = *was;
	struct key lost;
	struct key k;
	enum err_code code = ERR_OK;

	now.gen = vault_gen(&t->store->vault, VAULT_DOMAIN(was->gen));
	for (size_t i = 0; was->live && i < was->n_uniques && !code; i++) {
		lost = index_unique_key(t->store, was, &was->uniques[i]);
		k = index_unique_key(t->store, &now, &now.uniques[i]);
		code = row_del(t, TABLE_UNIQUE, &lost, e);
		if (code == ERR_OK)
			code = row_put_more(t, TABLE_UNIQUE, &k,
				&(struct row_more){
					.domain = VAULT_DOMAIN(was->gen)},
				(str){(const char *)id.b, sizeof id.b}, e);
	}
	return code;
}

static enum err_code
reseal(struct store_txn *t, enum table table, const struct key *k,
	struct err *e)
{
	struct arena *a = t->store->scratch;
	struct audit line = {.action = AUDIT_KEY, .has_digest = true};
	struct vault_head h;
	struct row_more more;
	struct stored was;
	uint32_t gen;
	str row;
	enum err_code code;

	arena_reset(a);
	code = row_get_more(t, table, k, a, &h, &gen, &row, e);
	if (code)
		return code;
	more = more_of(gen, &h, line.digest);
	code = row_put_more(t, table, k, &more, row, e);
	if (code || table != TABLE_REC)
		return code;
	line.id = key_get_id(k, 0);
	line.rev = (uint32_t)h.revision;
	code = stored_decode(row, a, &was, e);
	was.index.gen = gen;
	if (code == ERR_OK)
		code = move_uniques(t, line.id, &was.index, e);
	return code ? code : audit_put(t, &line, e);
}

static enum err_code
turn_table(
	struct store_txn *t, enum table table, struct turn *turn, struct err *e)
{
	struct key none = key_new();
	struct walk w;
	struct key k;
	str bytes;
	enum err_code code = ERR_OK;

	walk_prefix(&w, t, table, &none);
	while (code == ERR_OK && walk_next(&w, &k, e)) {
		code = row_raw(t, table, &k, &bytes, e);
		if (code || !is_old(&t->store->vault, vault_gen_of(bytes)))
			continue;
		if (turn->done == BATCH) {
			turn->left++;
			continue;
		}
		turn->done++;
		code = reseal(t, table, &k, e);
	}
	return code ? code : w.code;
}

/* Nothing is under the older keys now: no more grants of them. */
static enum err_code
drop_old_grants(struct store_txn *t, struct err *e)
{
	struct key none = key_new();
	struct walk w;
	struct key k;
	bool any = false;
	enum err_code code = ERR_OK;

	walk_prefix(&w, t, TABLE_GRANT, &none);
	while (code == ERR_OK && walk_next(&w, &k, e)) {
		uint32_t gen = key_get_u16(&k, 4);

		gen = gen << 16 | key_get_u16(&k, 6);
		if (!is_old(&t->store->vault, gen))
			continue;
		any = true;
		code = row_del(t, TABLE_GRANT, &k, e);
	}
	t->seal.epoch += any;
	t->regrant |= any;
	return code ? code : w.code;
}

static enum err_code
turn_work(struct store_txn *t, void *arg, struct err *e)
{
	static const enum table tables[] = {
		TABLE_REC, TABLE_VER, TABLE_DRAFT, TABLE_PAPER};
	struct turn *turn = arg;
	enum err_code code = ERR_OK;

	*turn = (struct turn){.done = 0};
	for (size_t i = 0; i < sizeof tables / sizeof *tables && code == ERR_OK;
		i++)
		code = turn_table(t, tables[i], turn, e);
	if (code == ERR_OK && turn->left == 0)
		code = drop_old_grants(t, e);
	return code;
}

static bool
has_old(const struct vault *v)
{
	for (size_t i = 0; i < v->keys->n; i++)
		if (is_old(v, v->keys->dk[i].gen))
			return true;
	return false;
}

enum err_code
store_rotate(struct store *s, size_t *left, struct err *e)
{
	struct turn turn = {.done = 0};
	struct store_txn *t;
	enum err_code code;

	*left = 0;
	if (!s->vault.keys)
		return err_set(e, ERR_DENIED, _("请先登录"));
	code = store_read(s, &t, e); /* takes up new grants */
	if (code)
		return code;
	store_done(t);
	if (!has_old(&s->vault))
		return ERR_OK;
	for (int d = DOMAIN_WORK; d < DOMAINS; d++)
		if (!store_may(s, (enum store_domain)d))
			return ERR_OK; /* for one who holds them all */
	code = store_write(s, turn_work, &turn, e);
	*left = turn.left;
	return code;
}
