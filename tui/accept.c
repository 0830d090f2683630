// SPDX-License-Identifier: MIT
#include "tui/accept.h"

#include <string.h>

#include "store/lang.h"

struct chosen {
	const struct catalog_waiting **v;
	size_t n;
};

str
accepted_note(struct arena *a, const char *kind, str name)
{
	return str_fmt(a, "%s/%.*s", kind, STR_FMT(name));
}

/* As if all of them had been accepted. */
static bool
as_accepted(void *arg, const char *kind, str name, struct arena *a, str *bytes)
{
	const struct chosen *c = arg;
	(void)a; /* they live longer */
	for (size_t i = 0; i < c->n; i++)
		if (!strcmp(c->v[i]->kind, kind) &&
			str_eq(c->v[i]->name, name)) {
			*bytes = c->v[i]->bytes;
			return true;
		}
	return false;
}

static const char *
folder_of(struct arena *a, str path)
{
	size_t cut = 0;
	for (size_t i = 0; i < path.n; i++)
		if (path.p[i] == '/')
			cut = i;
	str folder = str_sub(path, 0, cut);
	if (str_ends(folder, STR("/lists")))
		folder = str_sub(folder, 0, folder.n - 6);
	return str_z(a, folder);
}

/* Do they load? */
static enum err_code
try_them(struct arena *a, struct chosen *c, struct err *e)
{
	const char **folder = ARENA_ARRAY(a, c->n, const char *);
	for (size_t i = 0; i < c->n; i++)
		folder[i] = folder_of(a, c->v[i]->path);
	struct catalog *trial = catalog_new(folder, c->n);
	catalog_guard(trial, as_accepted, c);
	enum err_code code = ERR_OK;
	for (size_t i = 0; code == ERR_OK && i < c->n; i++) {
		const struct form *form;
		const struct choice_list *list;
		code = !strcmp(c->v[i]->kind, "form")
			       ? catalog_form(trial, c->v[i]->name, &form, e)
			       : catalog_list(trial, c->v[i]->name, &list, e);
	}
	catalog_free(trial);
	return code;
}

static enum err_code
keep_them(struct store_txn *t, void *arg, struct err *e)
{
	const struct chosen *c = arg;
	struct arena *a = arena_new();
	enum err_code code = ERR_OK;
	for (size_t i = 0; code == ERR_OK && i < c->n; i++)
		code = store_put_note(t,
			accepted_note(a, c->v[i]->kind, c->v[i]->name),
			c->v[i]->bytes, e);
	arena_free(a);
	return code;
}

enum err_code
accept_forms(
	struct store *s, struct catalog *c, str name, size_t *n, struct err *e)
{
	const struct catalog_waiting *w;
	size_t n_waiting = catalog_waiting(c, &w);
	struct arena *a = arena_new();
	struct chosen chosen = {
		.v = ARENA_ARRAY(a, n_waiting, const struct catalog_waiting *)};
	enum err_code code = ERR_OK;
	for (size_t i = 0; i < n_waiting; i++)
		if (name.n == 0 || str_eq(w[i].name, name))
			chosen.v[chosen.n++] = &w[i];
	if (!store_user(s) || !(store_user(s)->roles & ROLE_HEAD))
		code = err_set(
			e, ERR_DENIED, "%s", _("只有站点负责人可以认可表单"));
	if (code == ERR_OK && chosen.n)
		code = try_them(a, &chosen, e);
	/* The lines wait for the commit that keeps the bytes. */
	for (size_t i = 0; code == ERR_OK && i < chosen.n; i++)
		code = store_audit(s,
			&(struct audit){.action = AUDIT_FORM,
				.form = chosen.v[i]->name,
				.what = chosen.v[i]->path},
			e);
	if (code == ERR_OK && chosen.n)
		code = store_write(s, keep_them, &chosen, e);
	*n = chosen.n;
	arena_free(a);
	return code;
}
