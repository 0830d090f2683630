// SPDX-License-Identifier: MIT
#ifndef FORMS_YAML_WORDS_H
#define FORMS_YAML_WORDS_H

#include "store/err.h"

/*
 * libyaml's complaint in the user's words, with what would be right.
 *   problem  its English, may be NULL
 *   at       the rest of the file from the place of the problem
 *   line, col  the place; from_line, from_col: where what it is about began,
 *            used instead for a quote that never ends
 */
struct yaml_problem {
	const char *problem;
	str at;
	int line, col;
	int from_line, from_col;
};
enum err_code yaml_words(
	const struct yaml_problem *p, const char *file, struct err *e);

/* Is the text UTF-8 without control characters? ERR_INPUT with the place. */
enum err_code yaml_check_bytes(const char *file, str bytes, struct err *e);

#endif
