// SPDX-License-Identifier: MIT
/*
 * Loaded before a program (LD_PRELOAD): allocations fail.
 *
 *	NOMEM_AT=N      the N-th that counts, from main on
 *	NOMEM_EVER=1    and all after it
 *	NOMEM_SITES=1   only the first from each place counts: the callers
 *	                four levels up tell places apart
 *	NOMEM_FROM=NAME counting begins when a file so called is opened
 *	NOMEM_TOLD=FILE how many counted is written there at the end, a line
 *
 * glibc only: its own functions are behind these.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

extern void *__libc_malloc(size_t n);
extern void *__libc_calloc(size_t n, size_t size);
extern void *__libc_realloc(void *p, size_t n);
extern void *__libc_memalign(size_t align, size_t n);

#define LEVELS 7 /* two of them are this file's */
#define PLACES 16384

static bool on;
static bool looking; /* the unwinder may allocate */
static long counted;
static long at = -1;
static bool ever;
static bool sites;
static const char *from;
static const char *told;
static pid_t me;
static uint64_t seen[PLACES];

static bool
is_new(void)
{
	void *stack[LEVELS] = {NULL};
	uint64_t h = 1469598103934665603u;

	looking = true;
	int n = backtrace(stack, LEVELS);
	looking = false;
	for (int i = 2; i < n; i++)
		h = (h ^ (uintptr_t)stack[i]) * 1099511628211u;
	h |= 1;
	for (size_t i = h % PLACES;; i = (i + 1) % PLACES) {
		if (seen[i] == h)
			return false;
		if (seen[i] == 0) {
			seen[i] = h;
			return true;
		}
	}
}

static bool
fails(void)
{
	if (!on || looking)
		return false;
	if (ever && at > 0 && counted >= at)
		return true;
	if (sites && !is_new())
		return false;
	return ++counted == at;
}

void *
malloc(size_t n)
{
	if (!fails())
		return __libc_malloc(n);
	errno = ENOMEM;
	return NULL;
}

void *
calloc(size_t n, size_t size)
{
	if (!fails())
		return __libc_calloc(n, size);
	errno = ENOMEM;
	return NULL;
}

void *
realloc(void *p, size_t n)
{
	if (!fails())
		return __libc_realloc(p, n);
	errno = ENOMEM;
	return NULL;
}

int
posix_memalign(void **p, size_t align, size_t n)
{
	if (fails())
		return ENOMEM;
	*p = __libc_memalign(align, n);
	return *p ? 0 : ENOMEM;
}

void *
mmap(void *where, size_t n, int protection, int flags, int fd, off_t off)
{
	static __typeof__(&mmap) real;

	if (!real)
		real = (__typeof__(&mmap))dlsym(RTLD_NEXT, "mmap");
	if (!fails())
		return real(where, n, protection, flags, fd, off);
	errno = ENOMEM;
	return MAP_FAILED;
}

/* --- when it begins
 * ----------------------------------------------------------- */

static void
begin_at(const char *path)
{
	if (from && strstr(path, from))
		on = true;
}

int
open(const char *path, int flags, ...)
{
	mode_t mode = 0;

	if (flags & O_CREAT) {
		va_list args;

		va_start(args, flags);
		mode = va_arg(args, mode_t);
		va_end(args);
	}
	begin_at(path);
	return ((__typeof__(&open))dlsym(RTLD_NEXT, "open"))(path, flags, mode);
}

static void
tell(void)
{
	char line[32];
	int fd;

	on = false;
	if (!told || getpid() != me)
		return;
	fd = ((__typeof__(&open))dlsym(RTLD_NEXT, "open"))(
		told, O_WRONLY | O_APPEND | O_CREAT, 0600);
	int n = snprintf(line, sizeof line, "%ld\n", counted);
	if (fd >= 0 && write(fd, line, (size_t)n) == n)
		close(fd);
}

static int (*real_main)(int, char **, char **);

static bool
is_set(const char *name)
{
	const char *value = getenv(name);

	return value && *value;
}

static int
our_main(int argc, char **argv, char **envp)
{
	const char *n = getenv("NOMEM_AT");
	void *stack[4];

	me = getpid();
	backtrace(stack, 4); /* what it needs, it gets now */
	at = n ? strtol(n, NULL, 10) : -1;
	ever = is_set("NOMEM_EVER");
	sites = is_set("NOMEM_SITES");
	from = getenv("NOMEM_FROM");
	told = getenv("NOMEM_TOLD");
	on = !from;
	return real_main(argc, argv, envp);
}

int
__libc_start_main(int (*run)(int, char **, char **), int argc, char **argv,
	void (*init)(void), void (*fini)(void), void (*rtld_fini)(void),
	void *stack_end)
{
	__typeof__(&__libc_start_main) real =
		(__typeof__(&__libc_start_main))dlsym(
			RTLD_NEXT, "__libc_start_main");

	real_main = run;
	return real(our_main, argc, argv, init, fini, rtld_fini, stack_end);
}

static void __attribute__((destructor)) finish(void)
{
	tell();
}
