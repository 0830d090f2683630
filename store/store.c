// SPDX-License-Identifier: MIT
#include "store/store.h"

#include <assert.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/file.h"
#include "store/inside.h"
#include "store/lang.h"
#include "store/whole.h"

#define STATION_MOST 65536

/* LMDB allows one environment a file and process: closing one would drop
 * the other's locks. */
static struct store *opened;

static bool
is_open_here(const struct folder *f)
{
	for (struct store *s = opened; s; s = s->next)
		if (s->place.dev == f->dev && s->place.ino == f->ino)
			return true;
	return false;
}

/* The newest file in backups/, for the words of a message. */
static const char *
newest_backup(const struct folder *f, struct arena *a)
{
	int fd = openat(f->fd, "backups", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	time_t when = 0;
	const char *name = NULL;

	if (!dir) {
		if (fd >= 0)
			close(fd);
		return NULL;
	}
	for (struct dirent *d = readdir(dir); d; d = readdir(dir)) {
		struct stat st;

		if (fstatat(fd, d->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0 ||
			!S_ISREG(st.st_mode) || (name && st.st_mtime <= when))
			continue;
		when = st.st_mtime;
		name = str_z(a, str_of(d->d_name));
	}
	closedir(dir);
	return name;
}

static enum err_code
damaged(const struct folder *f, struct arena *a, const char *what,
	struct err *e)
{
	const char *backup = newest_backup(f, a);

	if (backup)
		return err_set(e, ERR_CORRUPT,
			_("%s；没有改动任何东西。请停止录入，用最近的备份 "
			  "%s/backups/%s 恢复"),
			what, f->path, backup);
	return err_set(e, ERR_CORRUPT,
		_("%s；没有改动任何东西。请停止录入，找出备份来恢复"), what);
}

/* A stick from another kind of machine is not damaged. */
static enum err_code
check_machine(const struct folder *f, struct err *e)
{
	int fd = openat(f->fd, DATA_FILE, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	int bits = fd < 0 ? 0 : whole_foreign_bits(fd);

	if (fd >= 0)
		close(fd);
	if (bits == 0)
		return ERR_OK;
	return err_set(e, ERR_VERSION,
		_("数据没有损坏，但它是在另一种电脑（%d 位）上写的，"
		  "这台（%d 位）打不开：请在原来那种电脑上打开"),
		bits, (int)(sizeof(size_t) * 8));
}

/* LMDB would make an empty data file into a new, empty store: look first. */
static enum err_code
check_data(const struct folder *f, struct arena *a, struct err *e)
{
	struct stat st;

	if (fstatat(f->fd, DATA_FILE, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return damaged(f, a, _("数据文件 data.mdb 不见了"), e);
	if (!S_ISREG(st.st_mode))
		return damaged(f, a, _("data.mdb 不是普通文件"), e);
	if (st.st_size == 0)
		return damaged(f, a, _("数据文件 data.mdb 是空的"), e);
	return check_machine(f, e);
}

static enum err_code
load_station(struct store *s, struct err *e)
{
	const struct folder *f = &s->place;
	str text;
	enum err_code code;

	if (!folder_has(f, STATION_FILE)) {
		if (folder_has(f, DATA_FILE))
			return err_set(e, ERR_CORRUPT,
				_("%s 里有 data.mdb 却没有 "
				  "STATION：建库没有做完（"
				  "请再建一次），或 STATION 被删掉了"),
				s->folder);
		return err_set(e, ERR_ABSENT,
			_("%s 里没有数据：请先用 xinzhan init 建库"),
			s->folder);
	}
	code = file_load_at(
		f->fd, STATION_FILE, STATION_MOST, s->arena, &text, e);
	if (code == ERR_INPUT || code == ERR_LIMIT)
		return err_set(e, ERR_CORRUPT,
			_("%s 不是本程序的文件，或已损坏"), STATION_FILE);
	if (code == ERR_OK)
		code = station_parse(text, s->arena, &s->station, e);
	return code;
}

static enum err_code
open_data(struct store *s, struct err *e)
{
	const char *path = folder_file(&s->place, s->arena, DATA_FILE);
	enum err_code code = check_data(&s->place, s->arena, e);

	if (code)
		return code;
	code = env_open(&s->env, path, 0, e);
	/* One who only reads leaves his traces in the audit where he can. */
	if (code == ERR_IO && s->readonly) {
		s->medium_readonly = true;
		code = env_open(&s->env, path, ENV_READONLY, e);
	}
	if (code == ERR_CORRUPT)
		return damaged(&s->place, s->arena,
			_("数据文件 data.mdb 已损坏，或不是本程序的"), e);
	if (code == ERR_OK)
		code = hdr_load(s, e);
	if (code == ERR_OK &&
		!str_eq(hdr_store_id(&s->vault, s->arena), s->station.store_id))
		code = damaged(&s->place, s->arena,
			_("data.mdb 与 STATION 不是同一个库的"), e);
	return code;
}

/* No reserve means there was no room to set it aside (again). */
static void
warn_of_full_disk(const struct store *s)
{
	if (s->readonly || s->station.kind.n > 0 ||
		folder_has(&s->place, RESERVE_FILE))
		return;
	fprintf(stderr, "warning: ");
	fprintf(stderr, _("%s 所在的磁盘快满了，请尽快腾出空间"), s->folder);
	fputc('\n', stderr);
}

static void
free_store(struct store *s)
{
	vault_lock(&s->vault);
	arena_free(s->scratch);
	arena_free(s->brief);
	arena_free(s->locks_arena);
	arena_free(s->pending.arena);
	arena_free(s->arena);
}

enum err_code
store_open(const char *folder, bool readonly, struct store **out, struct err *e)
{
	struct arena *a = arena_new();
	struct store *s = ARENA_NEW(a, struct store);
	struct err mine;
	enum err_code code;

	if (!e)
		e = &mine;
	s->arena = a;
	s->scratch = arena_new_secret();
	s->brief = arena_new_secret();
	s->pending.arena = arena_new_secret();
	s->folder = str_z(a, str_of(folder));
	s->readonly = readonly;
	code = folder_open(&s->place, folder, a, e);
	if (code == ERR_OK && is_open_here(&s->place))
		code = err_set(e, ERR_BUSY, _("本程序已经打开了 %s"), folder);
	if (code == ERR_OK)
		code = folder_lock(s->place.fd, false, e);
	if (code == ERR_OK)
		code = load_station(s, e);
	if (code == ERR_OK)
		code = open_data(s, e);
	if (code) {
		env_close(&s->env);
		folder_close(&s->place);
		free_store(s);
		return code;
	}
	s->next = opened;
	opened = s;
	store_tidy(s);
	warn_of_full_disk(s);
	*out = s;
	return ERR_OK;
}

void
store_close(struct store *s)
{
	struct store **at = &opened;

	if (!s)
		return;
	assert(!s->writing && s->env.readers == 0);
	while (*at != s)
		at = &(*at)->next;
	*at = s->next;
	(void)store_audit_flush(s, NULL); /* nobody is left to be told */
	env_close(&s->env);
	folder_close(&s->place);
	free_store(s);
}

const struct station *
store_station(const struct store *s)
{
	return &s->station;
}

const char *
store_folder(const struct store *s)
{
	return s->folder;
}

size_t
store_denied(const struct store_txn *t)
{
	return t->denied;
}

void
store_hide(struct store *s, store_hides hides, void *arg)
{
	s->hides = hides;
	s->hides_arg = arg;
}

/* What is read to find that out is nobody's figure. */
bool
record_is_hidden(struct store_txn *t, const struct record *r)
{
	const struct store *s = t->store;
	size_t denied = t->denied;
	bool hidden;

	if (!s->hides || t->unhidden)
		return false;
	t->unhidden = true;
	hidden = s->hides(s->hides_arg, t, r);
	t->unhidden = false;
	t->denied = denied;
	return hidden;
}

enum err_code
store_may_see(struct store_txn *t, const struct record *r, struct err *e)
{
	if (!record_is_hidden(t, r))
		return ERR_OK;
	return err_set(e, ERR_DENIED,
		_("您的角色无权查看：不是您的，或不归这个角色看"));
}

enum err_code
record_guard(struct store_txn *t, const struct record *r, struct err *e)
{
	return t->write ? ERR_OK : store_may_see(t, r, e);
}

void
store_unhide(struct store_txn *t)
{
	t->unhidden = true;
}

struct store *
store_of(const struct store_txn *t)
{
	return t->store;
}

void
store_tidy(struct store *s)
{
	env_clear_dead_readers(&s->env);
	if (!s->readonly && s->station.kind.n == 0)
		reserve_make(&s->place);
}

/* --- transactions
 * -------------------------------------------------------------- */

/* The data file must still be what the folder shows: what is written into a
 * deleted file is lost. */
static enum err_code
check_place(struct store *s, struct err *e)
{
	int fd = env_fd(&s->env);

	return s->detached || fd < 0
		       ? ERR_OK
		       : folder_check(&s->place, DATA_FILE, fd, e);
}

enum err_code
store_read(struct store *s, struct store_txn **out, struct err *e)
{
	struct store_txn *t = s->reads;
	enum err_code code = check_place(s, e);

	if (code)
		return code;
	while (t < s->reads + READS_MOST && t->mdb)
		t++;
	assert(t < s->reads + READS_MOST);
	*t = (struct store_txn){.store = s};
	code = env_begin(&s->env, false, &t->mdb, e);
	if (code) {
		t->mdb = NULL;
		return code;
	}
	if (s->vault.keys)
		code = seal_enter(t, e);
	if (code) {
		store_done(t);
		return code;
	}
	*out = t;
	return ERR_OK;
}

void
store_done(struct store_txn *t)
{
	if (!t || !t->mdb)
		return;
	assert(!t->write);
	env_end(&t->store->env, t->mdb, false);
	t->mdb = NULL;
}

static enum err_code
run(struct store_txn *t, store_work work, void *arg, struct err *e)
{
	struct store *s = t->store;
	enum err_code code = s->vault.keys ? seal_enter(t, e) : ERR_OK;

	if (code == ERR_OK)
		code = work(t, arg, e);
	if (code == ERR_OK && t->sealed)
		code = audit_put_pending(t, e);
	if (code == ERR_OK && t->sealed)
		code = seal_save(t, e);
	return code;
}

/* One attempt; *rc tells what LMDB said, for the caller to try again. */
static enum err_code
attempt(struct store *s, store_work work, void *arg, int *rc, struct err *e)
{
	struct store_txn t = {.store = s, .write = true};
	enum err_code code = env_begin(&s->env, true, &t.mdb, e);

	*rc = 0;
	if (code)
		return code;
	s->writing = &t;
	code = run(&t, work, arg, e);
	s->writing = NULL;
	*rc = t.rc;
	if (code == ERR_OK && t.rc == 0)
		*rc = env_commit(&s->env, t.mdb);
	else
		env_end(&s->env, t.mdb, true);
	/* Keys of a change that did not happen must not be used. */
	if (t.regrant)
		s->vault.epoch = 0;
	if (code == ERR_OK && *rc == 0 && t.sealed) {
		arena_reset(s->pending.arena);
		s->pending.v = NULL;
		s->pending.n = 0;
		if (!s->seen_hold)
			seen_save(s, t.seal.seq);
	}
	return *rc != 0 ? env_fail(&s->env, *rc, e) : code;
}

static enum err_code
write_locked(struct store *s, store_work work, void *arg, struct err *e)
{
	bool spent = false;

	for (;;) {
		int rc;
		enum err_code code = attempt(s, work, arg, &rc, e);

		if (rc == MDB_MAP_FULL) {
			code = env_grow(&s->env, e);
			if (code)
				return code;
			continue;
		}
		/* A full disk: give back what was set aside for it, once. */
		if (code != ERR_FULL || spent || !reserve_give_back(&s->place))
			return code;
		spent = true;
	}
}

enum err_code
store_write(struct store *s, store_work work, void *arg, struct err *e)
{
	if (s->readonly)
		return err_set(e, ERR_IO, _("数据是只读打开的，没有保存"));
	return store_write_anyway(s, work, arg, e);
}

enum err_code
store_write_anyway(struct store *s, store_work work, void *arg, struct err *e)
{
	enum err_code code;
	struct err mine;
	int fd;

	if (!e)
		e = &mine;
	assert(!s->writing);
	if (s->medium_readonly)
		return err_set(e, ERR_IO, _("数据是只读打开的，没有保存"));
	code = check_place(s, e);
	if (code)
		return code;
	if (s->detached)
		return write_locked(s, work, arg, e);
	/* LMDB lets a writer wait without end and without a name: our own lock
	 * of the data file, taken first, says after 5 s who has it. */
	fd = openat(s->place.fd, DATA_FILE, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return err_errno(e, _("打不开数据文件"), s->env.path);
	code = folder_lock(fd, true, e);
	if (code == ERR_OK)
		code = write_locked(s, work, arg, e);
	close(fd); /* and with it the lock */
	return code;
}

enum err_code
store_new_id(struct store *s, struct id *out, struct err *e)
{
	struct store_txn *t = s->writing;
	struct id last = ID_NONE;
	enum table tables[] = {TABLE_REC, TABLE_DRAFT};
	struct key lo = key_new();
	struct key hi = key_end(&lo);
	enum err_code code = t ? ERR_OK : store_read(s, &t, e);

	if (code)
		return code;
	for (size_t i = 0; i < 2 && code == ERR_OK; i++) {
		struct walk w;
		struct key k;

		walk_init(&w, t, tables[i], &lo, &hi, true);
		if (walk_next(&w, &k, e) && id_cmp(key_get_id(&k, 0), last) > 0)
			last = key_get_id(&k, 0);
		code = w.code;
	}
	if (t != s->writing)
		store_done(t);
	if (code == ERR_OK)
		*out = id_new(last);
	return code;
}
