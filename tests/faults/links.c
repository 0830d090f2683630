// SPDX-License-Identifier: MIT
/*
 * Files are written while somebody puts links, folders and pipes in the way.
 *
 *	links N DIR         N files: none is written elsewhere, none over
 *another's links control N DIR the same by plain open and write: must go astray
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "store/file.h"

static char victim[4096];
static char name[4096];

static void
put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	if (fd >= 0 && write(fd, text, strlen(text)) < 0)
		_exit(1);
	close(fd);
}

/* Somebody with the same folder at hand. */
static _Noreturn void
be_in_the_way(void)
{
	for (unsigned i = 0;; i++) {
		unlink(name);
		rmdir(name);
		switch (i % 5) {
		case 0:
			(void)!symlink(victim, name);
			break;
		case 1:
			(void)!link(victim, name);
			break;
		case 2:
			mkdir(name, 0700);
			break;
		case 3:
			mkfifo(name, 0600);
			break;
		default: /* a chance */
			nanosleep(&(struct timespec){.tv_nsec = 20000}, NULL);
		}
	}
}

static bool
write_one(bool plain)
{
	struct file_out f;
	struct err e;

	if (plain) {
		int fd = open(
			name, O_WRONLY | O_CREAT | O_TRUNC | O_NONBLOCK, 0600);

		if (fd < 0 || write(fd, "mine", 4) != 4)
			return false;
		return close(fd) == 0;
	}
	if (file_out_open(&f, name, &e) != ERR_OK)
		return false;
	file_out_write(&f, STR("mine"));
	return file_out_commit(&f, &e) == ERR_OK;
}

static bool
victim_is_well(void)
{
	char bytes[64] = "";
	int fd = open(victim, O_RDONLY);
	bool well = fd >= 0 && read(fd, bytes, sizeof bytes - 1) == 6 &&
		    strcmp(bytes, "theirs") == 0;

	if (fd >= 0)
		close(fd);
	return well;
}

int
main(int argc, char **argv)
{
	bool plain = argc == 4;
	int n = argc < 3 ? 0 : (int)strtol(argv[argc - 2], NULL, 10);
	int made = 0;
	int astray = 0;
	pid_t child;

	if (argc != 3 && argc != 4)
		return 2;
	signal(SIGPIPE, SIG_IGN);
	snprintf(victim, sizeof victim, "%s/victim", argv[argc - 1]);
	snprintf(name, sizeof name, "%s/report", argv[argc - 1]);
	put(victim, "theirs");
	child = fork();
	if (child == 0)
		be_in_the_way();
	for (int i = 0; i < n && astray < 5; i++) {
		made += write_one(plain);
		if (victim_is_well())
			continue;
		astray++;
		put(victim, "theirs");
	}
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	printf("%d files, %d of them written, %d went astray\n", n, made,
		astray);
	return plain ? astray == 0 : astray != 0 || made == 0;
}
