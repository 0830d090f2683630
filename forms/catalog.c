// SPDX-License-Identifier: MIT
#include "forms/catalog.h"

#include <string.h>

#include "forms/catalog_impl.h"
#include "store/embed.h"
#include "store/lang.h"

/* --- loading
 * --------------------------------------------------------------------- */

static enum err_code
parse_source(struct arena *a, const struct source *s, const struct yaml **root,
	struct err *e)
{
	const char *path = str_z(a, s->path);
	if (s->bytes.n > 0)
		return yaml_parse(a, path, s->bytes, root, e);
	return yaml_load(a, path, root, e);
}

static void
keep_faults(struct catalog *c, struct source *s, const struct findings *found)
{
	const char *path = str_z(c->arena, s->path);
	if (found->errors == 0)
		catalog_fault_err(c, path, &s->e);
	for (size_t i = 0; i < found->n; i++)
		if (found->v[i].error)
			catalog_fault(c, path, &found->v[i]);
}

static void
form_made(const struct source *s, struct form *f)
{
	f->origin = s->origin;
	f->waiting = s->fresh;
}

static void
load_form(struct catalog *c, struct source *s)
{
	s->tried = true; /* first: forms refer to one another */
	struct arena *a = arena_new();
	struct findings found = {.arena = a};
	const struct yaml *root = NULL;
	enum err_code code = parse_source(a, s, &root, &s->e);
	if (code == ERR_OK)
		code = form_load(c->arena, c, str_z(a, s->path), root, &s->form,
			&found, &s->e);
	if (code == ERR_OK && !str_eq(s->form->id, s->name)) {
		code = err_set(&s->e, ERR_INPUT,
			_("form_id 应是“%.*s”，与文件名一致"),
			STR_FMT(s->name));
		err_at(&s->e, str_z(a, s->path), s->form->all[0]->line, 1);
		s->form = NULL;
	}
	if (code == ERR_OK)
		form_made(s, (struct form *)s->form);
	else
		keep_faults(c, s, &found);
	arena_free(a);
}

void
catalog_load_list(struct catalog *c, struct source *s)
{
	if (s->tried)
		return;
	s->tried = true;
	struct arena *a = arena_new();
	struct findings found = {.arena = a};
	const struct yaml *root = NULL;
	enum err_code code = parse_source(a, s, &root, &s->e);
	if (code == ERR_OK)
		code = list_load(c->arena, str_z(a, s->path), root, &s->list,
			&found, &s->e);
	if (code != ERR_OK)
		keep_faults(c, s, &found);
	arena_free(a);
}

static void
load_title(struct catalog *c, struct source *s)
{
	if (catalog_read_plain(s))
		return;
	struct arena *a = arena_new();
	const struct yaml *root = NULL;
	struct err e;
	if (yaml_parse(a, str_z(a, s->path), catalog_head(s->bytes), &root,
		    &e) == ERR_OK)
		catalog_read_head(c, root, s);
	arena_free(a);
}

/* --- public
 * ------------------------------------------------------------------------ */

struct catalog *
catalog_new(const char *const *folders, size_t n)
{
	struct arena *a = arena_new();
	struct catalog *c = ARENA_NEW(a, struct catalog);
	c->arena = a;
	c->n_folder = n;
	c->folder = ARENA_ARRAY(a, n, str);
	for (size_t i = 0; i < n; i++)
		c->folder[i] = str_dup(a, str_of(folders[i]));
	return c;
}

void
catalog_guard(struct catalog *c, catalog_accepted accepted, void *arg)
{
	c->accepted = accepted;
	c->accepted_arg = arg;
	catalog_scan(c);
}

size_t
catalog_waiting(struct catalog *c, const struct catalog_waiting **out)
{
	catalog_scan(c);
	*out = c->waiting;
	return c->n_waiting;
}

static bool
is_waiting(const struct catalog *c, str form)
{
	for (size_t i = 0; i < c->n_waiting; i++)
		if (!strcmp(c->waiting[i].kind, "form") &&
			str_eq(c->waiting[i].name, form))
			return true;
	return false;
}

void
catalog_free(struct catalog *c)
{
	if (c)
		arena_free(c->arena);
}

size_t
catalog_items(struct catalog *c, const struct catalog_item **out)
{
	catalog_scan(c);
	size_t n = c->forms.n;
	struct catalog_item *v = ARENA_ARRAY(c->arena, n, struct catalog_item);
	for (size_t i = 0; i < n; i++) {
		struct source *s = c->forms.v[i];
		if (!s->tried && s->bytes.n == 0)
			load_form(c, s);
		if (!s->titled && s->bytes.n > 0)
			load_title(c, s);
		v[i] = (struct catalog_item){
			.id = s->name,
			.title = s->title,
			.version = s->version,
			.domain = s->domain,
			.origin = s->origin,
			.broken = s->tried && !s->form,
			.waiting = is_waiting(c, s->name),
		};
	}
	*out = v;
	return n;
}

size_t
catalog_ids(struct catalog *c, const str **out)
{
	catalog_scan(c);
	*out = c->forms.names;
	return c->forms.n;
}

size_t
catalog_lists(struct catalog *c, const str **out)
{
	catalog_scan(c);
	*out = c->lists.names;
	return c->lists.n;
}

bool
catalog_has(struct catalog *c, str id)
{
	catalog_scan(c);
	return catalog_source(&c->forms, id) != NULL;
}

bool
catalog_is_reserved(str id)
{
	static const char *const ids[] = {"station", "staff", "volunteer",
		"resident", "intake", "case", "session", "case_close",
		"assessment", "special_population", "plan", "periodic_test",
		"patient", "follow_up", "care_team", "colour_review",
		"emergency", "lost_or_death", "lead", "benefit",
		"rehab_enrolment", "rehab_assessment", "rehab_service",
		"rehab_close", "family_support", "activity", "lecture",
		"training", "drill", "meeting", "supervision", "hotline_call",
		"hotline_follow_up", "crisis_event", "crisis_team", "referral",
		"material", "agreement", "risk_item", "unit", "area",
		"remote_consult", "satisfaction", "literacy_survey", "consent",
		"external_tally", "fund_entry", "work_plan"};
	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++)
		if (str_is(id, ids[i]))
			return true;
	return false;
}

static enum err_code
absent(const struct sources *s, str name, const char *words, struct err *e)
{
	str near = nearest(name, s->names, s->n);
	if (near.n > 0)
		return err_set(e, ERR_ABSENT, _("%s“%.*s”：是不是“%.*s”？"),
			words, STR_FMT(name), STR_FMT(near));
	return err_set(e, ERR_ABSENT, _("%s“%.*s”"), words, STR_FMT(name));
}

enum err_code
catalog_form(struct catalog *c, str id, const struct form **out, struct err *e)
{
	catalog_scan(c);
	struct source *s = catalog_source(&c->forms, id);
	if (!s)
		return absent(&c->forms, id, _("没有表单"), e);
	if (!s->tried)
		load_form(c, s);
	if (s->form) {
		*out = s->form;
		return ERR_OK;
	}
	if (e)
		*e = s->e;
	return s->e.code != ERR_OK
		       ? s->e.code
		       : err_set(e, ERR_INPUT, _("表单“%.*s”正在载入"),
				 STR_FMT(id));
}

enum err_code
catalog_tree(struct catalog *c, str id, struct arena *a,
	const struct yaml **out, struct err *e)
{
	catalog_scan(c);
	const struct source *s = catalog_source(&c->forms, id);
	if (!s)
		return absent(&c->forms, id, _("没有表单"), e);
	const char *path = str_z(a, s->path);
	return s->bytes.n > 0 ? yaml_parse(a, path, s->bytes, out, e)
			      : yaml_load(a, path, out, e);
}

enum err_code
catalog_list(struct catalog *c, str name, const struct choice_list **out,
	struct err *e)
{
	catalog_scan(c);
	struct source *s = catalog_source(&c->lists, name);
	if (!s && (*out = catalog_scales(c, name)) != NULL)
		return ERR_OK;
	if (!s)
		return absent(&c->lists, name, _("没有代码表"), e);
	catalog_load_list(c, s);
	if (s->list) {
		*out = s->list;
		return ERR_OK;
	}
	if (e)
		*e = s->e;
	return s->e.code;
}

size_t
catalog_faults(struct catalog *c, const str **out)
{
	const struct catalog_item *items;
	(void)catalog_items(c, &items); /* loads what may be broken */
	(void)catalog_scales(c, STR("scale"));
	*out = c->fault;
	return c->n_fault;
}

bool
catalog_file(const char *path, str *out)
{
	for (const struct embed *f = embed_forms; f->path; f++) {
		if (strcmp(f->path, path) != 0)
			continue;
		*out = (str){(const char *)f->data, f->size};
		return true;
	}
	return false;
}
