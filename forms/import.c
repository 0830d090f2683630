// SPDX-License-Identifier: MIT
#include "forms/import_impl.h"

#include "forms/field.h"
#include "store/lang.h"

/* One row of a table into a session. */

struct fill {
	struct import *import;
	struct session *session;
	const struct ledger_row *row;
	struct arena *arena;
	struct issue *issue;
	size_t n;
};

static void
tell(struct fill *x, enum issue_kind kind, const struct field *f, str path,
	str words)
{
	*ARENA_PUSH(x->arena, x->issue, x->n) =
		(struct issue){kind, f, path, str_dup(x->arena, words)};
}

static str
text_of(const struct fill *x, size_t column)
{
	return column < x->row->n ? import_trim(x->row->cell[column])
				  : STR_NONE;
}

/* --- rows of repeats
 * ------------------------------------------------------------------ */

/* Does the table say anything for that row of the repeat? */
static bool
has_row(const struct fill *x, const struct field *repeat, size_t row)
{
	const struct import *im = x->import;
	for (size_t k = 0; k < im->n_column; k++)
		if (im->column[k].field &&
			im->column[k].field->repeat == repeat &&
			im->column[k].row == row && text_of(x, k).n > 0)
			return true;
	return false;
}

/* Rows that are empty in the table are no rows: how many there are before. */
static size_t
row_number(const struct fill *x, const struct field *repeat, size_t row)
{
	size_t n = 0;
	for (size_t k = 1; k <= row; k++)
		n += has_row(x, repeat, k);
	return n;
}

static bool
cell_of(struct fill *x, const struct import_column *c, struct cell *out,
	struct err *e)
{
	if (!c->field->repeat)
		return session_find(x->session, c->field->name, out, e) ==
		       ERR_OK;
	size_t number = row_number(x, c->field->repeat, c->row);
	struct cell repeat;
	if (session_find(x->session, c->field->repeat->name, &repeat, e))
		return false;
	while (session_rows(x->session, &repeat) < number) {
		size_t made;
		if (session_add_row(x->session, &repeat, &made, e))
			return false;
	}
	return session_find(x->session,
		       str_fmt(x->arena, "%.*s[%zu].%.*s",
			       STR_FMT(c->field->repeat->name), number,
			       STR_FMT(c->field->name)),
		       out, e) == ERR_OK;
}

/* --- cells
 * ----------------------------------------------------------------------------
 */

/* All columns that speak of the reference in this place. */
static enum err_code
reference(struct fill *x, const struct import_column *c, struct id *out,
	struct err *e)
{
	struct import *im = x->import;
	struct import_part *part =
		ARENA_ARRAY(x->arena, im->n_column, struct import_part);
	size_t n = 0;
	for (size_t k = 0; k < im->n_column; k++)
		if (im->column[k].field == c->field &&
			im->column[k].row == c->row && text_of(x, k).n > 0)
			part[n++] = (struct import_part){
				im->column[k].path, text_of(x, k)};
	return import_find(im, session_reader(x->session), c->field, part, n,
		x->arena, out, e);
}

/* Only the first of several columns of one reference fills it. */
static bool
was_before(const struct fill *x, size_t column)
{
	const struct import_column *c = &x->import->column[column];
	for (size_t k = 0; k < column; k++)
		if (x->import->column[k].field == c->field &&
			x->import->column[k].row == c->row &&
			text_of(x, k).n > 0)
			return true;
	return false;
}

static void
fill_column(struct fill *x, size_t column)
{
	const struct import_column *c = &x->import->column[column];
	str text = text_of(x, column);
	struct cell cell;
	struct err e;
	struct id id;
	str value;
	if (!c->field || text.n == 0)
		return;
	if (c->field->type == FIELD_REFERENCE && was_before(x, column))
		return;
	if (!cell_of(x, c, &cell, &e)) {
		tell(x, ISSUE_ERROR, c->field, c->header, str_of(e.words));
		return;
	}
	enum err_code code;
	if (c->field->type == FIELD_REFERENCE) {
		code = reference(x, c, &id, &e);
		value = code ? STR_NONE : id_format(x->arena, id);
	} else {
		code = import_value(x->import, column, x->session, &cell, text,
			x->arena, &value, &e);
	}
	if (code == ERR_OK && value.n > 0)
		code = session_set_text(x->session, &cell, value, &e);
	if (code)
		tell(x, ISSUE_ERROR, c->field, c->header, str_of(e.words));
}

static void
fill_constants(struct fill *x)
{
	const struct yaml *v = x->import->constants;
	for (size_t k = 0; v && k < v->n; k++) {
		struct cell cell;
		struct err e;
		if (session_find(x->session, v->pair[k].key, &cell, &e))
			continue;
		struct value now = session_get(x->session, &cell);
		if (value_is_blank(&now) && session_set_text(x->session, &cell,
						    v->pair[k].value.text, &e))
			tell(x, ISSUE_ERROR, cell.field, v->pair[k].key,
				str_of(e.words));
	}
}

size_t
import_fill(struct import *im, struct session *s, const struct ledger_row *row,
	struct arena *a, struct issue **out)
{
	struct fill x = {.import = im, .session = s, .row = row, .arena = a};
	if (row->fault.n > 0)
		tell(&x, ISSUE_ERROR, NULL, STR("-"), row->fault);
	for (size_t k = im->n_column; k < row->n; k++)
		if (import_trim(row->cell[k]).n > 0) {
			tell(&x, ISSUE_ERROR, NULL, STR("-"),
				str_fmt(a, _("有 %zu 列，表头只有 %zu 列"),
					row->n, im->n_column));
			break;
		}
	/* All that is wrong with a row is told at once. */
	for (size_t k = 0, whole = x.n == 0; whole && k < im->n_column; k++)
		fill_column(&x, k);
	if (x.n == 0)
		fill_constants(&x);
	*out = x.issue;
	return x.n;
}

/* --- the same twice
 * ------------------------------------------------------------------ */

/* FNV-1a; mixed at the end, for its low bits choose the place. */
static uint64_t
hash_of(uint64_t h, str s)
{
	for (size_t i = 0; i < s.n; i++)
		h = (h ^ (uint8_t)s.p[i]) * 1099511628211u;
	h ^= h >> 32;
	h *= 0xd6e8feb86659fd93u;
	return h ^ h >> 32;
}

static bool
see(struct import *x, uint64_t hash)
{
	size_t at = (size_t)hash;
	/* Eight bytes a row and no copies left behind: a table of a gigabyte
	 * must do with 64 MiB. */
	if (5 * x->n_seen >= 4 * x->cap_seen) {
		size_t cap = x->cap_seen ? 2 * x->cap_seen : 4096;
		struct arena *wider = arena_new();
		uint64_t *v = ARENA_ARRAY(wider, cap, uint64_t);
		for (size_t k = 0; k < x->cap_seen; k++) {
			size_t to = (size_t)x->seen[k];
			while (x->seen[k] && v[to & (cap - 1)])
				to++;
			if (x->seen[k])
				v[to & (cap - 1)] = x->seen[k];
		}
		arena_free(x->seen_in);
		x->seen_in = wider;
		x->seen = v;
		x->cap_seen = cap;
	}
	while (x->seen[at & (x->cap_seen - 1)]) {
		if (x->seen[at & (x->cap_seen - 1)] == hash)
			return false;
		at++;
	}
	x->seen[at & (x->cap_seen - 1)] = hash;
	x->n_seen++;
	return true;
}

void
import_close(struct import *x)
{
	if (x)
		arena_free(x->seen_in);
}

bool
import_is_first(struct import *x, const struct store_keys *keys,
	struct arena *a, str *words)
{
	bool first = true;
	for (size_t k = 0; k < keys->n_uniques; k++) {
		uint64_t h =
			hash_of(1469598103934665603u, keys->uniques[k].scope);
		h = hash_of(h ^ '=', keys->uniques[k].value);
		if (see(x, h ? h : 1))
			continue;
		first = false;
		struct buf b = {.arena = a};
		str scope = keys->uniques[k].scope;
		str name;
		while (str_cut(&scope, '+', &name)) {
			const struct field *f = form_field(x->form, name);
			buf_addf(&b, "%s%.*s", b.n ? _("、") : "",
				STR_FMT(f ? label_text(&f->label) : name));
		}
		*words = str_fmt(a, _("%.*s 与本表前面的一行相同"),
			STR_FMT(buf_str(&b)));
	}
	return first;
}
