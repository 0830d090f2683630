// SPDX-License-Identifier: MIT
#include "forms/load.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/*
 * Any bytes are refused with words and a place, or become a tree, and the tree
 * a form or a list or findings that each have a place.
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
	for (size_t i = 0; i < found.n; i++)
		if (found.v[i].line < 1 || found.v[i].col < 1)
			__builtin_trap(); /* a finding without a place */
out:
	arena_free(a);
	return 0;
}
