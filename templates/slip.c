// SPDX-License-Identifier: MIT
#include "templates/keyset.h"
#include "templates/report_def.h"
#include "templates/submission.h"

#include "store/lang.h"
#include "store/paper.h"
#include "store/sign.h"

#define MAGIC "xinzhan-slip 1"

/* --- the text
 * ---------------------------------------------------------------------------
 */

static str
format(struct arena *a, const struct slip *s)
{
	return str_fmt(a,
		MAGIC "\nkind %s\nfrom %.*s\nto %.*s\nperiod %.*s\n"
		      "revision %u\nbundle %.*s\ncells %.*s\nreason %.*s\n"
		      "at %.*s\n",
		s->cells.n ? "return" : "receipt", STR_FMT(s->from),
		STR_FMT(s->to), STR_FMT(s->period), (unsigned)s->rev,
		STR_FMT(s->hash), STR_FMT(s->cells.n ? s->cells : STR("-")),
		STR_FMT(s->reason.n ? s->reason : STR("-")), STR_FMT(s->at));
}

static bool
take(str *text, const char *key, str *value)
{
	str line;

	if (!str_cut(text, '\n', &line) || !str_starts(line, str_of(key)))
		return false;
	*value = str_from(line, str_of(key).n + 1);
	return value->n > 0 && line.p[str_of(key).n] == ' ';
}

static enum err_code
parse(str body, struct slip *out, struct err *e)
{
	str line;
	str kind;
	str rev;
	int64_t n = 0;

	*out = (struct slip){0};
	bool good = bundle_text_is_fine(body) && str_cut(&body, '\n', &line) &&
		    str_is(line, MAGIC) && take(&body, "kind", &kind) &&
		    take(&body, "from", &out->from) &&
		    take(&body, "to", &out->to) &&
		    take(&body, "period", &out->period) &&
		    take(&body, "revision", &rev) &&
		    take(&body, "bundle", &out->hash) &&
		    take(&body, "cells", &out->cells) &&
		    take(&body, "reason", &out->reason) &&
		    take(&body, "at", &out->at) && !body.n &&
		    str_int(rev, &n) && n > 0 && n <= 100000;
	out->rev = (uint32_t)n;
	if (good && str_is(out->cells, "-"))
		out->cells = STR_NONE;
	if (good && str_is(out->reason, "-"))
		out->reason = STR_NONE;
	good = good && str_is(kind, out->cells.n ? "return" : "receipt");
	return good ? ERR_OK : err_set(e, ERR_INPUT, _("这张回执读不懂"));
}

bool
slip_peek(str file)
{
	return str_starts(file, STR(MAGIC "\n"));
}

/* --- from above
 * -------------------------------------------------------------------------- */

/* Every cell a figure or a typed line of a report that is here. */
static enum err_code
check_cells(const struct submission *s, str cells, struct err *e)
{
	str cell;

	while (str_word(&cells, &cell)) {
		const struct report_def *def;
		str all = cell;
		str report;
		str row;
		str column;
		bool known = false;
		if (!chain_cell_parse(cell, &report, &row, &column))
			return err_set(e, ERR_USAGE,
				_("格子要写成 R01.A4a，不是 %.*s"),
				STR_FMT(all));
		enum err_code code =
			report_set_get(s->reports, report, &def, e);
		if (code)
			return code;
		for (size_t i = 0; i < def->n_row; i++)
			known = known ||
				(str_eq(def->row[i].id, row) &&
					def->row[i].kind != ROW_SECTION);
		if (!known && !def->n_line)
			return err_set(e, ERR_INPUT, _("报表 %.*s 没有行 %.*s"),
				STR_FMT(report), STR_FMT(row));
	}
	return ERR_OK;
}

struct marking {
	const struct submission *s;
	struct slip slip;
	struct arena *arena;
	struct period period;
	bool back; /* it is a return */
};

static enum err_code
find_child(struct marking *m, struct store_txn *t, struct child *out,
	struct err *e)
{
	struct child *v;
	size_t n;
	enum err_code code =
		chain_children(t, m->slip.period, m->arena, &v, &n, e);

	for (size_t i = 0; !code && i < n; i++) {
		*out = v[i];
		if (str_eq(v[i].hash, m->slip.hash))
			return ERR_OK;
	}
	return code ? code
		    : err_set(e, ERR_INPUT,
			      _("本站没有收过这个报送包，或已收了更新的一版"));
}

/* A bundle that was sent back no longer counts. */
static enum err_code
mark_work(struct store_txn *t, void *arg, struct err *e)
{
	struct marking *m = arg;
	struct child child;
	struct closed own;
	enum err_code code = find_child(m, t, &child, e);

	if (code || !m->back)
		return code;
	if (!closed_get(
		    t, m->period.first, m->period.last, m->arena, &own, NULL) &&
		own.state != CLOSED_OPEN)
		return err_set(e, ERR_INPUT,
			_("本站的 %.*s 已经封存：要退回先 reopen"),
			STR_FMT(m->slip.period));
	child.returned = true;
	return chain_child_put(t, m->slip.period, &child, e);
}

/* What the bundle says of itself; it was believed when it was taken in. */
static enum err_code
read_bundle(struct marking *m, str file, struct err *e)
{
	struct bundle_part *v;
	struct manifest manifest;
	size_t n;
	str parts;
	enum err_code code = bundle_unzip(file, m->arena, &v, &n, e);
	const struct bundle_part *text =
		code ? NULL : bundle_find(v, n, STR("manifest"));

	if (!code && !text)
		code = err_set(e, ERR_INPUT, _("这不是报送包"));
	if (code == ERR_OK)
		code = manifest_parse(text->bytes, &manifest, &parts, e);
	if (code)
		return code;
	m->slip.to = manifest.station;
	m->slip.period = manifest.period;
	m->slip.rev = manifest.rev;
	m->slip.hash = bundle_hash(m->arena, file);
	return period_parse(manifest.period, &m->period, e);
}

enum err_code
slip_make(const struct submission *s, str file, str cells, str reason,
	struct arena *a, str *slip, struct err *e)
{
	struct marking m = {.s = s, .arena = a, .back = cells.n > 0};
	str signature;
	char *list = str_z(a, cells);

	for (char *p = list; *p; p++)
		if (*p == ',')
			*p = ' ';
	m.slip.cells = str_of(list);
	m.slip.reason = reason;
	m.slip.from = store_station(s->store)->code;
	m.slip.at = date_format_moment(a, clock_now());
	enum err_code code = check_cells(s, m.slip.cells, e);
	if (code == ERR_OK && str_chr(reason, '\n') != SIZE_MAX)
		code = err_set(e, ERR_INPUT, _("理由要写在一行里"));
	if (code == ERR_OK)
		code = read_bundle(&m, file, e);
	if (code)
		return code;
	str body = format(a, &m.slip);
	struct audit line = {.action = AUDIT_EXPORT,
		.rev = m.slip.rev,
		.what = str_fmt(a, "%s -> %.*s %.*s %.*s",
			m.back ? "return" : "receipt", STR_FMT(m.slip.to),
			STR_FMT(m.slip.period), STR_FMT(m.slip.cells))};
	code = store_audit(s->store, &line, e);
	if (code == ERR_OK)
		code = store_write(s->store, mark_work, &m, e);
	if (code == ERR_OK)
		code = sign_bytes(s->store, body,
			str_fmt(a, "xinzhan slip from %.*s to %.*s",
				STR_FMT(m.slip.from), STR_FMT(m.slip.to)),
			a, &signature, e);
	if (code)
		return code;
	*slip = str_fmt(a, "%.*s\n%.*s", STR_FMT(body), STR_FMT(signature));
	return ERR_OK;
}

/* --- below
 * -----------------------------------------------------------------------------
 */

static void
add_forms(const struct report_def *d, size_t element, struct keyset *forms)
{
	const struct element *x = &d->element[element];

	if (x->form)
		keyset_put(forms, x->form_id, 1);
	for (size_t i = 0; i < x->n_member; i++)
		add_forms(d, x->member[i], forms);
}

static void
add_figure(const struct report_def *d, const struct indicator *x,
	struct keyset *forms)
{
	for (size_t i = 0; i < x->numerator.n; i++)
		add_forms(d, x->numerator.v[i].element, forms);
	for (size_t i = 0; i < x->denominator.n; i++)
		add_forms(d, x->denominator.v[i].element, forms);
}

/* The forms that the cells are counted from. */
static enum err_code
forms_of(const struct submission *s, str cells, struct keyset *forms,
	struct err *e)
{
	str cell;

	while (str_word(&cells, &cell)) {
		const struct report_def *d;
		str report = STR_NONE;
		str row = STR_NONE;
		str column = STR_NONE;
		(void)chain_cell_parse(cell, &report, &row, &column);
		enum err_code code = report_set_get(s->reports, report, &d, e);
		if (code)
			return code;
		for (size_t i = 0; i < d->n_row; i++)
			if (str_eq(d->row[i].id, row))
				add_figure(d, &d->row[i].figure, forms);
		for (size_t i = 0; d->n_line && i < d->n_column; i++)
			if (!column.n || str_eq(d->column[i].id, column))
				add_figure(d, &d->column[i].figure, forms);
	}
	return ERR_OK;
}

struct taking {
	const struct slip *slip;
	struct arena *arena;
	str name;
	struct period period;
	const str *form;
	size_t n_form;
};

/* Is it about what we sent last? */
static enum err_code
check_sent(struct taking *x, struct store_txn *t, struct closed *own,
	struct err *e)
{
	str zip;
	enum err_code code = closed_get(
		t, x->period.first, x->period.last, x->arena, own, e);

	if (code == ERR_OK)
		code = paper_get(t,
			str_fmt(x->arena, "submitted/%.*s/%u",
				STR_FMT(own->code), (unsigned)own->rev),
			x->arena, &zip, e);
	if (code && code != ERR_ABSENT)
		return code;
	if (code || own->rev != x->slip->rev || own->state != CLOSED_SHUT ||
		!str_eq(bundle_hash(x->arena, zip), x->slip->hash))
		return err_set(e, ERR_INPUT, _("它说的不是本站现在报送的 %.*s"),
			STR_FMT(x->slip->period));
	return ERR_OK;
}

static enum err_code
take_work(struct store_txn *t, void *arg, struct err *e)
{
	struct taking *x = arg;
	struct closed own;
	str was;
	enum err_code code = store_get_note(t, x->name, x->arena, &was, e);

	if (code == ERR_OK)
		return err_set(e, ERR_EXISTS, _("这张回执已经收过"));
	code = code == ERR_ABSENT ? check_sent(x, t, &own, e) : code;
	if (code == ERR_OK)
		code = store_put_note(t, x->name, x->slip->at, e);
	if (code || !x->slip->cells.n)
		return code;
	own.state = CLOSED_RETURNED;
	own.reason = x->slip->reason;
	own.form = x->form;
	own.n_form = x->n_form;
	return closed_put(t, &own, e);
}

/* The text ends at the first empty line; then its signature. */
static enum err_code
open_slip(const struct submission *s, str file, struct slip *out, struct err *e)
{
	size_t end = str_find(file, STR("\n\n"));
	struct store_txn *t;
	struct sign_key key;
	enum err_code code = parse(str_sub(file, 0, end + 1), out, e);

	if (end == SIZE_MAX || code)
		return err_set(e, ERR_INPUT, _("这张回执读不懂"));
	if (!str_eq(out->to, store_station(s->store)->code))
		return err_set(e, ERR_INPUT, _("这是给 %.*s 的"),
			STR_FMT(str_sub(out->to, 0, 20)));
	code = store_read(s->store, &t, e);
	if (code)
		return code;
	code = trust_find(t, out->from, &key, e);
	store_done(t);
	return code ? code
		    : sign_verify(&key, str_sub(file, 0, end + 1),
			      str_from(file, end + 2), NULL, e);
}

enum err_code
slip_take(const struct submission *s, str file, struct arena *a,
	struct slip *out, struct err *e)
{
	struct keyset forms = {.arena = a};
	struct taking x = {.slip = out,
		.arena = a,
		.name = str_fmt(a, "slip/%.*s", STR_FMT(bundle_hash(a, file)))};
	enum err_code code = open_slip(s, file, out, e);

	if (code == ERR_OK && period_parse(out->period, &x.period, e))
		code = e->code = ERR_INPUT;
	if (code == ERR_OK)
		code = forms_of(s, out->cells, &forms, e);
	if (code)
		return code;
	str *form = ARENA_ARRAY(a, forms.n, str);
	for (size_t i = 0; i < forms.n; i++)
		form[i] = forms.item[i].key;
	x.form = form;
	x.n_form = forms.n;
	struct audit line = {.action = AUDIT_IMPORT,
		.rev = out->rev,
		.what = str_fmt(a, "%s <- %.*s %.*s",
			out->cells.n ? "return" : "receipt", STR_FMT(out->from),
			STR_FMT(out->period))};
	code = store_audit(s->store, &line, e);
	return code ? code : store_write(s->store, take_work, &x, e);
}
