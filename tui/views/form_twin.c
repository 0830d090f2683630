// SPDX-License-Identifier: MIT
// Is this person here already? While somebody new is registered, those who
// have the same name, phone or day of birth and number are looked for behind
// the typing, and the few that are found are named, with why.
#include "tui/views/form_view.h"

#define TOLD 3   /* people that are named */
#define NAMED 12 /* … of so many that are looked at */

enum { SAME_NAME = 1, SAME_PHONE = 2, SAME_BIRTH = 4 };

/* What two records of one person may share, by how it is masked. */
static const struct {
	const char *mask;
	unsigned bit;
	const char *words;
} traits[] = {
	{"name", SAME_NAME, N_("同名")},
	{"phone", SAME_PHONE, N_("同电话")},
	{"birth", SAME_BIRTH, N_("同生日")},
};
#define TRAITS (sizeof(traits) / sizeof(traits[0]))

/* The first field of the form that is masked so. */
static const struct field *
field_of(const struct form *form, const char *mask)
{
	for (size_t i = 0; i < form->n_all; i++)
		if (str_is(form->all[i]->mask, mask) && !form->all[i]->repeat)
			return form->all[i];
	return NULL;
}

static str
typed_in(struct form_view *fv, struct arena *a, const struct field *f)
{
	struct cell c;
	if (!f || session_find(fv->session, f->name, &c, NULL) != ERR_OK)
		return STR_NONE;
	struct value v = session_get(fv->session, &c);
	return value_text(a, &v);
}

struct wanted {
	const struct form *form;
	struct arena *arena;
	str text[TRAITS];
};

static unsigned
shared(const struct wanted *w, const struct record *rec)
{
	unsigned bits = 0;
	for (size_t i = 0; i < TRAITS; i++) {
		const struct field *f = field_of(w->form, traits[i].mask);
		const struct value *v =
			f ? fields_get(&rec->fields, f->name) : NULL;
		if (v && w->text[i].n &&
			str_eq(value_text(w->arena, v), w->text[i]))
			bits |= traits[i].bit;
	}
	return bits;
}

/* Many are born on a day: that alone says nothing. */
static bool
is_alike(void *arg, struct reader *r, const struct record *rec)
{
	struct wanted *w = arg;
	(void)r;
	arena_reset(w->arena);
	return (shared(w, rec) & (SAME_NAME | SAME_PHONE)) != 0;
}

static void
want(struct form_view *fv, struct arena *a, struct wanted *w)
{
	w->form = fv->form;
	w->arena = arena_new_secret();
	for (size_t i = 0; i < TRAITS; i++)
		w->text[i] =
			typed_in(fv, a, field_of(fv->form, traits[i].mask));
}

void
form_twin_look(struct form_view *fv, struct desk *d)
{
	const struct cell *c = form_cell(fv);
	if (!c || session_base_rev(fv->session) || !d->store ||
		!field_of(fv->form, "id_number") ||
		!(str_is(c->field->mask, "name") ||
			str_is(c->field->mask, "phone")))
		return;
	if (!fv->twins.arena) {
		scan_init(&fv->twins, fv->view.arena, fv->form->id);
		scan_start(&fv->twins, d);
	}
	scan_search(&fv->twins, true);
	fv->looking = true;
}

static void
add_twin(struct buf *b, struct form_view *fv, struct reader *r,
	const struct wanted *w, struct id id)
{
	struct record rec;
	if (id_eq(id, session_id(fv->session)) ||
		store_get(r->txn, id, r->arena, &rec, NULL) != ERR_OK)
		return;
	unsigned bits = shared(w, &rec);
	str title = record_title(r, r->arena, &rec);
	buf_addf(b, "%s%.*s", buf_str(b).n ? "; " : "", STR_FMT(title));
	for (size_t i = 0; i < TRAITS; i++)
		if (bits & traits[i].bit)
			buf_addf(b, " %s", _(traits[i].words));
}

static void
tell(struct form_view *fv, struct desk *d, const struct wanted *w)
{
	struct buf b = {.arena = d->frame};
	struct reader r;
	size_t n = scan_count(&fv->twins);
	if (n == 0 || !desk_read(d, &r, d->frame))
		return;
	for (size_t i = 0; i < n && i < TOLD; i++)
		add_twin(&b, fv, &r, w, scan_id(&fv->twins, i));
	desk_done(&r);
	if (buf_str(&b).n == 0)
		return;
	fv->still = false;
	form_say(fv, LOOK_WARNING, _("[看] 可能已登记过：%.*s%s"),
		STR_FMT(buf_str(&b)), n > TOLD ? " ..." : "");
}

bool
form_twin_step(struct form_view *fv, struct desk *d)
{
	struct wanted w;
	if (!fv->looking)
		return false;
	want(fv, d->frame, &w);
	bool more = scan_step(&fv->twins, d, is_alike, &w);
	if (!more || scan_count(&fv->twins) >= NAMED) {
		fv->looking = false;
		tell(fv, d, &w);
	}
	arena_free(w.arena);
	return true;
}
