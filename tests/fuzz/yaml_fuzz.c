// SPDX-License-Identifier: MIT
#include "forms/load.h"
#include "forms/session.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Every field is given something, as a clerk and as a command would. */
static void
fill(const struct form *form, struct arena *a)
{
	static const char *const texts[] = {"1", "2024-07-12", "x", "a b"};
	struct session *s = session_new(form, NULL, NULL);
	const struct cell *cell;
	struct issue *issue;
	struct record rec;
	struct err e;
	size_t n = session_cells(s, &cell);
	for (size_t i = 0; i < n && i < 50; i++) {
		struct cell c = cell[i];
		size_t row;
		str text = str_of(texts[i % 4]);
		if (c.field->type == FIELD_REPEAT)
			(void)session_add_row(s, &c, &row, &e);
		else if (session_type(s, &c, text, &e) != ERR_OK)
			(void)session_set_text(s, &c, text, &e);
		(void)session_label(s, &c, a);
		n = session_cells(s, &cell);
	}
	(void)session_check(s, a, &issue);
	(void)session_record(s, a, false, "u", &rec, &e);
	session_free(s);
}

/*
 * Any bytes are refused with words and a place, or become a tree, and the tree
 * a form or a list or findings that each have a place. A form can be filled.
 */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct catalog *catalog;
	if (!catalog)
		catalog = catalog_new(NULL, 0);
	struct arena *a = arena_new();
	struct findings found = {.arena = a};
	const struct yaml *root = NULL;
	const struct form *form = NULL;
	const struct choice_list *list;
	struct err e;
	str bytes = {(const char *)data, size};
	if (yaml_parse(a, "fuzz.yaml", bytes, &root, &e) != ERR_OK)
		goto out;
	if (yaml_get(root, "list_name"))
		(void)list_load(a, "fuzz.yaml", root, &list, &found, &e);
	else
		(void)form_load(
			a, catalog, "fuzz.yaml", root, &form, &found, &e);
	if (form)
		form_check_names(catalog, form, &found);
	if (form)
		fill(form, a);
	for (size_t i = 0; i < found.n; i++)
		if (found.v[i].line < 1 || found.v[i].col < 1)
			__builtin_trap(); /* a finding without a place */
out:
	arena_free(a);
	return 0;
}
