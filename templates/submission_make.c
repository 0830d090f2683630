// SPDX-License-Identifier: MIT
#include "templates/submission.h"

#include "store/file.h"
#include "store/lang.h"
#include "store/paper.h"
#include "store/sign.h"

#include <unistd.h>

struct making {
	const struct submission *s;
	struct store_txn *txn;
	struct arena *arena;
	const char *temp;
	struct closed closed;
	struct bundle_part *part;
	size_t n;
	struct buf agg;
	struct buf sums;
	struct buf ids;
};

static void
add_part(struct making *m, str name, str bytes)
{
	*ARENA_PUSH(m->arena, m->part, m->n) =
		(struct bundle_part){name, bytes};
}

/* A figure as a program reads it; nothing when there is none. */
static str
figure(struct arena *a, const struct report_cell *c)
{
	return c->kind == CELL_NUMBER ? decimal_format(a, c->number) : STR_NONE;
}

/* Of what is no rate the numerator is the figure itself. */
static void
put_agg(struct making *m, const struct report *r)
{
	struct arena *a = m->arena;

	for (size_t i = 0; i < r->n_row; i++) {
		const struct report_row *row = &r->row[i];
		for (size_t c = 0; c < r->n_column && !row->section; c++) {
			str value = figure(a, &row->cell[c]);
			str num = value;
			str den = STR_NONE;
			if (row->part) {
				den = figure(a, &row->part[c].denominator);
				if (row->part[c].numerator.kind == CELL_NUMBER)
					num = figure(
						a, &row->part[c].numerator);
			}
			if (value.n || den.n)
				buf_addf(&m->agg,
					"%.*s,%.*s,%.*s,%.*s,%.*s,%.*s\n",
					STR_FMT(r->id), STR_FMT(row->id),
					STR_FMT(r->column[c].id), STR_FMT(num),
					STR_FMT(den), STR_FMT(value));
		}
	}
}

static void
put_sums(struct making *m, const struct report *r)
{
	for (size_t i = 0; i < r->n_sum; i++) {
		const struct report_sum *s = &r->sum[i];
		buf_addf(&m->sums, "%.*s,%.*s,%.*s,%.*s,%lld,%lld,%d\n",
			STR_FMT(r->id), STR_FMT(s->element), STR_FMT(s->line),
			STR_FMT(s->column), (long long)s->over,
			(long long)s->under, s->own);
	}
}

/* A spreadsheet is made by its library, in a file. */
static enum err_code
bytes_of(struct making *m, const struct report *r, enum report_format f,
	str *out, struct err *e)
{
	struct buf b = {.arena = m->arena};

	if (f != REPORT_XLSX) {
		enum err_code code = report_write(r, f, &b, e);
		*out = buf_str(&b);
		return code;
	}
	const char *path = str_z(m->arena,
		str_fmt(m->arena, "%s.%.*s.xlsx", m->temp, STR_FMT(r->id)));
	enum err_code code = report_save(r, f, path, e);
	if (code)
		return code;
	code = file_load(path, BUNDLE_PART_MOST, m->arena, out, e);
	unlink(path);
	return code;
}

static enum err_code
put_report(struct making *m, const struct report *r, struct err *e)
{
	enum err_code code = ERR_OK;

	for (int f = 0; !code && f < REPORT_FORMATS; f++) {
		str bytes;
		if (!report_format_fits(r, (enum report_format)f))
			continue;
		code = bytes_of(m, r, (enum report_format)f, &bytes, e);
		/* A report without any figure has no exchange form. */
		if (code == ERR_INPUT && f >= REPORT_DHIS2_JSON) {
			code = ERR_OK;
			continue;
		}
		if (code == ERR_OK)
			add_part(m,
				str_fmt(m->arena, "%.*s.%s", STR_FMT(r->id),
					report_format_ext(
						(enum report_format)f)),
				bytes);
	}
	put_agg(m, r);
	put_sums(m, r);
	buf_addf(&m->ids, "%s%.*s", m->ids.n ? " " : "", STR_FMT(r->id));
	return code;
}

static enum err_code
put_reports(struct making *m, struct err *e)
{
	const struct report_item *v;
	size_t n = report_set_items(m->s->reports, &v);
	enum err_code code = ERR_OK;

	for (size_t i = 0; !code && i < n; i++) {
		struct report r;
		code = report_frozen(m->txn, m->closed.code, m->closed.rev,
			v[i].id, m->arena, &r, e);
		if (code == ERR_OK && !r.list)
			code = put_report(m, &r, e);
		if (code == ERR_ABSENT)
			code = ERR_OK; /* it came after the closing */
	}
	return code;
}

/* Zeros at the end of an area's code say how high it stands. */
static str
level_of(str area)
{
	static const char *const level[] = {"5", "4", "3", "2", "1"};
	static const size_t from[] = {9, 6, 4, 2};
	int n = 0;

	for (int i = 0; i < 4; i++) {
		str rest = str_sub(area, from[i], 12 - from[i]);
		while (rest.n && rest.p[0] == '0')
			rest = str_from(rest, 1);
		if (!rest.n)
			n = i + 1;
	}
	return str_of(level[n]);
}

/* Whom our own record names as the station above. */
static str
parent_of(struct making *m, str code)
{
	struct record own;
	struct record up;
	struct id id;

	if (store_find_unique(
		    m->txn, STR("station"), STR("st_code"), code, &id, NULL) ||
		store_get(m->txn, id, m->arena, &own, NULL))
		return STR_NONE;
	const struct value *v = fields_get(&own.fields, STR("st_parent"));
	if (!v || v->type != VALUE_REFERENCE ||
		store_get(m->txn, v->ref, m->arena, &up, NULL))
		return STR_NONE;
	v = fields_get(&up.fields, STR("st_code"));
	return v && v->type == VALUE_TEXT ? v->text : STR_NONE;
}

static enum err_code
sign(struct making *m, str *zip, struct err *e)
{
	const struct station *st = store_station(m->s->store);
	struct arena *a = m->arena;
	str area = str_sub(st->code, 0, 12);
	str signature;
	const struct manifest manifest = {
		.station = st->code,
		.name = st->name,
		.level = level_of(area),
		.area = area,
		.parent = parent_of(m, st->code),
		.kind = st->kind,
		.period = m->closed.code,
		.rev = m->closed.rev,
		.reports = buf_str(&m->ids),
		.created = date_format_moment(a, clock_of_ms(m->closed.at)),
		.app = STR(XINZHAN_VERSION),
	};
	str text = manifest_format(a, &manifest, m->part, m->n);
	enum err_code code = sign_bytes(m->s->store, text,
		str_fmt(a, "xinzhan bundle %.*s %.*s %u", STR_FMT(st->code),
			STR_FMT(m->closed.code), (unsigned)m->closed.rev),
		a, &signature, e);

	if (code)
		return code;
	struct bundle_part *v = ARENA_ARRAY(a, m->n + 2, struct bundle_part);
	v[0] = (struct bundle_part){STR("manifest"), text};
	v[1] = (struct bundle_part){STR("manifest.minisig"), signature};
	for (size_t i = 0; i < m->n; i++)
		v[i + 2] = m->part[i];
	return bundle_zip(v, m->n + 2, a, zip, e);
}

struct keeping {
	str name;
	str zip;
	const struct closed *closed;
};

static enum err_code
keep_work(struct store_txn *t, void *arg, struct err *e)
{
	const struct keeping *k = arg;

	return paper_put(t, k->name, DOMAIN_WORK, k->zip, e);
}

static str
kept_name(struct arena *a, const struct closed *c)
{
	return str_fmt(
		a, "submitted/%.*s/%u", STR_FMT(c->code), (unsigned)c->rev);
}

static enum err_code
read_all(struct making *m, struct period p, str *zip, bool *kept, struct err *e)
{
	str code = period_code(m->arena, p);
	enum err_code rc =
		closed_get(m->txn, p.first, p.last, m->arena, &m->closed, e);

	if (rc == ERR_ABSENT || (!rc && m->closed.state == CLOSED_OPEN))
		return err_set(e, ERR_INPUT, _("%.*s 没有封存：先 close"),
			STR_FMT(code));
	if (!rc && m->closed.state == CLOSED_RETURNED)
		return err_set(e, ERR_INPUT,
			_("%.*s 被上级退回：改好后再 close"), STR_FMT(code));
	if (rc)
		return rc;
	rc = paper_get(
		m->txn, kept_name(m->arena, &m->closed), m->arena, zip, e);
	*kept = rc == ERR_OK;
	if (rc != ERR_ABSENT)
		return rc;
	buf_addz(&m->agg, "report,row,column,num,den,value\n");
	buf_addz(&m->sums, "report,element,line,column,over,under,own\n");
	return put_reports(m, e);
}

enum err_code
submission_make(const struct submission *s, struct period period,
	const char *temp, struct arena *a, str *zip, struct err *e)
{
	struct making m = {.s = s,
		.arena = a,
		.temp = temp,
		.agg = {.arena = a},
		.sums = {.arena = a},
		.ids = {.arena = a}};
	bool kept = false;
	enum err_code code = store_read(s->store, &m.txn, e);

	if (code)
		return code;
	code = read_all(&m, period, zip, &kept, e);
	if (code == ERR_OK && !kept) {
		add_part(&m, STR("agg.csv"), buf_str(&m.agg));
		add_part(&m, STR("sums.csv"), buf_str(&m.sums));
		code = sign(&m, zip, e);
	}
	store_done(m.txn);
	if (code || kept)
		return code;
	struct keeping k = {kept_name(a, &m.closed), *zip, &m.closed};
	return store_write(s->store, keep_work, &k, e);
}
