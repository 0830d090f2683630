// SPDX-License-Identifier: MIT
#include "tests/forms/world.h"

#include "forms/reader_impl.h"

static const char *const person =
	"  - {type: text, name: name, label: 姓名, required: yes}\n"
	"  - {type: select_one sex, name: sex, label: 性别}\n"
	"  - {type: date, name: birth, label: 出生}\n"
	"  - {type: integer, name: visits, label: 次数, read_only: yes, "
	"calculation: \"count-of(visit, who = this)\"}\n"
	"  - {type: text, name: topics, label: 内容, read_only: yes, "
	"calculation: \"list-of(visit, topic, who = this)\"}\n"
	"  - {type: decimal, name: hours, label: 学时, read_only: yes, "
	"calculation: \"sum-of(course, h, att = this and there = 1)\"}\n"
	"lists:\n"
	"  sex:\n"
	"    - {name: \"1\", label: 男}\n"
	"    - {name: \"2\", label: 女}\n";
static const char *const visit =
	"  - {type: select_one_from_file person.csv, name: who, label: 居民, "
	"required: yes}\n"
	"  - {type: date, name: day, label: 日期}\n"
	"  - {type: text, name: topic, label: 内容}\n"
	"  - {type: text, name: who_name, label: 名, read_only: yes, "
	"calculation: \"ref(${who}, 'name')\"}\n";
static const char *const course =
	"  - {type: dateTime, name: start, label: 开始}\n"
	"  - type: repeat\n"
	"    name: rows\n"
	"    label: 签到\n"
	"    survey:\n"
	"      - {type: select_one_from_file person.csv, name: att, label: "
	"人}\n"
	"      - {type: decimal, name: h, label: 学时}\n"
	"      - {type: integer, name: there, label: 到}\n"
	"  - {type: integer, name: n, label: 人数, read_only: yes, "
	"calculation: \"count-of(rows, there = 1)\"}\n";

struct world {
	struct catalog *c;
	struct store *st;
	struct store_txn *t;
	struct reader r;
};

static struct world
world(void)
{
	world_write("person", "  instance_name: concat(${name}, ' ', ${sex})\n",
		person);
	world_write("visit",
		"  x_event_date: day\n  x_parent: who\n"
		"  x_unique: [[who, day]]\n"
		"  instance_name: concat(${day}, ' ', ${who})\n",
		visit);
	world_write("course", "  x_event_date: start\n", course);
	return (struct world){.c = world_catalog(), .st = world_store()};
}

static struct record
save(struct world *w, const char *form, const char *const *pairs)
{
	struct session *s = session_new(world_form(w->c, form), NULL, NULL);
	for (; *pairs; pairs += 2) {
		if (!pairs[1])
			(void)world_add_row(s, pairs[0]);
		else
			world_set(s, pairs[0], pairs[1]);
	}
	struct record rec = world_save(s, w->st, w->c);
	rec = record_dup(test_arena(), &rec);
	session_free(s);
	return rec;
}

static void
begin(struct world *w)
{
	struct err e;
	CHECK_CODE(store_read(w->st, &w->t, &e), ERR_OK, &e);
	reader_init(&w->r, w->c, w->t, STR("tester"), test_arena());
}

static void
end(struct world *w)
{
	store_done(w->t);
	store_close(w->st);
	catalog_free(w->c);
}

static str
field(struct world *w, const struct record *rec, const char *name)
{
	struct record_scope s;
	const struct form *f = world_form(w->c, str_z(test_arena(), rec->form));
	record_scope_init(&s, &w->r, f, rec);
	struct value v =
		record_field(&s, test_arena(), form_field(f, str_of(name)));
	return value_text(test_arena(), &v);
}

static const char *
id_of(const struct record *rec)
{
	return str_z(test_arena(), id_format(test_arena(), rec->id));
}

/* What is typed stands under what other records say. */
TEST(reader, lets_other_records_speak_over_what_was_typed)
{
	struct world w = world();
	world_write("member", "  x_unique: [[who]]\n",
		"  - {type: select_one_from_file person.csv, name: who, label: "
		"谁}\n"
		"  - {type: text, name: state, label: 状态, x_set: "
		"\"if(count-of(visit, who = ${who} and topic = '离开') > 0, "
		"'gone', '')\"}\n");
	struct record a =
		save(&w, "person", (const char *const[]){"name", "张三", NULL});
	struct record m = save(&w, "member",
		(const char *const[]){"who", id_of(&a), "state", "ill", NULL});
	begin(&w);
	CHECK_STR(field(&w, &m, "state"), "ill");
	store_done(w.t);
	struct record v = save(&w, "visit",
		(const char *const[]){"who", id_of(&a), "day", "2024-02-03",
			"topic", "离开", NULL});
	begin(&w);
	CHECK_STR(field(&w, &m, "state"), "gone");
	/* In another record's eyes, too. */
	struct xvalue x;
	CHECK(reader_ref(
		&w.r, str_of(id_of(&m)), STR("state"), test_arena(), &x));
	CHECK_STR(xvalue_to_string(test_arena(), &x), "gone");
	CHECK_STR(fields_get(&m.fields, STR("state"))->text, "ill");
	store_done(w.t);
	struct err e;
	CHECK_CODE(record_void(w.st, w.c, v.id, STR("错"), "user", v.rev, &v,
			   test_arena(), &e),
		ERR_OK, &e);
	begin(&w);
	CHECK_STR(field(&w, &m, "state"), "ill");
	end(&w);
}

TEST(reader, reads_live_values_titles_and_other_records)
{
	struct world w = world();
	struct record a = save(&w, "person",
		(const char *const[]){"name", "张三", "sex", "1", NULL});
	struct record b =
		save(&w, "person", (const char *const[]){"name", "李四", NULL});
	struct record v = save(&w, "visit",
		(const char *const[]){"who", id_of(&a), "day", "2024-02-03",
			"topic", "家庭", NULL});
	(void)save(&w, "visit",
		(const char *const[]){"who", id_of(&a), "day", "2024-02-04",
			"topic", "工作", NULL});
	struct record k = save(&w, "course",
		(const char *const[]){"start", "2024-03-01T09:00", "rows", NULL,
			"rows[1].att", id_of(&a), "rows[1].h", "2.5",
			"rows[1].there", "1", "rows", NULL, "rows[2].att",
			id_of(&b), "rows[2].h", "4", "rows[2].there", "0",
			NULL});
	begin(&w);
	CHECK_STR(field(&w, &a, "visits"), "2");
	CHECK_STR(field(&w, &b, "visits"), "0");
	CHECK_STR(field(&w, &a, "topics"), "家庭 工作");
	CHECK_STR(field(&w, &a, "hours"), "2.5");
	CHECK_STR(field(&w, &b, "hours"), "0");
	CHECK_STR(field(&w, &v, "who_name"), "张三");
	CHECK_STR(field(&w, &k, "n"), "1");
	/* Live values are not in the record. */
	CHECK(!fields_get(&v.fields, STR("who_name")));
	CHECK(!fields_get(&a.fields, STR("visits")));
	CHECK_STR(record_title(&w.r, test_arena(), &a), "张三 男");
	CHECK_STR(record_title_of(&w.r, test_arena(), v.id),
		"2024-02-03 张三 男");
	const struct form *f = world_form(w.c, "course");
	CHECK_STR(record_show(&w.r, test_arena(), form_field(f, STR("rows")),
			  fields_get(&k.fields, STR("rows"))),
		"2 行");
	CHECK_STR(record_show(&w.r, test_arena(), form_field(f, STR("start")),
			  fields_get(&k.fields, STR("start"))),
		"2024-03-01 09:00");
	end(&w);
}

/* An index saves reading the others: what is found is the same. */
TEST(reader, finds_a_record_by_its_id_or_by_the_reference_of_another)
{
	struct world w = world();
	world_write("note", "",
		"  - {type: select_one_from_file visit.csv, name: of, label: "
		"次}\n"
		"  - {type: text, name: one, label: 一, read_only: yes, "
		"calculation: \"last-of(visit, topic, _id = ${of})\"}\n"
		"  - {type: text, name: slow, label: 慢, read_only: yes, "
		"calculation: \"last-of(visit, topic, not(_id != ${of}))\"}\n"
		"  - {type: text, name: never, label: 无, read_only: yes, "
		"calculation: \"count-of(person, _id = ${of})\"}\n"
		"  - {type: text, name: both, label: 同, read_only: yes, "
		"calculation: \"count-of(visit, who = ref(${of}, 'who') and "
		"topic != '')\"}\n"
		"  - {type: text, name: long, label: 长, read_only: yes, "
		"calculation: \"count-of(visit, not(who != ref(${of}, 'who')) "
		"and topic != '')\"}\n");
	struct record a =
		save(&w, "person", (const char *const[]){"name", "张三", NULL});
	struct record b =
		save(&w, "person", (const char *const[]){"name", "李四", NULL});
	struct record v = save(&w, "visit",
		(const char *const[]){"who", id_of(&a), "day", "2024-02-03",
			"topic", "家庭", NULL});
	(void)save(&w, "visit",
		(const char *const[]){"who", id_of(&a), "day", "2024-02-04",
			"topic", "工作", NULL});
	(void)save(&w, "visit",
		(const char *const[]){"who", id_of(&b), "day", "2024-02-05",
			"topic", "睡眠", NULL});
	struct record n =
		save(&w, "note", (const char *const[]){"of", id_of(&v), NULL});
	struct record none = save(&w, "note", (const char *const[]){NULL});
	begin(&w);
	CHECK_STR(field(&w, &n, "one"), "家庭");
	CHECK_STR(field(&w, &n, "slow"), "家庭");
	CHECK_STR(field(&w, &n, "never"), "0");
	CHECK_STR(field(&w, &n, "both"), "2");
	CHECK_STR(field(&w, &n, "long"), "2");
	CHECK_STR(field(&w, &none, "one"), "");
	CHECK_STR(field(&w, &none, "slow"), "");
	CHECK_STR(field(&w, &none, "both"), "0");
	CHECK_STR(field(&w, &none, "long"), "0");
	end(&w);
}

TEST(reader, tells_the_store_what_to_index)
{
	struct world w = world();
	struct record a =
		save(&w, "person", (const char *const[]){"name", "张三", NULL});
	struct record v = save(&w, "visit",
		(const char *const[]){
			"who", id_of(&a), "day", "2024-02-03", NULL});
	struct record k = save(&w, "course",
		(const char *const[]){"start", "2024-03-01T09:00", "rows", NULL,
			"rows[1].att", id_of(&a), NULL});
	begin(&w);
	struct store_keys keys =
		record_keys(&w.r, test_arena(), world_form(w.c, "visit"), &v);
	CHECK_INT(keys.event, date_day(2024, 2, 3));
	CHECK_INT(keys.n_uniques, 1);
	CHECK_STR(keys.uniques[0].scope, "who+day");
	CHECK_STR(keys.uniques[0].value,
		str_z(test_arena(), str_fmt(test_arena(), "%s\x1f%s", id_of(&a),
					    "2024-02-03")));
	CHECK_INT(keys.n_refs, 1);
	CHECK(keys.refs[0].parent);
	CHECK(id_eq(keys.refs[0].target, a.id));
	keys = record_keys(&w.r, test_arena(), world_form(w.c, "course"), &k);
	CHECK_INT(keys.event, date_day(2024, 3, 1));
	CHECK_INT(keys.n_refs, 1);
	CHECK_STR(keys.refs[0].field, "att");
	CHECK(!keys.refs[0].parent);
	v.state = RECORD_DRAFT;
	keys = record_keys(&w.r, test_arena(), world_form(w.c, "visit"), &v);
	CHECK_INT(keys.event, DAY_NONE);
	end(&w);
}

/* a counts b's fields and b counts a's: the depth ends it. */
TEST(reader, ends_circles_across_forms)
{
	world_write("a", "",
		"  - {type: integer, name: x, label: x, read_only: yes, "
		"calculation: \"count-of(b, y >= 0) + 1\"}\n");
	world_write("b", "",
		"  - {type: integer, name: y, label: y, read_only: yes, "
		"calculation: \"count-of(a, x >= 0) + 1\"}\n");
	struct world w = {.c = world_catalog(), .st = world_store()};
	struct record a = save(&w, "a", (const char *const[]){NULL});
	(void)save(&w, "b", (const char *const[]){NULL});
	begin(&w);
	CHECK(field(&w, &a, "x").n > 0);
	end(&w);
}
