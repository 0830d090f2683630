// SPDX-License-Identifier: MIT
#include "forms/exchange.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What was read can be written, and reads as the same again. */
static str
written(struct arena *a, const struct json *tree)
{
	struct buf b = {.arena = a};
	struct json_writer w = {.buf = &b};
	json_put(&w, tree);
	return buf_str(&b);
}

static void
check_round_trip(struct arena *a, const struct json *tree)
{
	const struct json *again;
	struct err e;
	str first = written(a, tree);
	if (json_parse(a, first, &again, &e) != ERR_OK ||
		!str_eq(first, written(a, again)))
		__builtin_trap();
}

/* An object is taken for a record: every slip is an issue with words. */
static void
fill_form(struct catalog *c, struct arena *a, str id, const struct json *tree)
{
	const struct form *form;
	struct reader r;
	struct issue *issue;
	struct err e;
	if (catalog_form(c, id, &form, &e) != ERR_OK)
		__builtin_trap();
	struct session *s = session_new(form, NULL, NULL);
	reader_init(&r, c, NULL, STR("fuzz"), a);
	session_lend(s, &r);
	size_t n = exchange_fill(s, tree, a, &issue);
	for (size_t i = 0; i < n; i++)
		if (issue[i].words.n == 0)
			__builtin_trap();
	(void)session_check(s, a, &issue); /* must not crash */
	session_lend(s, NULL);
	session_free(s);
}

/* Any bytes are refused with words and a place, or become a tree. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct catalog *catalog;
	const struct json *tree;
	struct arena *a = arena_new();
	struct err e = {0};
	if (!catalog)
		catalog = catalog_new(NULL, 0);
	enum err_code code =
		json_parse(a, (str){(const char *)data, size}, &tree, &e);
	if (code == ERR_INPUT && (e.line < 1 || e.col < 1 || !e.words[0]))
		__builtin_trap();
	if (code == ERR_OK) {
		check_round_trip(a, tree);
		if (tree->kind == JSON_KIND_OBJECT) {
			fill_form(catalog, a, STR("activity"), tree);
			fill_form(catalog, a, STR("training"), tree);
		}
	}
	arena_free(a);
	return 0;
}
