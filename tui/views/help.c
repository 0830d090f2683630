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

static void
pad_to(struct buf *b, int used, int width)
{
	do
		buf_addc(b, ' ');
	while (++used < width);
}

static void
add_keys(struct buf *b, const struct desk *d)
{
	for (int i = ACTION_TEXT + 1; i < ACTION_COUNT; i++) {
		str keys = keymap_keys(&d->keys, b->arena, (enum action)i);
		buf_add(b, keys);
		pad_to(b, utf8_width(keys), 20);
		buf_addz(b, action_help((enum action)i));
		buf_addc(b, '\n');
	}
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
	buf_addf(&b, "%s\n\n", _("各键在表单、列表里做什么"));
	add_keys(&b, d);
	buf_addf(&b, "\n%s\n",
		_("怎么敲\n"
		  "单选：敲编号就选中并到下一栏；也可敲汉字或首字母。\n"
		  "多选：1 3 7 或 1,3,7；F4 弹窗里用空格勾。\n"
		  "日期：. 或 今 = 今天；+7 -1 = 七天后、昨天；15 = "
		  "本月15日；0315 = 最近的3月15日。\n"
		  "时间：0930 或 9。日期时间：日期、空格、时间。\n"
		  "引用（人、机构、个案）：敲名字、首字母或号码就弹出查找。\n"
		  "整栏只敲 .. ：照抄上一条或上一行的同一栏。\n"
		  "明细：行尾 Enter 加一行；空行首栏 Enter 出组；Tab "
		  "到下一个必填栏，填齐了就到下一行。\n"
		  "离开一栏就写草稿；断电、断线后从首页“接着填”。"));
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
