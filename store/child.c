// SPDX-License-Identifier: MIT
#include "store/child.h"

#include <errno.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/lang.h"

/* Its end is not the program's: no words, no terminal given back. */
static void
brace(unsigned patience)
{
	signal(SIGBUS, SIG_DFL);
	signal(SIGSEGV, SIG_DFL);
	signal(SIGABRT, SIG_DFL);
	setrlimit(RLIMIT_CORE, &(struct rlimit){.rlim_cur = 0});
	die_hook(NULL);
	(void)!freopen("/dev/null", "w", stderr);
	alarm(patience);
}

void
child_start(struct child *c, bool (*work)(void *arg, int out), void *arg,
	unsigned patience)
{
	struct sigaction usual = {.sa_handler = SIG_DFL};
	int end[2];

	/* Where SIGCHLD is ignored there is nothing to wait for. */
	sigaction(SIGCHLD, &usual, &c->was);
	c->out = -1;
	c->pid = -1;
	if (pipe(end) != 0)
		return;
	fflush(NULL);
	c->pid = fork();
	if (c->pid == 0) {
		close(end[0]);
		brace(patience);
		_exit(work(arg, end[1]) ? CHILD_GOOD : CHILD_BAD);
	}
	close(end[1]);
	c->out = end[0];
}

enum child_end
child_wait(struct child *c)
{
	int status = 0;
	pid_t got = -1;

	if (c->out >= 0)
		close(c->out);
	do
		got = c->pid < 0 ? -1 : waitpid(c->pid, &status, 0);
	while (got < 0 && c->pid > 0 && errno == EINTR);
	sigaction(SIGCHLD, &c->was, NULL);
	if (c->pid < 0)
		return CHILD_NOT;
	if (got != c->pid || !WIFEXITED(status))
		return CHILD_DIED;
	switch (WEXITSTATUS(status)) {
	case CHILD_GOOD:
		return CHILD_GOOD;
	case CHILD_BAD:
		return CHILD_BAD;
	case CHILD_NOT:
		return CHILD_NOT;
	default: /* by die(), or die_damaged() */
		return WEXITSTATUS(status) == err_exit(ERR_CORRUPT) ? CHILD_DIED
								    : CHILD_NOT;
	}
}

bool
child_write(int fd, const void *p, size_t n)
{
	const char *at = p;

	while (n > 0) {
		ssize_t k = write(fd, at, n);

		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return false;
		at += k;
		n -= (size_t)k;
	}
	return true;
}

bool
child_read(int fd, void *p, size_t n)
{
	char *at = p;

	while (n > 0) {
		ssize_t k = read(fd, at, n);

		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return false;
		at += k;
		n -= (size_t)k;
	}
	return true;
}

enum err_code
child_fail(struct err *e)
{
	return err_set(e, ERR_IO, _("内存或系统资源不足，请关掉别的程序再试"));
}
