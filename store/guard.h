// SPDX-License-Identifier: MIT
#ifndef STORE_GUARD_H
#define STORE_GUARD_H

struct termios;

/*
 * For the whole process: a page of the data file that is gone (a stick pulled
 * out, a damaged file) raises SIGBUS or SIGSEGV: say so and end with 4.
 *   restore  written to the terminal first, to give it back; "" for nothing
 *   modes    of the terminal before, or NULL
 * Both must live on.
 */
void store_guard(const char *restore, const struct termios *modes);

#endif
