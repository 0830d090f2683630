// SPDX-License-Identifier: MIT
#include "forms/expr_impl.h"

#include <math.h>

#include "forms/regex.h"
#include "store/hash.h"
#include "store/lang.h"
#include "store/random.h"
#include "store/utf8.h"

/* Texts are counted and cut in characters, never in bytes. */

static bool
two_strings(struct call *c, str *a, str *b)
{
	return arg_string(c, 0, a) && arg_string(c, 1, b);
}

/* Searching may cost the product of the lengths; it is charged for. */
static bool
find(struct call *c, str *hay, str *needle, size_t *at)
{
	if (!two_strings(c, hay, needle) ||
		!expr_charge(c->ev, hay->n / 64 * (needle->n / 64 + 1)))
		return false;
	*at = needle->n == 0 ? 0 : str_find(*hay, *needle);
	return true;
}

static bool
fn_string(struct call *c, struct xvalue *out)
{
	str s;
	return arg_string(c, 0, &s) && give_string(out, s);
}

static bool
add_rows(struct call *c, size_t i, bool all, str glue, struct buf *b,
	bool *first)
{
	struct xvalue v;
	bool ok = all ? expr_node_all(c->ev, c->node->args[i], c->scope, &v)
		      : arg_value(c, i, &v);
	if (!ok)
		return false;
	for (size_t j = 0; j < xvalue_count(&v); j++) {
		struct xvalue item = xvalue_item(&v, j);
		str s = xvalue_to_string(c->ev->arena, &item);
		if (!expr_charge(c->ev, 1 + s.n / 64))
			return false;
		if (!*first)
			buf_add(b, glue);
		buf_add(b, s);
		*first = false;
	}
	return true;
}

static bool
fn_concat(struct call *c, struct xvalue *out)
{
	struct buf b = {.arena = c->ev->arena};
	bool first = true;
	for (size_t i = 0; i < c->node->n; i++) {
		if (!add_rows(c, i, false, STR_NONE, &b, &first))
			return false;
	}
	return give_string(out, buf_str(&b));
}

static bool
fn_join(struct call *c, struct xvalue *out)
{
	struct buf b = {.arena = c->ev->arena};
	str glue;
	bool first = true;
	if (!arg_string(c, 0, &glue))
		return false;
	for (size_t i = 1; i < c->node->n; i++) {
		if (!add_rows(c, i, c->node->n == 2, glue, &b, &first))
			return false;
	}
	return give_string(out, buf_str(&b));
}

static bool
fn_string_length(struct call *c, struct xvalue *out)
{
	str s;
	return arg_string(c, 0, &s) && give_number(out, (double)utf8_count(s));
}

/* The characters from, inclusive, to, exclusive, of s: from 0, clipped. */
static str
cut(str s, double from, double to)
{
	double n = (double)utf8_count(s);
	from = from < 0 ? 0 : from > n ? n : from;
	to = to < 0 ? 0 : to > n ? n : to;
	return from < to ? utf8_sub(s, (size_t)from, (size_t)to) : STR_NONE;
}

/* XPath's: from 1, rounded; NaN anywhere gives nothing. */
static bool
fn_substring(struct call *c, struct xvalue *out)
{
	str s;
	double start;
	double length = INFINITY;
	if (!arg_string(c, 0, &s) || !arg_number(c, 1, &start) ||
		(c->node->n > 2 && !arg_number(c, 2, &length)))
		return false;
	start = floor(start + 0.5);
	double end = c->node->n > 2 ? start + floor(length + 0.5) : INFINITY;
	if (isnan(start) || isnan(end))
		return give_string(out, STR_NONE);
	return give_string(out, cut(s, start - 1, end - 1));
}

/* ODK's: from 0, to exclusive; negative ones count from the end. */
static bool
fn_substr(struct call *c, struct xvalue *out)
{
	str s;
	double start;
	double end = INFINITY;
	if (!arg_string(c, 0, &s) || !arg_number(c, 1, &start) ||
		(c->node->n > 2 && !arg_number(c, 2, &end)))
		return false;
	if (isnan(start) || isnan(end))
		return give_string(out, STR_NONE);
	double n = (double)utf8_count(s);
	start = trunc(start);
	end = trunc(end);
	start += start < 0 ? n : 0;
	end += end < 0 ? n : 0;
	return give_string(out, cut(s, start, end));
}

static bool
fn_substring_before(struct call *c, struct xvalue *out)
{
	str s;
	str mark;
	size_t at;
	if (!find(c, &s, &mark, &at))
		return false;
	return give_string(out, at == SIZE_MAX ? STR_NONE : str_sub(s, 0, at));
}

static bool
fn_substring_after(struct call *c, struct xvalue *out)
{
	str s;
	str mark;
	size_t at;
	if (!find(c, &s, &mark, &at))
		return false;
	return give_string(
		out, at == SIZE_MAX ? STR_NONE : str_from(s, at + mark.n));
}

static bool
fn_contains(struct call *c, struct xvalue *out)
{
	str s;
	str part;
	size_t at;
	return find(c, &s, &part, &at) && give_boolean(out, at != SIZE_MAX);
}

static bool
fn_starts_with(struct call *c, struct xvalue *out)
{
	str s;
	str part;
	return two_strings(c, &s, &part) &&
	       give_boolean(out, str_starts(s, part));
}

static bool
fn_ends_with(struct call *c, struct xvalue *out)
{
	str s;
	str part;
	return two_strings(c, &s, &part) &&
	       give_boolean(out, str_ends(s, part));
}

/* The place of character ch in set, SIZE_MAX when it is not there. */
static size_t
place(str set, uint32_t ch)
{
	for (size_t i = 0; set.n > 0; i++) {
		if (utf8_next(&set) == ch)
			return i;
	}
	return SIZE_MAX;
}

static bool
fn_translate(struct call *c, struct xvalue *out)
{
	str s;
	str from;
	str to;
	if (!two_strings(c, &s, &from) || !arg_string(c, 2, &to) ||
		!expr_charge(c->ev, s.n / 16 * ((from.n + to.n) / 16 + 1)))
		return false;
	struct buf b = {.arena = c->ev->arena};
	while (s.n > 0) {
		str rest = s;
		size_t at = place(from, utf8_next(&rest));
		if (at == SIZE_MAX)
			buf_add(&b, str_sub(s, 0, s.n - rest.n));
		else
			buf_add(&b, utf8_sub(to, at, at + 1));
		s = rest;
	}
	return give_string(out, buf_str(&b));
}

static bool
fn_normalize_space(struct call *c, struct xvalue *out)
{
	str s;
	if (!arg_string(c, 0, &s))
		return false;
	struct buf b = {.arena = c->ev->arena};
	bool gap = false;
	for (size_t i = 0; i < s.n; i++) {
		char ch = s.p[i];
		if (ch == ' ' || ch == '\t' || ch == '\n' || ch == '\r') {
			gap = b.n > 0;
			continue;
		}
		if (gap)
			buf_addc(&b, ' ');
		gap = false;
		buf_addc(&b, ch);
	}
	return give_string(out, buf_str(&b));
}

/* Anywhere in the text, as ODK Web Forms has it: a whole match is written
 * ^…$, which every engine understands alike. */
static bool
fn_regex(struct call *c, struct xvalue *out)
{
	struct eval *ev = c->ev;
	const struct regex *r = c->node->regex;
	str s;
	str pattern;
	bool match;
	if (!two_strings(c, &s, &pattern) || !expr_charge(ev, 1 + s.n / 64))
		return false;
	bool ok = r != NULL ||
		  (expr_charge(ev, 100) &&
			  !regex_find(&ev->regexes, pattern, &r, ev->e));
	if (ok && !regex_match(r, s, REGEX_ANYWHERE, ev->arena, &match, ev->e))
		return give_boolean(out, match);
	(void)err_at(ev->e, "", 1, c->node->col);
	return false;
}

static void
add_uuid(struct buf *b)
{
	uint8_t r[16];
	random_bytes(r, sizeof(r));
	r[6] = (uint8_t)((r[6] & 0x0F) | 0x40);
	r[8] = (uint8_t)((r[8] & 0x3F) | 0x80);
	for (int i = 0; i < 16; i++)
		buf_addf(b,
			i == 4 || i == 6 || i == 8 || i == 10 ? "-%02x"
							      : "%02x",
			r[i]);
}

/* A random UUID; uuid(n): so many characters of them. */
static bool
fn_uuid(struct call *c, struct xvalue *out)
{
	struct buf b = {.arena = c->ev->arena};
	double length = 36;
	if (c->node->n > 0 && !arg_number(c, 0, &length))
		return false;
	if (!(length >= 0 && length <= 10000))
		return expr_fail(c, _("uuid 的长度应为 0 到 10000"));
	if (!expr_charge(c->ev, (size_t)length))
		return false;
	do {
		add_uuid(&b);
	} while (b.n < (size_t)length);
	return give_string(out, str_sub(buf_str(&b), 0, (size_t)length));
}

static void
add_base64(struct buf *b, const uint8_t *p, size_t n)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789+/";
	for (size_t i = 0; i < n; i += 3) {
		uint32_t w = (uint32_t)p[i] << 16;
		w |= i + 1 < n ? (uint32_t)p[i + 1] << 8 : 0;
		w |= i + 2 < n ? p[i + 2] : 0;
		buf_addc(b, digits[w >> 18]);
		buf_addc(b, digits[w >> 12 & 63]);
		buf_addc(b, i + 1 < n ? digits[w >> 6 & 63] : '=');
		buf_addc(b, i + 2 < n ? digits[w & 63] : '=');
	}
}

static bool
fn_digest(struct call *c, struct xvalue *out)
{
	str s;
	str algorithm;
	str encoding = STR("base64");
	if (!two_strings(c, &s, &algorithm) ||
		(c->node->n > 2 && !arg_string(c, 2, &encoding)) ||
		!expr_charge(c->ev, 10 + s.n / 64))
		return false;
	uint8_t hash[64];
	size_t n;
	if (str_is(algorithm, "SHA-256")) {
		hash_sha256(s, hash);
		n = 32;
	} else if (str_is(algorithm, "SHA-512")) {
		hash_sha512(s, hash);
		n = 64;
	} else {
		return expr_fail(c,
			_("digest 只有 SHA-256 和 SHA-512，没有 %.*s"),
			STR_FMT(algorithm));
	}
	struct buf b = {.arena = c->ev->arena};
	if (str_is(encoding, "base64"))
		add_base64(&b, hash, n);
	else if (!str_is(encoding, "hex"))
		return expr_fail(c, _("digest 的编码只有 base64 和 hex"));
	else
		for (size_t i = 0; i < n; i++)
			buf_addf(&b, "%02x", hash[i]);
	return give_string(out, buf_str(&b));
}

static int
base64_digit(char ch)
{
	if (ch >= 'A' && ch <= 'Z')
		return ch - 'A';
	if (ch >= 'a' && ch <= 'z')
		return ch - 'a' + 26;
	if (ch >= '0' && ch <= '9')
		return ch - '0' + 52;
	return ch == '+' ? 62 : ch == '/' ? 63 : -1;
}

/* What is not base64, or not UTF-8 within, gives nothing. */
static bool
fn_base64_decode(struct call *c, struct xvalue *out)
{
	str s;
	if (!arg_string(c, 0, &s) || !expr_charge(c->ev, s.n / 64))
		return false;
	struct buf b = {.arena = c->ev->arena};
	size_t digits = s.n;
	while (digits > 0 && s.n - digits < 2 && s.p[digits - 1] == '=')
		digits--;
	if (digits % 4 == 1)
		return give_string(out, STR_NONE);
	uint32_t word = 0;
	int bits = 0;
	for (size_t i = 0; i < digits; i++) {
		int digit = base64_digit(s.p[i]);
		if (digit < 0)
			return give_string(out, STR_NONE);
		word = (word << 6 | (uint32_t)digit) & 0xFFFFFF;
		bits += 6;
		if (bits >= 8) {
			bits -= 8;
			buf_addc(&b, (char)(word >> bits & 0xFF));
		}
	}
	str text = buf_str(&b);
	return give_string(out, utf8_valid(text) ? text : STR_NONE);
}

/* The version of the form of the record asked. */
static bool
fn_version(struct call *c, struct xvalue *out)
{
	const struct expr_scope *s = expr_scope_asking(c->scope);
	if (s->ops == NULL || s->ops->get == NULL ||
		!s->ops->get(s, STR("_version"), c->ev->arena, out))
		return give_string(out, STR_NONE);
	return true;
}

const struct func expr_string_table[] = {
	{"string", 0, 1, .call = fn_string, .flags = FUNC_DOT},
	{"concat", 0, -1, .call = fn_concat},
	{"join", 1, -1, .call = fn_join, .flags = FUNC_ROWS},
	{"string-length", 0, 1, .call = fn_string_length, .flags = FUNC_DOT},
	{"substr", 2, 3, .call = fn_substr},
	{"substring", 2, 3, .call = fn_substring, .flags = FUNC_XPATH},
	{"substring-before", 2, 2, .call = fn_substring_before},
	{"substring-after", 2, 2, .call = fn_substring_after},
	{"contains", 2, 2, .call = fn_contains},
	{"starts-with", 2, 2, .call = fn_starts_with},
	{"ends-with", 2, 2, .call = fn_ends_with},
	{"translate", 3, 3, .call = fn_translate},
	{"normalize-space", 0, 1, .call = fn_normalize_space,
		.flags = FUNC_DOT},
	{"regex", 2, 2, .call = fn_regex, .flags = FUNC_REGEX},
	{"uuid", 0, 1, .call = fn_uuid, .flags = FUNC_VARIES},
	{"digest", 2, 3, .call = fn_digest, .flags = FUNC_ALGORITHM},
	{"base64-decode", 1, 1, .call = fn_base64_decode},
	{"version", 0, 0, .call = fn_version, .flags = FUNC_VARIES},
	{.name = NULL},
};
