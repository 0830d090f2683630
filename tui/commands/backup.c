// SPDX-License-Identifier: MIT
#include "store/backup.h"
#include "tui/worker.h"
#include "tui/commands/command.h"

#include <signal.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

/* What a copy holds, told the same way after backup, restore and repair. */
static void
tell(struct call *c, const struct backup_report *r)
{
	str last = date_format_moment(c->arena, clock_of_ms(r->last));

	fprintf(stderr,
		_("已核对：%zu 份记录，日志到第 %llu 行（%.*s），链头 %s\n"),
		r->records, (unsigned long long)r->seq, STR_FMT(last), r->head);
}

static volatile sig_atomic_t broken_off; /* the signal that did it */

static void
break_off(int sig)
{
	broken_off = sig;
}

static bool
stopped(void *arg)
{
	(void)arg; /* it is one for the process */
	return broken_off != 0;
}

/* To the desk a line each time; to people on a line of their own, once it has
 * taken a second. */
struct progress {
	bool desk;
	bool shown;
	struct timespec begun;
};

static void
told(void *arg, enum backup_stage stage, uint64_t done, uint64_t total)
{
	struct progress *p = arg;
	struct timespec now;

	if (p->desk) {
		printf(WORKER_PROGRESS "%d %llu %llu\n", (int)stage,
			(unsigned long long)done, (unsigned long long)total);
		fflush(stdout);
		return;
	}
	clock_gettime(CLOCK_MONOTONIC, &now);
	if (now.tv_sec - p->begun.tv_sec < 1 || !isatty(STDERR_FILENO))
		return;
	p->shown = true;
	if (stage == BACKUP_COPY)
		fprintf(stderr, _("\r正在抄：%llu / %llu MB  "),
			(unsigned long long)(done >> 20),
			(unsigned long long)(total >> 20));
	else
		fprintf(stderr, _("\r正在核对：%llu / %llu 份  "),
			(unsigned long long)done, (unsigned long long)total);
}

static int
run_backup(struct call *c)
{
	struct progress p = {.desk = c->globals->hand_fd >= 0};
	const struct backup_watch watch = {told, stopped, &p};
	const struct sigaction stop = {.sa_handler = break_off};
	struct backup_report report;
	struct err e;
	int rc = call_options(c, NULL, 0, 1, 1);

	if (!rc)
		rc = call_open(c, false);
	if (rc)
		return rc;
	sigaction(SIGINT, &stop, NULL);
	sigaction(SIGTERM, &stop, NULL);
	sigaction(SIGHUP, &stop, NULL);
	clock_gettime(CLOCK_MONOTONIC, &p.begun);
	enum err_code code =
		store_backup_watched(c->store, c->argv[0], &watch, &report, &e);
	if (p.shown)
		fputc('\n', stderr);
	if (code) {
		call_fail(&e);
		return broken_off ? 128 + broken_off : err_exit(code);
	}
	printf("%s/%s\n", c->argv[0], report.name);
	tell(c, &report);
	return 0;
}

/* The password is asked for the copy, which may be of another time. */
static int
make_anew(struct call *c, const char *file, const char *into,
	enum err_code (*make)(
		const struct restore *, struct backup_report *, struct err *))
{
	struct backup_report report = {.lost = 0};
	struct restore how = {
		.file = file,
		.into = into,
		.user = str_of(c->globals->user),
	};
	struct err e;

	if (call_password(c, _("口令："), &how.password, &e) ||
		make(&how, &report, &e))
		return call_fail(&e);
	printf("%s\n", into);
	tell(c, &report);
	if (report.lost)
		fprintf(stderr, _("有 %zu 行读不出来，没有带过来\n"),
			report.lost);
	return 0;
}

static int
run_restore(struct call *c)
{
	const char *into = NULL;
	const struct option options[] = {{.name = "--into", .value = &into}};
	int rc = call_options(c, options, 1, 1, 1);

	if (rc)
		return rc;
	if (!into)
		return call_usage(c, "%s", _("要写明新文件夹：--into DIR"));
	return make_anew(c, c->argv[0], into, store_restore);
}

static int
run_repair(struct call *c)
{
	const char *into = NULL;
	const struct option options[] = {{.name = "--into", .value = &into}};
	int rc = call_options(c, options, 1, 0, 0);

	if (rc)
		return rc;
	if (!into)
		return call_usage(c, "%s", _("要写明新文件夹：--into DIR"));
	return make_anew(c, c->globals->data, into, store_repair);
}

const struct command command_backup = {
	.name = "backup",
	.summary = N_("备份到一个文件夹，并当场核对"),
	.usage = "DIR",
	.help = N_("备份是密封的一个文件，全部读过一遍没有错才算数。\n"
		   "每天留 7 份、每周 4 份、每月 12 份，再旧的删掉。\n"
		   "例：xinzhan backup /media/usb/心站备份"),
	.run = run_backup,
};

const struct command command_restore = {
	.name = "restore",
	.summary = N_("从备份恢复到一个新文件夹"),
	.usage = "FILE --into DIR",
	.help = N_(
		"用备份那时的口令打开，全部核对过才成为新库；现在的库不动。\n"
		"例：xinzhan --user 李梅 restore "
		"50011200100001-2024-07-12-318.zmb --into ./xinzhan2"),
	.run = run_restore,
};

const struct command command_repair = {
	.name = "repair",
	.summary = N_("把坏库里读得出的抄到一个新文件夹"),
	.usage = "--into DIR",
	.help = N_(
		"坏了的库（--data）不动；读不出来的有多少会说明。要站点负责人"
		"的口令。\n"
		"例：xinzhan --data ./xinzhan --user 李梅 repair --into "
		"./xinzhan2"),
	.run = run_repair,
};
