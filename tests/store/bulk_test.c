// SPDX-License-Identifier: MIT
#include "store/bulk.h"

#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/store/world.h"

struct some {
	struct world *w;
	int n;
	int first;
	const char *form;
	enum err_code fail; /* after half of them */
};

static enum err_code
put_some(struct store_txn *t, void *arg, struct err *e)
{
	struct some *x = arg;
	for (int k = 0; k < x->n; k++) {
		struct store_unique u = {STR("no"), STR_NONE};
		struct store_keys keys = {
			.event = 100 + k, .uniques = &u, .n_uniques = 1};
		struct record r = {.form = str_of(x->form),
			.form_version = STR("1"),
			.state = RECORD_FINAL,
			.by = STR("user")};
		struct id taken;
		u.value = str_fmt(test_arena(), "%d", x->first + k);
		fields_set(test_arena(), &r.fields, STR("text"),
			(struct value){.type = VALUE_TEXT, .text = u.value});
		if (x->fail && k == x->n / 2)
			return err_set(e, x->fail, "no");
		enum err_code code = bulk_put(t, &r, &keys, &taken, e);
		if (code)
			return code;
	}
	return ERR_OK;
}

static size_t
count(struct world *w, const char *form)
{
	struct store_txn *t;
	size_t n;
	CHECK_CODE(store_read(w->s, &t, &w->e), ERR_OK, &w->e);
	CHECK_CODE(store_count(t, str_of(form), &n, &w->e), ERR_OK, &w->e);
	store_done(t);
	return n;
}

static struct bulk *
open_bulk(struct world *w)
{
	struct bulk *b;
	CHECK_CODE(bulk_open(w->s, STR("f"), STR("t.csv"), &b, &w->e), ERR_OK,
		&w->e);
	return b;
}

static bool
keep_last(void *arg, const struct audit *l)
{
	struct audit *out = arg;
	if (l->action == AUDIT_IMPORT) {
		*out = *l;
		out->what = str_dup(test_arena(), l->what);
	}
	return true;
}

static struct audit
last_line(struct world *w, size_t *lines)
{
	struct audit_filter f = {.newest = false};
	struct audit l = {.seq = 0};
	struct store_txn *t;
	CHECK_CODE(store_read(w->s, &t, &w->e), ERR_OK, &w->e);
	CHECK_CODE(
		store_each_audit(t, &f, keep_last, &l, &w->e), ERR_OK, &w->e);
	CHECK_CODE(
		store_audit_verify(t, NULL, NULL, lines, &w->e), ERR_OK, &w->e);
	store_done(t);
	return l;
}

TEST(bulk, puts_many_under_one_line_of_the_audit)
{
	struct world w;
	struct some x = {&w, 500, 0, "f", ERR_OK};
	size_t before;
	size_t after;
	world_make(&w);
	(void)last_line(&w, &before);
	struct bulk *b = open_bulk(&w);
	for (int k = 0; k < 3; k++, x.first += 500)
		CHECK_CODE(bulk_write(b, put_some, &x, &w.e), ERR_OK, &w.e);
	CHECK_INT(bulk_count(b), 1500);
	CHECK_CODE(bulk_close(b, &w.e), ERR_OK, &w.e);
	CHECK_INT(count(&w, "f"), 1500);
	struct audit l = last_line(&w, &after);
	CHECK_INT(after - before, 1);
	CHECK_STR(l.what, "t.csv: 1500");
	CHECK(l.has_digest && l.rev == 1);
	CHECK_INT(world_verify(&w), 1500);
	world_reopen(&w);
	CHECK_INT(world_verify(&w), 1500);
	store_close(w.s);
}

TEST(bulk, refuses_what_is_there_already)
{
	struct world w;
	struct some x = {&w, 10, 0, "f", ERR_OK};
	world_make(&w);
	struct bulk *b = open_bulk(&w);
	CHECK_CODE(bulk_write(b, put_some, &x, &w.e), ERR_OK, &w.e);
	x.first = 5;
	CHECK_CODE(bulk_write(b, put_some, &x, &w.e), ERR_EXISTS, &w.e);
	CHECK_INT(bulk_count(b), 10);
	CHECK_CODE(bulk_drop(b, &w.e), ERR_OK, &w.e);
	CHECK_INT(count(&w, "f"), 0);
	CHECK_INT(world_verify(&w), 0);
	store_close(w.s);
}

TEST(bulk, takes_back_what_was_dropped)
{
	struct world w;
	struct some x = {&w, 300, 0, "f", ERR_OK};
	size_t lines;
	world_make(&w);
	struct record kept = world_record(&w, "f", "kept");
	world_save(&w, &kept, NULL, 0);
	struct bulk *b = open_bulk(&w);
	CHECK_CODE(bulk_write(b, put_some, &x, &w.e), ERR_OK, &w.e);
	x.first = 300;
	x.fail = ERR_INPUT;
	CHECK_CODE(bulk_write(b, put_some, &x, &w.e), ERR_INPUT, &w.e);
	CHECK_INT(count(&w, "f"), 301);
	CHECK_CODE(bulk_drop(b, &w.e), ERR_OK, &w.e);
	CHECK_INT(count(&w, "f"), 1);
	CHECK_INT(world_verify(&w), 1);
	CHECK_STR(last_line(&w, &lines).what, "t.csv: -300");
	/* The numbers are free again. */
	x = (struct some){&w, 300, 0, "f", ERR_OK};
	b = open_bulk(&w);
	CHECK_CODE(bulk_write(b, put_some, &x, &w.e), ERR_OK, &w.e);
	CHECK_CODE(bulk_close(b, &w.e), ERR_OK, &w.e);
	CHECK_INT(world_verify(&w), 301);
	store_close(w.s);
}

/* As a program that was killed: the number stays open. */
static void
leave_open(void)
{
	struct world w;
	struct some x = {&w, 300, 0, "f", ERR_OK};
	world_open(&w);
	struct bulk *b = open_bulk(&w);
	for (int k = 0; k < 3; k++, x.first += 300)
		(void)bulk_write(b, put_some, &x, NULL);
	_exit(bulk_count(b) == 900 ? 0 : 1);
}

TEST(bulk, is_taken_back_at_the_next_login)
{
	struct world w;
	int status;
	world_make(&w);
	struct record kept = world_record(&w, "f", "kept");
	world_save(&w, &kept, NULL, 0);
	store_close(w.s);
	pid_t child = fork();
	if (child == 0)
		leave_open();
	CHECK(waitpid(child, &status, 0) == child && status == 0);
	world_open(&w);
	CHECK_INT(count(&w, "f"), 1);
	CHECK_INT(world_verify(&w), 1);
	store_close(w.s);
}

TEST(bulk, is_left_alone_while_somebody_is_at_it)
{
	struct world w;
	struct some x = {&w, 20, 0, "f", ERR_OK};
	int status;
	int go[2];
	char c = 'x';
	world_make(&w);
	store_close(w.s);
	CHECK(pipe(go) == 0);
	pid_t child = fork();
	if (child == 0) {
		world_open(&w);
		struct bulk *b = open_bulk(&w);
		(void)bulk_write(b, put_some, &x, NULL);
		(void)!write(go[1], &c, 1);
		usleep(700000);
		enum err_code code = bulk_close(b, NULL);
		store_close(w.s);
		_exit((int)code);
	}
	CHECK(read(go[0], &c, 1) == 1);
	world_open(&w);
	struct bulk *b;
	CHECK_CODE(bulk_open(w.s, STR("f"), STR("u.csv"), &b, &w.e), ERR_BUSY,
		&w.e);
	CHECK_INT(count(&w, "f"), 20);
	CHECK_INT(world_verify(&w), 20);
	CHECK(waitpid(child, &status, 0) == child && status == 0);
	CHECK_INT(count(&w, "f"), 20);
	CHECK_INT(world_verify(&w), 20);
	store_close(w.s);
}
