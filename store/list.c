// SPDX-License-Identifier: MIT
#include <stdlib.h>

#include "store/codec.h"
#include "store/inside.h"
#include "store/lang.h"

static enum err_code
absent(struct id id, struct err *e)
{
	struct arena *a = arena_new();
	enum err_code code = err_set(
		e, ERR_ABSENT, _("没有记录 %.*s"), STR_FMT(id_format(a, id)));

	arena_free(a);
	return code;
}

enum err_code
store_get(struct store_txn *t, struct id id, struct arena *a,
	struct record *out, struct err *e)
{
	struct stored s;
	enum err_code code = stored_get(t, id, a, &s, e);

	if (code == ERR_ABSENT)
		return absent(id, e);
	if (code == ERR_OK)
		code = record_decode(a, s.bytes, out, e);
	return code ? code : record_guard(t, out, e);
}

enum err_code
store_history(struct store_txn *t, struct id id, struct arena *a,
	struct record **out, size_t *n, struct err *e)
{
	struct record current;
	struct record *all;
	size_t got = 0;
	enum err_code code = store_get(t, id, a, &current, e);

	if (code)
		return code;
	if (current.rev > 0xffffff) /* no one edits that often */
		return err_set(e, ERR_CORRUPT, _("一条记录的字节对不上"));
	all = ARENA_ARRAY(a, current.rev + 1, struct record);
	for (uint32_t rev = 1; rev < current.rev; rev++) {
		struct key k = key_of_id(id);
		str bytes;

		key_u32(&k, rev);
		code = row_get(t, TABLE_VER, &k, a, &bytes, e);
		if (code == ERR_ABSENT)
			return err_set(e, ERR_CORRUPT, _("少了记录的第 %u 版"),
				(unsigned)rev);
		if (code == ERR_OK)
			code = record_decode(a, bytes, &all[got++], e);
		if (code)
			return code;
	}
	all[got++] = current;
	*out = all;
	*n = got;
	return ERR_OK;
}

/* --- records behind index keys
 * -------------------------------------------------------- */

/* Fetch the record at `at` of each key walked and show it. */
static enum err_code
show_each(
	struct walk *w, size_t at, store_visit visit, void *arg, struct err *e)
{
	struct arena *a = arena_new_secret();
	enum err_code code = ERR_OK;
	bool more = true;
	struct record r;
	struct key k;

	while (more && code == ERR_OK && walk_next(w, &k, e)) {
		arena_reset(a);
		code = store_get(w->t, key_get_id(&k, at), a, &r, e);
		if (code == ERR_DENIED) {
			w->t->denied++;
			code = ERR_OK;
			continue;
		}
		if (code == ERR_ABSENT)
			code = err_set(e, ERR_CORRUPT,
				_("索引指向一条不存在的记录：请运行 "
				  "xinzhan verify"));
		if (code == ERR_OK)
			more = visit(arg, &r);
	}
	arena_free(a);
	return code ? code : w->code;
}

/* What has no name here has no rows. */
static enum err_code
none_is_fine(enum err_code code)
{
	return code == ERR_ABSENT ? ERR_OK : code;
}

static enum err_code
walk_days(struct walk *w, struct store_txn *t, str form, day_t from, day_t to,
	bool back, struct err *e)
{
	struct key lo;
	struct key hi;
	uint16_t number;
	enum err_code code = name_find(t, form, &number, e);

	if (code)
		return code;
	lo = key_of_form(number);
	hi = lo;
	key_day(&lo, from);
	key_day(&hi, to);
	hi = key_end(&hi);
	walk_init(w, t, TABLE_DATE, &lo, &hi, back);
	return ERR_OK;
}

enum err_code
store_each(struct store_txn *t, str form, day_t from, day_t to,
	store_visit visit, void *arg, struct err *e)
{
	struct walk w;
	enum err_code code = walk_days(&w, t, form, from, to, false, e);

	return code ? none_is_fine(code) : show_each(&w, 6, visit, arg, e);
}

/* Without anything hidden the records need not be read. */
static bool
may_show(struct store_txn *t, struct id id)
{
	struct record r;
	enum err_code code;

	if (!t->store->hides || t->unhidden)
		return true;
	struct arena *a = arena_new_secret();
	code = store_get(t, id, a, &r, NULL);
	arena_free(a);
	t->denied += code == ERR_DENIED;
	return code != ERR_DENIED;
}

enum err_code
store_each_id(struct store_txn *t, str form, day_t from, day_t to, bool newest,
	store_visit_id visit, void *arg, struct err *e)
{
	struct walk w;
	struct key k;
	enum err_code code = walk_days(&w, t, form, from, to, newest, e);

	if (code)
		return none_is_fine(code);
	while (walk_next(&w, &k, e))
		if (may_show(t, key_get_id(&k, 6)) &&
			!visit(arg, key_get_id(&k, 6), key_get_day(&k, 2)))
			break;
	return w.code;
}

enum err_code
store_each_all(struct store_txn *t, str form, store_visit visit, void *arg,
	struct err *e)
{
	struct walk w;
	struct key prefix;
	uint16_t number;
	enum err_code code = name_find(t, form, &number, e);

	if (code)
		return none_is_fine(code);
	prefix = key_of_form(number);
	walk_prefix(&w, t, TABLE_ALL, &prefix);
	return show_each(&w, 2, visit, arg, e);
}

/* A record that is no draft is hardly looked at; *more: go on. */
static enum err_code
show_draft(struct store_txn *t, struct id id, struct arena *a,
	store_visit visit, void *arg, bool *more, struct err *e)
{
	struct stored s;
	struct record r;
	enum err_code code = stored_get(t, id, a, &s, e);

	if (code == ERR_DENIED) {
		t->denied++;
		return ERR_OK;
	}
	int state = code == ERR_OK ? record_peek_state(s.bytes) : 0;
	if (code || (state != RECORD_DRAFT && state != 0))
		return code;
	code = record_decode(a, s.bytes, &r, e);
	if (code == ERR_OK && record_is_hidden(t, &r))
		t->denied++;
	else if (code == ERR_OK)
		*more = visit(arg, &r);
	return code;
}

enum err_code
store_each_draft(struct store_txn *t, str form, store_visit visit, void *arg,
	struct err *e)
{
	enum table from = index_undone_kept(t) ? TABLE_UNDONE : TABLE_ALL;
	struct walk w;
	struct key k;
	struct key prefix;
	uint16_t number;
	enum err_code code = name_find(t, form, &number, e);
	bool more = true;

	if (code)
		return none_is_fine(code);
	prefix = key_of_form(number);
	walk_prefix(&w, t, from, &prefix);
	struct arena *a = arena_new_secret();
	while (more && code == ERR_OK && walk_next(&w, &k, e)) {
		arena_reset(a);
		code = show_draft(
			t, key_get_id(&k, 2), a, visit, arg, &more, e);
	}
	arena_free(a);
	return code ? code : w.code;
}

enum err_code
store_count(struct store_txn *t, str form, size_t *out, struct err *e)
{
	struct arena *a;
	struct key k;
	uint16_t number;
	str row;
	enum err_code code;

	*out = 0;
	if (!t->sealed)
		return err_set(e, ERR_DENIED, _("请先登录"));
	code = name_find(t, form, &number, e);
	if (code)
		return none_is_fine(code);
	a = arena_new();
	k = key_of_form(number);
	code = row_get(t, TABLE_COUNT, &k, a, &row, e);
	if (code == ERR_OK && row.n == 8)
		*out = (size_t)codec_of64((const uint8_t *)row.p);
	arena_free(a);
	return code == ERR_ABSENT ? ERR_OK : code;
}

/* --- references
 * ------------------------------------------------------------------------- */

struct child {
	day_t day;
	struct id id;
};

static int
child_cmp(const void *left, const void *right)
{
	const struct child *l = left;
	const struct child *r = right;

	if (l->day != r->day)
		return l->day < r->day ? -1 : 1;
	return id_cmp(l->id, r->id);
}

/* The keys are ordered by form, then day; over several forms, or where a
 * record refers twice, they must be sorted and made single. */
static enum err_code
collect(struct walk *w, bool any_field, uint16_t field, struct arena *a,
	struct child **out, size_t *n, struct err *e)
{
	struct child *v = NULL;
	size_t cap = 0;
	size_t got = 0;
	struct key k;

	while (walk_next(w, &k, e)) {
		if (!any_field && key_get_u16(&k, 38) != field)
			continue;
		if (got == cap) {
			v = arena_grow(a, v, got, 2 * cap + 16, sizeof *v);
			cap = 2 * cap + 16;
		}
		v[got].day = key_get_day(&k, 18);
		v[got++].id = key_get_id(&k, 22);
	}
	if (got > 0)
		qsort(v, got, sizeof *v, child_cmp);
	*n = 0;
	for (size_t i = 0; i < got; i++)
		if (*n == 0 || !id_eq(v[*n - 1].id, v[i].id))
			v[(*n)++] = v[i];
	*out = v;
	return w->code;
}

static enum err_code
show_children(struct store_txn *t, const struct child *v, size_t n,
	store_visit visit, void *arg, struct err *e)
{
	struct arena *a = arena_new_secret();
	enum err_code code = ERR_OK;
	struct record r;

	for (size_t i = 0; i < n; i++) {
		arena_reset(a);
		code = store_get(t, v[i].id, a, &r, e);
		if (code == ERR_DENIED) {
			t->denied++;
			code = ERR_OK;
			continue;
		}
		if (code || !visit(arg, &r))
			break;
	}
	arena_free(a);
	return code;
}

enum err_code
store_each_ref(struct store_txn *t, struct id target, str form, str field,
	store_visit visit, void *arg, struct err *e)
{
	struct key prefix = key_of_id(target);
	struct arena *a;
	struct child *v;
	struct walk w;
	size_t n;
	uint16_t number = 0;
	enum err_code code = ERR_OK;

	if (form.n > 0)
		code = name_find(t, form, &number, e);
	if (form.n > 0 && code == ERR_OK)
		key_u16(&prefix, number);
	if (field.n > 0 && code == ERR_OK)
		code = name_find(t, field, &number, e);
	if (code)
		return none_is_fine(code);
	a = arena_new();
	walk_prefix(&w, t, TABLE_REF, &prefix);
	code = collect(&w, field.n == 0, number, a, &v, &n, e);
	if (code == ERR_OK)
		code = show_children(t, v, n, visit, arg, e);
	arena_free(a);
	return code;
}

enum err_code
store_latest(struct store_txn *t, struct id parent, str form, struct id *out,
	day_t *day, struct err *e)
{
	struct key k = key_of_id(parent);
	struct key value = key_new();
	struct arena *a;
	uint16_t number;
	str row;
	enum err_code code = name_find(t, form, &number, e);

	if (code)
		return code;
	a = arena_new();
	key_u16(&k, number);
	code = row_get(t, TABLE_LATEST, &k, a, &row, e);
	if (code == ERR_OK && row.n != 20)
		code = row_fail(t, MDB_CORRUPTED, e);
	if (code == ERR_OK) {
		key_bytes(&value, row.p, row.n);
		*day = key_get_day(&value, 0);
		*out = key_get_id(&value, 4);
	}
	arena_free(a);
	return code;
}

enum err_code
store_each_latest(struct store_txn *t, str form, struct id after,
	store_visit visit, void *arg, struct err *e)
{
	struct arena *a = arena_new_secret();
	struct arena *row_in = arena_new();
	struct key none = key_new();
	struct key k;
	struct walk w;
	uint16_t number;
	enum err_code code = name_find(t, form, &number, e);
	bool more = code == ERR_OK;

	if (code)
		code = none_is_fine(code);
	struct key from = key_of_id(after);
	struct key lo = id_is_none(after) ? none : key_end(&from);
	struct key hi = key_end(&none);

	walk_init(&w, t, TABLE_LATEST, &lo, &hi, false);
	while (more && code == ERR_OK && walk_next(&w, &k, e)) {
		struct key value = key_new();
		struct record r;
		str row;

		if (key_get_u16(&k, 16) != number)
			continue;
		arena_reset(a);
		arena_reset(row_in);
		code = row_get(t, TABLE_LATEST, &k, row_in, &row, e);
		if (code == ERR_OK && row.n != 20)
			code = row_fail(t, MDB_CORRUPTED, e);
		if (code)
			break;
		key_bytes(&value, row.p, row.n);
		code = store_get(t, key_get_id(&value, 4), a, &r, e);
		if (code == ERR_DENIED) {
			t->denied++;
			code = ERR_OK;
		} else if (code == ERR_OK) {
			more = visit(arg, &r);
		}
	}
	arena_free(row_in);
	arena_free(a);
	return code ? code : w.code;
}

enum err_code
store_find_unique(struct store_txn *t, str form, str scope, str value,
	struct id *out, struct err *e)
{
	const struct store_unique u = {scope, value};
	struct index x = {.live = true};
	struct arena *a;
	enum store_domain domain;
	enum err_code code = name_find(t, form, &x.form, e);

	if (code == ERR_ABSENT)
		return err_set(e, ERR_ABSENT, _("没有这样的记录"));
	if (code == ERR_OK)
		code = name_domain(t, x.form, &domain, e);
	if (code)
		return code;
	x.gen = vault_gen(&t->store->vault, domain);
	if (x.gen == 0 && domain != DOMAIN_NONE)
		return err_set(e, ERR_DENIED, _("您的角色无权查看这类记录"));
	a = arena_new_secret();
	code = index_find_unique(t, &x, &u, a, out, e);
	arena_free(a);
	if (code == ERR_ABSENT)
		return err_set(e, ERR_ABSENT, _("没有这样的记录"));
	return code;
}
