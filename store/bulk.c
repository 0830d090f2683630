// SPDX-License-Identifier: MIT
#include "store/bulk.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "store/codec.h"
#include "store/inside.h"
#include "store/lang.h"

/*
 * Table `import`, under the system key:
 *   u32 number             u8 1, u8 state, text form, uint records, text what
 *   u32 number, u32 batch  u8 1, uint n x (id, 16 bytes of the digest)
 * The rows of the batches are to the records of an import what audit lines
 * are to others: verify holds the records against them, and them against the
 * digest in the import's own line. Whoever imports holds a lock on the folder
 * forms/, which ends with him: an open number without it has been left.
 */
enum { IMPORT_OPEN = 1, IMPORT_DONE = 2 };

struct bulk {
	struct arena *arena;
	struct store *store;
	str form;
	str what;
	uint32_t number;
	uint32_t batches;
	size_t records;
	uint8_t digest[VAULT_DIGEST]; /* of the batches so far */
	int lock;
};

static struct key
key_of(uint32_t number)
{
	struct key k = key_new();

	key_u32(&k, number);
	return k;
}

static struct key
key_of_batch(uint32_t number, uint32_t batch)
{
	struct key k = key_of(number);

	key_u32(&k, batch);
	return k;
}

static enum err_code
head_put(
	struct store_txn *t, const struct bulk *b, uint8_t state, struct err *e)
{
	struct key k = key_of(b->number);
	struct buf row = {.arena = t->store->scratch};

	codec_put_byte(&row, 1);
	codec_put_byte(&row, state);
	codec_put_text(&row, b->form);
	codec_put_uint(&row, b->records);
	codec_put_text(&row, b->what);
	return row_put(t, TABLE_IMPORT, &k, buf_str(&row), e);
}

/* The form's name is borrowed from a. */
static enum err_code
head_get(struct store_txn *t, const struct key *k, struct arena *a,
	uint8_t *state, str *form, str *what, struct err *e)
{
	str row;
	struct codec c;
	enum err_code code = row_get(t, TABLE_IMPORT, k, a, &row, e);

	if (code)
		return code;
	c = codec_of(row);
	if (codec_get_byte(&c) > 1)
		return err_set(e, ERR_VERSION,
			_("导入由更新的版本写入，请升级本程序"));
	*state = codec_get_byte(&c);
	*form = codec_get_text(&c);
	codec_get_uint(&c);
	*what = codec_get_text(&c);
	return c.bad ? err_set(e, ERR_CORRUPT, _("一次导入的字节对不上"))
		     : ERR_OK;
}

/* The head of the first import from `number` on. False: none. */
static bool
next_head(struct store_txn *t, uint32_t number, struct key *out,
	enum err_code *code, struct err *e)
{
	struct key lo = key_of(number);
	struct key all = key_new();
	struct key hi = key_end(&all);
	struct walk w;
	bool got;

	walk_init(&w, t, TABLE_IMPORT, &lo, &hi, false);
	got = walk_next(&w, out, e);
	*code = w.code;
	/* A batch whose head is gone is under its number all the same. */
	if (got)
		*out = key_of(codec_of32(out->b));
	return got;
}

/* --- digests ----------------------------------------------------------------
 */

void
bulk_link(uint8_t digest[VAULT_DIGEST], str batch)
{
	uint8_t both[2 * VAULT_DIGEST];

	memcpy(both, digest, VAULT_DIGEST);
	vault_digest(batch, both + VAULT_DIGEST);
	vault_digest((str){(const char *)both, sizeof both}, digest);
}

enum err_code
bulk_walk(struct store_txn *t,
	void (*batch)(void *arg, uint32_t number, str payload),
	void (*record)(
		void *arg, struct id id, const uint8_t digest[BULK_DIGEST]),
	void *arg, struct err *e)
{
	struct arena *a = arena_new_secret();
	struct key none = key_new();
	struct key k;
	struct walk w;
	enum err_code code = ERR_OK;

	walk_prefix(&w, t, TABLE_IMPORT, &none);
	while (code == ERR_OK && walk_next(&w, &k, e)) {
		struct codec c;
		size_t n;
		str row;

		if (k.n != 8)
			continue;
		arena_reset(a);
		code = row_get(t, TABLE_IMPORT, &k, a, &row, e);
		if (code)
			break;
		batch(arg, codec_of32(k.b), row);
		c = codec_of(str_from(row, 1));
		n = codec_get_count(&c, sizeof(struct id) + BULK_DIGEST);
		for (size_t i = 0; i < n; i++) {
			struct id id = codec_get_id(&c);

			if (c.bad || c.n < BULK_DIGEST) {
				code = err_set(e, ERR_CORRUPT,
					_("一次导入的字节对不上"));
				break;
			}
			record(arg, id, (const uint8_t *)c.p);
			c.p += BULK_DIGEST;
			c.n -= BULK_DIGEST;
		}
	}
	arena_free(a);
	return code ? code : w.code;
}

/* --- who imports now ---------------------------------------------------------
 */

/* -1: somebody else does. */
static int
take_lock(const struct store *s)
{
	int fd = openat(
		s->place.fd, "forms", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) != 0) {
		close(fd);
		fd = -1;
	}
	return fd;
}

static void
bulk_free(struct bulk *b)
{
	if (b->lock >= 0)
		close(b->lock); /* and with it the lock */
	arena_free(b->arena);
}

/* --- taking back
 * --------------------------------------------------------------- */

struct drop {
	uint32_t number;
	str form;
	str what;
	size_t records;
	bool over;
};

static enum err_code
drop_record(struct store_txn *t, struct id id, struct err *e)
{
	const struct index none = {.live = false};
	struct arena *a = t->store->scratch;
	struct key k = key_of_id(id);
	struct key all;
	struct stored s;
	struct index dead;
	enum err_code code;

	arena_reset(a);
	code = stored_get(t, id, a, &s, e);
	if (code == ERR_ABSENT)
		return ERR_OK;
	if (code)
		return code;
	dead = none;
	dead.form = s.index.form;
	all = key_of_form(s.index.form);
	key_id(&all, id);
	code = index_change(t, id, &s.index, &dead, e);
	if (code == ERR_OK)
		code = row_del(t, TABLE_ALL, &all, e);
	return code ? code : row_del(t, TABLE_REC, &k, e);
}

static enum err_code
drop_batch(
	struct store_txn *t, const struct key *k, struct drop *d, struct err *e)
{
	struct arena *a = arena_new_secret();
	struct codec c;
	size_t n;
	str row;
	enum err_code code = row_get(t, TABLE_IMPORT, k, a, &row, e);

	if (code == ERR_OK) {
		c = codec_of(str_from(row, 1));
		n = codec_get_count(&c, sizeof(struct id) + BULK_DIGEST);
		for (size_t i = 0; i < n && code == ERR_OK; i++) {
			code = drop_record(t, codec_get_id(&c), e);
			c.p += c.n < BULK_DIGEST ? c.n : BULK_DIGEST;
			c.n -= c.n < BULK_DIGEST ? c.n : BULK_DIGEST;
		}
		d->records += n;
	}
	arena_free(a);
	return code ? code : row_del(t, TABLE_IMPORT, k, e);
}

/* The last batch; when none is left the head, with a line. */
static enum err_code
drop_work(struct store_txn *t, void *arg, struct err *e)
{
	struct drop *d = arg;
	struct drop was = *d;
	struct key lo = key_of(d->number);
	struct key hi = key_end(&lo);
	struct key k;
	struct walk w;
	enum err_code code = ERR_OK;

	arena_reset(t->store->scratch);
	walk_init(&w, t, TABLE_IMPORT, &lo, &hi, true);
	if (!walk_next(&w, &k, e)) {
		d->over = true;
		return w.code;
	}
	if (k.n == 8) {
		code = drop_batch(t, &k, d, e);
	} else {
		d->over = true;
		code = row_del(t, TABLE_IMPORT, &k, e);
		if (code == ERR_OK)
			code = audit_put(t,
				&(struct audit){.action = AUDIT_IMPORT,
					.form = d->form,
					.rev = d->number,
					.what = str_fmt(t->store->scratch,
						"%.*s: -%zu", STR_FMT(d->what),
						d->records)},
				e);
	}
	if (code)
		*d = was; /* nothing of it happened */
	return code;
}

static enum err_code
drop_all(struct store *s, struct drop *d, struct err *e)
{
	enum err_code code = ERR_OK;

	while (!d->over && code == ERR_OK)
		code = store_write_anyway(s, drop_work, d, e);
	return code;
}

/* Is there an import from number on that was left open, of a form we may
 * open? */
static enum err_code
find_left(struct store *s, uint32_t from, struct arena *a, struct drop *out,
	bool *found, struct err *e)
{
	struct store_txn *t;
	struct key k;
	enum err_code code = store_read(s, &t, e);

	*found = false;
	if (code)
		return code;
	while (!*found && code == ERR_OK && next_head(t, from, &k, &code, e)) {
		uint8_t state = IMPORT_OPEN;
		uint16_t form;

		*out = (struct drop){.number = codec_of32(k.b)};
		from = out->number + 1;
		enum store_domain domain = DOMAIN_NONE;
		code = head_get(t, &k, a, &state, &out->form, &out->what, e);
		if (code == ERR_OK)
			code = name_find(t, out->form, &form, e);
		if (code == ERR_OK)
			code = name_domain(t, form, &domain, e);
		if (code == ERR_ABSENT)
			code = ERR_OK;
		*found = code == ERR_OK && state == IMPORT_OPEN &&
			 (!domain || store_may(s, domain));
	}
	store_done(t);
	return code;
}

enum err_code
bulk_recover(struct store *s, struct err *e)
{
	struct arena *a = arena_new();
	struct drop d = {.number = 0};
	bool found = false;
	int lock = -1;
	enum err_code code = find_left(s, 0, a, &d, &found, e);

	if (code == ERR_OK && found)
		lock = take_lock(s);
	/* Somebody is at it: nothing was left. */
	while (code == ERR_OK && found && lock >= 0) {
		code = drop_all(s, &d, e);
		if (code == ERR_OK)
			code = find_left(s, d.number + 1, a, &d, &found, e);
	}
	if (lock >= 0)
		close(lock);
	arena_free(a);
	return code;
}

/* --- the import
 * ------------------------------------------------------------------ */

static enum err_code
open_work(struct store_txn *t, void *arg, struct err *e)
{
	struct bulk *b = arg;
	struct key lo = key_new();
	struct key hi = key_end(&lo);
	struct key k;
	struct walk w;

	arena_reset(t->store->scratch);
	walk_init(&w, t, TABLE_IMPORT, &lo, &hi, true);
	b->number = 1;
	if (walk_next(&w, &k, e) && k.n >= 4)
		b->number = codec_of32(k.b) + 1;
	if (w.code)
		return w.code;
	/* The form has its number before the first batch asks for it. */
	uint16_t form;
	enum err_code code = name_make(t, b->form, &form, e);
	return code ? code : head_put(t, b, IMPORT_OPEN, e);
}

enum err_code
bulk_open(struct store *s, str form, str what, struct bulk **out, struct err *e)
{
	struct arena *a = arena_new_secret();
	struct bulk *b = ARENA_NEW(a, struct bulk);
	enum err_code code;

	*b = (struct bulk){.arena = a,
		.store = s,
		.form = str_dup(a, form),
		.what = str_dup(a, what),
		.lock = take_lock(s)};
	if (b->lock < 0) {
		bulk_free(b);
		return err_set(
			e, ERR_BUSY, _("正在进行另一次导入，等它结束再来"));
	}
	code = store_write(s, open_work, b, e);
	if (code) {
		bulk_free(b);
		return code;
	}
	*out = b;
	return ERR_OK;
}

struct run {
	struct bulk *bulk;
	store_work work;
	void *arg;
	size_t n;
	uint8_t digest[VAULT_DIGEST];
};

static enum err_code
put_batch(struct store_txn *t, struct run *run, struct err *e)
{
	struct batch *batch = t->batch;
	struct key k = key_of_batch(run->bulk->number, run->bulk->batches);
	struct buf row = {.arena = batch->arena};

	codec_put_byte(&row, 1);
	codec_put_uint(&row, batch->n);
	for (size_t i = 0; i < batch->n; i++) {
		codec_put_id(&row, batch->v[i].id);
		buf_add(&row,
			(str){(const char *)batch->v[i].digest, BULK_DIGEST});
	}
	memcpy(run->digest, run->bulk->digest, sizeof run->digest);
	bulk_link(run->digest, buf_str(&row));
	run->n = batch->n;
	return row_put(t, TABLE_IMPORT, &k, buf_str(&row), e);
}

static enum err_code
batch_work(struct store_txn *t, void *arg, struct err *e)
{
	struct run *run = arg;
	struct batch batch = {.arena = arena_new()};
	enum err_code code;

	t->batch = &batch;
	code = run->work(t, run->arg, e);
	arena_reset(t->store->scratch);
	if (code == ERR_OK)
		code = index_count(t, e);
	if (code == ERR_OK && batch.n > 0)
		code = put_batch(t, run, e);
	t->batch = NULL;
	arena_free(batch.arena);
	return code;
}

enum err_code
bulk_write(struct bulk *b, store_work work, void *arg, struct err *e)
{
	struct run run = {.bulk = b, .work = work, .arg = arg};
	enum err_code code = store_write(b->store, batch_work, &run, e);

	if (code == ERR_OK && run.n > 0) {
		memcpy(b->digest, run.digest, sizeof b->digest);
		b->batches++;
		b->records += run.n;
	}
	return code;
}

enum err_code
bulk_put(struct store_txn *t, struct record *r, const struct store_keys *keys,
	struct id *taken, struct err *e)
{
	struct batch *batch = t->batch;
	enum err_code code = ERR_OK;

	if (id_is_none(batch->last))
		code = store_new_id(t->store, &r->id, e);
	else
		r->id = id_new(batch->last);
	if (code == ERR_OK) {
		batch->last = r->id;
		code = store_put(t, r, keys, 0, taken, e);
	}
	return code;
}

size_t
bulk_count(const struct bulk *b)
{
	return b->records;
}

static enum err_code
close_work(struct store_txn *t, void *arg, struct err *e)
{
	const struct bulk *b = arg;
	struct audit line = {.action = AUDIT_IMPORT,
		.form = b->form,
		.rev = b->number,
		.has_digest = true};
	enum err_code code;

	arena_reset(t->store->scratch);
	line.what = str_fmt(
		t->store->scratch, "%.*s: %zu", STR_FMT(b->what), b->records);
	memcpy(line.digest, b->digest, sizeof line.digest);
	code = head_put(t, b, IMPORT_DONE, e);
	return code ? code : audit_put(t, &line, e);
}

enum err_code
bulk_close(struct bulk *b, struct err *e)
{
	enum err_code code = store_write(b->store, close_work, b, e);

	if (code) {
		(void)bulk_drop(b, NULL); /* the first failure is told */
		return code;
	}
	bulk_free(b);
	return ERR_OK;
}

enum err_code
bulk_drop(struct bulk *b, struct err *e)
{
	enum err_code code;

	if (!b)
		return ERR_OK;
	struct drop d = {.number = b->number, .form = b->form, .what = b->what};
	code = drop_all(b->store, &d, e);
	bulk_free(b);
	return code;
}
