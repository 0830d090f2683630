// SPDX-License-Identifier: MIT
#include "forms/expr_parse.h"

#include <string.h>

#include "store/lang.h"
#include "store/utf8.h"

/* Counts on from the place asked for last: places mostly ascend. */
int
parse_column(struct parser *p, size_t at)
{
	if (at < p->col_at)
		p->col_at = 0, p->col = 0;
	p->col += (int)utf8_count(str_sub(p->text, p->col_at, at - p->col_at));
	p->col_at = at;
	return p->col + 1;
}

void
parse_space(struct parser *p)
{
	while (p->at < p->text.n &&
		strchr(" \t\r\n", p->text.p[p->at]) != NULL &&
		p->text.p[p->at] != '\0')
		p->at++;
}

char
parse_peek(const struct parser *p)
{
	return p->at < p->text.n ? p->text.p[p->at] : '\0';
}

bool
parse_sees(const struct parser *p, const char *z)
{
	return str_starts(str_from(p->text, p->at), str_of(z));
}

bool
parse_take(struct parser *p, char c)
{
	parse_space(p);
	if (p->at >= p->text.n || p->text.p[p->at] != c)
		return false;
	p->at++;
	return true;
}

/* CJK and full-width punctuation end a name: typed by mistake, they should
 * be refused by name and not swallowed. */
static bool
is_name_char(uint32_t c, bool first)
{
	if (c == UTF8_BAD || c == UTF8_END)
		return false;
	if (c >= 0x80)
		return !(c >= 0x2000 && c <= 0x206F) &&
		       !(c >= 0x3000 && c <= 0x303F) &&
		       !(c >= 0xFF00 && c <= 0xFFEF) && c >= 0xC0 &&
		       c != 0xD7 && c != 0xF7;
	if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_')
		return true;
	return !first && ((c >= '0' && c <= '9') || c == '-' || c == '.');
}

/* A name at p->at, perhaps prefix:name; empty when there is none. */
str
parse_word(struct parser *p)
{
	size_t start = p->at;
	bool first = true;
	bool colon = false;
	while (p->at < p->text.n) {
		str rest = str_from(p->text, p->at);
		size_t before = rest.n;
		uint32_t c = utf8_next(&rest);
		if (c == ':' && !first && !colon) {
			str next = rest;
			if (!is_name_char(utf8_next(&next), true))
				break;
			colon = true;
			first = true;
		} else if (is_name_char(c, first)) {
			first = false;
		} else {
			break;
		}
		p->at += before - rest.n;
	}
	return str_sub(p->text, start, p->at - start);
}

struct node *
refuse_unexpected(struct parser *p)
{
	if (p->at >= p->text.n)
		return REFUSE(p, p->at, _("表达式没有写完：这里还要一个值"));

	str rest = str_from(p->text, p->at);
	str after = rest;
	uint32_t c = utf8_next(&after);
	str shown = str_sub(rest, 0, rest.n - after.n);
	if (c >= 0xFF01 && c <= 0xFF5E)
		return REFUSE(p, p->at, _("全角符号「%.*s」：请改用半角的 %c"),
			STR_FMT(shown), (char)(c - 0xFEE0));
	if (c >= 0x2018 && c <= 0x201D)
		return REFUSE(p, p->at,
			_("弯引号「%.*s」：文字请用半角引号 ' 或 \" 括起"),
			STR_FMT(shown));
	if (c == '=')
		return REFUSE(p, p->at, _("这里不能有 =：相等只写一个 ="));
	if (c == ')')
		return REFUSE(p, p->at, _("右括号前缺少一个值"));
	if (c == '[')
		return REFUSE(p, p->at,
			_("方括号条件只能跟在 ${重复组} 或 instance(…) "
			  "后面"));
	if (c == UTF8_BAD || c < ' ')
		return REFUSE(p, p->at, _("这里的字符不能用在表达式里"));
	return REFUSE(
		p, p->at, _("这里要一个值，而不是「%.*s」"), STR_FMT(shown));
}

struct node *
refuse_operator(struct parser *p)
{
	static const struct {
		const char *wrong;
		const char *right;
	} mistakes[] = {{"&&", "and"}, {"||", "or"}, {"<>", "!="}, {"!", "!="},
		{"%", "mod"}, {"/", "div"}, {"==", "="}, {"≥", ">="},
		{"≤", "<="}, {"≠", "!="}, {"×", "*"}, {"÷", "div"}};
	for (size_t i = 0; i < sizeof(mistakes) / sizeof(mistakes[0]); i++) {
		if (parse_sees(p, mistakes[i].wrong))
			return REFUSE(p, p->at, _("没有运算符 %s：请写 %s"),
				mistakes[i].wrong, mistakes[i].right);
	}
	if (parse_peek(p) == ')')
		return REFUSE(p, p->at, _("多了一个右括号"));
	if (parse_peek(p) == ',')
		return REFUSE(p, p->at, _("逗号只能写在函数的括号里"));
	if (parse_peek(p) == '[')
		return refuse_unexpected(p);
	str rest = str_from(p->text, p->at);
	str after = rest;
	uint32_t c = utf8_next(&after);
	if (c == UTF8_BAD || c < ' ' || (c >= 0xFF01 && c <= 0xFF5E) ||
		(c >= 0x2018 && c <= 0x201D))
		return refuse_unexpected(p);
	return REFUSE(p, p->at,
		_("两个值之间缺少运算符（「%.*s」前）：可用 + - * div mod = != "
		  "< and or"),
		STR_FMT(str_sub(rest, 0, rest.n - after.n)));
}
