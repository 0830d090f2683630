// SPDX-License-Identifier: MIT
#include "store/backup.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "store/copy.h"
#include "store/file.h"
#include "store/lang.h"

#define SUFFIX ".zmb"
#define COPY "copy.mdb"
#define TEMP ".xinzhan-"
#define JUST_NOW 10 /* seconds */
#define NOTE_ANY STR("backup")
#define NOTE_AWAY STR("backup-away")
#define NOTE_MADE STR("backups")
#define MADE_MOST 40 /* more than are kept: 7 + 4 + 12 */

/* --- thinning out -------------------------------------------------------- */

struct old_backup {
	day_t day;
	int64_t seq;
	char name[256];
};

/* CODE-2024-07-12-SEQ.zmb of this station, and nothing else. */
static bool
parse_name(str name, str code, struct old_backup *out)
{
	str rest = str_from(name, code.n);

	if (name.n >= sizeof out->name || !str_starts(name, code) ||
		!str_starts(rest, STR("-")) || !str_ends(rest, STR(SUFFIX)) ||
		rest.n < 12 + 1 + 4 || rest.p[11] != '-' ||
		!date_parse(str_sub(rest, 1, 10), &out->day) ||
		!str_int(str_sub(rest, 12, rest.n - 12 - 4), &out->seq) ||
		out->seq < 0)
		return false;
	memcpy(out->name, name.p, name.n);
	out->name[name.n] = '\0';
	return true;
}

static int
newest_first(const void *left, const void *right)
{
	const struct old_backup *l = left;
	const struct old_backup *r = right;

	if (l->day != r->day)
		return l->day > r->day ? -1 : 1;
	return l->seq > r->seq ? -1 : l->seq < r->seq;
}

static int
month_of(day_t day)
{
	struct ymd d = date_ymd(day);

	return d.year * 12 + d.month;
}

/* NAME.zmb -> NAME.txt */
static const char *
label_name(struct arena *a, const char *name)
{
	str stem = str_sub(str_of(name), 0, strlen(name) - strlen(SUFFIX));

	return str_z(a, str_fmt(a, "%.*s.txt", STR_FMT(stem)));
}

/* The newest of each of the last 7 days, 4 weeks and 12 months that have one
 * stay. */
static size_t
thin_out(int fd, str code, const char *made)
{
	struct arena *a = arena_new();
	struct old_backup *v = NULL;
	size_t n = 0;
	size_t removed = 0;
	int kept[3] = {0};
	int last[3] = {INT32_MAX, INT32_MAX, INT32_MAX};
	static const int most[3] = {7, 4, 12};
	int again = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = again < 0 ? NULL : fdopendir(again);

	for (struct dirent *d = dir ? readdir(dir) : NULL; d;
		d = readdir(dir)) {
		struct old_backup b;

		if (parse_name(str_of(d->d_name), code, &b))
			*ARENA_PUSH(a, v, n) = b;
	}
	if (dir)
		closedir(dir);
	if (n > 0)
		qsort(v, n, sizeof *v, newest_first);
	for (size_t i = 0; i < n; i++) {
		int at[3] = {v[i].day, (v[i].day + 3) / 7, month_of(v[i].day)};
		bool keep = strcmp(v[i].name, made) == 0;

		for (int k = 0; k < 3; k++) {
			if (at[k] == last[k] || kept[k] == most[k])
				continue;
			last[k] = at[k];
			kept[k]++;
			keep = true;
		}
		if (keep || unlinkat(fd, v[i].name, 0) != 0)
			continue;
		removed++;
		/* It may have lost its label. */
		(void)unlinkat(fd, label_name(a, v[i].name), 0);
	}
	arena_free(a);
	return removed;
}

/* --- one backup ---------------------------------------------------------- */

struct job {
	struct store *s;
	struct arena *a;
	struct folder to;
	char temp[32]; /* a folder of our own in it, 0700 */
	int work;      /* that folder, locked while we are at it */
	bool away;
	const struct backup_watch *watch;
	struct backup_report report;
};

/* --- those made before: a note, a line each, newest first
 * ----------------------
 */

/* at TAB away TAB bytes TAB records TAB head TAB name TAB folder */
static str
made_line(const struct job *j, int64_t at, struct arena *a)
{
	const struct backup_report *r = &j->report;

	return str_fmt(a, "%lld\t%d\t%llu\t%zu\t%s\t%s\t%s\n", (long long)at,
		j->away, (unsigned long long)r->bytes, r->records, r->head,
		r->name, j->to.path);
}

static bool
take_number(str *line, int64_t *out)
{
	str word;

	return str_cut(line, '\t', &word) && str_int(word, out);
}

static bool
made_parse(str line, struct backup_made *out)
{
	str head;
	int64_t away;
	int64_t bytes;
	int64_t records;

	if (!take_number(&line, &out->at) || !take_number(&line, &away) ||
		!take_number(&line, &bytes) || !take_number(&line, &records) ||
		!str_cut(&line, '\t', &head) ||
		!str_cut(&line, '\t', &out->name) || head.n >= AUDIT_HEAD)
		return false;
	out->away = away != 0;
	out->bytes = (uint64_t)bytes;
	out->records = (size_t)records;
	memset(out->head, 0, sizeof out->head);
	memcpy(out->head, head.p, head.n);
	out->folder = line;
	return true;
}

enum err_code
store_backups(struct store_txn *t, struct arena *a, struct backup_made **out,
	size_t *n, struct err *e)
{
	str text;
	str line;
	enum err_code code = store_get_note(t, NOTE_MADE, a, &text, e);

	*out = ARENA_ARRAY(a, MADE_MOST, struct backup_made);
	*n = 0;
	if (code)
		return code == ERR_ABSENT ? ERR_OK : code;
	text = str_dup(a, text);
	while (*n < MADE_MOST && str_cut(&text, '\n', &line))
		*n += made_parse(line, &(*out)[*n]);
	return ERR_OK;
}

static enum err_code
keep_made(struct store_txn *t, const struct job *j, int64_t at, struct err *e)
{
	struct arena *a = t->store->scratch;
	struct buf b = {.arena = a};
	str old = STR_NONE;
	str line;
	enum err_code code = store_get_note(t, NOTE_MADE, a, &old, e);

	if (code && code != ERR_ABSENT)
		return code;
	buf_add(&b, made_line(j, at, a));
	for (int i = 1; i < MADE_MOST && str_cut(&old, '\n', &line); i++)
		buf_addf(&b, "%.*s\n", STR_FMT(line));
	return store_put_note(t, NOTE_MADE, buf_str(&b), e);
}

static enum err_code
keep_work(struct store_txn *t, void *arg, struct err *e)
{
	(void)arg;
	arena_reset(t->store->scratch);
	return files_keep(t, e);
}

static enum err_code
note_work(struct store_txn *t, void *arg, struct err *e)
{
	struct job *j = arg;
	str now;
	enum err_code code;

	arena_reset(t->store->scratch);
	int64_t at = clock_now_ms();
	now = str_fmt(t->store->scratch, "%lld", (long long)at);
	code = store_put_note(t, NOTE_ANY, now, e);
	if (code == ERR_OK)
		code = keep_made(t, j, at, e);
	if (code == ERR_OK && j->away)
		code = store_put_note(t, NOTE_AWAY, now, e);
	return code ? code
		    : audit_put(t,
			      &(struct audit){.action = AUDIT_BACKUP,
				      .what = str_of(j->report.name)},
			      e);
}

/* Backups that were cut: folders like ours, of a while ago, that nobody
 * holds. Nobody is told; another backup will try again. */
static void
clear_half_done(int to)
{
	int again = openat(to, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = again < 0 ? NULL : fdopendir(again);

	for (struct dirent *d = dir ? readdir(dir) : NULL; d;
		d = readdir(dir)) {
		struct stat st;
		int fd;

		if (!str_starts(str_of(d->d_name), STR(TEMP)))
			continue;
		fd = openat(to, d->d_name,
			O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (fd >= 0 && fstat(fd, &st) == 0 &&
			st.st_mtime + JUST_NOW < time(NULL) &&
			flock(fd, LOCK_EX | LOCK_NB) == 0) {
			(void)unlinkat(fd, COPY, 0);
			(void)unlinkat(to, d->d_name, AT_REMOVEDIR);
		}
		if (fd >= 0)
			close(fd);
	}
	if (dir)
		closedir(dir);
}

static enum err_code
open_target(struct job *j, const char *folder, struct err *e)
{
	uint8_t r[6];
	enum err_code code = folder_make(folder, j->a, e);

	if (code == ERR_OK)
		code = folder_open(&j->to, folder, j->a, e);
	if (code)
		return code;
	j->away = j->to.dev != j->s->place.dev;
	vault_random(r, sizeof r);
	clear_half_done(j->to.fd);
	snprintf(j->temp, sizeof j->temp, TEMP "%02x%02x%02x%02x%02x%02x", r[0],
		r[1], r[2], r[3], r[4], r[5]);
	if (mkdirat(j->to.fd, j->temp, 0700) != 0)
		return err_errno(e, _("建不了文件夹"), folder);
	j->work = openat(j->to.fd, j->temp,
		O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (j->work >= 0)
		(void)flock(j->work, LOCK_EX | LOCK_NB); /* ours alone */
	return ERR_OK;
}

static enum err_code
give_name(struct job *j, const char *copy, struct err *e)
{
	str day = date_format(j->a, clock_today());
	str from = str_fmt(j->a, "%s/" COPY, j->temp);

	(void)copy;
	snprintf(j->report.name, sizeof j->report.name, "%.*s-%.*s-%llu" SUFFIX,
		STR_FMT(j->s->station.code), STR_FMT(day),
		(unsigned long long)j->report.seq);
	if (file_rename(j->to.fd, str_z(j->a, from), j->report.name) != 0)
		return err_errno(e, _("没有写成"), j->report.name);
	return file_sync_folder(j->to.fd, j->to.path, e);
}

/* What people stick on the stick: it tells nothing of anybody. */
static void
give_label(const struct job *j)
{
	struct file_out f;
	const struct backup_report *r = &j->report;
	str day = date_format_moment(j->a, clock_now());
	str text = str_fmt(j->a,
		_("心站备份  %.*s\n站点编码  %.*s\n备份时刻  %.*s\n文件      "
		  "%s（%llu 字节）\n核对      全部读过，%zu 份记录，没有错\n"
		  "日志链头  %s\n要用备份那时的口令打开。\n"),
		STR_FMT(j->s->station.name), STR_FMT(j->s->station.code),
		STR_FMT(day), r->name, (unsigned long long)r->bytes, r->records,
		r->head);
	const char *path = folder_file(&j->to, j->a, label_name(j->a, r->name));

	(void)unlink(path); /* of an older one of that name */
	if (file_out_open(&f, path, NULL) != ERR_OK)
		return; /* the backup is whole without it */
	file_out_write(&f, text);
	(void)file_out_commit(&f, NULL); /* as before */
}

static enum err_code
backup(struct job *j, const char *folder, struct err *e)
{
	struct store *s = j->s;
	const char *copy;
	enum err_code code = ERR_OK;

	if (!s->medium_readonly)
		code = store_write_anyway(s, keep_work, NULL, e);
	if (code == ERR_OK)
		code = open_target(j, folder, e);
	if (code)
		return code;
	copy = folder_file(
		&j->to, j->a, str_z(j->a, str_fmt(j->a, "%s/" COPY, j->temp)));
	env_clear_dead_readers(&s->env);
	code = copy_checked(s, s->env.path, copy,
		(s->env.flags & ENV_PRIVATE) != 0, j->watch, &j->report, e);
	if (code == ERR_OK)
		code = give_name(j, copy, e);
	if (code == ERR_OK)
		give_label(j);
	/* Nothing half done stays behind. */
	(void)unlink(copy);
	(void)unlinkat(j->to.fd, j->temp, AT_REMOVEDIR);
	if (code)
		return code;
	j->report.removed = thin_out(j->to.fd, s->station.code, j->report.name);
	return s->medium_readonly ? ERR_OK
				  : store_write_anyway(s, note_work, j, e);
}

enum err_code
store_backup_watched(struct store *s, const char *folder,
	const struct backup_watch *watch, struct backup_report *out,
	struct err *e)
{
	struct job j = {.s = s,
		.a = arena_new(),
		.to = {.fd = -1},
		.work = -1,
		.watch = watch};
	mode_t umask_was = umask(077);
	enum err_code code = s->vault.keys
				     ? backup(&j, folder, e)
				     : err_set(e, ERR_DENIED, _("请先登录"));

	*out = j.report;
	if (j.work >= 0)
		close(j.work);
	folder_close(&j.to);
	umask(umask_was);
	arena_free(j.a);
	return code;
}

enum err_code
store_backup(struct store *s, const char *folder, struct backup_report *out,
	struct err *e)
{
	return store_backup_watched(s, folder, NULL, out, e);
}

static enum err_code
when(struct store_txn *t, str name, int64_t *out, struct err *e)
{
	struct arena *a = arena_new();
	str value;
	enum err_code code = store_get_note(t, name, a, &value, e);

	*out = 0;
	if (code == ERR_OK && !str_int(value, out))
		*out = 0;
	arena_free(a);
	return code == ERR_ABSENT ? ERR_OK : code;
}

enum err_code
store_last_backup(
	struct store_txn *t, int64_t *any, int64_t *away, struct err *e)
{
	enum err_code code = when(t, NOTE_ANY, any, e);

	return code ? code : when(t, NOTE_AWAY, away, e);
}

enum err_code
store_counts(struct store_txn *t,
	void (*each)(void *arg, str form, size_t live), void *arg,
	struct err *e)
{
	struct arena *a = arena_new();
	struct key none = key_new();
	struct walk w;
	struct key k;
	enum err_code code = ERR_OK;

	walk_prefix(&w, t, TABLE_COUNT, &none);
	while (code == ERR_OK && walk_next(&w, &k, e)) {
		str form = name_text(t, key_get_u16(&k, 0), a);
		size_t n = 0;

		code = store_count(t, form, &n, e);
		if (code == ERR_OK)
			each(arg, form, n);
	}
	arena_free(a);
	return code ? code : w.code;
}
