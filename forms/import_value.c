// SPDX-License-Identifier: MIT
#include "forms/import_impl.h"

#include <string.h>

#include "forms/code.h"
#include "forms/field.h"
#include "forms/shorthand.h"
#include "store/lang.h"
#include "store/utf8.h"

/* What people write into cells. Unlike on the desk nothing is guessed here:
 * nobody looks at each row, so a date has a year and a choice is named. */

enum { SHOWN = 40, NUMBERS = 6 };

static bool
is_blank_char(uint32_t c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == 0x3000 ||
	       c == 0xa0 || c == 0xfeff || c == 0x200b;
}

/* Nearly all cells have nothing to trim: told by the bytes at both ends. */
static bool
needs_trimming(str s)
{
	unsigned char first = (unsigned char)s.p[0];
	unsigned char last = (unsigned char)s.p[s.n - 1];
	return first <= '=' || first == 0xc2 || first == 0xe2 ||
	       first == 0xe3 || first == 0xef || last <= ' ' || last == '"' ||
	       last == 0x80 || last == 0xa0 || last == 0xbf || last == 0x8b;
}

str
import_trim(str s)
{
	if (s.n == 0 || !needs_trimming(s))
		return s;
	while (s.n > 0) {
		str rest = s;
		if (!is_blank_char(utf8_next(&rest)))
			break;
		s = rest;
	}
	while (s.n > 0) {
		size_t at = s.n - 1;
		while (at > 0 && ((unsigned char)s.p[at] & 0xc0) == 0x80)
			at--;
		str last = str_from(s, at);
		if (!is_blank_char(utf8_next(&last)))
			break;
		s.n = at;
	}
	/* ="500…" and '500… are how spreadsheets are told to leave digits
	 * alone; '= is how this program makes a formula harmless. */
	if (s.n > 3 && str_starts(s, STR("=\"")) && s.p[s.n - 1] == '"')
		return str_sub(s, 2, s.n - 3);
	if (s.n > 1 && s.p[0] == '\'' &&
		(strchr("=+-@\t'0123456789", s.p[1]) ||
			(unsigned char)s.p[1] == 0xef))
		return str_from(s, 1);
	return s;
}

/* What stands for nothing where no text is asked. */
static bool
means_blank(str s)
{
	static const char *const words[] = {"/", "-", "—", "——", "--", "无",
		"N/A", "n/a", "NA", "null", "NULL", "／", "－"};
	for (size_t k = 0; k < sizeof words / sizeof *words; k++)
		if (str_is(s, words[k]))
			return true;
	return false;
}

/* --- what a spreadsheet did to digits
 * ----------------------------------------------- */

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* 5.00112E+17 */
static bool
is_scientific(str s)
{
	size_t e =
		str_chr(s, 'E') != SIZE_MAX ? str_chr(s, 'E') : str_chr(s, 'e');
	if (e == SIZE_MAX || e == 0 || e + 2 >= s.n || !is_digit(s.p[0]) ||
		(s.p[e + 1] != '+' && !is_digit(s.p[e + 1])))
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (i != e && i != e + 1 && !is_digit(s.p[i]) && s.p[i] != '.')
			return false;
	return true;
}

static enum err_code
check_ruined(const struct field *f, str s, struct arena *a, struct err *e)
{
	str why;
	if (f->code.n == 0)
		return ERR_OK;
	if (is_scientific(s))
		return err_set(e, ERR_INPUT,
			_("%.*s 是被 Excel 改成科学计数法的号码，后面几位已经丢"
			  "了：请把这一列设为“文本”，从原件重新填"),
			STR_FMT(s));
	if (str_is(f->code, "gb_11643_idno") && s.n == 18 &&
		str_is(str_from(s, 15), "000") &&
		!code_check(a, f->code, s, clock_today(), &why))
		return err_set(e, ERR_INPUT,
			_("身份证号末三位是 000：多半被 Excel 截断了（只留得住 "
			  "15 位），请把这一列设为“文本”，从原件重新填"));
	return ERR_OK;
}

/* --- numbers
 * ---------------------------------------------------------------------- */

static str
without_unit(str s)
{
	static const char *const units[] = {"人次", "分钟", "小时", "人", "次",
		"场", "元", "份", "岁", "名", "个", "天", "期", "%"};
	for (size_t k = 0; k < sizeof units / sizeof *units; k++) {
		str unit = str_of(units[k]);
		if (str_ends(s, unit) && s.n > unit.n &&
			is_digit(s.p[s.n - unit.n - 1]))
			return str_sub(s, 0, s.n - unit.n);
	}
	return s;
}

static str
number_of(struct arena *a, str s)
{
	struct buf b = {.arena = a};
	s = without_unit(import_trim(utf8_fold(a, s)));
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != ',' && s.p[i] != ' ')
			buf_addc(&b, s.p[i]);
	return buf_str(&b);
}

/* --- dates
 * ------------------------------------------------------------------------ */

/* Runs of digits with anything but digits between; how many, -1: more than
 * can be. len: digits of each. */
static int
numbers_of(str s, int v[NUMBERS], size_t len[NUMBERS])
{
	int n = 0;
	for (size_t at = 0; at < s.n;) {
		if (!is_digit(s.p[at])) {
			at++;
			continue;
		}
		if (n == NUMBERS)
			return -1;
		v[n] = 0;
		len[n] = 0;
		for (; at < s.n && is_digit(s.p[at]); at++) {
			if (len[n]++ < 9)
				v[n] = v[n] * 10 + (s.p[at] - '0');
		}
		n++;
	}
	return n;
}

/* Only what stands in dates: 2024年3月15日 上午9:30, 2024-3-15T09:30. */
static bool
looks_like_date(str s)
{
	static const char *const words[] = {"年", "月", "日", "号", "时", "点",
		"分", "秒", "上午", "下午", "星期", "一", "二", "三", "四",
		"五", "六", "日"};
	while (s.n > 0) {
		size_t k = 0;
		if (is_digit(s.p[0]) || strchr("-./: T", s.p[0])) {
			s = str_from(s, 1);
			continue;
		}
		while (k < sizeof words / sizeof *words &&
			!str_starts(s, str_of(words[k])))
			k++;
		if (k == sizeof words / sizeof *words)
			return false;
		s = str_from(s, strlen(words[k]));
	}
	return true;
}

static enum err_code
no_date(str s, struct err *e)
{
	return err_set(e, ERR_INPUT,
		_("“%.*s”不是日期：应写 2024-03-15、2024.3.15 或 "
		  "2024年3月15日"),
		STR_FMT(utf8_sub(s, 0, SHOWN)));
}

/* Days from a spreadsheet's own count: 1900 began there with day 1, and had a
 * 29 February. */
static enum err_code
serial_day(int n, struct err *e)
{
	struct arena *a = arena_new();
	enum err_code code = err_set(e, ERR_INPUT,
		_("%d 像是 Excel 的日期序号（%.*s）：请把这一列设为日期格式"
		  "再导出"),
		n, STR_FMT(date_format(a, date_day(1899, 12, 30) + (day_t)n)));
	arena_free(a);
	return code;
}

/* The day, and the numbers behind it. */
static enum err_code
day_of(str s, day_t *day, int time[3], int *n_time, struct err *e)
{
	int v[NUMBERS];
	size_t len[NUMBERS];
	int n = looks_like_date(s) ? numbers_of(s, v, len) : -1;
	int used = 3;
	if (n == 1 && len[0] == 5 && v[0] >= 20000 && v[0] <= 60000)
		return serial_day(v[0], e);
	if (n >= 1 && len[0] == 8) {
		v[2] = v[0] % 100;
		int month = v[0] / 100 % 100;
		int year = v[0] / 10000;
		*n_time = 0;
		for (int k = 1; k < n && *n_time < 3; k++)
			time[(*n_time)++] = v[k];
		return shorthand_day(year, month, v[2], day, e);
	}
	if (n == 2 && len[0] == 4)
		return err_set(e, ERR_INPUT, _("“%.*s”没有写明是哪一天"),
			STR_FMT(utf8_sub(s, 0, SHOWN)));
	if (n >= 3 && len[0] <= 2)
		return err_set(e, ERR_INPUT, _("“%.*s”的年份要写四位"),
			STR_FMT(utf8_sub(s, 0, SHOWN)));
	if (n < 3 || len[0] != 4 || len[1] > 2 || len[2] > 2)
		return no_date(s, e);
	*n_time = 0;
	for (int k = used; k < n && *n_time < 3; k++)
		time[(*n_time)++] = v[k];
	return shorthand_day(v[0], v[1], v[2], day, e);
}

static enum err_code
date_of(struct arena *a, str text, bool moment, str *out, struct err *e)
{
	str s = import_trim(utf8_fold(a, text));
	int time[3] = {0};
	int n = 0;
	day_t day;
	enum err_code code = day_of(s, &day, time, &n, e);
	if (code)
		return code;
	if (str_find(s, STR("下午")) != SIZE_MAX && time[0] < 12)
		time[0] += 12;
	if (!moment && (time[0] || time[1] || time[2]))
		return err_set(e, ERR_INPUT, _("“%.*s”带有时间，这里只要日期"),
			STR_FMT(utf8_sub(text, 0, SHOWN)));
	if (moment && n < 2)
		return err_set(e, ERR_INPUT,
			_("“%.*s”还要时间，如 2024-03-15 09:30"),
			STR_FMT(utf8_sub(text, 0, SHOWN)));
	if (time[0] > 23 || time[1] > 59 || time[2] > 59)
		return no_date(text, e);
	*out = date_format(a, day);
	if (moment)
		*out = str_fmt(a, "%.*sT%02d:%02d:%02d", STR_FMT(*out), time[0],
			time[1], time[2]);
	return ERR_OK;
}

/* --- choices
 * ---------------------------------------------------------------------- */

/* As import_plain, and figures for 一二三: 一级 and 1级 are one. */
static str
plain_choice(struct arena *a, str s)
{
	static const char *const figures[] = {
		"零", "一", "二", "三", "四", "五", "六", "七", "八", "九"};
	str plain = import_plain(a, s);
	struct buf b = {.arena = a};
	while (plain.n > 0) {
		size_t k = 0;
		while (k < 10 && !str_starts(plain, str_of(figures[k])))
			k++;
		if (k < 10)
			buf_addc(&b, (char)('0' + k));
		else
			buf_add(&b, str_sub(plain, 0, 1));
		plain = str_from(plain, k < 10 ? strlen(figures[k]) : 1);
	}
	return buf_str(&b);
}

static bool
is_label(const struct choice *c, struct arena *a, str text,
	str (*plain)(struct arena *, str))
{
	for (int l = 0; l < LANG_COUNT; l++)
		if (c->label.text[l].n > 0 &&
			str_eq(plain(a, c->label.text[l]), text))
			return true;
	return false;
}

static str
without_zeros(str s)
{
	while (s.n > 1 && s.p[0] == '0')
		s = str_from(s, 1);
	return s;
}

/* "1 男", "1、男", "01-男": the label behind the code. */
static bool
is_code_and_label(const struct choice *c, struct arena *a, str plain)
{
	if (!str_starts(plain, c->name))
		return false;
	plain = str_from(plain, c->name.n);
	while (plain.n > 0 && strchr(".,-_)=", plain.p[0]))
		plain = str_from(plain, 1);
	return plain.n > 0 && is_label(c, a, plain, import_plain);
}

static bool
begins_with(const struct choice *c, struct arena *a, str plain)
{
	return plain.n >= 6 &&
	       str_starts(import_plain(a, c->label.text[LANG_ZH]), plain);
}

/* √ and its like, where there is a 是 and a 否. */
static const struct choice *
yes_or_no(const struct choice_list *l, str s)
{
	static const char *const yes[] = {
		"是", "有", "√", "✓", "对", "y", "yes", "true", "1"};
	static const char *const no[] = {
		"否", "无", "没有", "×", "x", "不", "n", "no", "false", "0"};
	const struct choice *on = NULL;
	const struct choice *off = NULL;
	for (size_t k = 0; k < l->n; k++) {
		if (str_is(l->v[k].label.text[LANG_ZH], "是"))
			on = &l->v[k];
		if (str_is(l->v[k].label.text[LANG_ZH], "否"))
			off = &l->v[k];
	}
	for (size_t k = 0; on && off && k < sizeof yes / sizeof *yes; k++)
		if (str_is(s, yes[k]))
			return on;
	for (size_t k = 0; on && off && k < sizeof no / sizeof *no; k++)
		if (str_is(s, no[k]))
			return off;
	return NULL;
}

static const struct choice *
choice_of(const struct choice_list *l, struct arena *a, str text)
{
	str plain = import_plain(a, text);
	str figures = plain_choice(a, text);
	for (int pass = 0; pass < 7; pass++) {
		const struct choice *found = NULL;
		int hits = 0;
		if (pass == 5) {
			found = yes_or_no(l, plain);
			if (found)
				return found;
			continue;
		}
		for (size_t k = 0; k < l->n; k++) {
			const struct choice *c = &l->v[k];
			bool is =
				pass == 0 ? str_eq(c->name, text)
				: pass == 1
					? is_label(c, a, plain, import_plain)
				: pass == 2 ? str_eq(without_zeros(import_plain(
							     a, c->name)),
						      without_zeros(plain))
				: pass == 3 ? is_code_and_label(c, a, plain)
				: pass == 4
					? is_label(c, a, figures, plain_choice)
					: begins_with(c, a, plain);
			if (!is)
				continue;
			found = c;
			hits++;
		}
		if (hits == 1)
			return found;
	}
	return NULL;
}

/* The map's own words for codes. */
static bool
own_word(const struct yaml *values, struct arena *a, str text, str *out)
{
	str plain = import_plain(a, text);
	for (size_t k = 0; values && values->kind == YAML_MAP && k < values->n;
		k++)
		if (str_eq(import_plain(a, values->pair[k].key), plain)) {
			*out = values->pair[k].value.text;
			return true;
		}
	return false;
}

static enum err_code
no_choice(const struct choice_list *l, str text, struct arena *a, struct err *e)
{
	const struct choice **v = ARENA_ARRAY(a, l->n, const struct choice *);
	for (size_t k = 0; k < l->n; k++)
		v[k] = &l->v[k];
	return err_set(e, ERR_INPUT, _("没有选项“%.*s”，可填：%.*s"),
		STR_FMT(utf8_sub(text, 0, SHOWN)),
		STR_FMT(field_choices_text(a, v, l->n)));
}

static enum err_code
one_code(const struct import_column *col, const struct choice_list *l, str text,
	struct arena *a, str *out, struct err *e)
{
	const struct choice *c;
	if (own_word(col->values, a, text, out))
		return ERR_OK;
	c = choice_of(l, a, text);
	if (!c)
		return no_choice(l, text, a, e);
	*out = c->name;
	return ERR_OK;
}

static enum err_code
codes_of(const struct import_column *col, const struct field *f, str text,
	struct arena *a, str *out, struct err *e)
{
	static const char *const marks[] = {"、", "，", "；", "／", "　"};
	bool many = f->type == FIELD_SELECT_MULTIPLE;
	struct buf codes = {.arena = a};
	struct buf words = {.arena = a};
	str word;
	enum err_code code = one_code(col, f->list, text, a, out, e);
	if (code == ERR_OK || !many)
		return code;
	while (text.n > 0) {
		size_t k = 0;
		while (k < 5 && !str_starts(text, str_of(marks[k])))
			k++;
		bool mark = k < 5 || strchr(",;/|+\n\r", text.p[0]);
		buf_addc(&words, mark ? ' ' : text.p[0]);
		text = str_from(text, k < 5 ? strlen(marks[k]) : 1);
	}
	str rest = buf_str(&words);
	while (str_word(&rest, &word)) {
		str one;
		code = one_code(col, f->list, word, a, &one, e);
		if (code)
			return code;
		if (codes.n > 0)
			buf_addc(&codes, ' ');
		buf_add(&codes, one);
	}
	*out = buf_str(&codes);
	return ERR_OK;
}

static struct memo *
memo_of(struct import *x, size_t column, str text)
{
	uint32_t hash = 2166136261u;
	for (size_t i = 0; i < text.n; i++)
		hash = (hash ^ (uint8_t)text.p[i]) * 16777619u;
	if (!x->memo[column])
		x->memo[column] = ARENA_ARRAY(x->arena, MEMO, struct memo);
	return &x->memo[column][(hash ^ hash >> 16) & (MEMO - 1)];
}

/* A table says the same few words again and again. The first to take a place
 * in the memo keeps it: memory does not grow with the table. */
static enum err_code
choices(struct import *x, size_t column, const struct field *f, str text,
	struct arena *a, str *out, struct err *e)
{
	struct memo *m = memo_of(x, column, text);
	if (m->text.n > 0 && str_eq(m->text, text)) {
		*out = m->codes;
		return ERR_OK;
	}
	enum err_code code = codes_of(&x->column[column], f, text, a, out, e);
	if (code && means_blank(text)) {
		*out = STR_NONE;
		return ERR_OK;
	}
	if (code == ERR_OK && m->text.n == 0) {
		m->text = str_dup(x->arena, text);
		m->codes = str_dup(x->arena, *out);
	}
	return code;
}

enum err_code
import_value(struct import *x, size_t column, struct session *s,
	const struct cell *cell, str text, struct arena *a, str *out,
	struct err *e)
{
	const struct field *f = cell->field;
	enum err_code code;
	(void)s;
	*out = text;
	switch (f->type) {
	case FIELD_SELECT_ONE:
	case FIELD_SELECT_MULTIPLE:
		return choices(x, column, f, text, a, out, e);
	case FIELD_TEXT:
		if (f->code.n > 0)
			text = import_trim(utf8_fold(a, text));
		code = check_ruined(f, text, a, e);
		*out = text;
		return code;
	default:
		break;
	}
	if (means_blank(text)) {
		*out = STR_NONE;
		return ERR_OK;
	}
	switch (f->type) {
	case FIELD_INTEGER:
	case FIELD_DECIMAL:
		*out = number_of(a, text);
		return ERR_OK;
	case FIELD_DATE:
		return date_of(a, text, false, out, e);
	case FIELD_DATETIME:
		return date_of(a, text, true, out, e);
	case FIELD_TIME: {
		int32_t seconds;
		code = shorthand_time(text, &seconds, e);
		if (code == ERR_OK)
			*out = str_fmt(a, "%02d:%02d:%02d", seconds / 3600,
				seconds / 60 % 60, seconds % 60);
		return code;
	}
	default:
		return ERR_OK;
	}
}
