// SPDX-License-Identifier: MIT
#include "store/record.h"

#include <string.h>

#include "tests/test.h"

static const enum value_type types[] = {VALUE_TEXT, VALUE_INTEGER,
	VALUE_DECIMAL, VALUE_DATE, VALUE_TIME, VALUE_DATETIME, VALUE_CHOICE,
	VALUE_CHOICES, VALUE_REFERENCE, VALUE_ROWS};

static const char *const texts[] = {"张三", "𠮷野家", "a", "1 2 99",
	"line\nline", "x y", "重庆市潼南区", "\xf4\x8f\xbf\xbf"};

static struct fields some_fields(uint32_t *seed, int depth);

static struct value
some_value(uint32_t *seed, int depth)
{
	struct value v = {.type = types[test_random(seed) % 10]};
	struct rows *rows;
	uint32_t r = test_random(seed);
	int64_t big = (int64_t)((uint64_t)r << 32 | test_random(seed));

	switch (v.type) {
	case VALUE_INTEGER:
		v.integer = r % 3 ? big : (int64_t)(r % 9) - 4;
		break;
	case VALUE_DECIMAL:
		v.decimal = (struct decimal){big, (int)(r % 10)};
		break;
	case VALUE_DATE:
		v.day = date_day(1 + (int)(r % 9999), 1 + (int)(r % 12), 1);
		break;
	case VALUE_TIME:
		v.seconds = (int32_t)(r % 86400);
		break;
	case VALUE_DATETIME:
		v.moment = (int64_t)(r % 60000) * 86400 - 12345;
		break;
	case VALUE_REFERENCE:
		for (size_t i = 0; i < 16; i++)
			v.ref.b[i] = (uint8_t)(test_random(seed) | 1);
		break;
	case VALUE_ROWS:
		rows = ARENA_NEW(test_arena(), struct rows);
		rows->n = depth > 1 ? 0 : r % 4;
		rows->v = ARENA_ARRAY(test_arena(), rows->n, struct fields);
		for (size_t i = 0; i < rows->n; i++)
			rows->v[i] = some_fields(seed, depth + 1);
		v.rows = rows;
		break;
	default:
		v.text = str_of(texts[r % 8]);
	}
	return v;
}

static struct fields
some_fields(uint32_t *seed, int depth)
{
	struct fields f = {.n = 0};
	size_t n = test_random(seed) % 12;

	for (size_t i = 0; i < n; i++)
		fields_set(test_arena(), &f,
			str_fmt(test_arena(), "f%zu_%u", i,
				(unsigned)(test_random(seed) % 1000)),
			some_value(seed, depth));
	return f;
}

static struct record
some_record(uint32_t *seed)
{
	struct record r = {.id = id_new(ID_NONE),
		.form = STR("resident"),
		.form_version = STR("2026112501"),
		.state = (enum record_state)(1 + test_random(seed) % 3),
		.rev = test_random(seed),
		.by = STR("王医生"),
		.at = (int64_t)test_random(seed) * 1000 - 5,
		.station = STR("500152001001"),
		.reason = test_random(seed) % 2 ? STR("录错了") : STR_NONE};

	r.fields = some_fields(seed, 0);
	return r;
}

static str
encoded(const struct record *r)
{
	struct err e;
	str bytes = STR_NONE;

	CHECK_CODE(record_encode(test_arena(), r, &bytes, &e), ERR_OK, &e);
	return bytes;
}

TEST(record, comes_back_as_it_was)
{
	uint32_t seed = 1;

	for (int i = 0; i < 500; i++) {
		struct record r = some_record(&seed);
		struct record back;
		struct err e;

		CHECK_CODE(record_decode(test_arena(), encoded(&r), &back, &e),
			ERR_OK, &e);
		CHECK(id_eq(r.id, back.id) && str_eq(r.form, back.form));
		CHECK(str_eq(r.form_version, back.form_version));
		CHECK(r.state == back.state && r.rev == back.rev);
		CHECK(str_eq(r.by, back.by) && r.at == back.at);
		CHECK(str_eq(r.station, back.station));
		CHECK(str_eq(r.reason, back.reason));
		CHECK(fields_eq(&r.fields, &back.fields));
		/* one spelling only */
		CHECK(str_eq(encoded(&r), encoded(&back)));
	}
}

TEST(record, leaves_blank_fields_out)
{
	struct entry v[] = {{STR("a"), {.type = VALUE_TEXT}},
		{STR("b"), {.type = VALUE_INTEGER, .integer = 0}},
		{STR("c"), {.type = VALUE_BLANK}}};
	struct record r = {.id = id_new(ID_NONE),
		.form = STR("f"),
		.state = RECORD_FINAL,
		.fields = {v, 3}};
	struct record back;
	struct err e;

	CHECK_CODE(record_decode(test_arena(), encoded(&r), &back, &e), ERR_OK,
		&e);
	CHECK_INT(back.fields.n, 1);
	CHECK_STR(back.fields.v[0].name, "b");
}

TEST(record, refuses_every_shortened_or_longer_spelling)
{
	uint32_t seed = 7;
	struct record r = some_record(&seed);
	str bytes = encoded(&r);
	struct record back;
	struct err e;
	struct buf b = {.arena = test_arena()};

	for (size_t n = 0; n < bytes.n; n++)
		CHECK_CODE(record_decode(test_arena(), str_sub(bytes, 0, n),
				   &back, &e),
			ERR_CORRUPT, &e);
	buf_add(&b, bytes);
	buf_addc(&b, 0);
	CHECK_CODE(record_decode(test_arena(), buf_str(&b), &back, &e),
		ERR_CORRUPT, &e);
}

/* Whatever the bytes, decoding ends; and what it accepts it would itself
 * have written. */
TEST(record, survives_changed_bytes)
{
	uint32_t seed = 3;
	int accepted = 0;

	for (int i = 0; i < 3000; i++) {
		struct arena *a = arena_new();
		struct record r = some_record(&seed);
		str bytes = encoded(&r);
		char *p = arena_alloc(a, bytes.n);
		struct record back;

		memcpy(p, bytes.p, bytes.n);
		for (uint32_t k = test_random(&seed) % 3 + 1; k > 0; k--)
			p[test_random(&seed) % bytes.n] =
				(char)test_random(&seed);
		if (record_decode(a, (str){p, bytes.n}, &back, NULL) ==
			ERR_OK) {
			str again;

			accepted++;
			CHECK(record_encode(a, &back, &again, NULL) == ERR_OK);
			CHECK(str_eq(again, (str){p, bytes.n}));
		}
		arena_free(a);
	}
	CHECK(accepted > 0);
}

TEST(record, says_when_it_is_newer)
{
	uint32_t seed = 1;
	struct record r = some_record(&seed);
	str bytes = encoded(&r);
	char *p = (char *)(uintptr_t)bytes.p;
	struct err e;

	p[0] = 9;
	CHECK_CODE(record_decode(test_arena(), bytes, &r, &e), ERR_VERSION, &e);
}

TEST(record, refuses_what_is_too_large_or_not_text)
{
	size_t n = 2 * RECORD_MAX;
	char *p = arena_alloc(test_arena(), n);
	struct entry v[] = {{STR("t"), {.type = VALUE_TEXT, .text = {p, n}}}};
	struct record r = {.id = id_new(ID_NONE),
		.form = STR("f"),
		.state = RECORD_FINAL,
		.fields = {v, 1}};
	str bytes;
	struct err e;

	memset(p, 'x', n);
	CHECK_CODE(record_encode(test_arena(), &r, &bytes, &e), ERR_LIMIT, &e);
	v[0].value.text = STR("\xff");
	CHECK_CODE(record_encode(test_arena(), &r, &bytes, &e), ERR_INPUT, &e);
}

TEST(record, does_not_trust_counts)
{
	uint32_t seed = 1;
	struct record r = some_record(&seed);
	struct buf b = {.arena = test_arena()};
	struct err e;

	r.fields = (struct fields){.n = 0};
	buf_add(&b, encoded(&r));
	b.p[b.n - 1] = (char)0xff; /* "2 097 151 fields follow" */
	buf_add(&b, STR("\xff\x7f"));
	CHECK_CODE(record_decode(test_arena(), buf_str(&b), &r, &e),
		ERR_CORRUPT, &e);
}
