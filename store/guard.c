// SPDX-License-Identifier: MIT
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "store/guard.h"
#include "store/lang.h"

/* Made ready beforehand: in a signal handler nothing may be looked up. */
static const char *give_back;
static const struct termios *give_modes;
static const char *words;
static size_t n_words;

static void
say(int fd, const char *text, size_t n)
{
	/* there is nobody left to tell of a failure */
	if (write(fd, text, n) < 0)
		return;
}

/* The kernel wipes nothing, but it gives the key pages to nobody else before
 * it has zeroed them; cores are off. */
static void
on_signal(int number)
{
	(void)number;
	say(STDOUT_FILENO, give_back, strlen(give_back));
	if (give_modes)
		tcsetattr(STDIN_FILENO, TCSANOW, give_modes);
	say(STDERR_FILENO, "error: ", 7);
	say(STDERR_FILENO, words, n_words);
	say(STDERR_FILENO, "\n", 1);
	_exit(4);
}

void
store_guard(const char *restore, const struct termios *modes)
{
	struct sigaction act = {.sa_handler = on_signal};

	give_back = restore;
	give_modes = modes;
	words = _("数据文件已损坏或被拿走（U盘拔了？）：已保存的都在盘上，"
		  "请重新打开");
	n_words = strlen(words);
	sigaction(SIGBUS, &act, NULL);
	sigaction(SIGSEGV, &act, NULL);
}
