// SPDX-License-Identifier: MIT
#include "store/backup.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/file.h"
#include "tests/store/world.h"

static void
fill(struct world *w, int n)
{
	world_make(w);
	for (int i = 0; i < n; i++) {
		struct record r = world_record(w, "f", "words");

		world_save(w, &r,
			&(struct store_keys){.domain = 1 + i % 6, .event = i},
			0);
		if (i % 3 == 0)
			world_save(w, &r, &(struct store_keys){.event = i}, 1);
	}
}

static size_t
count_files(const char *folder)
{
	DIR *dir = opendir(folder);
	size_t n = 0;

	CHECK(dir != NULL);
	for (struct dirent *d = readdir(dir); d; d = readdir(dir))
		n += d->d_name[0] != '.';
	closedir(dir);
	return n;
}

static const char *
in(const char *folder, const char *name)
{
	return test_path(str_z(
		test_arena(), str_fmt(test_arena(), "%s/%s", folder, name)));
}

static struct restore
into(const struct backup_report *b, const char *folder)
{
	return (struct restore){.file = in("out", b->name),
		.into = test_path(folder),
		.user = WORLD_HEAD,
		.password = WORLD_PASSWORD,
		.old_head = STR("old")};
}

TEST(backup, is_checked_named_and_for_nobody_else)
{
	struct world w;
	struct backup_report b;
	struct store_txn *t;
	struct stat st;
	int64_t any;
	int64_t away;

	fill(&w, 30);
	CHECK_CODE(store_backup(w.s, test_path("out"), &b, &w.e), ERR_OK, &w.e);
	CHECK_INT(b.records, 30);
	CHECK(str_starts(str_of(b.name), STR("500152001001-")));
	CHECK(stat(in("out", b.name), &st) == 0);
	CHECK_INT(st.st_mode & 0777, 0600);
	CHECK(stat(test_path("out"), &st) == 0);
	CHECK_INT(st.st_mode & 0777, 0700);
	CHECK_INT(count_files(test_path("out")), 2); /* and its label */
	CHECK_CODE(store_read(w.s, &t, &w.e), ERR_OK, &w.e);
	CHECK_CODE(store_last_backup(t, &any, &away, &w.e), ERR_OK, &w.e);
	CHECK(any > 0 && away == 0);
	store_done(t);
	CHECK_INT(world_verify(&w), 30);
	store_close(w.s);
}

static bool
nothing_stops(void *arg)
{
	(void)arg;
	return false;
}

static bool
stops(void *arg)
{
	(void)arg;
	return true;
}

static void
count_told(void *arg, enum backup_stage stage, uint64_t done, uint64_t total)
{
	size_t *n = arg;

	CHECK(stage == BACKUP_COPY || done <= total);
	(*n)++;
}

TEST(backup, is_told_with_its_label_and_leaves_nothing_when_stopped)
{
	struct world w;
	struct backup_report b[2];
	struct backup_made *made;
	struct store_txn *t;
	size_t n;
	size_t told = 0;
	struct backup_watch watch = {count_told, stops, &told};
	str label;

	fill(&w, 300);
	CHECK_CODE(store_backup_watched(w.s, test_path("out"), &watch, &b[0], &w.e),
		ERR_INPUT, &w.e);
	CHECK_INT(count_files(test_path("out")), 0);
	watch.stopped = nothing_stops;
	for (int i = 0; i < 2; i++)
		CHECK_CODE(store_backup_watched(
				   w.s, test_path("out"), &watch, &b[i], &w.e),
			ERR_OK, &w.e);
	CHECK_CODE(store_read(w.s, &t, &w.e), ERR_OK, &w.e);
	CHECK_CODE(store_backups(t, test_arena(), &made, &n, &w.e), ERR_OK,
		&w.e);
	store_done(t);
	CHECK_INT(n, 2);
	for (int i = 0; i < 2; i++) {
		CHECK_STR(made[i].name, b[1 - i].name);
		CHECK_STR(str_of(made[i].head), b[1 - i].head);
		CHECK_INT(made[i].bytes, b[1 - i].bytes);
		CHECK_INT(made[i].records, 300);
		CHECK(!made[i].away);
		str file = str_fmt(test_arena(), "%.*s/%.*s",
			STR_FMT(made[i].folder), STR_FMT(made[i].name));
		/* Of one day the newest is kept. */
		CHECK((access(str_z(test_arena(), file), F_OK) == 0) ==
			(i == 0));
	}
	str name = str_fmt(test_arena(), "%.*s.txt",
		STR_FMT(str_sub(made[0].name, 0, made[0].name.n - 4)));
	CHECK_CODE(file_load(in("out", str_z(test_arena(), name)), 4096,
			   test_arena(), &label, &w.e),
		ERR_OK, &w.e);
	CHECK(str_find(label, str_of(made[0].head)) != SIZE_MAX);
	store_close(w.s);
}

TEST(account, is_handed_to_another_process_of_ours_and_to_no_other)
{
	const struct station station = {
		.code = STR("500152001001"), .name = STR("别处"), .kind = STR("test")};
	const struct store_head head = world_head();
	struct world w;
	struct store *s;
	int end[2];

	fill(&w, 6);
	CHECK(pipe(end) == 0);
	for (int i = 0; i < 2; i++)
		CHECK_CODE(store_hand(w.s, end[1], &w.e), ERR_OK, &w.e);
	store_close(w.s);
	CHECK_CODE(store_open(world_folder(), false, &s, &w.e), ERR_OK, &w.e);
	CHECK_CODE(store_hand(s, end[1], &w.e), ERR_DENIED, &w.e);
	CHECK_CODE(store_take(s, end[0], &w.e), ERR_OK, &w.e);
	CHECK_STR(store_user(s)->name, "user");
	CHECK_CODE(store_verify(s, true, NULL, NULL, NULL, &w.e), ERR_OK, &w.e);
	store_close(s);
	/* Keys of another store open nothing here. */
	CHECK_CODE(store_create(test_path("other"), &station, &head, NULL, &w.e),
		ERR_OK, &w.e);
	CHECK_CODE(store_open(test_path("other"), false, &s, &w.e), ERR_OK,
		&w.e);
	CHECK_CODE(store_take(s, end[0], &w.e), ERR_DENIED, &w.e);
	CHECK(store_user(s) == NULL);
	/* Half a message neither. */
	CHECK(write(end[1], "x", 1) == 1);
	close(end[1]);
	CHECK_CODE(store_take(s, end[0], &w.e), ERR_DENIED, &w.e);
	close(end[0]);
	store_close(s);
}

TEST(backup, keeps_a_week_of_days_a_month_of_weeks_a_year_of_months)
{
	struct world w;
	struct backup_report b;
	moment_t day = (moment_t)date_day(2024, 1, 3) * 86400;

	fill(&w, 1);
	test_write("keep.txt", STR("x"));
	CHECK(mkdir(test_path("out"), 0700) == 0);
	test_write("out/500152001001-2001-01-01-x.zmb", STR("mine"));
	for (int i = 0; i < 500; i++) {
		char name[64];

		day += 86400;
		snprintf(name, sizeof name, "out/500152001001-%.*s-%d.zmb",
			STR_FMT(date_format(test_arena(), date_of_moment(day))),
			i);
		test_write(name, STR("old"));
	}
	clock_set(day + 86400);
	CHECK_CODE(store_backup(w.s, test_path("out"), &b, &w.e), ERR_OK, &w.e);
	/* 7 days; 4 weeks of which one or two are among them; 12 months */
	CHECK(b.removed > 475);
	CHECK(count_files(test_path("out")) <= 7 + 4 + 12 + 1);
	CHECK(count_files(test_path("out")) >= 18);
	CHECK(access(in("out", b.name), F_OK) == 0);
	CHECK(access(test_path("out/500152001001-2001-01-01-x.zmb"), F_OK) ==
		0);
	store_close(w.s);
}

TEST(backup, comes_back_with_its_forms_and_an_audit_line)
{
	struct world w;
	struct backup_report b;
	struct backup_report back;
	struct restore how;

	fill(&w, 30);
	test_write("store/forms/tea.yaml", STR("tea: yes\n"));
	CHECK_CODE(store_backup(w.s, test_path("out"), &b, &w.e), ERR_OK, &w.e);
	store_close(w.s);
	how = into(&b, "again");
	how.password = STR("wrong");
	CHECK_CODE(store_restore(&how, &back, &w.e), ERR_DENIED, &w.e);
	how = into(&b, "again");
	CHECK_CODE(store_restore(&how, &back, &w.e), ERR_OK, &w.e);
	CHECK_INT(back.records, 30);
	CHECK_STR(test_read(test_path("again/forms/tea.yaml")), "tea: yes\n");
	CHECK_CODE(store_restore(&how, &back, &w.e), ERR_EXISTS, &w.e);
	CHECK_CODE(store_open(test_path("again"), false, &w.s, &w.e), ERR_OK,
		&w.e);
	CHECK_STR(store_station(w.s)->name, "测试站");
	CHECK_CODE(store_login(w.s, WORLD_HEAD, WORLD_PASSWORD, &w.e), ERR_OK,
		&w.e);
	CHECK_INT(world_verify(&w), 30);
	store_close(w.s);
}

/* Some bytes of a file turned over. */
static void
damage(const char *path, off_t at, size_t n)
{
	int fd = open(path, O_RDWR);
	char bytes[4096];

	CHECK(fd >= 0 && n <= sizeof bytes);
	CHECK(pread(fd, bytes, n, at) == (ssize_t)n);
	for (size_t i = 0; i < n; i++)
		bytes[i] = (char)~bytes[i];
	CHECK(pwrite(fd, bytes, n, at) == (ssize_t)n);
	close(fd);
}

TEST(backup, that_is_damaged_is_not_restored)
{
	struct world w;
	struct backup_report b;
	struct backup_report back;
	str good;
	int refused = 0;
	int tried = 0;

	fill(&w, 60);
	CHECK_CODE(store_backup(w.s, test_path("out"), &b, &w.e), ERR_OK, &w.e);
	store_close(w.s);
	good = test_read(in("out", b.name));
	for (size_t at = 8192; at + 64 < good.n; at += 4096 + 512) {
		struct restore how = into(&b, "again");
		enum err_code code;

		test_write(str_z(test_arena(),
				   str_fmt(test_arena(), "out/%s", b.name)),
			good);
		damage(in("out", b.name), (off_t)at, 64);
		code = store_restore(&how, &back, &w.e);
		tried++;
		refused += code != ERR_OK;
		if (code == ERR_OK) /* it hit nothing that is used */
			CHECK(rename(test_path("again"),
				      in(".", str_z(test_arena(),
						      str_fmt(test_arena(),
							      "whole%d",
							      tried)))) == 0);
		else
			CHECK(access(test_path("again/STATION"), F_OK) != 0);
	}
	CHECK(tried > 5 && refused * 2 > tried);
}

#define PAGE 4096
#define WORD sizeof(size_t) /* a page: its number, u16, u16 flags … */

/* Zero the pages of a data file for which `hit` is true; how many. */
static int
wipe_pages(const char *path, bool (*hit)(const char *page, const void *arg),
	const void *arg)
{
	int fd = open(path, O_RDWR);
	char page[PAGE];
	static const char zeros[PAGE];
	int n = 0;

	CHECK(fd >= 0);
	for (off_t at = 2 * PAGE; pread(fd, page, PAGE, at) == PAGE;
		at += PAGE) {
		if (!hit(page, arg))
			continue;
		CHECK(pwrite(fd, zeros, PAGE, at) == PAGE);
		n++;
	}
	close(fd);
	return n;
}

static bool
is_branch(const char *page, const void *arg)
{
	(void)arg;
	return page[WORD + 2] & 1 || page[WORD + 3] & 1;
}

/* A leaf with a record: its key is an id, its value long. */
static bool
holds_record(const char *page, const void *arg)
{
	const struct id *id = arg;

	if (!(page[WORD + 2] & 2) && !(page[WORD + 3] & 2))
		return false;
	for (size_t at = WORD + 16; at + 16 < PAGE; at++)
		if (memcmp(page + at, id->b, 16) == 0 && page[at - 2] == 16 &&
			(unsigned char)page[at - 8] > 100)
			return true;
	return false;
}

static struct restore
mend(void)
{
	return (struct restore){.file = test_path("store"),
		.into = test_path("mended"),
		.user = WORLD_HEAD,
		.password = WORLD_PASSWORD};
}

TEST(repair, finds_leaves_that_no_branch_leads_to)
{
	struct world w;
	struct backup_report found;
	struct restore how = mend();

	if (sysconf(_SC_PAGESIZE) != PAGE)
		return;
	fill(&w, 200);
	store_close(w.s);
	CHECK(wipe_pages(test_path("store/data.mdb"), is_branch, NULL) > 0);
	CHECK_CODE(store_repair(&how, &found, &w.e), ERR_OK, &w.e);
	CHECK_INT(found.records, 200);
	CHECK_INT(found.lost, 0);
	CHECK_CODE(store_open(test_path("mended"), false, &w.s, &w.e), ERR_OK,
		&w.e);
	CHECK_CODE(store_login(w.s, WORLD_HEAD, WORLD_PASSWORD, &w.e), ERR_OK,
		&w.e);
	CHECK_INT(world_verify(&w), 200);
	store_close(w.s);
}

TEST(repair, makes_a_draft_of_the_last_version_that_is_left)
{
	struct world w;
	struct backup_report found;
	struct restore how = mend();
	struct record r;
	struct record *v;
	struct store_txn *t;
	size_t n;

	if (sysconf(_SC_PAGESIZE) != PAGE)
		return;
	fill(&w, 40);
	r = world_record(&w, "f", "first");
	world_save(&w, &r, &(struct store_keys){.event = 1}, 0);
	fields_set(test_arena(), &r.fields, STR("text"),
		(struct value){.type = VALUE_TEXT, .text = STR("second")});
	world_save(&w, &r, &(struct store_keys){.event = 1}, 1);
	store_close(w.s);
	CHECK(wipe_pages(test_path("store/data.mdb"), holds_record, &r.id) > 0);
	CHECK_CODE(store_repair(&how, &found, &w.e), ERR_OK, &w.e);
	CHECK(found.lost > 0);
	CHECK_CODE(store_open(test_path("mended"), false, &w.s, &w.e), ERR_OK,
		&w.e);
	CHECK_CODE(store_login(w.s, WORLD_HEAD, WORLD_PASSWORD, &w.e), ERR_OK,
		&w.e);
	world_verify(&w);
	CHECK_CODE(store_read(w.s, &t, &w.e), ERR_OK, &w.e);
	CHECK_CODE(store_history(t, r.id, test_arena(), &v, &n, &w.e), ERR_OK,
		&w.e);
	store_done(t);
	CHECK_INT(n, 2);
	CHECK_INT(v[0].state, RECORD_FINAL);
	CHECK_INT(v[1].state, RECORD_DRAFT);
	CHECK_STR(world_text(&v[1]), "first");
	CHECK(v[1].reason.n > 0);
	store_close(w.s);
}

TEST(repair, copies_what_can_be_read)
{
	struct world w;
	struct backup_report found;
	struct restore how = {.file = test_path("store"),
		.into = test_path("mended"),
		.user = WORLD_HEAD,
		.password = WORLD_PASSWORD};
	struct stat st;
	str good;
	int mended = 0;
	int rich = 0; /* the root of a tree takes all of it along */
	int tried = 0;

	fill(&w, 60);
	store_close(w.s);
	good = test_read(test_path("store/data.mdb"));
	CHECK(stat(test_path("store/data.mdb"), &st) == 0);
	for (off_t at = 8192; at + 4096 <= st.st_size; at += 5 * 4096) {
		struct store *s;
		char name[32];

		test_write("store/data.mdb", good);
		damage(test_path("store/data.mdb"), at, 4096);
		tried++;
		if (store_repair(&how, &found, &w.e) != ERR_OK)
			continue; /* the page of the accounts, say */
		mended++;
		CHECK_CODE(store_open(test_path("mended"), false, &s, &w.e),
			ERR_OK, &w.e);
		w.s = s;
		CHECK_CODE(store_login(s, WORLD_HEAD, WORLD_PASSWORD, &w.e),
			ERR_OK, &w.e);
		CHECK_INT(world_verify(&w), found.records);
		rich += found.records > 20;
		store_close(s);
		snprintf(name, sizeof name, "mended%d", tried);
		CHECK(rename(test_path("mended"), test_path(name)) == 0);
	}
	printf("%d of %d mended\n", mended, tried);
	CHECK(mended * 2 > tried && rich * 2 > mended);
}
