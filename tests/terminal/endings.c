// SPDX-License-Identifier: MIT
// However the desk ends: within a second, with the right code, the terminal
// as it was, and what was typed kept as a draft.
#define _GNU_SOURCE
#include "tests/terminal/cases.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define END_MS 1000

/* A resident's name is typed, the field not left. */
static void
in_the_middle(const char *kind)
{
	desk_open(kind, 1, 24, 80, NULL);
	desk_new_resident();
	desk_type("断线人");
	desk_see("断线人");
}

/* The draft is the first thing home tells. */
static void
draft_is_kept(void)
{
	desk_open("xterm", 1, 24, 80, NULL);
	desk_see("断线人");
	desk_see("接着填");
	desk_quit();
}

static void
ends_by(int number)
{
	in_the_middle("xterm");
	kill(desk.pid, number);
	int rc = pty_wait(&desk, END_MS);
	expect(rc == 128 + number, "exit %d after signal %d", rc, number);
	expect(WIFEXITED(desk.status), "it was killed");
	expect(pty_is_restored(&desk), "the terminal was not given back");
	draft_is_kept();
}

CASE(hangup_keeps_the_draft)
{
	ends_by(SIGHUP);
}

CASE(term_keeps_the_draft)
{
	ends_by(SIGTERM);
}

CASE(int_keeps_the_draft)
{
	ends_by(SIGINT);
}

CASE(quit_keeps_the_draft)
{
	ends_by(SIGQUIT);
}

CASE(ctrl_c_ends_nothing)
{
	in_the_middle("xterm");
	desk_type("\003");
	desk_see("Ctrl+Q");
	desk_type("\034"); /* Ctrl+\ */
	desk_type("\032"); /* Ctrl+Z: undo */
	expect(desk.pid != 0, "it has ended");
	desk_lacks("断线人");
	desk_quit();
}

CASE(a_signal_in_a_small_window_too)
{
	in_the_middle("xterm");
	pty_resize(&desk, 3, 10);
	pty_settle(&desk, 0);
	kill(desk.pid, SIGTERM);
	expect(pty_wait(&desk, END_MS) == 143, "it does not end");
	draft_is_kept();
}

CASE(a_signal_under_a_popup_too)
{
	in_the_middle("xterm");
	desk_press(SENT_F9);
	kill(desk.pid, SIGHUP);
	expect(pty_wait(&desk, END_MS) == 129, "it does not end");
	draft_is_kept();
}

CASE(a_signal_before_the_first_screen_too)
{
	for (int ms = 1; ms < 40; ms += 3) {
		desk_start("xterm", 1, 24, 80, NULL);
		poll(NULL, 0, ms);
		kill(desk.pid, SIGTERM);
		int rc = pty_wait(&desk, END_MS);
		expect(rc == 143, "exit %d after %d ms", rc, ms);
		expect(pty_is_restored(&desk), "not given back after %d ms",
			ms);
	}
}

/* Both sides of the terminal go. */
CASE(a_closed_terminal_keeps_the_draft)
{
	in_the_middle("xterm");
	close(desk.slave);
	close(desk.master);
	desk.slave = desk.master = -1;
	int rc = -1;
	for (long until = now_ms() + END_MS; rc < 0 && now_ms() < until;) {
		if (waitpid(desk.pid, &desk.status, WNOHANG) == desk.pid) {
			desk.pid = 0;
			rc = WIFEXITED(desk.status)
				     ? WEXITSTATUS(desk.status)
				     : 1000 + WTERMSIG(desk.status);
		}
		poll(NULL, 0, 2);
	}
	expect(rc == 129, "exit %d", rc);
	draft_is_kept();
}

/* Input is over while output goes on: a terminal of its own for input, that
 * is no controlling one, so no signal tells. */
CASE(end_of_input_keeps_the_draft)
{
	int keys = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	expect(keys >= 0 && grantpt(keys) == 0 && unlockpt(keys) == 0,
		"no second terminal");
	struct termios raw;
	char command[512];
	int other = open(ptsname(keys), O_RDWR | O_NOCTTY | O_CLOEXEC);
	tcgetattr(other, &raw);
	cfmakeraw(&raw);
	tcsetattr(other, TCSANOW, &raw);
	snprintf(command, sizeof(command),
		"exec \"$XINZHAN\" --data store --user 李梅 "
		"--now 2022-12-20T09:00 <%s",
		ptsname(keys));
	char *argv[] = {"/bin/sh", "-c", command, NULL};
	pty_start(&desk, kind_find("xterm"), 0, 24, 80, argv, NULL);
	desk_see("Ctrl+Q");
	expect(write(keys, "1", 1) == 1, "write");
	desk_see("林秀芬");
	expect(write(keys, "\033[15~", 5) == 5, "write");
	desk_see("> 1*姓名");
	expect(write(keys, "断线人", 9) == 9, "write");
	desk_see("断线人");
	close(other);
	close(keys);
	int rc = pty_wait(&desk, END_MS);
	expect(rc == 129, "exit %d", rc);
	expect(pty_is_restored(&desk), "the terminal was not given back");
	draft_is_kept();
}

/* Nobody can do a thing about that, but a field that was left is kept. */
CASE(kill_9_loses_one_field_at_most)
{
	in_the_middle("xterm");
	desk_type("\r");
	kill(desk.pid, SIGKILL);
	expect(pty_wait(&desk, END_MS) == 137, "not killed");
	draft_is_kept();
}

static pid_t
child_of(pid_t pid)
{
	char path[64];
	int child = 0;
	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", (int)pid,
		(int)pid);
	FILE *in = fopen(path, "r");
	if (in && fscanf(in, "%d", &child) != 1)
		child = 0;
	if (in)
		fclose(in);
	return child;
}

/* Under a shell with job control: stopped from outside, the shell has its
 * terminal; brought back, the screen is whole and the typed text is there. */
CASE(stop_and_continue_lose_nothing)
{
	char *argv[] = {"/bin/sh", "-c",
		"set -m; \"$XINZHAN\" --data store --user 李梅 "
		"--now 2022-12-20T09:00; "
		"echo stopped; read x; fg >/dev/null; echo rc=$?",
		NULL};
	pty_start(&desk, kind_find("xterm"), 1, 24, 80, argv, NULL);
	desk_see("Ctrl+Q");
	desk.watched = child_of(desk.pid);
	desk.owed = 0; /* the shell's reading was counted */
	desk_new_resident();
	desk_type("断线人");
	kill(desk.watched, SIGTSTP);
	desk_see("stopped");
	expect(pty_is_restored(&desk), "the shell has no right terminal");
	pty_sendz(&desk, "\r"); /* the shell reads that */
	desk.owed = 0;
	desk_see("> 1*姓名");
	pty_settle(&desk, 50);
	struct glass_modes m = glass_modes(desk.glass);
	expect(m.alternate && m.paste && !m.keypad,
		"alternate %d paste %d keypad %d", m.alternate, m.paste,
		m.keypad);
	desk_see("断线人");
	expect(glass_check(desk.glass), "not painted");
	desk_type("二");
	desk_see("断线人二");
	pty_sendz(&desk, "\021");
	desk_see("rc=0");
	expect(pty_is_restored(&desk), "the terminal was not given back");
}

CASE(an_idle_desk_sleeps)
{
	in_the_middle("xterm");
	pty_settle(&desk, 100);
	long before = pty_cpu_ms(&desk);
	poll(NULL, 0, 700);
	long used = pty_cpu_ms(&desk) - before;
	expect(used <= 10, "%ld ms of processor in 700", used);
	desk_quit();
}

/* --- terminals that will not do ---------------------------------------- */

static void
is_refused(char *term, const char *words)
{
	char *env[] = {term, NULL};
	desk_start("xterm", 1, 24, 80, env);
	int rc = pty_wait(&desk, END_MS);
	expect(rc == 6, "%s: exit %d", term, rc);
	expect(glass_find(desk.glass, words) >= 0, "%s: no “%s”", term, words);
	expect(pty_is_restored(&desk), "%s: not given back", term);
	expect(glass_check(desk.glass), "%s: rubbish", term);
	expect(glass_modes(desk.glass).clears == 0, "%s: cleared", term);
}

CASE(terminals_that_will_not_do_are_told_so)
{
	is_refused("TERM=nosuchterm", "TERM=nosuchterm");
	is_refused("TERM=dumb", "TERM=dumb");
	is_refused("TERM=", "TERM=");
	is_refused("TERM", "TERM="); /* unset */
	is_refused("TERM=../../etc/passwd", "TERM=");
	is_refused("TERM=\033]0;x\a", "TERM=");
}

CASE(the_console_is_spoken_to_in_english)
{
	desk_open("linux", 1, 24, 80, NULL);
	desk_see("Where to");
	desk_lacks("去哪里");
	desk_quit();
}
