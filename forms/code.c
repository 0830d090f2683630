// SPDX-License-Identifier: MIT
#include "forms/code.h"

#include <string.h>

#include "store/lang.h"
#include "store/utf8.h"

#define USCI_LETTERS "0123456789ABCDEFGHJKLMNPQRTUWXY"

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Index of the first byte from `at` on that is no digit; n when all are. */
static size_t
first_other(str s, size_t at)
{
	while (at < s.n && is_digit(s.p[at]))
		at++;
	return at;
}

static int
digits(str s, size_t at, size_t n)
{
	int value = 0;
	for (size_t i = at; i < at + n; i++)
		value = value * 10 + (s.p[i] - '0');
	return value;
}

static bool
fail(str *why, str words)
{
	*why = words;
	return false;
}

/* --- province ------------------------------------------------------------ */

static bool
is_province(str s)
{
	static const char known[] = "11 12 13 14 15 21 22 23 31 32 33 34 35 36 "
				    "37 41 42 43 44 45 46 50 51 52 53 54 61 62 "
				    "63 64 65 71 81 82 83 91 ";
	char two[4] = {s.p[0], s.p[1], ' ', 0};
	return strstr(known, two) != NULL;
}

/* --- GB 11643: identity number ------------------------------------------- */

char
code_idno_digit(str seventeen)
{
	static const int weight[17] = {
		7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
	int sum = 0;
	for (size_t i = 0; i < 17; i++)
		sum += (seventeen.p[i] - '0') * weight[i];
	return "10X98765432"[sum % 11];
}

day_t
code_idno_birth(str idno)
{
	return date_day(
		digits(idno, 6, 4), digits(idno, 10, 2), digits(idno, 12, 2));
}

bool
code_idno_male(str idno)
{
	return (idno.p[16] - '0') % 2 == 1;
}

static bool
check_idno(struct arena *a, str s, day_t today, str *why)
{
	if (s.n == 15 && first_other(s, 0) == 15)
		return fail(why,
			str_fmt(a, _("这是 15 位旧号，应填 18 位的身份证号")));
	if (utf8_count(s) != 18)
		return fail(why, str_fmt(a, _("身份证号应为 18 位，现有 %d 位"),
					 (int)utf8_count(s)));
	size_t other = first_other(s, 0);
	if (other < 17)
		return fail(
			why, str_fmt(a, _("第 %d 位不是数字：前 17 位都是数字"),
				     (int)other + 1));
	if (other < s.n && s.p[17] != 'X')
		return fail(why, str_fmt(a, _("末位应为数字或 X")));
	if (!is_province(s))
		return fail(why,
			str_fmt(a, _("前两位 %.2s 不是省级区划代码"), s.p));
	int year = digits(s, 6, 4);
	int month = digits(s, 10, 2);
	int day = digits(s, 12, 2);
	if (!date_real(year, month, day))
		return fail(why,
			str_fmt(a,
				_("第 7–14 位的出生日期 %04d-%02d-%02d 不存在"),
				year, month, day));
	if (date_day(year, month, day) > today)
		return fail(why, str_fmt(a,
					 _("第 7–14 位的出生日期 "
					   "%04d-%02d-%02d 晚于今天"),
					 year, month, day));
	char right = code_idno_digit(s);
	if (s.p[17] != right)
		return fail(why, str_fmt(a, _("校验位不对，应为 %c"), right));
	return true;
}

/* --- GB 32100: credit code
 * ---------------------------------------------------- */

static int
usci_value(char c)
{
	const char *at = c ? strchr(USCI_LETTERS, c) : NULL;
	return at ? (int)(at - USCI_LETTERS) : -1;
}

char
code_usci_digit(str seventeen)
{
	int sum = 0;
	int weight = 1;
	for (size_t i = 0; i < 17; i++) {
		int v = usci_value(seventeen.p[i]);
		if (v < 0)
			return 0;
		sum += v * weight;
		weight = weight * 3 % 31;
	}
	return USCI_LETTERS[(31 - sum % 31) % 31];
}

static bool
check_usci(struct arena *a, str s, day_t today, str *why)
{
	(void)today; /* a credit code holds no date */
	if (utf8_count(s) != 18)
		return fail(why,
			str_fmt(a, _("统一社会信用代码应为 18 位，现有 %d 位"),
				(int)utf8_count(s)));
	for (size_t i = 0; i < s.n; i++)
		if (usci_value(s.p[i]) < 0)
			return fail(why, str_fmt(a,
						 _("第 %d "
						   "位不对：只用数字和大写字母"
						   "，不用 I O S V Z"),
						 (int)i + 1));
	char right = code_usci_digit(s);
	if (s.p[17] != right)
		return fail(why, str_fmt(a, _("校验位不对，应为 %c"), right));
	return true;
}

/* --- GB/T 10114: area
 * ----------------------------------------------------------- */

static bool
check_area(struct arena *a, str s, day_t today, str *why)
{
	(void)today; /* an area code holds no date */
	if (utf8_count(s) != 12)
		return fail(why, str_fmt(a,
					 _("区划代码应为 12 位数字，现有 %d "
					   "位；上级不足的补 0"),
					 (int)utf8_count(s)));
	size_t other = first_other(s, 0);
	if (other < s.n)
		return fail(why,
			str_fmt(a, _("第 %d 位不是数字"),
				(int)utf8_count(str_sub(s, 0, other)) + 1));
	if (!is_province(s))
		return fail(why,
			str_fmt(a, _("前两位 %.2s 不是省级区划代码"), s.p));
	return true;
}

/* --- phones
 * ----------------------------------------------------------------------- */

static bool
is_mobile(str s)
{
	return s.n == 11 && first_other(s, 0) == 11 && s.p[0] == '1' &&
	       s.p[1] >= '3';
}

/* 0 + 2–3 digits, 7–8 digits, perhaps an extension of 1–6; hyphens where
 * people put them. Without one the digits are counted together. */
static bool
is_landline(str s)
{
	size_t area = first_other(s, 0);
	if (s.n == 0 || s.p[0] != '0')
		return false;
	if (area < s.n && s.p[area] == '-' && (area == 3 || area == 4)) {
		size_t local = first_other(s, area + 1);
		size_t n = local - area - 1;
		if (n != 7 && n != 8)
			return false;
		area = local;
	} else if (area < 10 || area > 12) {
		return false;
	}
	if (area == s.n)
		return true;
	size_t end = first_other(s, area + 1);
	return s.p[area] == '-' && end == s.n && end - area - 1 >= 1 &&
	       end - area - 1 <= 6;
}

static bool
check_phone(struct arena *a, str s, day_t today, str *why)
{
	(void)today; /* a phone number holds no date */
	if (is_mobile(s) || is_landline(s))
		return true;
	/* Service numbers (120, 12356) and local ones. */
	if (first_other(s, 0) == s.n && s.n >= 3 && s.n <= 8 && s.p[0] != '0')
		return true;
	if (first_other(s, 0) == s.n && s.n > 0 && s.p[0] == '1')
		return fail(why,
			str_fmt(a,
				_("手机号应为 11 位、第二位 3–9，现有 %d 位"),
				(int)s.n));
	return fail(why, str_fmt(a, _("不是电话号码：手机 11 位，固定电话如 "
				      "023-67319162，短号 3–6 位")));
}

/* People write 138-1234-5678 and +86 138 1234 5678. */
static str
normal_phone(struct arena *a, str s)
{
	if (str_starts(s, STR("+86")))
		s = str_from(s, 3);
	else if (str_starts(s, STR("0086")))
		s = str_from(s, 4);
	struct buf b = {.arena = a};
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != '-')
			buf_addc(&b, s.p[i]);
	return is_mobile(buf_str(&b)) ? buf_str(&b) : s;
}

/* --- disability certificate
 * --------------------------------------------------------- */

static bool
check_disability(struct arena *a, str s, day_t today, str *why)
{
	if (s.n != 20 && s.n != 22)
		return fail(why, str_fmt(a,
					 _("残疾人证号应为 20 位：身份证号 + "
					   "类别 + 等级，现有 %d 位"),
					 (int)utf8_count(s)));
	if (!check_idno(a, str_sub(s, 0, 18), today, why))
		return fail(why,
			str_fmt(a, _("前 18 位身份证号：%.*s"), STR_FMT(*why)));
	if (s.p[18] < '1' || s.p[18] > '7')
		return fail(why,
			str_fmt(a,
				_("第 19 位是残疾类别，只有 1–7（6 为精神）")));
	if (s.p[19] < '1' || s.p[19] > '4')
		return fail(why, str_fmt(a, _("第 20 位是残疾等级，只有 1–4")));
	if (s.n == 22 && (s.p[20] != 'B' || s.p[21] < '1' || s.p[21] > '9'))
		return fail(why, str_fmt(a, _("末两位是补办次数，应为 B1–B9")));
	return true;
}

/* --- the table
 * -------------------------------------------------------------------------- */

/* Half width, without blanks, in capitals. */
static str
clean(struct arena *a, str text)
{
	str s = utf8_fold(a, text);
	struct buf b = {.arena = a};
	while (s.n > 0) {
		str before = s;
		uint32_t c = utf8_next(&s);
		if (c == ' ' || c == '\t' || c == 0xA0 || c == 0x3000 ||
			(c != UTF8_BAD && utf8_is_invisible(c)))
			continue;
		if (c >= 'a' && c <= 'z')
			buf_addc(&b, (char)(c - 'a' + 'A'));
		else
			buf_add(&b, str_sub(before, 0, before.n - s.n));
	}
	return buf_str(&b);
}

static const struct scheme {
	str name;
	bool (*check)(struct arena *a, str s, day_t today, str *why);
	str (*normal)(struct arena *a, str s); /* after clean(); or NULL */
} schemes[] = {
	{STR("gb_11643_idno"), check_idno, NULL},
	{STR("gb_32100_usci"), check_usci, NULL},
	{STR("gb_t_10114_area"), check_area, NULL},
	{STR("phone"), check_phone, normal_phone},
	{STR("cdpf_disability"), check_disability, NULL},
};
enum { SCHEMES = sizeof(schemes) / sizeof(schemes[0]) };

static const struct scheme *
find(str name)
{
	for (size_t i = 0; i < SCHEMES; i++)
		if (str_eq(schemes[i].name, name))
			return &schemes[i];
	return NULL;
}

bool
code_known(str scheme)
{
	return find(scheme) != NULL;
}

size_t
code_names(const str **out)
{
	static str names[SCHEMES];
	for (size_t i = 0; i < SCHEMES; i++)
		names[i] = schemes[i].name;
	*out = names;
	return SCHEMES;
}

str
code_normalise(struct arena *a, str scheme, str text)
{
	const struct scheme *x = find(scheme);
	if (!x)
		return text;
	str s = clean(a, text);
	return x->normal ? x->normal(a, s) : s;
}

bool
code_check(struct arena *a, str scheme, str text, day_t today, str *why)
{
	const struct scheme *x = find(scheme);
	return !x || x->check(a, text, today, why);
}
