// SPDX-License-Identifier: MIT
#include "store/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/lang.h"
#include "store/utf8.h"

static void (*before_death)(void);

/* Words cut off at the end of their array must not end in half a
 * character. */
static void
trim_half(char *z)
{
	str rest = str_of(z);
	size_t good = 0;
	while (rest.n > 0) {
		if (utf8_next(&rest) == UTF8_BAD && rest.n < 3)
			break;
		good = (size_t)(rest.p - z);
	}
	z[good] = '\0';
}

enum err_code
err_set(struct err *e, enum err_code code, const char *fmt, ...)
{
	if (!e)
		return code;
	/* The words may be made of e's own: build them aside. */
	char words[sizeof(e->words)];
	va_list args;
	va_start(args, fmt);
	int n = vsnprintf(words, sizeof(words), fmt, args);
	va_end(args);
	if (n < 0)
		words[0] = '\0';
	if (n >= (int)sizeof(words))
		trim_half(words);
	memset(e, 0, sizeof(*e));
	e->code = code;
	memcpy(e->words, words, sizeof(words));
	return code;
}

enum err_code
err_at(struct err *e, const char *file, int line, int col)
{
	if (!e)
		return ERR_OK;
	e->file[0] = '\0';
	if (file && file != e->file) {
		int n = snprintf(e->file, sizeof(e->file), "%s", file);
		if (n >= (int)sizeof(e->file))
			trim_half(e->file);
	}
	e->line = line;
	e->col = col;
	return e->code;
}

static enum err_code
code_of_errno(int number)
{
	switch (number) {
	case ENOSPC:
#ifdef EDQUOT
	case EDQUOT:
#endif
		return ERR_FULL;
	case EEXIST:
		return ERR_EXISTS;
	default:
		return ERR_IO;
	}
}

static const char *
words_of_errno(int number)
{
	switch (number) {
	case ENOSPC:
		return _("磁盘已满");
#ifdef EDQUOT
	case EDQUOT:
		return _("磁盘配额已用完");
#endif
	case EFBIG:
		return _("文件超过了允许的大小");
	case EEXIST:
		return _("已经存在");
	case ENOENT:
		return _("没有这个文件或文件夹");
	case ENOTDIR:
		return _("路径中有一段不是文件夹");
	case EISDIR:
		return _("这是文件夹");
	case EACCES:
	case EPERM:
		return _("没有权限");
	case EROFS:
		return _("磁盘是只读的");
	case EIO:
		return _("磁盘读写出错");
	case ENOMEM:
		return _("内存不足");
	case EPIPE:
		return _("读的一方已经关闭");
	default:
		return strerror(number);
	}
}

enum err_code
err_errno(struct err *e, const char *what, const char *path)
{
	int number = errno;
	enum err_code code = code_of_errno(number);
	const char *why = words_of_errno(number);
	if (path)
		return err_set(e, code, "%s %s: %s", what, path, why);
	return err_set(e, code, "%s: %s", what, why);
}

int
err_exit(enum err_code code)
{
	switch (code) {
	case ERR_OK:
		return 0;
	case ERR_INPUT:
	case ERR_ABSENT:
	case ERR_EXISTS:
	case ERR_LIMIT:
		return 1;
	case ERR_USAGE:
		return 2;
	case ERR_BUSY:
	case ERR_CHANGED:
	case ERR_CLOSED:
		return 3;
	case ERR_CORRUPT:
		return 4;
	case ERR_DENIED:
		return 5;
	case ERR_FULL:
	case ERR_IO:
	case ERR_VERSION:
		return 6;
	}
	return 6;
}

/* Words quote what came from outside, a file's name or $TERM: none of it may
 * steer the terminal. */
static void
print_shown(const char *z)
{
	str s = str_of(z);
	while (s.n > 0) {
		str before = s;
		uint32_t c = utf8_next(&s);
		if (c == UTF8_BAD)
			fprintf(stderr, "<0x%02X>", (unsigned char)before.p[0]);
		else if (c < 0x20 && c != '\n' && c != '\t')
			fprintf(stderr, "^%c", (int)c + '@');
		else if (c >= 0x7F &&
			 (utf8_is_control(c) || utf8_is_invisible(c)))
			fprintf(stderr, "<U+%04X>", (unsigned)c);
		else
			fwrite(before.p, 1, before.n - s.n, stderr);
	}
}

void
err_print(const struct err *e)
{
	print_shown(e->file);
	if (e->file[0] && e->line && e->col)
		fprintf(stderr, ":%d:%d: ", e->line, e->col);
	else if (e->file[0] && e->line)
		fprintf(stderr, ":%d: ", e->line);
	else if (e->file[0])
		fprintf(stderr, ": ");
	fprintf(stderr, "error: ");
	print_shown(e->words);
	fputc('\n', stderr);
}

void
die_hook(void (*restore)(void))
{
	before_death = restore;
}

static void
last_things(void)
{
	void (*restore)(void) = before_death;
	before_death = NULL; /* it may die itself */
	if (restore)
		restore();
}

void
die_damaged(void)
{
	last_things();
	fprintf(stderr, "error: %s\n",
		_("数据文件已损坏：请停止录入，用备份恢复"));
	fflush(stderr);
	_Exit(err_exit(ERR_CORRUPT));
}

void
die(const char *fmt, ...)
{
	last_things();
	va_list args;
	va_start(args, fmt);
	fputs("error: ", stderr);
	vfprintf(stderr, fmt, args);
	fputc('\n', stderr);
	va_end(args);
	fflush(stderr);
	_Exit(6);
}
