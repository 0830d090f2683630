// SPDX-License-Identifier: MIT
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "store/child.h"
#include "store/codec.h"
#include "store/lang.h"
#include "store/people.h"

#define FREE_TRIES 5
#define WAIT_FIRST 30
#define WAIT_MOST 900
#define NAMES_MOST 1000 /* rows of counters: an attacker may invent names */
#define LINES_LOOKED_AT 1000
#define PATIENCE 60

/* --- counters of failures: before anyone has a key, so in clear ---------- */

struct tries {
	uint32_t failures; /* in a row */
	int64_t last;      /* UTC ms */
	uint32_t untold;   /* not yet in the audit */
	int64_t first_untold;
};

static struct key
tries_row(const struct vault *v, str name)
{
	struct key k = key_new();
	uint8_t hash[VAULT_HASH];

	vault_hash_name(v, name, hash);
	key_bytes(&k, hash, sizeof hash);
	return k;
}

static enum err_code
tries_get(struct store_txn *t, const struct key *k, struct tries *out,
	struct err *e)
{
	str row;
	enum err_code code = row_raw(t, TABLE_LOGIN, k, &row, e);
	const uint8_t *p = (const uint8_t *)row.p;

	*out = (struct tries){.failures = 0};
	if (code == ERR_ABSENT)
		return ERR_OK;
	if (code || row.n < 25 || p[0] != 1)
		return code; /* not ours to read: as if there were none */
	out->failures = codec_of32(p + 1);
	out->last = (int64_t)codec_of64(p + 5);
	out->untold = codec_of32(p + 13);
	out->first_untold = (int64_t)codec_of64(p + 17);
	return ERR_OK;
}

static enum err_code
tries_put(struct store_txn *t, const struct key *k, const struct tries *n,
	struct err *e)
{
	uint8_t row[25] = {1};

	codec_be32(row + 1, n->failures);
	codec_be64(row + 5, (uint64_t)n->last);
	codec_be32(row + 13, n->untold);
	codec_be64(row + 17, (uint64_t)n->first_untold);
	return row_put_raw(
		t, TABLE_LOGIN, k, (str){(char *)row, sizeof row}, e);
}

/* Seconds still to wait. A clock set back starts the wait again, no more. */
static int64_t
seconds_left(const struct tries *n, int64_t now)
{
	int64_t wait = WAIT_FIRST;
	int64_t since = (now - n->last) / 1000;

	if (n->failures < FREE_TRIES)
		return 0;
	for (uint32_t i = FREE_TRIES; i < n->failures && wait < WAIT_MOST; i++)
		wait *= 2;
	if (wait > WAIT_MOST)
		wait = WAIT_MOST;
	if (since < 0)
		since = 0;
	return since < wait ? wait - since : 0;
}

struct attempt {
	struct store *s;
	str user;
	struct key row; /* of the counters */
	struct tries tries;
	struct slot slot;
	struct key slot_key;
	str sealed; /* empty: no such account */
	uint64_t missing;
};

static enum err_code
count_failure(struct store_txn *t, void *arg, struct err *e)
{
	struct attempt *a = arg;
	struct tries n;
	size_t rows;
	enum err_code code = row_count(t, TABLE_LOGIN, &rows, e);

	if (code == ERR_OK && rows >= NAMES_MOST && a->sealed.n == 0)
		a->row = tries_row(&a->s->vault, STR_NONE);
	if (code == ERR_OK)
		code = tries_get(t, &a->row, &n, e);
	if (code)
		return code;
	if (n.untold == 0)
		n.first_untold = clock_now_ms();
	n.failures++;
	n.untold++;
	n.last = clock_now_ms();
	return tries_put(t, &a->row, &n, e);
}

static enum err_code
look_up(struct attempt *a, struct arena *arena, struct err *e)
{
	struct store *s = a->s;
	struct store_txn *t;
	enum err_code code = store_read(s, &t, e);

	if (code)
		return code;
	a->row = tries_row(&s->vault, a->user);
	a->slot_key = slot_row(&s->vault, SLOT_PASSWORD, a->user);
	code = tries_get(t, &a->row, &a->tries, e);
	if (code == ERR_OK)
		code = row_raw(t, TABLE_SLOT, &a->slot_key, &a->sealed, e);
	if (code == ERR_OK) {
		a->sealed = str_dup(arena, a->sealed);
		code = slot_parse(a->sealed, &a->slot, e);
	} else if (code == ERR_ABSENT) {
		/* The same work for a name that does not exist. */
		a->sealed = STR_NONE;
		a->slot = (struct slot){.kind = SLOT_PASSWORD,
			.mem_kib = s->mem_kib,
			.passes = s->passes};
		vault_hash_name(&s->vault, a->user, a->slot.salt);
		code = ERR_OK;
	}
	store_done(t);
	return code;
}

/* One after the other: each takes 64 MiB. Where that cannot be had the login
 * goes on without. */
static int
queue(const struct store *s)
{
	int fd = openat(
		s->place.fd, STATION_FILE, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	struct err e;

	if (fd >= 0)
		(void)folder_lock(fd, true, &e);
	return fd;
}

/* Opens the slot, or counts a failure. */
static enum err_code
try_password(struct attempt *a, str password, struct vault_keys **keys,
	struct err *e)
{
	struct store *s = a->s;
	struct arena *arena = arena_new_secret();
	int64_t left;
	uint8_t *key = NULL;
	int fd;
	enum err_code code = look_up(a, arena, e);

	left = seconds_left(&a->tries, clock_now_ms());
	if (code == ERR_OK && left > 0)
		code = err_set(e, ERR_DENIED,
			_("连续错了 %u 次：请过 %d 秒再试"),
			(unsigned)a->tries.failures, (int)left);
	if (code) {
		arena_free(arena);
		return code;
	}
	fd = queue(s);
	code = slot_key(&a->slot, password, s->station.kind.n > 0, &key, e);
	if (fd >= 0)
		close(fd);
	if (code == ERR_OK && a->sealed.n == 0)
		code = ERR_DENIED;
	else if (code == ERR_OK)
		code = slot_open(&s->vault, key_str(&a->slot_key), a->sealed,
			key, arena, keys, e);
	vault_page_free(key);
	arena_free(arena);
	if (code != ERR_DENIED)
		return code;
	if (!s->medium_readonly)
		(void)store_write_anyway(s, count_failure, a, NULL);
	return err_set(e, ERR_DENIED, _("用户名或口令不对"));
}

enum err_code
login_check(struct store *s, str user, str password, struct err *e)
{
	struct attempt a = {.s = s, .user = user};
	struct vault v = s->vault;
	enum err_code code;

	v.keys = NULL;
	code = try_password(&a, password, &v.keys, e);
	vault_lock(&v);
	return code;
}

/* --- is the file as its last commit left it? --------------------------------
 * In a child with an environment of its own: reading a damaged page may end
 * in a signal. Its time does not depend on the number of records.
 */

static void
no_words(void *arg, const char *words)
{
	(void)arg; /* the first is told by the code */
	(void)words;
}

static enum err_code
look_inside(struct store *s, struct err *e)
{
	struct store_txn t = {.store = s};
	struct env env;
	uint64_t from;
	enum err_code code = env_open(&env, s->env.path,
		ENV_READONLY | (s->env.flags & ENV_PRIVATE), e);

	if (code)
		return code;
	s->env = env;
	code = env_begin(&s->env, false, &t.mdb, e);
	if (code == ERR_OK)
		code = seal_load(&t, e);
	if (code == ERR_OK)
		code = seal_check(&t, e);
	from = t.seal.seq > LINES_LOOKED_AT ? t.seal.seq - LINES_LOOKED_AT : 0;
	if (code == ERR_OK)
		code = audit_walk(&t, from, no_words, NULL, NULL, e);
	return code;
}

static bool
child_looks(void *arg, int out)
{
	struct err e = {.code = ERR_OK};

	e.code = look_inside(arg, &e);
	return child_write(out, &e, sizeof e);
}

static enum err_code
check_file(struct store *s, struct err *e)
{
	struct child child;
	struct err said;
	enum child_end end;
	bool heard;

	child_start(&child, child_looks, s, PATIENCE);
	heard = child_read(child.out, &said, sizeof said);
	end = child_wait(&child);
	env_clear_dead_readers(&s->env);
	if (!heard && end == CHILD_NOT)
		return child_fail(e);
	if (!heard)
		return err_set(e, ERR_CORRUPT,
			_("数据文件已损坏：请停止录入，用备份恢复"));
	if (said.code && e)
		*e = said;
	return said.code;
}

/* --- inside -------------------------------------------------------------- */

static uint32_t
number_of(struct store_txn *t, const struct key *row, struct arena *a)
{
	struct account *all;
	size_t n;

	if (account_list(t, a, &all, &n, NULL) != ERR_OK)
		return 0;
	for (size_t i = 0; i < n; i++) {
		struct key k = tries_row(&t->store->vault, all[i].name);

		if (str_eq(key_str(&k), key_str(row)))
			return all[i].number;
	}
	return 0;
}

/* What failed while nobody could write the audit. */
static enum err_code
tell_failures(struct store_txn *t, struct err *e)
{
	struct arena *a = t->store->scratch;
	struct key none = key_new();
	struct walk w;
	struct key k;
	enum err_code code = ERR_OK;

	walk_prefix(&w, t, TABLE_LOGIN, &none);
	while (code == ERR_OK && walk_next(&w, &k, e)) {
		struct tries n;

		code = tries_get(t, &k, &n, e);
		if (code || n.untold == 0)
			continue;
		code = audit_put(t,
			&(struct audit){.action = AUDIT_FAIL,
				.at = n.last,
				.user = number_of(t, &k, a),
				.what = str_fmt(a, "%u×", (unsigned)n.untold)},
			e);
		n.untold = 0;
		if (code == ERR_OK)
			code = tries_put(t, &k, &n, e);
	}
	return code ? code : w.code;
}

static enum err_code
enter_work(struct store_txn *t, void *arg, struct err *e)
{
	struct attempt *a = arg;
	enum err_code code;

	arena_reset(t->store->scratch);
	code = tell_failures(t, e);
	if (code == ERR_OK)
		code = row_del(t, TABLE_LOGIN, &a->row, e);
	if (code == ERR_OK && a->missing > 0)
		code = audit_put(t,
			&(struct audit){.action = AUDIT_ROLLBACK,
				.what = str_fmt(t->store->scratch, "-%llu",
					(unsigned long long)a->missing)},
			e);
	if (code == ERR_OK)
		code = audit_put(t, &(struct audit){.action = AUDIT_LOGIN}, e);
	return code;
}

static enum err_code
enter(struct attempt *a, struct err *e)
{
	struct store *s = a->s;
	struct store_txn *t;
	uint64_t seq;
	enum err_code code = check_file(s, e);

	if (code == ERR_OK)
		code = store_read(s, &t, e);
	if (code)
		return code;
	seq = t->seal.seq;
	store_done(t);
	a->missing = seen_missing(s, seq);
	if (a->missing > 0)
		snprintf(s->notice, sizeof s->notice,
			_("这个库比上次在这里用过的旧：少了 %llu 行日志。"
			  "如果不是刚恢复过备份，请告诉站点负责人"),
			(unsigned long long)a->missing);
	s->seen_hold = a->missing > 0 && !(s->user.roles & ROLE_HEAD);
	if (s->medium_readonly)
		return ERR_OK;
	return store_write_anyway(s, enter_work, a, e);
}

enum err_code
login_keys(struct store *s, str user, str password, struct err *e)
{
	struct attempt a = {.s = s, .user = user};
	enum err_code code = try_password(&a, password, &s->vault.keys, e);

	s->vault.user = a.slot.user;
	s->vault.epoch = 0;
	return code;
}

enum err_code
store_login(struct store *s, str user, str password, struct err *e)
{
	struct attempt a = {.s = s, .user = user};
	struct err mine;
	enum err_code code;

	if (!e)
		e = &mine;
	if (s->vault.keys)
		return err_set(e, ERR_USAGE, _("已经登录了"));
	code = try_password(&a, password, &s->vault.keys, e);
	if (code)
		return code;
	s->vault.user = a.slot.user;
	s->vault.epoch = 0;
	code = enter(&a, e);
	/* What cannot be taken back now, a full disk say, is at the next one:
	 * nobody is kept out for it. */
	if (code == ERR_OK && !s->medium_readonly)
		(void)bulk_recover(s, NULL);
	if (code) {
		vault_lock(&s->vault);
		s->vault.user = 0;
		s->user = (struct account){.number = 0};
	}
	return code;
}

const struct account *
store_user(const struct store *s)
{
	return s->vault.keys ? &s->user : NULL;
}

bool
store_may(const struct store *s, enum store_domain d)
{
	return vault_gen(&s->vault, d) != 0;
}

const char *
store_notice(const struct store *s)
{
	return s->notice;
}

/* --- to another process of ours ---------------------------------------------
 */

/* What goes through the pipe: less than it takes at once. */
struct handed {
	uint8_t sys[VAULT_KEY];
	uint8_t secret[VAULT_SECRET];
	uint32_t user;
};

enum err_code
store_hand(const struct store *s, int fd, struct err *e)
{
	struct handed *h;
	ssize_t n;

	if (!s->vault.keys)
		return err_set(e, ERR_DENIED, _("请先登录"));
	h = vault_page(sizeof *h);
	memcpy(h->sys, s->vault.keys->sys, sizeof h->sys);
	memcpy(h->secret, s->vault.keys->secret, sizeof h->secret);
	h->user = s->vault.user;
	do
		n = write(fd, h, sizeof *h);
	while (n < 0 && errno == EINTR);
	n = n == (ssize_t)sizeof *h ? 0 : -1;
	vault_page_free(h);
	return n == 0 ? ERR_OK : err_set(e, ERR_IO, _("系统资源不足"));
}

enum err_code
store_take(struct store *s, int fd, struct err *e)
{
	struct handed *h = vault_page(sizeof *h);
	struct store_txn *t;
	ssize_t n;
	enum err_code code = ERR_DENIED;

	do
		n = read(fd, h, sizeof *h);
	while (n < 0 && errno == EINTR);
	if (n == (ssize_t)sizeof *h && !s->vault.keys) {
		s->vault.keys = vault_keys_new(h->sys, h->secret);
		s->vault.user = h->user;
		s->vault.epoch = 0;
		code = store_read(s, &t, e);
		if (code == ERR_OK)
			store_done(t);
	}
	vault_page_free(h);
	if (code == ERR_OK)
		return ERR_OK;
	vault_lock(&s->vault);
	s->vault.user = 0;
	s->user = (struct account){.number = 0};
	return err_set(e, ERR_DENIED, _("请先登录"));
}
