// SPDX-License-Identifier: MIT
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/copy.h"
#include "store/lang.h"

static enum err_code
copy_bytes(int from, int to, const char *path, struct err *e)
{
	static char chunk[1 << 16];

	for (;;) {
		ssize_t n = read(from, chunk, sizeof chunk);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_errno(e, _("读不了"), path);
		if (n == 0)
			break;
		for (ssize_t at = 0; at < n;) {
			ssize_t put = write(to, chunk + at, (size_t)(n - at));

			if (put < 0 && errno != EINTR)
				return err_errno(e, _("没有写成"), DATA_NEW);
			at += put > 0 ? put : 0;
		}
	}
	return fsync(to) == 0 ? ERR_OK
			      : err_errno(e, _("没能写到盘上"), DATA_NEW);
}

static enum err_code
bring(struct store *s, const char *path, struct err *e)
{
	int from = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat st;
	int to;
	enum err_code code = ERR_OK;

	if (from < 0 && errno == ENOENT)
		return err_set(e, ERR_ABSENT, _("没有文件 %s"), path);
	if (from < 0)
		return err_errno(e, _("读不了"), path);
	if (fstat(from, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size == 0)
		code = err_set(e, ERR_INPUT, _("%s 不是备份文件"), path);
	to = code ? -1
		  : openat(s->place.fd, DATA_NEW,
			    O_RDWR | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC,
			    0600);
	if (code == ERR_OK && to < 0)
		code = err_errno(e, _("没有写成"), DATA_NEW);
	if (code == ERR_OK)
		code = copy_bytes(from, to, path, e);
	close(from);
	if (to >= 0)
		close(to);
	return code;
}

struct job {
	const struct restore *r;
	struct backup_report *report;
};

static enum err_code
note_work(struct store_txn *t, void *arg, struct err *e)
{
	const struct job *j = arg;
	const char *slash = strrchr(j->r->file, '/');

	arena_reset(t->store->scratch);
	return audit_put(t,
		&(struct audit){.action = AUDIT_RESTORE,
			.what = str_fmt(t->store->scratch, "%s %s %.*s",
				slash ? slash + 1 : j->r->file, j->report->head,
				STR_FMT(j->r->old_head))},
		e);
}

static enum err_code
restore(struct store *s, const struct restore *r, struct backup_report *out,
	struct err *e)
{
	struct job j = {.r = r, .report = out};
	enum err_code code = place_take(&s->place, r->into, s->arena, e);

	if (code == ERR_OK)
		code = bring(s, r->file, e);
	if (code == ERR_OK)
		code = copy_open(s, e);
	if (code == ERR_OK)
		code = store_login(s, r->user, r->password, e);
	if (code == ERR_OK)
		code = copy_checked(s, s->env.path, NULL, true, NULL, out, e);
	if (code == ERR_OK)
		code = store_write_anyway(s, note_work, &j, e);
	return place_finish(s, code, e);
}

enum err_code
store_restore(const struct restore *r, struct backup_report *out, struct err *e)
{
	struct arena *a = arena_new();
	mode_t umask_was = umask(077);
	struct store s;
	enum err_code code;

	memset(out, 0, sizeof *out);
	copy_init(&s, a);
	code = restore(&s, r, out, e);
	copy_done(&s);
	umask(umask_was);
	arena_free(a);
	return code;
}
