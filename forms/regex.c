// SPDX-License-Identifier: MIT
#include "forms/regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <string.h>

#include "store/lang.h"
#include "store/utf8.h"

#define PATTERN_MOST 10000    /* bytes */
#define STEPS_MOST 1000000    /* calls of PCRE2's match() */
#define DEPTH_MOST 100000     /* nested backtracking points */
#define HEAP_MOST (16 * 1024) /* KiB */
#define CACHE_MOST 256

struct regex {
	pcre2_code *code;
};

struct regex_entry {
	struct regex_entry *older;
	str pattern;
	const struct regex *regex;
	struct err err;
};

/* PCRE2's memory is the arena's: nothing is freed one by one. */
static void *
take(size_t size, void *arena)
{
	return arena_alloc(arena, size);
}

static void
leave(void *p, void *arena)
{
	(void)p;
	(void)arena;
}

static pcre2_general_context *
context(struct arena *a)
{
	return pcre2_general_context_create(take, leave, a);
}

static bool
is_hex4(str s)
{
	if (s.n < 4)
		return false;
	for (size_t i = 0; i < 4; i++)
		if (!s.p[i] || !strchr("0123456789abcdefABCDEF", s.p[i]))
			return false;
	return true;
}

/* \u4e00 as PCRE2 spells it, \x{4e00}. Its own option for that would take
 * \x{…} away. */
static str
respell(struct arena *a, str pattern)
{
	struct buf b = {.arena = a};
	for (size_t i = 0; i < pattern.n; i++) {
		str rest = str_from(pattern, i);
		if (rest.p[0] != '\\' || rest.n < 2) {
			buf_addc(&b, rest.p[0]);
		} else if (rest.p[1] == 'u' && is_hex4(str_from(rest, 2))) {
			buf_addf(&b, "\\x{%.4s}", rest.p + 2);
			i += 5;
		} else {
			buf_add(&b, str_sub(rest, 0, 2));
			i++;
		}
	}
	return buf_str(&b);
}

/* The place of a fault, found again in the pattern as it was written. */
static int
column(struct arena *a, str pattern, size_t offset)
{
	size_t at = pattern.n;
	while (at > 0 && respell(a, str_sub(pattern, 0, at)).n > offset)
		at--;
	return (int)utf8_count(str_sub(pattern, 0, at)) + 1;
}

enum err_code
regex_compile(
	struct arena *a, str pattern, const struct regex **out, struct err *e)
{
	if (pattern.n > PATTERN_MOST)
		return err_set(e, ERR_LIMIT, _("正则表达式太长，最多 %d 字节"),
			PATTERN_MOST);
	pcre2_general_context *general = context(a);
	pcre2_compile_context *compile = pcre2_compile_context_create(general);
	pcre2_set_parens_nest_limit(compile, 100);
	str plain = respell(a, pattern);
	int number;
	PCRE2_SIZE offset;
	pcre2_code *code = pcre2_compile((PCRE2_SPTR)(plain.p ? plain.p : ""),
		plain.n,
		PCRE2_UTF | PCRE2_DOLLAR_ENDONLY | PCRE2_NEVER_BACKSLASH_C,
		&number, &offset, compile);
	if (!code) {
		PCRE2_UCHAR words[256] = "";
		pcre2_get_error_message(number, words, sizeof(words));
		err_set(e, ERR_INPUT, _("正则表达式不对：%s"),
			(const char *)words);
		err_at(e, NULL, 1, column(a, pattern, offset));
		return ERR_INPUT;
	}
	struct regex *r = ARENA_NEW(a, struct regex);
	r->code = code;
	*out = r;
	return ERR_OK;
}

enum err_code
regex_match(const struct regex *r, str text, enum regex_reach reach,
	struct arena *scratch, bool *out, struct err *e)
{
	pcre2_general_context *general = context(scratch);
	pcre2_match_context *match = pcre2_match_context_create(general);
	pcre2_set_match_limit(match, STEPS_MOST);
	pcre2_set_depth_limit(match, DEPTH_MOST);
	pcre2_set_heap_limit(match, HEAP_MOST);
	pcre2_match_data *data = pcre2_match_data_create(1, general);
	uint32_t options =
		reach == REGEX_WHOLE ? PCRE2_ANCHORED | PCRE2_ENDANCHORED : 0;
	int n = pcre2_match(r->code, (PCRE2_SPTR)(text.p ? text.p : ""), text.n,
		0, options, data, match);
	*out = n >= 0;
	if (n >= 0 || n == PCRE2_ERROR_NOMATCH)
		return ERR_OK;
	if (n == PCRE2_ERROR_MATCHLIMIT || n == PCRE2_ERROR_DEPTHLIMIT ||
		n == PCRE2_ERROR_HEAPLIMIT)
		return err_set(e, ERR_LIMIT, _("正则表达式匹配起来太费时"));
	return err_set(e, ERR_INPUT, _("正则表达式只能用于 UTF-8 文字"));
}

enum err_code
regex_find(struct regex_cache *c, str pattern, const struct regex **out,
	struct err *e)
{
	struct regex_entry *entry = c->newest;
	while (entry && !str_eq(entry->pattern, pattern))
		entry = entry->older;
	if (!entry) {
		entry = ARENA_NEW(c->arena, struct regex_entry);
		entry->pattern = str_dup(c->arena, pattern);
		regex_compile(c->arena, pattern, &entry->regex, &entry->err);
		if (c->n < CACHE_MOST) {
			entry->older = c->newest;
			c->newest = entry;
			c->n++;
		}
	}
	if (entry->err.code) {
		if (e)
			*e = entry->err;
		return entry->err.code;
	}
	*out = entry->regex;
	return ERR_OK;
}
