// SPDX-License-Identifier: MIT
#include "templates/bundle.h"

#include "store/arena.h"
#include "store/hash.h"
#include "store/lang.h"
#include "store/utf8.h"

#define MAGIC "xinzhan-bundle 1"
#define MANIFEST_MOST 65536

str
bundle_hash(struct arena *a, str bytes)
{
	static const char hex[] = "0123456789abcdef";
	uint8_t hash[32];
	struct buf b = {.arena = a};

	hash_sha256(bytes, hash);
	for (size_t i = 0; i < sizeof hash; i++) {
		buf_addc(&b, hex[hash[i] >> 4]);
		buf_addc(&b, hex[hash[i] & 15]);
	}
	return buf_str(&b);
}

bool
bundle_text_is_fine(str s)
{
	if (!utf8_valid(s))
		return false;
	for (uint32_t c; (c = utf8_next(&s)) != UTF8_END;)
		if (c != '\n' && (utf8_is_control(c) || utf8_is_invisible(c)))
			return false;
	return true;
}

static void
put(struct buf *b, const char *key, str value)
{
	buf_addf(b, "%s %.*s\n", key, STR_FMT(value.n ? value : STR("-")));
}

str
manifest_format(struct arena *a, const struct manifest *m,
	const struct bundle_part *v, size_t n)
{
	struct buf b = {.arena = a};

	buf_addz(&b, MAGIC "\n");
	put(&b, "station", m->station);
	put(&b, "name", m->name);
	put(&b, "level", m->level);
	put(&b, "area", m->area);
	put(&b, "parent", m->parent);
	put(&b, "kind", m->kind);
	put(&b, "period", m->period);
	buf_addf(&b, "revision %u\n", (unsigned)m->rev);
	put(&b, "reports", m->reports);
	put(&b, "created", m->created);
	put(&b, "app", m->app);
	for (size_t i = 0; i < n; i++)
		buf_addf(&b, "part %.*s %zu %.*s\n",
			STR_FMT(bundle_hash(a, v[i].bytes)), v[i].bytes.n,
			STR_FMT(v[i].name));
	return buf_str(&b);
}

static bool
take(str *text, const char *key, str *value)
{
	str line;

	if (!str_cut(text, '\n', &line) || !str_starts(line, str_of(key)))
		return false;
	line = str_from(line, str_of(key).n);
	*value = str_from(line, 1);
	return line.n > 1 && line.p[0] == ' ' && line.n <= 1024;
}

static bool
is_digits(str s, size_t n)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return s.n == n;
}

enum err_code
manifest_parse(str text, struct manifest *out, str *parts, struct err *e)
{
	const str all = text;
	str line;
	str rev;
	int64_t n = 0;

	*out = (struct manifest){0};
	bool good = text.n <= MANIFEST_MOST && str_cut(&text, '\n', &line) &&
		    str_is(line, MAGIC) &&
		    take(&text, "station", &out->station) &&
		    take(&text, "name", &out->name) &&
		    take(&text, "level", &out->level) &&
		    take(&text, "area", &out->area) &&
		    take(&text, "parent", &out->parent) &&
		    take(&text, "kind", &out->kind) &&
		    take(&text, "period", &out->period) &&
		    take(&text, "revision", &rev) &&
		    take(&text, "reports", &out->reports) &&
		    take(&text, "created", &out->created) &&
		    take(&text, "app", &out->app) && str_int(rev, &n);
	*parts = text;
	out->rev = (uint32_t)n;
	if (!good || !bundle_text_is_fine(all) || n < 1 || n > 100000 ||
		!is_digits(out->station, 14) || !is_digits(out->area, 12) ||
		out->period.n > 8)
		return err_set(e, ERR_INPUT, _("报送包的清单读不懂"));
	return ERR_OK;
}

enum err_code
manifest_check(str parts, const struct bundle_part *v, size_t n,
	struct arena *a, struct err *e)
{
	size_t listed = 0;
	str line;

	while (str_cut(&parts, '\n', &line)) {
		str word[4];
		int64_t size = -1;
		bool good = true;
		for (int i = 0; i < 4; i++)
			good = good && str_word(&line, &word[i]);
		if (!good || !str_is(word[0], "part") ||
			!str_int(word[2], &size))
			return err_set(e, ERR_INPUT, _("报送包的清单读不懂"));
		const struct bundle_part *part = bundle_find(v, n, word[3]);
		if (!part || (int64_t)part->bytes.n != size ||
			!str_eq(bundle_hash(a, part->bytes), word[1]))
			return err_set(e, ERR_INPUT,
				_("报送包里的 %.*s 和清单对不上：坏了或被人改"
				  "过"),
				STR_FMT(str_sub(word[3], 0, 64)));
		listed++;
	}
	/* The manifest and its signature cannot list themselves. */
	return listed + 2 == n
		       ? ERR_OK
		       : err_set(e, ERR_INPUT, _("报送包里有清单以外的文件"));
}
