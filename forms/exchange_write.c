// SPDX-License-Identifier: MIT
#include "forms/exchange.h"

/* Records given away as JSON. */

struct writing {
	struct json_writer json;
	struct reader *reader;
	struct arena *arena;
	enum mask mask;
	enum sight sight; /* of what the form knows */
	enum sight other; /* of the rest */
};

static void
write_value(struct writing *w, const struct field *f, str name,
	const struct value *v)
{
	str text = value_text(w->arena, v);
	str word;
	json_name(&w->json, name);
	enum sight sight = f ? w->sight : w->other;
	if ((!f || f->secret.n) &&
		(sight != SIGHT_WHOLE || (!f && w->mask != MASK_NONE))) {
		json_put_text(&w->json,
			record_cover(w->arena, f, sight, w->mask, text));
		return;
	}
	switch (v->type) {
	case VALUE_INTEGER:
	case VALUE_DECIMAL:
		json_put_number(&w->json, text);
		return;
	case VALUE_CHOICES:
		json_open_array(&w->json);
		while (str_word(&text, &word))
			json_put_text(&w->json, word);
		json_close(&w->json);
		return;
	default:
		json_put_text(&w->json,
			record_cover(w->arena, f, sight, w->mask, text));
	}
}

static void
write_plain(
	struct writing *w, const struct fields *fields, const struct form *form)
{
	for (size_t k = 0; k < fields->n; k++) {
		const struct entry *e = &fields->v[k];
		if (str_starts(e->name, STR("_")) ||
			(form && form_field(form, e->name)))
			continue;
		if (e->value.type != VALUE_ROWS) {
			write_value(w, NULL, e->name, &e->value);
			continue;
		}
		json_name(&w->json, e->name);
		json_open_array(&w->json);
		for (size_t j = 0; j < e->value.rows->n; j++) {
			json_open_object(&w->json);
			write_plain(w, &e->value.rows->v[j], NULL);
			json_close(&w->json);
		}
		json_close(&w->json);
	}
}

/* The fields of the top level, or of a row, in the form's order. */
static void
write_fields(struct writing *w, const struct record_scope *s,
	const struct field *repeat)
{
	for (size_t k = 0; k < s->form->n_all; k++) {
		const struct field *f = s->form->all[k];
		if (f->repeat != repeat || !field_has_value(f))
			continue;
		struct value v = record_field(s, w->arena, f);
		if (value_is_blank(&v))
			continue;
		if (f->type != FIELD_REPEAT) {
			write_value(w, f, f->name, &v);
			continue;
		}
		if (v.type != VALUE_ROWS)
			continue;
		json_name(&w->json, f->name);
		json_open_array(&w->json);
		for (size_t j = 0; j < v.rows->n; j++) {
			struct record_scope row;
			record_row_scope(&row, s, f, j);
			json_open_object(&w->json);
			write_fields(w, &row, f);
			json_close(&w->json);
		}
		json_close(&w->json);
	}
}

static void
write_text(struct writing *w, const char *name, str text)
{
	json_name(&w->json, str_of(name));
	json_put_text(&w->json, text);
}

static void
write_reasons(struct writing *w, const struct record *rec)
{
	const struct value *v = fields_get(&rec->fields, STR("_reasons"));
	if (!v || v->type != VALUE_ROWS)
		return;
	json_name(&w->json, STR("_reasons"));
	json_open_object(&w->json);
	for (size_t k = 0; k < v->rows->n; k++) {
		const struct value *f =
			fields_get(&v->rows->v[k], STR("field"));
		const struct value *why =
			fields_get(&v->rows->v[k], STR("reason"));
		if (!f || !why)
			continue;
		json_name(&w->json, value_text(w->arena, f));
		json_put_text(&w->json, value_text(w->arena, why));
	}
	json_close(&w->json);
}

static void
write_meta(struct writing *w, const struct record *rec)
{
	struct arena *a = w->arena;
	write_reasons(w, rec);
	write_text(w, "_id", id_format(a, rec->id));
	write_text(w, "_form", rec->form);
	write_text(w, "_version", rec->form_version);
	write_text(w, "_state", str_of(record_state_name(rec->state)));
	json_name(&w->json, STR("_rev"));
	json_put_integer(&w->json, rec->rev);
	write_text(w, "_by", rec->by);
	write_text(w, "_at", date_format_moment(a, clock_of_ms(rec->at)));
	write_text(w, "_station", rec->station);
	if (rec->reason.n > 0)
		write_text(w, "_reason", rec->reason);
}

void
exchange_write(struct reader *r, struct buf *b, const struct record *rec,
	enum mask mask)
{
	struct writing w = {.json = {.buf = b},
		.reader = r,
		.arena = b->arena,
		.mask = mask,
		.other = record_sight(r, NULL, rec)};
	const struct form *form = NULL;
	if (!r->catalog ||
		catalog_form(r->catalog, rec->form, &form, NULL) != ERR_OK)
		form = NULL;
	json_open_object(&w.json);
	if (form) {
		struct record_scope s;
		record_scope_init(&s, r, form, rec);
		w.sight = record_sight(r, form, rec);
		write_fields(&w, &s, NULL);
	}
	write_plain(&w, &rec->fields, form);
	write_meta(&w, rec);
	json_close(&w.json);
}

void
exchange_write_columns(struct reader *r, struct buf *b,
	const struct record *rec, const struct field *const *column, size_t n,
	enum mask mask)
{
	struct writing w = {.json = {.buf = b},
		.reader = r,
		.arena = b->arena,
		.mask = mask};
	const struct form *form;
	struct record_scope s;
	json_open_object(&w.json);
	if (catalog_form(r->catalog, rec->form, &form, NULL) == ERR_OK) {
		record_scope_init(&s, r, form, rec);
		w.sight = record_sight(r, form, rec);
		for (size_t k = 0; k < n; k++) {
			struct value v = record_field(&s, w.arena, column[k]);
			if (!value_is_blank(&v)) {
				write_value(&w, column[k], column[k]->name, &v);
				continue;
			}
			json_name(&w.json, column[k]->name);
			json_put_null(&w.json);
		}
	}
	write_meta(&w, rec);
	json_close(&w.json);
}
