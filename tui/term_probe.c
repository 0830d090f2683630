// SPDX-License-Identifier: MIT
// What is found out before curses begins.
#include "tui/term_impl.h"

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ANSWER_MS 200 /* a terminal that does not answer has no answer */

bool
term_find_utf8(void)
{
	static const char *const locales[] = {
		"C.UTF-8", "C.utf8", "zh_CN.UTF-8", "en_US.UTF-8"};
	if (strcmp(nl_langinfo(CODESET), "UTF-8") == 0)
		return true;
	for (size_t i = 0; i < sizeof(locales) / sizeof(*locales); i++)
		if (setlocale(LC_CTYPE, locales[i]) &&
			strcmp(nl_langinfo(CODESET), "UTF-8") == 0)
			return true;
	return false;
}

/* Its parent; and is the process itself called so? */
static int
parent_of(int pid, const char *name, bool *called)
{
	char path[64];
	char line[512];
	int parent = 0;
	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	FILE *in = fopen(path, "r");
	if (in && fgets(line, sizeof(line), in)) {
		char *begin = strchr(line, '(');
		char *end = strrchr(line, ')');
		if (begin && end && sscanf(end + 1, " %*c %d", &parent) == 1) {
			*end = '\0';
			*called = strcmp(begin + 1, name) == 0;
		}
	}
	if (in)
		fclose(in);
	return parent;
}

/* fbterm says so by itself where its user's profile does; else it is among
 * those who started us. */
static bool
is_in_fbterm(void)
{
	const char *says = getenv("FBTERM");
	bool found = says && *says;
	int pid = getppid();
	for (int i = 0; i < 16 && pid > 1 && !found; i++)
		pid = parent_of(pid, "fbterm", &found);
	return found;
}

bool
term_lacks_chinese(void)
{
	const char *name = getenv("TERM");
	return name && strcmp(name, "linux") == 0 && !is_in_fbterm();
}

void
term_write(const char *z)
{
	size_t n = strlen(z);
	while (n > 0) {
		ssize_t done = write(STDOUT_FILENO, z, n);
		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return;
		z += done;
		n -= (size_t)done;
	}
}

/* The column in an answer to ESC[6n, 0 while it is not complete. */
static int
answer_column(const char *z)
{
	const char *at = strstr(z, "\033[");
	int row;
	int col;
	char end;
	if (at && sscanf(at, "\033[%d;%d%c", &row, &col, &end) == 3 &&
		end == 'R')
		return col;
	return 0;
}

int
term_measure(char *answer, size_t size)
{
	struct termios old;
	struct termios raw;
	size_t n = 0;
	int col = 0;
	*answer = '\0';
	if (tcgetattr(STDIN_FILENO, &old) != 0)
		return 0;
	raw = old;
	raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ISIG);
	raw.c_cc[VMIN] = 1;
	raw.c_cc[VTIME] = 0;
	tcsetattr(STDIN_FILENO, TCSANOW, &raw);
	term_write("\r─\033[6n");
	struct pollfd in = {STDIN_FILENO, POLLIN, 0};
	while (col == 0 && n + 1 < size && poll(&in, 1, ANSWER_MS) > 0) {
		ssize_t got = read(STDIN_FILENO, answer + n, size - 1 - n);
		if (got <= 0)
			break;
		n += (size_t)got;
		answer[n] = '\0';
		col = answer_column(answer);
	}
	term_write("\r\033[K");
	tcsetattr(STDIN_FILENO, TCSANOW, &old);
	return col > 1 ? col - 1 : 0;
}
