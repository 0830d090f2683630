// SPDX-License-Identifier: MIT
#include "tui/door.h"

#include <string.h>
#include <time.h>

#include "store/vault.h"
#include "tui/views/message.h"

#define TIDY_MS 60000   /* dead readers are cleared this often */
#define FLUSH_MS 1000   /* views wait this long for the audit */
#define ROTATE_MS 2000  /* keys are renewed when nobody typed so long … */
#define ROTATE_STEP 200 /* … and so much later again */

/* --- a password being typed ---------------------------------------------- */

static void
add(struct secret *s, str text)
{
	if (s->n + text.n > SECRET_MOST)
		return;
	memcpy(s->text + s->n, text.p, text.n);
	s->n += text.n;
}

bool
secret_act(struct secret *s, const struct act *act)
{
	char bytes[4];
	switch (act->action) {
	case ACTION_TEXT:
		add(s, act->text.n ? act->text
				   : (str){bytes, utf8_put(act->c, bytes)});
		vault_wipe(bytes, sizeof(bytes));
		return true;
	case ACTION_ERASE:
		while (s->n > 0 && (s->text[--s->n] & 0xC0) == 0x80)
			;
		return true;
	case ACTION_CLEAR:
	case ACTION_DELETE:
		secret_clear(s);
		return true;
	default:
		return false;
	}
}

str
secret_text(const struct secret *s)
{
	return (str){s->text, s->n};
}

void
secret_clear(struct secret *s)
{
	vault_wipe(s, sizeof(*s));
}

/* --- the audit ----------------------------------------------------------- */

void
desk_note(struct desk *d, enum audit_action action, str form, struct id id,
	str what)
{
	struct err e;
	if (d->store && store_audit(d->store,
				&(struct audit){.action = action,
					.form = form,
					.id = id,
					.what = what},
				&e) != ERR_OK)
		desk_say(d, LOOK_ERROR, "%s", e.words);
}

bool
desk_note_now(struct desk *d, enum audit_action action, str form, struct id id,
	str what)
{
	struct err e;
	desk_note(d, action, form, id, what);
	if (!d->store || store_audit_flush(d->store, &e) == ERR_OK)
		return true;
	desk_say(d, LOOK_ERROR, "%s", e.words);
	return false;
}

const char *
desk_audit_head(struct desk *d)
{
	char head[AUDIT_HEAD] = "?";
	struct store_txn *t;
	if (d->store && store_read(d->store, &t, NULL) == ERR_OK) {
		if (store_audit_head(t, head, NULL) != ERR_OK)
			head[0] = '?';
		store_done(t);
	}
	return str_z(d->frame, str_of(head));
}

struct step
desk_ask_reason(struct desk *d)
{
	return (struct step){STEP_PUSH, &view_message,
		message_new(d->frame, MESSAGE_LINE, _("显示遮住的内容"),
			str_of(_("为什么要看？写明理由，会记入日志。"
				 "离开这一屏又遮上。")))};
}

/* --- while nobody types ------------------------------------------------ */

/* Milliseconds that also pass while the computer sleeps. */
static int64_t
now_ms(void)
{
	struct timespec t;
#ifdef CLOCK_BOOTTIME
	if (clock_gettime(CLOCK_BOOTTIME, &t) != 0)
#endif
		clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static bool
is_open(const struct desk *d)
{
	return d->store && store_user(d->store);
}

void
door_touch(struct desk *d)
{
	d->touched = now_ms();
}

bool
door_is_idle(const struct desk *d)
{
	return is_open(d) && d->lock_ms > 0 &&
	       now_ms() - d->touched >= d->lock_ms;
}

static bool
renews_keys(const struct desk *d)
{
	return is_open(d) && d->rotating &&
	       store_user(d->store)->roles & ROLE_HEAD;
}

static int
least(int a, int64_t b)
{
	return b < 0 ? 0 : b < a ? (int)b : a;
}

int
door_wait(const struct desk *d)
{
	int wait = TIDY_MS;
	int64_t idle = now_ms() - d->touched;
	if (!is_open(d))
		return wait;
	int64_t waiting = store_audit_waiting(d->store);
	if (waiting >= 0)
		wait = least(wait, FLUSH_MS - waiting);
	if (d->lock_ms > 0)
		wait = least(wait, d->lock_ms - idle);
	if (renews_keys(d))
		wait = least(wait,
			idle < ROTATE_MS ? ROTATE_MS - idle : ROTATE_STEP);
	return wait;
}

void
door_tend(struct desk *d)
{
	struct err e;
	int64_t now = now_ms();
	if (!d->store)
		return;
	if (store_audit_waiting(d->store) >= FLUSH_MS &&
		store_audit_flush(d->store, &e) != ERR_OK)
		desk_say(d, LOOK_ERROR, "%s", e.words);
	if (renews_keys(d) && now - d->touched >= ROTATE_MS) {
		size_t left = 0;
		if (store_rotate(d->store, &left, &e) != ERR_OK || left == 0)
			d->rotating = false;
	}
	if (now - d->tidied < TIDY_MS)
		return;
	d->tidied = now;
	d->rotating = true; /* somebody may have been revoked elsewhere */
	store_tidy(d->store);
}
