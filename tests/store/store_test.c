// SPDX-License-Identifier: MIT
#include "store/store.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/store/world.h"

const char *
world_folder(void)
{
	return test_path("store");
}

struct store_head
world_head(void)
{
	return (struct store_head){WORLD_HEAD, WORLD_PASSWORD};
}

void
world_open(struct world *w)
{
	CHECK_CODE(
		store_open(world_folder(), false, &w->s, &w->e), ERR_OK, &w->e);
	CHECK_CODE(store_login(w->s, WORLD_HEAD, WORLD_PASSWORD, &w->e), ERR_OK,
		&w->e);
}

void
world_make(struct world *w)
{
	struct station station = {.code = STR("500152001001"),
		.name = STR("测试站"),
		.kind = STR("test")};

	struct store_head head = world_head();

	CHECK_CODE(store_create(world_folder(), &station, &head, NULL, &w->e),
		ERR_OK, &w->e);
	world_open(w);
}

void
world_reopen(struct world *w)
{
	store_close(w->s);
	world_open(w);
}

struct record
world_record(struct world *w, const char *form, const char *text)
{
	struct record r = {.form = str_of(form),
		.form_version = STR("1"),
		.state = RECORD_FINAL,
		.by = STR("user")};

	CHECK_CODE(store_new_id(w->s, &r.id, &w->e), ERR_OK, &w->e);
	fields_set(test_arena(), &r.fields, STR("text"),
		(struct value){.type = VALUE_TEXT, .text = str_of(text)});
	return r;
}

struct put_job {
	struct record *r;
	const struct store_keys *keys;
	uint32_t expect;
	struct id taken;
};

static enum err_code
put_work(struct store_txn *t, void *arg, struct err *e)
{
	struct put_job *j = arg;

	return store_put(t, j->r, j->keys, j->expect, &j->taken, e);
}

enum err_code
world_put(struct world *w, struct record *r, const struct store_keys *keys,
	uint32_t expect)
{
	struct put_job j = {.r = r, .keys = keys, .expect = expect};

	return store_write(w->s, put_work, &j, &w->e);
}

void
world_save(struct world *w, struct record *r, const struct store_keys *keys,
	uint32_t expect)
{
	CHECK_CODE(world_put(w, r, keys, expect), ERR_OK, &w->e);
}

enum err_code
world_get(struct world *w, struct id id, struct record *out)
{
	struct store_txn *t;
	enum err_code code;

	CHECK_CODE(store_read(w->s, &t, &w->e), ERR_OK, &w->e);
	code = store_get(t, id, test_arena(), out, &w->e);
	store_done(t);
	return code;
}

str
world_text(const struct record *r)
{
	const struct value *v = fields_get(&r->fields, STR("text"));

	return v ? v->text : STR_NONE;
}

static void
count_have(void *arg, struct id id)
{
	(void)id;
	++*(size_t *)arg;
}

static void
no_finding(void *arg, const char *words)
{
	(void)arg;
	fail_msg("verify: %s", words);
}

size_t
world_verify(struct world *w)
{
	size_t n = 0;

	CHECK_CODE(store_verify(w->s, true, count_have, no_finding, &n, &w->e),
		ERR_OK, &w->e);
	return n;
}

/* --- creation and opening
 * ----------------------------------------------------- */

TEST(store, is_made_with_its_rooms_and_nothing_open_to_others)
{
	static const char *const names[] = {
		"STATION", "data.mdb", "forms", "templates", "backups"};
	struct world w;
	struct stat st;

	world_make(&w);
	CHECK(stat(world_folder(), &st) == 0 && (st.st_mode & 0777) == 0700);
	for (size_t i = 0; i < 5; i++) {
		str p = str_fmt(test_arena(), "store/%s", names[i]);

		CHECK(stat(test_path(str_z(test_arena(), p)), &st) == 0);
		CHECK((st.st_mode & 0077) == 0);
	}
	CHECK(stat(test_path("store/data.new"), &st) != 0);
	CHECK_STR(store_station(w.s)->code, "500152001001");
	CHECK_STR(store_station(w.s)->name, "测试站");
	CHECK_STR(store_station(w.s)->kind, "test");
	CHECK_INT(store_station(w.s)->store_id.n, 32);
	store_close(w.s);
}

TEST(store, gives_back_what_was_put)
{
	struct world w;
	struct record r;
	struct record back;

	world_make(&w);
	r = world_record(&w, "resident", "张三");
	world_save(&w, &r, &(struct store_keys){.event = 100}, 0);
	CHECK_INT(r.rev, 1);
	world_reopen(&w);
	CHECK_CODE(world_get(&w, r.id, &back), ERR_OK, &w.e);
	CHECK_STR(world_text(&back), "张三");
	CHECK_STR(back.station, "500152001001");
	CHECK(back.at > 0 && back.rev == 1);
	store_close(w.s);
}

TEST(store, counts_ids_on_when_the_clock_goes_back_a_year)
{
	struct world w;
	struct record first;
	struct record second;
	struct id third;
	moment_t now;

	CHECK(date_parse_moment(STR("2031-05-01T08:00"), &now));
	clock_set(now);
	world_make(&w);
	first = world_record(&w, "f", "a");
	world_save(&w, &first, NULL, 0);
	clock_set(now - (moment_t)366 * 86400);
	second = world_record(&w, "f", "b");
	CHECK(id_cmp(second.id, first.id) > 0);
	world_save(&w, &second, NULL, 0);
	world_reopen(&w);
	CHECK_CODE(store_new_id(w.s, &third, &w.e), ERR_OK, &w.e);
	CHECK(id_cmp(third, second.id) > 0);
	CHECK_INT(world_verify(&w), 2);
	store_close(w.s);
}

TEST(store, reads_inside_reads_and_while_writing_comes_another)
{
	struct world w;
	struct record r;
	struct record back;
	struct store_txn *t;

	world_make(&w);
	r = world_record(&w, "f", "before");
	world_save(&w, &r, NULL, 0);
	CHECK_CODE(store_read(w.s, &t, &w.e), ERR_OK, &w.e);
	fields_set(test_arena(), &r.fields, STR("text"),
		(struct value){.type = VALUE_TEXT, .text = STR("after")});
	world_save(&w, &r, NULL, 1);
	CHECK_CODE(store_get(t, r.id, test_arena(), &back, &w.e), ERR_OK, &w.e);
	CHECK_STR(world_text(&back), "before");
	CHECK_CODE(world_get(&w, r.id, &back), ERR_OK, &w.e);
	CHECK_STR(world_text(&back), "after");
	store_done(t);
	store_close(w.s);
}

static enum err_code
failing_work(struct store_txn *t, void *arg, struct err *e)
{
	enum err_code code = put_work(t, arg, e);

	return code ? code : err_set(e, ERR_INPUT, "no");
}

TEST(store, keeps_nothing_of_a_work_that_fails)
{
	struct world w;
	struct record r;
	struct put_job j = {.keys = NULL};

	world_make(&w);
	r = world_record(&w, "brand_new_form", "x");
	j.r = &r;
	CHECK_CODE(store_write(w.s, failing_work, &j, &w.e), ERR_INPUT, &w.e);
	CHECK_CODE(world_get(&w, r.id, &r), ERR_ABSENT, &w.e);
	r = world_record(&w, "another_form", "y");
	world_save(&w, &r, NULL, 0);
	r = world_record(&w, "brand_new_form", "z");
	world_save(&w, &r, NULL, 0);
	CHECK_INT(world_verify(&w), 2);
	store_close(w.s);
}

TEST(store, opened_readonly_reads_but_does_not_write)
{
	struct world w;
	struct record r;
	struct record back;

	world_make(&w);
	r = world_record(&w, "f", "x");
	world_save(&w, &r, NULL, 0);
	store_close(w.s);
	CHECK_CODE(store_open(world_folder(), true, &w.s, &w.e), ERR_OK, &w.e);
	CHECK_CODE(store_login(w.s, WORLD_HEAD, WORLD_PASSWORD, &w.e), ERR_OK,
		&w.e);
	CHECK_CODE(world_get(&w, r.id, &back), ERR_OK, &w.e);
	CHECK_CODE(world_put(&w, &r, NULL, 1), ERR_IO, &w.e);
	CHECK_INT(world_verify(&w), 1);
	store_close(w.s);
}

TEST(store, is_opened_once_in_a_process)
{
	struct world w;
	struct store *other;

	world_make(&w);
	CHECK_CODE(store_open(world_folder(), false, &other, &w.e), ERR_BUSY,
		&w.e);
	store_close(w.s);
	world_open(&w);
	store_close(w.s);
}

/* Run by a child that is not root: 0 when all is as it should be. */
static int
use_readonly_folder(void)
{
	struct world w;
	struct record r = {
		.id = id_new(ID_NONE), .form = STR("f"), .state = RECORD_FINAL};
	size_t n = 0;

	if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0))
		return 1;
	if (store_open(world_folder(), false, &w.s, &w.e) != ERR_IO)
		return 2;
	if (store_open(world_folder(), true, &w.s, &w.e) != ERR_OK ||
		store_login(w.s, WORLD_HEAD, WORLD_PASSWORD, &w.e) != ERR_OK)
		return 3;
	if (store_verify(w.s, true, count_have, no_finding, &n, &w.e) !=
			ERR_OK ||
		n != 1)
		return 4;
	if (world_put(&w, &r, NULL, 0) != ERR_IO)
		return 5;
	store_close(w.s);
	return 0;
}

TEST(store, is_read_in_a_readonly_folder)
{
	static const char *const all[] = {"store/STATION", "store/data.mdb",
		"store/data.mdb-lock", "store", "."};
	struct world w;
	struct record r;
	pid_t child;
	int status;

	world_make(&w);
	r = world_record(&w, "f", "x");
	world_save(&w, &r, NULL, 0);
	store_close(w.s);
	for (size_t i = 0; geteuid() == 0 && i < 5; i++)
		CHECK(chown(test_path(all[i]), 65534, 65534) == 0);
	for (size_t i = 0; i < 4; i++)
		CHECK(chmod(test_path(all[i]), i == 3 ? 0500 : 0400) == 0);
	child = fork();
	if (child == 0)
		_exit(use_readonly_folder());
	CHECK(waitpid(child, &status, 0) == child && WIFEXITED(status));
	CHECK_INT(WEXITSTATUS(status), 0);
	CHECK(chmod(world_folder(), 0700) == 0);
}
