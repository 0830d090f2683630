// SPDX-License-Identifier: MIT
#include "store/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

#include "store/file.h"
#include "store/lang.h"

int folder_patience = 5000;

/* What statfs says, from statfs(2) and the kernel's magic.h. */
enum care { CARE_GOOD, CARE_NO_MODES, CARE_REFUSE, CARE_UNKNOWN };

static const struct {
	uint32_t magic;
	enum care care;
	const char *name;
} systems[] = {
	{0x0000EF53, CARE_GOOD, "ext4"},
	{0x58465342, CARE_GOOD, "xfs"},
	{0x9123683E, CARE_GOOD, "btrfs"},
	{0xF2F52010, CARE_GOOD, "f2fs"},
	{0x2FC12FC1, CARE_GOOD, "zfs"},
	{0xCA451A4E, CARE_GOOD, "bcachefs"},
	{0x52654973, CARE_GOOD, "reiserfs"},
	{0x3153464A, CARE_GOOD, "jfs"},
	{0x01021994, CARE_GOOD, "tmpfs"},
	{0x794C7630, CARE_GOOD, "overlayfs"},
	{0x9660, CARE_GOOD, "iso9660"},
	{0x73717368, CARE_GOOD, "squashfs"},
	{0x00004D44, CARE_NO_MODES, "FAT"},
	{0x2011BAB0, CARE_NO_MODES, "exFAT"},
	{0x5346544E, CARE_NO_MODES, "NTFS"},
	{0x7366746E, CARE_NO_MODES, "NTFS"},
	{0x65735546, CARE_NO_MODES, "FUSE"},
	{0x00006969, CARE_REFUSE, "NFS"},
	{0x0000517B, CARE_REFUSE, "SMB"},
	{0xFF534D42, CARE_REFUSE, "CIFS"},
	{0xFE534D42, CARE_REFUSE, "SMB2"},
};

static enum err_code
check_system(struct folder *f, struct err *e)
{
	static bool warned;
	struct statfs fs;
	enum care care = CARE_UNKNOWN;
	const char *name = "?";

	if (fstatfs(f->fd, &fs) != 0)
		return err_errno(e, _("读不了文件夹"), f->path);
	for (size_t i = 0; i < sizeof systems / sizeof *systems; i++) {
		if (systems[i].magic != (uint32_t)fs.f_type)
			continue;
		care = systems[i].care;
		name = systems[i].name;
	}
	if (care == CARE_REFUSE)
		return err_set(e, ERR_IO,
			_("%s "
			  "在网络盘上（%"
			  "s），数据会损坏：请放在本机磁盘或U盘上"),
			f->path, name);
	f->modes = care != CARE_NO_MODES;
	if (care != CARE_GOOD && !warned) {
		warned = true;
		fprintf(stderr, "warning: ");
		fprintf(stderr,
			_("%s 在 %s 文件系统上：断电时不如 ext4 "
			  "可靠，请勤做备份"),
			f->path, name);
		fputc('\n', stderr);
	}
	return ERR_OK;
}

static enum err_code
check_owner(const struct folder *f, const struct stat *st, struct err *e)
{
	if (!f->modes)
		return ERR_OK;
	if (geteuid() != 0 && st->st_uid != geteuid())
		return err_set(e, ERR_IO,
			_("文件夹 %s 属于另一个用户，不能用作数据文件夹"),
			f->path);
	if (st->st_mode & (S_IWGRP | S_IWOTH))
		return err_set(e, ERR_IO,
			_("文件夹 %s 可被别人改写：请先 chmod go-w"), f->path);
	return ERR_OK;
}

enum err_code
folder_open(struct folder *f, const char *path, struct arena *a, struct err *e)
{
	char full[PATH_MAX];
	struct stat st;
	enum err_code code;

	*f = (struct folder){.fd = -1};
	if (!realpath(path, full)) {
		if (errno == ENOENT || errno == ENOTDIR)
			return err_set(e, ERR_ABSENT, _("没有文件夹 %s"), path);
		return err_errno(e, _("打不开文件夹"), path);
	}
	f->path = str_z(a, str_of(full));
	f->fd = open(full, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (f->fd < 0 && errno == ENOTDIR)
		return err_set(e, ERR_ABSENT, _("%s 不是文件夹"), path);
	if (f->fd < 0 || fstat(f->fd, &st) != 0)
		return err_errno(e, _("打不开文件夹"), path);
	f->dev = st.st_dev;
	f->ino = st.st_ino;
	code = check_system(f, e);
	if (code == ERR_OK)
		code = check_owner(f, &st, e);
	if (code)
		folder_close(f);
	return code;
}

void
folder_close(struct folder *f)
{
	if (f->fd >= 0)
		close(f->fd);
	f->fd = -1;
}

/* Its name is in the folder above, and lasts once that is synced. */
static enum err_code
sync_above(const char *path, struct arena *a, struct err *e)
{
	const char *slash = strrchr(path, '/');
	size_t n = slash ? (size_t)(slash - path) + 1 : 0;
	const char *above = n ? str_z(a, str_sub(str_of(path), 0, n)) : ".";
	int fd = open(above, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	enum err_code code;

	if (fd < 0)
		return ERR_OK; /* one we may not read is not ours to sync */
	code = file_sync_folder(fd, above, e);
	close(fd);
	return code;
}

enum err_code
folder_make(const char *path, struct arena *a, struct err *e)
{
	char *p = str_z(a, str_of(path));
	enum err_code code = ERR_OK;

	for (char *at = p; *at && code == ERR_OK; at++) {
		if (*at != '/' || at == p)
			continue;
		*at = '\0';
		if (mkdir(p, 0700) == 0)
			code = sync_above(p, a, e);
		else if (errno != EEXIST && errno != EROFS)
			code = err_errno(e, _("建不了文件夹"), p);
		*at = '/';
	}
	if (code)
		return code;
	if (mkdir(p, 0700) != 0 && errno != EEXIST)
		return err_errno(e, _("建不了文件夹"), p);
	/* There already: perhaps made just before a cut. */
	return sync_above(p, a, e);
}

bool
folder_has(const struct folder *f, const char *name)
{
	struct stat st;

	return fstatat(f->fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0;
}

const char *
folder_file(const struct folder *f, struct arena *a, const char *name)
{
	return str_z(a, str_fmt(a, "%s/%s", f->path, name));
}

/*
 * Who holds a flock, from /proc/locks: "1: FLOCK  ADVISORY  WRITE 4711
 * fe:00:131 0 EOF". Only for the words of a message: 0 when not known.
 */
static long
holder(int fd)
{
	FILE *locks = fopen("/proc/locks", "re");
	struct stat st;
	char line[256];
	long found = 0;

	if (!locks || fstat(fd, &st) != 0)
		st.st_ino = 0;
	while (locks && !found && fgets(line, sizeof line, locks)) {
		long pid;
		uintmax_t ino;

		if (strstr(line, "->") || !strstr(line, "FLOCK"))
			continue; /* one who waits as well */
		if (sscanf(line, "%*s FLOCK %*s %*s %ld %*x:%*x:%" SCNuMAX,
			    &pid, &ino) == 2 &&
			ino == (uintmax_t)st.st_ino && pid != (long)getpid())
			found = pid;
	}
	if (locks)
		fclose(locks);
	return found;
}

static int64_t
milliseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static enum err_code
busy(int fd, struct err *e)
{
	long pid = holder(fd);

	if (pid == 0)
		return err_set(
			e, ERR_BUSY, _("数据正被另一个程序占用，请稍后再试"));
	return err_set(e, ERR_BUSY,
		_("数据正被另一个程序占用（进程 %ld），请稍后再试"), pid);
}

enum err_code
folder_lock(int fd, bool exclusive, struct err *e)
{
	int64_t end = 0;

	while (flock(fd, (exclusive ? LOCK_EX : LOCK_SH) | LOCK_NB) != 0) {
		if (errno == EINTR)
			continue;
		if (errno != EWOULDBLOCK)
			return err_errno(e, _("锁不住数据文件夹"), NULL);
		if (end == 0)
			end = milliseconds() + folder_patience;
		int64_t left = end - milliseconds();
		/* Who has waited long asks more often, so that he is not
		 * passed over for good by those who write without pause. */
		long nap = left * 10 < folder_patience * 9 ? 200000 : 2000000;

		if (left <= 0)
			return busy(fd, e);
		nanosleep(&(struct timespec){.tv_nsec = nap}, NULL);
	}
	return ERR_OK;
}

enum err_code
folder_check(const struct folder *f, const char *name, int fd, struct err *e)
{
	struct stat open_file;
	struct stat there;

	if (fstat(fd, &open_file) != 0)
		return err_errno(e, _("读不了数据文件"), f->path);
	if (stat(f->path, &there) != 0 || there.st_ino != f->ino ||
		there.st_dev != f->dev)
		return err_set(e, ERR_CORRUPT,
			_("数据文件夹 %s 已被删除、移走或拔出；没有保存"),
			f->path);
	if (fstatat(f->fd, name, &there, AT_SYMLINK_NOFOLLOW) != 0 ||
		there.st_ino != open_file.st_ino || open_file.st_nlink == 0)
		return err_set(e, ERR_CORRUPT,
			_("数据文件 %s/%s 已被删除或替换；没有保存"), f->path,
			name);
	return ERR_OK;
}
