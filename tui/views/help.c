// SPDX-License-Identifier: MIT
#include "tui/views/help.h"

#include "tui/widgets/pager.h"

struct help_view {
	struct view view;
	str text;
	struct pager pager;
	int width;
};

static struct help_view *
self(struct view *v)
{
	return (struct help_view *)v;
}

#define KEYS 17 /* columns of the keys before their help */

static void
add_key(struct buf *b, str keys, const char *words)
{
	if (keys.n == 0)
		return;
	buf_add(b, keys);
	for (int used = utf8_width(keys); used < KEYS; used++)
		buf_addc(b, ' ');
	buf_addf(b, "%s%s\n", utf8_width(keys) < KEYS ? "" : " ", words);
}

/* What the keys do on the screen under the help: its own hints. */
static void
add_screen_keys(struct buf *b, const struct desk *d)
{
	const struct view *v = d->depth ? d->stack[d->depth - 1] : NULL;
	const struct hint *keys = !v ? NULL : v->keys ? v->keys : v->ops->keys;
	if (!keys)
		return;
	buf_addf(b, "%s\n\n", _("这一屏"));
	for (const struct hint *h = keys; h->line; h++) {
		const struct hint *before = keys;
		while (before != h && (before->action != h->action ||
					      h->action == ACTION_NONE))
			before++;
		if (before != h)
			continue;
		str text = keymap_keys(&d->keys, b->arena, h->action);
		if (h->other)
			text = str_fmt(b->arena, "%.*s, %.*s", STR_FMT(text),
				STR_FMT(keymap_keys(
					&d->keys, b->arena, h->other)));
		if (h->action != ACTION_NONE)
			add_key(b, text, _(h->words));
		else
			buf_addf(b, "%s\n", _(h->words));
	}
	buf_addc(b, '\n');
}

static void
add_all_keys(struct buf *b, const struct desk *d)
{
	buf_addf(b, "%s\n\n", _("所有的键"));
	for (int i = ACTION_TEXT + 1; i < ACTION_COUNT; i++)
		add_key(b, keymap_keys(&d->keys, b->arena, (enum action)i),
			action_help((enum action)i));
}

static void
add_ways(struct buf *b, const struct desk *d)
{
	buf_addf(b, "\n%s\n\n", _("怎么敲"));
	buf_addf(b,
		_("单选：敲编号就选中并到下一栏；也可敲汉字或首字母。\n"
		  "多选：1 3 7 或 1,3,7；%s 弹窗里用空格勾。\n"
		  "日期：. 或 今 = 今天；+7 -1 = 七天后、昨天；15 = "
		  "本月15日；0315 = 最近的3月15日。\n"
		  "时间：0930 或 9。日期时间：日期、空格、时间。\n"
		  "引用（人、机构、个案）：敲名字、首字母或号码就弹出查找。\n"
		  "整栏只敲 .. ：照抄上一条或上一行的同一栏。\n"
		  "整栏只敲 ... ：往下没填的全照上次带出，前面标 "
		  "?，看过才去掉；日期不带。\n"
		  "明细：行尾 %s 加一行；空行首栏 %s 出组；%s "
		  "到下一个必填栏，填齐了就到下一行。\n"
		  "离开一栏就写草稿；断电、断线后从首页“接着填”。\n"),
		keymap_hint(&d->keys, b->arena, ACTION_PICK),
		keymap_hint(&d->keys, b->arena, ACTION_OPEN),
		keymap_hint(&d->keys, b->arena, ACTION_OPEN),
		keymap_hint(&d->keys, b->arena, ACTION_NEXT));
}

static enum err_code
open(struct view *v, struct desk *d, const void *arg, struct err *e)
{
	const struct help_arg *a = arg;
	struct buf b = {.arena = v->arena};
	(void)e;
	if (a) {
		buf_add(&b, a->text);
		buf_addc(&b, '\n');
	}
	add_screen_keys(&b, d);
	add_all_keys(&b, d);
	add_ways(&b, d);
	self(v)->text = buf_str(&b);
	return ERR_OK;
}

static void
ready(struct view *v, struct desk *d, int rows, int cols)
{
	struct help_view *hv = self(v);
	(void)d;
	if (cols != hv->width)
		pager_wrap(&hv->pager, v->arena, hv->text, cols - 2);
	hv->width = cols;
	pager_fit(&hv->pager, (size_t)rows - 5);
}

static void
draw(const struct view *v, const struct desk *d, struct canvas *c)
{
	const struct help_view *hv = (const struct help_view *)v;
	desk_header(
		d, c, str_of(_("帮助")), str_of("xinzhan " XINZHAN_VERSION));
	pager_draw(&hv->pager, c, 2, c->cols);
	pager_more(&hv->pager, c, c->rows - 3);
}

static struct step
act(struct view *v, struct desk *d, const struct act *act)
{
	struct help_view *hv = self(v);
	(void)d;
	if (pager_act(&hv->pager, act->action, hv->width))
		return STEP(STEP_STAY);
	switch (act->action) {
	case ACTION_LEAVE:
	case ACTION_OPEN:
	case ACTION_HELP:
		return STEP(STEP_POP);
	default:
		return STEP(STEP_PASS);
	}
}

static const struct hint keys[] = {
	{1, ACTION_UP, ACTION_DOWN, N_("上下滚动")},
	{1, ACTION_PGUP, 0, N_("上一页")},
	{1, ACTION_PGDN, 0, N_("下一页")},
	{2, ACTION_COMMAND, 0, N_("命令")},
	{2, ACTION_QUIT, 0, N_("退出")},
	{2, ACTION_LEAVE, 0, N_("返回")},
	{0},
};

const struct view_ops view_help = {
	.name = "help",
	.size = sizeof(struct help_view),
	.keys = keys,
	.open = open,
	.ready = ready,
	.draw = draw,
	.act = act,
};
