// SPDX-License-Identifier: MIT
#include "templates/keyset.h"
#include "templates/report_pack.h"
#include "templates/submission.h"

#include "store/lang.h"
#include "store/paper.h"
#include "store/sign.h"

#define FIGURE_MOST INT64_C(1000000000000000)
#define NAME_MOST 128

struct taking {
	const struct submission *s;
	struct arena *arena;
	str file;
	str hash;
	struct bundle_part *part;
	size_t n;
	struct manifest manifest;
	struct period period;
	struct child was;
	bool had;
	struct report *sums; /* one a report: its sums only */
	size_t n_sums;
	struct submission_receipt *out;
};

/* --- is it to be trusted?
 * ------------------------------------------------------------- */

/* Who says so, and does he? */
static enum err_code
check_signature(struct taking *x, struct store_txn *t, struct err *e)
{
	const struct bundle_part *text =
		bundle_find(x->part, x->n, STR("manifest"));
	const struct bundle_part *signature =
		bundle_find(x->part, x->n, STR("manifest.minisig"));
	struct sign_key key;
	str parts;
	enum err_code code;

	if (!text || !signature)
		return err_set(e, ERR_INPUT,
			_("这不是报送包：缺 manifest 或它的签名"));
	code = manifest_parse(text->bytes, &x->manifest, &parts, e);
	if (code == ERR_OK)
		code = trust_find(t, x->manifest.station, &key, e);
	if (code == ERR_OK)
		code = sign_verify(
			&key, text->bytes, signature->bytes, NULL, e);
	return code ? code : manifest_check(parts, x->part, x->n, x->arena, e);
}

/* Does it stand under us? Our register knows better than its area. */
static enum err_code
check_parent(struct taking *x, struct store_txn *t, struct err *e)
{
	const struct station *own = store_station(x->s->store);
	const struct manifest *m = &x->manifest;
	struct id id;
	struct id up;
	struct record rec;

	if (!str_is(m->parent, "-") && !str_eq(m->parent, own->code))
		return err_set(e, ERR_INPUT, _("%.*s 的上级是 %.*s，不是本站"),
			STR_FMT(m->station), STR_FMT(m->parent));
	if (!store_find_unique(
		    t, STR("station"), STR("st_code"), m->station, &id, NULL) &&
		!store_get(t, id, x->arena, &rec, NULL)) {
		const struct value *v =
			fields_get(&rec.fields, STR("st_parent"));
		if (v && v->type == VALUE_REFERENCE &&
			(store_find_unique(t, STR("station"), STR("st_code"),
				 own->code, &up, NULL) ||
				!id_eq(v->ref, up)))
			return err_set(e, ERR_INPUT,
				_("按本站的登记，%.*s 的上级是别的站点"),
				STR_FMT(m->station));
		if (v)
			return ERR_OK;
	}
	if (!area_is_below(str_sub(m->station, 0, 12), own->code) ||
		!str_eq(str_sub(m->station, 0, 12), m->area))
		return err_set(e, ERR_INPUT, _("%.*s 不在本站的辖区里"),
			STR_FMT(m->station));
	return ERR_OK;
}

static enum err_code
check_period(struct taking *x, struct store_txn *t, str expected, struct err *e)
{
	const struct manifest *m = &x->manifest;
	struct closed own;

	if (period_parse(m->period, &x->period, e))
		return e->code = ERR_INPUT;
	if (expected.n && !str_eq(expected, m->period))
		return err_set(e, ERR_INPUT, _("这是 %.*s 的，不是 %.*s 的"),
			STR_FMT(m->period), STR_FMT(expected));
	if (x->period.last >= clock_today())
		return err_set(
			e, ERR_INPUT, _("%.*s 还没有过完"), STR_FMT(m->period));
	if (!closed_get(
		    t, x->period.first, x->period.last, x->arena, &own, NULL) &&
		own.state != CLOSED_OPEN)
		return err_set(e, ERR_INPUT,
			_("本站的 %.*s 已经封存：要收先 reopen"),
			STR_FMT(m->period));
	return ERR_OK;
}

static enum err_code
check_former(struct taking *x, struct store_txn *t, struct err *e)
{
	const struct manifest *m = &x->manifest;
	struct child *v;
	size_t n;
	enum err_code code = chain_children(t, m->period, x->arena, &v, &n, e);

	for (size_t i = 0; !code && i < n; i++) {
		if (!str_eq(v[i].code, m->station))
			continue;
		x->had = true;
		x->was = v[i];
	}
	if (code || !x->had)
		return code;
	if (str_eq(x->was.hash, x->hash))
		return err_set(e, ERR_EXISTS, _("这个报送包已经收过"));
	if (m->rev < x->was.rev)
		return err_set(e, ERR_INPUT,
			_("这是第 %u 版，已经收过第 %u 版"), (unsigned)m->rev,
			(unsigned)x->was.rev);
	if (m->rev == x->was.rev)
		return err_set(e, ERR_INPUT,
			_("已经收过另一个第 %u 版：请和那一站核对"),
			(unsigned)m->rev);
	return ERR_OK;
}

/* --- its figures
 * ---------------------------------------------------------------------- */

static struct report *
sums_of(struct taking *x, str id)
{
	for (size_t i = 0; i < x->n_sums; i++)
		if (str_eq(x->sums[i].id, id))
			return &x->sums[i];
	return NULL;
}

/* One line: report,element,line,column,over,under,own. */
static bool
read_sum(struct taking *x, str line)
{
	str cell[7];
	int n = 0;
	struct report_sum s = {0};

	while (n < 7 && str_cut(&line, ',', &cell[n]))
		n++;
	if (n != 7 || line.n || !str_int(cell[4], &s.over) ||
		!str_int(cell[5], &s.under) || s.under < 1 ||
		s.under > FIGURE_MOST || s.over > FIGURE_MOST ||
		s.over < -FIGURE_MOST || cell[1].n > NAME_MOST ||
		cell[2].n > NAME_MOST || cell[3].n > NAME_MOST ||
		(!str_is(cell[6], "0") && !str_is(cell[6], "1")))
		return false;
	struct report *r = sums_of(x, cell[0]);
	if (!r)
		return false;
	s.element = cell[1];
	s.line = cell[2];
	s.column = cell[3];
	s.own = str_is(cell[6], "1");
	/* Made by ARENA_PUSH below, so ours to write. */
	struct report_sum *v = (struct report_sum *)(uintptr_t)r->sum;
	*ARENA_PUSH(x->arena, v, r->n_sum) = s;
	r->sum = v;
	return true;
}

static enum err_code
read_sums(struct taking *x, struct err *e)
{
	const struct bundle_part *part =
		bundle_find(x->part, x->n, STR("sums.csv"));
	str ids = x->manifest.reports;
	str id;
	str line;
	const struct bundle_part *agg =
		bundle_find(x->part, x->n, STR("agg.csv"));
	bool good = part && agg && bundle_text_is_fine(part->bytes) &&
		    bundle_text_is_fine(agg->bytes);

	while (str_word(&ids, &id))
		if (!sums_of(x, id))
			*ARENA_PUSH(x->arena, x->sums, x->n_sums) =
				(struct report){.id = id, .period = x->period};
	str text = part ? part->bytes : STR_NONE;
	good = good && str_cut(&text, '\n', &line) &&
	       str_is(line, "report,element,line,column,over,under,own");
	while (good && str_cut(&text, '\n', &line))
		good = read_sum(x, line);
	return good ? ERR_OK
		    : err_set(e, ERR_INPUT, _("报送包里的 sums.csv 读不懂"));
}

/* --- what changed
 * --------------------------------------------------------------------- */

static str
agg_name(struct arena *a, str period, str code)
{
	return str_fmt(a, "agg/%.*s/%.*s", STR_FMT(period), STR_FMT(code));
}

/* "R01,C1a,value" and the rest of a line. */
static bool
agg_line(str *text, str *key, str *value)
{
	str line;
	size_t at = 0;
	int commas = 0;

	if (!str_cut(text, '\n', &line))
		return false;
	while (at < line.n && commas < 3)
		commas += line.p[at++] == ',';
	*key = str_sub(line, 0, at ? at - 1 : 0);
	*value = line;
	for (size_t i = line.n; i-- > 0;)
		if (line.p[i] == ',') {
			*value = str_from(line, i + 1);
			break;
		}
	return true;
}

static void
tell_difference(struct taking *x, str key, str was, str now)
{
	char *words = str_z(x->arena, key);

	for (char *p = words; *p; p++)
		if (*p == ',')
			*p = ' ';
	*ARENA_PUSH(x->arena, x->out->difference, x->out->n_difference) =
		str_fmt(x->arena, "%s: %.*s → %.*s", words,
			STR_FMT(was.n ? was : STR("—")),
			STR_FMT(now.n ? now : STR("—")));
}

static void
compare(struct taking *x, str was, str now)
{
	struct keyset old = {.arena = x->arena};
	str *value = NULL;
	size_t n = 0;
	str key;
	str v;

	while (agg_line(&was, &key, &v)) {
		if (keyset_find(&old, key) != SIZE_MAX)
			continue;
		keyset_put(&old, key, 1);
		*ARENA_PUSH(x->arena, value, n) = v;
	}
	while (agg_line(&now, &key, &v)) {
		size_t at = keyset_find(&old, key);
		if (at == SIZE_MAX) {
			tell_difference(x, key, STR_NONE, v);
			continue;
		}
		old.item[at].columns = 2;
		if (!str_eq(value[at], v))
			tell_difference(x, key, value[at], v);
	}
	for (size_t i = 0; i < old.n; i++)
		if (old.item[i].columns == 1)
			tell_difference(x, old.item[i].key, value[i], STR_NONE);
}

/* --- taking in
 * ------------------------------------------------------------------------ */

static enum err_code
put_papers(struct taking *x, struct store_txn *t, str agg, struct err *e)
{
	const struct manifest *m = &x->manifest;
	struct arena *a = x->arena;
	enum err_code code = paper_put(t,
		str_fmt(a, "bundle/%.*s/%.*s/%u", STR_FMT(m->period),
			STR_FMT(m->station), (unsigned)m->rev),
		DOMAIN_WORK, x->file, e);

	for (size_t i = 0; !code && i < x->n_sums; i++)
		code = paper_put(t,
			chain_sums_name(a, m->period, m->station, m->rev,
				x->sums[i].id),
			DOMAIN_WORK, report_pack(a, &x->sums[i]), e);
	if (code == ERR_OK)
		code = paper_put(t, agg_name(a, m->period, m->station),
			DOMAIN_WORK, agg, e);
	return code;
}

static enum err_code
take_work(struct store_txn *t, void *arg, struct err *e)
{
	struct taking *x = arg;
	const struct manifest *m = &x->manifest;
	const struct bundle_part *agg =
		bundle_find(x->part, x->n, STR("agg.csv"));
	const struct child now = {.code = m->station,
		.name = m->name,
		.rev = m->rev,
		.hash = x->hash,
		.at = clock_now_ms()};
	enum err_code code = check_former(x, t, e);

	x->out->n_difference = 0;
	if (code == ERR_OK && x->had) {
		str was;
		code = paper_get(t, agg_name(x->arena, m->period, m->station),
			x->arena, &was, e);
		if (code == ERR_OK && agg)
			compare(x, was, agg->bytes);
		code = code == ERR_ABSENT ? ERR_OK : code;
	}
	if (code == ERR_OK)
		code = put_papers(x, t, agg ? agg->bytes : STR_NONE, e);
	return code ? code : chain_child_put(t, m->period, &now, e);
}

static enum err_code
check(struct taking *x, str expected, struct err *e)
{
	struct store_txn *t;
	const struct station *own = store_station(x->s->store);
	enum err_code code = store_read(x->s->store, &t, e);

	if (code)
		return code;
	code = check_signature(x, t, e);
	if (!code && !str_eq(own->kind, str_is(x->manifest.kind, "-")
						? STR_NONE
						: x->manifest.kind))
		code = err_set(e, ERR_INPUT,
			_("测试库、演示库的报送包只有同样的库才收"));
	if (!code && str_eq(x->manifest.station, own->code))
		code = err_set(e, ERR_INPUT, _("这是本站自己的报送包"));
	if (code == ERR_OK)
		code = check_parent(x, t, e);
	if (code == ERR_OK)
		code = check_period(x, t, expected, e);
	if (code == ERR_OK)
		code = check_former(x, t, e);
	store_done(t);
	return code ? code : read_sums(x, e);
}

static enum err_code
tell_missing(struct taking *x, struct err *e)
{
	struct submission_receipt *out = x->out;
	struct store_txn *t;
	struct reader r;
	struct child *v;
	size_t n;
	enum err_code code = store_read(x->s->store, &t, e);

	if (code)
		return code;
	reader_init(&r, x->s->catalog, t, str_of(x->s->user), x->arena);
	code = chain_expected(&r, store_station(x->s->store), x->arena,
		&out->missing, &out->n_missing, e);
	if (code == ERR_OK)
		code = chain_children(
			t, x->manifest.period, x->arena, &v, &n, e);
	store_done(t);
	size_t left = 0;
	for (size_t i = 0; !code && i < out->n_missing; i++) {
		bool here = false;
		for (size_t k = 0; k < n; k++)
			here = here ||
			       (!v[k].returned &&
				       str_eq(v[k].code, out->missing[i]));
		if (!here)
			out->missing[left++] = out->missing[i];
	}
	out->n_missing = left;
	for (size_t k = 0; !code && k < n; k++)
		out->here += !v[k].returned;
	return code;
}

enum err_code
submission_take(const struct submission *s, str expected, str file,
	struct arena *a, struct submission_receipt *out, struct err *e)
{
	struct taking x = {.s = s, .arena = a, .file = file, .out = out};
	enum err_code code = bundle_unzip(file, a, &x.part, &x.n, e);

	*out = (struct submission_receipt){0};
	x.hash = bundle_hash(a, file);
	if (code == ERR_OK)
		code = check(&x, expected, e);
	if (code)
		return code;
	out->station = x.manifest.station;
	out->name = x.manifest.name;
	out->period = x.manifest.period;
	out->rev = x.manifest.rev;
	out->former = x.had ? x.was.rev : 0;
	struct audit line = {.action = AUDIT_IMPORT,
		.rev = x.manifest.rev,
		.what = str_fmt(a, "receive <- %.*s %.*s",
			STR_FMT(x.manifest.station),
			STR_FMT(x.manifest.period))};
	code = store_audit(s->store, &line, e);
	if (code == ERR_OK)
		code = store_write(s->store, take_work, &x, e);
	return code ? code : tell_missing(&x, e);
}
