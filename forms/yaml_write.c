// SPDX-License-Identifier: MIT
#include "forms/yaml.h"

#include <string.h>

#include "store/utf8.h"

/* A tree as the text of a file, in the style of the shipped forms: what is
 * short stands in one line, texts are bare where that cannot be misread. */

enum { FLOW_MOST = 100 }; /* characters of what may stand in one line */

/* Other readers of YAML make a number, a truth or a nothing of these. */
static bool
is_special(str s)
{
	static const char *const words[] = {"yes", "no", "on", "off", "true",
		"false", "null", "y", "n", "~", "=", "<<"};
	bool number = true;
	for (size_t i = 0; i < s.n; i++)
		number = number && strchr("0123456789.eExX+-_:", s.p[i]);
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		str w = str_of(words[i]);
		bool same = s.n == w.n;
		for (size_t k = 0; same && k < s.n; k++)
			same = (s.p[k] | 32) == (w.p[k] | 32);
		if (same)
			return true;
	}
	return number;
}

static bool
is_bare(str s, bool flow)
{
	if (s.n == 0 || is_special(s) || s.p[0] == ' ' || s.p[s.n - 1] == ' ' ||
		s.p[s.n - 1] == ':' || strchr("-?:,[]{}#&*!|>'\"%@`", s.p[0]))
		return false;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if ((unsigned char)c < ' ' || (flow && strchr(",[]{}:?", c)) ||
			(c == ':' && i + 1 < s.n && s.p[i + 1] == ' ') ||
			(c == '#' && s.p[i - 1] == ' '))
			return false;
	}
	/* A line's end, or a mark, in some reader's eyes. */
	for (str rest = s; rest.n > 0;) {
		uint32_t c = utf8_next(&rest);
		if (c == 0x85 || c == 0x2028 || c == 0x2029 || c == 0xFEFF)
			return false;
	}
	return true;
}

static void
put_scalar(struct buf *b, str s, bool flow, bool word)
{
	if (is_bare(s, flow) ||
		(word && (str_is(s, "yes") || str_is(s, "no")))) {
		buf_add(b, s);
		return;
	}
	buf_addc(b, '"');
	while (s.n > 0) {
		str before = s;
		uint32_t c = utf8_next(&s);
		if (c == '"' || c == '\\')
			buf_addf(b, "\\%c", (char)c);
		else if (c == '\n')
			buf_addz(b, "\\n");
		else if (c == '\t')
			buf_addz(b, "\\t");
		else if (c < ' ' || c == 0x7F || (c >= 0x80 && c < 0xA0) ||
			 c == 0x2028 || c == 0x2029 || c == 0xFEFF)
			buf_addf(b, "\\u%04X", (unsigned)c);
		else
			buf_add(b, str_sub(before, 0, before.n - s.n));
	}
	buf_addc(b, '"');
}

/* Keys whose yes and no are words of the language and stay bare. */
static bool
is_word_key(str key)
{
	static const char *const keys[] = {"required", "read_only", "x_skip",
		"x_pinyin", "x_offer", "disabled"};
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (str_is(key, keys[i]))
			return true;
	return false;
}

void
yaml_write_flow(struct buf *b, const struct yaml *v, bool word)
{
	if (v->kind == YAML_SCALAR) {
		put_scalar(b, v->text, true, word);
		return;
	}
	buf_addc(b, v->kind == YAML_MAP ? '{' : '[');
	for (size_t i = 0; i < v->n; i++) {
		buf_addz(b, i ? ", " : "");
		if (v->kind == YAML_LIST) {
			yaml_write_flow(b, &v->item[i], false);
			continue;
		}
		put_scalar(b, v->pair[i].key, true, false);
		buf_addz(b, ": ");
		yaml_write_flow(
			b, &v->pair[i].value, is_word_key(v->pair[i].key));
	}
	buf_addc(b, v->kind == YAML_MAP ? '}' : ']');
}

/* Roughly how long it is in one line; stops counting when it is too long. */
static size_t
width(const struct yaml *v, int depth)
{
	size_t n = v->kind == YAML_SCALAR ? utf8_count(v->text) + 2 : 2;
	if (v->kind != YAML_SCALAR && depth == 0)
		return FLOW_MOST + 1;
	for (size_t i = 0; v->kind != YAML_SCALAR && i < v->n; i++) {
		if (v->kind == YAML_MAP)
			n += utf8_count(v->pair[i].key) + 4;
		n += width(
			v->kind == YAML_MAP ? &v->pair[i].value : &v->item[i],
			depth - 1);
		if (n > FLOW_MOST)
			break;
	}
	return n;
}

static void
indent(struct buf *b, int depth)
{
	for (int i = 0; i < depth; i++)
		buf_addz(b, "  ");
}

static void write_block(struct buf *b, const struct yaml *v, int depth);

/* What follows "key:" or "-". top: of the file, where nothing is folded. */
static void
write_value(struct buf *b, const struct yaml *v, int depth, bool word)
{
	if (v->kind == YAML_SCALAR) {
		buf_addc(b, ' ');
		put_scalar(b, v->text, false, word);
		buf_addc(b, '\n');
	} else if (v->n == 0 || (depth > 1 && width(v, 3) <= FLOW_MOST)) {
		buf_addc(b, ' ');
		yaml_write_flow(b, v, false);
		buf_addc(b, '\n');
	} else {
		buf_addc(b, '\n');
		write_block(b, v, depth);
	}
}

static void
write_pair(struct buf *b, const struct yaml_pair *p, int depth)
{
	put_scalar(b, p->key, true, false);
	buf_addc(b, ':');
	write_value(b, &p->value, depth + 1, is_word_key(p->key));
}

/* An item of a list: a long map begins in the line of its dash. */
static void
write_item(struct buf *b, const struct yaml *v, int depth)
{
	indent(b, depth);
	buf_addc(b, '-');
	if (v->kind != YAML_MAP || v->n == 0 || width(v, 3) <= FLOW_MOST) {
		write_value(b, v, depth + 1 > 2 ? depth + 1 : 2, false);
		return;
	}
	for (size_t i = 0; i < v->n; i++) {
		if (i)
			indent(b, depth + 1);
		else
			buf_addc(b, ' ');
		write_pair(b, &v->pair[i], depth + 1);
	}
}

static void
write_block(struct buf *b, const struct yaml *v, int depth)
{
	for (size_t i = 0; i < v->n; i++) {
		if (v->kind == YAML_LIST) {
			write_item(b, &v->item[i], depth);
			continue;
		}
		indent(b, depth);
		write_pair(b, &v->pair[i], depth);
	}
}

void
yaml_write(struct buf *b, const struct yaml *map)
{
	write_block(b, map, 0);
}
