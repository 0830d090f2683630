// SPDX-License-Identifier: MIT
#include "forms/field_impl.h"

#include <math.h>
#include <string.h>

#include "forms/shorthand.h"
#include "store/lang.h"
#include "store/utf8.h"

enum { PLACES_MOST = 9, SHOWN = 40 };

struct field_kind {
	const char *name;
	enum value_type value;
	/* Canonical text, not blank. */
	enum err_code (*parse)(const struct field *f, str text, struct arena *a,
		struct value *out, struct err *e);
	/* What a clerk typed, folded and trimmed; NULL: as parse. */
	enum err_code (*type_in)(const struct field *f, str typed,
		const struct field_offer *offer, struct arena *a,
		struct value *out, struct err *e);
	const char *accepts; /* ASCII characters; NULL: any that shows */
};

static const struct field_kind *kind_of(enum field_type t);

/* --- numbers
 * ------------------------------------------------------------------ */

static bool
is_long_number(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!(s.p[i] >= '0' && s.p[i] <= '9') &&
			!(i == 0 && (s.p[i] == '-' || s.p[i] == '+')))
			return false;
	return s.n > 18;
}

/* Expressions reckon in doubles, which hold 15 digits exactly; and no sum of
 * what is within this leaves 64 bits unseen. */
static enum err_code
too_big(str text, struct err *e)
{
	return err_set(e, ERR_INPUT, _("数字太大：%.*s（最多 %d 位）"),
		STR_FMT(str_sub(text, 0, SHOWN)), FIELD_DIGITS_MOST);
}

static bool
is_too_big(struct decimal d)
{
	double most = pow(10, FIELD_DIGITS_MOST);
	double n = decimal_number(d);
	return n >= most || n <= -most;
}

static enum err_code
parse_integer(const struct field *f, str text, struct arena *a,
	struct value *out, struct err *e)
{
	(void)f;
	(void)a; /* a number needs no memory */
	struct decimal d;
	if (decimal_parse(text, &d) && is_too_big(d))
		return too_big(text, e);
	if (value_parse(VALUE_INTEGER, text, out))
		return ERR_OK;
	if (is_long_number(text))
		return too_big(text, e);
	/* 3.0 is an integer however it is written. */
	if (decimal_parse(text, &d)) {
		while (d.scale > 0 && d.digits % 10 == 0) {
			d.digits /= 10;
			d.scale--;
		}
		if (d.scale == 0) {
			*out = (struct value){
				.type = VALUE_INTEGER, .integer = d.digits};
			return ERR_OK;
		}
		return err_set(e, ERR_INPUT, _("应填整数，%.*s 带小数"),
			STR_FMT(str_sub(text, 0, SHOWN)));
	}
	return err_set(e, ERR_INPUT, _("“%.*s”不是整数"),
		STR_FMT(utf8_sub(text, 0, SHOWN)));
}

static enum err_code
parse_decimal(const struct field *f, str text, struct arena *a,
	struct value *out, struct err *e)
{
	(void)f;
	(void)a; /* a number needs no memory */
	if (value_parse(VALUE_DECIMAL, text, out))
		return is_too_big(out->decimal) ? too_big(text, e) : ERR_OK;
	size_t point = str_chr(text, '.');
	bool digits = text.n > 0;
	for (size_t i = 0; i < text.n; i++)
		digits = digits && (strchr("0123456789.", text.p[i]) ||
					   (i == 0 && text.p[i] == '-'));
	if (digits && point != SIZE_MAX && text.n - point - 1 > PLACES_MOST)
		return err_set(
			e, ERR_INPUT, _("小数太长：最多 %d 位"), PLACES_MOST);
	if (is_long_number(text))
		return too_big(text, e);
	return err_set(e, ERR_INPUT, _("“%.*s”不是数字"),
		STR_FMT(utf8_sub(text, 0, SHOWN)));
}

/* 1,200 and 1，200 are how amounts are written; units are not numbers. */
static str
without_commas(struct arena *a, str s)
{
	struct buf b = {.arena = a};
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != ',' && s.p[i] != ' ')
			buf_addc(&b, s.p[i]);
	str n = buf_str(&b);
	return n.n > 1 && n.p[0] == '.' ? str_fmt(a, "0%.*s", STR_FMT(n)) : n;
}

static enum err_code
type_number(const struct field *f, str typed, const struct field_offer *offer,
	struct arena *a, struct value *out, struct err *e)
{
	(void)offer; /* numbers are not chosen */
	return kind_of(f->type)->parse(f, without_commas(a, typed), a, out, e);
}

/* --- dates and times
 * -------------------------------------------------------------- */

/* Times carry no zone. China's may stand behind one and is dropped; to drop
 * another would make it a wrong time. */
static enum err_code
refuse_zone(str text, struct err *e)
{
	static const char *const here[] = {"+08:00", "+0800", "+08"};
	str zone = str_trim(text);
	size_t colon = str_chr(zone, ':');
	zone = str_from(zone, colon == SIZE_MAX ? zone.n : colon);
	while (zone.n > 0 && zone.p[0] != 'Z' && zone.p[0] != '+' &&
		zone.p[0] != '-')
		zone = str_from(zone, 1);
	bool good = zone.n == 0;
	for (size_t i = 0; i < sizeof(here) / sizeof(here[0]); i++)
		good = good || str_is(zone, here[i]);
	return good ? ERR_OK
		    : err_set(e, ERR_INPUT,
			      _("时间不带时区：“%.*s”不是北京时间，请改成当地"
				"时间再填"),
			      STR_FMT(zone));
}

static enum err_code
parse_date(const struct field *f, str text, struct arena *a, struct value *out,
	struct err *e)
{
	(void)f;
	(void)a; /* a date needs no memory */
	return value_parse(VALUE_DATE, text, out)
		       ? ERR_OK
		       : shorthand_why_not_date(text, e);
}

static enum err_code
parse_time(const struct field *f, str text, struct arena *a, struct value *out,
	struct err *e)
{
	(void)f;
	(void)a; /* a time needs no memory */
	return value_parse(VALUE_TIME, text, out)
		       ? refuse_zone(text, e)
		       : shorthand_why_not_time(text, e);
}

static enum err_code
parse_moment(const struct field *f, str text, struct arena *a,
	struct value *out, struct err *e)
{
	(void)f;
	(void)a; /* a moment needs no memory */
	return value_parse(VALUE_DATETIME, text, out)
		       ? refuse_zone(text, e)
		       : shorthand_why_not_moment(text, e);
}

static enum err_code
type_date(const struct field *f, str typed, const struct field_offer *offer,
	struct arena *a, struct value *out, struct err *e)
{
	(void)f;
	(void)a; /* a date needs no memory */
	out->type = VALUE_DATE;
	return shorthand_date(typed, clock_today(), offer->past, &out->day, e);
}

static enum err_code
type_time(const struct field *f, str typed, const struct field_offer *offer,
	struct arena *a, struct value *out, struct err *e)
{
	(void)f;
	(void)offer;
	(void)a; /* a time needs neither */
	out->type = VALUE_TIME;
	enum err_code code = shorthand_time(typed, &out->seconds, e);
	return code == ERR_OK ? refuse_zone(typed, e) : code;
}

static enum err_code
type_moment(const struct field *f, str typed, const struct field_offer *offer,
	struct arena *a, struct value *out, struct err *e)
{
	(void)f;
	(void)a; /* a moment needs no memory */
	out->type = VALUE_DATETIME;
	enum err_code code = shorthand_moment(
		typed, clock_now(), offer->past, &out->moment, e);
	return code == ERR_OK ? refuse_zone(typed, e) : code;
}

/* --- references ---------------------------------------------------------- */

static enum err_code
parse_reference(const struct field *f, str text, struct arena *a,
	struct value *out, struct err *e)
{
	(void)f;
	(void)a; /* an id needs no memory */
	if (value_parse(VALUE_REFERENCE, str_trim(text), out))
		return ERR_OK;
	return err_set(e, ERR_INPUT, _("“%.*s”不是记录编号"),
		STR_FMT(utf8_sub(text, 0, SHOWN)));
}

static enum err_code
parse_nothing(const struct field *f, str text, struct arena *a,
	struct value *out, struct err *e)
{
	(void)text;
	(void)a;
	(void)out; /* nothing can be typed here */
	return err_set(
		e, ERR_INPUT, _("%s 不是可以填的栏"), kind_of(f->type)->name);
}

/* --- the doors ----------------------------------------------------------- */

const char *
field_type_name(enum field_type t)
{
	return kind_of(t)->name;
}

enum value_type
field_value_type(enum field_type t)
{
	return kind_of(t)->value;
}

enum err_code
field_parse(const struct field *f, str text, struct arena *a, struct value *out,
	struct err *e)
{
	*out = (struct value){.type = VALUE_BLANK};
	if (text.n == 0 || field_trim(text).n == 0)
		return ERR_OK;
	return kind_of(f->type)->parse(f, text, a, out, e);
}

enum err_code
field_type_in(const struct field *f, str typed, const struct field_offer *offer,
	struct arena *a, struct value *out, struct err *e)
{
	const struct field_kind *k = kind_of(f->type);
	*out = (struct value){.type = VALUE_BLANK};
	if (typed.n == 0 || field_trim(typed).n == 0)
		return ERR_OK;
	if (!utf8_valid(typed))
		return err_set(e, ERR_INPUT, _("不是 UTF-8"));
	if (!k->type_in)
		return k->parse(f, typed, a, out, e);
	str folded = str_trim(utf8_fold(a, field_trim(typed)));
	return k->type_in(f, folded, offer, a, out, e);
}

bool
field_accepts(const struct field *f, uint32_t c)
{
	const char *known = kind_of(f->type)->accepts;
	if (c == '\n')
		return field_is_multiline(f);
	if (c == UTF8_BAD || utf8_is_control(c))
		return false;
	/* Whatever is not ASCII may be full width or Chinese: the parser
	 * tells. */
	return !known || c >= 0x80 || strchr(known, (int)c);
}

/* The text of a double with at most nine places and no zeros at the end. */
static str
short_number(struct arena *a, double n)
{
	str s = str_fmt(a, "%.*f", PLACES_MOST, n);
	while (s.n > 0 && s.p[s.n - 1] == '0')
		s.n--;
	if (s.n > 0 && s.p[s.n - 1] == '.')
		s.n--;
	return str_is(s, "-0") ? STR("0") : s;
}

/* A number as text of the field's type: integers lose their fraction, as in
 * ODK; a plain number is a day of the calendar where a date is asked. */
static str
number_text(const struct field *f, const struct xvalue *x, struct arena *a)
{
	double n = x->number;
	if (f->type == FIELD_INTEGER && fabs(n) < 9e18)
		return short_number(a, trunc(n));
	if (f->type == FIELD_DECIMAL)
		return short_number(a, n);
	if (f->type == FIELD_DATE && n > -719163 && n < 2932897)
		return date_format(a, (day_t)floor(n));
	return xvalue_to_string(a, x);
}

bool
field_compute(const struct field *f, const struct xvalue *x, struct arena *a,
	struct value *out)
{
	*out = (struct value){.type = VALUE_BLANK};
	if (x->type == X_NUMBER && !isfinite(x->number))
		return true;
	str text = x->type == X_NUMBER ? number_text(f, x, a)
				       : xvalue_to_string(a, x);
	if (text.n == 0 || str_is(text, "NaN") || str_is(text, "Invalid Date"))
		return true;
	if (f->type == FIELD_INTEGER || f->type == FIELD_DECIMAL) {
		struct xvalue n = xvalue_number(xvalue_to_number(x));
		if (isfinite(n.number))
			text = number_text(f, &n, a);
	}
	if (f->type == FIELD_DATE && text.n > 10)
		text = str_sub(text, 0, 10); /* the day of a dateTime */
	return kind_of(f->type)->parse(f, text, a, out, NULL) == ERR_OK;
}

static const struct field_kind kinds[FIELD_TYPES] = {
	[FIELD_TEXT] = {"text", VALUE_TEXT, field_parse_text, NULL, NULL},
	[FIELD_INTEGER] = {"integer", VALUE_INTEGER, parse_integer, type_number,
		"0123456789+-,. "},
	[FIELD_DECIMAL] = {"decimal", VALUE_DECIMAL, parse_decimal, type_number,
		"0123456789+-,. "},
	[FIELD_DATE] = {"date", VALUE_DATE, parse_date, type_date,
		"0123456789+-./tT "},
	[FIELD_TIME] = {"time", VALUE_TIME, parse_time, type_time,
		"0123456789.: "},
	[FIELD_DATETIME] = {"dateTime", VALUE_DATETIME, parse_moment,
		type_moment, "0123456789+-./:tT "},
	[FIELD_SELECT_ONE] = {"select_one", VALUE_CHOICE, field_parse_choice,
		field_type_choice, NULL},
	[FIELD_SELECT_MULTIPLE] = {"select_multiple", VALUE_CHOICES,
		field_parse_choices, field_type_choices, NULL},
	[FIELD_REFERENCE] = {"select_one_from_file", VALUE_REFERENCE,
		parse_reference, NULL, NULL},
	[FIELD_CALCULATE] = {"calculate", VALUE_TEXT, field_parse_text, NULL,
		NULL},
	[FIELD_NOTE] = {"note", VALUE_BLANK, parse_nothing, NULL, ""},
	[FIELD_GROUP] = {"group", VALUE_BLANK, parse_nothing, NULL, ""},
	[FIELD_REPEAT] = {"repeat", VALUE_ROWS, parse_nothing, NULL, ""},
};

static const struct field_kind *
kind_of(enum field_type t)
{
	return &kinds[t];
}
