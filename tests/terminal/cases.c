// SPDX-License-Identifier: MIT
#define _GNU_SOURCE
#include "tests/terminal/cases.h"

#include <locale.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define CASES_MOST 100
#define ESCAPE_MS 60
#define SEE_MS 5000

static struct {
	const char *name;
	void (*run)(void);
} cases[CASES_MOST];
static int n_cases;

struct pty desk = {.master = -1, .slave = -1};

void
case_add(const char *name, void (*run)(void))
{
	if (n_cases == CASES_MOST)
		abort();
	cases[n_cases].name = name;
	cases[n_cases++].run = run;
}

static void
print_screen(void)
{
	const struct glass *g = desk.glass;
	int row;
	int col;
	glass_cursor(g, &row, &col);
	printf("== %dx%d cursor %d,%d\n", glass_cols(g), glass_rows(g),
		row + 1, col + 1);
	for (int i = 0; i < glass_rows(g); i++)
		printf("%s\n", glass_row(g, i));
	printf("==\n");
}

void
expect(bool holds, const char *fmt, ...)
{
	va_list args;
	if (holds)
		return;
	va_start(args, fmt);
	printf("    ");
	vprintf(fmt, args);
	printf("\n");
	va_end(args);
	if (desk.glass) {
		if (glass_fault(desk.glass))
			printf("    glass: %s\n", glass_fault(desk.glass));
		print_screen();
		pty_end(&desk);
	}
	fflush(stdout);
	_exit(1);
}

static void
whole(void)
{
	glass_check(desk.glass);
	expect(!glass_fault(desk.glass), "what is shown is not right");
}

void
desk_start(const char *kind, int ambiguous, int rows, int cols,
	char *const env[])
{
	char *argv[] = {getenv("XINZHAN"), "--data", "store", "--user", "李梅",
		"--password-fd", "9", "--now", "2022-12-20T09:00", NULL};
	if (desk.glass)
		pty_end(&desk);
	pty_start(&desk, kind_find(kind), ambiguous, rows, cols, argv, env);
}

void
desk_open(const char *kind, int ambiguous, int rows, int cols,
	char *const env[])
{
	desk_start(kind, ambiguous, rows, cols, env);
	expect(pty_see(&desk, "Ctrl+Q", SEE_MS), "the desk does not open");
	pty_settle(&desk, 0);
	whole();
}

void
desk_type(const char *bytes)
{
	size_t n = strlen(bytes);
	pty_sendz(&desk, bytes);
	pty_settle(&desk, n && bytes[n - 1] == 27 ? ESCAPE_MS : 0);
	if (desk.pid)
		whole();
}

void
desk_press(enum sent_key key)
{
	desk_type(kind_sends(desk.kind, key, 0));
}

void
desk_see(const char *text)
{
	expect(pty_see(&desk, text, SEE_MS), "no “%s” on the screen", text);
}

void
desk_lacks(const char *text)
{
	expect(glass_find(desk.glass, text) < 0, "“%s” is on the screen", text);
}

const char *
desk_row_of(const char *text)
{
	int row = glass_find(desk.glass, text);
	return row < 0 ? "" : glass_row(desk.glass, row);
}

void
desk_quit(void)
{
	pty_sendz(&desk, "\021");
	int rc = pty_wait(&desk, 2000);
	expect(rc == 0, "Ctrl+Q: exit %d", rc);
	expect(pty_is_restored(&desk), "the terminal was not given back");
}

void
desk_new_resident(void)
{
	desk_type("1");
	desk_press(SENT_F5);
	desk_see(desk.kind->chinese ? "> 1*姓名" : "> 1*Name");
}

static bool
run(int i)
{
	int status;
	fflush(stdout);
	pid_t pid = fork();
	if (pid == 0) {
		if (system("rm -rf store; cp -R \"$STORE\" store") != 0)
			_exit(2);
		cases[i].run();
		if (desk.glass)
			pty_end(&desk);
		fflush(stdout);
		_exit(0);
	}
	waitpid(pid, &status, 0);
	printf("%s %s\n", status == 0 ? "ok     " : "FAILED ", cases[i].name);
	return status == 0;
}

int
main(int argc, char **argv)
{
	bool fine = true;
	setlocale(LC_CTYPE, "C.UTF-8");
	if (!getenv("XINZHAN") || !getenv("STORE"))
		return 2;
	for (int i = 0; i < n_cases; i++)
		if (argc < 2 || strstr(cases[i].name, argv[1]))
			fine = run(i) && fine;
	return fine ? 0 : 1;
}
