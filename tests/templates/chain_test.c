// SPDX-License-Identifier: MIT
#include "templates/bundle.h"
#include "templates/chain.h"
#include "templates/report_explain.h"
#include "templates/report_pack.h"
#include "tests/templates/world.h"

static struct id
activity(struct world *w, const char *day, const char *heads, const char *theme)
{
	struct arena *a = test_arena();
	const char *date = str_z(a, str_fmt(a, "ac_date=%s", day));
	const char *n = str_z(a, str_fmt(a, "ac_heads=%s", heads));
	const char *name = str_z(a, str_fmt(a, "ac_theme=%s", theme));

	return PUT(w, "activity", date, n, name, "ac_venue=01");
}

TEST(chain, knows_what_lies_below_an_area)
{
	const struct {
		const char *code;
		const char *above;
		bool is;
	} cases[] = {
		{"500112001001", "500112001000", true},
		{"500112001000", "500112000000", true},
		{"500112001001", "500112000000", true},
		{"500112000000", "500100000000", true},
		{"500112001001", "500000000000", true},
		{"500112001000", "500112001000", false},
		{"500112002001", "500112001000", false},
		{"500112001000", "500112001001", false},
		{"500113001001", "500112000000", false},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		CHECK_INT(area_is_below(str_of(cases[i].code),
				  str_of(cases[i].above)),
			cases[i].is);
}

TEST(chain, reads_the_name_of_a_cell)
{
	str report;
	str row;
	str column;

	CHECK(chain_cell_parse(STR("R08.22.c1"), &report, &row, &column));
	CHECK_STR(report, "R08");
	CHECK_STR(row, "22");
	CHECK_STR(column, "c1");
	CHECK(chain_cell_parse(STR("R01.A4a"), &report, &row, &column));
	CHECK_STR(column, "");
	CHECK(!chain_cell_parse(STR("R01"), &report, &row, &column));
	CHECK(!chain_cell_parse(STR(".A4a"), &report, &row, &column));
	CHECK(!chain_cell_parse(STR("R01."), &report, &row, &column));
}

TEST(chain, prints_a_packed_report_byte_for_byte)
{
	struct world w = world_new(NULL);
	struct report again;
	struct err e;

	activity(&w, "2024-08-01", "12", "甲");
	struct report r = world_report(&w, "R01", "2024Q3");
	str bytes = report_pack(test_arena(), &r);
	CHECK_CODE(report_unpack(bytes, test_arena(), &again, &e), ERR_OK, &e);
	for (int f = 0; f < REPORT_FORMATS; f++) {
		struct buf one = {.arena = test_arena()};
		struct buf two = {.arena = test_arena()};
		if (f == REPORT_XLSX)
			continue;
		CHECK_CODE(report_write(&r, (enum report_format)f, &one, &e),
			ERR_OK, &e);
		CHECK_CODE(
			report_write(&again, (enum report_format)f, &two, &e),
			ERR_OK, &e);
		CHECK(one.n > 0 && str_eq(buf_str(&one), buf_str(&two)));
	}
	CHECK(r.n_sum > 0);
	CHECK_INT(again.n_sum, r.n_sum);
	CHECK(str_eq(report_pack(test_arena(), &again), bytes));
	world_end(&w);
}

TEST(chain, takes_no_packed_report_that_is_cut_or_changed)
{
	struct world w = world_new(NULL);
	struct report r = world_report(&w, "R19", "2024");
	struct report out;
	struct err e;
	str bytes = report_pack(test_arena(), &r);

	for (size_t n = 0; n < bytes.n; n += 7)
		CHECK(report_unpack(str_sub(bytes, 0, n), test_arena(), &out,
			      &e) != ERR_OK);
	/* A changed byte may give another report, but never more than is
	 * there. */
	for (size_t i = 0; i < bytes.n; i += 3) {
		char *copy = str_z(test_arena(), bytes);
		copy[i] = (char)(copy[i] ^ 0x55);
		(void)report_unpack((str){copy, bytes.n}, test_arena(), &out,
			&e); /* either will do */
	}
	world_end(&w);
}

/* The evidence as "n 120" a record, in order; d of the denominator. */
static str
behind(struct world *w, const char *report, const char *row, const char *column,
	enum err_code wanted)
{
	const struct report_def *def = NULL;
	struct report_evidence *v;
	struct store_txn *t;
	struct reader r;
	struct period p;
	struct buf b = {.arena = test_arena()};
	struct err e;
	size_t n;

	CHECK_CODE(period_parse(STR("2024Q3"), &p, &e), ERR_OK, &e);
	CHECK_CODE(
		report_set_get(w->set, str_of(report), &def, &e), ERR_OK, &e);
	CHECK_CODE(store_read(w->store, &t, &e), ERR_OK, &e);
	reader_init(&r, w->catalog, t, STR("tester"), test_arena());
	CHECK_CODE(
		report_explain(def, &r, store_station(w->store), p, str_of(row),
			str_of(column), test_arena(), &v, &n, &e),
		wanted, &e);
	for (size_t i = 0; !wanted && i < n; i++) {
		struct record rec;
		CHECK_CODE(store_get(t, v[i].id, test_arena(), &rec, &e),
			ERR_OK, &e);
		const struct value *name =
			fields_get(&rec.fields, STR("ac_theme"));
		buf_addf(&b, "%s%s%.*s:%.*s", i ? " " : "",
			v[i].denominator ? "/"
			: v[i].minus     ? "-"
					 : "",
			STR_FMT(name->text),
			STR_FMT(decimal_format(test_arena(), v[i].amount)));
	}
	store_done(t);
	return buf_str(&b);
}

TEST(chain, tells_the_records_behind_each_kind_of_figure)
{
	test_write("x.yaml",
		STR("dataSet: {code: X01, name: 试}\n"
		    "dataElements:\n"
		    "  - {code: n, name: 场, from: activity}\n"
		    "  - {code: h, name: 人, from: activity, aggregate: sum, "
		    "of: ac_heads}\n"
		    "  - {code: big, name: 大, from: activity, where: "
		    "\"${ac_heads} > 10\"}\n"
		    "  - {code: v1, from: activity, aggregate: distinct, of: "
		    "ac_theme, where: \"${ac_heads} > 10\"}\n"
		    "  - {code: v2, from: activity, aggregate: distinct, of: "
		    "ac_theme, where: \"${ac_heads} < 20\"}\n"
		    "  - {code: both, name: 都, all_of: [v1, v2]}\n"
		    "  - {code: last, name: 末, from: activity, aggregate: "
		    "last, of: ac_heads}\n"
		    "indicators:\n"
		    "  - {code: rate, name: 率, numerator: big, denominator: "
		    "n, factor: 100}\n"
		    "  - {code: rest, name: 余, formula: n - big}\n"
		    "layout:\n"
		    "  columns: [{id: value, label: 本季, covers: period}, "
		    "{id: ytd, label: 本年, covers: year}]\n"
		    "  rows: [n, h, both, last, rate, rest, {id: L, label: "
		    "说明, typed: yes}]\n"));
	test_write("t.yaml",
		STR("dataSet: {code: T01, name: 表}\n"
		    "dataElements:\n"
		    "  - {code: n, name: 场, from: activity, line: "
		    "\"${ac_venue}\"}\n"
		    "  - {code: h, name: 人, from: activity, aggregate: sum, "
		    "of: ac_heads, line: \"${ac_venue}\"}\n"
		    "layout:\n"
		    "  columns: [{id: c1, label: 场, element: n}, {id: c2, "
		    "label: 人, element: h}]\n"
		    "  lines: [{list: activity.ac_venue, prefix: \"\"}, {id: "
		    "total, label: 合计, all: yes}]\n"));
	struct world w = world_new(test_dir());

	activity(&w, "2024-02-01", "30", "早");
	activity(&w, "2024-07-01", "5", "甲");
	activity(&w, "2024-08-01", "12", "乙");
	activity(&w, "2024-09-01", "40", "甲");
	CHECK_STR(behind(&w, "X01", "n", "", ERR_OK), "甲:1 乙:1 甲:1");
	CHECK_STR(behind(&w, "X01", "n", "ytd", ERR_OK), "早:1 甲:1 乙:1 甲:1");
	CHECK_STR(behind(&w, "X01", "h", "", ERR_OK), "甲:5 乙:12 甲:40");
	/* 早 is not in both sets; each of the others is. */
	CHECK_STR(behind(&w, "X01", "both", "ytd", ERR_OK), "甲:1 乙:1 甲:1");
	CHECK_STR(behind(&w, "X01", "last", "", ERR_OK), "甲:40");
	CHECK_STR(behind(&w, "X01", "rate", "", ERR_OK),
		"乙:1 甲:1 /甲:1 /乙:1 /甲:1");
	CHECK_STR(behind(&w, "X01", "rest", "", ERR_OK),
		"甲:1 乙:1 -乙:1 甲:1 -甲:1");
	CHECK_STR(behind(&w, "T01", "01", "c2", ERR_OK), "甲:5 乙:12 甲:40");
	CHECK_STR(behind(&w, "T01", "02", "c1", ERR_OK), "");
	CHECK_STR(behind(&w, "T01", "total", "c1", ERR_OK), "甲:1 乙:1 甲:1");
	behind(&w, "X01", "L", "", ERR_INPUT);
	behind(&w, "X01", "zz", "", ERR_ABSENT);
	behind(&w, "X01", "n", "zz", ERR_ABSENT);
	world_end(&w);
}

TEST(chain, makes_one_zip_of_its_parts_and_reads_it_back)
{
	const struct bundle_part parts[] = {
		{STR("manifest"), STR("x\n")},
		{STR("a.csv"), STR("1,2\n")},
		{STR("empty.txt"), STR_NONE},
	};
	struct bundle_part *v;
	struct err e;
	size_t n;
	str one;
	str two;

	CHECK_CODE(bundle_zip(parts, 3, test_arena(), &one, &e), ERR_OK, &e);
	clock_set(clock_now() + 86400);
	CHECK_CODE(bundle_zip(parts, 3, test_arena(), &two, &e), ERR_OK, &e);
	CHECK(str_eq(one, two));
	CHECK_CODE(bundle_unzip(one, test_arena(), &v, &n, &e), ERR_OK, &e);
	CHECK_INT(n, 3);
	CHECK_STR(v[1].name, "a.csv");
	CHECK_STR(v[1].bytes, "1,2\n");
	/* Whatever happens to its bytes, it is parts or an error. */
	for (size_t i = 0; i < one.n; i++) {
		char *copy = arena_alloc(test_arena(), one.n);
		for (size_t k = 0; k < one.n; k++)
			copy[k] = one.p[k];
		copy[i] = (char)(copy[i] ^ 0xff);
		enum err_code code = bundle_unzip(
			(str){copy, one.n}, test_arena(), &v, &n, &e);
		CHECK(code == ERR_OK || code == ERR_INPUT || code == ERR_LIMIT);
		CHECK(bundle_unzip(str_sub(one, 0, i), test_arena(), &v, &n,
			      &e) != ERR_OK);
	}
}
