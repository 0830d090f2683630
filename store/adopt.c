// SPDX-License-Identifier: MIT
#include <string.h>

#include "store/inside.h"
#include "store/lang.h"

/* A record of another store, with its history: put.c's work without its
 * questions, for nobody types here. */

struct adopt {
	struct store_txn *t;
	struct arena *a;
	const struct record *version;
	size_t n;
	size_t have; /* versions that are here */
	struct stored was;
	struct index now;
	enum store_domain domain;
	str *bytes; /* of each version */
};

static enum err_code
encode_all(struct adopt *x, struct err *e)
{
	enum err_code code = ERR_OK;

	x->bytes = ARENA_ARRAY(x->a, x->n, str);
	for (size_t i = 0; i < x->n && code == ERR_OK; i++) {
		const struct record *r = &x->version[i];

		if (r->rev != i + 1 || !id_eq(r->id, x->version[0].id) ||
			!str_eq(r->form, x->version[0].form) ||
			id_is_none(r->id) || r->form.n == 0)
			return err_set(e, ERR_INPUT, _("一份记录的各版接不上"));
		code = record_encode(x->a, r, &x->bytes[i], e);
	}
	return code;
}

/* What is here of it must be how it began there. */
static enum err_code
compare(struct adopt *x, struct err *e)
{
	struct id id = x->version[0].id;
	struct record own;
	enum err_code code = stored_get(x->t, id, x->a, &x->was, e);

	if (code == ERR_ABSENT)
		return ERR_OK;
	if (code == ERR_OK)
		code = record_decode(x->a, x->was.bytes, &own, e);
	if (code)
		return code;
	x->was.bytes = str_dup(x->a, x->was.bytes);
	x->have = own.rev;
	if (own.rev > x->n || !str_eq(x->was.bytes, x->bytes[own.rev - 1]))
		return err_set(e, ERR_EXISTS,
			_("记录 %.*s 在本站改成了另外的样子"),
			STR_FMT(id_format(x->a, id)));
	return ERR_OK;
}

/* References to what is not here would stand in the index for nothing. */
static enum err_code
keep_refs(struct adopt *x, struct err *e)
{
	size_t n = 0;

	for (size_t i = 0; i < x->now.n_refs; i++) {
		struct key k = key_of_id(x->now.refs[i].target);
		bool has;
		enum err_code code = row_has(x->t, TABLE_REC, &k, &has, e);

		if (code)
			return code;
		if (has)
			x->now.refs[n++] = x->now.refs[i];
	}
	x->now.n_refs = n;
	return ERR_OK;
}

static enum err_code
make_index(struct adopt *x, const struct store_keys *keys, struct id *taken,
	struct err *e)
{
	const struct record *last = &x->version[x->n - 1];
	uint16_t form;
	enum err_code code = name_make(x->t, last->form, &form, e);

	x->domain = keys->domain ? keys->domain : DOMAIN_WORK;
	x->now.gen = vault_gen(&x->t->store->vault, x->domain);
	if (code == ERR_OK && x->now.gen == 0)
		return err_set(e, ERR_DENIED, _("您的角色无权填写这类记录"));
	if (code == ERR_OK)
		code = name_set_domain(x->t, form, x->domain, e);
	if (code == ERR_OK)
		code = index_of(x->t, last, keys, x->a, &x->now, e);
	if (code == ERR_OK)
		code = keep_refs(x, e);
	for (size_t i = 0; i < x->now.n_uniques && code == ERR_OK; i++) {
		code = index_find_unique(
			x->t, &x->now, &x->now.uniques[i], x->a, taken, e);
		if (code == ERR_ABSENT ||
			(code == ERR_OK && id_eq(*taken, last->id)))
			code = ERR_OK;
		else if (code == ERR_OK)
			code = err_set(e, ERR_EXISTS,
				_("与已有的记录 %.*s 重复"),
				STR_FMT(id_format(x->a, *taken)));
	}
	return code;
}

static enum err_code
write_versions(struct adopt *x, uint8_t *digest, struct err *e)
{
	struct id id = x->version[0].id;
	struct key k = key_of_id(id);
	struct key all = key_of_form(x->now.form);
	struct buf row = {.arena = x->a};
	enum err_code code = ERR_OK;

	for (size_t i = x->have ? x->have - 1 : 0; i + 1 < x->n && !code; i++) {
		struct key old = k;

		key_u32(&old, (uint32_t)i + 1);
		code = row_put_more(x->t, TABLE_VER, &old,
			&(struct row_more){
				.domain = x->domain, .revision = i + 1},
			x->bytes[i], e);
	}
	index_encode(&row, &x->now);
	buf_add(&row, x->bytes[x->n - 1]);
	key_id(&all, id);
	if (code == ERR_OK)
		code = row_put_more(x->t, TABLE_REC, &k,
			&(struct row_more){.domain = x->domain,
				.revision = x->n,
				.digest = digest},
			buf_str(&row), e);
	if (code == ERR_OK && x->have == 0)
		code = row_mark(x->t, TABLE_ALL, &all, e);
	if (code == ERR_OK)
		code = index_change(x->t, id, &x->was.index, &x->now, e);
	return code;
}

enum err_code
store_adopt(struct store_txn *t, const struct record *version, size_t n,
	const struct store_keys *keys, str what, bool *same, struct id *taken,
	struct err *e)
{
	struct adopt x = {
		.t = t, .a = t->store->scratch, .version = version, .n = n};
	struct audit line = {.has_digest = true, .what = what};
	enum err_code code;

	arena_reset(x.a);
	*same = false;
	*taken = ID_NONE;
	if (n == 0)
		return err_set(e, ERR_INPUT, _("一份记录的各版接不上"));
	code = encode_all(&x, e);
	if (code == ERR_OK)
		code = compare(&x, e);
	if (code == ERR_OK && x.have == n) {
		*same = true;
		return ERR_OK;
	}
	if (code == ERR_OK)
		code = make_index(&x, keys, taken, e);
	if (code == ERR_OK)
		code = write_versions(&x, line.digest, e);
	if (code)
		return code;
	line.action = x.have ? AUDIT_CHANGE : AUDIT_CREATE;
	line.form = version[0].form;
	line.id = version[0].id;
	line.rev = version[n - 1].rev;
	return audit_put(t, &line, e);
}
