// SPDX-License-Identifier: MIT
#include "forms/field_impl.h"

#include "forms/code.h"
#include "store/lang.h"
#include "store/utf8.h"

/* Texts: what is cleaned, what is refused. */

bool
field_is_multiline(const struct field *f)
{
	str rest = f->appearance;
	str word;
	while (str_word(&rest, &word))
		if (str_is(word, "multiline"))
			return true;
	return false;
}

bool
field_cleans(const struct field *f, str text)
{
	if (field_value_type(f->type) != VALUE_TEXT || field_is_multiline(f))
		return false;
	while (text.n > 0)
		if (utf8_is_invisible(utf8_next(&text)))
			return true;
	return false;
}

/* A line's end is \n; invisible characters and blank ends go from single
 * lines. A control character is refused where it stands. */
static enum err_code
clean_text(const struct field *f, str text, struct arena *a, str *out,
	struct err *e)
{
	bool many = field_is_multiline(f);
	struct buf b = {.arena = a};
	int at = 0;
	while (text.n > 0) {
		str before = text;
		uint32_t c = utf8_next(&text);
		at++;
		if (c == UTF8_BAD)
			return err_set(
				e, ERR_INPUT, _("第 %d 个字不是 UTF-8"), at);
		if (c == '\r' && text.n > 0 && text.p[0] == '\n')
			continue;
		if (c == '\t')
			c = ' ';
		if (c == '\n' && !many)
			return err_set(e, ERR_INPUT,
				_("这一栏只有一行，第 %d 个字却是换行"), at);
		if (c != '\n' && utf8_is_control(c))
			return err_set(e, ERR_INPUT,
				_("第 %d 个字是控制字符 U+%04X，请去掉"), at,
				(unsigned)c);
		if (!many && utf8_is_invisible(c))
			continue;
		if (c == ' ')
			buf_addc(&b, ' ');
		else
			buf_add(&b, str_sub(before, 0, before.n - text.n));
	}
	*out = buf_str(&b);
	return ERR_OK;
}

/* Blanks off both ends, the full-width one too. */
str
field_trim(str s)
{
	const str wide = STR("　");
	for (;;) {
		str t = str_trim(s);
		if (str_starts(t, wide))
			t = str_from(t, wide.n);
		if (str_ends(t, wide))
			t.n -= wide.n;
		if (t.n == s.n)
			return t;
		s = t;
	}
}

enum err_code
field_parse_text(const struct field *f, str text, struct arena *a,
	struct value *out, struct err *e)
{
	/* A text of megabytes is refused before it is walked and copied. */
	if (text.n > FIELD_TEXT_MOST * (size_t)4 ||
		utf8_count(text) > FIELD_TEXT_MOST)
		return err_set(e, ERR_LIMIT,
			_("文字太长：有 %zu 个字，最多 %d 个"),
			utf8_count(text), FIELD_TEXT_MOST);
	str clean;
	enum err_code code = clean_text(f, text, a, &clean, e);
	if (code != ERR_OK)
		return code;
	if (!field_is_multiline(f))
		clean = field_trim(clean);
	if (f->most > 0 && utf8_count(clean) > (size_t)f->most)
		return err_set(e, ERR_LIMIT, _("有 %zu 个字，最多 %d 个"),
			utf8_count(clean), f->most);
	if (f->code.n > 0)
		clean = code_normalise(a, f->code, clean);
	*out = (struct value){
		.type = clean.n ? VALUE_TEXT : VALUE_BLANK, .text = clean};
	return ERR_OK;
}
