// SPDX-License-Identifier: MIT
#include "tests/forms/world.h"

static const char *const person =
	"  - {type: text, name: name, label: 姓名, required: yes}\n"
	"  - {type: text, name: no, label: 证号}\n"
	"  - {type: text, name: serial, label: 编号, x_serial: "
	"\"${_station}\", x_digits: \"3\"}\n"
	"  - {type: date, name: on, label: 日期}\n";
static const char *const person_settings = "  x_unique: [[no], [serial]]\n"
					   "  x_event_date: on\n"
					   "  instance_name: ${name}\n";

static const char *const visit =
	"  - {type: select_one_from_file person.csv, name: who, label: 居民, "
	"required: yes}\n"
	"  - {type: date, name: day, label: 日期, required: yes}\n";
static const char *const visit_settings = "  x_parent: who\n"
					  "  x_event_date: day\n";

struct world {
	struct catalog *c;
	struct store *st;
	struct session *s;
};

static struct world
world(void)
{
	world_write("person", person_settings, person);
	world_write("visit", visit_settings, visit);
	return (struct world){.c = world_catalog(), .st = world_store()};
}

static void
end(struct world *w)
{
	session_free(w->s);
	store_close(w->st);
	catalog_free(w->c);
}

static void
begin(struct world *w, const char *form, const struct record *rec)
{
	session_free(w->s);
	w->s = session_new(world_form(w->c, form), rec, NULL);
}

static struct record
save_person(struct world *w, const char *name, const char *no)
{
	begin(w, "person", NULL);
	world_set(w->s, "name", name);
	world_set(w->s, "no", no);
	world_set(w->s, "on", "2024-01-02");
	return world_save(w->s, w->st, w->c);
}

/* Save and expect a failure: its code, and the first issue or the words. */
static str
refused(struct world *w, enum err_code wanted)
{
	const struct save how = {.store = w->st,
		.catalog = w->c,
		.user = "tester",
		.final = true};
	struct record rec;
	struct issue *issue;
	size_t n;
	struct err e;
	CHECK_CODE(session_save(w->s, &how, test_arena(), &rec, &issue, &n, &e),
		wanted, &e);
	return n > 0 ? issue[0].words : str_dup(test_arena(), str_of(e.words));
}

TEST(save, draws_serial_numbers_past_those_taken)
{
	struct world w = world();
	struct record a = save_person(&w, "张三", "A1");
	CHECK_STR(fields_get(&a.fields, STR("serial"))->text,
		"50011200100101001");
	CHECK_INT(a.rev, 1);
	CHECK_STR(a.by, "tester");
	CHECK_STR(a.station, "50011200100101");
	/* Somebody wrote the next one by hand. */
	begin(&w, "person", NULL);
	world_set(w.s, "name", "李四");
	world_set(w.s, "serial", "50011200100101002");
	(void)world_save(w.s, w.st, w.c);
	struct record b = save_person(&w, "王五", "A3");
	CHECK_STR(fields_get(&b.fields, STR("serial"))->text,
		"50011200100101003");
	CHECK_STR(world_get(w.s, "serial"), "50011200100101003");
	CHECK(!session_is_dirty(w.s));
	end(&w);
}

TEST(save, refuses_what_another_record_holds)
{
	struct world w = world();
	(void)save_person(&w, "张三", "abc 1");
	begin(&w, "person", NULL);
	world_set(w.s, "name", "李四");
	world_set(w.s, "no", "ＡＢＣ1");
	str words = refused(&w, ERR_INPUT);
	CHECK(str_starts(words, STR("证号 与已有记录 ")));
	CHECK(str_ends(words, STR("（张三）相同")));
	/* No number was used up by the attempt. */
	world_set(w.s, "no", "B");
	(void)world_save(w.s, w.st, w.c);
	CHECK_STR(world_get(w.s, "serial"), "50011200100101002");
	end(&w);
}

TEST(save, overwrites_nothing_silently)
{
	struct world w = world();
	struct record a = save_person(&w, "张三", "A1");
	begin(&w, "person", &a);
	world_set(w.s, "name", "张三丰");
	struct record b = world_save(w.s, w.st, w.c);
	CHECK_INT(b.rev, 2);
	begin(&w, "person", &a);
	world_set(w.s, "name", "张二");
	CHECK(str_find(refused(&w, ERR_CHANGED), STR("tester")) != SIZE_MAX);
	end(&w);
}

TEST(save, refuses_references_to_nowhere_drafts_and_void_records)
{
	struct world w = world();
	struct record a = save_person(&w, "张三", "A1");
	const char *id = str_z(test_arena(), id_format(test_arena(), a.id));
	begin(&w, "visit", NULL);
	world_set(w.s, "day", "2024-02-03");
	world_set(w.s, "who", "01920000-0000-7000-8000-000000000001");
	CHECK_STR(refused(&w, ERR_INPUT),
		"没有记录 01920000-0000-7000-8000-000000000001");
	world_set(w.s, "who", id);
	struct record v = world_save(w.s, w.st, w.c);

	struct record out;
	struct err e;
	CHECK_CODE(record_void(w.st, w.c, a.id, STR("重复"), "tester", 0, &out,
			   test_arena(), &e),
		ERR_INPUT, &e); /* it has a live child */
	CHECK_CODE(record_void(w.st, w.c, v.id, STR(" "), "tester", 0, &out,
			   test_arena(), &e),
		ERR_INPUT, &e);
	CHECK_STR(str_of(e.words), "作废要写明原因");
	CHECK_CODE(record_void(w.st, w.c, v.id, STR("误记"), "tester", 0, &out,
			   test_arena(), &e),
		ERR_OK, &e);
	CHECK_INT(out.state, RECORD_VOID);
	CHECK_CODE(record_void(w.st, w.c, a.id, STR("重复"), "tester", 0, &out,
			   test_arena(), &e),
		ERR_OK, &e);
	begin(&w, "visit", NULL);
	world_set(w.s, "day", "2024-02-03");
	world_set(w.s, "who", id);
	CHECK(str_ends(refused(&w, ERR_INPUT), STR(" 已作废，不能引用")));
	/* A void record is not edited. */
	begin(&w, "person", &a);
	world_set(w.s, "name", "张二");
	CHECK_STR(refused(&w, ERR_INPUT), "记录已作废，不能再改");
	end(&w);
}

TEST(save, keeps_drafts_and_finishes_them)
{
	struct world w = world();
	const struct save draft = {
		.store = w.st, .catalog = w.c, .user = "tester"};
	struct record rec;
	struct issue *issue;
	size_t n;
	struct err e;
	begin(&w, "person", NULL);
	world_set(w.s, "no", "A1");
	CHECK_CODE(
		session_save(w.s, &draft, test_arena(), &rec, &issue, &n, &e),
		ERR_OK, &e);
	CHECK_INT(rec.state, RECORD_DRAFT);
	CHECK(!fields_get(&rec.fields, STR("serial")));
	CHECK_STR(refused(&w, ERR_INPUT), "没有填");
	begin(&w, "person", &rec);
	world_set(w.s, "name", "张三");
	struct record done = world_save(w.s, w.st, w.c);
	CHECK_INT(done.state, RECORD_FINAL);
	CHECK_INT(done.rev, 2);
	/* A draft begun on a final record waits beside it. */
	world_set(w.s, "name", "");
	CHECK_CODE(
		session_save(w.s, &draft, test_arena(), &rec, &issue, &n, &e),
		ERR_OK, &e);
	struct store_txn *t;
	CHECK_CODE(store_read(w.st, &t, &e), ERR_OK, &e);
	struct record now;
	struct draft waits;
	CHECK_CODE(store_get(t, done.id, test_arena(), &now, &e), ERR_OK, &e);
	CHECK_INT(now.state, RECORD_FINAL);
	CHECK_CODE(store_get_draft(t, done.id, test_arena(), &waits, &e),
		ERR_OK, &e);
	CHECK_INT(waits.base_rev, 2);
	CHECK(!fields_get(&waits.record.fields, STR("name")));
	store_done(t);
	end(&w);
}

/* What other records say is asked while a reader is lent, and stays said
 * until the next one. */
TEST(session, reads_other_records_while_lent)
{
	world_write("note", "  x_event_date: on\n",
		"  - {type: date, name: on, label: 日期}\n"
		"  - {type: select_one_from_file person.csv, name: who, label: "
		"居民}\n"
		"  - {type: text, name: full, label: 名, default: "
		"\"ref(${who}, 'name')\"}\n"
		"  - {type: text, name: why, label: 缘由, required: yes, "
		"relevant: \"count-of(visit, who = ${who}) > 0\"}\n"
		"  - {type: text, name: at, label: 站, read_only: yes, "
		"calculation: \"concat(${_station}, '/')\"}\n");
	struct world w = world();
	struct record a = save_person(&w, "张三", "A1");
	const char *id = str_z(test_arena(), id_format(test_arena(), a.id));
	begin(&w, "visit", NULL);
	world_set(w.s, "day", "2024-02-03");
	world_set(w.s, "who", id);
	(void)world_save(w.s, w.st, w.c);

	begin(&w, "note", NULL);
	world_set(w.s, "who", id);
	CHECK_STR(world_issues(w.s), "");
	struct store_txn *t;
	struct reader r;
	struct err e;
	CHECK_CODE(store_read(w.st, &t, &e), ERR_OK, &e);
	reader_init(&r, w.c, t, STR("tester"), test_arena());
	session_lend(w.s, &r);
	CHECK_STR(world_issues(w.s), "why: 没有填\n");
	session_lend(w.s, NULL);
	store_done(t);
	CHECK_STR(world_issues(w.s), "why: 没有填\n");
	CHECK_STR(world_get(w.s, "full"), "张三");
	/* A name of the caller's own. */
	const struct expr *x;
	struct xvalue v;
	session_set_meta(w.s, STR("_n"), STR("7"));
	CHECK_CODE(
		expr_parse(test_arena(), STR("concat(${full}, ${_n})"), &x, &e),
		ERR_OK, &e);
	CHECK_CODE(
		session_eval(w.s, NULL, x, test_arena(), &v, &e), ERR_OK, &e);
	CHECK_STR(v.string, "张三7");
	CHECK_STR(world_get(w.s, "at"), "50011200100101/");
	end(&w);
}
