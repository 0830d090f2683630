// SPDX-License-Identifier: MIT
#include "forms/sight.h"

#include "store/utf8.h"

#define GENERATIONS 4   /* session, case, … */
#define SUMMARY_MOST 12 /* characters */

static bool
has_secrets(const struct form *form)
{
	for (size_t i = 0; i < form->n_all; i++)
		if (form->all[i]->secret.n)
			return true;
	return false;
}

static struct id
reference(const struct record *rec, const struct field *f)
{
	const struct value *v = fields_get(&rec->fields, f->name);
	return v && v->type == VALUE_REFERENCE ? v->ref : ID_NONE;
}

/* Who wrote the first version: changing something makes nobody its author. */
static bool
is_author(struct reader *r, const struct record *rec, str name)
{
	struct record *all = NULL;
	size_t n = 0;
	if (rec->rev <= 1)
		return str_eq(rec->by, name);
	return store_history(r->txn, rec->id, r->arena, &all, &n, NULL) ==
		       ERR_OK &&
	       n > 0 && str_eq(all[0].by, name);
}

struct seeking {
	struct reader *reader;
	const struct account *user;
	bool found;
};

/* Does a record name him as its owner, or is it by him? */
static bool
seek_own(void *arg, const struct record *rec)
{
	struct seeking *s = arg;
	const struct form *form;
	if (catalog_form(s->reader->catalog, rec->form, &form, NULL) != ERR_OK)
		return true;
	if (form->owner && !id_is_none(s->user->staff))
		s->found = id_eq(reference(rec, form->owner), s->user->staff);
	s->found = s->found || is_author(s->reader, rec, s->user->name);
	return !s->found;
}

static bool
is_own(struct reader *r, const struct form *form, const struct record *rec,
	const struct account *user, int generations)
{
	struct seeking children = {r, user, false};
	struct record above;
	if (generations == 0 || !form)
		return false;
	struct id owner = form->owner ? reference(rec, form->owner) : ID_NONE;
	if (!id_is_none(owner) && id_eq(owner, user->staff))
		return true;
	if (!id_is_none(owner) && !form->shared)
		return false;
	for (size_t i = 0; i < form->n_parent; i++) {
		struct id id = reference(rec, form->parent[i]);
		const struct form *of;
		if (!id_is_none(id) &&
			store_get(r->txn, id, r->arena, &above, NULL) ==
				ERR_OK &&
			catalog_form(r->catalog, above.form, &of, NULL) ==
				ERR_OK &&
			is_own(r, of, &above, user, generations - 1))
			return true;
	}
	/* A person is his whose case is. */
	return form->n_parent == 0 &&
	       store_each_ref(r->txn, rec->id, STR_NONE, STR_NONE, seek_own,
		       &children, NULL) == ERR_OK &&
	       children.found;
}

bool
record_is_own(
	struct reader *r, const struct form *form, const struct record *rec)
{
	const struct account *user =
		r->txn ? store_user(store_of(r->txn)) : NULL;
	return user && (is_author(r, rec, user->name) ||
			       is_own(r, form, rec, user, GENERATIONS));
}

/* Of a form that is not there: as its records were last put. */
static bool
is_no_counselling(struct reader *r, str form)
{
	enum store_domain d;
	enum err_code code = store_domain_of(r->txn, form, &d, NULL);
	return code == ERR_ABSENT ||
	       (code == ERR_OK && d != DOMAIN_COUNSELLING);
}

enum sight
record_sight(
	struct reader *r, const struct form *form, const struct record *rec)
{
	const struct account *user =
		r->txn ? store_user(store_of(r->txn)) : NULL;
	if (!user || (form && !has_secrets(form)))
		return SIGHT_WHOLE;
	if (!form)
		return is_author(r, rec, user->name) ||
				       (user->roles & ROLE_HEAD &&
					       is_no_counselling(r, rec->form))
			       ? SIGHT_WHOLE
			       : SIGHT_NONE;
	if (store_domain_parse(form->domain) == DOMAIN_COUNSELLING) {
		if (user->roles & ROLE_COUNSELLOR &&
			is_own(r, form, rec, user, GENERATIONS))
			return SIGHT_WHOLE;
	} else if (user->roles & (ROLE_HEAD | ROLE_COUNSELLOR | ROLE_DOCTOR)) {
		return SIGHT_WHOLE;
	}
	if (is_author(r, rec, user->name))
		return SIGHT_WHOLE;
	return user->roles & ROLE_HEAD ? SIGHT_SUMMARY : SIGHT_NONE;
}

str
sight_cover(struct arena *a, const struct field *f, enum sight sight, str shown)
{
	if ((f && !f->secret.n) || sight == SIGHT_WHOLE || shown.n == 0)
		return shown;
	if (!f || sight == SIGHT_NONE || f->type != FIELD_TEXT)
		return STR("***");
	return str_fmt(a, "%.*s***", STR_FMT(utf8_sub(shown, 0, SUMMARY_MOST)));
}

str
record_cover(struct arena *a, const struct field *f, enum sight sight,
	enum mask mask, str shown)
{
	shown = sight_cover(a, f, sight, shown);
	if (mask == MASK_NONE || shown.n == 0)
		return shown;
	return f ? record_mask(a, f, shown, mask == MASK_EXPORT) : STR("***");
}
