// SPDX-License-Identifier: MIT
#define _GNU_SOURCE /* renameat2 */
#include "store/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/lang.h"
#include "store/vault.h"

/* "a/b" is folder "a" and name "b". */
static enum err_code
split(const char *path, char *folder, size_t cap, const char **name,
	struct err *e)
{
	const char *slash = strrchr(path, '/');
	int n;

	*name = slash ? slash + 1 : path;
	if (!slash)
		n = snprintf(folder, cap, ".");
	else if (slash == path)
		n = snprintf(folder, cap, "/");
	else
		n = snprintf(folder, cap, "%.*s", (int)(slash - path), path);
	if (n < 0 || (size_t)n >= cap)
		return err_set(e, ERR_LIMIT, _("路径太长"));
	if (**name == '\0' || strcmp(*name, ".") == 0 ||
		strcmp(*name, "..") == 0)
		return err_set(e, ERR_INPUT, _("%s 不是一个文件名"), path);
	return ERR_OK;
}

static void
name_temp(struct file_out *f)
{
	uint8_t r[6];

	vault_random(r, sizeof r);
	snprintf(f->temp, sizeof f->temp,
		".%.200s.%02x%02x%02x%02x%02x%02x.tmp", f->name, r[0], r[1],
		r[2], r[3], r[4], r[5]);
}

static enum err_code
exists(struct err *e, const char *path)
{
	return err_set(e, ERR_EXISTS, _("%s 已经存在，没有改动它"), path);
}

enum err_code
file_out_open(struct file_out *f, const char *path, struct err *e)
{
	char folder[sizeof f->path];
	const char *name;
	struct stat st;
	enum err_code code = split(path, folder, sizeof folder, &name, e);

	*f = (struct file_out){.dir = -1, .fd = -1};
	if (code)
		return code;
	if (strlen(name) >= sizeof f->name || strlen(path) >= sizeof f->path)
		return err_set(e, ERR_LIMIT, _("文件名太长：%s"), path);
	memcpy(f->name, name, strlen(name) + 1);
	memcpy(f->path, path, strlen(path) + 1);
	f->dir = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (f->dir < 0)
		return err_errno(e, _("打不开文件夹"), folder);
	if (fstatat(f->dir, f->name, &st, AT_SYMLINK_NOFOLLOW) == 0) {
		file_out_abort(f);
		return exists(e, path);
	}
	name_temp(f);
	f->fd = openat(f->dir, f->temp,
		O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (f->fd < 0) {
		code = err_errno(e, _("不能写"), path);
		file_out_abort(f);
	}
	return code;
}

void
file_out_write(struct file_out *f, str bytes)
{
	while (bytes.n > 0 && f->failed == 0) {
		ssize_t n = write(f->fd, bytes.p, bytes.n);

		if (n > 0)
			bytes = str_from(bytes, (size_t)n);
		else if (n < 0 && errno != EINTR)
			f->failed = errno;
	}
}

str
file_out_temp(const struct file_out *f, struct arena *a)
{
	size_t folder = strlen(f->path) - strlen(f->name);

	return str_of(
		str_z(a, str_fmt(a, "%.*s%s", (int)folder, f->path, f->temp)));
}

void
file_out_abort(struct file_out *f)
{
	if (f->fd >= 0) {
		(void)unlinkat(f->dir, f->temp, 0); /* nothing left to tell */
		close(f->fd);
	}
	if (f->dir >= 0)
		close(f->dir);
	f->fd = f->dir = -1;
}

/* Rename without replacing. Where the file system cannot (EINVAL) or the
 * kernel is old (ENOSYS), a hard link has the same all-or-nothing. */
int
file_rename(int dir, const char *from, const char *to)
{
#ifdef RENAME_NOREPLACE
	if (renameat2(dir, from, dir, to, RENAME_NOREPLACE) == 0)
		return 0;
	if (errno != EINVAL && errno != ENOSYS)
		return -1;
#endif
	if (linkat(dir, from, dir, to, 0) == 0)
		return unlinkat(dir, from, 0);
	if (errno != EPERM && errno != EOPNOTSUPP && errno != EMLINK)
		return -1;
	/* FAT has no links either: look, then rename. */
	if (faccessat(dir, to, F_OK, AT_SYMLINK_NOFOLLOW) == 0) {
		errno = EEXIST;
		return -1;
	}
	return renameat(dir, from, dir, to);
}

enum err_code
file_sync_folder(int dir, const char *path, struct err *e)
{
	/* Some file systems cannot. EROFS is none of these: ext4 says so once
	 * it has given itself up. */
	if (fsync(dir) == 0 || errno == EINVAL || errno == EOPNOTSUPP)
		return ERR_OK;
	return err_errno(e, _("文件夹没能写到盘上"), path);
}

static enum err_code
finish(struct file_out *f, bool replace, struct err *e)
{
	enum err_code code = ERR_OK;
	int rc;

	if (f->failed == 0 && fsync(f->fd) != 0)
		f->failed = errno;
	if (f->failed) {
		errno = f->failed;
		code = err_errno(e, _("没有写成"), f->path);
		file_out_abort(f);
		return code;
	}
	rc = replace ? renameat(f->dir, f->temp, f->dir, f->name)
		     : file_rename(f->dir, f->temp, f->name);
	if (rc != 0) {
		code = errno == EEXIST ? exists(e, f->path)
				       : err_errno(e, _("没有写成"), f->path);
		file_out_abort(f);
		return code;
	}
	code = file_sync_folder(f->dir, f->path, e);
	close(f->fd);
	close(f->dir);
	f->fd = f->dir = -1;
	return code;
}

enum err_code
file_out_commit(struct file_out *f, struct err *e)
{
	return finish(f, false, e);
}

enum err_code
file_out_replace(struct file_out *f, struct err *e)
{
	return finish(f, true, e);
}

static enum err_code
slurp(int fd, const char *path, size_t max, struct arena *a, str *out,
	struct err *e)
{
	struct stat st;
	size_t n = 0;
	char *p;

	if (fstat(fd, &st) != 0)
		return err_errno(e, _("读不了"), path);
	if (!S_ISREG(st.st_mode))
		return err_set(e, ERR_INPUT, _("%s 不是普通文件"), path);
	if (st.st_size < 0 || (uintmax_t)st.st_size > max)
		return err_set(e, ERR_LIMIT, _("%s 太大：超过 %zu KiB"), path,
			max / 1024);
	p = arena_alloc(a, (size_t)st.st_size + 1);
	while (n < (size_t)st.st_size) {
		ssize_t got = read(fd, p + n, (size_t)st.st_size - n);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return err_errno(e, _("读不了"), path);
		if (got == 0)
			break;
		n += (size_t)got;
	}
	*out = (str){p, n};
	return ERR_OK;
}

/* O_NONBLOCK: opening a FIFO must not wait for its other end. */
static enum err_code
load(int dir, const char *name, int flags, size_t max, struct arena *a,
	str *out, struct err *e)
{
	int fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | flags);
	enum err_code code;

	if (fd < 0 && errno == ENOENT)
		return err_set(e, ERR_ABSENT, _("没有文件 %s"), name);
	if (fd < 0 && errno == ELOOP)
		return err_set(e, ERR_INPUT, _("%s 不是普通文件"), name);
	if (fd < 0)
		return err_errno(e, _("读不了"), name);
	code = slurp(fd, name, max, a, out, e);
	close(fd);
	return code;
}

enum err_code
file_load(
	const char *path, size_t max, struct arena *a, str *out, struct err *e)
{
	return load(AT_FDCWD, path, 0, max, a, out, e);
}

enum err_code
file_load_at(int dir, const char *name, size_t max, struct arena *a, str *out,
	struct err *e)
{
	return load(dir, name, O_NOFOLLOW, max, a, out, e);
}
