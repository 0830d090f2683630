// SPDX-License-Identifier: MIT
#include "tui/term_impl.h"

/* Those that end the desk, and those that put it aside and bring it back. */
static const int signals[TERM_SIGNALS] = {
	SIGHUP, SIGTERM, SIGINT, SIGQUIT, SIGTSTP, SIGCONT};

volatile sig_atomic_t term_caught;
volatile sig_atomic_t term_resized;

/* The end is not called off by a SIGCONT that comes with it. */
static void
on_signal(int number)
{
	if (number == SIGWINCH)
		term_resized = 1;
	else if (!term_caught || term_caught == SIGTSTP ||
		 term_caught == SIGCONT)
		term_caught = number;
}

void
term_catch_signals(struct terminal *t)
{
	struct sigaction act = {.sa_handler = on_signal};
	sigset_t set;
	sigemptyset(&act.sa_mask);
	sigemptyset(&set);
	sigaddset(&set, SIGWINCH);
	term_caught = term_resized = 0;
	sigaction(SIGWINCH, &act, &t->old_winch);
	for (size_t i = 0; i < TERM_SIGNALS; i++) {
		sigaction(signals[i], &act, &t->old[i]);
		sigaddset(&set, signals[i]);
	}
	sigprocmask(SIG_BLOCK, &set, &t->old_mask);
}

/* Who ends by a signal is not hurried by the next: a terminal that closes
 * sends two. */
void
term_release_signals(const struct terminal *t)
{
	for (size_t i = 0; i < TERM_SIGNALS && !term_caught; i++)
		sigaction(signals[i], &t->old[i], NULL);
	sigaction(SIGWINCH, &t->old_winch, NULL);
	sigprocmask(SIG_SETMASK, &t->old_mask, NULL);
}
