// SPDX-License-Identifier: MIT
#include "store/audit.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "store/codec.h"
#include "store/inside.h"
#include "store/lang.h"

#define SCHEMA 1
#define WAIT_MOST 20

static const struct {
	const char *name;
	const char *words;
} actions[AUDIT_ACTIONS] = {
	[AUDIT_LOGIN] = {"login", N_("登录")},
	[AUDIT_FAIL] = {"fail", N_("登录失败")},
	[AUDIT_VIEW] = {"view", N_("查看")},
	[AUDIT_REVEAL] = {"reveal", N_("显示遮盖内容")},
	[AUDIT_SEARCH] = {"search", N_("查找")},
	[AUDIT_CREATE] = {"create", N_("新建")},
	[AUDIT_CHANGE] = {"change", N_("修改")},
	[AUDIT_VOID] = {"void", N_("作废")},
	[AUDIT_EXPORT] = {"export", N_("导出")},
	[AUDIT_PRINT] = {"print", N_("打印")},
	[AUDIT_IMPORT] = {"import", N_("导入")},
	[AUDIT_BACKUP] = {"backup", N_("备份")},
	[AUDIT_RESTORE] = {"restore", N_("恢复")},
	[AUDIT_REPAIR] = {"repair", N_("修复")},
	[AUDIT_FORM] = {"form", N_("认可表单")},
	[AUDIT_USER] = {"user", N_("账户")},
	[AUDIT_KEY] = {"key", N_("密钥")},
	[AUDIT_RECOVER] = {"recover", N_("用恢复密钥")},
	[AUDIT_ROLLBACK] = {"rollback", N_("数据倒退")},
	[AUDIT_CLOCK] = {"clock", N_("时钟")},
	[AUDIT_PERIOD] = {"period", N_("结账")},
};

const char *
audit_action_name(enum audit_action a)
{
	return a > 0 && a < AUDIT_ACTIONS ? actions[a].name : "?";
}

enum audit_action
audit_action_parse(str name)
{
	for (int i = 1; i < AUDIT_ACTIONS; i++)
		if (str_is(name, actions[i].name))
			return (enum audit_action)i;
	return 0;
}

const char *
audit_action_words(enum audit_action a)
{
	return a > 0 && a < AUDIT_ACTIONS ? _(actions[a].words) : "?";
}

static str
encode(const struct audit *l, struct arena *a)
{
	struct buf b = {.arena = a};

	codec_put_byte(&b, SCHEMA);
	codec_put_uint(&b, l->seq);
	codec_put_int(&b, l->at);
	codec_put_uint(&b, l->user);
	codec_put_uint(&b, l->roles);
	codec_put_text(&b, l->terminal);
	codec_put_byte(&b, (uint8_t)l->action);
	codec_put_text(&b, l->form);
	codec_put_id(&b, l->id);
	codec_put_uint(&b, l->rev);
	codec_put_text(&b, l->what);
	codec_put_byte(&b, l->has_digest);
	if (l->has_digest)
		buf_add(&b, (str){(const char *)l->digest, AUDIT_DIGEST});
	return buf_str(&b);
}

static enum err_code
decode(str line, struct audit *l, struct err *e)
{
	struct codec c = codec_of(line);
	uint8_t schema = codec_get_byte(&c);

	if (schema > SCHEMA)
		return err_set(e, ERR_VERSION,
			_("这行日志由更新的版本写入，请升级本程序"));
	*l = (struct audit){.seq = codec_get_uint(&c)};
	l->at = codec_get_int(&c);
	l->user = (uint32_t)codec_get_uint(&c);
	l->roles = (unsigned)codec_get_uint(&c);
	l->terminal = codec_get_text(&c);
	l->action = codec_get_byte(&c);
	l->form = codec_get_text(&c);
	l->id = codec_get_id(&c);
	l->rev = (uint32_t)codec_get_uint(&c);
	l->what = codec_get_text(&c);
	l->has_digest = codec_get_byte(&c) != 0;
	if (l->has_digest && c.n >= AUDIT_DIGEST) {
		memcpy(l->digest, c.p, AUDIT_DIGEST);
		c.p += AUDIT_DIGEST;
		c.n -= AUDIT_DIGEST;
	} else if (l->has_digest)
		c.bad = true;
	if (c.bad || c.n > 0)
		return err_set(e, ERR_CORRUPT, _("一行日志的字节对不上"));
	return ERR_OK;
}

/* --- writing ------------------------------------------------------------- */

static struct key
key_of_seq(uint64_t seq)
{
	struct key k = key_new();
	uint8_t b[8];

	codec_be64(b, seq);
	key_bytes(&k, b, sizeof b);
	return k;
}

static str
terminal_name(void)
{
	const char *name = isatty(STDIN_FILENO) ? ttyname(STDIN_FILENO) : NULL;

	return name && strlen(name) < 64 ? str_of(name) : STR_NONE;
}

enum err_code
audit_put(struct store_txn *t, const struct audit *line, struct err *e)
{
	struct store *s = t->store;
	struct audit l = *line;
	struct buf row = {.arena = s->scratch};
	uint8_t h[VAULT_DIGEST];
	struct key k;
	str bytes;
	enum err_code code;

	if (!t->sealed)
		return err_set(e, ERR_DENIED, _("请先登录"));
	l.seq = t->seal.seq + 1;
	if (l.at == 0)
		l.at = clock_now_ms();
	if (l.user == 0 && l.action != AUDIT_FAIL) {
		l.user = s->vault.user;
		l.roles = s->user.roles;
	}
	if (l.terminal.n == 0)
		l.terminal = terminal_name();
	/* What is left of an older chain holds no longer. */
	if (l.action == AUDIT_REPAIR) {
		t->seal.from = l.seq;
		memset(t->seal.h, 0, sizeof t->seal.h);
	}
	bytes = encode(&l, s->scratch);
	vault_link(s->vault.keys, t->seal.h, bytes, h);
	buf_add(&row, (str){(const char *)h, sizeof h});
	buf_add(&row, bytes);
	k = key_of_seq(l.seq);
	code = row_put(t, TABLE_AUD, &k, buf_str(&row), e);
	if (code == ERR_OK) {
		t->seal.seq = l.seq;
		memcpy(t->seal.h, h, sizeof h);
	}
	return code;
}

enum err_code
audit_put_pending(struct store_txn *t, struct err *e)
{
	struct pending *p = &t->store->pending;
	enum err_code code = ERR_OK;

	for (size_t i = 0; i < p->n && code == ERR_OK; i++)
		code = audit_put(t, &p->v[i], e);
	return code;
}

enum err_code
store_audit(struct store *s, const struct audit *line, struct err *e)
{
	struct pending *p = &s->pending;
	struct audit *l;

	if (!s->vault.keys || s->medium_readonly)
		return ERR_OK;
	if (p->n == 0)
		p->since = clock_now_ms();
	l = ARENA_PUSH(p->arena, p->v, p->n);
	*l = *line;
	l->at = clock_now_ms();
	l->user = s->vault.user;
	l->roles = s->user.roles;
	l->form = str_dup(p->arena, line->form);
	l->what = str_dup(p->arena, line->what);
	l->terminal = str_dup(p->arena, terminal_name());
	return p->n < WAIT_MOST ? ERR_OK : store_audit_flush(s, e);
}

int64_t
store_audit_waiting(const struct store *s)
{
	int64_t ms = clock_now_ms() - s->pending.since;

	return s->pending.n == 0 ? -1 : ms < 0 ? 0 : ms;
}

/* Any commit takes the waiting lines along. */
static enum err_code
nothing_else(struct store_txn *t, void *arg, struct err *e)
{
	(void)t;
	(void)arg;
	(void)e;
	return ERR_OK;
}

enum err_code
store_audit_flush(struct store *s, struct err *e)
{
	if (s->pending.n == 0)
		return ERR_OK;
	return store_write_anyway(s, nothing_else, NULL, e);
}

/* --- reading ------------------------------------------------------------- */

static enum err_code
get(struct store_txn *t, const struct key *k, struct arena *a, str *link,
	str *bytes, struct audit *l, struct err *e)
{
	str row;
	enum err_code code = row_get(t, TABLE_AUD, k, a, &row, e);

	if (code)
		return code;
	if (row.n < VAULT_DIGEST)
		return err_set(e, ERR_CORRUPT, _("一行日志的字节对不上"));
	*link = str_sub(row, 0, VAULT_DIGEST);
	*bytes = str_from(row, VAULT_DIGEST);
	return decode(*bytes, l, e);
}

static bool
wanted(const struct audit_filter *f, const struct audit *l)
{
	return l->at >= f->since && (f->until == 0 || l->at < f->until) &&
	       (f->user == 0 || l->user == f->user) &&
	       (f->action == 0 || l->action == f->action) &&
	       (id_is_none(f->id) || id_eq(l->id, f->id));
}

enum err_code
store_each_audit(struct store_txn *t, const struct audit_filter *f,
	store_visit_audit visit, void *arg, struct err *e)
{
	struct arena *a = arena_new_secret();
	struct key lo = key_new();
	struct key hi = key_end(&lo);
	enum err_code code = ERR_OK;
	bool more = true;
	struct walk w;
	struct key k;

	walk_init(&w, t, TABLE_AUD, &lo, &hi, f->newest);
	while (more && code == ERR_OK && walk_next(&w, &k, e)) {
		struct audit l;
		str link;
		str bytes;

		arena_reset(a);
		code = get(t, &k, a, &link, &bytes, &l, e);
		if (code == ERR_OK && wanted(f, &l))
			more = visit(arg, &l);
	}
	arena_free(a);
	return code ? code : w.code;
}

enum err_code
store_audit_head(struct store_txn *t, char out[AUDIT_HEAD], struct err *e)
{
	int n;

	if (!t->sealed)
		return err_set(e, ERR_DENIED, _("请先登录"));
	n = snprintf(out, AUDIT_HEAD, "%llu-", (unsigned long long)t->seal.seq);
	for (int i = 0; i < 8; i++)
		n += snprintf(
			out + n, AUDIT_HEAD - (size_t)n, "%02x", t->seal.h[i]);
	return ERR_OK;
}

/* --- the chain ----------------------------------------------------------- */

static void
tell(void (*told)(void *, const char *), void *arg, uint64_t seq,
	const char *what)
{
	char words[256];

	snprintf(words, sizeof words, _("日志第 %llu 行：%s"),
		(unsigned long long)seq, what);
	if (told)
		told(arg, words);
}

static void
check_line(struct store_txn *t, bool known, uint64_t seq,
	const uint8_t last[VAULT_DIGEST], str link, str bytes,
	void (*told)(void *, const char *), void *arg, size_t *breaks)
{
	uint8_t h[VAULT_DIGEST];

	vault_link(t->store->vault.keys, last, bytes, h);
	if (!known || memcmp(h, link.p, VAULT_DIGEST) == 0)
		return;
	++*breaks;
	tell(told, arg, seq, _("与上一行接不上，有人改过或删过日志"));
}

enum err_code
audit_walk(struct store_txn *t, uint64_t from,
	void (*told)(void *arg, const char *words),
	void (*each)(void *arg, const struct audit *line), void *arg,
	struct err *e)
{
	struct arena *a = arena_new_secret();
	uint64_t first = t->seal.from > 1 ? t->seal.from : 1;
	uint64_t seq = from > first ? from : first;
	struct key lo = key_of_seq(seq);
	struct key hi = key_end(&lo);
	uint8_t last[VAULT_DIGEST] = {0};
	size_t breaks = 0;
	bool known = seq == first;
	struct walk w;
	struct key k;

	memset(hi.b, 0xff, sizeof hi.b);
	walk_init(&w, t, TABLE_AUD, &lo, &hi, false);
	for (; walk_next(&w, &k, e); seq++) {
		struct err why = {.code = ERR_OK};
		struct audit l;
		uint64_t at = k.n == 8 ? codec_of64(k.b) : 0;
		str link;
		str bytes;

		arena_reset(a);
		enum err_code code = get(t, &k, a, &link, &bytes, &l, &why);
		if (at != seq) {
			breaks++;
			tell(told, arg, seq, _("不见了"));
			seq = at;
		}
		if (code || l.seq != at) {
			breaks++;
			tell(told, arg, at, code ? why.words : _("放错了位置"));
			known = false;
			continue;
		}
		check_line(
			t, known, seq, last, link, bytes, told, arg, &breaks);
		known = true;
		memcpy(last, link.p, sizeof last);
		if (each)
			each(arg, &l);
	}
	arena_free(a);
	if (w.code == ERR_OK &&
		(seq - 1 != t->seal.seq ||
			(seq > first &&
				memcmp(last, t->seal.h, sizeof last) != 0))) {
		breaks++;
		tell(told, arg, t->seal.seq, _("末尾与封条不符，少了日志"));
	}
	if (w.code == ERR_OK && breaks > 0)
		return err_set(
			e, ERR_CORRUPT, _("日志有 %zu 处接不上"), breaks);
	return w.code;
}

struct count {
	void (*told)(void *arg, const char *words);
	void *arg;
	size_t lines;
};

static void
count_told(void *arg, const char *words)
{
	struct count *c = arg;

	if (c->told)
		c->told(c->arg, words);
}

static void
count_line(void *arg, const struct audit *line)
{
	struct count *c = arg;

	(void)line; /* only how many */
	c->lines++;
}

enum err_code
store_audit_verify(struct store_txn *t,
	void (*told)(void *arg, const char *words), void *arg, size_t *lines,
	struct err *e)
{
	struct count c = {.told = told, .arg = arg};
	enum err_code code;

	if (!t->sealed)
		return err_set(e, ERR_DENIED, _("请先登录"));
	code = audit_walk(t, 0, count_told, count_line, &c, e);
	if (lines)
		*lines = c.lines;
	return code;
}
