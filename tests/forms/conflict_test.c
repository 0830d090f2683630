// SPDX-License-Identifier: MIT
#include "forms/conflict.h"
#include "tests/forms/world.h"

static const char *const survey =
	"  - {type: text, name: a, label: 甲}\n"
	"  - {type: text, name: b, label: 乙}\n"
	"  - {type: text, name: c, label: 丙}\n"
	"  - {type: text, name: sum, label: 合, read_only: yes, calculation: "
	"\"concat(${a}, ${b})\"}\n"
	"  - type: repeat\n"
	"    name: rows\n"
	"    label: 明细\n"
	"    survey:\n"
	"      - {type: text, name: t, label: 名}\n";

/* "a=1 b=2 rows=x,y" as a record. */
static struct record
make(const char *words, uint32_t rev)
{
	struct arena *a = test_arena();
	struct record r = {.form = STR("m"), .rev = rev};
	str rest = str_of(words);
	str word;
	while (str_word(&rest, &word)) {
		size_t eq = str_chr(word, '=');
		struct value v = {
			.type = VALUE_TEXT, .text = str_from(word, eq + 1)};
		struct rows *rows = ARENA_NEW(a, struct rows);
		str cell;
		str cells = v.text;
		rows->v = ARENA_ARRAY(a, 9, struct fields);
		while (str_is(str_sub(word, 0, eq), "rows") &&
			str_cut(&cells, ',', &cell)) {
			fields_set(a, &rows->v[rows->n++], STR("t"),
				(struct value){
					.type = VALUE_TEXT, .text = cell});
			v = (struct value){.type = VALUE_ROWS, .rows = rows};
		}
		fields_set(a, &r.fields, str_sub(word, 0, eq), v);
	}
	return r;
}

static str
words_of(const struct record *r)
{
	struct buf b = {.arena = test_arena()};
	for (size_t i = 0; i < r->fields.n; i++) {
		const struct entry *x = &r->fields.v[i];
		buf_addf(&b, "%s%.*s=", i ? " " : "", STR_FMT(x->name));
		if (x->value.type != VALUE_ROWS)
			buf_add(&b, x->value.text);
		for (size_t k = 0;
			x->value.type == VALUE_ROWS && k < x->value.rows->n;
			k++)
			buf_addf(&b, "%s%.*s", k ? "," : "",
				STR_FMT(x->value.rows->v[k].v[0].value.text));
	}
	return buf_str(&b);
}

static const char *const sides[] = {"?", "m", "t", "w", "b"};

TEST(conflict, takes_what_one_changed_and_asks_about_what_both_did)
{
	static const struct {
		const char *was;
		const char *theirs;
		const char *mine;
		const char *found; /* names and sides */
		enum side choice;  /* of the open ones */
		const char *result;
	} rows[] = {
		{"a=1 b=1", "a=1 b=1", "a=1 b=1", "", SIDE_MINE, "a=1 b=1"},
		{"a=1 b=1", "a=2 b=1", "a=1 b=2", "a:t b:m", SIDE_MINE,
			"a=2 b=2"},
		{"a=1", "a=2", "a=3", "a:?", SIDE_MINE, "a=3"},
		{"a=1", "a=2", "a=3", "a:?", SIDE_THEIRS, "a=2"},
		{"a=1", "a=2", "a=3", "a:?", SIDE_WAS, "a=1"},
		{"a=1", "a=2", "a=2", "", SIDE_MINE, "a=2"},
		{"a=1 b=1", "b=1", "a=1 b=1", "a:t", SIDE_MINE, "b=1"},
		{"", "a=1", "a=2", "a:?", SIDE_THEIRS, "a=1"},
		{"sum=1", "sum=2", "sum=3", "", SIDE_MINE, "sum=3"},
		{"x=1", "x=2", "x=1", "x:t", SIDE_MINE, "x=2"},
		{"rows=p", "rows=p,q", "rows=p,r", "rows:b", SIDE_MINE,
			"rows=p,q,r"},
		{"rows=p", "rows=p,q", "rows=p,q", "", SIDE_MINE, "rows=p,q"},
		{"rows=p,q", "rows=p", "rows=s,q", "rows:?", SIDE_BOTH,
			"rows=p,s"},
		{"rows=p", "rows=p,q", "rows=p", "rows:t", SIDE_MINE,
			"rows=p,q"},
	};
	world_write("m", "", survey);
	struct catalog *c = world_catalog();
	const struct form *form = world_form(c, "m");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct arena *a = test_arena();
		struct record was = make(rows[i].was, 1);
		struct record theirs = make(rows[i].theirs, 2);
		struct record mine = make(rows[i].mine, 1);
		struct buf b = {.arena = a};
		struct conflict m;
		conflict_init(&m, a, form, &was, &theirs, &mine);
		for (size_t k = 0; k < m.n; k++)
			buf_addf(&b, "%s%.*s:%s", k ? " " : "",
				STR_FMT(m.v[k].name), sides[m.v[k].side]);
		CHECK_STR(buf_str(&b), rows[i].found);
		for (size_t k = conflict_open(&m, 0); k < m.n;
			k = conflict_open(&m, 0))
			m.v[k].side = rows[i].choice;
		struct record out = conflict_result(&m, a);
		CHECK_STR(words_of(&out), rows[i].result);
		CHECK(out.rev == 2);
	}
	catalog_free(c);
}
