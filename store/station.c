// SPDX-License-Identifier: MIT
#include <string.h>

#include "store/codec.h"
#include "store/inside.h"
#include "store/lang.h"
#include "store/utf8.h"

static const char first_line[] = "xinzhan store";
static const char magic[8] = {'Z', 'M', 'S', 'T', 'O', 'R', 'E', '1'};

str
station_format(const struct station *s, struct arena *a)
{
	struct buf b = {.arena = a};

	buf_addf(&b, "%s\nformat %d\nstore %.*s\ncode %.*s\nname %.*s\n",
		first_line, STORE_FORMAT, STR_FMT(s->store_id),
		STR_FMT(s->code), STR_FMT(s->name));
	if (s->kind.n > 0)
		buf_addf(&b, "kind %.*s\n", STR_FMT(s->kind));
	return buf_str(&b);
}

/* Unknown keys are left for those who know them. */
static void
take(struct station *out, int64_t *format, str line, struct arena *a)
{
	str value = line;
	str key;

	if (!str_cut(&value, ' ', &key))
		return;
	if (str_is(key, "format") && !str_int(value, format))
		*format = -1;
	else if (str_is(key, "store"))
		out->store_id = str_dup(a, value);
	else if (str_is(key, "code"))
		out->code = str_dup(a, value);
	else if (str_is(key, "name"))
		out->name = str_dup(a, value);
	else if (str_is(key, "kind"))
		out->kind = str_dup(a, value);
}

enum err_code
station_parse(str text, struct arena *a, struct station *out, struct err *e)
{
	int64_t format = -1;
	str line;

	*out = (struct station){.code = STR_NONE};
	if (!utf8_valid(text) || !str_cut(&text, '\n', &line) ||
		!str_is(str_trim(line), first_line))
		return err_set(e, ERR_CORRUPT,
			_("%s 不是本程序的文件，或已损坏"), STATION_FILE);
	while (str_cut(&text, '\n', &line))
		take(out, &format, str_trim(line), a);
	if (format > STORE_FORMAT)
		return err_set(e, ERR_VERSION,
			_("数据由更新的版本写成（格式 %d），请升级本程序"),
			(int)format);
	if (format < 0 || out->store_id.n != 32 || out->code.n == 0)
		return err_set(e, ERR_CORRUPT, _("%s 不完整"), STATION_FILE);
	return ERR_OK;
}

/* magic, format, store id, when made (ms), least program version, Argon2id
 * of new slots */
void
hdr_format(const struct store *s, uint8_t out[HDR_SIZE])
{
	memcpy(out, magic, 8);
	codec_be32(out + 8, STORE_FORMAT);
	memcpy(out + 12, s->vault.store_id, 16);
	codec_be64(out + 28, (uint64_t)clock_now_ms());
	codec_be32(out + 36, 0);
	codec_be32(out + 40, s->mem_kib);
	codec_be32(out + 44, s->passes);
}

enum err_code
hdr_load(struct store *s, struct err *e)
{
	struct env *env = &s->env;
	char name[] = HDR_KEY;
	MDB_val key = {.mv_size = sizeof name - 1, .mv_data = name};
	MDB_val row;
	MDB_txn *txn;
	const uint8_t *p;
	enum err_code code = env_begin(env, false, &txn, e);
	int rc;

	if (code)
		return code;
	rc = mdb_get(txn, env->dbi[TABLE_HDR], &key, &row);
	p = row.mv_data;
	if (rc != 0)
		code = env_fail(env, rc, e);
	else if (row.mv_size < 12 || memcmp(p, magic, sizeof magic) != 0)
		code = env_fail(env, MDB_INVALID, e);
	else if (codec_of32(p + 8) != STORE_FORMAT)
		code = err_set(e, ERR_VERSION,
			_("数据由另一个版本写成（格式 %d），请升级本程序"),
			(int)codec_of32(p + 8));
	else if (row.mv_size < HDR_SIZE)
		code = env_fail(env, MDB_INVALID, e);
	if (code == ERR_OK) {
		memcpy(s->vault.store_id, p + 12, 16);
		s->mem_kib = codec_of32(p + 40);
		s->passes = codec_of32(p + 44);
	}
	env_end(env, txn, false);
	return code;
}

str
hdr_store_id(const struct vault *v, struct arena *a)
{
	struct buf b = {.arena = a};

	for (size_t i = 0; i < sizeof v->store_id; i++)
		buf_addf(&b, "%02x", v->store_id[i]);
	return buf_str(&b);
}
