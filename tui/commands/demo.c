// SPDX-License-Identifier: MIT
#include "forms/generate.h"
#include "tui/commands/command.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * A sample station: generated records and the reports over them. It takes
 * the place of a demo that is there, never of anything else.
 */

#define DEMO_DAY                                                               \
	"2022-12-20T09:00" /* a demo store's own day (design.md §4)           \
			    */
#define DEMO_SEED 20221220
#define PLAN "forms/demo/plan.yaml"
#define NAMES "forms/demo/names.yaml"

struct demo {
	struct call *call;
	const char *folder;
	const char *store;
	const char *reports;
};

/* What is written: reports by period. */
static const struct {
	const char *report;
	const char *period;
} wanted[] = {
	{"R01", "2022Q1"},
	{"R01", "2022Q2"},
	{"R01", "2022Q3"},
	{"R01", "2022Q4"},
	{"R01", "2022"},
	{"R02", "2022"},
	{"R03", "2022"},
	{"R04", "202212"},
	{"R06", "2022Q4"},
	{"R07", "2022Q4"},
	{"R10", "2022"},
	{"R11", "2022S2"},
	{"R13", "2022S2"},
	{"R17", "2022Q4"},
	{"R19", "2022"},
};
#define N_WANTED (sizeof wanted / sizeof *wanted)

/* --- the old demo
 * --------------------------------------------------------------- */

static int
remove_one(const char *path, const struct stat *st, int what, struct FTW *ftw)
{
	(void)st;
	(void)what;
	(void)ftw;
	return remove(path);
}

/* Does it say of itself that it is a demo? What cannot be opened, or is
 * reached through a link, does not. */
static bool
is_demo(const char *path, const struct stat *st)
{
	struct store *old;

	if (!S_ISDIR(st->st_mode) || store_open(path, true, &old, NULL))
		return false;
	bool demo = str_is(store_station(old)->kind, "demo");
	store_close(old);
	return demo;
}

static int
clear_store(const struct demo *d)
{
	struct stat st;
	struct err e;

	if (lstat(d->store, &st)) {
		if (errno == ENOENT)
			return 0;
		if (errno == ENOTDIR)
			err_set(&e, ERR_EXISTS, _("%s 是个文件，不动它"),
				d->folder);
		else
			err_errno(&e, _("查看文件夹"), d->store);
		return call_fail(&e);
	}
	if (!is_demo(d->store, &st)) {
		if (S_ISDIR(st.st_mode) && !rmdir(d->store))
			return 0; /* it was empty */
		err_set(&e, ERR_EXISTS, _("%s 已存在，不是演示库，不动它"),
			d->store);
		return call_fail(&e);
	}
	if (nftw(d->store, remove_one, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT)) {
		err_errno(&e, _("删除旧的演示库"), d->store);
		return call_fail(&e);
	}
	return 0;
}

/* The folder for the reports; it may be there already. */
static int
make_folder(const char *path)
{
	struct err e;

	if (!mkdir(path, 0700) || errno == EEXIST)
		return 0;
	err_errno(&e, _("建文件夹"), path);
	return call_fail(&e);
}

/* --- the new one
 * ------------------------------------------------------------------ */

static int
create(const struct demo *d)
{
	const struct station station = {
		.code = STR("50011200000001"),
		.name = STR("渝北区心理健康服务中心(演示)"),
		.kind = STR("demo"),
	};
	const struct store_head head = {STR("demo"), STR("demo")};
	struct err e;

	return store_create(d->store, &station, &head, NULL, &e) ? call_fail(&e)
								 : 0;
}

static void
told(void *arg, size_t made)
{
	(void)arg;
	fprintf(stderr, _("\r已编 %zu 份记录"), made);
}

static int
generate(const struct demo *d)
{
	struct call *c = d->call;
	struct generator *g = NULL;
	size_t made = 0;
	moment_t day;
	str names = STR_NONE;
	str plan = STR_NONE;
	struct err e = {0};

	(void)catalog_file(NAMES, &names); /* compiled in */
	(void)catalog_file(PLAN, &plan);
	enum err_code code = generator_new(DEMO_SEED, NAMES, names, &g, &e);
	if (!code && isatty(STDERR_FILENO))
		generator_tell(g, told, NULL);
	if (!code)
		code = generate_plan(g, c->store, c->catalog, c->user, PLAN,
			plan, &made, &e);
	generator_free(g);
	if (date_parse_moment(STR(DEMO_DAY), &day))
		clock_set(day);
	if (made && isatty(STDERR_FILENO))
		fputc('\n', stderr);
	if (code)
		return call_fail(&e);
	if (!isatty(STDERR_FILENO))
		fprintf(stderr, _("已编 %zu 份记录\n"), made);
	return 0;
}

static int
write_one(const struct demo *d, const struct report *r, enum report_format f)
{
	struct call *c = d->call;
	struct err e;
	str name = report_file_name(c->arena, r, f);
	const char *path = str_z(c->arena,
		str_fmt(c->arena, "%s/%.*s", d->reports, STR_FMT(name)));

	/* The report of the demo that was here. */
	if (unlink(path) && errno != ENOENT) {
		err_errno(&e, _("删除旧的报表"), path);
		return call_fail(&e);
	}
	if (report_save(r, f, path, &e))
		return call_fail(&e);
	printf("%s\n", path);
	return 0;
}

static int
compute(const struct demo *d, struct reader *reader, size_t k,
	struct report *out)
{
	struct call *c = d->call;
	const struct report_def *def;
	struct period period;
	struct err e;

	if (report_set_get(c->reports, str_of(wanted[k].report), &def, &e) ||
		period_parse(str_of(wanted[k].period), &period, &e) ||
		report_compute(def, reader, store_station(c->store), period,
			c->arena, out, &e))
		return call_fail(&e);
	return 0;
}

static int
print_text(const struct demo *d, const struct report *r)
{
	struct buf b = {.arena = d->call->arena};
	struct err e;

	if (report_write(r, REPORT_TEXT, &b, &e))
		return call_fail(&e);
	printf("\n%.*s", STR_FMT(buf_str(&b)));
	return 0;
}

static int
write_reports(const struct demo *d)
{
	struct report r;
	struct reader reader;
	int rc = call_read(d->call, &reader);

	if (rc)
		return rc;
	for (size_t k = 0; !rc && k < N_WANTED; k++) {
		rc = compute(d, &reader, k, &r);
		for (int f = 0; !rc && f < REPORT_FORMATS; f++)
			if (report_format_fits(&r, (enum report_format)f))
				rc = write_one(d, &r, (enum report_format)f);
	}
	call_done(&reader);
	/* The last one holds the figures of the letter. */
	return rc ? rc : print_text(d, &r);
}

static int
run(struct call *c)
{
	const struct globals *given = c->globals;
	struct globals globals = *given;
	struct demo d = {.call = c};
	int rc = call_options(c, NULL, 0, 0, 1);

	if (rc)
		return rc;
	d.folder = c->argc ? c->argv[0] : "demo";
	d.store = str_z(c->arena, str_fmt(c->arena, "%s/store", d.folder));
	d.reports = str_z(c->arena, str_fmt(c->arena, "%s/reports", d.folder));
	globals.data = d.store;
	globals.user = "demo";
	globals.password_fd = -1;
	globals.now_given = false;
	c->globals = &globals;
	rc = clear_store(&d);
	if (!rc)
		rc = make_folder(d.folder);
	if (!rc)
		rc = make_folder(d.reports);
	if (!rc)
		rc = create(&d);
	if (!rc)
		rc = call_open(c, false);
	if (!rc)
		rc = call_reports(c);
	if (!rc)
		rc = generate(&d);
	if (!rc)
		rc = write_reports(&d);
	c->globals = given;
	return rc;
}

const struct command command_demo = {
	.name = "demo",
	.summary = N_("做一个带报表的演示站"),
	.usage = "[DIR]",
	.help = N_("在 DIR/store 里做一个演示站（DIR 不写就是 "
		   "demo），记录全是编的；\n"
		   "再把报表写进 "
		   "DIR/reports，打印路径和对外答复数字。已有的演示库会被\n"
		   "替换，别的数据一概不动。演示库的今天是 2022-12-20，用户 "
		   "demo。\n"
		   "例：xinzhan demo"),
	.run = run,
};
