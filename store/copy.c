// SPDX-License-Identifier: MIT
#include "store/copy.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "store/child.h"
#include "store/lang.h"

#define PATIENCE 1800
#define TOLD_MS 100

/* What the child says: many times how far it is, at last how it ended. Less
 * than a pipe takes whole. */
struct answer {
	bool over;
	uint64_t total; /* records to check */
	struct err e;
	struct backup_report report;
	int out;      /* the child's end of the pipe */
	int64_t told; /* ms of the clock */
};

static enum err_code
make_copy(const char *from, const char *to, bool unlocked, struct err *e)
{
	struct env env;
	int fd;
	int rc;
	enum err_code code = env_open(
		&env, from, ENV_READONLY | (unlocked ? ENV_PRIVATE : 0), e);

	if (code)
		return code;
	umask(077);
	rc = mdb_env_copy2(env.mdb, to, MDB_CP_COMPACT);
	/* Compacting refuses a file that has lost pages; they do no harm. */
	if (rc != 0 && rc != ENOSPC && rc != EIO) {
		unlink(to);
		rc = mdb_env_copy2(env.mdb, to, 0);
	}
	code = rc == 0 ? ERR_OK : env_fail(&(struct env){.path = to}, rc, e);
	env_close(&env);
	if (code)
		return code;
	fd = open(to, O_RDWR | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0 || fsync(fd) != 0)
		code = err_errno(e, _("没能写到盘上"), to);
	/* What is checked must come from the medium, not from memory. */
	if (fd >= 0) {
		(void)fchmod(fd, 0600); /* means nothing on FAT */
		(void)posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
		close(fd);
	}
	return code;
}

static int64_t
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void
count_have(void *arg, struct id id)
{
	struct answer *a = arg;
	struct answer copy;

	(void)id; /* how many, not which */
	if (++a->report.records % 256 || now_ms() - a->told < TOLD_MS)
		return;
	a->told = now_ms();
	copy = *a;
	/* Nobody reads: the next ones and the end will tell. */
	(void)!write(a->out, &copy, sizeof copy);
}

static void
keep_first(void *arg, const char *words)
{
	struct answer *a = arg;

	if (a->e.words[0] == '\0')
		snprintf(a->e.words, sizeof a->e.words, "%s", words);
}

static bool
take_last(void *arg, const struct audit *line)
{
	struct answer *a = arg;

	a->report.last = line->at;
	return false;
}

static enum err_code
check(struct store *s, const char *path, bool unlocked, struct answer *a,
	struct err *e)
{
	struct store_txn *t;
	struct env env;
	enum err_code code = env_open(
		&env, path, ENV_READONLY | (unlocked ? ENV_PRIVATE : 0), e);

	if (code)
		return code;
	s->env = env;
	s->detached = true;
	code = store_read(s, &t, e);
	if (code == ERR_OK) {
		size_t n = 0;

		a->report.seq = t->seal.seq;
		if (row_count(t, TABLE_REC, &n, NULL) == ERR_OK)
			a->total = n;
		code = store_audit_head(t, a->report.head, e);
		if (code == ERR_OK)
			code = store_each_audit(t,
				&(struct audit_filter){.newest = true},
				take_last, a, e);
		store_done(t);
	}
	if (code == ERR_OK)
		code = store_verify(s, true, count_have, keep_first, a, e);
	return code;
}

struct job {
	struct store *s;
	const char *from;
	const char *to; /* NULL: only check */
	bool unlocked;
};

static bool
child_works(void *arg, int out)
{
	struct job *j = arg;
	struct answer a;
	struct err e = {.code = ERR_OK};

	memset(&a, 0, sizeof a);
	a.out = out;
	signal(SIGTERM, SIG_DFL);
	signal(SIGINT, SIG_DFL);
	memset(j->s->reads, 0, sizeof j->s->reads);
	e.code = j->to ? make_copy(j->from, j->to, j->unlocked, &e) : ERR_OK;
	if (e.code == ERR_OK)
		e.code = check(j->s, j->to ? j->to : j->from,
			j->to || j->unlocked, &a, &e);
	a.over = true;
	a.e.code = e.code;
	/* The first finding says more than how many there are. */
	if (a.e.words[0] == '\0')
		a.e = e;
	return child_write(out, &a, sizeof a);
}

struct following {
	const struct backup_watch *watch;
	const char *to;
	uint64_t bytes; /* of what is copied */
	pid_t child;
	bool stopped;
};

static uint64_t
size_of(const char *path)
{
	struct stat st;

	return path && stat(path, &st) == 0 ? (uint64_t)st.st_size : 0;
}

/* Listen to the child until it is over; false: it said nothing to the end. */
static bool
follow(struct following *f, int fd, struct answer *a)
{
	const struct backup_watch *w = f->watch;

	for (;;) {
		struct pollfd p = {.fd = fd, .events = POLLIN};

		if (w && w->stopped(w->arg)) {
			f->stopped = true;
			kill(f->child, SIGKILL);
			return false;
		}
		if (w && poll(&p, 1, TOLD_MS) <= 0) {
			if (f->to && a->report.records == 0)
				w->told(w->arg, BACKUP_COPY, size_of(f->to),
					f->bytes);
			continue;
		}
		if (!child_read(fd, a, sizeof *a))
			return false;
		if (a->over)
			return true;
		if (w)
			w->told(w->arg, BACKUP_CHECK, a->report.records,
				a->total);
	}
}

enum err_code
copy_checked(struct store *s, const char *from, const char *to, bool unlocked,
	const struct backup_watch *watch, struct backup_report *out,
	struct err *e)
{
	struct job job = {s, from, to, unlocked};
	struct child child;
	struct answer a = {.over = false};
	struct following f = {watch, to, size_of(from), 0, false};
	enum child_end end;
	bool heard;

	child_start(&child, child_works, &job, PATIENCE);
	f.child = child.pid;
	heard = child.pid > 0 && follow(&f, child.out, &a);
	end = child_wait(&child);
	env_clear_dead_readers(&s->env);
	if (f.stopped)
		return err_set(e, ERR_INPUT, "%s", _("已取消，没有留下备份"));
	if (!heard && end == CHILD_NOT)
		return child_fail(e);
	if (!heard)
		return err_set(
			e, ERR_CORRUPT, _("数据文件已损坏：读到一半读不下去"));
	if (a.e.code) {
		if (e)
			*e = a.e;
		return a.e.code;
	}
	a.report.bytes = size_of(to ? to : from);
	a.report.removed = a.report.lost = 0;
	*out = a.report;
	return ERR_OK;
}

/* --- a store in the making ----------------------------------------------- */

void
copy_init(struct store *s, struct arena *a)
{
	*s = (struct store){.arena = a,
		.place = {.fd = -1},
		.detached = true,
		.scratch = arena_new_secret(),
		.brief = arena_new_secret()};
	s->pending.arena = arena_new_secret();
}

void
copy_done(struct store *s)
{
	env_close(&s->env);
	vault_lock(&s->vault);
	folder_close(&s->place);
	arena_free(s->scratch);
	arena_free(s->brief);
	arena_free(s->pending.arena);
}

enum err_code
copy_open(struct store *s, struct err *e)
{
	char name[] = HDR_STATION;
	MDB_val key = {.mv_size = sizeof name - 1, .mv_data = name};
	MDB_val row;
	MDB_txn *txn;
	enum err_code code = env_open(&s->env,
		folder_file(&s->place, s->arena, DATA_NEW), ENV_PRIVATE, e);

	if (code == ERR_OK)
		code = hdr_load(s, e);
	if (code == ERR_OK)
		code = env_begin(&s->env, false, &txn, e);
	if (code)
		return code;
	if (mdb_get(txn, s->env.dbi[TABLE_HDR], &key, &row) == 0)
		code = station_parse(
			str_dup(s->arena, (str){row.mv_data, row.mv_size}),
			s->arena, &s->station, e);
	else
		code = err_set(e, ERR_CORRUPT, _("%s 不完整"), STATION_FILE);
	env_end(&s->env, txn, false);
	if (code == ERR_OK &&
		!str_eq(hdr_store_id(&s->vault, s->arena), s->station.store_id))
		code = err_set(e, ERR_CORRUPT, _("%s 不完整"), STATION_FILE);
	return code;
}
