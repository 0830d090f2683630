// SPDX-License-Identifier: MIT
#include "store/closed.h"

#include "store/codec.h"
#include "store/inside.h"
#include "store/lang.h"

#define SCHEMA 1

static struct key
key_of_days(day_t first, day_t last)
{
	struct key k = key_new();

	key_day(&k, first);
	key_day(&k, last);
	return k;
}

static str
encode(const struct closed *c, struct arena *a)
{
	struct buf b = {.arena = a};

	codec_put_byte(&b, SCHEMA);
	codec_put_text(&b, c->code);
	codec_put_byte(&b, (uint8_t)c->state);
	codec_put_uint(&b, c->rev);
	codec_put_int(&b, c->at);
	codec_put_text(&b, c->by);
	codec_put_text(&b, c->reason);
	codec_put_uint(&b, c->n_form);
	for (size_t i = 0; i < c->n_form; i++)
		codec_put_text(&b, c->form[i]);
	return buf_str(&b);
}

static enum err_code
decode(str row, const struct key *k, struct arena *a, struct closed *out,
	struct err *e)
{
	struct codec c = codec_of(row);
	uint8_t schema = codec_get_byte(&c);

	if (schema > SCHEMA)
		return err_set(e, ERR_VERSION,
			_("封存的报告期由更新的版本写入，请升级本程序"));
	*out = (struct closed){.first = key_get_day(k, 0),
		.last = key_get_day(k, 4),
		.code = str_dup(a, codec_get_text(&c))};
	out->state = (enum closed_state)codec_get_byte(&c);
	out->rev = (uint32_t)codec_get_uint(&c);
	out->at = codec_get_int(&c);
	out->by = str_dup(a, codec_get_text(&c));
	out->reason = str_dup(a, codec_get_text(&c));
	out->n_form = codec_get_count(&c, 1);
	str *form = ARENA_ARRAY(a, out->n_form, str);
	for (size_t i = 0; i < out->n_form; i++)
		form[i] = str_dup(a, codec_get_text(&c));
	out->form = form;
	if (c.bad || schema != SCHEMA || out->state > CLOSED_RETURNED)
		return err_set(e, ERR_CORRUPT, _("封存的报告期读不出来"));
	return ERR_OK;
}

enum err_code
closed_put(struct store_txn *t, struct closed *c, struct err *e)
{
	static const char *const words[] = {"reopen", "close", "return"};
	struct arena *a = arena_new();
	struct key k = key_of_days(c->first, c->last);
	struct audit line = {.action = AUDIT_PERIOD,
		.rev = c->rev,
		.what = str_fmt(a, "%s %.*s%s%.*s", words[c->state],
			STR_FMT(c->code), c->reason.n ? " " : "",
			STR_FMT(c->reason))};

	c->at = clock_now_ms();
	c->by = t->store->user.name;
	enum err_code code = row_put(t, TABLE_PERIOD, &k, encode(c, a), e);
	if (code == ERR_OK)
		code = audit_put(t, &line, e);
	t->store->locks_at = 0;
	arena_free(a);
	return code;
}

enum err_code
closed_get(struct store_txn *t, day_t first, day_t last, struct arena *a,
	struct closed *out, struct err *e)
{
	struct key k = key_of_days(first, last);
	str row;
	enum err_code code = row_get(t, TABLE_PERIOD, &k, a, &row, e);

	return code ? code : decode(row, &k, a, out, e);
}

enum err_code
closed_list(struct store_txn *t, struct arena *a, struct closed **out,
	size_t *n, struct err *e)
{
	struct key none = key_new();
	struct walk w;
	struct key k;
	enum err_code code = ERR_OK;

	*out = NULL;
	*n = 0;
	walk_prefix(&w, t, TABLE_PERIOD, &none);
	while (code == ERR_OK && walk_next(&w, &k, e)) {
		str row;

		code = row_get(t, TABLE_PERIOD, &k, a, &row, e);
		if (code == ERR_OK)
			code = decode(row, &k, a, ARENA_PUSH(a, *out, *n), e);
	}
	return code ? code : w.code;
}

/* Read once a commit: every save asks. */
static enum err_code
learn(struct store_txn *t, struct err *e)
{
	struct store *s = t->store;

	if (s->locks_at && s->locks_at == t->seal.writes + 1)
		return ERR_OK;
	if (!s->locks_arena)
		s->locks_arena = arena_new_secret();
	arena_reset(s->locks_arena);
	s->locks_at = 0;
	enum err_code code =
		closed_list(t, s->locks_arena, &s->locks, &s->n_locks, e);
	if (code == ERR_OK)
		s->locks_at = t->seal.writes + 1;
	return code;
}

static bool
is_sent_back(const struct closed *c, str form)
{
	for (size_t i = 0; i < c->n_form; i++)
		if (str_eq(c->form[i], form))
			return c->state == CLOSED_RETURNED;
	return false;
}

enum err_code
closed_check(struct store_txn *t, str form, day_t day, struct err *e)
{
	struct store *s = t->store;
	enum err_code code = day == DAY_NONE ? ERR_OK : learn(t, e);

	for (size_t i = 0; !code && day != DAY_NONE && i < s->n_locks; i++) {
		const struct closed *c = &s->locks[i];
		struct arena *a = s->brief;

		if (c->state == CLOSED_OPEN || day < c->first ||
			day > c->last || is_sent_back(c, form))
			continue;
		arena_reset(a);
		return err_set(e, ERR_CLOSED,
			_("%.*s 在已封存的 %.*s 里，不能再增改或作废：要改先由"
			  "负责人 reopen，写明理由"),
			STR_FMT(date_format(a, day)), STR_FMT(c->code));
	}
	return code;
}
