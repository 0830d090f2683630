// SPDX-License-Identifier: MIT
#include "store/account.h"

#include <assert.h>
#include <string.h>

#include "store/codec.h"
#include "store/inside.h"
#include "store/lang.h"
#include "store/people.h"
#include "store/utf8.h"

#define SCHEMA 1
#define NAME_MOST 64

/* --- rows ---------------------------------------------------------------- */

struct key
key_of_user(uint32_t number)
{
	struct key k = key_new();

	key_u32(&k, number);
	return k;
}

struct key
slot_row(const struct vault *v, enum slot_kind kind, str name)
{
	struct key k = key_new();
	uint8_t hash[VAULT_HASH];

	vault_hash_name(v, name, hash);
	key_u8(&k, (uint8_t)kind);
	key_bytes(&k, hash, sizeof hash);
	return k;
}

enum err_code
account_put(struct store_txn *t, const struct account *c, struct err *e)
{
	struct key k = key_of_user(c->number);
	struct buf b = {.arena = t->store->scratch};

	codec_put_byte(&b, SCHEMA);
	codec_put_text(&b, c->name);
	codec_put_uint(&b, c->roles);
	codec_put_id(&b, c->staff);
	codec_put_byte(&b, (uint8_t)c->state);
	codec_put_int(&b, c->created);
	buf_add(&b, (str){(const char *)c->pub, ACCOUNT_PUBLIC});
	buf_add(&b, (str){(const char *)c->slot, sizeof c->slot});
	return row_put(t, TABLE_USER, &k, buf_str(&b), e);
}

enum err_code
account_get(struct store_txn *t, uint32_t number, struct arena *a,
	struct account *out, struct err *e)
{
	struct key k = key_of_user(number);
	struct codec c;
	uint8_t schema;
	str row;
	enum err_code code = row_get(t, TABLE_USER, &k, a, &row, e);

	if (code == ERR_ABSENT)
		return err_set(e, ERR_ABSENT, _("没有这个账户"));
	if (code)
		return code;
	c = codec_of(row);
	schema = codec_get_byte(&c);
	if (schema > SCHEMA)
		return err_set(e, ERR_VERSION,
			_("这个账户由更新的版本写入，请升级本程序"));
	*out = (struct account){
		.number = number, .name = str_dup(a, codec_get_text(&c))};
	out->roles = (unsigned)codec_get_uint(&c);
	out->staff = codec_get_id(&c);
	out->state = codec_get_byte(&c);
	out->created = codec_get_int(&c);
	if (c.bad || c.n != ACCOUNT_PUBLIC + sizeof out->slot)
		return err_set(e, ERR_CORRUPT, _("一个账户的字节对不上"));
	memcpy(out->pub, c.p, ACCOUNT_PUBLIC);
	memcpy(out->slot, c.p + ACCOUNT_PUBLIC, sizeof out->slot);
	return ERR_OK;
}

enum err_code
account_list(struct store_txn *t, struct arena *a, struct account **out,
	size_t *n, struct err *e)
{
	struct key none = key_new();
	struct account *v = NULL;
	size_t got = 0;
	struct walk w;
	struct key k;
	enum err_code code = ERR_OK;

	walk_prefix(&w, t, TABLE_USER, &none);
	while (code == ERR_OK && walk_next(&w, &k, e)) {
		struct account c;
		uint32_t number = k.n == 4 ? codec_of32(k.b) : 0;

		if (number == RECOVERY_USER)
			continue; /* nobody's: the recovery key's own */
		code = account_get(t, number, a, &c, e);
		if (code == ERR_OK)
			*ARENA_PUSH(a, v, got) = c;
	}
	*out = v;
	*n = got;
	return code ? code : w.code;
}

enum err_code
account_find(struct store_txn *t, str name, struct arena *a,
	struct account *out, struct err *e)
{
	struct account *v;
	size_t n;
	enum err_code code = account_list(t, a, &v, &n, e);

	for (size_t i = 0; i < n && code == ERR_OK; i++) {
		if (!str_eq(v[i].name, name))
			continue;
		*out = v[i];
		return ERR_OK;
	}
	return code ? code
		    : err_set(e, ERR_ABSENT, _("没有账户 %.*s"), STR_FMT(name));
}

/* --- grants -------------------------------------------------------------- */

static struct key
grant_row(uint32_t number, uint32_t gen)
{
	struct key k = key_of_user(number);

	key_u32(&k, gen);
	return k;
}

static enum err_code
grant(struct store_txn *t, const struct account *c,
	const struct vault_domain_key *dk, struct err *e)
{
	struct key k = grant_row(c->number, dk->gen);
	uint8_t box[VAULT_BOX];

	vault_box(dk->key, c->pub, box);
	return row_put(
		t, TABLE_GRANT, &k, (str){(const char *)box, sizeof box}, e);
}

/* Take away all grants of an account, or those of one domain. */
static enum err_code
ungrant(struct store_txn *t, uint32_t number, enum store_domain d,
	struct err *e)
{
	struct key prefix = key_of_user(number);
	struct walk w;
	struct key k;
	enum err_code code = ERR_OK;

	if (d != DOMAIN_NONE)
		key_u8(&prefix, (uint8_t)d);
	walk_prefix(&w, t, TABLE_GRANT, &prefix);
	while (code == ERR_OK && walk_next(&w, &k, e))
		code = row_del(t, TABLE_GRANT, &k, e);
	return code ? code : w.code;
}

/* What its roles open, of what we hold. */
static enum err_code
grant_all(struct store_txn *t, const struct account *c, struct err *e)
{
	const struct vault *v = &t->store->vault;
	enum err_code code = ungrant(t, c->number, DOMAIN_NONE, e);

	for (size_t i = 0; i < v->keys->n && code == ERR_OK; i++)
		if (role_opens(c->roles, VAULT_DOMAIN(v->keys->dk[i].gen)))
			code = grant(t, c, &v->keys->dk[i], e);
	return code;
}

/* A new generation of a domain's key, for everyone who may have it. */
static enum err_code
renew(struct store_txn *t, enum store_domain d, struct err *e)
{
	struct arena *a = t->store->scratch;
	struct vault *v = &t->store->vault;
	struct vault_domain_key dk = {.gen = vault_gen(v, d) + 1};
	struct account *all;
	struct account recovery;
	size_t n;
	enum err_code code = account_list(t, a, &all, &n, e);

	if (code == ERR_OK)
		code = account_get(t, RECOVERY_USER, a, &recovery, e);
	if (code)
		return code;
	vault_random(dk.key, sizeof dk.key);
	code = vault_add(v->keys, dk.gen, dk.key, e);
	if (code == ERR_OK)
		code = grant(t, &recovery, &dk, e);
	for (size_t i = 0; i < n && code == ERR_OK; i++)
		if (all[i].state == ACCOUNT_ACTIVE &&
			role_opens(all[i].roles, d))
			code = grant(t, &all[i], &dk, e);
	vault_wipe(&dk, sizeof dk);
	return code;
}

enum err_code
keys_load(struct store_txn *t, struct err *e)
{
	struct store *s = t->store;
	struct key prefix = key_of_user(s->vault.user);
	struct arena *a = arena_new_secret();
	struct account me;
	struct walk w = {.code = ERR_OK};
	struct key k;
	enum err_code code = account_get(t, s->vault.user, a, &me, e);

	if (code == ERR_OK && me.state != ACCOUNT_ACTIVE)
		code = err_set(e, ERR_DENIED, _("这个账户已停用"));
	for (int d = 0; d < DOMAINS && code == ERR_OK; d++)
		vault_drop(s->vault.keys, (enum store_domain)d);
	if (code == ERR_OK)
		walk_prefix(&w, t, TABLE_GRANT, &prefix);
	while (code == ERR_OK && walk_next(&w, &k, e)) {
		uint8_t *key = vault_page(VAULT_KEY);
		str row;

		code = row_get(t, TABLE_GRANT, &k, a, &row, e);
		if (code == ERR_OK &&
			(k.n != 8 || row.n != VAULT_BOX ||
				!vault_unbox(s->vault.keys,
					(const uint8_t *)row.p, key)))
			code = err_set(e, ERR_CORRUPT,
				_("一把密钥打不开：账户数据已损坏"));
		if (code == ERR_OK)
			code = vault_add(
				s->vault.keys, codec_of32(k.b + 4), key, e);
		vault_page_free(key);
	}
	if (code == ERR_OK)
		code = w.code;
	if (code == ERR_OK) {
		me.name = str_eq(me.name, s->user.name)
				  ? s->user.name
				  : str_dup(s->arena, me.name);
		s->user = me;
		s->vault.epoch = t->seal.epoch;
	}
	arena_free(a);
	return code;
}

/* --- identities ---------------------------------------------------------- */

enum err_code
identity_make(struct store *s, enum slot_kind kind, str password,
	struct identity *out, struct err *e)
{
	uint8_t *pair = vault_page(2 * VAULT_SECRET);
	enum err_code code = ERR_OK;

	*out = (struct identity){.secret = pair};
	out->slot.kind = kind;
	vault_random(out->slot.salt, SLOT_SALT);
	vault_pair(pair, pair + VAULT_SECRET);
	if (kind == SLOT_PASSWORD) {
		out->slot.mem_kib = s->mem_kib;
		out->slot.passes = s->passes;
		code = slot_key(&out->slot, password, s->station.kind.n > 0,
			&out->key, e);
	} else {
		uint8_t bytes[16];

		vault_random(bytes, sizeof bytes);
		out->key = slot_recovery_key(&out->slot, bytes);
		recovery_format(bytes, out->recovery);
		vault_wipe(bytes, sizeof bytes);
	}
	if (code)
		identity_done(out);
	return code;
}

void
identity_done(struct identity *d)
{
	vault_page_free(d->secret);
	vault_page_free(d->key);
	vault_wipe(d, sizeof *d);
}

/* The account knows its slot's digest, so that no one slips in another. */
static enum err_code
put_slot(struct store_txn *t, struct slot *slot, const uint8_t *key,
	const uint8_t *secret, struct account *c, struct err *e)
{
	struct store *s = t->store;
	struct key k = slot_row(&s->vault, slot->kind, c->name);
	enum err_code code;
	str bytes;

	slot->user = c->number;
	bytes = slot_seal(&s->vault, slot, key_str(&k), key, s->vault.keys->sys,
		secret, s->scratch);
	vault_digest(bytes, c->slot);
	code = row_put_raw(t, TABLE_SLOT, &k, bytes, e);
	return code ? code : account_put(t, c, e);
}

enum err_code
identity_put(struct store_txn *t, struct identity *d, struct account *c,
	struct err *e)
{
	enum err_code code;

	memcpy(c->pub, d->secret + VAULT_SECRET, ACCOUNT_PUBLIC);
	code = put_slot(t, &d->slot, d->key, d->secret, c, e);
	if (code == ERR_OK)
		code = grant_all(t, c, e);
	t->seal.epoch++;
	t->regrant = true;
	return code;
}

enum err_code
account_first(struct store_txn *t, const struct store_head *head,
	char recovery[RECOVERY_TEXT], struct err *e)
{
	struct store *s = t->store;
	struct account c = {.number = 1,
		.name = head->name,
		.roles = ROLE_HEAD,
		.state = ACCOUNT_ACTIVE,
		.created = clock_now_ms()};
	struct account spare = {.number = RECOVERY_USER,
		.roles = ROLE_HEAD,
		.state = ACCOUNT_ACTIVE,
		.created = c.created};
	uint8_t *fresh = vault_page(VAULT_KEY);
	struct identity mine = {.key = NULL};
	struct identity paper = {.key = NULL};
	enum err_code code =
		identity_make(s, SLOT_PASSWORD, head->password, &mine, e);

	if (code == ERR_OK)
		code = identity_make(s, SLOT_RECOVERY, STR_NONE, &paper, e);
	if (code == ERR_OK) {
		vault_random(fresh, VAULT_KEY);
		s->vault.keys = vault_keys_new(fresh, mine.secret);
		s->vault.user = c.number;
		s->user = c;
	}
	for (int d = DOMAIN_WORK; d < DOMAINS && code == ERR_OK; d++) {
		vault_random(fresh, VAULT_KEY);
		code = vault_add(s->vault.keys, VAULT_GEN(d, 1), fresh, e);
	}
	t->sealed = code == ERR_OK;
	if (code == ERR_OK)
		code = identity_put(t, &mine, &c, e);
	if (code == ERR_OK)
		code = identity_put(t, &paper, &spare, e);
	if (code == ERR_OK)
		code = audit_put(t,
			&(struct audit){
				.action = AUDIT_USER, .what = head->name},
			e);
	if (code == ERR_OK)
		memcpy(recovery, paper.recovery, RECOVERY_TEXT);
	vault_page_free(fresh);
	identity_done(&mine);
	identity_done(&paper);
	return code;
}

enum err_code
name_check(str name, struct err *e)
{
	str rest = name;
	bool fine = name.n > 0 && name.n <= NAME_MOST && utf8_valid(name) &&
		    str_eq(name, str_trim(name));

	while (fine && rest.n > 0) {
		uint32_t c = utf8_next(&rest);

		fine = !utf8_is_control(c) && !utf8_is_invisible(c);
	}
	return fine ? ERR_OK
		    : err_set(e, ERR_INPUT,
			      _("用户名要有 1–%d 个字节，不带空格和控制字符"),
			      NAME_MOST);
}

/* --- acts on accounts ---------------------------------------------------- */

struct act {
	uint32_t number; /* whom */
	struct account made;
	struct identity identity;
	enum account_state state;
	unsigned roles;
	struct id staff;
	const char *what;
};

static enum err_code
must_be_head(struct store_txn *t, struct err *e)
{
	if (t->sealed && t->store->user.roles & ROLE_HEAD)
		return ERR_OK;
	return err_set(e, ERR_DENIED, _("只有站点负责人可以管理账户"));
}

/* Somebody must be left who can manage the store. */
static enum err_code
another_head(struct store_txn *t, uint32_t number, struct err *e)
{
	struct account *all;
	size_t n;
	enum err_code code = account_list(t, t->store->scratch, &all, &n, e);

	for (size_t i = 0; i < n && code == ERR_OK; i++)
		if (all[i].number != number && all[i].roles & ROLE_HEAD &&
			all[i].state == ACCOUNT_ACTIVE)
			return ERR_OK;
	return code ? code
		    : err_set(e, ERR_INPUT,
			      _("这是最后一位站点负责人：先给别人这个角色"));
}

static enum err_code
note(struct store_txn *t, enum audit_action action, const char *what,
	const struct account *c, struct err *e)
{
	return audit_put(t,
		&(struct audit){.action = action,
			.what = str_fmt(t->store->scratch, "%s %.*s %s", what,
				STR_FMT(c->name),
				str_z(t->store->scratch,
					role_words(
						t->store->scratch, c->roles)))},
		e);
}

static enum err_code
begin_act(
	struct store_txn *t, uint32_t number, struct account *c, struct err *e)
{
	enum err_code code;

	arena_reset(t->store->scratch);
	code = must_be_head(t, e);
	if (code == ERR_OK)
		code = account_get(t, number, t->store->scratch, c, e);
	if (code == ERR_OK &&
		(number == RECOVERY_USER || c->state == ACCOUNT_REVOKED))
		code = err_set(e, ERR_INPUT, _("这个账户已注销"));
	return code;
}

static enum err_code
add_work(struct store_txn *t, void *arg, struct err *e)
{
	struct act *act = arg;
	struct arena *a = t->store->scratch;
	struct account *all;
	size_t n = 0;
	enum err_code code;

	arena_reset(a);
	code = must_be_head(t, e);
	if (code == ERR_OK)
		code = account_list(t, a, &all, &n, e);
	act->made.number = 1;
	for (size_t i = 0; i < n && code == ERR_OK; i++) {
		if (str_eq(all[i].name, act->made.name))
			return err_set(e, ERR_EXISTS, _("已有账户 %.*s"),
				STR_FMT(all[i].name));
		if (all[i].number >= act->made.number)
			act->made.number = all[i].number + 1;
	}
	if (code == ERR_OK)
		code = identity_put(t, &act->identity, &act->made, e);
	return code ? code : note(t, AUDIT_USER, "add", &act->made, e);
}

static enum err_code
check_password(struct store *s, str password, str user, struct err *e)
{
	if (s->station.kind.n > 0)
		return ERR_OK; /* tests and demos */
	return password_check(password, user, s->station.name, e);
}

enum err_code
account_add(struct store *s, const struct account *made, str password,
	uint32_t *number, struct err *e)
{
	struct act act = {.made = *made};
	enum err_code code = name_check(made->name, e);

	act.made.state = ACCOUNT_ACTIVE;
	act.made.created = clock_now_ms();
	if (code == ERR_OK && (made->roles == 0 || made->roles >> ROLES))
		code = err_set(e, ERR_INPUT, _("账户要有角色"));
	if (code == ERR_OK)
		code = check_password(s, password, made->name, e);
	if (code == ERR_OK)
		code = identity_make(
			s, SLOT_PASSWORD, password, &act.identity, e);
	if (code)
		return code;
	code = store_write(s, add_work, &act, e);
	identity_done(&act.identity);
	if (code == ERR_OK && number)
		*number = act.made.number;
	return code;
}

/* A new password of one's own keeps the identity: only the slot is new. */
static enum err_code
passwd_work(struct store_txn *t, void *arg, struct err *e)
{
	struct act *act = arg;
	struct store *s = t->store;
	enum err_code code;

	arena_reset(s->scratch);
	code = put_slot(t, &act->identity.slot, act->identity.key,
		s->vault.keys->secret, &s->user, e);
	return code ? code : note(t, AUDIT_KEY, "passwd", &s->user, e);
}

enum err_code
account_passwd(struct store *s, str old, str password, struct err *e)
{
	struct act act = {.number = s->user.number};
	enum err_code code;

	if (!s->vault.keys)
		return err_set(e, ERR_DENIED, _("请先登录"));
	code = login_check(s, s->user.name, old, e);
	if (code == ERR_OK)
		code = check_password(s, password, s->user.name, e);
	if (code == ERR_OK)
		code = identity_make(
			s, SLOT_PASSWORD, password, &act.identity, e);
	if (code)
		return code;
	code = store_write(s, passwd_work, &act, e);
	identity_done(&act.identity);
	return code;
}

static enum err_code
reset_work(struct store_txn *t, void *arg, struct err *e)
{
	struct act *act = arg;
	struct account c;
	enum err_code code = begin_act(t, act->number, &c, e);

	if (code == ERR_OK)
		code = identity_put(t, &act->identity, &c, e);
	return code ? code : note(t, AUDIT_KEY, "reset", &c, e);
}

enum err_code
account_reset(struct store *s, uint32_t number, str password, struct err *e)
{
	struct act act = {.number = number};
	enum err_code code = check_password(s, password, STR_NONE, e);

	if (number == s->user.number)
		return err_set(e, ERR_INPUT, _("自己的口令请用改口令"));
	if (code == ERR_OK)
		code = identity_make(
			s, SLOT_PASSWORD, password, &act.identity, e);
	if (code)
		return code;
	code = store_write(s, reset_work, &act, e);
	identity_done(&act.identity);
	return code;
}

static enum err_code
change_work(struct store_txn *t, void *arg, struct err *e)
{
	const struct act *act = arg;
	struct account c;
	unsigned was;
	enum err_code code = begin_act(t, act->number, &c, e);

	if (code)
		return code;
	was = c.roles;
	c.roles = act->roles;
	c.staff = act->staff;
	if (was & ROLE_HEAD && !(c.roles & ROLE_HEAD))
		code = another_head(t, c.number, e);
	if (code == ERR_OK)
		code = account_put(t, &c, e);
	if (code == ERR_OK && c.state == ACCOUNT_ACTIVE)
		code = grant_all(t, &c, e);
	for (int d = DOMAIN_WORK; d < DOMAINS && code == ERR_OK; d++)
		if (role_opens(was, (enum store_domain)d) &&
			!role_opens(c.roles, (enum store_domain)d))
			code = renew(t, (enum store_domain)d, e);
	t->seal.epoch++;
	t->regrant = true;
	return code ? code : note(t, AUDIT_USER, "role", &c, e);
}

enum err_code
account_change(struct store *s, uint32_t number, unsigned roles,
	struct id staff, struct err *e)
{
	struct act act = {.number = number, .roles = roles, .staff = staff};

	if (roles == 0 || roles >> ROLES)
		return err_set(e, ERR_INPUT, _("账户要有角色"));
	return store_write(s, change_work, &act, e);
}

/* Disabled: without grants, so that even his own program opens nothing. */
static enum err_code
state_work(struct store_txn *t, void *arg, struct err *e)
{
	const struct act *act = arg;
	struct account c;
	struct key k;
	enum err_code code = begin_act(t, act->number, &c, e);

	if (code == ERR_OK && act->state != ACCOUNT_ACTIVE &&
		c.roles & ROLE_HEAD)
		code = another_head(t, c.number, e);
	if (code)
		return code;
	c.state = act->state;
	code = account_put(t, &c, e);
	if (code == ERR_OK && c.state == ACCOUNT_ACTIVE)
		code = grant_all(t, &c, e);
	else if (code == ERR_OK)
		code = ungrant(t, c.number, DOMAIN_NONE, e);
	k = slot_row(&t->store->vault, SLOT_PASSWORD, c.name);
	if (code == ERR_OK && c.state == ACCOUNT_REVOKED)
		code = row_del(t, TABLE_SLOT, &k, e);
	for (int d = DOMAIN_WORK;
		c.state == ACCOUNT_REVOKED && d < DOMAINS && code == ERR_OK;
		d++)
		if (role_opens(c.roles, (enum store_domain)d))
			code = renew(t, (enum store_domain)d, e);
	t->seal.epoch++;
	t->regrant = true;
	return code ? code : note(t, AUDIT_USER, act->what, &c, e);
}

enum err_code
account_disable(struct store *s, uint32_t number, bool disabled, struct err *e)
{
	struct act act = {.number = number,
		.state = disabled ? ACCOUNT_DISABLED : ACCOUNT_ACTIVE,
		.what = disabled ? "disable" : "enable"};

	return store_write(s, state_work, &act, e);
}

enum err_code
account_revoke(struct store *s, uint32_t number, struct err *e)
{
	struct act act = {
		.number = number, .state = ACCOUNT_REVOKED, .what = "revoke"};

	return store_write(s, state_work, &act, e);
}

/* --- the recovery key ---------------------------------------------------- */

struct rescue {
	struct account head;
	struct identity mine;  /* the head's; key NULL: his stays */
	struct identity paper; /* the new recovery key's */
};

static enum err_code
rescue_work(struct store_txn *t, void *arg, struct err *e)
{
	struct rescue *r = arg;
	struct account spare;
	enum err_code code;

	arena_reset(t->store->scratch);
	code = r->mine.key ? ERR_OK : must_be_head(t, e);
	if (code == ERR_OK)
		code = account_get(
			t, RECOVERY_USER, t->store->scratch, &spare, e);
	if (code == ERR_OK && r->mine.key) {
		r->head.state = ACCOUNT_ACTIVE;
		code = identity_put(t, &r->mine, &r->head, e);
	}
	if (code == ERR_OK)
		code = identity_put(t, &r->paper, &spare, e);
	return code ? code
		    : note(t, r->mine.key ? AUDIT_RECOVER : AUDIT_KEY,
			      "recovery", r->mine.key ? &r->head : &spare, e);
}

enum err_code
account_new_recovery(struct store *s, char out[RECOVERY_TEXT], struct err *e)
{
	struct rescue r = {.mine = {.key = NULL}};
	enum err_code code =
		identity_make(s, SLOT_RECOVERY, STR_NONE, &r.paper, e);

	if (code)
		return code;
	code = store_write(s, rescue_work, &r, e);
	if (code == ERR_OK)
		memcpy(out, r.paper.recovery, RECOVERY_TEXT);
	identity_done(&r.paper);
	return code;
}

/* The recovery key opens the store as an account of its own would. */
static enum err_code
enter_by_paper(struct store *s, str recovery, struct err *e)
{
	struct key k = slot_row(&s->vault, SLOT_RECOVERY, STR_NONE);
	struct arena *a = arena_new_secret();
	struct store_txn *t;
	uint8_t bytes[16];
	struct slot slot;
	uint8_t *key;
	str row;
	enum err_code code = recovery_parse(recovery, bytes, e);

	if (code == ERR_OK)
		code = store_read(s, &t, e);
	if (code == ERR_OK) {
		code = row_raw(t, TABLE_SLOT, &k, &row, e);
		if (code == ERR_ABSENT)
			code = err_set(e, ERR_CORRUPT,
				_("恢复密钥的位置是空的：请用备份"));
		if (code == ERR_OK)
			code = slot_parse(row, &slot, e);
		if (code == ERR_OK) {
			key = slot_recovery_key(&slot, bytes);
			code = slot_open(&s->vault, key_str(&k), row, key, a,
				&s->vault.keys, e);
			vault_page_free(key);
			if (code == ERR_DENIED)
				err_set(e, code, _("恢复密钥不对"));
		}
		store_done(t);
	}
	vault_wipe(bytes, sizeof bytes);
	arena_free(a);
	s->vault.user = RECOVERY_USER;
	s->vault.epoch = 0;
	return code;
}

static enum err_code
rescue(struct store *s, str user, str password, struct rescue *r,
	struct arena *a, struct err *e)
{
	struct store_txn *t;
	enum err_code code = store_read(s, &t, e);

	if (code)
		return code;
	code = account_find(t, user, a, &r->head, e);
	store_done(t);
	if (code == ERR_OK && (!(r->head.roles & ROLE_HEAD) ||
				      r->head.state == ACCOUNT_REVOKED))
		code = err_set(
			e, ERR_DENIED, _("%.*s 不是站点负责人"), STR_FMT(user));
	if (code == ERR_OK)
		code = identity_make(s, SLOT_PASSWORD, password, &r->mine, e);
	if (code == ERR_OK)
		code = identity_make(s, SLOT_RECOVERY, STR_NONE, &r->paper, e);
	return code ? code : store_write(s, rescue_work, r, e);
}

enum err_code
account_recover(struct store *s, str user, str recovery, str password,
	char out[RECOVERY_TEXT], struct err *e)
{
	struct rescue r = {.mine = {.key = NULL}};
	struct arena *a = arena_new();
	enum err_code code = check_password(s, password, user, e);

	assert(!s->vault.keys);
	if (code == ERR_OK)
		code = enter_by_paper(s, recovery, e);
	if (code == ERR_OK)
		code = rescue(s, user, password, &r, a, e);
	if (code == ERR_OK)
		memcpy(out, r.paper.recovery, RECOVERY_TEXT);
	identity_done(&r.mine);
	identity_done(&r.paper);
	vault_lock(&s->vault);
	s->vault.user = 0;
	arena_free(a);
	return code ? code : store_login(s, user, password, e);
}
