// SPDX-License-Identifier: MIT
#include "tui/views/history.h"

#include "forms/sight.h"
#include "tui/door.h"
#include "tui/views/message.h"

static const char *
state_words(enum record_state s)
{
	switch (s) {
	case RECORD_DRAFT:
		return _("草稿");
	case RECORD_FINAL:
		return _("完成");
	case RECORD_VOID:
		return _("作废");
	}
	return "?";
}

static str
show(struct reader *r, struct arena *a, enum sight sight, const struct field *f,
	const struct value *v)
{
	if (!v || value_is_blank(v))
		return str_of(_("（空）"));
	if (!f)
		return record_cover(a, f, sight, false, value_text(a, v));
	return record_cover(a, f, sight, false, record_show(r, a, f, v));
}

/* Of what the form knows, and of the rest. */
struct sights {
	enum sight known;
	enum sight other;
};

static void
add_change(struct buf *b, struct reader *r, const struct form *form,
	const struct sights *sights, str name, const struct value *old,
	const struct value *new)
{
	const struct value none = {VALUE_BLANK};
	if (value_eq(old ? old : &none, new ? new : &none))
		return;
	const struct field *f = form ? form_field(form, name) : NULL;
	enum sight sight = f ? sights->known : sights->other;
	str label = f ? label_text(&f->label) : name;
	str from = show(r, b->arena, sight, f, old);
	str to = show(r, b->arena, sight, f, new);
	buf_addf(b, "    %.*s: %.*s -> %.*s\n", STR_FMT(label), STR_FMT(from),
		STR_FMT(to));
}

static void
add_version(struct buf *b, struct reader *r, const struct form *form,
	const struct record *old, const struct record *rec)
{
	buf_addf(b, _("第 %u 版  %.*s  %.*s  %s"), (unsigned)rec->rev,
		STR_FMT(desk_moment(b->arena, clock_of_ms(rec->at))),
		STR_FMT(rec->by), state_words(rec->state));
	if (rec->reason.n)
		buf_addf(b, _("  理由：%.*s"), STR_FMT(rec->reason));
	buf_addc(b, '\n');
	if (!old)
		return;
	const struct sights sights = {
		record_sight(r, form, rec), record_sight(r, NULL, rec)};
	for (size_t i = 0; i < rec->fields.n; i++)
		add_change(b, r, form, &sights, rec->fields.v[i].name,
			fields_get(&old->fields, rec->fields.v[i].name),
			&rec->fields.v[i].value);
	for (size_t i = 0; i < old->fields.n; i++)
		if (!fields_get(&rec->fields, old->fields.v[i].name))
			add_change(b, r, form, &sights, old->fields.v[i].name,
				&old->fields.v[i].value, NULL);
}

struct step
history_show(struct desk *d, struct id id)
{
	struct reader r;
	struct record *all;
	size_t n;
	struct err e;
	const struct form *form = NULL;
	struct buf b = {.arena = d->frame};
	desk_note(d, AUDIT_VIEW, STR_NONE, id, STR("history"));
	if (!desk_read(d, &r, d->frame))
		return STEP(STEP_STAY);
	enum err_code code = store_history(r.txn, id, d->frame, &all, &n, &e);
	if (code == ERR_OK && n) {
		catalog_form(d->catalog, all[0].form, &form, NULL);
		buf_addf(&b, "%.*s\n\n",
			STR_FMT(record_title(&r, d->frame, &all[n - 1])));
		for (size_t i = n; i-- > 0;)
			add_version(
				&b, &r, form, i ? &all[i - 1] : NULL, &all[i]);
	}
	desk_done(&r);
	if (code != ERR_OK) {
		desk_say(d, LOOK_ERROR, "%s", e.words);
		return STEP(STEP_STAY);
	}
	return (struct step){STEP_PUSH, &view_pages,
		message_new(d->frame, MESSAGE_SAY, _("历史"), buf_str(&b))};
}
