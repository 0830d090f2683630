// SPDX-License-Identifier: MIT
#include "forms/yaml_words.h"

#include <string.h>

#include "store/lang.h"
#include "store/utf8.h"

/* What libyaml says, as a beginning of its text, and what we say. %d %d: where
 * the bracket or quote began. */
static const struct {
	const char *problem;
	const char *words;
	bool at_start; /* point to where it began */
} table[] = {
	{"mapping values are not allowed",
		N_("这里不能再有冒号：检查缩进，或给含“: ”的文字加引号"),
		false},
	{"could not find expected ':'", N_("这里缺少冒号：应写成“键: 值”"),
		false},
	{"did not find expected key", N_("这里应是“键: 值”：检查缩进和引号"),
		false},
	{"did not find expected '-' indicator",
		N_("这里应是以“- ”开头的一项：检查缩进"), false},
	{"did not find expected ',' or ']'",
		N_("第 %d 行第 %d 列开始的方括号缺少逗号或“]”"), false},
	{"did not find expected ',' or '}'",
		N_("第 %d 行第 %d 列开始的花括号缺少逗号或“}”；括号里的 ${…} "
		   "要加引号"),
		false},
	{"found unexpected end of stream", N_("引号没有结束：补上另一半引号"),
		true},
	{"found unexpected document indicator",
		N_("引号没有结束：补上另一半引号"), true},
	{"found unknown escape character",
		N_("双引号里的反斜杠要写成 \\\\，或改用单引号"), false},
	{"did not find expected node content", N_("这里缺少一个值"), false},
	{"did not find expected <document start>",
		N_("这里应与第一个键对齐：检查缩进"), false},
	{"block sequence entries are not allowed",
		N_("“- ”不能写在这里：另起一行并缩进"), false},
	{"mapping keys are not allowed", N_("键不能写在这里：检查缩进"), false},
	{"found a tab character", N_("缩进用了制表符：请改用空格"), false},
	{"did not find expected alphabetic or numeric",
		N_("文字不能以 & 或 * 开头（不用锚点）：请加引号"), false},
	{"found undefined tag handle", N_("不用标记（!）：请给文字加引号"),
		false},
	{"did not find expected comment or line break",
		N_("| 或 > 之后应另起一行"), false},
	{"found an indentation indicator equal to 0",
		N_("| 或 > 之后应另起一行"), false},
};

static enum err_code
say_bad_start(const struct yaml_problem *p, const char *file, struct err *e)
{
	if (p->at.n > 0 && p->at.p[0] == '\t')
		err_set(e, ERR_INPUT, _("缩进用了制表符：请改用空格"));
	else if (p->at.n > 0)
		err_set(e, ERR_INPUT, _("文字不能以“%c”开头：请加引号"),
			p->at.p[0]);
	else
		err_set(e, ERR_INPUT, _("文件没有写完"));
	return err_at(e, file, p->line, p->col);
}

enum err_code
yaml_words(const struct yaml_problem *p, const char *file, struct err *e)
{
	const char *problem = p->problem ? p->problem : "";
	if (strstr(problem, "cannot start any token"))
		return say_bad_start(p, file, e);
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		if (strncmp(problem, table[i].problem,
			    strlen(table[i].problem)) != 0)
			continue;
		err_set(e, ERR_INPUT, _(table[i].words), p->from_line,
			p->from_col);
		if (table[i].at_start)
			return err_at(e, file, p->from_line, p->from_col);
		return err_at(e, file, p->line, p->col);
	}
	err_set(e, ERR_INPUT, _("不是正确的 YAML（%s）"), problem);
	return err_at(e, file, p->line, p->col);
}

/* What YAML allows: tab, line ends, printable characters. The marks of other
 * line ends (U+0085, U+2028, U+2029) would make line numbers doubtful. */
static bool
is_allowed(uint32_t c)
{
	if (c == '\t' || c == '\n' || c == '\r')
		return true;
	if (utf8_is_control(c) || c == 0x2028 || c == 0x2029)
		return false;
	return c != 0xFEFF && c != 0xFFFE && c != 0xFFFF;
}

enum err_code
yaml_check_bytes(const char *file, str bytes, struct err *e)
{
	int line = 1;
	int col = 1;
	for (str rest = bytes; rest.n > 0;) {
		if (*rest.p >= ' ' && *rest.p < 0x7F) { /* most are */
			rest.p++;
			rest.n--;
			col++;
			continue;
		}
		uint32_t c = utf8_next(&rest);
		if (c == UTF8_BAD)
			err_set(e, ERR_INPUT,
				_("不是 UTF-8 文字：请把文件另存为 UTF-8 "
				  "编码"));
		else if (!is_allowed(c))
			err_set(e, ERR_INPUT,
				_("有看不见的控制字符 U+%04X：请删去"),
				(unsigned)c);
		if (c == UTF8_BAD || !is_allowed(c))
			return err_at(e, file, line, col);
		bool crlf = c == '\r' && rest.n > 0 && rest.p[0] == '\n';
		if ((c == '\n' || c == '\r') && !crlf) {
			line++;
			col = 1;
		} else {
			col++;
		}
	}
	return ERR_OK;
}
