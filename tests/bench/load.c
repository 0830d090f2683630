// SPDX-License-Identifier: MIT
/*
 * The world of the bench: N made-up records in a store, and the same rows in
 * a bare LMDB file for the floor.
 *
 *	load DIR N	makes DIR/store (a test store) and DIR/floor.mdb
 *
 * One record in fifty is a person and one his enrolment; the rest are
 * activities (3 of 8) and sessions (5 of 8) over the four years to the end of
 * 2022, in order of their days. Every 500th passes all checks of its form, as
 * `add` would have it; the others are made alike. Nobody lives: identity
 * numbers use the reserved sequence numbers.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "forms/code.h"
#include "forms/session.h"
#include "tests/bench/floor.h"
#include "tests/faults/door.h"

enum {
	BATCH = 1000,
	CHECK_EACH = 500,
	COLUMNS_MOST = 24,
	FOUNDERS = 2,        /* the station and one of its staff */
	EVENING = 20 * 3600, /* when the day's records are typed in */
};

/* One record as texts. What is computed is not typed, but the floor gets it. */
struct column {
	const char *name;
	str text;
	bool computed;
};
struct row {
	const char *form;
	day_t day;
	struct column v[COLUMNS_MOST];
	size_t n;
};

struct world {
	struct store *store;
	struct catalog *catalog;
	size_t people;
	size_t events;
	struct id *id; /* of the rows that others refer to, by number */
	size_t from;   /* the batch being written */
	size_t until;
};

static _Noreturn void
stop(const char *what, const struct err *e)
{
	fprintf(stderr, "load: %s: %s\n", what, e ? e->words : "");
	exit(1);
}

/* Small numbers that look drawn but hang on i and what they are for alone. */
static size_t
pick(size_t i, size_t what, size_t below)
{
	uint64_t x =
		(uint64_t)i * 0x9e3779b97f4a7c15u + what * 0xd1b54a32d192ed03u;
	x ^= x >> 29;
	x *= 0xbf58476d1ce4e5b9u;
	return (size_t)((x >> 32) % below);
}

static void
put(struct row *r, const char *name, str text)
{
	r->v[r->n++] = (struct column){.name = name, .text = text};
}

static void
put_number(struct row *r, struct arena *a, const char *name, size_t n)
{
	put(r, name, str_fmt(a, "%zu", n));
}

/* --- rows ---------------------------------------------------------------- */

static void
station_row(struct row *r, struct arena *a)
{
	*r = (struct row){.form = "station", .day = date_day(2018, 5, 1)};
	put(r, "st_code", STR("50011200100001"));
	put(r, "st_name", STR("双凤桥街道心理健康服务点"));
	put(r, "st_level", STR("4"));
	put(r, "st_type", STR("02"));
	put(r, "st_host", STR("1"));
	put(r, "st_addr", STR("双凤桥街道1号"));
	put(r, "st_phone", STR("13800000000"));
	put(r, "st_open", STR("周一至周五 9:00-17:00"));
	put(r, "st_built", date_format(a, r->day));
	put(r, "st_state", STR("1"));
	put(r, "st_head", STR("李梅"));
	put(r, "st_ft", STR("2"));
	put(r, "st_pt", STR("1"));
}

static void
staff_row(struct row *r, struct arena *a, const struct world *w)
{
	*r = (struct row){.form = "staff", .day = date_day(2018, 5, 2)};
	put(r, "sf_name", STR("李梅"));
	put(r, "sf_sex", STR("2"));
	put(r, "sf_birth", STR("1985-03-01"));
	put(r, "sf_phone", STR("13800000000"));
	put(r, "sf_station", id_format(a, w->id[0]));
	put(r, "sf_role", STR("05"));
	put(r, "sf_on", date_format(a, r->day));
	put(r, "sf_ft", STR("1"));
	put(r, "sf_in_pool", STR("0"));
	put(r, "sf_state", STR("1"));
}

static void
resident_row(struct row *r, struct arena *a, size_t i)
{
	static const char *const families[] = {
		"王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴"};
	static const char *const given[] = {"秀英", "桂芳", "建国", "小梅",
		"晓东", "玉兰", "志强", "丽华", "海燕", "文斌", "春花"};
	struct ymd born = date_ymd(date_day(1950, 1, 1) + (day_t)(i / 4 * 7));
	str no = str_fmt(a, "500112%04d%02d%02d99%zu", born.year, born.month,
		born.day, 6 + i % 4);

	*r = (struct row){.form = "resident",
		.day = date_day(2018, 6, 1) + (day_t)(i % 200)};
	put(r, "p_name", str_fmt(a, "%s%s", families[i % 10], given[i % 11]));
	put(r, "p_idtype", STR("01"));
	put(r, "p_idno",
		str_fmt(a, "%.*s%c", STR_FMT(no), code_idno_digit(no)));
	put(r, "p_phone", str_fmt(a, "1380000%04zu", i % 10000));
	put(r, "p_area", STR("500112001001"));
	put(r, "p_addr", str_fmt(a, "双凤桥社区%zu号", 1 + i % 400));
	put(r, "rs_built", date_format(a, r->day));
	put(r, "rs_source", STR("1"));
}

static void
enrolment_row(struct row *r, struct arena *a, const struct world *w, size_t i)
{
	*r = (struct row){.form = "special_population",
		.day = date_day(2018, 12, 20) + (day_t)(i % 10)};
	put(r, "sp_person", id_format(a, w->id[FOUNDERS + i]));
	put(r, "sp_group", STR("12"));
	put(r, "sp_in", date_format(a, r->day));
	put(r, "sp_from", STR("1"));
	put(r, "sp_owner", id_format(a, w->id[1]));
	put(r, "sp_risk", STR("1"));
}

static void
activity_row(struct row *r, struct arena *a, size_t i)
{
	static const char *const themes[] = {"心理健康进社区", "世界精神卫生日",
		"守护青春期", "睡眠与健康", "老有所乐"};
	size_t kind = 1 + pick(i, 1, 9);

	r->form = "activity";
	put(r, "ac_date", date_format(a, r->day));
	put(r, "ac_place",
		str_fmt(a, "第%zu居民小组活动室", 1 + pick(i, 2, 60)));
	put(r, "ac_venue", str_fmt(a, "%02zu", 1 + pick(i, 3, 9)));
	put_number(r, a, "ac_form", kind);
	put(r, "ac_theme", str_fmt(a, "%s第%zu场", themes[i % 5], i));
	put(r, "ac_org", STR("双凤桥街道社会事务办"));
	put(r, "ac_spk_out", kind == 3 ? STR("外聘讲师") : STR_NONE);
	put(r, "ac_cat", pick(i, 4, 2) ? STR("00") : STR("00 01"));
	put_number(r, a, "ac_heads", 10 + pick(i, 5, 190));
	put(r, "ac_online",
		kind == 5 ? str_fmt(a, "%zu", pick(i, 6, 3000)) : STR_NONE);
	put(r, "ac_content",
		STR("现场义诊咨询，发放宣传册，讲解情绪调节的方法"));
	put(r, "ac_eval", STR("居民反响好，后续跟进3户"));
	put(r, "ac_head", STR("李梅"));
}

static void
session_row(struct row *r, struct arena *a, const struct world *w, size_t i)
{
	size_t kind = 1 + pick(i, 1, 7);
	size_t minutes = 30 + pick(i, 2, 60);
	moment_t start = (moment_t)r->day * 86400 + 8 * 3600 +
			 (moment_t)pick(i, 3, 600) * 60;

	r->form = "session";
	size_t enrolment = FOUNDERS + w->people + pick(i, 4, w->people);
	put(r, "ss_enrol", id_format(a, w->id[enrolment]));
	put(r, "ss_start", date_format_moment(a, start));
	put(r, "ss_end", date_format_moment(a, start + (moment_t)minutes * 60));
	put_number(r, a, "ss_mins", minutes);
	r->v[r->n - 1].computed = true;
	put_number(r, a, "ss_mode", 1 + pick(i, 5, 5));
	put_number(r, a, "ss_kind", kind);
	put(r, "ss_subjects", pick(i, 6, 3) ? STR("1") : STR("1 2"));
	put(r, "ss_count",
		kind == 4 ? str_fmt(a, "%zu", 2 + pick(i, 7, 20)) : STR_NONE);
	put(r, "ss_topic",
		STR("近来睡眠差、易急躁，谈了作息、放松练习与求助的渠道"));
	put_number(r, a, "ss_risk", pick(i, 8, 4));
	put(r, "ss_visible", STR("1"));
}

/* Row i of the whole: founders, people, their enrolments, events by day. */
static void
row_of(struct row *r, struct arena *a, const struct world *w, size_t i)
{
	day_t first = date_day(2019, 1, 1);
	size_t days = (size_t)(date_day(2022, 12, 31) - first) + 1;

	if (i == 0) {
		station_row(r, a);
		return;
	}
	if (i == 1) {
		staff_row(r, a, w);
		return;
	}
	i -= FOUNDERS;
	if (i < w->people) {
		resident_row(r, a, i);
		return;
	}
	if (i < 2 * w->people) {
		enrolment_row(r, a, w, i - w->people);
		return;
	}
	i -= 2 * w->people;
	*r = (struct row){
		.day = first + (day_t)((uint64_t)i * days / w->events)};
	if (i % 8 < 3)
		activity_row(r, a, i);
	else
		session_row(r, a, w, i);
}

/* --- into the store ------------------------------------------------------ */

static enum err_code
fill(struct session *s, const struct row *r, struct err *e)
{
	enum err_code code = ERR_OK;

	for (size_t k = 0; code == ERR_OK && k < r->n; k++) {
		struct cell c;
		if (r->v[k].computed || r->v[k].text.n == 0)
			continue;
		code = session_find(s, str_of(r->v[k].name), &c, e);
		if (code == ERR_OK)
			code = session_set_text(s, &c, r->v[k].text, e);
	}
	return code;
}

static enum err_code
check(struct session *s, struct arena *a, struct err *e)
{
	struct issue *issue;
	size_t n = session_check(s, a, &issue);

	for (size_t k = 0; k < n; k++)
		if (issue[k].kind == ISSUE_ERROR)
			return err_set(e, ERR_INPUT, "%.*s: %.*s",
				STR_FMT(issue[k].path),
				STR_FMT(issue[k].words));
	return ERR_OK;
}

static enum err_code
save(struct world *w, struct store_txn *t, struct reader *reader,
	struct session *s, struct arena *a, struct id *id, struct err *e)
{
	struct record rec;
	struct id taken;
	enum err_code code = store_new_id(w->store, id, e);

	if (code)
		return code;
	session_set_id(s, *id);
	code = session_record(s, a, true, "bench", &rec, e);
	if (code)
		return code;
	struct store_keys keys = record_keys(reader, a, session_form(s), &rec);
	return store_put(t, &rec, &keys, 0, &taken, e);
}

static enum err_code
add(struct world *w, struct store_txn *t, struct reader *reader,
	struct arena *a, size_t i, struct err *e)
{
	struct row r;
	struct id id;
	const struct form *form;

	row_of(&r, a, w, i);
	clock_set((moment_t)r.day * 86400 + EVENING);
	enum err_code code = catalog_form(w->catalog, str_of(r.form), &form, e);
	if (code)
		return code;
	struct session *s = session_new(form, NULL, NULL);
	session_lend(s, reader);
	code = fill(s, &r, e);
	if (code == ERR_OK && i % CHECK_EACH == 0)
		code = check(s, a, e);
	if (code == ERR_OK)
		code = save(w, t, reader, s, a, &id, e);
	session_free(s);
	if (i < FOUNDERS + 2 * w->people)
		w->id[i] = id;
	return code;
}

/* Run again from the start when the map had to grow. */
static enum err_code
batch(struct store_txn *t, void *arg, struct err *e)
{
	struct world *w = arg;
	enum err_code code = ERR_OK;
	struct arena *kept = arena_new();
	struct arena *a = arena_new();
	struct reader reader;

	reader_init(&reader, w->catalog, t, STR("bench"), kept);
	for (size_t i = w->from; code == ERR_OK && i < w->until; i++) {
		code = add(w, t, &reader, a, i, e);
		arena_reset(a);
	}
	arena_free(a);
	arena_free(kept);
	return code;
}

/* --- into the floor
 * ----------------------------------------------------------- */

static void
write_floor(const struct world *w, const char *path, size_t n)
{
	struct floor f;
	struct arena *a = arena_new();

	floor_open(&f, path, true);
	for (size_t i = 0; i < n; i++) {
		struct row r;
		struct floor_text v[COLUMNS_MOST];
		row_of(&r, a, w, i);
		for (size_t k = 0; k < r.n; k++)
			v[k] = (struct floor_text){
				r.v[k].text.p, r.v[k].text.n};
		bool event = i >= FOUNDERS + 2 * w->people;
		floor_put(&f, event ? r.form[0] : '-', r.day, v, r.n);
		if (i % BATCH == BATCH - 1)
			floor_commit(&f);
		arena_reset(a);
	}
	floor_close(&f);
	arena_free(a);
}

int
main(int argc, char **argv)
{
	const struct station station = {.code = STR("50011200100001"),
		.name = STR("双凤桥街道心理健康服务点"),
		.kind = STR("test")};
	struct err e;
	struct arena *a = arena_new();
	size_t n = argc > 2 ? strtoul(argv[2], NULL, 10) : 0;
	struct world w = {.people = n / 50};
	time_t begun = time(NULL);

	if (argc != 3 || w.people == 0)
		return fprintf(stderr, "usage: load DIR N (50 and more)\n"), 2;
	w.events = n - FOUNDERS - 2 * w.people;
	const char *folder = str_z(a, str_fmt(a, "%s/store", argv[1]));
	w.id = ARENA_ARRAY(a, FOUNDERS + 2 * w.people, struct id);
	w.catalog = catalog_new(NULL, 0);
	if (create(folder, &station, &e) || enter(folder, false, &w.store, &e))
		stop(folder, &e);
	for (w.from = 0; w.from < n; w.from = w.until) {
		w.until = w.from + BATCH < n ? w.from + BATCH : n;
		if (store_write(w.store, batch, &w, &e))
			stop("batch", &e);
	}
	store_close(w.store);
	write_floor(&w, str_z(a, str_fmt(a, "%s/floor.mdb", argv[1])), n);
	catalog_free(w.catalog);
	arena_free(a);
	clock_clear();
	printf("%zu records in %ld s\n", n, (long)(time(NULL) - begun));
	return 0;
}
