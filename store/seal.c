// SPDX-License-Identifier: MIT
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "store/codec.h"
#include "store/file.h"
#include "store/inside.h"
#include "store/lang.h"

#define SCHEMA 1
#define SEEN_FILE "seen"
#define SEEN_SIZE (8 + VAULT_DIGEST)

/* --- the row ------------------------------------------------------------- */

static struct key
seal_key(void)
{
	struct key k = key_new();

	key_bytes(&k, "seal", 4);
	return k;
}

/* Rows that change without a key, and the seal itself. */
static bool
is_counted(int table)
{
	return table != TABLE_LOGIN && table != TABLE_SEAL;
}

static str
encode(const struct seal *s, struct arena *a)
{
	struct buf b = {.arena = a};

	codec_put_byte(&b, SCHEMA);
	codec_put_text(&b, str_of(s->kind));
	codec_put_uint(&b, s->writes);
	codec_put_uint(&b, s->epoch);
	codec_put_uint(&b, s->seq);
	codec_put_uint(&b, s->from);
	buf_add(&b, (str){(const char *)s->h, VAULT_DIGEST});
	codec_put_uint(&b, TABLES);
	for (int t = 0; t < TABLES; t++)
		codec_put_uint(&b, s->count[t]);
	return buf_str(&b);
}

static enum err_code
decode(str row, struct seal *s, struct err *e)
{
	struct codec c = codec_of(row);
	uint8_t schema = codec_get_byte(&c);
	str kind = codec_get_text(&c);
	uint64_t n;

	if (schema > SCHEMA)
		return err_set(e, ERR_VERSION,
			_("封条由更新的版本写入，请升级本程序"));
	*s = (struct seal){.writes = codec_get_uint(&c)};
	s->epoch = codec_get_uint(&c);
	s->seq = codec_get_uint(&c);
	s->from = codec_get_uint(&c);
	if (kind.n < sizeof s->kind && c.n >= VAULT_DIGEST) {
		memcpy(s->kind, kind.n ? kind.p : "", kind.n);
		memcpy(s->h, c.p, VAULT_DIGEST);
		c.p += VAULT_DIGEST;
		c.n -= VAULT_DIGEST;
	} else
		c.bad = true;
	n = codec_get_count(&c, 1);
	for (uint64_t t = 0; t < n; t++) {
		uint64_t count = codec_get_uint(&c);

		if (t < TABLES)
			s->count[t] = count;
	}
	return c.bad ? err_set(e, ERR_CORRUPT, _("封条的字节对不上")) : ERR_OK;
}

enum err_code
seal_load(struct store_txn *t, struct err *e)
{
	struct arena *a = t->store->brief;
	struct key k = seal_key();
	str row;
	enum err_code code;

	arena_reset(a);
	code = row_get(t, TABLE_SEAL, &k, a, &row, e);
	if (code == ERR_ABSENT)
		return err_set(
			e, ERR_CORRUPT, _("数据文件的封条不见了：有人动过它"));
	if (code == ERR_OK)
		code = decode(row, &t->seal, e);
	t->sealed = code == ERR_OK;
	return code;
}

enum err_code
seal_enter(struct store_txn *t, struct err *e)
{
	enum err_code code = seal_load(t, e);

	if (code == ERR_OK && t->seal.epoch != t->store->vault.epoch)
		code = keys_load(t, e);
	return code;
}

static enum err_code
count_rows(struct store_txn *t, struct seal *s, struct err *e)
{
	enum err_code code = ERR_OK;

	for (int i = 0; i < TABLES && code == ERR_OK; i++) {
		size_t n = 0;

		if (is_counted(i))
			code = row_count(t, (enum table)i, &n, e);
		s->count[i] = n;
	}
	return code;
}

enum err_code
seal_save(struct store_txn *t, struct err *e)
{
	struct key k = seal_key();
	enum err_code code = count_rows(t, &t->seal, e);

	if (code)
		return code;
	t->seal.writes++;
	return row_put(
		t, TABLE_SEAL, &k, encode(&t->seal, t->store->scratch), e);
}

enum err_code
seal_check(struct store_txn *t, struct err *e)
{
	struct seal now = t->seal;
	size_t seals = 0;
	struct key lo = key_new();
	struct key hi = key_end(&lo);
	struct key k = key_new();
	struct walk w;
	enum err_code code = count_rows(t, &now, e);

	if (code == ERR_OK)
		code = row_count(t, TABLE_SEAL, &seals, e);
	if (code)
		return code;
	if (seals != 1)
		return err_set(e, ERR_CORRUPT, _("数据文件里有多余的封条"));
	if (!str_is(t->store->station.kind, t->seal.kind))
		return err_set(e, ERR_CORRUPT, _("STATION 里库的种类被改过"));
	for (int i = 0; i < TABLES; i++)
		if (now.count[i] != t->seal.count[i])
			return err_set(e, ERR_CORRUPT,
				_("数据被绕过本程序改动过：第 %d 张表有 %llu "
				  "行，封条记着 %llu 行"),
				i, (unsigned long long)now.count[i],
				(unsigned long long)t->seal.count[i]);
	walk_init(&w, t, TABLE_AUD, &lo, &hi, true);
	if (!walk_next(&w, &k, e) && w.code)
		return w.code;
	if ((k.n == 8 ? codec_of64(k.b) : 0) != t->seal.seq)
		return err_set(e, ERR_CORRUPT,
			_("日志的末尾与封条不符：有人动过数据文件"));
	return ERR_OK;
}

/* --- seen ---------------------------------------------------------------- */

/* It may lag behind, never lead: nothing here is worth a failure. 40 bytes in
 * place, which no kill can tear; one torn by the disk is as good as none. */
void
seen_save(struct store *s, uint64_t seq)
{
	uint8_t bytes[SEEN_SIZE];
	int fd;

	for (int i = 0; i < 8; i++)
		bytes[i] = (uint8_t)(seq >> 8 * i);
	vault_mark(&s->vault, (str){(char *)bytes, 8}, bytes + 8);
	fd = openat(s->place.fd, SEEN_FILE,
		O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return;
	if (pwrite(fd, bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes)
		(void)!ftruncate(fd, 0); /* a wrong one is as good as none */
	close(fd);
}

uint64_t
seen_missing(struct store *s, uint64_t seq)
{
	struct arena *a = arena_new();
	uint8_t mark[VAULT_DIGEST];
	uint64_t seen = 0;
	str bytes;

	if (file_load_at(s->place.fd, SEEN_FILE, 4096, a, &bytes, NULL) ==
			ERR_OK &&
		bytes.n == SEEN_SIZE) {
		vault_mark(&s->vault, str_sub(bytes, 0, 8), mark);
		if (memcmp(mark, bytes.p + 8, sizeof mark) == 0)
			for (int i = 8; i-- > 0;)
				seen = seen << 8 | (uint8_t)bytes.p[i];
	}
	arena_free(a);
	return seen > seq ? seen - seq : 0;
}
