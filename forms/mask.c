// SPDX-License-Identifier: MIT
#include "forms/reader.h"

#include "store/utf8.h"

/*
 * What is hidden where (domain.md §9, ux.md §3): one row a rule, one column
 * for the desk's lists and one for whatever leaves the house.
 */

static str
stars(struct arena *a, str s, size_t head, size_t tail)
{
	size_t n = utf8_count(s);
	struct buf b = {.arena = a};
	if (n <= head + tail) {
		head = 0;
		tail = 0;
	}
	buf_add(&b, utf8_sub(s, 0, head));
	for (size_t i = head + tail; i < n; i++)
		buf_addc(&b, '*');
	buf_add(&b, utf8_sub(s, n - tail, n));
	return buf_str(&b);
}

static str
whole(struct arena *a, str s)
{
	(void)a; /* nothing is built */
	return s;
}

static str
name(struct arena *a, str s)
{
	static const char *const compound[] = {"欧阳", "太史", "端木", "上官",
		"司马", "东方", "独孤", "南宫", "万俟", "闻人", "夏侯", "诸葛",
		"尉迟", "公羊", "赫连", "澹台", "皇甫", "宗政", "濮阳", "公冶",
		"太叔", "申屠", "公孙", "慕容", "仲孙", "钟离", "长孙", "宇文",
		"司徒", "鲜于", "司空", "令狐", "百里", "呼延", "东郭", "南门",
		"拓跋", "轩辕", "欧陽", "西门"};
	size_t head = 1;
	for (size_t i = 0; i < sizeof(compound) / sizeof(compound[0]); i++)
		if (str_starts(s, str_of(compound[i])) && utf8_count(s) > 2)
			head = 2;
	return utf8_count(s) == 1 ? STR("*") : stars(a, s, head, 0);
}

static str
number_tail(struct arena *a, str s)
{
	return stars(a, s, 0, 4);
}

static str
number_ends(struct arena *a, str s)
{
	return stars(a, s, 3, 1);
}

static str
phone(struct arena *a, str s)
{
	return utf8_count(s) > 8 ? stars(a, s, 3, 4) : stars(a, s, 0, 2);
}

/* To the village, else to the street or county; the house is left out. */
static str
village(struct arena *a, str s)
{
	static const char *const ends[] = {
		"社区", "村", "居委会", "街道", "镇", "乡", "区", "县", "市"};
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		str end = str_of(ends[i]);
		size_t at = str_find(s, end);
		if (at != SIZE_MAX && at > 0)
			return str_fmt(a, "%.*s%s",
				STR_FMT(str_sub(s, 0, at + end.n)),
				at + end.n < s.n ? "***" : "");
	}
	return STR("***");
}

static str
year(struct arena *a, str s)
{
	(void)a; /* nothing is built */
	return str_sub(s, 0, 4);
}

static str
nothing(struct arena *a, str s)
{
	(void)a; /* nothing is built */
	(void)s; /* nothing of it is shown */
	return STR("***");
}

static const struct {
	const char *rule;
	str (*desk)(struct arena *a, str s);
	str (*full)(struct arena *a, str s);
} rules[] = {
	{"name", whole, name},
	{"id_number", number_tail, number_ends},
	{"phone", phone, phone},
	{"address", whole, village},
	{"birth", whole, year},
	{"text", whole, nothing},
};

str
mask_text(struct arena *a, str rule, str text, bool full)
{
	if (text.n == 0)
		return text;
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
		if (str_is(rule, rules[i].rule))
			return full ? rules[i].full(a, text)
				    : rules[i].desk(a, text);
	return rule.n ? nothing(a, text) : text;
}

str
record_mask(struct arena *a, const struct field *f, str shown, bool full)
{
	return f ? mask_text(a, f->mask, shown, full) : shown;
}
