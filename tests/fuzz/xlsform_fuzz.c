// SPDX-License-Identifier: MIT
#include <stdio.h>

#include "forms/load.h"
#include "forms/session.h"
#include "forms/xlsform.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What was read must be written in a way that is read again, alike. */
static void
write_and_read(struct arena *a, const struct yaml *root)
{
	struct buf csv = {.arena = a};
	struct buf again = {.arena = a};
	struct buf text = {.arena = a};
	const struct yaml *back;
	struct err e;
	yaml_write(&text, root);
	if (xlsform_write(&csv, NULL, root, &e) != ERR_OK)
		return;
	enum err_code code =
		xlsform_read(a, "again.csv", buf_str(&csv), &back, &e);
	if (code == ERR_LIMIT || code == ERR_INPUT)
		return; /* what an odd header says is not ours to mend */
	if (xlsform_write(&again, NULL, back, &e) != ERR_OK)
		__builtin_trap();
}

/* A form that loads can be opened, answered and checked. */
static void
open_and_check(struct arena *a, const struct form *form)
{
	struct session *s = session_new(form, NULL, NULL);
	const struct cell *cell;
	struct issue *issue;
	struct err e;
	size_t n = session_cells(s, &cell);
	for (size_t i = 0; i < n && i < 100; i++) {
		struct cell c = cell[i];
		(void)session_label(s, &c, a);
		if (field_has_value(c.field) && c.field->type != FIELD_REPEAT)
			(void)session_type(s, &c, STR("1"), &e);
		n = session_cells(s, &cell);
	}
	(void)session_check(s, a, &issue);
	session_free(s);
}

/*
 * Any bytes are refused with words and a place, or become a tree, and the tree
 * a form or findings that each have a place.
 */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct catalog *catalog;
	static FILE *null;
	if (!catalog) {
		catalog = catalog_new(NULL, 0);
		null = fopen("/dev/null", "w");
	}
	struct arena *a = arena_new();
	struct findings found = {.arena = a};
	const struct yaml *root = NULL;
	const struct form *form = NULL;
	struct err e = {0};
	str bytes = {(const char *)data, size};
	if (xlsform_read(a, "fuzz.csv", bytes, &root, &e) != ERR_OK) {
		if (e.line < 1 || !e.words[0])
			__builtin_trap();
		goto out;
	}
	(void)form_load(a, catalog, "fuzz.csv", root, &form, &found, &e);
	for (size_t i = 0; i < found.n; i++)
		if (found.v[i].line < 1 || found.v[i].col < 1)
			__builtin_trap(); /* a finding without a place */
	findings_show(&found, "fuzz.csv", bytes, null);
	write_and_read(a, root);
	if (form)
		open_and_check(a, form);
out:
	arena_free(a);
	return 0;
}
