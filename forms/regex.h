// SPDX-License-Identifier: MIT
#ifndef FORMS_REGEX_H
#define FORMS_REGEX_H

#include "store/err.h"
#include "store/str.h"

/*
 * Regular expressions of forms, in the grammar that Java, JavaScript and
 * PCRE share: UTF-8, \d \w \s mean ASCII, \u4e00 is a character, $ is the
 * very end. Patterns and texts may be hostile: matching is bounded.
 */
struct regex;

enum regex_reach {
	REGEX_WHOLE,    /* the pattern must cover the whole text */
	REGEX_ANYWHERE, /* or any part of it */
};

/*
 * ERR_INPUT with the column of the pattern (line 1) and words when it is no
 * pattern. The result lives in a.
 */
enum err_code regex_compile(
	struct arena *a, str pattern, const struct regex **out, struct err *e);

/*
 * Does it match? Needs room in scratch, which may be reset afterwards.
 * ERR_LIMIT when the match would take too long or too deep, ERR_INPUT when
 * text is not UTF-8; *out is false then.
 */
enum err_code regex_match(const struct regex *r, str text,
	enum regex_reach reach, struct arena *scratch, bool *out,
	struct err *e);

/*
 * Patterns that are computed, compiled once each. Start from {.arena = a};
 * faulty patterns are remembered with their faults too.
 */
struct regex_cache {
	struct arena *arena;
	struct regex_entry *newest;
	size_t n;
};
enum err_code regex_find(struct regex_cache *c, str pattern,
	const struct regex **out, struct err *e);

#endif
