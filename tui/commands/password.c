// SPDX-License-Identifier: MIT
#include "tui/commands/command.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define MOST 1024

/* Byte by byte: the lines after it are for those who ask after us. */
static bool
read_line(int fd, char *line, size_t *n)
{
	char c;

	*n = 0;
	for (;;) {
		ssize_t got = read(fd, &c, 1);

		if (got < 0 && errno == EINTR)
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

static bool
ask_terminal(const char *prompt, char *line, size_t *n)
{
	struct termios was;
	struct termios silent;
	bool done;

	if (tcgetattr(STDIN_FILENO, &was))
		return false;
	silent = was;
	silent.c_lflag &= ~(tcflag_t)(ECHO | ECHONL);
	fprintf(stderr, "%s ", prompt);
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
	done = read_line(STDIN_FILENO, line, n);
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &was);
	fputc('\n', stderr);
	return done;
}

enum err_code
call_password(struct call *c, const char *prompt, str *out, struct err *e)
{
	char *line = arena_alloc(c->arena, MOST + 1);
	int fd = c->globals->password_fd;
	bool nobody = fd < 0 && !isatty(STDIN_FILENO);
	size_t n = 0;

	if (nobody && c->known_password.n) {
		*out = c->known_password;
		return ERR_OK;
	}
	if (fd >= 0 && !read_line(fd, line, &n))
		return err_set(e, ERR_DENIED,
			_("--password-fd 里没有口令了（%s）"), prompt);
	if (nobody)
		return err_set(e, ERR_DENIED,
			_("要口令：在终端里运行，或用 --password-fd"));
	if (fd < 0 && !ask_terminal(prompt, line, &n))
		return err_set(e, ERR_DENIED, _("没有读到口令"));
	*out = (str){line, n};
	return ERR_OK;
}

enum err_code
call_new_password(struct call *c, str *out, struct err *e)
{
	str again;
	enum err_code code = call_password(c, _("新口令："), out, e);

	/* Typed blind, so typed twice. */
	if (code || c->globals->password_fd >= 0)
		return code;
	code = call_password(c, _("再输一遍："), &again, e);
	if (code == ERR_OK && !str_eq(again, *out))
		code = err_set(e, ERR_INPUT, _("两遍不一样"));
	return code;
}
