// SPDX-License-Identifier: MIT
#include "templates/writers/exchange.h"
#include "templates/writers/writer.h"

#include "forms/json.h"

/*
 * DHIS2's data value sets (formats.md §1). Codes are the identifiers and the
 * JSON says so, for a station does not know the upper level's UIDs. Values
 * are strings, numbers too. No completeDate: that says the data set is
 * complete, and only a closed period is.
 */

static void
put(struct json_writer *w, const char *name, str text)
{
	json_name(w, str_of(name));
	json_put_text(w, text);
}

static enum err_code
write_json(const struct report *r, struct buf *out, struct err *e)
{
	static const char *const schemes[] = {"dataSetIdScheme",
		"dataElementIdScheme", "orgUnitIdScheme",
		"categoryOptionComboIdScheme"};
	const struct exchange_value *v;
	size_t n;
	struct json_writer w = {.buf = out};
	enum err_code code = exchange_values(r, &v, &n, e);

	if (code)
		return code;
	json_open_object(&w);
	put(&w, "dataSet", r->id);
	put(&w, "period", period_code(r->arena, r->period));
	put(&w, "orgUnit", r->unit_code);
	for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
		put(&w, schemes[i], STR("CODE"));
	json_name(&w, STR("dataValues"));
	json_open_array(&w);
	for (size_t i = 0; i < n; i++) {
		str combo = exchange_combo(r->arena, &v[i]);
		json_next_line(&w);
		json_open_object(&w);
		put(&w, "dataElement", v[i].element);
		if (combo.n)
			put(&w, "categoryOptionCombo", combo);
		put(&w, "value", cell_text(r->arena, v[i].cell));
		json_close(&w);
	}
	buf_addc(out, '\n');
	json_close(&w);
	json_close(&w);
	buf_addc(out, '\n');
	return ERR_OK;
}

/* Every field quoted, whatever is in it. */
static void
field(struct buf *out, str s, bool last)
{
	buf_addc(out, '"');
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '"')
			buf_addc(out, '"');
		buf_addc(out, s.p[i]);
	}
	buf_addz(out, last ? "\"\n" : "\",");
}

static enum err_code
write_csv(const struct report *r, struct buf *out, struct err *e)
{
	static const char *const head[] = {"dataelement", "period", "orgunit",
		"catoptcombo", "attroptcombo", "value", "storedby",
		"lastupdated", "comment", "followup"};
	const struct exchange_value *v;
	size_t n;
	size_t fields = sizeof head / sizeof *head;
	str period = period_code(r->arena, r->period);
	enum err_code code = exchange_values(r, &v, &n, e);

	if (code)
		return code;
	for (size_t k = 0; k < fields; k++)
		field(out, str_of(head[k]), k + 1 == fields);
	for (size_t i = 0; i < n; i++) {
		str line[] = {v[i].element, period, r->unit_code,
			exchange_combo(r->arena, &v[i]), STR_NONE,
			cell_text(r->arena, v[i].cell), STR_NONE,
			str_sub(r->snapshot, 0, 10), STR_NONE, STR("false")};
		for (size_t k = 0; k < fields; k++)
			field(out, line[k], k + 1 == fields);
	}
	return ERR_OK;
}

const struct writer writer_dhis2_json = {
	.name = "dhis2-json",
	.ext = "dhis2.json",
	.exchange = true,
	.text = write_json,
};

const struct writer writer_dhis2_csv = {
	.name = "dhis2-csv",
	.ext = "dhis2.csv",
	.exchange = true,
	.text = write_csv,
};
