// SPDX-License-Identifier: MIT
#include "forms/import.h"

#include "tests/forms/world.h"

static struct ledger *
table(const char *bytes)
{
	struct ledger *t;
	struct err e;
	CHECK_CODE(ledger_open(test_write("t.csv", str_of(bytes)), &t, &e),
		ERR_OK, &e);
	return t;
}

static str
rows_of(const char *bytes, size_t n)
{
	struct buf b = {.arena = test_arena()};
	struct ledger *t;
	struct ledger_row row;
	struct err e;
	CHECK_CODE(ledger_open(test_write("t.csv", (str){bytes, n}), &t, &e),
		ERR_OK, &e);
	while (ledger_next(t, &row, &e)) {
		buf_addf(&b, "%zu", row.line);
		for (size_t k = 0; k < row.n; k++)
			buf_addf(&b, "|%.*s", STR_FMT(row.cell[k]));
		buf_addz(&b, row.fault.n ? "!\n" : "\n");
	}
	CHECK_INT(e.code, ERR_OK);
	ledger_close(t);
	return buf_str(&b);
}

TEST(ledger, takes_rows_apart)
{
	static const struct {
		const char *in;
		const char *out;
	} cases[] = {
		{"", ""},
		{"a", "1|a\n"},
		{"a,b\nc,\n", "1|a|b\n2|c|\n"},
		{"a,b\r\n\r\n,\r\nc,d", "1|a|b\n4|c|d\n"},
		{"a\rb\r", "1|a\n2|b\n"},
		{"\"a,\"\"b\"\"\nc\",d\ne\n", "1|a,\"b\"\nc|d\n3|e\n"},
		{" \"a\" ,b\n", "1|a|b\n"},
		{"a;b;c,d\n", "1|a|b|c,d\n"},
		{"a\tb\n", "1|a|b\n"},
		{"\xEF\xBB\xBF"
		 "a,b\n",
			"1|a|b\n"},
		{"a,\"b\"c\nd,e\n", "1|a|bc!\n2|d|e\n"},
		{"a,\"b\nc,d\n", "1|a|\"b!\n2|c|d\n"},
		{"a\x01,b\nc,d\n", "1|a\x01|b!\n2|c|d\n"},
	};
	for (size_t k = 0; k < sizeof cases / sizeof *cases; k++)
		CHECK_STR(rows_of(cases[k].in, strlen(cases[k].in)),
			cases[k].out);
}

/* Wherever the blocks it is read in end. */
TEST(ledger, reads_alike_at_any_length)
{
	enum { LONG = 65536 };
	char *text = arena_alloc(test_arena(), LONG + 100);
	for (int extra = 0; extra < 40; extra++) {
		memset(text, 'x', LONG + 100);
		memcpy(text + LONG - 20 + extra, "\r\n\"a\"\"\n\",好\r\n", 14);
		size_t n = (size_t)(LONG - 20 + extra + 14);
		text[1000] = '\n';
		str all = rows_of(text, n);
		CHECK(str_ends(all, STR("3|a\"\n|好\n")));
	}
}

#define HEAD                                                                   \
	"settings: {form_id: f, form_title: f, version: \"1\"}\n"              \
	"survey:\n"

/* What a cell becomes, or the word of why not behind "!". */
TEST(import, takes_cells_as_people_write_them)
{
	static const struct {
		const char *field;
		const char *cell;
		const char *value;
	} cases[] = {
		{"day", "2024-03-15", "2024-03-15"},
		{"day", "2024.3.5", "2024-03-05"},
		{"day", "2024/3/5 0:00:00", "2024-03-05"},
		{"day", "２０２４年３月５日", "2024-03-05"},
		{"day", "20240305", "2024-03-05"},
		{"day", "24.3.5", "!四位"},
		{"day", "2024年3月", "!哪一天"},
		{"day", "45366", "!2024-03-15"},
		{"day", "2024-2-30", "!29"},
		{"day", "3/15/2024", "!四位"},
		{"day", "明天", "!不是日期"},
		{"day", "2024-03-05 09:30", "!时间"},
		{"day", "/", ""},
		{"at", "2024/3/5 9:05", "2024-03-05T09:05"},
		{"at", "2024年3月5日 下午2点30分", "2024-03-05T14:30"},
		{"at", "2024-3-5", "!时间"},
		{"clock", "9点半", "09:30"},
		{"n", "1,200", "1200"},
		{"n", "１２０人次", "120"},
		{"n", "3.0", "3"},
		{"n", "3万", "!"},
		{"n", "—", ""},
		{"x", "3.50元", "3.50"},
		{"sex", "男", "1"},
		{"sex", "1", "1"},
		{"sex", "01", "1"},
		{"sex", "2 女", "2"},
		{"sex", "2、女", "2"},
		{"sex", "Male", "1"},
		{"sex", "男性", "!没有选项"},
		{"sex", "无", ""},
		{"level", "一级", "1"},
		{"level", "3级", "3"},
		{"level", "１ 级", "1"},
		{"yes", "√", "1"},
		{"yes", "无", "0"},
		{"yes", "有", "1"},
		{"many", "红、蓝", "1 3"},
		{"many", "1 3", "1 3"},
		{"many", "红；蓝/绿", "1 3 2"},
		{"many", "红,紫", "!紫"},
		{"text", "  a b  ", "a b"},
		{"text", "无", "无"},
		{"text", "'=1+1", "=1+1"},
		{"id", "5.00112E+17", "!科学计数法"},
		{"id", "500112198008089000", "!000"},
		{"id", "'500112198008089974", "500112198008089974"},
		{"id", "=\"50011219910315998x\"", "50011219910315998X"},
	};
	test_write("f.yaml",
		STR(HEAD "  - {type: date, name: day, label: day}\n"
			 "  - {type: dateTime, name: at, label: at}\n"
			 "  - {type: time, name: clock, label: clock}\n"
			 "  - {type: integer, name: n, label: n}\n"
			 "  - {type: decimal, name: x, label: x}\n"
			 "  - {type: select_one sex, name: sex, label: sex}\n"
			 "  - {type: select_one level, name: level, label: l}\n"
			 "  - {type: select_one yes, name: yes, label: yes}\n"
			 "  - {type: select_multiple many, name: many, label: "
			 "m}\n"
			 "  - {type: text, name: text, label: text}\n"
			 "  - {type: text, name: id, label: id, x_code: "
			 "gb_11643_idno}\n"
			 "lists:\n"
			 "  sex:\n"
			 "    - {name: '1', label: {zh: 男, en: Male}}\n"
			 "    - {name: '2', label: {zh: 女, en: Female}}\n"
			 "  level:\n"
			 "    - {name: '1', label: 1级}\n"
			 "    - {name: '3', label: 三级}\n"
			 "  yes:\n"
			 "    - {name: '1', label: 是}\n"
			 "    - {name: '0', label: 否}\n"
			 "  many:\n"
			 "    - {name: '1', label: 红}\n"
			 "    - {name: '2', label: 绿}\n"
			 "    - {name: '3', label: 蓝}\n"));
	struct catalog *c = world_catalog();
	const struct form *f = world_form(c, "f");
	struct session *s = session_new(f, NULL, NULL);
	for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
		struct import *x;
		struct issue *issue;
		struct ledger_row row;
		struct err e;
		struct buf b = {.arena = test_arena()};
		buf_addf(&b, "%s\n\"", cases[k].field);
		for (const char *p = cases[k].cell; *p; p++)
			buf_addz(&b, *p == '"' ? "\"\"" : (char[2]){*p, 0});
		buf_addz(&b, "\"\nlast\n");
		struct ledger *t = table(buf_z(&b));
		CHECK_CODE(import_open(c, f, t, NULL, test_arena(), &x, &e),
			ERR_OK, &e);
		CHECK(ledger_next(t, &row, &e));
		session_again(s);
		size_t n = import_fill(x, s, &row, test_arena(), &issue);
		str got = n ? str_fmt(test_arena(), "!%.*s",
				      STR_FMT(issue[0].words))
			    : world_get(s, cases[k].field);
		if (cases[k].value[0] == '!') {
			if (n == 0 || str_find(got, str_of(cases[k].value +
							    1)) == SIZE_MAX)
				print_error("%s: %.*s\n", cases[k].cell,
					STR_FMT(got));
			CHECK(n > 0 && str_find(got, str_of(cases[k].value +
							     1)) != SIZE_MAX);
		} else {
			CHECK_STR(got, cases[k].value);
		}
		ledger_close(t);
		import_close(x);
	}
	session_free(s);
	catalog_free(c);
}

/* Each header that a shipped map knows finds its field, where the form is
 * installed. */
TEST(import, has_maps_that_fit_their_forms)
{
	static const char *const maps[] = {"activity", "follow_up"};
	struct catalog *c = catalog_new(NULL, 0);
	for (size_t m = 0; m < 2; m++) {
		const struct form *f;
		const struct yaml *map;
		struct err e;
		CHECK_CODE(import_map_load(test_arena(), maps[m], &map, &e),
			ERR_OK, &e);
		if (catalog_form(c, str_of(maps[m]), &f, NULL))
			continue;
		const struct yaml *columns = yaml_get(map, "columns");
		CHECK(columns->n > 20);
		for (size_t k = 0; k < columns->n; k++) {
			const struct import_column *col;
			struct import *x;
			str key = columns->pair[k].key;
			if (str_is(columns->pair[k].value.text, "-"))
				continue;
			struct ledger *t = table(str_z(test_arena(), key));
			enum err_code code =
				import_open(c, f, t, map, test_arena(), &x, &e);
			CHECK_CODE(code, ERR_OK, &e);
			CHECK_INT(import_columns(x, &col), 1);
			CHECK(col->field != NULL);
			for (size_t v = 0; col->values && v < col->values->n;
				v++)
				CHECK(choice_find(col->field->list,
					col->values->pair[v].value.text));
			ledger_close(t);
			import_close(x);
		}
	}
	catalog_free(c);
}
