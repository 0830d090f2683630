// SPDX-License-Identifier: MIT
#include "templates/writers/markup.h"

#include "store/lang.h"
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

void
markup_tagged(struct buf *out, const char *open, str text, const char *close)
{
	buf_addz(out, open);
	markup_add(out, text);
	buf_addz(out, close);
}

void
markup_page(struct buf *out, str title, bool landscape, const char *style)
{
	buf_addf(out,
		"<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n"
		"<meta charset=\"utf-8\">\n"
		"<meta http-equiv=\"Content-Security-Policy\" "
		"content=\"default-src 'none'; style-src 'unsafe-inline'\">\n",
		lang_get() == LANG_EN ? "en" : "zh-CN");
	markup_tagged(out, "<title>", title, "</title>\n");
	buf_addf(out, "<style>@page{size:A4 %s;margin:15mm}%s</style>\n",
		landscape ? "landscape" : "portrait", style);
	buf_addz(out, "</head>\n<body>\n");
}
