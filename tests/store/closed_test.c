// SPDX-License-Identifier: MIT
#include "store/closed.h"
#include "store/paper.h"
#include "tests/store/world.h"

static enum err_code
shut_work(struct store_txn *t, void *arg, struct err *e)
{
	struct closed *c = arg;

	return closed_put(t, c, e);
}

static void
shut(struct world *w, enum closed_state state, const str *form, size_t n)
{
	struct closed c = {.code = STR("2024Q3"),
		.first = date_day(2024, 7, 1),
		.last = date_day(2024, 9, 30),
		.state = state,
		.rev = 1,
		.form = form,
		.n_form = n};

	CHECK_CODE(store_write(w->s, shut_work, &c, &w->e), ERR_OK, &w->e);
}

static struct store_keys
on(int month, int day)
{
	return (struct store_keys){.event = date_day(2024, month, day)};
}

static void
set_text(struct record *r, const char *name, const char *text)
{
	fields_set(test_arena(), &r->fields, str_of(name),
		(struct value){.type = VALUE_TEXT, .text = str_of(text)});
}

TEST(closed, locks_what_is_dated_in_it_before_or_after)
{
	struct world w;
	struct store_keys in = on(8, 1);
	struct store_keys out = on(10, 1);

	world_make(&w);
	struct record r = world_record(&w, "f", "in");
	struct record s = world_record(&w, "f", "out");
	struct record n = world_record(&w, "f", "new");
	world_save(&w, &r, &in, 0);
	world_save(&w, &s, &out, 0);
	shut(&w, CLOSED_SHUT, NULL, 0);
	CHECK_CODE(world_put(&w, &n, &in, 0), ERR_CLOSED, &w.e);
	set_text(&r, "text", "other");
	CHECK_CODE(world_put(&w, &r, &in, 1), ERR_CLOSED, &w.e);
	CHECK_CODE(world_put(&w, &r, &out, 1), ERR_CLOSED, &w.e);
	CHECK_CODE(world_put(&w, &s, &in, 1), ERR_CLOSED, &w.e);
	struct record dead = r;
	dead.state = RECORD_VOID;
	CHECK_CODE(world_put(&w, &dead, NULL, 1), ERR_CLOSED, &w.e);
	world_save(&w, &s, &out, 1);
	for (int day = 1; day <= 30; day += 29) {
		struct store_keys k = on(day == 1 ? 7 : 9, day);
		CHECK_CODE(world_put(&w, &n, &k, 0), ERR_CLOSED, &w.e);
	}
	struct store_keys before = on(6, 30);
	world_save(&w, &n, &before, 0);
	shut(&w, CLOSED_OPEN, NULL, 0);
	world_save(&w, &r, &in, 1);
	CHECK_INT(world_verify(&w), 3);
	store_close(w.s);
}

TEST(closed, lets_go_on_what_lasts_and_what_comes_late)
{
	struct world w;
	struct store_keys in = on(8, 1);
	const str late[] = {STR("receipt")};

	world_make(&w);
	struct record r = world_record(&w, "f", "in");
	world_save(&w, &r, &in, 0);
	shut(&w, CLOSED_SHUT, NULL, 0);
	in.late = late;
	in.n_late = 1;
	set_text(&r, "receipt", "came");
	world_save(&w, &r, &in, 1);
	set_text(&r, "text", "other");
	CHECK_CODE(world_put(&w, &r, &in, 2), ERR_CLOSED, &w.e);
	in.lasting = true;
	world_save(&w, &r, &in, 2);
	in.event++;
	CHECK_CODE(world_put(&w, &r, &in, 3), ERR_CLOSED, &w.e);
	store_close(w.s);
}

TEST(closed, opens_the_forms_that_were_sent_back)
{
	struct world w;
	struct store_keys in = on(8, 1);
	const str form[] = {STR("f")};

	world_make(&w);
	struct record r = world_record(&w, "f", "one");
	struct record s = world_record(&w, "g", "two");
	shut(&w, CLOSED_RETURNED, form, 1);
	world_save(&w, &r, &in, 0);
	CHECK_CODE(world_put(&w, &s, &in, 0), ERR_CLOSED, &w.e);
	/* Another process closed it: this one's next save knows. */
	shut(&w, CLOSED_SHUT, NULL, 0);
	world_reopen(&w);
	set_text(&r, "text", "other");
	CHECK_CODE(world_put(&w, &r, &in, 1), ERR_CLOSED, &w.e);
	store_close(w.s);
}

struct paper {
	str name;
	str bytes;
};

static enum err_code
paper_work(struct store_txn *t, void *arg, struct err *e)
{
	const struct paper *p = arg;

	return paper_put(t, p->name, DOMAIN_SMD, p->bytes, e);
}

TEST(paper, is_kept_whole_and_replaced)
{
	struct world w;
	struct store_txn *t;
	struct paper p = {STR("a/b"), STR("one")};
	char *big = arena_alloc(test_arena(), PAPER_MOST + 1);
	str got;

	world_make(&w);
	CHECK_CODE(store_write(w.s, paper_work, &p, &w.e), ERR_OK, &w.e);
	p.bytes = (str){big, PAPER_MOST};
	CHECK_CODE(store_write(w.s, paper_work, &p, &w.e), ERR_OK, &w.e);
	CHECK_CODE(store_read(w.s, &t, &w.e), ERR_OK, &w.e);
	CHECK_CODE(
		paper_get(t, p.name, test_arena(), &got, &w.e), ERR_OK, &w.e);
	CHECK(str_eq(got, p.bytes));
	CHECK_CODE(paper_get(t, STR("a/c"), test_arena(), &got, &w.e),
		ERR_ABSENT, &w.e);
	store_done(t);
	p.bytes.n++;
	CHECK_CODE(store_write(w.s, paper_work, &p, &w.e), ERR_LIMIT, &w.e);
	CHECK_INT(world_verify(&w), 0);
	store_close(w.s);
}
