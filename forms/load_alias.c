// SPDX-License-Identifier: MIT
#include "forms/load_impl.h"

#include <string.h>

#include "forms/xlsform.h"

/* Other spellings of XLSForm's keys and types, as pyxform takes them. They are
 * read as if the usual one stood there. */

static const struct alias {
	const char *other;
	const char *usual;
} keys[] = {
	{"caption", "label"},
	{"relevance", "relevant"},
	{"calculate", "calculation"},
	{"constraining_message", "constraint_message"},
	{"requiredmsg", "required_message"},
	{"count", "repeat_count"},
	{"jr:count", "repeat_count"},
	{"command", "type"},
	{"tag", "name"},
	{"value", "name"},
	{"set_form_id", "form_id"},
	{"set_form_title", "form_title"},
	{"bind::relevant", "relevant"},
	{"bind::constraint", "constraint"},
	{"bind::calculate", "calculation"},
	{"bind::required", "required"},
	{"bind::readonly", "read_only"},
	{"bind::jr:constraintMsg", "constraint_message"},
	{"bind::jr:requiredMsg", "required_message"},
	{"control::appearance", "appearance"},
	{"body::appearance", "appearance"},
	{"control::jr:count", "repeat_count"},
};

/* The longest that fits counts. */
static const struct alias types[] = {
	{"select one prompt using", "select_one"},
	{"select multiple prompt using", "select_multiple"},
	{"select all that apply from", "select_multiple"},
	{"select all that apply", "select_multiple"},
	{"select multiple from file", "select_multiple_from_file"},
	{"select multiple from", "select_multiple"},
	{"select multiple using", "select_multiple"},
	{"select multiple", "select_multiple"},
	{"select one from file", "select_one_from_file"},
	{"select one external", "select_one_external"},
	{"select one from", "select_one"},
	{"select one using", "select_one"},
	{"select one", "select_one"},
	{"select1", "select_one"},
	{"begin looped group", "begin_repeat"},
	{"begin lgroup", "begin_repeat"},
	{"end looped group", "end_repeat"},
	{"end lgroup", "end_repeat"},
	{"date time", "dateTime"},
	{"start time", "start"},
	{"end time", "end"},
	{"device id", "deviceid"},
	{"imei", "deviceid"},
	{"phone number", "phonenumber"},
	{"get today", "today"},
	{"sim id", "simserial"},
	{"subscriber id", "subscriberid"},
	{"number of days in last month", "integer"},
	{"number of days in last six months", "integer"},
	{"number of days in last year", "integer"},
	{"percentage", "integer"},
	{"photo", "image"},
	{"picture", "image"},
	{"select", "select_multiple"},
	{"gps", "geopoint"},
	{"location", "geopoint"},
	{"osm", "geopoint"},
};

/* The usual spelling of a key; the key itself when it has no other. */
static str
usual(struct load *l, str key, enum key_place in)
{
	if (str_starts(key, STR("bind::x:")))
		return str_fmt(l->arena, "x_%.*s", STR_FMT(str_from(key, 8)));
	if (load_is_known(key, in) || key.n == 0 || key.p[0] == '#')
		return key;
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (str_is(key, keys[i].other) &&
			load_is_known(str_of(keys[i].usual), in))
			return str_of(keys[i].usual);
	size_t colons = str_find(key, STR("::"));
	str head = colons == SIZE_MAX ? key : str_sub(key, 0, colons);
	str rest = str_from(key, head.n);
	str low = xlsform_key(l->arena, head);
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (str_is(low, keys[i].other))
			low = str_of(keys[i].usual);
	str whole = str_fmt(l->arena, "%.*s%.*s", STR_FMT(low), STR_FMT(rest));
	return load_is_known(whole, in) ? whole : key;
}

const struct yaml *
load_spelling(struct load *l, const struct yaml *map, enum key_place in)
{
	struct yaml_pair *pair = NULL;
	if (map->kind != YAML_MAP)
		return map;
	for (size_t i = 0; i < map->n; i++) {
		str key = usual(l, map->pair[i].key, in);
		if (str_eq(key, map->pair[i].key) ||
			yaml_get(map, str_z(l->out->arena, key)))
			continue;
		if (!pair) {
			pair = ARENA_ARRAY(l->arena, map->n, struct yaml_pair);
			for (size_t k = 0; k < map->n; k++)
				pair[k] = map->pair[k];
		}
		pair[i].key = key;
	}
	if (!pair)
		return map;
	struct yaml *copy = ARENA_NEW(l->arena, struct yaml);
	*copy = *map;
	copy->pair = pair;
	return copy;
}

/* "q date", "add date prompt", "get today", "uri:deviceid" of old: the type. */
static str
without_frills(str text)
{
	static const char *const heads[] = {"q ", "get ", "uri:", "add "};
	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++)
		if (str_starts(text, str_of(heads[i])))
			text = str_trim(str_from(text, strlen(heads[i])));
	if (str_ends(text, STR(" prompt")))
		text = str_sub(text, 0, text.n - 7);
	return text;
}

str
load_usual_type(struct load *l, str text)
{
	str low = without_frills(text);
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		str other = str_of(types[i].other);
		if (!str_starts(low, other) ||
			(low.n > other.n && low.p[other.n] != ' '))
			continue;
		return str_fmt(l->arena, "%s%.*s", types[i].usual,
			STR_FMT(str_from(low, other.n)));
	}
	return low;
}
