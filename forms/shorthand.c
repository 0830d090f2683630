// SPDX-License-Identifier: MIT
#include "forms/shorthand.h"

#include <string.h>

#include "store/lang.h"
#include "store/utf8.h"

enum { MOST_NUMBERS = 4, DAY_SECONDS = 24 * 60 * 60 };

static const char *const month_words[12] = {N_("一月"), N_("二月"), N_("三月"),
	N_("四月"), N_("五月"), N_("六月"), N_("七月"), N_("八月"), N_("九月"),
	N_("十月"), N_("十一月"), N_("十二月")};

enum err_code
shorthand_day(int year, int month, int day, day_t *out, struct err *e)
{
	if (year < 1 || year > 9999)
		return err_set(
			e, ERR_INPUT, _("年份 %d 不对：只有 1–9999"), year);
	if (month < 1 || month > 12)
		return err_set(e, ERR_INPUT, _("没有 %d 月：只有 1–12"), month);
	if (!date_real(year, month, day))
		return err_set(e, ERR_INPUT,
			_("%04d-%02d-%02d 不存在：%s最多 %d 天"), year, month,
			day, _(month_words[month - 1]),
			date_month_days(year, month));
	*out = date_day(year, month, day);
	return ERR_OK;
}

/* The text folded to half width, its Chinese words turned into marks. */
static str
plain(char *room, size_t size, str typed)
{
	static const struct {
		const char *word;
		char mark;
	} words[] = {{"年", '-'}, {"月", '-'}, {"日", ' '}, {"号", ' '},
		{"点半", 'h'}, {"点", ':'}, {"时", ':'}, {"分", ' '},
		{"今天", '.'}, {"今", '.'}, {"现在", '.'}, {"／", '/'},
		{"．", '.'}, {"。", '.'}, {"：", ':'}, {"－", '-'}, {"＋", '+'},
		{"　", ' '}, {"、", '-'}};
	size_t n = 0;
	while (typed.n > 0 && n + 1 < size) {
		size_t i = 0;
		while (i < sizeof(words) / sizeof(words[0]) &&
			!str_starts(typed, str_of(words[i].word)))
			i++;
		if (i < sizeof(words) / sizeof(words[0])) {
			room[n++] = words[i].mark;
			typed = str_from(typed, strlen(words[i].word));
			continue;
		}
		uint32_t c = utf8_next(&typed);
		if (c >= 0xFF01 && c <= 0xFF5E)
			c -= 0xFEE0;
		room[n++] = c < 0x80 ? (char)c : '?';
	}
	return str_trim((str){room, n});
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
all_digits(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!is_digit(s.p[i]))
			return false;
	return s.n > 0;
}

static int
number(str s)
{
	int64_t n = 0;
	return s.n <= 8 && str_int(s, &n) ? (int)n : -1;
}

/* Numbers with one of - . / : between them; how many, 0 when it is
 * anything else. */
static int
numbers(str s, const char *marks, int v[MOST_NUMBERS])
{
	int n = 0;
	size_t at = 0;
	while (at < s.n) {
		size_t from = at;
		while (at < s.n && is_digit(s.p[at]))
			at++;
		if (at == from || at - from > 8 || n == MOST_NUMBERS)
			return 0;
		v[n++] = number(str_sub(s, from, at - from));
		if (at == s.n)
			break;
		if (!strchr(marks, s.p[at]))
			return 0;
		at++;
	}
	return n;
}

static int
away(day_t a, day_t b)
{
	return a > b ? a - b : b - a;
}

/* The day of that month nearest to today, among last, this and next year;
 * 29 February looks further. */
static enum err_code
nearest_day(
	int month, int day, day_t today, bool past, day_t *out, struct err *e)
{
	int this_year = date_ymd(today).year;
	day_t best = DAY_NONE;
	for (int year = this_year - 4; year <= this_year + 4; year++) {
		if (year < 1 || year > 9999 || month < 1 || month > 12 ||
			!date_real(year, month, day))
			continue;
		day_t d = date_day(year, month, day);
		if (past && d > today)
			continue;
		if (best == DAY_NONE || away(d, today) < away(best, today))
			best = d;
	}
	if (best == DAY_NONE)
		return shorthand_day(this_year, month, day, out, e);
	*out = best;
	return ERR_OK;
}

static enum err_code
digits_date(str s, day_t today, bool past, day_t *out, struct err *e)
{
	int n = number(s);
	struct ymd t = date_ymd(today);
	switch (s.n) {
	case 1:
	case 2:
		return shorthand_day(t.year, t.month, n, out, e);
	case 3:
	case 4:
		return nearest_day(n / 100, n % 100, today, past, out, e);
	case 8:
		return shorthand_day(n / 10000, n / 100 % 100, n % 100, out, e);
	default:
		return err_set(e, ERR_INPUT,
			_("%.*s 不是日期：日敲 15，月日敲 0315，全写敲 "
			  "20240315"),
			STR_FMT(s));
	}
}

enum err_code
shorthand_date(str typed, day_t today, bool past, day_t *out, struct err *e)
{
	char room[64];
	str s = plain(room, sizeof(room), typed);
	int v[MOST_NUMBERS];
	if (str_is(s, ".") || str_is(s, "t") || str_is(s, "T")) {
		*out = today;
		return ERR_OK;
	}
	if (s.n >= 2 && s.n <= 6 && (s.p[0] == '+' || s.p[0] == '-') &&
		all_digits(str_from(s, 1))) {
		int days = number(str_from(s, 1));
		int64_t day = (int64_t)today + (s.p[0] == '-' ? -days : days);
		if (day < date_day(1, 1, 1) || day > date_day(9999, 12, 31))
			return err_set(
				e, ERR_INPUT, _("日期太远：%.*s"), STR_FMT(s));
		*out = (day_t)day;
		return ERR_OK;
	}
	if (all_digits(s))
		return digits_date(s, today, past, out, e);
	switch (numbers(s, "-./", v)) {
	case 2:
		return nearest_day(v[0], v[1], today, past, out, e);
	case 3:
		return shorthand_day(v[0], v[1], v[2], out, e);
	default:
		return err_set(e, ERR_INPUT,
			_("“%.*s”不是日期：可敲 20240315、3.15、15、-1，今天敲 "
			  "."),
			STR_FMT(typed));
	}
}

static enum err_code
clock_time(int hour, int minute, int second, int32_t *out, struct err *e)
{
	if (hour > 23)
		return err_set(e, ERR_INPUT, _("没有 %d 点：只有 0–23"), hour);
	if (minute > 59)
		return err_set(
			e, ERR_INPUT, _("没有 %d 分：只有 0–59"), minute);
	if (second > 59)
		return err_set(
			e, ERR_INPUT, _("没有 %d 秒：只有 0–59"), second);
	*out = (hour * 60 + minute) * 60 + second;
	return ERR_OK;
}

enum err_code
shorthand_time(str typed, int32_t *out, struct err *e)
{
	char room[64];
	str s = plain(room, sizeof(room), typed);
	int v[MOST_NUMBERS] = {0};
	if (all_digits(s) && s.n <= 2)
		return clock_time(number(s), 0, 0, out, e);
	if (all_digits(s) && s.n <= 4)
		return clock_time(number(s) / 100, number(s) % 100, 0, out, e);
	if (s.n >= 2 && s.p[s.n - 1] == 'h' &&
		all_digits(str_sub(s, 0, s.n - 1)))
		return clock_time(
			number(str_sub(s, 0, s.n - 1)), 30, 0, out, e);
	int n = numbers(s, ":.", v);
	if (n >= 1 && n <= 3)
		return clock_time(v[0], v[1], v[2], out, e);
	return err_set(e, ERR_INPUT,
		_("“%.*s”不是时间：9 点半敲 0930 或 930，9 点敲 9"),
		STR_FMT(typed));
}

enum err_code
shorthand_moment(
	str typed, moment_t now, bool past, moment_t *out, struct err *e)
{
	char room[64];
	str s = plain(room, sizeof(room), typed);
	if (date_parse_moment(s, out))
		return ERR_OK;
	if (str_is(s, ".") || str_is(s, "t") || str_is(s, "T")) {
		*out = now - now % 60;
		return ERR_OK;
	}
	str time = s;
	str date;
	if (!str_word(&time, &date) || str_trim(time).n == 0)
		return err_set(e, ERR_INPUT,
			_("还要时间：日期后空一格再敲时间，如 -1 0900"));
	day_t day;
	int32_t seconds;
	enum err_code code =
		shorthand_date(date, date_of_moment(now), past, &day, e);
	if (code == ERR_OK)
		code = shorthand_time(time, &seconds, e);
	if (code == ERR_OK)
		*out = (moment_t)day * DAY_SECONDS + seconds;
	return code;
}

enum err_code
shorthand_why_not_date(str text, struct err *e)
{
	int v[MOST_NUMBERS];
	day_t day;
	if (text.n == 10 && numbers(text, "-", v) == 3 &&
		shorthand_day(v[0], v[1], v[2], &day, e) != ERR_OK)
		return ERR_INPUT;
	return err_set(e, ERR_INPUT, _("“%.*s”不是日期：应写成 2024-03-15"),
		STR_FMT(utf8_sub(text, 0, 40)));
}

enum err_code
shorthand_why_not_time(str text, struct err *e)
{
	int v[MOST_NUMBERS] = {0};
	int32_t seconds;
	int n = numbers(text, ":", v);
	if ((n == 2 || n == 3) &&
		clock_time(v[0], v[1], v[2], &seconds, e) != ERR_OK)
		return ERR_INPUT;
	return err_set(e, ERR_INPUT, _("“%.*s”不是时间：应写成 09:30"),
		STR_FMT(utf8_sub(text, 0, 40)));
}

enum err_code
shorthand_why_not_moment(str text, struct err *e)
{
	str date = str_sub(text, 0, 10);
	str time = str_from(text, 11);
	day_t day;
	int32_t seconds;
	if (date.n == 10 && time.n > 0) {
		if (!date_parse(date, &day))
			return shorthand_why_not_date(date, e);
		if (!date_parse_time(time, &seconds))
			return shorthand_why_not_time(time, e);
	}
	return err_set(e, ERR_INPUT,
		_("“%.*s”不是日期时间：应写成 2024-03-15T09:30"),
		STR_FMT(utf8_sub(text, 0, 40)));
}
