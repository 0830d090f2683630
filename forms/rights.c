// SPDX-License-Identifier: MIT
#include "forms/rights.h"

#include "forms/sight.h"
#include "store/lang.h"

#define ALL SCOPE_ALL
#define OWN SCOPE_OWN

/* domain.md §9, "own station person", "counselling text", "SMD records",
 * "hotline number"; nothing where a role holds no key (store/domain.c). The
 * beginning of a counselling text, not the whole, is for a head: sight.h. */
static const struct {
	unsigned role;
	enum scope work, person, counselling, special, smd, hotline;
	enum export_right export, export_smd;
	bool export_report;
} table[] = {
	{ROLE_HEAD, ALL, ALL, ALL, ALL, ALL, ALL, EXPORT_WHOLE, EXPORT_WHOLE,
		true},
	{ROLE_CLERK, ALL, ALL, 0, ALL, 0, 0, EXPORT_MASKED, 0, true},
	{ROLE_COUNSELLOR, ALL, OWN, OWN, OWN, 0, 0, EXPORT_MASKED, 0, true},
	{ROLE_DOCTOR, ALL, ALL, 0, ALL, OWN, 0, EXPORT_MASKED, EXPORT_WHOLE,
		true},
	{ROLE_OPERATOR, ALL, OWN, 0, 0, 0, OWN, 0, 0, false},
	{ROLE_TRAINER, ALL, 0, 0, 0, 0, 0, 0, 0, true},
	/* Theirs is the bundle; a report is what it is made of. */
	{ROLE_STREET, ALL, 0, 0, 0, 0, 0, 0, 0, true},
	{ROLE_DISTRICT, ALL, 0, 0, 0, 0, 0, 0, 0, true},
	{ROLE_ADMIN, 0, 0, 0, 0, 0, 0, 0, 0, false},
};
#define N_TABLE (sizeof(table) / sizeof(table[0]))

/* Of the work domain a trainer sees his trainings and the list of those who
 * may take part; the upper levels see nobody by name. */
static const struct {
	unsigned roles;
	const char *form;
	bool sees; /* these alone; else all but these */
} narrowed[] = {
	{ROLE_TRAINER, "training", true},
	{ROLE_TRAINER, "staff", true},
	{ROLE_TRAINER, "volunteer", true},
	{ROLE_TRAINER, "station", true},
	{ROLE_STREET | ROLE_DISTRICT, "staff", false},
	{ROLE_STREET | ROLE_DISTRICT, "volunteer", false},
};
#define N_NARROWED (sizeof(narrowed) / sizeof(narrowed[0]))

static enum scope
scope_of(size_t i, enum store_domain d)
{
	switch (d) {
	case DOMAIN_PERSON:
		return table[i].person;
	case DOMAIN_COUNSELLING:
		return table[i].counselling;
	case DOMAIN_SPECIAL:
		return table[i].special;
	case DOMAIN_SMD:
		return table[i].smd;
	case DOMAIN_HOTLINE:
		return table[i].hotline;
	default:
		return table[i].work;
	}
}

static bool
is_narrowed(unsigned role, str form)
{
	bool out = false;
	for (size_t i = 0; i < N_NARROWED; i++) {
		if (!(narrowed[i].roles & role))
			continue;
		if (str_is(form, narrowed[i].form))
			return !narrowed[i].sees;
		out = narrowed[i].sees;
	}
	return out;
}

static enum scope
widest(unsigned roles, str form, enum store_domain d)
{
	enum scope most = SCOPE_NONE;
	for (size_t i = 0; i < N_TABLE; i++) {
		if (!(roles & table[i].role) ||
			is_narrowed(table[i].role, form))
			continue;
		enum scope s = scope_of(i, d);
		most = s > most ? s : most;
	}
	return most;
}

enum scope
rights_form(unsigned roles, const struct form *form)
{
	if (!form)
		return roles & ROLE_HEAD ? SCOPE_ALL : SCOPE_OWN;
	return widest(roles, form->id, store_domain_parse(form->domain));
}

enum scope
rights_here(const struct store *s, str form, str domain)
{
	const struct account *user = store_user(s);
	enum store_domain d = store_domain_parse(domain);
	if (!user || !store_may(s, d ? d : DOMAIN_WORK))
		return SCOPE_NONE;
	return widest(user->roles, form, d);
}

enum err_code
rights_refuse(struct err *e)
{
	return err_set(e, ERR_DENIED, "%s", _("您的角色无权查看这类记录"));
}

bool
rights_report(unsigned roles, str id)
{
	return roles & ~(unsigned)ROLE_TRAINER || str_is(id, "R03");
}

enum export_right
rights_export(unsigned roles, const struct form *form)
{
	enum export_right most = EXPORT_NOTHING;
	bool smd = store_domain_parse(form->domain) == DOMAIN_SMD;
	for (size_t i = 0; i < N_TABLE; i++) {
		if (!(roles & table[i].role))
			continue;
		enum export_right x =
			smd ? table[i].export_smd : table[i].export;
		most = x > most ? x : most;
	}
	return most;
}

bool
rights_export_report(unsigned roles, str id)
{
	for (size_t i = 0; i < N_TABLE; i++)
		if (roles & table[i].role && table[i].export_report &&
			rights_report(table[i].role, id))
			return true;
	return false;
}

enum err_code
rights_refuse_report(str id, struct err *e)
{
	return err_set(
		e, ERR_DENIED, _("您的角色无权查看报表 %.*s"), STR_FMT(id));
}

enum err_code
rights_refuse_export(struct err *e)
{
	return err_set(e, ERR_DENIED, "%s", _("您的角色无权导出"));
}

/* --- hiding ------------------------------------------------------------ */

static bool
hides(void *arg, struct store_txn *t, const struct record *rec)
{
	struct catalog *c = arg;
	const struct account *user = store_user(store_of(t));
	const struct form *form;
	bool hidden = true;
	if (catalog_form(c, rec->form, &form, NULL) != ERR_OK)
		form = NULL;
	enum scope scope = user ? rights_form(user->roles, form) : SCOPE_NONE;
	if (scope != SCOPE_OWN)
		return scope == SCOPE_NONE;
	struct arena *a = arena_new_secret();
	struct reader r;
	reader_init(&r, c, t, user->name, a);
	hidden = !record_is_own(&r, form, rec);
	arena_free(a);
	return hidden;
}

/* A head's and a clerk's roles keep nothing from them that they have keys
 * for: they are spared the asking. */
void
rights_guard(struct store *s, struct catalog *c)
{
	const struct account *user = store_user(s);
	bool all = user && user->roles & ROLE_HEAD;
	bool clerk = user && user->roles == ROLE_CLERK;
	store_hide(s, all || clerk ? NULL : hides, c);
}
