// SPDX-License-Identifier: MIT
#define _GNU_SOURCE
#include "tests/terminal/pty.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define REST_MS 10000 /* by then it must sleep */

long
now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void
must(bool fine, const char *what)
{
	if (fine)
		return;
	perror(what);
	exit(2);
}

/* --- life -------------------------------------------------------------- */

static void
on_reply(const char *bytes, size_t n, void *user)
{
	struct pty *p = user;
	if (p->ambiguous)
		pty_send(p, bytes, n);
}

static void
run(struct pty *p, char *const argv[], char *const env[])
{
	sigset_t none;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	setsid();
	ioctl(p->slave, TIOCSCTTY, 0);
	for (int fd = 0; fd < 3; fd++)
		dup2(p->slave, fd);
	for (int fd = 3; fd < 64; fd++)
		close(fd);
	setenv("TERM", p->kind->term, 1);
	unsetenv("LINES");
	unsetenv("COLUMNS");
	unsetenv("NO_COLOR");
	for (int i = 0; env && env[i]; i++)
		if (strchr(env[i], '='))
			putenv(env[i]);
		else
			unsetenv(env[i]);
	execv(argv[0], argv);
	_exit(127);
}

static void
set_size(const struct pty *p, int rows, int cols)
{
	struct winsize w = {
		.ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols};
	must(ioctl(p->slave, TIOCSWINSZ, &w) == 0, "TIOCSWINSZ");
}

void
pty_start(struct pty *p, const struct kind *kind, int width, int rows, int cols,
	char *const argv[], char *const env[])
{
	*p = (struct pty){.kind = kind, .ambiguous = width};
	p->glass = glass_new(
		rows, cols, width == 2 ? 2 : 1, kind->is_linux, on_reply, p);
	p->master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	must(p->master >= 0 && grantpt(p->master) == 0 &&
			unlockpt(p->master) == 0,
		"posix_openpt");
	p->slave = open(ptsname(p->master), O_RDWR | O_NOCTTY | O_CLOEXEC);
	must(p->slave >= 0, "the terminal's other side");
	fcntl(p->master, F_SETFL, O_NONBLOCK);
	set_size(p, rows, cols);
	tcgetattr(p->slave, &p->before);
	fflush(NULL);
	p->pid = fork();
	must(p->pid >= 0, "fork");
	if (p->pid == 0)
		run(p, argv, env);
	p->watched = p->pid;
}

void
pty_end(struct pty *p)
{
	if (p->pid) {
		kill(p->pid, SIGKILL);
		waitpid(p->pid, &p->status, 0);
	}
	if (p->master >= 0)
		close(p->master);
	if (p->slave >= 0)
		close(p->slave);
	glass_free(p->glass);
	*p = (struct pty){.master = -1, .slave = -1};
}

/* --- the line ---------------------------------------------------------- */

static bool
has_ended(struct pty *p)
{
	if (p->pid && waitpid(p->pid, &p->status, WNOHANG) == p->pid)
		p->pid = 0;
	return p->pid == 0;
}

/* All it has written; false when that was nothing. */
static bool
pump(struct pty *p, int ms)
{
	char in[4096];
	char spoilt[4 * sizeof(in) + 64];
	struct pollfd fd = {p->master, POLLIN, 0};
	bool any = false;
	while (poll(&fd, 1, any ? 0 : ms) > 0 && (fd.revents & POLLIN)) {
		ssize_t n = read(p->master, in, sizeof(in));
		if (n <= 0)
			break;
		any = true;
		if (p->log)
			fwrite(in, 1, (size_t)n, p->log);
		if (p->spoil) {
			size_t more = p->spoil(in, (size_t)n, spoilt);
			glass_write(p->glass, spoilt, more);
		} else {
			glass_write(p->glass, in, (size_t)n);
		}
	}
	return any;
}

/* Bytes it has read so far, from wherever. */
static long
bytes_read(const struct pty *p)
{
	char path[64];
	long n = 0;
	snprintf(path, sizeof(path), "/proc/%d/io", (int)p->watched);
	FILE *in = fopen(path, "r");
	if (!in)
		return -1;
	if (fscanf(in, "rchar: %ld", &n) != 1)
		n = -1;
	fclose(in);
	return n;
}

void
pty_send(struct pty *p, const char *bytes, size_t n)
{
	long until = now_ms() + REST_MS;
	if (p->owed == 0)
		p->read_was = bytes_read(p);
	p->owed += n;
	while (n > 0 && !has_ended(p)) {
		ssize_t done = write(p->master, bytes, n);
		if (done > 0) {
			bytes += done;
			n -= (size_t)done;
			until = now_ms() + REST_MS;
			continue;
		}
		if (now_ms() > until) {
			glass_complain(p->glass, "it does not read");
			return;
		}
		pump(p, 2);
	}
}

void
pty_sendz(struct pty *p, const char *z)
{
	pty_send(p, z, strlen(z));
}

void
pty_resize(struct pty *p, int rows, int cols)
{
	if (rows == glass_rows(p->glass) && cols == glass_cols(p->glass))
		return; /* nobody would be told */
	glass_resize(p->glass, rows, cols);
	set_size(p, rows, cols);
}

/* Field n (from 3) of /proc/PID/stat; its name may hold blanks. */
static const char *
stat_field(pid_t pid, int n, char *line, size_t size)
{
	char path[64];
	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t got = fd < 0 ? -1 : read(fd, line, size - 1);
	if (fd >= 0)
		close(fd);
	if (got <= 0)
		return NULL;
	line[got] = '\0';
	const char *at = strrchr(line, ')');
	for (int i = 2; at && i < n; i++) {
		at = strchr(at, ' ');
		at = at ? at + 1 : NULL;
	}
	return at;
}

/* It sleeps and has read all that was sent. What is in the line's buffer
 * cannot be seen until the kernel hands it on: so its reading is counted
 * (by root only: the desk lets nobody else look into it). */
static bool
is_at_rest(struct pty *p)
{
	char line[1024];
	int waiting = 0;
	long have = bytes_read(p);
	if (p->owed && p->read_was >= 0 && have >= 0 &&
		have - p->read_was < (long)p->owed)
		return false;
	const char *state = stat_field(p->watched, 3, line, sizeof(line));
	if (!state || *state != 'S')
		return false;
	return ioctl(p->slave, FIONREAD, &waiting) != 0 || waiting == 0;
}

void
pty_settle(struct pty *p, int ms)
{
	long until = now_ms() + REST_MS;
	long since = 0; /* it rests */
	int quiet = 0;
	while (quiet < 2 || now_ms() - since < ms) {
		if (pump(p, quiet ? 2 : 1)) {
			quiet = 0;
			continue;
		}
		if (has_ended(p)) {
			pump(p, 0);
			return;
		}
		quiet = is_at_rest(p) ? quiet + 1 : 0;
		if (quiet == 1)
			since = now_ms();
		if (quiet)
			p->owed = 0;
		if (now_ms() > until) {
			glass_complain(p->glass, "it does not come to rest");
			return;
		}
	}
}

bool
pty_see(struct pty *p, const char *text, int ms)
{
	long until = now_ms() + ms;
	for (;;) {
		pump(p, 5);
		if (glass_find(p->glass, text) >= 0)
			return true;
		if (has_ended(p) || now_ms() > until)
			return false;
	}
}

int
pty_wait(struct pty *p, int ms)
{
	long until = now_ms() + ms;
	while (!has_ended(p)) {
		pump(p, 2);
		if (now_ms() > until)
			return -1;
	}
	pump(p, 0);
	return WIFEXITED(p->status) ? WEXITSTATUS(p->status)
				    : 128 + WTERMSIG(p->status);
}

bool
pty_is_restored(struct pty *p)
{
	struct termios now;
	struct glass_modes m = glass_modes(p->glass);
	tcgetattr(p->slave, &now);
	if (now.c_iflag != p->before.c_iflag ||
		now.c_oflag != p->before.c_oflag ||
		now.c_cflag != p->before.c_cflag ||
		now.c_lflag != p->before.c_lflag ||
		memcmp(now.c_cc, p->before.c_cc, sizeof(now.c_cc)) != 0)
		glass_complain(
			p->glass, "the terminal's modes are not as before");
	if (m.alternate)
		glass_complain(p->glass, "the alternate screen was not left");
	if (m.hidden)
		glass_complain(p->glass, "the cursor is still hidden");
	if (m.paste)
		glass_complain(p->glass, "pastes are still bracketed");
	if (m.keypad)
		glass_complain(p->glass, "the keypad is still not numeric");
	if (m.mouse)
		glass_complain(p->glass, "the mouse is still caught");
	return !glass_fault(p->glass);
}

long
pty_cpu_ms(const struct pty *p)
{
	char line[1024];
	unsigned long user = 0;
	unsigned long system = 0;
	const char *at = stat_field(p->watched, 14, line, sizeof(line));
	if (at)
		sscanf(at, "%lu %lu", &user, &system);
	return (long)((user + system) * 1000 /
		      (unsigned long)sysconf(_SC_CLK_TCK));
}
