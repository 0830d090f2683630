// SPDX-License-Identifier: MIT
#include "tui/commands/command.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define MOST 1024

/* Ctrl+C while nothing is echoed: the terminal is put right first. */
static volatile sig_atomic_t interrupted;

static void
on_signal(int number)
{
	interrupted = number;
}

/* Byte by byte: the lines after it are for those who ask after us. */
static bool
read_line(int fd, char *line, size_t *n)
{
	char c;

	*n = 0;
	for (;;) {
		ssize_t got = read(fd, &c, 1);

		if (got < 0 && errno == EINTR && !interrupted)
			continue;
		if (got <= 0)
			return got == 0 && *n > 0;
		if (c == '\n')
			break;
		if (*n == MOST)
			return false;
		line[(*n)++] = c;
	}
	if (*n && line[*n - 1] == '\r')
		--*n;
	return true;
}

/* Records may come on stdin; the password is asked of the terminal. */
static bool
ask_terminal(int fd, const char *prompt, char *line, size_t *n)
{
	struct termios was;
	struct termios silent;
	static const int ends[] = {SIGINT, SIGTERM, SIGHUP};
	struct sigaction act = {.sa_handler = on_signal};
	struct sigaction usual[3];
	bool done;

	if (tcgetattr(fd, &was))
		return false;
	interrupted = 0;
	for (int i = 0; i < 3; i++)
		sigaction(ends[i], &act, &usual[i]);
	silent = was;
	silent.c_lflag &= ~(tcflag_t)(ECHO | ECHONL);
	tcsetattr(fd, TCSAFLUSH, &silent);
	fprintf(stderr, "%s ", prompt);
	done = read_line(fd, line, n);
	tcsetattr(fd, TCSAFLUSH, &was);
	fputc('\n', stderr);
	for (int i = 0; i < 3; i++)
		sigaction(ends[i], &usual[i], NULL);
	if (interrupted)
		raise(interrupted);
	return done;
}

static enum err_code
from_terminal(const char *prompt, char *line, size_t *n, struct err *e)
{
	int fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
	bool done;

	if (fd < 0)
		return err_set(e, ERR_DENIED,
			_("要口令：在终端里运行，或用 --password-fd"));
	done = ask_terminal(fd, prompt, line, n);
	close(fd);
	return done ? ERR_OK : err_set(e, ERR_DENIED, _("没有读到口令"));
}

enum err_code
call_password(struct call *c, const char *prompt, str *out, struct err *e)
{
	char *line = arena_alloc(c->arena, MOST + 1);
	int fd = c->globals->password_fd;
	size_t n = 0;

	if (fd < 0 && c->known_password.n && !isatty(STDIN_FILENO)) {
		*out = c->known_password;
		return ERR_OK;
	}
	if (fd >= 0 && !read_line(fd, line, &n))
		return err_set(e, ERR_DENIED,
			_("--password-fd 里没有口令了（%s）"), prompt);
	if (fd < 0 && from_terminal(prompt, line, &n, e))
		return ERR_DENIED;
	*out = (str){line, n};
	return ERR_OK;
}

enum err_code
call_new_password(struct call *c, str *out, struct err *e)
{
	str again;
	str prompt = str_fmt(
		c->arena, _("至少 %d 个字符的新口令："), PASSWORD_LEAST);
	enum err_code code = call_password(c, str_z(c->arena, prompt), out, e);

	/* Typed blind, so typed twice. */
	if (code || c->globals->password_fd >= 0)
		return code;
	code = call_password(c, _("再输一遍："), &again, e);
	if (code == ERR_OK && !str_eq(again, *out))
		code = err_set(e, ERR_INPUT, _("两遍不一样"));
	return code;
}
