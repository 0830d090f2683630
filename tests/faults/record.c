// SPDX-License-Identifier: MIT
/*
 * Loaded before a program (LD_PRELOAD), it writes down in the file
 * RECORD_LOG what the program does to files and folders, in order, and when
 * it waited for the disk. replay.h says how that is read. What happens
 * through stdio is not seen: cut.sh compares the whole at the end.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static int
log_fd(void)
{
	static int fd;
	const char *path = getenv("RECORD_LOG");

	if (fd == 0) {
		int low = path ? (int)syscall(SYS_openat, AT_FDCWD, path,
					 O_WRONLY | O_APPEND | O_CLOEXEC)
			       : -1;

		fd = low < 0 ? -1 : fcntl(low, F_DUPFD_CLOEXEC, 200);
		if (low >= 0)
			syscall(SYS_close, low);
	}
	return fd;
}

/* One event: a line, and bytes behind it. */
static void __attribute__((format(printf, 3, 4)))
note(const void *bytes, size_t n, const char *format, ...)
{
	int kept = errno;
	int fd = log_fd();
	char line[1024];
	va_list args;
	int length;

	if (fd < 0)
		return;
	va_start(args, format);
	length = vsnprintf(line, sizeof line, format, args);
	va_end(args);
	if (length < 0 || (size_t)length >= sizeof line)
		abort();
	struct iovec v[2] = {
		{line, (size_t)length}, {(void *)(uintptr_t)bytes, n}};
	if (syscall(SYS_writev, fd, v, 2) != (long)((size_t)length + n))
		abort();
	errno = kept;
}

/* The folder and the name in it that a path means. 0: not to be found. */
static unsigned long long
parent(int dir, const char *path, const char **name)
{
	const char *slash = strrchr(path, '/');
	char folder[4096] = ".";
	struct stat st;

	*name = slash ? slash + 1 : path;
	if (slash)
		snprintf(folder, sizeof folder, "%.*s", (int)(slash - path) + 1,
			path);
	return fstatat(dir, folder, &st, 0) == 0 ? st.st_ino : 0;
}

static unsigned long long
file_of(int fd)
{
	struct stat st;

	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
		return 0;
	return st.st_ino;
}

/* --- files ------------------------------------------------------------------
 */

static int
opened(int fd, int dir, const char *path, int flags, bool was)
{
	const char *name;
	unsigned long long in = fd < 0 ? 0 : parent(dir, path, &name);

	if (fd < 0 || !file_of(fd))
		return fd;
	if ((flags & O_CREAT) && !was)
		note(NULL, 0, "C %llu %llu %s\n", in, file_of(fd), name);
	else if (flags & O_TRUNC)
		note(NULL, 0, "T %llu 0\n", file_of(fd));
	return fd;
}

static bool
is_there(int dir, const char *path, int flags)
{
	struct stat st;

	return !(flags & O_CREAT) || fstatat(dir, path, &st, 0) == 0;
}

#define MODE(flags)                                                            \
	mode_t mode = 0;                                                       \
	if ((flags)&O_CREAT) {                                                 \
		va_list args;                                                  \
		va_start(args, flags);                                         \
		mode = va_arg(args, mode_t);                                   \
		va_end(args);                                                  \
	}

int
open(const char *path, int flags, ...)
{
	bool was = is_there(AT_FDCWD, path, flags);
	MODE(flags)

	return opened(
		REAL(open)(path, flags, mode), AT_FDCWD, path, flags, was);
}

int
open64(const char *path, int flags, ...)
{
	bool was = is_there(AT_FDCWD, path, flags);
	MODE(flags)

	return opened(
		REAL(open64)(path, flags, mode), AT_FDCWD, path, flags, was);
}

int
openat(int dir, const char *path, int flags, ...)
{
	bool was = is_there(dir, path, flags);
	MODE(flags)

	return opened(
		REAL(openat)(dir, path, flags, mode), dir, path, flags, was);
}

int
openat64(int dir, const char *path, int flags, ...)
{
	bool was = is_there(dir, path, flags);
	MODE(flags)

	return opened(
		REAL(openat64)(dir, path, flags, mode), dir, path, flags, was);
}

static ssize_t
wrote(int fd, const struct iovec *v, int n_v, ssize_t n, off64_t at)
{
	unsigned long long file = n > 0 ? file_of(fd) : 0;
	bool sync = file && (fcntl(fd, F_GETFL) & O_DSYNC);
	size_t left = n > 0 ? (size_t)n : 0;

	for (int i = 0; file && i < n_v && left > 0; i++) {
		size_t k = v[i].iov_len < left ? v[i].iov_len : left;

		note(v[i].iov_base, k, "%c %llu %lld %zu\n", sync ? 'V' : 'W',
			file, (long long)at, k);
		at += (off64_t)k;
		left -= k;
	}
	return n;
}

static off64_t
before(int fd, ssize_t n)
{
	return lseek64(fd, 0, SEEK_CUR) - n;
}

ssize_t
write(int fd, const void *p, size_t n)
{
	struct iovec v = {(void *)(uintptr_t)p, n};
	ssize_t done = REAL(write)(fd, p, n);

	return wrote(fd, &v, 1, done, before(fd, done));
}

ssize_t
writev(int fd, const struct iovec *v, int n)
{
	ssize_t done = REAL(writev)(fd, v, n);

	return wrote(fd, v, n, done, before(fd, done));
}

ssize_t
pwrite(int fd, const void *p, size_t n, off_t at)
{
	struct iovec v = {(void *)(uintptr_t)p, n};

	return wrote(fd, &v, 1, REAL(pwrite)(fd, p, n, at), at);
}

ssize_t
pwrite64(int fd, const void *p, size_t n, off64_t at)
{
	struct iovec v = {(void *)(uintptr_t)p, n};

	return wrote(fd, &v, 1, REAL(pwrite64)(fd, p, n, at), at);
}

static int
cut(int fd, int rc, char what, long long size)
{
	if (rc == 0 && file_of(fd))
		note(NULL, 0, "%c %llu %lld\n", what, file_of(fd), size);
	return rc;
}

int
ftruncate(int fd, off_t size)
{
	return cut(fd, REAL(ftruncate)(fd, size), 'T', size);
}

int
ftruncate64(int fd, off64_t size)
{
	return cut(fd, REAL(ftruncate64)(fd, size), 'T', size);
}

int
posix_fallocate64(int fd, off64_t at, off64_t n)
{
	return cut(fd, REAL(posix_fallocate64)(fd, at, n), 'X', at + n);
}

/* --- names ------------------------------------------------------------------
 */

static int
made(int rc, int dir, const char *path, char what)
{
	const char *name;
	unsigned long long in = rc ? 0 : parent(dir, path, &name);
	struct stat st;

	if (rc == 0 && fstatat(dir, path, &st, AT_SYMLINK_NOFOLLOW) == 0)
		note(NULL, 0, "%c %llu %llu %s\n", what, in,
			(unsigned long long)st.st_ino, name);
	return rc;
}

static int
gone(int rc, int dir, const char *path)
{
	const char *name;
	unsigned long long in = rc ? 0 : parent(dir, path, &name);

	if (rc == 0)
		note(NULL, 0, "U %llu %s\n", in, name);
	return rc;
}

static int
moved(int rc, int a, const char *from, int b, const char *to)
{
	const char *was;
	const char *is;
	unsigned long long in = rc ? 0 : parent(a, from, &was);
	unsigned long long into = rc ? 0 : parent(b, to, &is);

	if (rc == 0)
		note(NULL, 0, "M %llu %llu %s/%s\n", in, into, was, is);
	return rc;
}

int
mkdir(const char *path, mode_t mode)
{
	return made(REAL(mkdir)(path, mode), AT_FDCWD, path, 'D');
}

int
mkdirat(int dir, const char *path, mode_t mode)
{
	return made(REAL(mkdirat)(dir, path, mode), dir, path, 'D');
}

int
linkat(int a, const char *from, int b, const char *to, int flags)
{
	return made(REAL(linkat)(a, from, b, to, flags), b, to, 'L');
}

int
unlink(const char *path)
{
	return gone(REAL(unlink)(path), AT_FDCWD, path);
}

int
rmdir(const char *path)
{
	return gone(REAL(rmdir)(path), AT_FDCWD, path);
}

int
unlinkat(int dir, const char *path, int flags)
{
	return gone(REAL(unlinkat)(dir, path, flags), dir, path);
}

int
rename(const char *from, const char *to)
{
	return moved(REAL(rename)(from, to), AT_FDCWD, from, AT_FDCWD, to);
}

int
renameat(int a, const char *from, int b, const char *to)
{
	return moved(REAL(renameat)(a, from, b, to), a, from, b, to);
}

int
renameat2(int a, const char *from, int b, const char *to, unsigned flags)
{
	return moved(REAL(renameat2)(a, from, b, to, flags), a, from, b, to);
}

/* --- waiting for the disk, and saying so -------------------------------------
 */

static int
synced(int fd, int rc)
{
	struct stat st;

	if (rc == 0 && fstat(fd, &st) == 0)
		note(NULL, 0, "S %llu\n", (unsigned long long)st.st_ino);
	return rc;
}

int
fsync(int fd)
{
	return synced(fd, REAL(fsync)(fd));
}

int
fdatasync(int fd)
{
	return synced(fd, REAL(fdatasync)(fd));
}

/* What stands on stdout from here on is a promise. */
int
fflush(FILE *f)
{
	int rc = REAL(fflush)(f);
	struct stat st;

	if (f == stdout && rc == 0 && fstat(1, &st) == 0 &&
		S_ISREG(st.st_mode) && st.st_size > 0) {
		char path[512] = "";

		if (readlink("/proc/self/fd/1", path, sizeof path - 1) > 0)
			note(NULL, 0, "A %lld %s\n", (long long)st.st_size,
				path);
	}
	return rc;
}
