// SPDX-License-Identifier: MIT
#include <assert.h>
#include <string.h>

#include "store/codec.h"
#include "store/inside.h"
#include "store/lang.h"

/* One save: what is stored of the record now, and what will be. */
struct save {
	struct store_txn *t;
	struct arena *a;
	struct record *r;
	bool is_new;
	struct stored was;
	struct record former;
	enum store_domain domain;
	struct index now;
};

static const char *
id_words(struct arena *a, struct id id)
{
	return str_z(a, id_format(a, id));
}

static enum err_code
read_former(struct save *s, uint32_t expect, struct err *e)
{
	enum err_code code = stored_get(s->t, s->r->id, s->a, &s->was, e);

	s->is_new = code == ERR_ABSENT;
	if (s->is_new && expect > 0)
		return err_set(e, ERR_ABSENT, _("没有记录 %s"),
			id_words(s->a, s->r->id));
	if (s->is_new)
		return ERR_OK;
	if (code == ERR_OK)
		code = record_decode(s->a, s->was.bytes, &s->former, e);
	if (code)
		return code;
	/* The bytes must outlive the first write of this transaction. */
	s->was.bytes = str_dup(s->a, s->was.bytes);
	if (s->former.rev != expect) {
		str at = date_format_moment(s->a, s->former.at / 1000);

		return err_set(e, ERR_CHANGED,
			_("记录 %s 已被 %.*s 在 %.*s（UTC）改为第 %u "
			  "版；没有覆盖"),
			id_words(s->a, s->r->id), STR_FMT(s->former.by),
			STR_FMT(at), (unsigned)s->former.rev);
	}
	if (!str_eq(s->former.form, s->r->form))
		return err_set(e, ERR_INPUT, _("记录 %s 属于表单 %.*s"),
			id_words(s->a, s->r->id), STR_FMT(s->former.form));
	return ERR_OK;
}

static bool
had_ref(const struct index *x, const struct index_ref *ref)
{
	for (size_t i = 0; i < x->n_refs; i++)
		if (x->refs[i].field == ref->field &&
			id_eq(x->refs[i].target, ref->target))
			return true;
	return false;
}

/* A reference that stood there before may point to what has been voided
 * since: an old record stays editable. */
static enum err_code
check_refs(struct save *s, struct err *e)
{
	for (size_t i = 0; i < s->now.n_refs; i++) {
		const struct index_ref *ref = &s->now.refs[i];
		struct stored target;
		enum err_code code;

		if (s->was.index.live && had_ref(&s->was.index, ref))
			continue;
		code = stored_get(s->t, ref->target, s->a, &target, e);
		if (code == ERR_DENIED)
			continue; /* it is there; more may not be known */
		if (code && code != ERR_ABSENT)
			return code;
		if (code == ERR_ABSENT || !target.index.live)
			return err_set(e, ERR_INPUT,
				code ? _("引用的记录 %s 不存在")
				     : _("引用的记录 %s 是草稿或已作废"),
				id_words(s->a, ref->target));
	}
	return ERR_OK;
}

static enum err_code
check_uniques(struct save *s, struct id *taken, struct err *e)
{
	for (size_t i = 0; i < s->now.n_uniques; i++) {
		struct id other;
		enum err_code code = index_find_unique(
			s->t, &s->now, &s->now.uniques[i], s->a, &other, e);

		if (code == ERR_ABSENT)
			continue;
		if (code)
			return code;
		if (id_eq(other, s->r->id))
			continue;
		if (taken)
			*taken = other;
		return err_set(e, ERR_EXISTS, _("与已有的记录 %s 重复"),
			id_words(s->a, other));
	}
	return ERR_OK;
}

/* A live record that ceases to be one must leave no live child behind, and
 * nobody who refers to it: a session would rest on a consent that never was. */
static enum err_code
check_children(struct save *s, struct err *e)
{
	size_t n;
	size_t others;
	enum err_code code;

	if (!s->was.index.live || s->now.live)
		return ERR_OK;
	code = index_children(s->t, s->r->id, &n, &others, e);
	if (code)
		return code;
	if (n > 0)
		return err_set(e, ERR_INPUT,
			_("还有 %zu 条记录属于它，不能作废：请先作废那些记录"),
			n);
	if (others > 0)
		return err_set(e, ERR_INPUT,
			_("还有 %zu "
			  "条有效记录引用它，不能作废：请先改那些记录；"
			  "到期、撤回、离职的填日期，重复的用 merge 合并"),
			others);
	return ERR_OK;
}

static void
fill_meta(struct save *s)
{
	s->r->rev = s->is_new ? 1 : s->former.rev + 1;
	s->r->at = clock_now_ms();
	if (s->r->station.n == 0)
		s->r->station = s->t->store->station.code;
}

/* Has anything changed but what may be filled in later? */
static bool
is_settled(const struct save *s, const struct store_keys *keys)
{
	const struct fields *both[] = {&s->former.fields, &s->r->fields};

	for (size_t i = 0; i < 2 && !keys->lasting; i++) {
		for (size_t k = 0; k < both[i]->n; k++) {
			str name = both[i]->v[k].name;
			const struct value *was = fields_get(both[0], name);
			const struct value *now = fields_get(both[1], name);
			size_t late = 0;

			if (was && now && value_eq(was, now))
				continue;
			while (late < keys->n_late &&
				!str_eq(keys->late[late], name))
				late++;
			if (late == keys->n_late)
				return false;
		}
	}
	return true;
}

/* A closed period's records stay as they were counted. */
static enum err_code
check_closed(struct save *s, const struct store_keys *keys, struct err *e)
{
	const struct index *was = &s->was.index;
	const struct index *now = &s->now;
	enum err_code code = ERR_OK;

	if (was->live && now->live && was->day == now->day && keys &&
		is_settled(s, keys))
		return ERR_OK;
	if (was->live)
		code = closed_check(s->t, s->r->form, was->day, e);
	if (code == ERR_OK && now->live)
		code = closed_check(s->t, s->r->form, now->day, e);
	return code;
}

/* Where its form, or it, belonged before; a form may also change. */
static enum err_code
choose_domain(struct save *s, const struct store_keys *keys, struct err *e)
{
	enum store_domain wish = keys ? keys->domain : DOMAIN_NONE;
	uint16_t form;
	enum err_code code = name_make(s->t, s->r->form, &form, e);

	if (code)
		return code;
	s->domain = wish;
	if (!s->domain && !s->is_new)
		s->domain = VAULT_DOMAIN(s->was.index.gen);
	if (!s->domain)
		code = name_domain(s->t, form, &s->domain, e);
	if (code)
		return code;
	if (!s->domain)
		s->domain = DOMAIN_WORK;
	s->now.gen = vault_gen(&s->t->store->vault, s->domain);
	if (s->now.gen == 0)
		return err_set(e, ERR_DENIED,
			s->t->store->vault.keys ? _("您的角色无权填写这类记录")
						: _("请先登录"));
	return name_set_domain(s->t, form, s->domain, e);
}

static enum err_code
write_audit(struct save *s, const uint8_t *digest, struct err *e)
{
	struct audit line = {.action = s->is_new ? AUDIT_CREATE : AUDIT_CHANGE,
		.form = s->r->form,
		.id = s->r->id,
		.rev = s->r->rev,
		.what = s->r->reason,
		.has_digest = true};

	if (s->t->batch) {
		struct batch *b = s->t->batch;
		struct batch_record *x = ARENA_PUSH(b->arena, b->v, b->n);

		x->id = s->r->id;
		memcpy(x->digest, digest, sizeof x->digest);
		return ERR_OK;
	}
	if (s->r->state == RECORD_VOID)
		line.action = AUDIT_VOID;
	memcpy(line.digest, digest, sizeof line.digest);
	return audit_put(s->t, &line, e);
}

static enum err_code
write_rows(struct save *s, str bytes, struct err *e)
{
	struct key k = key_of_id(s->r->id);
	struct key old = k;
	struct key all = key_of_form(s->now.form);
	struct buf row = {.arena = s->a};
	uint8_t digest[VAULT_DIGEST];
	enum err_code code = ERR_OK;

	index_encode(&row, &s->now);
	buf_add(&row, bytes);
	key_u32(&old, s->former.rev);
	key_id(&all, s->r->id);
	if (!s->is_new)
		code = row_put_more(s->t, TABLE_VER, &old,
			&(struct row_more){
				.domain = VAULT_DOMAIN(s->was.index.gen),
				.revision = s->former.rev},
			s->was.bytes, e);
	if (code == ERR_OK)
		code = row_put_more(s->t, TABLE_REC, &k,
			&(struct row_more){.domain = s->domain,
				.revision = s->r->rev,
				.digest = digest},
			buf_str(&row), e);
	if (code == ERR_OK && s->is_new)
		code = row_mark(s->t, TABLE_ALL, &all, e);
	if (code == ERR_OK)
		code = index_change(s->t, s->r->id, &s->was.index, &s->now, e);
	if (code == ERR_OK && !s->t->batch)
		code = row_del(s->t, TABLE_DRAFT, &k, e);
	return code ? code : write_audit(s, digest, e);
}

enum err_code
store_put(struct store_txn *t, struct record *r, const struct store_keys *keys,
	uint32_t expect, struct id *taken, struct err *e)
{
	struct save s = {.t = t, .a = t->store->scratch, .r = r};
	str bytes = STR_NONE;
	enum err_code code;

	assert(t->write && !id_is_none(r->id) && r->form.n > 0);
	arena_reset(s.a);
	code = read_former(&s, expect, e);
	if (code == ERR_OK)
		code = choose_domain(&s, keys, e);
	if (code == ERR_OK)
		code = index_of(t, r, keys, s.a, &s.now, e);
	if (code == ERR_OK)
		code = check_closed(&s, keys, e);
	if (code == ERR_OK)
		code = check_children(&s, e);
	if (code == ERR_OK)
		code = check_refs(&s, e);
	if (code == ERR_OK)
		code = check_uniques(&s, taken, e);
	if (code)
		return code;
	fill_meta(&s);
	code = record_encode(s.a, r, &bytes, e);
	return code ? code : write_rows(&s, bytes, e);
}

enum err_code
store_next_serial(struct store_txn *t, str series, uint64_t *out, struct err *e)
{
	struct arena *a = t->store->scratch;
	uint8_t hash[VAULT_HASH];
	uint8_t bytes[8];
	struct key k = key_new();
	str row;
	enum err_code code;

	arena_reset(a);
	if (!t->store->vault.keys)
		return err_set(e, ERR_DENIED, _("请先登录"));
	vault_hash(&t->store->vault, 0, TABLE_SERIAL, STR_NONE, series, hash);
	key_bytes(&k, hash, sizeof hash);
	*out = 1;
	code = row_get(t, TABLE_SERIAL, &k, a, &row, e);
	if (code == ERR_OK && row.n == sizeof bytes)
		*out = codec_of64((const uint8_t *)row.p) + 1;
	else if (code != ERR_ABSENT)
		return code ? code : row_fail(t, MDB_CORRUPTED, e);
	codec_be64(bytes, *out);
	return row_put(t, TABLE_SERIAL, &k,
		(str){(const char *)bytes, sizeof bytes}, e);
}
