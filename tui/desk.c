// SPDX-License-Identifier: MIT
#include "tui/desk.h"

#include <stdio.h>

#include "store/file.h"
#include "tui/door.h"
#include "tui/script.h"
#include "tui/term.h"
#include "tui/views/message.h"

#define MINUTE_MS 60000
#define SCRIPT_MOST (4 * 1024 * 1024)

/* --- the stack --------------------------------------------------------- */

static void take_step(struct desk *d, struct step step);

static void
open_view(struct desk *d, const struct view_ops *ops, const void *arg)
{
	struct err e = {0};
	if (d->depth == DESK_DEEP) {
		desk_say(d, LOOK_ERROR, "%s", _("叠得太深，先按 Esc 返回"));
		return;
	}
	struct arena *a = arena_new_secret();
	struct view *v = arena_alloc(a, ops->size);
	v->ops = ops;
	v->arena = a;
	d->ready = NULL;
	enum err_code code = ops->open ? ops->open(v, d, arg, &e) : ERR_OK;
	if (code == ERR_OK) {
		d->stack[d->depth++] = v;
		return;
	}
	arena_free(a);
	if (ops != &view_message)
		open_view(d, &view_message,
			message_of_err(d->frame, _("打不开"), &e));
}

static void
close_view(struct desk *d)
{
	struct view *v = d->stack[--d->depth];
	if (v->ops->close)
		v->ops->close(v, d);
	arena_free(v->arena);
}

static void
close_all(struct desk *d)
{
	while (d->depth > 0)
		close_view(d);
}

static void
pop_view(struct desk *d, const struct answer *answer)
{
	struct view *v = d->stack[--d->depth];
	if (v->ops->close)
		v->ops->close(v, d);
	struct step next = STEP(STEP_STAY);
	if (d->depth > 0) {
		struct view *under = d->stack[d->depth - 1];
		if (under->ops->back)
			next = under->ops->back(under, d, answer);
	}
	/* The next view's argument may lie in the one that closed. */
	take_step(d, next);
	arena_free(v->arena);
}

/* Before many views close: does one hold what would be lost? */
static bool
held(struct desk *d)
{
	for (int i = d->depth; i-- > 0;) {
		struct view *v = d->stack[i];
		if (!v->ops->holds || !v->ops->holds(v, d))
			continue;
		bool typed = v->ops == &view_form;
		open_view(d, &view_message,
			message_new(d->frame, MESSAGE_SAY,
				typed ? _("还有没存上的内容") : _("还没做完"),
				typed ? str_fmt(d->frame,
						_("%s\n先回到那张表，按 Esc "
						  "决定留还是丢。"),
						d->words)
				      : str_of(d->words)));
		return true;
	}
	return false;
}

static void
take_step(struct desk *d, struct step step)
{
	switch (step.kind) {
	case STEP_STAY:
	case STEP_PASS:
		return;
	case STEP_PUSH:
		open_view(d, step.view, step.arg);
		return;
	case STEP_SWAP:
		close_view(d);
		open_view(d, step.view, step.arg);
		return;
	case STEP_POP:
		pop_view(d, &step.answer);
		return;
	case STEP_GO:
		if (held(d))
			return;
		while (d->depth > 1)
			close_view(d);
		if (step.view && step.view != d->stack[0]->ops)
			open_view(d, step.view, step.arg);
		return;
	case STEP_QUIT:
		if (!held(d))
			close_all(d);
		return;
	case STEP_LOCK:
		if (held(d))
			return;
		close_all(d);
		d->code = DESK_LOCKED;
		return;
	}
}

/* Keys that mean the same everywhere. */
static struct step
common(struct desk *d, struct screen *s, const struct act *act)
{
	switch (act->action) {
	case ACTION_HELP:
		return (struct step){STEP_PUSH, &view_help};
	case ACTION_FIND:
	case ACTION_COMMAND:
		return (struct step){STEP_PUSH, &view_command};
	case ACTION_QUIT:
		return STEP(STEP_QUIT);
	case ACTION_LOCK:
		return STEP(STEP_LOCK);
	case ACTION_REDRAW:
		s->ops->redraw(s);
		break;
	case ACTION_INTERRUPT:
		desk_say(d, LOOK_WARNING,
			_("退出按 %s，返回按 %s；没存的自动留成草稿"),
			desk_key(d, ACTION_QUIT), desk_key(d, ACTION_LEAVE));
		break;
	default:
		break;
	}
	return STEP(STEP_STAY);
}

/* Several keys may come before a paint: what a view acts on is laid out all
 * the same. Typing does with what was laid out once. */
static void
get_ready(struct desk *d, struct view *v, enum action action)
{
	if (d->ready == v && (!d->acted || action == ACTION_TEXT))
		return;
	if (v->ops->ready)
		v->ops->ready(v, d, d->canvas.rows, d->canvas.cols);
	d->ready = v;
}

static void
act_on(struct desk *d, struct screen *s, const struct act *act)
{
	struct view *v = d->stack[d->depth - 1];
	struct step step = STEP(STEP_PASS);
	d->words[0] = '\0';
	if (!desk_is_small(&d->canvas)) {
		get_ready(d, v, act->action);
		v->laid = false;
		step = v->ops->act(v, d, act);
		d->acted = true;
	} else if (act->action != ACTION_QUIT && act->action != ACTION_REDRAW) {
		return;
	}
	if (step.kind == STEP_PASS)
		step = common(d, s, act);
	take_step(d, step);
}

/* --- the loop ---------------------------------------------------------- */

static void
handle(struct desk *d, struct screen *s, const struct event *e)
{
	struct act act = {ACTION_TEXT, e->key, e->text};
	switch (e->kind) {
	case EVENT_KEY:
		act.action = keymap_action(&d->keys, e->key);
		if (act.action != ACTION_NONE)
			act_on(d, s, &act);
		break;
	case EVENT_PASTE:
		act.c = 0;
		if (e->text.n)
			act_on(d, s, &act);
		else if (e->too_long)
			desk_say(d, LOOK_ERROR, "%s",
				_("粘贴的超过 1 MB，整个没有收"));
		break;
	case EVENT_RESIZE:
		canvas_resize(&d->canvas, e->rows, e->cols);
		d->painted = NULL;
		d->acted = true; /* laid out for another size */
		if (e->away && d->store && store_user(d->store))
			d->touched -= d->lock_ms;
		for (int i = 0; i < d->depth; i++)
			d->stack[i]->laid = false;
		break;
	case EVENT_OVER:
		if (e->signal)
			d->code = 128 + e->signal;
		close_all(d); /* nobody is there to be asked */
		break;
	}
}

/* Paint, then do what could wait for the paint; again while that changes the
 * picture and nobody types. */
static bool
rest(struct desk *d, struct screen *s, struct event *e)
{
	for (;;) {
		desk_paint(d, s);
		struct view *v = d->stack[d->depth - 1];
		if (!v->ops->settle || !v->ops->settle(v, d))
			break;
		struct step later = d->later;
		d->later = STEP(STEP_STAY);
		take_step(d, later);
		arena_reset(d->frame);
		if (d->depth == 0 || s->ops->next(s, 0, d->frame, e))
			return d->depth > 0;
	}
	arena_reset(d->frame);
	door_tend(d);
	if (door_is_idle(d)) {
		take_step(d, STEP(STEP_LOCK));
		door_touch(d); /* where it is held, ask again later */
		return false;
	}
	return s->ops->next(s, door_wait(d), d->frame, e);
}

int
desk_loop(struct desk *d, struct screen *s, const struct view_ops *first,
	const void *arg)
{
	struct event e;
	int rows;
	int cols;
	s->ops->size(s, &rows, &cols);
	canvas_init(&d->canvas, rows, cols);
	d->frame = arena_new_secret();
	keymap_init(&d->keys, d->settings.keys);
	door_touch(d);
	open_view(d, first, arg);
	while (d->depth > 0) {
		if (!rest(d, s, &e))
			continue;
		/* All that was typed meanwhile, then one paint. */
		do {
			if (e.kind == EVENT_KEY || e.kind == EVENT_PASTE)
				door_touch(d);
			handle(d, s, &e);
		} while (d->depth > 0 && s->ops->next(s, 0, d->frame, &e));
	}
	arena_free(d->frame);
	canvas_done(&d->canvas);
	return d->code;
}

void
desk_enter(struct desk *d)
{
	d->catalog = d->config->catalog;
	d->reports = d->config->reports;
	d->user = str_of(d->config->user);
	d->user_name = d->config->user;
	d->rotating = true;
	if (d->store && *store_notice(d->store))
		desk_say(d, LOOK_WARNING, "%s", store_notice(d->store));
	else if (d->config->warning)
		desk_say(d, LOOK_WARNING, "%s", d->config->warning);
}

static void
desk_init(struct desk *d, struct desk_config *config)
{
	*d = (struct desk){
		.store = config->store,
		.station = config->store ? store_station(config->store) : NULL,
		.config = config,
		.locked = config->locked,
	};
	desk_enter(d);
	struct err e;
	if (settings_load(&d->settings, &e) != ERR_OK) /* said at first sight */
		desk_say(d, LOOK_ERROR, _("设置没有全用上：%s:%d:%d: %s"),
			e.file, e.line, e.col, e.words);
	if (d->settings.lang_set && !config->lang_given)
		lang_set(d->settings.lang);
	d->jump = d->settings.jump;
	d->lock_ms = (int64_t)d->settings.lock * MINUTE_MS;
	if (d->settings.lock_seconds && d->station &&
		str_is(d->station->kind, "test"))
		d->lock_ms = (int64_t)d->settings.lock_seconds * 1000;
}

static const struct view_ops *
first_view(const struct desk_config *config)
{
	return config->enter ? &view_login : &view_home;
}

int
desk_run(struct desk_config *config)
{
	struct desk d;
	struct err e;
	struct screen *s;
	desk_init(&d, config);
	enum lang lang = lang_get();
	if (term_open(d.settings.theme, d.settings.escape, &s, &e) != ERR_OK) {
		err_print(&e);
		return err_exit(ERR_IO);
	}
	if (lang != lang_get()) /* the Linux console (ux.md §4.12) */
		desk_say(&d, LOOK_WARNING, "%s",
			_("这个控制台显示不了汉字；fbterm、kmscon 可以"));
	int code = desk_loop(&d, s, first_view(config), NULL);
	if (code == DESK_LOCKED)
		term_wipe(s);
	term_close(s);
	if (code == DESK_LOCKED)
		return code;
	if (d.words[0])
		fprintf(stderr, "%s\n", d.words);
	if (d.drafts)
		fprintf(stderr,
			_("有 %d 份没存完的表留成了草稿，下次打开接着填\n"),
			d.drafts);
	return code;
}

int
desk_run_script(struct desk_config *config, const char *keys_file)
{
	struct desk d;
	struct err e;
	struct script script;
	str text;
	struct arena *a = arena_new_secret();
	enum err_code code = file_load(keys_file, SCRIPT_MOST, a, &text, &e);
	if (code == ERR_OK)
		code = script_init(&script, a, keys_file, text, stdout, &e);
	if (code != ERR_OK) {
		err_print(&e);
		arena_free(a);
		return err_exit(code);
	}
	desk_init(&d, config);
	int rc = desk_loop(&d, &script.screen, first_view(config), NULL);
	if (rc == DESK_LOCKED) /* a script ends where it locks */
		rc = 0;
	script_done(&script);
	arena_free(a);
	return rc;
}
