// SPDX-License-Identifier: MIT
#include "templates/chain.h"

#include "store/codec.h"
#include "store/lang.h"
#include "store/paper.h"
#include "store/sign.h"

#include <stdlib.h>

/* --- entries
 * ---------------------------------------------------------------------- */

bool
chain_cell_parse(str cell, str *report, str *row, str *column)
{
	*column = STR_NONE;
	if (!str_cut(&cell, '.', report) || !str_cut(&cell, '.', row) ||
		!report->n || !row->n)
		return false;
	*column = cell; /* I14.a is a row of some reports */
	return true;
}

static str
entries_name(struct arena *a, str period)
{
	return str_fmt(a, "closing/%.*s", STR_FMT(period));
}

enum err_code
chain_entries_put(struct store_txn *t, str period,
	const struct chain_entries *v, struct err *e)
{
	struct arena *a = arena_new_secret();
	struct buf b = {.arena = a};

	codec_put_byte(&b, 1);
	codec_put_uint(&b, v->n_typed);
	for (size_t i = 0; i < v->n_typed; i++) {
		codec_put_text(&b, v->typed[i].report);
		codec_put_text(&b, v->typed[i].row);
		codec_put_text(&b, v->typed[i].column);
		codec_put_text(&b, v->typed[i].text);
	}
	codec_put_uint(&b, v->n_adjust);
	for (size_t i = 0; i < v->n_adjust; i++) {
		codec_put_text(&b, v->adjust[i].report);
		codec_put_text(&b, v->adjust[i].row);
		codec_put_text(&b, v->adjust[i].by);
		codec_put_text(&b, v->adjust[i].reason);
	}
	enum err_code code = paper_put(
		t, entries_name(a, period), DOMAIN_WORK, buf_str(&b), e);
	arena_free(a);
	return code;
}

enum err_code
chain_entries_get(struct store_txn *t, str period, struct arena *a,
	struct chain_entries *out, struct err *e)
{
	str bytes;
	enum err_code code =
		paper_get(t, entries_name(a, period), a, &bytes, e);

	*out = (struct chain_entries){0};
	if (code)
		return code == ERR_ABSENT ? ERR_OK : code;
	struct codec c = codec_of(bytes);
	uint8_t schema = codec_get_byte(&c);
	out->n_typed = codec_get_count(&c, 4);
	out->typed = ARENA_ARRAY(a, out->n_typed, struct chain_typed);
	for (size_t i = 0; i < out->n_typed; i++) {
		out->typed[i].report = codec_get_text(&c);
		out->typed[i].row = codec_get_text(&c);
		out->typed[i].column = codec_get_text(&c);
		out->typed[i].text = codec_get_text(&c);
	}
	out->n_adjust = codec_get_count(&c, 4);
	out->adjust = ARENA_ARRAY(a, out->n_adjust, struct chain_adjust);
	for (size_t i = 0; i < out->n_adjust; i++) {
		out->adjust[i].report = codec_get_text(&c);
		out->adjust[i].row = codec_get_text(&c);
		out->adjust[i].by = codec_get_text(&c);
		out->adjust[i].reason = codec_get_text(&c);
	}
	return c.bad || schema != 1
		       ? err_set(e, ERR_CORRUPT, _("封存的报表读不出来"))
		       : ERR_OK;
}

/* --- children
 * --------------------------------------------------------------------- */

str
chain_sums_name(struct arena *a, str period, str code, uint32_t rev, str report)
{
	return str_fmt(a, "sums/%.*s/%.*s/%u/%.*s", STR_FMT(period),
		STR_FMT(code), (unsigned)rev, STR_FMT(report));
}

enum err_code
chain_child_put(
	struct store_txn *t, str period, const struct child *c, struct err *e)
{
	struct arena *a = arena_new();
	struct buf b = {.arena = a};

	codec_put_byte(&b, 1);
	codec_put_text(&b, c->name);
	codec_put_uint(&b, c->rev);
	codec_put_byte(&b, c->returned);
	codec_put_text(&b, c->hash);
	codec_put_int(&b, c->at);
	enum err_code code = store_put_note(t,
		str_fmt(a, "bundle/%.*s/%.*s", STR_FMT(period),
			STR_FMT(c->code)),
		buf_str(&b), e);
	arena_free(a);
	return code;
}

struct gather {
	struct arena *arena;
	size_t prefix;
	struct child *v;
	size_t n;
	bool bad;
};

static bool
gather_child(void *arg, str name, str value)
{
	struct gather *g = arg;
	struct codec c = codec_of(str_dup(g->arena, value));
	struct child *child = ARENA_PUSH(g->arena, g->v, g->n);

	g->bad = g->bad || codec_get_byte(&c) != 1;
	child->code = str_dup(g->arena, str_from(name, g->prefix));
	child->name = codec_get_text(&c);
	child->rev = (uint32_t)codec_get_uint(&c);
	child->returned = codec_get_byte(&c);
	child->hash = codec_get_text(&c);
	child->at = codec_get_int(&c);
	g->bad = g->bad || c.bad;
	return true;
}

static int
child_cmp(const void *x, const void *y)
{
	return str_cmp(((const struct child *)x)->code,
		((const struct child *)y)->code);
}

enum err_code
chain_children(struct store_txn *t, str period, struct arena *a,
	struct child **v, size_t *n, struct err *e)
{
	str prefix = str_fmt(a, "bundle/%.*s/", STR_FMT(period));
	struct gather g = {.arena = a, .prefix = prefix.n};
	enum err_code code = store_each_note(t, prefix, gather_child, &g, e);

	if (g.n)
		qsort(g.v, g.n, sizeof *g.v, child_cmp);
	*v = g.v;
	*n = g.n;
	if (code == ERR_OK && g.bad)
		return err_set(e, ERR_CORRUPT, _("收到的报送包读不出来"));
	return code;
}

/* --- who should report
 * ------------------------------------------------------------- */

/* How much of a code names the area: zeros at the end name none. */
static size_t
area_depth(str code)
{
	static const size_t depth[] = {9, 6, 4, 2};
	size_t n = 12;

	for (size_t i = 0; i < sizeof depth / sizeof *depth; i++) {
		str rest = str_sub(code, depth[i], 12 - depth[i]);
		bool zeros = rest.n == 12 - depth[i];
		for (size_t k = 0; k < rest.n; k++)
			zeros = zeros && rest.p[k] == '0';
		if (zeros)
			n = depth[i];
	}
	return n;
}

bool
area_is_below(str code, str above)
{
	size_t n = area_depth(above);

	return area_depth(code) > n &&
	       str_eq(str_sub(code, 0, n), str_sub(above, 0, n));
}

struct expected {
	struct reader *reader;
	struct arena *arena;
	const struct station *station;
	struct id own;
	day_t today;
	str *v;
	size_t n;
};

static void
expect(struct expected *x, str code)
{
	for (size_t i = 0; i < x->n; i++)
		if (str_eq(x->v[i], code))
			return;
	if (!str_eq(code, x->station->code))
		*ARENA_PUSH(x->arena, x->v, x->n) = str_dup(x->arena, code);
}

static bool
look_at_station(void *arg, const struct record *rec)
{
	struct expected *x = arg;
	const struct value *code = fields_get(&rec->fields, STR("st_code"));
	const struct value *up = fields_get(&rec->fields, STR("st_parent"));

	if (code && code->type == VALUE_TEXT && up &&
		up->type == VALUE_REFERENCE && id_eq(up->ref, x->own))
		expect(x, code->text);
	return true;
}

static int
code_cmp(const void *x, const void *y)
{
	return str_cmp(*(const str *)x, *(const str *)y);
}

enum err_code
chain_expected(struct reader *r, const struct station *station, struct arena *a,
	str **code, size_t *n, struct err *e)
{
	struct expected x = {.reader = r, .arena = a, .station = station};
	struct sign_trusted *v = NULL;
	size_t trusted = 0;
	enum err_code rc = store_find_unique(r->txn, STR("station"),
		STR("st_code"), station->code, &x.own, e);

	if (rc == ERR_OK)
		rc = store_each(r->txn, STR("station"), DAY_NONE, INT32_MAX,
			look_at_station, &x, e);
	if (rc == ERR_OK || rc == ERR_ABSENT)
		rc = trust_list(r->txn, a, &v, &trusted, e);
	for (size_t i = 0; rc == ERR_OK && i < trusted; i++) {
		struct id id;
		/* The register knows better whose it is. */
		if (area_is_below(v[i].code, station->code) &&
			store_find_unique(r->txn, STR("station"),
				STR("st_code"), v[i].code, &id, NULL))
			expect(&x, v[i].code);
	}
	if (x.n)
		qsort(x.v, x.n, sizeof *x.v, code_cmp);
	*code = x.v;
	*n = x.n;
	return rc;
}
