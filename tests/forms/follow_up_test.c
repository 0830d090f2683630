// SPDX-License-Identifier: MIT
#include "tests/forms/world.h"

#include "forms/generate.h"

/* forms/std/follow_up.yaml on the desk: what it offers and passes over
 * (domain.md 4.14). What it refuses stands in tests/goldens/rules_smd.py. */

static const char before[] =
	"optional: 0\n"
	"steps:\n"
	"  - {form: station, dates: [2020-01-01, 2020-01-01], set: {st_code: "
	"\"50011200000001\", st_level: \"3\", st_type: \"01\", st_parent: "
	"\"\"}}\n"
	"  - {form: staff, dates: [2020-01-02, 2020-01-02], set: {sf_role: "
	"\"07\"}}\n"
	"  - {form: resident, count: 2, dates: [2020-01-03, 2020-01-04]}\n"
	"  - form: patient\n"
	"    each: {pool: resident, field: sm_person}\n"
	"    set: {sm_no: {expr: \"string(10000000 + ${_n})\"}}\n"
	"  - form: follow_up\n"
	"    count: 2\n"
	"    dates: [2022-11-01, 2022-11-02]\n"
	"    set: {fu_patient: {round: patient}, fu_lost: \"\", fu_adh: \"4\", "
	"fu_class: {turn: [\"2\", \"3\"]}}\n";

struct desk {
	struct catalog *c;
	struct store *st;
	struct store_txn *t;
	struct reader r;
	str patient[2]; /* the last visit of the first was class 2 */
	size_t n;
};

static bool
keep_id(void *arg, const struct record *r)
{
	struct desk *d = arg;
	d->patient[d->n++] = id_format(test_arena(), r->id);
	return true;
}

static struct desk
desk(void)
{
	struct desk d = {.c = catalog_new(NULL, 0), .st = world_store()};
	struct generator *g;
	struct err e = {0};
	str names;
	CHECK(catalog_file("forms/demo/names.yaml", &names));
	CHECK_CODE(generator_new(3, "names", names, &g, &e), ERR_OK, &e);
	CHECK_CODE(generate_plan(g, d.st, d.c, "demo", "p.yaml", str_of(before),
			   NULL, &e),
		ERR_OK, &e);
	generator_free(g);
	clock_set((moment_t)date_day(2022, 12, 20) * 86400 + 9 * 3600);
	CHECK_CODE(store_read(d.st, &d.t, &e), ERR_OK, &e);
	reader_init(&d.r, d.c, d.t, STR("demo"), test_arena());
	CHECK_CODE(store_each(d.t, STR("patient"), DAY_NONE, INT32_MAX, keep_id,
			   &d, &e),
		ERR_OK, &e);
	CHECK_INT(d.n, 2);
	return d;
}

static struct session *
visit(struct desk *d, size_t patient, const char *on)
{
	struct session *s =
		session_new(world_form(d->c, "follow_up"), NULL, NULL);
	session_lend(s, &d->r);
	world_set(s, "fu_patient", str_z(test_arena(), d->patient[patient]));
	world_set(s, "fu_date", on);
	return s;
}

static void
end(struct desk *d)
{
	store_done(d->t);
	store_close(d->st);
	catalog_free(d->c);
}

TEST(follow_up, offers_the_class_and_the_next_visit)
{
	static const struct {
		size_t patient;
		const char *on, *danger, *class, *next, *latest;
	} rows[] = {
		{1, "2022-12-20", "3", "1", "2023-01-03", "2023-01-03"},
		{1, "2022-12-20", "1", "2", "2023-01-03", "2023-01-20"},
		{0, "2022-12-20", "1", "2", "2023-01-20", "2023-01-20"},
		{0, "2022-11-30", "0", "3", "2023-02-28", "2023-02-28"},
	};
	struct desk d = desk();
	for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
		struct session *s = visit(&d, rows[k].patient, rows[k].on);
		static const char *const good[] = {"fu_insight", "fu_sleep",
			"fu_diet", "fu_self", "fu_house", "fu_work", "fu_study",
			"fu_social"};
		for (size_t j = 0; j < sizeof good / sizeof *good; j++)
			world_set(s, good[j], "1");
		CHECK_STR(world_get(s, "fu_class"), "");
		world_set(s, "fu_danger", rows[k].danger);
		world_set(s, "fu_symsev", "3");
		CHECK_STR(world_get(s, "fu_class_sug"), rows[k].class);
		CHECK_STR(world_get(s, "fu_class"), rows[k].class);
		CHECK_STR(world_get(s, "fu_next"), rows[k].next);
		CHECK_STR(world_get(s, "fu_latest"), rows[k].latest);
		CHECK_STR(world_get(s, "fu_last"),
			rows[k].patient ? "2022-11-02" : "2022-11-01");
		/* The doctor's own choice stands. */
		world_set(s, "fu_class", "3");
		world_set(s, "fu_symsev", "1");
		CHECK_STR(world_get(s, "fu_class_sug"), "1");
		CHECK_STR(world_get(s, "fu_class"), "3");
		session_free(s);
	}
	struct session *s = visit(&d, 0, "2022-12-20");
	world_set(s, "fu_lost", "1");
	CHECK_STR(world_get(s, "fu_next"), "2023-01-03");
	session_free(s);
	end(&d);
}

TEST(follow_up, passes_over_acts_that_there_were_none_of)
{
	struct desk d = desk();
	struct session *s = visit(&d, 0, "2022-12-20");
	struct cell acts = world_cell(s, "fu_d3");
	CHECK_STR(world_get(s, "fu_d3"), "0");
	CHECK(!session_skips(s, &acts));
	world_set(s, "fu_d3", "2");
	CHECK_STR(world_get(s, "fu_dnone"), "0");
	world_set(s, "fu_d_none", "1");
	CHECK_STR(world_get(s, "fu_d3"), "0");
	CHECK_STR(world_get(s, "fu_dnone"), "1");
	CHECK(session_skips(s, &acts));
	world_set(s, "fu_d_none", "0");
	CHECK(!session_skips(s, &acts));
	session_free(s);
	end(&d);
}

TEST(follow_up, offers_the_drugs_taken_as_advice)
{
	struct desk d = desk();
	struct session *s = visit(&d, 0, "2022-12-20");
	world_set(s, "fu_adh", "1");
	CHECK_INT(world_add_row(s, "fu_drug"), 1);
	world_set(s, "fu_drug[1].fu_drug_name", "奥氮平");
	world_set(s, "fu_drug[1].fu_drug_route", "1");
	world_set(s, "fu_drug[1].fu_drug_pm", "10");
	CHECK_INT(world_add_row(s, "fu_guide"), 1);
	CHECK_STR(world_get(s, "fu_guide[1].fu_guide_name"), "奥氮平");
	CHECK_STR(world_get(s, "fu_guide[1].fu_guide_route"), "1");
	CHECK_STR(world_get(s, "fu_guide[1].fu_guide_pm"), "10");
	CHECK_INT(world_add_row(s, "fu_guide"), 2);
	CHECK_STR(world_get(s, "fu_guide[2].fu_guide_name"), "");
	session_free(s);
	end(&d);
}
