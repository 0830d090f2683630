// SPDX-License-Identifier: MIT
#include "tests/templates/world.h"

#include <string.h>

static bool
notes_say(const struct report *r, const char *words)
{
	for (size_t i = 0; i < r->n_note; i++)
		if (str_find(r->note[i], str_of(words)) != SIZE_MAX)
			return true;
	return false;
}

TEST(report, lists_the_shipped_ones)
{
	struct world w = world_new(NULL);
	const struct report_item *v;

	size_t n = report_set_items(w.set, &v);

	CHECK_INT(n, 19);
	CHECK_STR(v[0].id, "R01");
	CHECK_STR(v[n - 1].id, "R20");
	for (size_t i = 0; i < n; i++)
		CHECK(!v[i].broken);
	world_end(&w);
}

TEST(report, has_every_line_of_the_quarterly)
{
	struct world w = world_new(NULL);
	struct report r = world_report(&w, "R01", "2024Q3");
	size_t figures = 0;

	for (size_t i = 0; i < r.n_row; i++)
		figures += !r.row[i].section;
	CHECK_INT(figures, 151);
	CHECK_STR(r.row[0].id, "A");
	CHECK_STR(r.row[1].id, "A1");
	CHECK_STR(r.row[r.n_row - 1].id, "L3");
	/* Without records: 0 for counts, nothing for A1 and for rates. */
	CHECK_STR(world_row(&r, "A1"), "- - -");
	CHECK_STR(world_row(&r, "C1a"), "0 0 0");
	CHECK_STR(world_row(&r, "D1d"), "- - -");
	CHECK_STR(world_row(&r, "B1a"), "0 0 0");
	CHECK_STR(world_row(&r, "E1a"), "0 0 0");
	world_end(&w);
}

TEST(report, counts_flows_by_event_date)
{
	struct world w = world_new(NULL);
	static const struct {
		const char *day;
		const char *heads;
	} days[] = {{"2023-07-01", "1"}, {"2023-09-30", "2"},
		{"2023-10-01", "4"}, {"2024-01-01", "8"}, {"2024-06-30", "16"},
		{"2024-07-01", "32"}, {"2024-09-30", "64"},
		{"2024-10-01", "128"}};

	for (size_t i = 0; i < sizeof days / sizeof *days; i++)
		PUT(&w, "activity",
			str_fmt(test_arena(), "ac_date=%s", days[i].day).p,
			str_fmt(test_arena(), "ac_heads=%s", days[i].heads).p);
	struct report r = world_report(&w, "R01", "2024Q3");
	CHECK_STR(world_row(&r, "C1a"), "2 4 2");
	CHECK_STR(world_row(&r, "C1b"), "96 120 3");
	r = world_report(&w, "R01", "202409");
	CHECK_STR(world_row(&r, "C1b"), "64 120 2");
	r = world_report(&w, "R01", "2024S1");
	CHECK_STR(world_row(&r, "C1b"), "24 24 0");
	r = world_report(&w, "R01", "2024");
	CHECK_STR(world_row(&r, "C1b"), "248 248 7");
	CHECK_STR(r.column[0].label.text[0], "本期数");
	CHECK_STR(world_report(&w, "R01", "2024Q3").column[0].label.text[0],
		"本季数");
	/* R19's second column counts from the first record on. */
	r = world_report(&w, "R19", "2024Q3");
	CHECK_STR(world_row(&r, "Z10"), "2 7 -");
	world_end(&w);
}

TEST(report, keeps_registers_by_their_dates)
{
	struct world w = world_new(NULL);

	PUT(&w, "staff", "sf_name=甲", "sf_on=2023-01-01", "sf_ft=1",
		"sf_role=07", "sf_fte=1");
	/* Left: still there the day before. */
	PUT(&w, "staff", "sf_name=乙", "sf_on=2023-01-01", "sf_ft=2",
		"sf_role=07", "sf_fte=0.35", "sf_state=2",
		"sf_left=2024-09-30");
	PUT(&w, "staff", "sf_name=丙", "sf_on=2024-09-30", "sf_ft=1",
		"sf_role=05", "sf_fte=1", "sf_in_pool=1",
		"sf_pool_in=2024-09-30");
	PUT(&w, "staff", "sf_name=丁", "sf_on=2024-10-01", "sf_ft=1",
		"sf_role=01", "sf_fte=1");
	struct report r = world_report(&w, "R01", "2024Q3");
	CHECK_STR(world_row(&r, "A4a"), "2 2 1");
	CHECK_STR(world_row(&r, "A4b"), "0 0 1");
	CHECK_STR(world_row(&r, "A5b"), "1 1 1.35");
	CHECK_STR(world_row(&r, "A6"), "1 1 0");
	r = world_report(&w, "R19", "2024Q3");
	/* In the public table few persons are not told. */
	CHECK_STR(world_row(&r, "Z4"), "<5 <5 2024-09-30");
	CHECK_STR(world_row(&r, "Z17"), "<5 <5 2024-09-30");
	world_end(&w);
}

TEST(report, takes_the_base_of_its_own_area_and_year)
{
	struct world w = world_new(NULL);

	PUT(&w, "area", "ab_area=500112000000", "ab_year=2024",
		"ab_on=2024-01-01", "ab_pop=2200000", "ab_villages=357",
		"ab_streets=22");
	PUT(&w, "area", "ab_area=500112001000", "ab_year=2024",
		"ab_on=2024-01-01", "ab_pop=90000", "ab_villages=9");
	struct report r = world_report(&w, "R01", "2024Q2");
	CHECK_STR(world_row(&r, "A1"), "2200000 2200000 -");
	CHECK_STR(world_row(&r, "A2a"), "357 357 -");
	CHECK_STR(world_row(&r, "A2c"), "22 22 -");
	world_end(&w);
}

TEST(report, lets_a_closed_station_count_until_its_day)
{
	struct world w = world_new(NULL);

	PUT(&w, "station", "st_name=甲", "st_level=3", "st_type=01",
		"st_built=2020-01-01", "st_state=1");
	PUT(&w, "station", "st_name=乙", "st_level=5", "st_type=03",
		"st_built=2020-01-01", "st_state=4", "st_closed=2024-08-01");
	PUT(&w, "station", "st_name=丙", "st_level=6", "st_type=09",
		"st_built=2024-07-01", "st_state=3");
	struct report r = world_report(&w, "R01", "2024Q3");
	CHECK_STR(world_row(&r, "A2b"), "0 0 1");
	CHECK_STR(world_row(&r, "A2e"), "1 1 1");
	CHECK_STR(world_row(&r, "A2f"), "1 1 0");
	CHECK_STR(world_row(&r, "A3a"), "1 1 2");
	/* The records were changed after the period's end. */
	CHECK(notes_say(&r, "A3a"));
	CHECK(!notes_say(&r, "A2b"));
	world_end(&w);
}

static struct id
resident(struct world *w, const char *birth)
{
	return PUT(w, "resident", "p_name=某人", "rs_built=2024-01-05",
		str_fmt(test_arena(), "p_birth=%s", birth).p);
}

/* One enrolment; its id. */
static struct id
enrol(struct world *w, struct id person, const char *group, const char *out)
{
	if (out)
		return PUT(w, "special_population",
			world_ref("sp_person", person), "sp_in=2024-02-01",
			str_fmt(test_arena(), "sp_group=%s", group).p,
			str_fmt(test_arena(), "sp_out=%s", out).p);
	return PUT(w, "special_population", world_ref("sp_person", person),
		"sp_in=2024-02-01",
		str_fmt(test_arena(), "sp_group=%s", group).p);
}

static void
talk(struct world *w, const char *field, struct id parent, const char *day,
	const char *kind, const char *subjects)
{
	PUT(w, "session", world_ref(field, parent),
		str_fmt(test_arena(), "ss_start=%sT09:00", day).p,
		str_fmt(test_arena(), "ss_end=%sT09:50", day).p, "ss_mode=1",
		str_fmt(test_arena(), "ss_kind=%s", kind).p,
		str_fmt(test_arena(), "ss_subjects=%s", subjects).p);
}

TEST(report, counts_persons_once_and_meets_sets_of_them)
{
	struct world w = world_new(NULL);
	struct id a = resident(&w, "1950-05-05");
	struct id b = resident(&w, "1990-05-05");
	struct id c = resident(&w, "2010-05-05");
	struct id d = resident(&w, "1980-05-05");
	struct id a21 = enrol(&w, a, "21", NULL);
	struct id a25 = enrol(&w, a, "25", NULL); /* one person, two groups */
	struct id b22 = enrol(&w, b, "22", NULL);
	struct id c16 = enrol(&w, c, "16", NULL);         /* not "special" */
	struct id d28 = enrol(&w, d, "28", "2024-05-01"); /* left before */

	PUT(&w, "plan", world_ref("pl_enrol", a21), "pl_date=2024-03-01",
		"pl_consent=1");
	PUT(&w, "plan", world_ref("pl_enrol", a25), "pl_date=2024-03-01",
		"pl_consent=1");
	PUT(&w, "plan", world_ref("pl_enrol", b22), "pl_date=2024-08-01",
		"pl_consent=2"); /* refused */
	PUT(&w, "plan", world_ref("pl_enrol", d28), "pl_date=2024-03-01",
		"pl_consent=1");
	talk(&w, "ss_enrol", a21, "2024-03-05", "2", "1");
	talk(&w, "ss_enrol", a21, "2024-07-05", "2", "1 2");
	talk(&w, "ss_enrol", a25, "2024-08-05", "3", "1");
	talk(&w, "ss_enrol", b22, "2024-08-06", "2", "2"); /* family only */
	talk(&w, "ss_enrol", c16, "2024-08-07", "1", "1");

	struct report r = world_report(&w, "R01", "2024Q3");
	CHECK_STR(world_row(&r, "D1a"), "2 2 0");
	CHECK_STR(world_row(&r, "D1b"), "1 1 0");
	CHECK_STR(world_row(&r, "D1c"), "1 1 0");
	CHECK_STR(world_row(&r, "D1d"), "50.00 50.00 -");
	CHECK_STR(world_row(&r, "B5a"), "3 4 0");
	CHECK_STR(world_row(&r, "B5e"), "3 4 0");
	CHECK_STR(world_row(&r, "B5f"), "3 3 0");
	CHECK_STR(world_row(&r, "B6a"), "1 1 0");
	CHECK_STR(world_row(&r, "D4"), "1 1 0");  /* a, over 60 */
	CHECK_STR(world_row(&r, "D5a"), "1 1 0"); /* c, under 18 */
	CHECK_STR(world_row(&r, "D6a"), "1 1 0");
	CHECK_STR(world_row(&r, "B2a"), "0 4 0");
	CHECK_STR(world_row(&r, "B2b"), "4 4 0");
	/* At the first quarter's end d was still enrolled. */
	r = world_report(&w, "R01", "2024Q1");
	CHECK_STR(world_row(&r, "D1a"), "3 3 0");
	CHECK_STR(world_row(&r, "D1b"), "2 2 0");
	CHECK_STR(world_row(&r, "D1c"), "1 1 0");
	CHECK_STR(world_row(&r, "D1d"), "33.33 33.33 -");
	for (size_t i = 0; i < r.n_row; i++) {
		if (!str_is(r.row[i].id, "D1d"))
			continue;
		CHECK_INT(r.row[i].numerator.number.digits, 1);
		CHECK_INT(r.row[i].denominator.number.digits, 3);
	}
	world_end(&w);
}

TEST(report, counts_rows_of_repeats_and_divides_minutes)
{
	struct world w = world_new(NULL);
	struct id p = resident(&w, "1990-01-01");
	struct id rh = PUT(&w, "rehab_enrolment", world_ref("rh_person", p),
		"rh_apply=2024-03-01", "rh_state=2");

	PUT(&w, "activity", "ac_date=2024-07-01", "ac_heads=10",
		"ac_mat.ac_mat_n=100", "ac_mat.ac_mat_n=50");
	PUT(&w, "activity", "ac_date=2024-07-02", "ac_heads=10",
		"ac_vol.ac_vol_hours=1.25", "ac_vol.ac_vol_hours=2.5");
	PUT(&w, "lecture", "lt_date=2024-07-03", "lt_type=2", "lt_real=12",
		"lt_mat.lt_mat_n=7");
	PUT(&w, "lecture", "lt_date=2024-07-03", "lt_type=1", "lt_real=40");
	PUT(&w, "rehab_service", world_ref("rv_enrol", rh),
		"rv_start=2024-07-03T09:00", "rv_end=2024-07-03T10:40",
		"rv_mins=100");
	struct report r = world_report(&w, "R01", "2024Q3");
	CHECK_STR(world_row(&r, "C3b"), "157 157 0");
	CHECK_STR(world_row(&r, "A7b"), "3.75 3.75 0");
	CHECK_STR(world_row(&r, "B7a"), "1 1 0");
	CHECK_STR(world_row(&r, "B7b"), "12 12 0");
	CHECK_STR(world_row(&r, "C2a"), "1 1 0");
	CHECK_STR(world_row(&r, "C2b"), "40 40 0");
	CHECK_STR(world_row(&r, "H1a"), "1 1 0");
	CHECK_STR(world_row(&r, "H1c"), "0.00 0.00 -");
	CHECK_STR(world_row(&r, "H2a"), "1 1 0");
	CHECK_STR(world_row(&r, "H2b"), "1.67 1.67 0");
	world_end(&w);
}

TEST(report, lists_activities_and_lectures_by_day)
{
	struct world w = world_new(NULL);
	struct id staff = PUT(&w, "staff", "sf_name=王芳", "sf_on=2023-01-01",
		"sf_role=05", "sf_ft=1", "sf_fte=1");

	PUT(&w, "lecture", "lt_date=2024-07-03", "lt_type=1", "lt_real=40",
		"lt_theme=睡眠", world_ref("lt_spk", staff));
	PUT(&w, "activity", "ac_date=2024-07-01", "ac_theme=日\x01照",
		"ac_form=8", "ac_cat=00 18", "ac_heads=10", "ac_spk_out=外聘",
		"ac_mat.ac_mat_n=3", "ac_mat.ac_mat_n=4");
	PUT(&w, "activity", "ac_date=2024-10-01", "ac_heads=10");
	struct report r = world_report(&w, "R02", "2024Q3");
	CHECK(r.list);
	CHECK_INT(r.n_row, 2);
	CHECK_INT(r.n_column, 11);
	CHECK_INT(r.row[0].cell[0].number.digits, 1);
	CHECK_STR(r.row[0].cell[3].text, "主题日活动");
	CHECK_STR(r.row[0].cell[4].text, "日照");
	CHECK_INT(r.row[0].cell[8].number.digits, 7);
	CHECK_STR(r.row[0].cell[9].text, "外聘");
	CHECK_STR(r.row[1].cell[3].text, "讲座");
	CHECK(str_starts(r.row[1].cell[9].text, STR("王芳")));
	CHECK(r.column[4].text && !r.column[6].text);
	world_end(&w);
}

TEST(report, lists_trainings_with_their_teachers)
{
	struct world w = world_new(NULL);

	PUT(&w, "training", "tr_name=接线员培训", "tr_kind=6", "tr_level=2",
		"tr_start=2024-07-05T09:00", "tr_hours=6", "tr_n=30",
		"tr_teacher.tr_t_name=甲", "tr_teacher.tr_t_name=乙");
	struct report r = world_report(&w, "R03", "2024Q3");
	CHECK_INT(r.n_row, 1);
	CHECK_STR(r.row[0].cell[3].text, "热线接线员");
	CHECK_STR(r.row[0].cell[10].text, "甲、乙");
	r = world_report(&w, "R01", "2024Q3");
	CHECK_STR(world_row(&r, "I2a"), "1 1 0");
	CHECK_STR(world_row(&r, "I2b"), "30 30 0");
	world_end(&w);
}

static str
written(const struct report *r, enum report_format f)
{
	struct buf b = {.arena = test_arena()};
	struct err e;

	CHECK_CODE(report_write(r, f, &b, &e), ERR_OK, &e);
	return buf_str(&b);
}

TEST(report, writes_the_same_bytes_at_another_time)
{
	struct world w = world_new(NULL);

	PUT(&w, "activity", "ac_date=2024-07-01", "ac_heads=10",
		"ac_theme=义诊");
	struct report r = world_report(&w, "R01", "2024Q3");
	struct report list = world_report(&w, "R02", "2024Q3");
	clock_set((moment_t)date_day(2025, 1, 8) * 86400);
	struct report again = world_report(&w, "R01", "2024Q3");
	struct report list2 = world_report(&w, "R02", "2024Q3");
	for (int f = 0; f < REPORT_XLSX; f++) {
		CHECK(str_eq(written(&r, (enum report_format)f),
			written(&again, (enum report_format)f)));
		CHECK(str_eq(written(&list, (enum report_format)f),
			written(&list2, (enum report_format)f)));
	}
	struct err e;
	CHECK_CODE(report_save(&r, REPORT_XLSX, test_path("a.xlsx"), &e),
		ERR_OK, &e);
	CHECK_CODE(report_save(&again, REPORT_XLSX, test_path("b.xlsx"), &e),
		ERR_OK, &e);
	CHECK(str_eq(test_read(test_path("a.xlsx")),
		test_read(test_path("b.xlsx"))));
	CHECK_CODE(report_save(&r, REPORT_XLSX, test_path("a.xlsx"), &e),
		ERR_EXISTS, &e);
	CHECK_CODE(report_save(&r, REPORT_JSON, test_path("no/a.json"), &e),
		ERR_IO, &e);
	CHECK_STR(report_file_name(test_arena(), &r, REPORT_CSV_DATA),
		"R01_2024Q3_50011200000001.data.csv");
	world_end(&w);
}

/* formats.md 5: a text that would start a formula is made harmless for
 * people, and left alone for programs. */
TEST(report, writes_no_formula_from_a_text)
{
	static const struct {
		const char *theme;
		const char *people;
		const char *data;
	} tries[] = {
		{"=1+1", ",\"'=1+1\",", ",=1+1,"},
		{"+1-1", ",\"'+1-1\",", ",+1-1,"},
		{"-2+3", ",\"'-2+3\",", ",-2+3,"},
		{"@SUM(A1)", ",\"'@SUM(A1)\",", ",@SUM(A1),"},
		{"=HYPERLINK(\"http://x\",\"y\")",
			",\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\",",
			",\"=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\","},
		{"=cmd|'/c calc'!A1", ",\"'=cmd|'/c calc'!A1\",",
			",=cmd|'/c calc'!A1,"},
		{"＝1+1", ",\"'＝1+1\",", ",＝1+1,"},
		{"'=1", ",'=1,", ",'=1,"},
		{"\"=1\"", ",\"\"\"=1\"\"\",", ",\"\"\"=1\"\"\","},
		{" =1", ",\"' =1\",", ",\" =1\","},
		{"\xe2\x80\x8b=1", ",\"'\xe2\x80\x8b=1\",", ",\xe2\x80\x8b=1,"},
		{"义诊", ",义诊,", ",义诊,"},
		{"一,二", ",\"一,二\",", ",\"一,二\","},
	};

	for (size_t i = 0; i < sizeof tries / sizeof *tries; i++) {
		struct report_cell cell[] = {
			{.kind = CELL_NUMBER, .number = {-42, 0}},
			{.kind = CELL_TEXT, .text = str_of(tries[i].theme)},
			{.kind = CELL_EMPTY},
		};
		struct report_column column[] = {{.id = STR("a")},
			{.id = STR("b"), .text = true}, {.id = STR("c")}};
		struct report_row row = {.cell = cell};
		struct report r = {.list = true,
			.column = column,
			.n_column = 3,
			.row = &row,
			.n_row = 1,
			.arena = test_arena()};
		str people = written(&r, REPORT_CSV);
		str data = written(&r, REPORT_CSV_DATA);
		CHECK(str_starts(people, STR("\xef\xbb\xbf")));
		CHECK(str_ends(people, STR("\r\n")));
		CHECK(str_find(people, str_of(tries[i].people)) != SIZE_MAX);
		CHECK(str_find(data, str_of(tries[i].data)) != SIZE_MAX);
		CHECK(str_find(people, STR("\n-42,")) != SIZE_MAX);
		CHECK(str_find(data, STR("\r")) == SIZE_MAX);
	}
}

TEST(report, explains_what_is_wrong_in_a_definition)
{
	test_write(
		"X01.yaml", STR("dataSet: {code: X01, name: 试}\n"
				"dataElements:\n"
				"  - {code: a, from: activity, wher: \"1\"}\n"
				"  - {code: b, from: activity, where: "
				"\"${ac_haeds} > 1\"}\n"
				"  - {code: c, from: activity, aggregate: "
				"totals, of: ac_heads}\n"
				"indicators:\n"
				"  - {code: d, formula: a + e}\n"
				"layout:\n"
				"  columns: [{id: value, covers: perid}]\n"
				"  rows: [a, bb]\n"));
	struct world w = world_new(test_dir());
	const struct report_def *def;
	struct err e;

	CHECK_CODE(report_set_get(w.set, STR("X01"), &def, &e), ERR_INPUT, &e);
	CHECK_INT(e.line, 4);
	CHECK(str_find(str_of(e.words), STR("ac_heads")) != SIZE_MAX);
	CHECK_CODE(report_set_get(w.set, STR("R1"), &def, &e), ERR_ABSENT, &e);
	CHECK(str_find(str_of(e.words), STR("R01")) != SIZE_MAX);
	world_end(&w);
}

TEST(report, takes_a_definition_from_a_folder_first)
{
	test_write("mine.yaml",
		STR("dataSet: {code: R19, name: 本站数字}\n"
		    "categories:\n"
		    "  PLACE: {online: \"${ac_venue} = '13'\", other: "
		    "\"${ac_venue} != '13'\"}\n"
		    "dataElements:\n"
		    "  - {code: a, name: 活动, from: activity, by: [PLACE]}\n"
		    "  - {code: h, name: 人次, from: activity, aggregate: sum, "
		    "of: ac_heads}\n"
		    "indicators:\n"
		    "  - {code: each, name: 每场, numerator: h, denominator: "
		    "a, factor: 1, decimals: 1}\n"
		    "validationRules:\n"
		    "  - {left: h, operator: less_than, right: a, message: "
		    "太多}\n"
		    "layout:\n"
		    "  columns: [{id: value, label: 数}]\n"
		    "  rows:\n"
		    "    - section: S\n"
		    "      label: 一\n"
		    "      rows: [a, each]\n"
		    "    - {id: n, label: 线上, formula: a.online * 2}\n"));
	struct world w = world_new(test_dir());

	PUT(&w, "activity", "ac_date=2024-07-01", "ac_heads=10", "ac_venue=13");
	PUT(&w, "activity", "ac_date=2024-07-02", "ac_heads=5", "ac_venue=01");
	PUT(&w, "activity", "ac_date=2024-07-03", "ac_heads=5", "ac_venue=01");
	struct report r = world_report(&w, "R19", "2024Q3");
	CHECK_STR(world_row(&r, "a"), "3");
	CHECK_STR(world_row(&r, "each"), "6.7");
	CHECK_STR(world_row(&r, "n"), "2");
	CHECK(notes_say(&r, "太多"));
	world_end(&w);
}

/* Numbers of an age before there was a bound: one absurd one costs its own
 * figure, not the report. */
TEST(report, leaves_a_figure_empty_that_is_too_big)
{
	test_write("big.yaml",
		STR("dataSet: {code: R19, name: 大数}\n"
		    "dataElements:\n"
		    "  - {code: a, name: 活动, from: activity}\n"
		    "  - {code: h, name: 人次, from: activity, aggregate: sum, "
		    "of: ac_heads}\n"
		    "indicators:\n"
		    "  - {code: each, name: 每场, numerator: h, denominator: "
		    "a, factor: 1, decimals: 1}\n"
		    "layout:\n"
		    "  columns: [{id: value, label: 数}]\n"
		    "  rows: [a, h, each]\n"));
	struct world w = world_new(test_dir());

	PUT(&w, "activity", "ac_date=2024-07-01",
		"ac_heads=9223372036854775807");
	PUT(&w, "activity", "ac_date=2024-07-02", "ac_heads=5");
	PUT(&w, "activity", "ac_date=2024-08-02", "ac_heads=5");
	struct report r = world_report(&w, "R19", "2024Q3");
	CHECK_STR(world_row(&r, "a"), "3");
	CHECK_STR(world_row(&r, "h"), "-");
	CHECK_STR(world_row(&r, "each"), "-");
	CHECK(notes_say(&r, "这些行有数太大，算不出，那一格空着：h each"));
	world_end(&w);
}

/* The part of a text between two marks, without escapes of the man page. */
static str
between(str text, const char *from, const char *to)
{
	struct buf b = {.arena = test_arena()};

	text = str_from(text, str_find(text, str_of(from)) + strlen(from));
	text = str_sub(text, 0, str_find(text, str_of(to)));
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] != '\\')
			buf_addc(&b, text.p[i]);
	return buf_str(&b);
}

TEST(report, loads_the_examples_of_its_manuals)
{
	const struct report_def *def;
	struct err e;

	test_write(
		"a.yaml", between(test_read(test_source("templates/README.md")),
				  "```yaml\n", "```"));
	struct world w = world_new(test_dir());
	CHECK_CODE(report_set_get(w.set, STR("X01"), &def, &e), ERR_OK, &e);
	report_set_free(w.set);
	test_write("a.yaml",
		between(test_read(test_source("templates/templates.5")),
			"\n.nf\n", ".fi"));
	const char *folder = test_dir();
	w.set = report_set_new(w.catalog, &folder, 1);
	CHECK_CODE(report_set_get(w.set, STR("X01"), &def, &e), ERR_OK, &e);
	report_set_free(w.set);
	test_write("a.yaml",
		between(test_read(test_source("templates/templates.5")),
			"A list:\n.PP\n.nf\n", ".fi"));
	w.set = report_set_new(w.catalog, &folder, 1);
	CHECK_CODE(report_set_get(w.set, STR("X02"), &def, &e), ERR_OK, &e);
	world_end(&w);
}
