// SPDX-License-Identifier: MIT
#include "templates/writers/exchange.h"
#include "templates/writers/markup.h"
#include "templates/writers/writer.h"

/*
 * IHE ADX, loose schema plus what DHIS2 asks (formats.md §2): one group of
 * (data set, station, period), the codes as identifiers, an attribute a
 * disaggregation. A text is carried as value 0 with the text in an
 * annotation. `exported` is the snapshot's moment: the same snapshot, the
 * same bytes.
 */

static void
put_value(
	const struct report *r, struct buf *out, const struct exchange_value *v)
{
	bool number = v->cell->kind == CELL_NUMBER;
	str text = cell_text(r->arena, v->cell);

	buf_addz(out, "    <dataValue");
	markup_attribute(out, "dataElement", v->element);
	for (size_t i = 0; i < v->n_by; i++)
		markup_attribute(out, str_z(r->arena, v->by[i].category),
			v->by[i].option);
	markup_attribute(out, "value", number ? text : STR("0"));
	if (number) {
		buf_addz(out, "/>\n");
		return;
	}
	buf_addz(out, "><annotation>");
	markup_add(out, text);
	buf_addz(out, "</annotation></dataValue>\n");
}

static enum err_code
write_adx(const struct report *r, struct buf *out, struct err *e)
{
	const struct exchange_value *v;
	size_t n;
	enum err_code code = exchange_values(r, &v, &n, e);

	if (code)
		return code;
	buf_addz(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		      "<adx xmlns=\"urn:ihe:qrph:adx:2015\"");
	markup_attribute(out, "exported",
		str_fmt(r->arena, "%.*s%s+08:00", STR_FMT(r->snapshot),
			r->snapshot.n == 16 ? ":00" : ""));
	buf_addz(out, ">\n  <group");
	markup_attribute(out, "orgUnit", r->unit_code);
	markup_attribute(out, "period", period_iso(r->arena, r->period));
	markup_attribute(out, "dataSet", r->id);
	buf_addz(out, ">\n");
	for (size_t i = 0; i < n; i++)
		put_value(r, out, &v[i]);
	buf_addz(out, "  </group>\n</adx>\n");
	return ERR_OK;
}

const struct writer writer_adx = {
	.name = "adx",
	.ext = "adx.xml",
	.exchange = true,
	.text = write_adx,
};
