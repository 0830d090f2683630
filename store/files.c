// SPDX-License-Identifier: MIT
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/codec.h"
#include "store/copy.h"
#include "store/file.h"
#include "store/lang.h"

/* The station's own forms and reports travel in its backups: rows of path and
 * bytes, brought up to date before each backup. */
#define SIZE_MOST ((size_t)1 << 20)

static const char *const folders[] = {"forms", "forms/lists", "templates"};

static struct key
row_of(const struct store *s, str path)
{
	struct key k = key_new();
	uint8_t hash[VAULT_HASH];

	vault_hash(&s->vault, 0, TABLE_FILE, STR_NONE, path, hash);
	key_bytes(&k, hash, sizeof hash);
	return k;
}

static enum err_code
keep_one(struct store_txn *t, int dir, str path, const char *name,
	struct arena *a, struct err *e)
{
	struct buf row = {.arena = a};
	struct key k = row_of(t->store, path);
	str bytes;
	str was;

	/* What is too large or no file cannot be loaded as a form either. */
	if (file_load_at(dir, name, SIZE_MOST, a, &bytes, NULL) != ERR_OK)
		return ERR_OK;
	codec_put_text(&row, path);
	buf_add(&row, bytes);
	if (row_get(t, TABLE_FILE, &k, a, &was, NULL) == ERR_OK &&
		str_eq(was, buf_str(&row)))
		return ERR_OK;
	return row_put(t, TABLE_FILE, &k, buf_str(&row), e);
}

static enum err_code
keep_folder(
	struct store_txn *t, const char *folder, struct arena *a, struct err *e)
{
	int fd = openat(t->store->place.fd, folder,
		O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	DIR *dir = fd < 0 ? NULL : fdopendir(fd);
	enum err_code code = ERR_OK;

	if (!dir) {
		if (fd < 0 && errno == ENOENT)
			return ERR_OK; /* a station without forms of its own */
		code = err_errno(e, _("读不了文件夹"), folder);
		if (fd >= 0)
			close(fd);
		return code;
	}
	for (struct dirent *d = readdir(dir); d && !code; d = readdir(dir)) {
		str name = str_of(d->d_name);

		if (name.p[0] != '.' && str_ends(name, STR(".yaml")))
			code = keep_one(t, fd,
				str_fmt(a, "%s/%s", folder, d->d_name),
				d->d_name, a, e);
	}
	closedir(dir);
	return code;
}

/* Rows whose file is gone. */
static enum err_code
drop_gone(struct store_txn *t, struct arena *a, struct err *e)
{
	struct key none = key_new();
	struct walk w;
	struct key k;
	enum err_code code = ERR_OK;

	walk_prefix(&w, t, TABLE_FILE, &none);
	while (code == ERR_OK && walk_next(&w, &k, e)) {
		struct codec c;
		str row;

		code = row_get(t, TABLE_FILE, &k, a, &row, e);
		if (code)
			break;
		c = codec_of(row);
		if (!folder_has(&t->store->place, str_z(a, codec_get_text(&c))))
			code = row_del(t, TABLE_FILE, &k, e);
	}
	return code ? code : w.code;
}

enum err_code
files_keep(struct store_txn *t, struct err *e)
{
	struct arena *a = arena_new();
	enum err_code code = ERR_OK;

	for (size_t i = 0; i < sizeof folders / sizeof *folders && !code; i++)
		code = keep_folder(t, folders[i], a, e);
	if (code == ERR_OK)
		code = drop_gone(t, a, e);
	arena_free(a);
	return code;
}

/* Only paths this program would have written itself. */
static bool
is_ours(str path)
{
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
		size_t n = strlen(folders[i]);

		if (path.n > n + 1 && memcmp(path.p, folders[i], n) == 0 &&
			path.p[n] == '/' && path.p[n + 1] != '.' &&
			str_chr(str_from(path, n + 1), '/') == SIZE_MAX &&
			str_chr(path, '\0') == SIZE_MAX)
			return true;
	}
	return false;
}

enum err_code
files_write(struct store_txn *t, struct err *e)
{
	const struct folder *f = &t->store->place;
	struct arena *a = arena_new();
	struct key none = key_new();
	struct walk w;
	struct key k;
	enum err_code code = ERR_OK;

	walk_prefix(&w, t, TABLE_FILE, &none);
	while (code == ERR_OK && walk_next(&w, &k, e)) {
		struct file_out out;
		struct codec c;
		str path;
		str row;

		code = row_get(t, TABLE_FILE, &k, a, &row, e);
		if (code)
			break;
		c = codec_of(row);
		path = codec_get_text(&c);
		if (c.bad || !is_ours(path))
			continue;
		for (size_t i = 0; i < 3; i++)
			(void)mkdirat(f->fd, folders[i], 0700); /* is there */
		code = file_out_open(
			&out, folder_file(f, a, str_z(a, path)), e);
		if (code == ERR_EXISTS) {
			code = ERR_OK;
			continue;
		}
		if (code == ERR_OK) {
			file_out_write(&out, (str){c.p, c.n});
			code = file_out_commit(&out, e);
		}
	}
	arena_free(a);
	return code ? code : w.code;
}
