// SPDX-License-Identifier: MIT
#include "tui/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "store/lang.h"

#define ARGS_MOST (SELF_MOST + 16)
#define FILES_MOST 256
#define PATIENCE_MS 5000

/* In the child: its files, and nothing else of ours. */
static _Noreturn void
become(const char *const *argv, int keys, int out)
{
	sigset_t none;
	int nothing = open("/dev/null", O_RDWR);
	int kept_keys = fcntl(keys, F_DUPFD, WORKER_KEYS + 10);
	int kept_out = fcntl(out, F_DUPFD, WORKER_KEYS + 10);
	if (nothing < 0 || kept_keys < 0 || kept_out < 0 ||
		dup2(nothing, 0) < 0 || dup2(kept_out, 1) < 0 ||
		dup2(kept_out, 2) < 0 || dup2(kept_keys, WORKER_KEYS) < 0)
		_exit(6);
	for (int fd = WORKER_KEYS + 1; fd < FILES_MOST; fd++)
		close(fd);
	setpgid(0, 0); /* the terminal's signals are the desk's */
	signal(SIGPIPE, SIG_DFL);
	sigemptyset(&none); /* the desk lets them in only while it waits */
	sigprocmask(SIG_SETMASK, &none, NULL);
	execv("/proc/self/exe", (char **)(uintptr_t)argv);
	execvp(argv[0], (char **)(uintptr_t)argv);
	_exit(6);
}

static enum err_code
pipe_of(int end[2], struct err *e)
{
	if (pipe(end) != 0)
		return err_errno(e, _("系统资源不足"), NULL);
	fcntl(end[0], F_SETFD, FD_CLOEXEC);
	fcntl(end[1], F_SETFD, FD_CLOEXEC);
	return ERR_OK;
}

static void
close_both(int end[2])
{
	if (end[0] >= 0)
		close(end[0]);
	if (end[1] >= 0)
		close(end[1]);
}

enum err_code
worker_start(struct worker *c, const struct desk *d, const char *const *args,
	struct err *e)
{
	const char *argv[ARGS_MOST];
	int keys[2] = {-1, -1};
	int out[2] = {-1, -1};
	size_t n = 0;
	for (const char *const *p = d->config->self; *p; p++)
		argv[n++] = *p;
	argv[n++] = "--user"; /* who has logged in since */
	argv[n++] = d->user_name;
	argv[n++] = "--lang"; /* the desk's, as it is now */
	argv[n++] = lang_get() == LANG_EN ? "en" : "zh";
	argv[n++] = "--hand";
	for (const char *const *p = args; *p && n + 1 < ARGS_MOST; p++)
		argv[n++] = *p;
	argv[n] = NULL;
	*c = (struct worker){.out = -1};
	enum err_code code = pipe_of(keys, e);
	if (code == ERR_OK)
		code = pipe_of(out, e);
	if (code == ERR_OK) /* it fits into the pipe: nobody waits */
		code = store_hand(d->store, keys[1], e);
	if (code == ERR_OK) {
		c->pid = fork();
		if (c->pid == 0)
			become(argv, keys[0], out[1]);
		if (c->pid < 0)
			code = err_errno(e, _("系统资源不足"), NULL);
	}
	close_both(keys);
	if (code != ERR_OK) {
		c->pid = 0;
		close_both(out);
		return code;
	}
	close(out[1]);
	c->out = out[0];
	return ERR_OK;
}

static void
take_line(struct worker *c)
{
	unsigned long long done;
	unsigned long long total;
	c->part[c->n] = '\0';
	c->n = 0;
	if (sscanf(c->part, WORKER_PROGRESS "%d %llu %llu", &c->stage, &done,
		    &total) == 3) {
		c->done = done;
		c->total = total;
		return;
	}
	memcpy(c->last, c->part, sizeof(c->last));
	if (!c->first[0])
		memcpy(c->first, c->part, sizeof(c->first));
}

static void
take(struct worker *c, const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (p[i] == '\n')
			take_line(c);
		else if (c->n + 1 < WORKER_LINE)
			c->part[c->n++] = p[i];
	}
}

static void
end(struct worker *c)
{
	int status = 0;
	if (c->n)
		take_line(c);
	close(c->out);
	while (waitpid(c->pid, &status, 0) < 0 && errno == EINTR)
		;
	c->code = WIFEXITED(status) ? WEXITSTATUS(status)
				    : 128 + WTERMSIG(status);
	c->pid = 0;
}

static int64_t
now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

bool
worker_poll(struct worker *c, int wait_ms)
{
	char bytes[4096];
	struct pollfd p = {.fd = c->out, .events = POLLIN};
	if (c->pid == 0)
		return false;
	if (c->patience && now_ms() > c->patience)
		kill(-c->pid, SIGKILL);
	int ready = poll(&p, 1, wait_ms);
	if (ready == 0 || (ready < 0 && errno == EINTR))
		return true;
	ssize_t n = read(c->out, bytes, sizeof(bytes));
	if (n > 0) {
		take(c, bytes, (size_t)n);
		return true;
	}
	if (n < 0 && errno == EINTR)
		return true;
	end(c);
	return false;
}

void
worker_ask(struct worker *c)
{
	if (c->pid == 0 || c->patience)
		return;
	c->patience = now_ms() + PATIENCE_MS;
	kill(c->pid, SIGTERM);
}

void
worker_stop(struct worker *c)
{
	worker_ask(c);
	while (worker_poll(c, 100))
		;
}
