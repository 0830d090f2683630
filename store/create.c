// SPDX-License-Identifier: MIT
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "store/copy.h"
#include "store/file.h"
#include "store/lang.h"
#include "store/people.h"
#include "store/utf8.h"

/*
 * A new store appears in an order that leaves, wherever it is cut, either
 * nothing that could be taken for a store or a whole one: the data under
 * another name, committed and synced; its right name; STATION last.
 */
#define RESERVE_SIZE ((off_t)16 << 20)
#define RESERVE_ROOM ((off_t)64 << 20)

static const char *const rooms[] = {"forms", "templates", "backups"};

/* What a creation that was cut short may leave behind. */
static bool
is_ours(const char *name)
{
	static const char *const names[] = {".", "..", DATA_NEW, DATA_FILE,
		DATA_FILE "-lock", RESERVE_FILE, "seen", "forms", "templates",
		"backups"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return strncmp(name, "." STATION_FILE ".", 9) == 0;
}

/* A data file without STATION: left over from a creation that was cut if it
 * holds no record, else somebody's data. */
static enum err_code
clear_leftover(const struct folder *f, struct arena *a, struct err *e)
{
	const char *path = folder_file(f, a, DATA_FILE);
	struct env env;
	struct err why;
	MDB_stat stat = {.ms_entries = 0};
	struct stat st;
	MDB_txn *txn;

	if (fstatat(f->fd, DATA_FILE, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return ERR_OK;
	if (st.st_size > 0 &&
		env_open(&env, path, ENV_READONLY, &why) == ERR_OK) {
		if (env_begin(&env, false, &txn, &why) == ERR_OK) {
			mdb_stat(txn, env.dbi[TABLE_REC], &stat);
			env_end(&env, txn, false);
		}
		env_close(&env);
	} else if (st.st_size > 0)
		stat.ms_entries = 1; /* cannot be read: leave it alone */
	if (stat.ms_entries > 0)
		return err_set(e, ERR_CORRUPT,
			_("%s 里有 data.mdb 却没有 STATION：没有改动任何东西"),
			f->path);
	if (unlinkat(f->fd, DATA_FILE, 0) != 0)
		return err_errno(e, _("删不掉没建完的"), path);
	unlinkat(f->fd, DATA_FILE "-lock", 0);
	return ERR_OK;
}

static enum err_code
check_empty(const struct folder *f, struct err *e)
{
	int fd = openat(f->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	enum err_code code = ERR_OK;

	if (!dir)
		return err_errno(e, _("读不了文件夹"), f->path);
	for (struct dirent *d = readdir(dir); d && !code; d = readdir(dir)) {
		if (strcmp(d->d_name, STATION_FILE) == 0)
			code = err_set(e, ERR_EXISTS,
				_("%s 里已经有数据，没有改动它"), f->path);
		else if (!is_ours(d->d_name))
			code = err_set(e, ERR_EXISTS,
				_("文件夹 %s 不是空的（有 %s）"), f->path,
				d->d_name);
	}
	closedir(dir);
	return code;
}

static enum err_code
put_clear(struct store_txn *t, const char *name, str bytes, struct err *e)
{
	struct key k = key_new();

	key_bytes(&k, name, strlen(name));
	return row_put_raw(t, TABLE_HDR, &k, bytes, e);
}

/* All of a new store in one commit: it is there whole or not at all. */
static enum err_code
write_first(struct store *s, const struct store_head *head,
	char recovery[RECOVERY_TEXT], struct err *e)
{
	struct store_txn t = {.store = s, .write = true};
	uint8_t bytes[HDR_SIZE];
	enum err_code code = env_begin(&s->env, true, &t.mdb, e);
	int rc;

	if (code)
		return code;
	memcpy(t.seal.kind, s->station.kind.p ? s->station.kind.p : "",
		s->station.kind.n);
	hdr_format(s, bytes);
	code = put_clear(&t, HDR_KEY, (str){(char *)bytes, sizeof bytes}, e);
	if (code == ERR_OK)
		code = put_clear(&t, HDR_STATION,
			station_format(&s->station, s->scratch), e);
	if (code == ERR_OK)
		code = account_first(&t, head, recovery, e);
	if (code == ERR_OK)
		code = index_undone_begin(&t, e);
	if (code == ERR_OK)
		code = seal_save(&t, e);
	if (code) {
		env_end(&s->env, t.mdb, true);
		return code;
	}
	rc = env_commit(&s->env, t.mdb);
	if (rc == 0)
		rc = mdb_env_sync(s->env.mdb, 1);
	return rc == 0 ? ERR_OK : env_fail(&s->env, rc, e);
}

static enum err_code
sync_file(const struct folder *f, const char *name, struct err *e)
{
	int fd = openat(f->fd, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	enum err_code code = ERR_OK;

	if (fd < 0 || fsync(fd) != 0)
		code = err_errno(e, _("没能写到盘上"), name);
	if (fd >= 0)
		close(fd);
	return code;
}

static enum err_code
make_data(struct store *s, const struct store_head *head,
	char recovery[RECOVERY_TEXT], struct err *e)
{
	const struct folder *f = &s->place;
	enum err_code code;

	if (unlinkat(f->fd, DATA_NEW, 0) != 0 && errno != ENOENT)
		return err_errno(e, _("删不掉没建完的"), DATA_NEW);
	code = env_open(&s->env, folder_file(f, s->arena, DATA_NEW),
		ENV_CREATE | ENV_PRIVATE, e);
	if (code)
		return code;
	code = write_first(s, head, recovery, e);
	env_close(&s->env);
	return code;
}

static enum err_code
write_station(const struct folder *f, const struct station *station,
	struct arena *a, struct err *e)
{
	struct file_out out;
	enum err_code code =
		file_out_open(&out, folder_file(f, a, STATION_FILE), e);

	if (code)
		return code;
	file_out_write(&out, station_format(station, a));
	return file_out_commit(&out, e);
}

static enum err_code
make_rooms(const struct folder *f, struct err *e)
{
	for (size_t i = 0; i < sizeof rooms / sizeof *rooms; i++)
		if (mkdirat(f->fd, rooms[i], 0700) != 0 && errno != EEXIST)
			return err_errno(e, _("建不了文件夹"), rooms[i]);
	return ERR_OK;
}

enum err_code
place_give(struct store *s, struct err *e)
{
	const struct folder *f = &s->place;
	enum err_code code = make_rooms(f, e);

	if (code == ERR_OK)
		code = sync_file(f, DATA_NEW, e);
	if (code)
		return code;
	if (renameat(f->fd, DATA_NEW, f->fd, DATA_FILE) != 0)
		return err_errno(e, _("建不了数据文件"), DATA_FILE);
	code = file_sync_folder(f->fd, f->path, e);
	if (code == ERR_OK && s->station.kind.n == 0)
		reserve_make(f);
	return code ? code : write_station(f, &s->station, s->arena, e);
}

enum err_code
place_finish(struct store *s, enum err_code code, struct err *e)
{
	struct store_txn *t;

	if (code == ERR_OK)
		code = store_read(s, &t, e);
	if (code == ERR_OK) {
		code = files_write(t, e);
		store_done(t);
	}
	env_close(&s->env);
	if (code == ERR_OK)
		return place_give(s, e);
	if (s->place.fd >= 0)
		(void)unlinkat(s->place.fd, DATA_NEW, 0); /* half a store */
	return code;
}

static enum err_code
fill(struct store *s, const struct store_head *head,
	char recovery[RECOVERY_TEXT], struct err *e)
{
	enum err_code code;

	vault_random(s->vault.store_id, sizeof s->vault.store_id);
	s->station.store_id = hdr_store_id(&s->vault, s->arena);
	slot_measure(s->station.kind.n > 0, &s->mem_kib, &s->passes);
	code = make_data(s, head, recovery, e);
	return code ? code : place_give(s, e);
}

enum err_code
place_take(struct folder *f, const char *folder, struct arena *a, struct err *e)
{
	enum err_code code = folder_make(folder, a, e);

	if (code == ERR_OK)
		code = folder_open(f, folder, a, e);
	if (code == ERR_OK)
		code = check_empty(f, e); /* do not wait for its users */
	if (code == ERR_OK)
		code = folder_lock(f->fd, true, e);
	if (code == ERR_OK)
		code = check_empty(f, e);
	if (code == ERR_OK)
		code = clear_leftover(f, a, e);
	if (code == ERR_OK && f->modes && fchmod(f->fd, 0700) != 0)
		code = err_errno(e, _("改不了权限"), folder);
	return code;
}

/* STATION is lines of "key value". */
static bool
fits_a_line(str s)
{
	if (!utf8_valid(s) || s.n > 512)
		return false;
	while (s.n > 0)
		if (utf8_is_control(utf8_next(&s)))
			return false;
	return true;
}

static enum err_code
check_wishes(
	const struct station *st, const struct store_head *head, struct err *e)
{
	enum err_code code = name_check(head->name, e);

	if (st->code.n == 0 || !fits_a_line(st->code) ||
		!fits_a_line(st->name) || !fits_a_line(st->kind) ||
		st->kind.n >= sizeof(((struct seal *)0)->kind))
		return err_set(e, ERR_INPUT, _("机构代码或名称不合适"));
	if (code == ERR_OK && st->kind.n == 0)
		code = password_check(head->password, head->name, st->name, e);
	return code;
}

enum err_code
store_create(const char *folder, const struct station *station,
	const struct store_head *head, char recovery[RECOVERY_TEXT],
	struct err *e)
{
	struct arena *a = arena_new();
	mode_t umask_was = umask(077);
	struct store s = {.arena = a,
		.station = *station,
		.place = {.fd = -1},
		.scratch = arena_new_secret(),
		.brief = arena_new_secret()};
	char paper[RECOVERY_TEXT];
	enum err_code code = check_wishes(station, head, e);

	if (code == ERR_OK)
		code = place_take(&s.place, folder, a, e);
	if (code == ERR_OK)
		code = fill(&s, head, recovery ? recovery : paper, e);
	vault_wipe(paper, sizeof paper);
	vault_lock(&s.vault);
	folder_close(&s.place);
	umask(umask_was);
	arena_free(s.scratch);
	arena_free(s.brief);
	arena_free(a);
	return code;
}

/* --- the reserve
 * ------------------------------------------------------------------ */

/* No room for it, or no way to: it is a comfort, not a promise. */
void
reserve_make(const struct folder *f)
{
	struct statvfs fs;
	int fd;

	if (folder_has(f, RESERVE_FILE) || fstatvfs(f->fd, &fs) != 0 ||
		(off_t)fs.f_bavail < RESERVE_ROOM / (off_t)fs.f_frsize)
		return;
	fd = openat(f->fd, RESERVE_FILE,
		O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return;
	if (posix_fallocate(fd, 0, RESERVE_SIZE) != 0)
		unlinkat(f->fd, RESERVE_FILE, 0);
	close(fd);
}

bool
reserve_give_back(const struct folder *f)
{
	return unlinkat(f->fd, RESERVE_FILE, 0) == 0;
}
