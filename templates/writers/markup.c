// SPDX-License-Identifier: MIT
#include "templates/writers/markup.h"

#include "store/utf8.h"

/* XML 1.0, production Char. */
static bool
is_xml(uint32_t c)
{
	if (c < 0x20)
		return c == '\t' || c == '\n' || c == '\r';
	return c != 0xfffe && c != 0xffff && c != UTF8_BAD;
}

void
markup_add(struct buf *out, str text)
{
	for (;;) {
		const char *from = text.p;
		uint32_t c = utf8_next(&text);
		if (c == UTF8_END)
			return;
		switch (c) {
		case '&':
			buf_addz(out, "&amp;");
			break;
		case '<':
			buf_addz(out, "&lt;");
			break;
		case '>':
			buf_addz(out, "&gt;");
			break;
		case '"':
			buf_addz(out, "&quot;");
			break;
		case '\'':
			buf_addz(out, "&#39;");
			break;
		default:
			if (is_xml(c))
				buf_add(out,
					(str){from, (size_t)(text.p - from)});
			else
				buf_addz(out, "\xef\xbf\xbd");
		}
	}
}

void
markup_attribute(struct buf *out, const char *name, str text)
{
	buf_addf(out, " %s=\"", name);
	markup_add(out, text);
	buf_addc(out, '"');
}
