// SPDX-License-Identifier: MIT
#ifndef TESTS_FORMS_WORLD_H
#define TESTS_FORMS_WORLD_H

#include <stdio.h>
#include <string.h>

#include "forms/session.h"
#include "tests/test.h"

/* A small world for tests of sessions: forms written into the test's folder,
 * a store beside them, one reader. */

__attribute__((unused)) static struct catalog *
world_catalog(void)
{
	const char *folder = test_dir();
	return catalog_new(&folder, 1);
}

__attribute__((unused)) static const struct form *
world_form(struct catalog *c, const char *id)
{
	const struct form *f = NULL;
	struct err e;
	CHECK_CODE(catalog_form(c, str_of(id), &f, &e), ERR_OK, &e);
	return f;
}

/* Write forms/ID.yaml; head and tail are added. */
__attribute__((unused)) static void
world_write(const char *id, const char *settings, const char *survey)
{
	str text = str_fmt(test_arena(),
		"settings:\n  form_id: %s\n  form_title: %s\n  version: "
		"\"1\"\n%s"
		"survey:\n%s",
		id, id, settings, survey);
	test_write(str_fmt(test_arena(), "%s.yaml", id).p, text);
}

__attribute__((unused)) static struct store *
world_store(void)
{
	const struct station station = {.code = STR("50011200100101"),
		.name = STR("测试站"),
		.kind = STR("test")};
	struct store *st = NULL;
	struct err e;
	const struct store_head head = {STR("user"), STR("password")};
	CHECK_CODE(store_create(test_path("store"), &station, &head, NULL, &e),
		ERR_OK, &e);
	CHECK_CODE(store_open(test_path("store"), false, &st, &e), ERR_OK, &e);
	CHECK_CODE(store_login(st, head.name, head.password, &e), ERR_OK, &e);
	return st;
}

__attribute__((unused)) static struct cell
world_cell(struct session *s, const char *path)
{
	struct cell c;
	struct err e;
	CHECK_CODE(session_find(s, str_of(path), &c, &e), ERR_OK, &e);
	return c;
}

__attribute__((unused)) static void
world_set(struct session *s, const char *path, const char *text)
{
	struct cell c = world_cell(s, path);
	struct err e;
	CHECK_CODE(session_set_text(s, &c, str_of(text), &e), ERR_OK, &e);
}

__attribute__((unused)) static void
world_type(struct session *s, const char *path, const char *text)
{
	struct cell c = world_cell(s, path);
	struct err e;
	CHECK_CODE(session_type(s, &c, str_of(text), &e), ERR_OK, &e);
}

__attribute__((unused)) static str
world_get(struct session *s, const char *path)
{
	struct cell c = world_cell(s, path);
	struct value v = session_get(s, &c);
	return value_text(test_arena(), &v);
}

__attribute__((unused)) static size_t
world_add_row(struct session *s, const char *repeat)
{
	struct cell c = world_cell(s, repeat);
	size_t number = 0;
	struct err e;
	CHECK_CODE(session_add_row(s, &c, &number, &e), ERR_OK, &e);
	return number;
}

/* "path: words" of all problems, warnings with "? " in front. */
__attribute__((unused)) static str
world_issues(struct session *s)
{
	struct issue *issue;
	struct buf b = {.arena = test_arena()};
	size_t n = session_check(s, test_arena(), &issue);
	for (size_t i = 0; i < n; i++)
		buf_addf(&b, "%s%.*s: %.*s\n",
			issue[i].kind == ISSUE_WARNING ? "? " : "",
			STR_FMT(issue[i].path), STR_FMT(issue[i].words));
	return buf_str(&b);
}

/* Save as final; the test fails when it cannot be. */
__attribute__((unused)) static struct record
world_save(struct session *s, struct store *st, struct catalog *c)
{
	const struct save how = {
		.store = st, .catalog = c, .user = "tester", .final = true};
	struct record rec;
	struct issue *issue;
	size_t n;
	struct err e = {0};
	enum err_code code =
		session_save(s, &how, test_arena(), &rec, &issue, &n, &e);
	for (size_t i = 0; code && i < n; i++)
		print_error("%.*s: %.*s\n", STR_FMT(issue[i].path),
			STR_FMT(issue[i].words));
	CHECK_CODE(code, ERR_OK, &e);
	return rec;
}

#endif
