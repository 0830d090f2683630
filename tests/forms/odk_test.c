// SPDX-License-Identifier: MIT
// The forms of tests/forms/odk, written as ODK and Kobo users write them, load
// unchanged and are filled as there.
#include "tests/forms/world.h"

#include "forms/load.h"

static struct catalog *forms;

static struct session *
opened(const char *name)
{
	str path = str_fmt(test_arena(), "tests/forms/odk/%s.yaml", name);
	struct findings found = {.arena = test_arena()};
	const struct yaml *root;
	const struct form *f = NULL;
	struct err e;
	forms = catalog_new(NULL, 0);
	CHECK_CODE(yaml_load(test_arena(),
			   test_source(str_z(test_arena(), path)), &root, &e),
		ERR_OK, &e);
	CHECK_CODE(form_load(test_arena(), forms, name, root, &f, &found, &e),
		ERR_OK, &e);
	return session_new(f, NULL, NULL);
}

static str
label(struct session *s, const char *path)
{
	const struct cell *cell;
	size_t n = session_cells(s, &cell);
	for (size_t i = 0; i < n; i++)
		if (str_is(session_path(s, test_arena(), &cell[i]), path))
			return session_label(s, &cell[i], test_arena());
	return STR("no such cell");
}

TEST(odk, fills_a_household_survey)
{
	struct session *s = opened("household");
	struct reader r = {.user = STR("li"), .station = STR("50011200100101")};
	clock_set((moment_t)date_day(2026, 11, 25) * 86400 + 36000);
	session_lend(s, &r);
	CHECK_STR(world_get(s, "username"), "li");
	CHECK_STR(world_get(s, "today"), "2026-11-25");
	CHECK_STR(world_issues(s),
		"region: 没有填\ndistrict: 没有填\nn_people: 要填人数。\n");
	world_set(s, "region", "north");
	world_set(s, "district", "s1");
	CHECK_STR(world_issues(s),
		"district: 填了 s1，只能填 n1 北一，n2 北二\n"
		"n_people: 要填人数。\n");
	world_set(s, "district", "n1");
	world_set(s, "village", "v1");
	world_set(s, "head_sex", "other");
	world_set(s, "head_sex_other", "祖母");
	world_set(s, "n_people", "21");
	CHECK(str_find(world_issues(s), STR("n_people: 1 到 20 人")) !=
		SIZE_MAX);
	world_set(s, "n_people", "2");
	world_set(s, "person[1].name", "王一");
	world_set(s, "person[1].age", "40");
	world_set(s, "person[2].name", "王二");
	world_set(s, "person[2].age", "7");
	CHECK_STR(label(s, "person[2].name"), "第 2 人姓名");
	CHECK_STR(label(s, "person[2].age"), "王二几岁？");
	CHECK_STR(label(s, "person[1].work"), "王一做什么？");
	struct cell work = world_cell(s, "person[2].work");
	CHECK(!session_is_asked(s, &work));
	world_set(s, "person[1].work", "none farm");
	CHECK_STR(
		world_issues(s), "person[1].work: “不工作”不能与别的同选。\n");
	world_set(s, "person[1].work", "farm trade");
	world_add_row(s, "person[2].illness");
	world_set(s, "person[2].illness[1].what", "感冒");
	world_set(s, "person[2].illness[1].since", "2026-11-26");
	CHECK(str_starts(world_issues(s), STR("person[2].illness[1].since: ")));
	world_set(s, "person[2].illness[1].since", "2026-11-20");
	CHECK_STR(world_issues(s), "");
	CHECK_STR(world_get(s, "adults"), "1");
	CHECK_STR(world_get(s, "mean_age"), "23.5");
	CHECK_STR(label(s, "summary"),
		"北一，成人 1 人，平均 23.5 岁；第一人：王一");
	struct record rec;
	struct err e;
	CHECK_CODE(session_record(s, test_arena(), true, "li", &rec, &e),
		ERR_OK, &e);
	const struct rows *people =
		fields_get(&rec.fields, STR("person"))->rows;
	CHECK_INT((int)people->n, 2);
	CHECK(!fields_get(&people->v[1], STR("work")));
	CHECK_INT((int)fields_get(&people->v[1], STR("illness"))->rows->n, 1);
	session_free(s);
	catalog_free(forms);
}

TEST(odk, fills_a_clinic_visit)
{
	struct session *s = opened("clinic_visit");
	clock_set((moment_t)date_day(2026, 11, 25) * 86400 + 36000);
	CHECK_STR(world_issues(s), "consent: 没有填\n");
	world_set(s, "consent", "yes");
	CHECK_STR(world_get(s, "on"), "2026-11-25");
	CHECK_STR(world_issues(s), "patient: 没有填\n");
	world_set(s, "patient", "李梅");
	CHECK_STR(label(s, "weight"), "Weight of 李梅, kg");
	world_set(s, "weight", "60");
	CHECK_STR(world_get(s, "bmi"), "");
	world_set(s, "height", "165");
	CHECK_STR(world_get(s, "bmi"), "22");
	CHECK_STR(label(s, "bmi_note"), "BMI: **22**");
	CHECK_STR(world_get(s, "danger"), "no");
	world_set(s, "pain", "11");
	CHECK(str_find(world_issues(s), STR("pain")) == 0);
	world_set(s, "pain", "9");
	CHECK_STR(world_get(s, "danger"), "yes");
	CHECK_STR(world_get(s, "refer"), "no");
	world_add_row(s, "drug");
	world_add_row(s, "drug");
	world_set(s, "drug[1].what", "para");
	world_set(s, "drug[1].tablets", "3");
	world_set(s, "drug[1].days", "5");
	world_set(s, "drug[2].what", "other");
	world_set(s, "drug[2].what_other", "ORS");
	world_set(s, "drug[2].tablets", "1");
	world_set(s, "drug[2].days", "2");
	CHECK_STR(world_get(s, "all_tablets"), "17");
	CHECK_STR(world_get(s, "left"), "");
	world_set(s, "fever", "no");
	CHECK_STR(world_get(s, "left"), "10:00");
	CHECK_STR(world_issues(s), "");
	/* No consent: nothing of the visit is kept. */
	world_set(s, "consent", "no");
	struct record rec;
	struct err e;
	CHECK_CODE(session_record(s, test_arena(), true, "li", &rec, &e),
		ERR_OK, &e);
	CHECK_INT((int)rec.fields.n, 2);
	session_free(s);
	catalog_free(forms);
}
