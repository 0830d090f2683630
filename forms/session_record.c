// SPDX-License-Identifier: MIT
#include "forms/session_impl.h"

#include "forms/reader_impl.h"
#include "store/lang.h"

/* The record that a session makes. */

enum { SERIALS_TRIED = 100000 };

/* Does the answer go into the record? Live values are read, never stored (of
 * what x_set overrules, the typed one is); a final record keeps only what was
 * asked. */
static bool
is_kept(const struct item *i, const struct session_row *r, bool final)
{
	if (!field_has_value(i->field) ||
		(i->computed && field_is_live(i->field) && !i->field->set))
		return false;
	return !final || item_is_asked(i, r);
}

static void
append(struct arena *a, struct fields *f, str name, struct value v)
{
	f->v = arena_grow(a, f->v, f->n, f->n + 1, sizeof(*f->v));
	f->v[f->n++] = (struct entry){name, v};
}

/* A draft remembers which fields of a row still want their second keying. */
static void
append_once(const struct session *s, struct arena *a,
	const struct session_row *r, struct fields *f)
{
	struct buf names = {.arena = a};
	for (size_t k = 0; k < s->n_item; k++) {
		const struct item *i = &s->item[k];
		if (i->repeat == r->repeat && i->field->verify &&
			answer_of(i, r)->keyed == KEYED_ONCE)
			buf_addf(&names, "%s%.*s", names.n ? " " : "",
				STR_FMT(i->field->name));
	}
	if (names.n > 0)
		append(a, f, STR("_once"),
			(struct value){
				.type = VALUE_TEXT, .text = buf_str(&names)});
}

static struct fields
fields_of(struct session *s, struct arena *a, const struct session_row *r,
	bool final)
{
	struct fields f = {ARENA_ARRAY(a, s->n_item, struct entry), 0};
	for (size_t k = 0; k < s->n_item; k++) {
		const struct item *i = &s->item[k];
		if (i->repeat != r->repeat || !is_kept(i, r, final))
			continue;
		const struct answer *x = answer_of(i, r);
		struct value v = x->is_set ? x->typed : x->value;
		if (i->field->type == FIELD_REPEAT) {
			struct rows *rows = ARENA_NEW(a, struct rows);
			rows->n = x->n_row;
			rows->v = ARENA_ARRAY(a, x->n_row, struct fields);
			for (size_t j = 0; j < x->n_row; j++)
				rows->v[j] = fields_of(s, a, x->row[j], final);
			v = (struct value){.type = VALUE_ROWS, .rows = rows};
		}
		if (!value_is_blank(&v))
			f.v[f.n++] = (struct entry){
				i->field->name, value_dup(a, &v)};
	}
	if (!final)
		append_once(s, a, r, &f);
	return f;
}

/* Kept reasons ride along as rows of {field, reason}. */
static void
append_reasons(const struct session *s, struct arena *a, struct fields *f)
{
	struct rows *rows = ARENA_NEW(a, struct rows);
	rows->v = ARENA_ARRAY(a, s->n_reason, struct fields);
	for (size_t k = 0; k < s->n_reason; k++) {
		if (s->reason[k].words.n == 0)
			continue;
		struct fields *row = &rows->v[rows->n++];
		fields_set(a, row, STR("field"),
			(struct value){.type = VALUE_TEXT,
				.text = s->reason[k].field});
		fields_set(a, row, STR("reason"),
			(struct value){.type = VALUE_TEXT,
				.text = s->reason[k].words});
	}
	if (rows->n > 0)
		append(a, f, STR("_reasons"),
			(struct value){.type = VALUE_ROWS, .rows = rows});
}

/* --- automatic numbers
 * ---------------------------------------------------------- */

static bool
is_taken(struct session *s, const struct field *f, str text)
{
	struct value v = {.type = VALUE_TEXT, .text = text};
	struct id id;
	return store_find_unique(s->reader->txn, s->form->id, f->name,
		       unique_part(s->frame, &v), &id, NULL) == ERR_OK &&
	       !id_eq(id, s->id);
}

static enum err_code
draw(struct session *s, struct item *i, struct session_row *r, struct err *e)
{
	const struct field *f = i->field;
	struct spot p;
	str prefix;
	spot_init(&p, s, i, r);
	enum err_code code =
		expr_eval_string(f->serial, &p.scope, s->frame, &prefix, e);
	if (code != ERR_OK)
		return code;
	str series = str_fmt(s->frame, "%.*s.%.*s|%.*s", STR_FMT(s->form->id),
		STR_FMT(f->name), STR_FMT(prefix));
	for (int tries = 0; tries < SERIALS_TRIED; tries++) {
		uint64_t number;
		code = store_next_serial(s->reader->txn, series, &number, e);
		if (code != ERR_OK)
			return code;
		str digits = str_fmt(s->frame, "%0*llu", f->digits,
			(unsigned long long)number);
		if (f->digits > 0 && digits.n > (size_t)f->digits)
			break;
		str text = str_fmt(
			s->frame, "%.*s%.*s", STR_FMT(prefix), STR_FMT(digits));
		if (is_taken(s, f, text))
			continue;
		struct value v = {.type = VALUE_TEXT, .text = text};
		answer_put(s, i, r, &v);
		s->drawn = arena_grow(s->arena, s->drawn, s->n_drawn,
			s->n_drawn + 1, sizeof(*s->drawn));
		s->drawn[s->n_drawn++] = (struct pending){i, r};
		return ERR_OK;
	}
	return err_set(e, ERR_LIMIT, _("“%.*s”的编号用完了：%.*s 后只有 %d 位"),
		STR_FMT(label_text(&f->label)), STR_FMT(prefix), f->digits);
}

static enum err_code
draw_serials(struct session *s, struct err *e)
{
	for (size_t k = 0; k < s->n_item; k++) {
		struct item *i = &s->item[k];
		struct session_row **row;
		if (!i->field->serial)
			continue;
		size_t n = item_rows(s, i, &row);
		for (size_t j = 0; j < n; j++) {
			if (!item_is_asked(i, row[j]) ||
				!value_is_blank(&answer_of(i, row[j])->value))
				continue;
			enum err_code code = draw(s, i, row[j], e);
			if (code != ERR_OK)
				return code;
		}
	}
	session_settle(s);
	return ERR_OK;
}

void
session_keep_drawn(struct session *s)
{
	s->n_drawn = 0;
	s->drawn = NULL;
}

void
session_undraw(struct session *s)
{
	const struct value blank = {.type = VALUE_BLANK};
	for (size_t k = 0; k < s->n_drawn; k++)
		answer_put(s, s->drawn[k].item, s->drawn[k].row, &blank);
	session_keep_drawn(s);
}

/* ODK's `end`: when it was finished. */
static void
put_end(struct session *s)
{
	struct value v = {.type = VALUE_TEXT,
		.text = date_format_moment(s->frame, clock_now())};
	for (size_t k = 0; k < s->n_item; k++)
		if (str_is(s->item[k].field->automatic, "end") &&
			!s->item[k].repeat)
			answer_put(s, &s->item[k], s->top, &v);
	session_settle(s);
}

/* --- the record
 * -------------------------------------------------------------------- */

enum err_code
session_record(struct session *s, struct arena *a, bool final, const char *user,
	struct record *out, struct err *e)
{
	session_settle(s);
	if (final)
		put_end(s);
	if (final && s->reader && s->reader->txn) {
		enum err_code code = draw_serials(s, e);
		if (code != ERR_OK)
			return code;
	}
	*out = (struct record){.id = s->id,
		.form = s->form->id,
		.form_version = s->form->version,
		.state = final ? RECORD_FINAL : RECORD_DRAFT,
		.rev = s->base_rev,
		.by = user ? str_of(user) : s->user,
		.fields = fields_of(s, a, s->top, final)};
	for (size_t k = 0; k < s->n_extra; k++)
		append(a, &out->fields, s->extra[k].name,
			value_dup(a, &s->extra[k].value));
	append_reasons(s, a, &out->fields);
	return ERR_OK;
}

size_t
session_dropped(struct session *s, struct arena *a, str **out)
{
	const struct cell *cell;
	size_t n = session_cells(s, &cell);
	size_t dropped = 0;
	str *v = ARENA_ARRAY(a, n, str);
	for (size_t k = 0; k < n; k++) {
		const struct item *i = item_of(s, cell[k].field);
		const struct answer *x = answer_of(i, cell[k].row);
		if (!cell[k].relevant && field_has_value(cell[k].field) &&
			!i->computed && x->touched &&
			!value_is_blank(&x->value))
			v[dropped++] = session_path(s, a, &cell[k]);
	}
	*out = v;
	return dropped;
}

void
session_forget(struct session *s)
{
	const struct value blank = {.type = VALUE_BLANK};
	session_settle(s);
	for (size_t k = 0; k < s->n_item; k++) {
		struct item *i = &s->item[k];
		struct session_row **row;
		size_t n = item_rows(s, i, &row);
		for (size_t j = 0; j < n; j++)
			if (!i->computed && i->field->type != FIELD_REPEAT &&
				!item_is_asked(i, row[j]))
				answer_put(s, i, row[j], &blank);
	}
	s->n_pending = 0; /* nobody changed anything */
}
