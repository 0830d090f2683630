// SPDX-License-Identifier: MIT
#include "forms/reader_impl.h"

#include "store/lang.h"

/* Records as people read them: labels for codes, titles for ids. */

#define ADULT 18 /* years (domain.md §9) */

bool
field_code_label(const struct field *f, str code, struct arena *a, str *out)
{
	struct buf b = {.arena = a};
	str word;
	if (!f || !f->list)
		return false;
	while (str_word(&code, &word)) {
		const struct choice *c = choice_find(f->list, word);
		if (b.n > 0)
			buf_addz(&b, _("、"));
		buf_add(&b, c ? label_text(&c->label) : word);
	}
	*out = buf_str(&b);
	return true;
}

str
record_show(struct reader *r, struct arena *a, const struct field *f,
	const struct value *v)
{
	str text;
	switch (v->type) {
	case VALUE_CHOICE:
	case VALUE_CHOICES:
		return field_code_label(f, v->text, a, &text) ? text : v->text;
	case VALUE_REFERENCE:
		return id_is_none(v->ref) ? STR_NONE
					  : record_title_of(r, a, v->ref);
	case VALUE_ROWS:
		return str_fmt(a, _("%zu 行"), v->rows ? v->rows->n : 0);
	case VALUE_DATETIME:
		return str_fmt(a, "%.*s %.*s",
			STR_FMT(date_format(a, date_of_moment(v->moment))),
			STR_FMT(date_format_time(
				a, date_time_of_moment(v->moment))));
	default:
		return value_text(a, v);
	}
}

/* Is this the record of somebody who is not 18 today? */
static bool
is_minor(const struct record_scope *s, struct arena *a)
{
	for (size_t i = 0; i < s->form->n_all; i++) {
		const struct field *f = s->form->all[i];
		if (!str_is(f->mask, "birth"))
			continue;
		struct value v = record_field(s, a, f);
		if (v.type == VALUE_DATE)
			return date_add_months(v.day, 12 * ADULT) >
			       clock_today();
	}
	return false;
}

/* As exports show it; of a minor not even how the name begins. */
static str
masked(const struct record_scope *s, struct arena *a, const struct field *f)
{
	struct value v = record_field(s, a, f);
	str shown = record_show(s->reader, a, f, &v);
	if (shown.n && str_is(f->mask, "name") && is_minor(s, a))
		return STR("***");
	return record_mask(a, f, shown, true);
}

/* In a title a name means what people read. */
static bool
get_shown(const struct expr_scope *scope, str name, struct arena *a,
	struct xvalue *out)
{
	const struct record_scope *s = scope->ctx;
	const struct field *f = form_field(s->form, name);
	bool shown = f && (f->type == FIELD_SELECT_ONE ||
				  f->type == FIELD_SELECT_MULTIPLE ||
				  f->type == FIELD_REFERENCE);
	if (f && !f->repeat && f->mask.n && s->reader->masks) {
		*out = xvalue_string(masked(s, a, f));
		return true;
	}
	if (!shown || f->repeat)
		return record_ops.get(scope, name, a, out);
	struct value v = record_field(s, a, f);
	*out = xvalue_string(record_show(s->reader, a, f, &v));
	return true;
}

str
record_title(struct reader *r, struct arena *a, const struct record *rec)
{
	const struct form *f = reader_form(r, rec->form);
	str title = STR_NONE;
	if (f && f->instance_name && r->depth < DEPTH_MOST) {
		struct expr_ops ops = record_ops;
		struct record_scope s;
		record_scope_init(&s, r, f, rec);
		ops.get = get_shown;
		s.scope.ops = &ops;
		r->depth++;
		if (expr_eval_string(f->instance_name, &s.scope, a, &title,
			    NULL) != ERR_OK)
			title = STR_NONE;
		r->depth--;
		title = str_trim(title);
	}
	return title.n > 0 ? title : id_short(a, rec->id);
}

str
record_title_of(struct reader *r, struct arena *a, struct id id)
{
	const struct record *rec = reader_fetch(r, id, a);
	if (!rec)
		return id_short(a, id);
	/* What is kept is kept for those who may read it. */
	str *kept = r->masks ? NULL : reader_title(r, id);
	if (!kept)
		return record_title(r, a, rec);
	if (kept->n > 0)
		return *kept;
	str title = record_title(r, r->arena, rec);
	/* The table may have grown while the title was made. */
	*reader_title(r, id) = title;
	return title;
}
