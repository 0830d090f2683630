// SPDX-License-Identifier: MIT
#include "store/sign.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "store/inside.h"
#include "store/lang.h"

/*
 * A public key in base64: "Ed", key id, key. A signature: "ED" (prehashed),
 * key id, signature of the hash; then a signature of that signature and the
 * trusted comment behind it.
 */
enum {
	KEY_BYTES = 2 + SIGN_ID + SIGN_PUBLIC,
	SIG_BYTES = 2 + SIGN_ID + crypto_sign_BYTES,
	HASH = 64,
	LINE_MOST = 1024,
};
#define UNTRUSTED "untrusted comment: "
#define TRUSTED "trusted comment: "
#define TRUST "trust/"

/* --- keys -------------------------------------------------------------------
 */

static void
name_key(struct sign_key *k)
{
	uint8_t hash[32];

	crypto_generichash(hash, sizeof hash, k->pub, SIGN_PUBLIC, NULL, 0);
	memcpy(k->id, hash, SIGN_ID);
}

/* The secret key is in a page of its own and freed by vault_page_free. */
static enum err_code
own_pair(struct store *s, struct sign_key *k, uint8_t **secret, struct err *e)
{
	if (!s->vault.keys)
		return err_set(e, ERR_DENIED, _("请先登录"));
	*secret = vault_page(crypto_sign_SECRETKEYBYTES);
	crypto_sign_seed_keypair(k->pub, *secret, s->vault.keys->sub[SYS_SIGN]);
	name_key(k);
	return ERR_OK;
}

enum err_code
sign_own(struct store *s, struct sign_key *out, struct err *e)
{
	uint8_t *secret;
	enum err_code code = own_pair(s, out, &secret, e);

	if (code == ERR_OK)
		vault_page_free(secret);
	return code;
}

static str
base64(struct arena *a, const uint8_t *bytes, size_t n)
{
	size_t size =
		sodium_base64_encoded_len(n, sodium_base64_VARIANT_ORIGINAL);
	char *text = arena_alloc(a, size);

	sodium_bin2base64(text, size, bytes, n, sodium_base64_VARIANT_ORIGINAL);
	return (str){text, size - 1};
}

/* Exactly n bytes. */
static bool
of_base64(str text, uint8_t *out, size_t n)
{
	size_t got = 0;
	const char *end = NULL;

	return text.n <= LINE_MOST &&
	       sodium_base642bin(out, n, text.p ? text.p : "", text.n, NULL,
		       &got, &end, sodium_base64_VARIANT_ORIGINAL) == 0 &&
	       got == n && end == text.p + text.n;
}

str
sign_key_format(struct arena *a, const struct sign_key *k, str comment)
{
	uint8_t bytes[KEY_BYTES] = {'E', 'd'};

	memcpy(bytes + 2, k->id, SIGN_ID);
	memcpy(bytes + 2 + SIGN_ID, k->pub, SIGN_PUBLIC);
	return str_fmt(a, UNTRUSTED "%.*s\n%.*s\n", STR_FMT(comment),
		STR_FMT(base64(a, bytes, sizeof bytes)));
}

/* The next line, without its end. */
static bool
take_line(str *rest, str *line)
{
	if (!str_cut(rest, '\n', line))
		return false;
	if (line->n > 0 && line->p[line->n - 1] == '\r')
		line->n--;
	return true;
}

enum err_code
sign_key_parse(str text, struct sign_key *out, struct err *e)
{
	uint8_t bytes[KEY_BYTES];
	str line = STR_NONE;

	/* The comment may be missing: some copy the second line alone. */
	if (!take_line(&text, &line) ||
		(str_starts(line, STR(UNTRUSTED)) && !take_line(&text, &line)))
		return err_set(e, ERR_INPUT, _("这不是公钥文件"));
	if (!of_base64(str_trim(line), bytes, sizeof bytes) ||
		bytes[0] != 'E' || bytes[1] != 'd')
		return err_set(e, ERR_INPUT,
			_("这不是公钥文件：第二行应是 56 个字符的公钥"));
	memcpy(out->pub, bytes + 2 + SIGN_ID, SIGN_PUBLIC);
	memcpy(out->id, bytes + 2, SIGN_ID);
	/* A key that no honest program makes: of small order, not on the
	 * curve. Nothing could be sealed for it. */
	uint8_t curve[crypto_scalarmult_curve25519_BYTES];
	if (crypto_sign_ed25519_pk_to_curve25519(curve, out->pub) != 0)
		return err_set(e, ERR_INPUT, _("公钥不对：它不是一把钥匙"));
	return ERR_OK;
}

str
sign_fingerprint(struct arena *a, const struct sign_key *k)
{
	struct buf b = {.arena = a};
	uint8_t hash[32];

	crypto_generichash(hash, sizeof hash, k->pub, SIGN_PUBLIC, NULL, 0);
	for (int i = 0; i < 6; i++) {
		uint64_t n = 0;

		for (int j = 0; j < 5; j++)
			n = n << 8 | hash[5 * i + j];
		buf_addf(&b, "%s%05u", i ? "-" : "", (unsigned)(n % 100000));
	}
	return buf_str(&b);
}

/* --- signatures
 * --------------------------------------------------------------- */

static void
hash_of(str bytes, uint8_t out[HASH])
{
	crypto_generichash(out, HASH, (const uint8_t *)(bytes.n ? bytes.p : ""),
		bytes.n, NULL, 0);
}

/* What the second signature is over. */
static str
commented(struct arena *a, const uint8_t *signature, str comment)
{
	struct buf b = {.arena = a};

	buf_add(&b, (str){(const char *)signature, crypto_sign_BYTES});
	buf_add(&b, comment);
	return buf_str(&b);
}

static bool
is_one_line(str s)
{
	return str_chr(s, '\n') == SIZE_MAX && str_chr(s, '\r') == SIZE_MAX;
}

enum err_code
sign_bytes(struct store *s, str bytes, str comment, struct arena *a, str *out,
	struct err *e)
{
	struct sign_key k;
	uint8_t sig[SIG_BYTES] = {'E', 'D'};
	uint8_t global[crypto_sign_BYTES];
	uint8_t hash[HASH];
	uint8_t *secret;
	enum err_code code = own_pair(s, &k, &secret, e);

	if (code)
		return code;
	if (!is_one_line(comment) || comment.n > LINE_MOST / 2) {
		vault_page_free(secret);
		return err_set(e, ERR_INPUT, _("签名的说明应只有一行"));
	}
	memcpy(sig + 2, k.id, SIGN_ID);
	hash_of(bytes, hash);
	crypto_sign_detached(
		sig + 2 + SIGN_ID, NULL, hash, sizeof hash, secret);
	str both = commented(a, sig + 2 + SIGN_ID, comment);
	crypto_sign_detached(
		global, NULL, (const uint8_t *)both.p, both.n, secret);
	vault_page_free(secret);
	*out = str_fmt(a,
		UNTRUSTED "xinzhan %.*s\n%.*s\n" TRUSTED "%.*s\n%.*s\n",
		STR_FMT(s->station.code), STR_FMT(base64(a, sig, sizeof sig)),
		STR_FMT(comment), STR_FMT(base64(a, global, sizeof global)));
	return ERR_OK;
}

static enum err_code
no_signature(struct err *e)
{
	return err_set(e, ERR_INPUT, _("签名不成样子，或不是本程序认得的"));
}

static enum err_code
wrong(struct err *e)
{
	return err_set(
		e, ERR_INPUT, _("签名不对：内容被改过，或不是这把钥匙签的"));
}

enum err_code
sign_verify(const struct sign_key *k, str bytes, str signature, str *comment,
	struct err *e)
{
	struct arena *a = arena_new();
	uint8_t sig[SIG_BYTES];
	uint8_t global[crypto_sign_BYTES];
	uint8_t hash[HASH];
	str line[4];
	enum err_code code = ERR_OK;

	for (int i = 0; i < 4 && code == ERR_OK; i++)
		if (!take_line(&signature, &line[i]))
			code = no_signature(e);
	if (code == ERR_OK &&
		(!str_starts(line[0], STR(UNTRUSTED)) ||
			!of_base64(line[1], sig, sizeof sig) || sig[0] != 'E' ||
			sig[1] != 'D' || !str_starts(line[2], STR(TRUSTED)) ||
			!of_base64(line[3], global, sizeof global)))
		code = no_signature(e);
	if (code == ERR_OK) {
		str said = str_from(line[2], sizeof TRUSTED - 1);
		str both = commented(a, sig + 2 + SIGN_ID, said);

		hash_of(bytes, hash);
		if (memcmp(sig + 2, k->id, SIGN_ID) != 0 ||
			crypto_sign_verify_detached(sig + 2 + SIGN_ID, hash,
				sizeof hash, k->pub) != 0 ||
			crypto_sign_verify_detached(global,
				(const uint8_t *)both.p, both.n, k->pub) != 0)
			code = wrong(e);
		else if (comment)
			*comment = said;
	}
	arena_free(a);
	return code;
}

/* --- sealing
 * ------------------------------------------------------------------ */

enum err_code
sign_seal(const struct sign_key *k, str bytes, struct arena *a, str *out,
	struct err *e)
{
	uint8_t pub[crypto_box_PUBLICKEYBYTES];
	uint8_t *sealed;

	if (crypto_sign_ed25519_pk_to_curve25519(pub, k->pub) != 0)
		return err_set(e, ERR_INPUT, _("公钥不对：它不是一把钥匙"));
	sealed = arena_alloc(a, bytes.n + crypto_box_SEALBYTES);
	crypto_box_seal(sealed, (const uint8_t *)bytes.p, bytes.n, pub);
	*out = (str){(char *)sealed, bytes.n + crypto_box_SEALBYTES};
	return ERR_OK;
}

enum err_code
sign_unseal(
	struct store *s, str sealed, struct arena *a, str *out, struct err *e)
{
	struct sign_key k;
	uint8_t pub[crypto_box_PUBLICKEYBYTES];
	uint8_t *secret;
	uint8_t *box;
	uint8_t *plain;
	bool opened;
	enum err_code code = own_pair(s, &k, &secret, e);

	if (code)
		return code;
	/* As long as the sealed bytes: on failure that much may be zeroed. */
	plain = arena_alloc(a, sealed.n + 1);
	box = vault_page(crypto_box_SECRETKEYBYTES);
	opened = sealed.n >= crypto_box_SEALBYTES &&
		 crypto_sign_ed25519_pk_to_curve25519(pub, k.pub) == 0 &&
		 crypto_sign_ed25519_sk_to_curve25519(box, secret) == 0 &&
		 crypto_box_seal_open(plain, (const uint8_t *)sealed.p,
			 sealed.n, pub, box) == 0;
	vault_page_free(box);
	vault_page_free(secret);
	if (!opened)
		return err_set(e, ERR_INPUT,
			_("打不开：不是封给本站的，或文件已损坏"));
	*out = (str){(char *)plain, sealed.n - crypto_box_SEALBYTES};
	return ERR_OK;
}

/* --- trust
 * -------------------------------------------------------------------- */

static str
note_name(struct arena *a, str code)
{
	return str_fmt(a, TRUST "%.*s", STR_FMT(code));
}

static bool
is_code(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return s.n == 12 || s.n == 14;
}

/* A note: key id, key. */
static bool
note_key(str value, struct sign_key *out)
{
	if (value.n != SIGN_ID + SIGN_PUBLIC)
		return false;
	memcpy(out->id, value.p, SIGN_ID);
	memcpy(out->pub, value.p + SIGN_ID, SIGN_PUBLIC);
	return true;
}

struct adding {
	str code;
	struct sign_key key;
	bool replace;
};

static enum err_code
add_work(struct store_txn *t, void *arg, struct err *e)
{
	const struct adding *x = arg;
	struct arena *a = arena_new();
	struct sign_key was;
	uint8_t value[SIGN_ID + SIGN_PUBLIC];
	str name = note_name(a, x->code);
	str had;
	str words = sign_fingerprint(a, &x->key);
	enum err_code code = store_get_note(t, name, a, &had, e);
	bool other = code == ERR_OK && note_key(had, &was) &&
		     memcmp(was.pub, x->key.pub, SIGN_PUBLIC) != 0;

	if (code == ERR_ABSENT)
		code = ERR_OK;
	if (code == ERR_OK && other && !x->replace)
		code = err_set(e, ERR_EXISTS,
			_("%.*s 已认可另一把钥匙（%.*s）：先打电话核对，确实换"
			  "了再用 --replace"),
			STR_FMT(x->code), STR_FMT(sign_fingerprint(a, &was)));
	if (code == ERR_OK && other)
		words = str_fmt(a, "%.*s <- %.*s", STR_FMT(words),
			STR_FMT(sign_fingerprint(a, &was)));
	memcpy(value, x->key.id, SIGN_ID);
	memcpy(value + SIGN_ID, x->key.pub, SIGN_PUBLIC);
	if (code == ERR_OK)
		code = store_put_note(
			t, name, (str){(const char *)value, sizeof value}, e);
	if (code == ERR_OK)
		code = audit_put(t,
			&(struct audit){.action = AUDIT_KEY,
				.what = str_fmt(a, "trust %.*s %.*s",
					STR_FMT(x->code), STR_FMT(words))},
			e);
	arena_free(a);
	return code;
}

enum err_code
trust_add(struct store *s, str code, const struct sign_key *k, bool replace,
	struct err *e)
{
	struct adding x = {code, *k, replace};
	struct sign_key own;
	enum err_code rc = sign_own(s, &own, e);

	if (rc)
		return rc;
	if (!(s->user.roles & ROLE_HEAD))
		return err_set(
			e, ERR_DENIED, _("只有站点负责人可以认可别站的钥匙"));
	if (!is_code(code))
		return err_set(e, ERR_INPUT,
			_("站点编码应是 12 或 14 位数字，不是 %.*s"),
			STR_FMT(str_sub(code, 0, 40)));
	if (str_eq(code, s->station.code) ||
		memcmp(own.pub, k->pub, SIGN_PUBLIC) == 0)
		return err_set(e, ERR_INPUT, _("这是本站自己的"));
	return store_write(s, add_work, &x, e);
}

enum err_code
trust_find(struct store_txn *t, str code, struct sign_key *out, struct err *e)
{
	struct arena *a = arena_new();
	str value;
	enum err_code rc = store_get_note(t, note_name(a, code), a, &value, e);

	if (rc == ERR_OK && !note_key(value, out))
		rc = err_set(e, ERR_CORRUPT, _("一条备注放错了位置"));
	arena_free(a);
	if (rc == ERR_ABSENT)
		return err_set(e, ERR_ABSENT,
			_("还没有认可 %.*s 的钥匙：请站点负责人用 xinzhan key "
			  "trust 认可"),
			STR_FMT(code));
	return rc;
}

struct listing {
	struct arena *arena;
	struct sign_trusted *v;
	size_t n;
};

static bool
list_one(void *arg, str name, str value)
{
	struct listing *l = arg;
	struct sign_trusted x;

	if (note_key(value, &x.key)) {
		x.code = str_dup(l->arena, str_from(name, sizeof TRUST - 1));
		*ARENA_PUSH(l->arena, l->v, l->n) = x;
	}
	return true;
}

static int
by_code(const void *a, const void *b)
{
	return str_cmp(((const struct sign_trusted *)a)->code,
		((const struct sign_trusted *)b)->code);
}

enum err_code
trust_list(struct store_txn *t, struct arena *a, struct sign_trusted **out,
	size_t *n, struct err *e)
{
	struct listing l = {.arena = a};
	enum err_code code = store_each_note(t, STR(TRUST), list_one, &l, e);

	if (code == ERR_OK && l.n > 0)
		qsort(l.v, l.n, sizeof *l.v, by_code);
	*out = l.v;
	*n = l.n;
	return code;
}
