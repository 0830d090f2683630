// SPDX-License-Identifier: MIT
#ifndef TESTS_TEMPLATES_WORLD_H
#define TESTS_TEMPLATES_WORLD_H

#include "templates/report.h"
#include "tests/test.h"

/*
 * A store with records to report on. They are written as they stand, without
 * the checks of a session, so that each holds only what its test is about.
 */
struct world {
	struct store *store;
	struct catalog *catalog;
	struct report_set *set;
	struct id last;
};

__attribute__((unused)) static struct world
world_new(const char *folder)
{
	const struct station station = {.code = STR("50011200000001"),
		.name = STR("渝北区心理健康服务中心"),
		.kind = STR("test")};
	struct world w = {0};
	struct err e;

	clock_set((moment_t)date_day(2024, 10, 8) * 86400 + 9 * 3600);
	const struct store_head head = {STR("user"), STR("password")};
	CHECK_CODE(store_create(test_path("store"), &station, &head, NULL, &e),
		ERR_OK, &e);
	CHECK_CODE(store_open(test_path("store"), false, &w.store, &e), ERR_OK,
		&e);
	CHECK_CODE(
		store_login(w.store, head.name, head.password, &e), ERR_OK, &e);
	w.catalog = catalog_new(NULL, 0);
	w.set = report_set_new(w.catalog, &folder, folder ? 1 : 0);
	return w;
}

__attribute__((unused)) static void
world_end(struct world *w)
{
	report_set_free(w->set);
	catalog_free(w->catalog);
	store_close(w->store);
}

__attribute__((unused)) static struct value
world_value(const struct field *f, const char *text)
{
	static const enum value_type types[FIELD_TYPES] = {
		[FIELD_TEXT] = VALUE_TEXT,
		[FIELD_INTEGER] = VALUE_INTEGER,
		[FIELD_DECIMAL] = VALUE_DECIMAL,
		[FIELD_DATE] = VALUE_DATE,
		[FIELD_TIME] = VALUE_TIME,
		[FIELD_DATETIME] = VALUE_DATETIME,
		[FIELD_SELECT_ONE] = VALUE_CHOICE,
		[FIELD_SELECT_MULTIPLE] = VALUE_CHOICES,
		[FIELD_REFERENCE] = VALUE_REFERENCE,
		[FIELD_CALCULATE] = VALUE_TEXT,
	};
	struct value v;

	CHECK(value_parse(types[f->type], str_of(text), &v));
	return v;
}

struct world_put {
	struct world *w;
	struct record *rec;
};

__attribute__((unused)) static enum err_code
world_put_work(struct store_txn *t, void *arg, struct err *e)
{
	struct world_put *p = arg;
	struct reader r;
	const struct form *form;
	struct id taken;
	enum err_code code =
		catalog_form(p->w->catalog, p->rec->form, &form, e);

	if (code)
		return code;
	reader_init(&r, p->w->catalog, t, STR("tester"), test_arena());
	struct store_keys keys = record_keys(&r, test_arena(), form, p->rec);
	return store_put(t, p->rec, &keys, p->rec->rev, &taken, e);
}

/*
 * Save a record: "field=text" each, ended by NULL; "@x" as the text is the
 * id made last but in a variable: see world_id. Rows: "repeat.field=text",
 * a new row begins when a field is given again.
 */
__attribute__((unused)) static struct id
world_put(struct world *w, const char *form_id, const char *const *fields)
{
	const struct form *form;
	struct record rec = {.form = str_of(form_id),
		.by = STR("tester"),
		.state = RECORD_FINAL};
	struct rows rows = {0};
	str repeat = STR_NONE;
	struct err e;

	CHECK_CODE(catalog_form(w->catalog, rec.form, &form, &e), ERR_OK, &e);
	CHECK_CODE(store_new_id(w->store, &rec.id, &e), ERR_OK, &e);
	rec.form_version = form->version;
	for (; *fields; fields++) {
		str text = str_of(*fields);
		str name = str_sub(text, 0, str_chr(text, '='));
		const char *value = *fields + name.n + 1;
		size_t dot = str_chr(name, '.');
		if (dot == SIZE_MAX) {
			fields_set(test_arena(), &rec.fields, name,
				world_value(form_field(form, name), value));
			continue;
		}
		repeat = str_sub(name, 0, dot);
		name = str_from(name, dot + 1);
		if (!rows.n || fields_get(&rows.v[rows.n - 1], name)) {
			rows.v = arena_grow(test_arena(), rows.v, rows.n,
				rows.n + 1, sizeof *rows.v);
			rows.n++;
		}
		fields_set(test_arena(), &rows.v[rows.n - 1], name,
			world_value(form_field(form, name), value));
	}
	if (rows.n)
		fields_set(test_arena(), &rec.fields, repeat,
			(struct value){.type = VALUE_ROWS, .rows = &rows});
	struct world_put put = {w, &rec};
	CHECK_CODE(store_write(w->store, world_put_work, &put, &e), ERR_OK, &e);
	return rec.id;
}
#define PUT(w, form, ...)                                                      \
	world_put((w), (form), (const char *const[]){__VA_ARGS__, NULL})

/* "field=<id>" for PUT. */
__attribute__((unused)) static const char *
world_ref(const char *field, struct id id)
{
	return str_z(
		test_arena(), str_fmt(test_arena(), "%s=%.*s", field,
				      STR_FMT(id_format(test_arena(), id))));
}

__attribute__((unused)) static struct report
world_report(struct world *w, const char *id, const char *code)
{
	const struct report_def *def = NULL;
	struct report out;
	struct period p;
	struct reader r;
	struct store_txn *t;
	struct err e;

	CHECK_CODE(period_parse(str_of(code), &p, &e), ERR_OK, &e);
	CHECK_CODE(report_set_get(w->set, str_of(id), &def, &e), ERR_OK, &e);
	CHECK_CODE(store_read(w->store, &t, &e), ERR_OK, &e);
	reader_init(&r, w->catalog, t, STR("tester"), test_arena());
	CHECK_CODE(report_compute(def, &r, store_station(w->store), p,
			   test_arena(), &out, &e),
		ERR_OK, &e);
	store_done(t);
	return out;
}

/* The figures of a row, a space between, - for none: "3 5 0". */
__attribute__((unused)) static str
world_row(const struct report *r, const char *id)
{
	struct buf b = {.arena = test_arena()};

	for (size_t i = 0; i < r->n_row; i++) {
		if (!str_is(r->row[i].id, id))
			continue;
		for (size_t c = 0; c < r->n_column; c++) {
			const struct report_cell *x = &r->row[i].cell[c];
			if (c)
				buf_addc(&b, ' ');
			if (x->kind == CELL_NUMBER)
				buf_add(&b, decimal_format(
						    test_arena(), x->number));
			else if (x->kind == CELL_DATE)
				buf_add(&b, date_format(test_arena(), x->day));
			else if (x->kind == CELL_TEXT && str_is(x->text, "<5"))
				buf_add(&b, x->text);
			else
				buf_addc(&b, '-');
		}
		return buf_str(&b);
	}
	return STR("no such row");
}

#endif
