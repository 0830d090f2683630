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
	printf("== %dx%d cursor %d,%d\n", glass_cols(g), glass_rows(g), row + 1,
		col + 1);
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
desk_start(
	const char *kind, int ambiguous, int rows, int cols, char *const env[])
{
	char *argv[] = {getenv("XINZHAN"), "--data", "store", "--user", "李梅",
		"--now", "2022-12-20T09:00", NULL};
	if (desk.glass)
		pty_end(&desk);
	pty_start(&desk, kind_find(kind), ambiguous, rows, cols, argv, env);
}

void
desk_open(
	const char *kind, int ambiguous, int rows, int cols, char *const env[])
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

/* --- running them, three at a time: most of their time is waiting -------- */

#define AT_ONCE 3

/* In a folder of its own, with its own store. */
static void
run(int i)
{
	char command[600];
	snprintf(command, sizeof(command),
		"mkdir '%s' && cp -R \"$STORE\" '%s/store'", cases[i].name,
		cases[i].name);
	if (system(command) != 0 || chdir(cases[i].name) != 0 ||
		!freopen("out", "w", stdout))
		_exit(2);
	cases[i].run();
	if (desk.glass)
		pty_end(&desk);
	fflush(stdout);
	_exit(0);
}

static void
copy_out(int i)
{
	char path[300];
	char line[4096];
	snprintf(path, sizeof(path), "%s/out", cases[i].name);
	FILE *in = fopen(path, "r");
	while (in && fgets(line, sizeof(line), in))
		fputs(line, stdout);
	if (in)
		fclose(in);
}

static bool
wait_one(pid_t *pid)
{
	int status;
	pid_t ended = wait(&status);
	for (int i = 0; i < n_cases; i++)
		if (pid[i] == ended) {
			if (status != 0)
				copy_out(i);
			printf("%s %s\n", status == 0 ? "ok     " : "FAILED ",
				cases[i].name);
		}
	return status == 0;
}

int
main(int argc, char **argv)
{
	pid_t pid[CASES_MOST] = {0};
	int running = 0;
	bool fine = true;
	setlocale(LC_CTYPE, "C.UTF-8");
	if (!getenv("XINZHAN") || !getenv("STORE"))
		return 2;
	for (int i = 0; i < n_cases; i++) {
		if (argc > 1 && !strstr(cases[i].name, argv[1]))
			continue;
		if (running == AT_ONCE) {
			fine = wait_one(pid) && fine;
			running--;
		}
		fflush(stdout);
		pid[i] = fork();
		if (pid[i] == 0)
			run(i);
		running++;
	}
	while (running-- > 0)
		fine = wait_one(pid) && fine;
	return fine ? 0 : 1;
}
