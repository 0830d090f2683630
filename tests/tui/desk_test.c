// SPDX-License-Identifier: MIT
#include "tests/test.h"

#include <string.h>

#include "tui/desk.h"
#include "tui/script.h"

/* A view that writes down what happens to it. */
static char story[512];

struct toy {
	struct view view;
	int number;
};

static const struct view_ops toy_ops;

static void
tell(const char *fmt, int number)
{
	size_t n = strlen(story);
	snprintf(story + n, sizeof(story) - n, fmt, number);
}

static enum err_code
toy_open(struct view *v, struct desk *d, const void *arg, struct err *e)
{
	const int *number = arg;
	(void)d;
	((struct toy *)v)->number = number ? *number : 0;
	if (number && *number == 99)
		return err_set(e, ERR_ABSENT, "no such toy");
	tell("open%d ", ((struct toy *)v)->number);
	return ERR_OK;
}

static void
toy_close(struct view *v, struct desk *d)
{
	(void)d;
	tell("close%d ", ((struct toy *)v)->number);
}

static struct step
toy_back(struct view *v, struct desk *d, const struct answer *a)
{
	(void)v;
	(void)d;
	tell("back%d ", a->number);
	return STEP(STEP_STAY);
}

static void
toy_draw(const struct view *v, const struct desk *d, struct canvas *c)
{
	(void)d;
	canvas_text(c, 0, 0, 20, LOOK_PLAIN,
		str_fmt(c->frame, "toy %d", ((const struct toy *)v)->number));
}

static struct step
toy_act(struct view *v, struct desk *d, const struct act *act)
{
	static int next;
	(void)v;
	(void)d;
	switch (act->action) {
	case ACTION_LEAVE:
		return (struct step){STEP_POP, .answer = {.number = 7}};
	case ACTION_TEXT:
		next = act->text.n ? 50 : (int)act->c - '0';
		return (struct step){
			next == 9 ? STEP_GO : STEP_PUSH, &toy_ops, &next};
	case ACTION_ADD:
		next = 99;
		return (struct step){STEP_PUSH, &toy_ops, &next};
	case ACTION_SAVE:
		next = 5;
		return (struct step){STEP_SWAP, &toy_ops, &next};
	default:
		return STEP(STEP_PASS);
	}
}

static const struct view_ops toy_ops = {
	.name = "toy",
	.size = sizeof(struct toy),
	.open = toy_open,
	.close = toy_close,
	.back = toy_back,
	.draw = toy_draw,
	.act = toy_act,
};

/* Run a script over the toy; what it prints. */
static str
run(const char *keys)
{
	struct script s;
	struct err e;
	struct desk d = {.jump = true};
	FILE *out = tmpfile();
	story[0] = '\0';
	CHECK_CODE(script_init(&s, test_arena(), "keys", str_of(keys), out, &e),
		ERR_OK, &e);
	CHECK_INT(desk_loop(&d, &s.screen, &toy_ops, NULL), 0);
	script_done(&s);
	static char text[8192];
	rewind(out);
	size_t n = fread(text, 1, sizeof(text), out);
	fclose(out);
	return (str){text, n};
}

TEST(desk, stacks_views_and_hands_answers_down)
{
	run("type 1\nkey Esc\n");
	CHECK_STR(str_of(story), "open0 open1 close1 back7 close0 ");
}

TEST(desk, closes_everything_when_input_ends)
{
	run("type 12\n");
	CHECK_STR(str_of(story), "open0 open1 open2 close2 close1 close0 ");
}

TEST(desk, swaps_and_goes)
{
	run("type 1\nkey F2\ntype 9\nkey Ctrl+Q\n");
	CHECK_STR(str_of(story), "open0 open1 close1 open5 close5 close0 ");
}

TEST(desk, says_why_a_view_does_not_open)
{
	str text = run("key F5\nscreen failed\nkey Enter\nkey Esc\n");
	CHECK(str_find(text, STR("no such toy")) != SIZE_MAX);
}

TEST(desk, asks_for_a_larger_window)
{
	str text = run("resize 10x3\nscreen small\ntype 1\nresize 80x24\n"
		       "screen large\n");
	CHECK(str_starts(text, STR("== small 10x3 cursor 1,1\n窗口太小\n")));
	CHECK(str_find(text, STR("toy 0")) != SIZE_MAX);
	CHECK_STR(str_of(story), "open0 close0 ");
}

TEST(desk, refuses_to_stack_without_end)
{
	run("type 11111111111111111111\n");
	int opened = 0;
	for (const char *p = story; (p = strstr(p, "open")); p++)
		opened++;
	CHECK_INT(opened, DESK_DEEP);
}

/* --- keys that come faster than paints --------------------------------- */

struct hasty {
	struct screen screen;
	const char *keys;
};

static bool
hasty_next(
	struct screen *screen, int wait_ms, struct arena *a, struct event *out)
{
	struct hasty *h = (struct hasty *)screen;
	(void)wait_ms;
	(void)a;
	*out = (struct event){EVENT_OVER};
	if (*h->keys)
		*out = (struct event){EVENT_KEY,
			.key = *h->keys == '^' ? K_PGDN : (uint32_t)*h->keys};
	h->keys += *h->keys != 0;
	return true;
}

static void
hasty_size(struct screen *screen, int *rows, int *cols)
{
	(void)screen;
	*rows = 24;
	*cols = 80;
}

static void
hasty_show(struct screen *screen, const struct canvas *c)
{
	(void)screen;
	(void)c;
}

static void
laid_ready(struct view *v, struct desk *d, int rows, int cols)
{
	(void)d;
	(void)rows;
	(void)cols;
	((struct toy *)v)->number = 1;
}

static const struct view_ops laid_ops;

/* Acts on what ready laid out, then it is outdated. */
static struct step
laid_act(struct view *v, struct desk *d, const struct act *act)
{
	struct toy *t = (struct toy *)v;
	(void)d;
	tell("%d", t->number);
	t->number = 0;
	if (act->c == 'p')
		return (struct step){STEP_PUSH, &laid_ops};
	return STEP(STEP_STAY);
}

static const struct view_ops laid_ops = {
	.name = "laid",
	.size = sizeof(struct toy),
	.ready = laid_ready,
	.draw = toy_draw,
	.act = laid_act,
};

TEST(desk, lays_out_a_view_before_it_acts)
{
	static const struct screen_ops ops = {
		.size = hasty_size, .next = hasty_next, .show = hasty_show};
	struct hasty h = {{&ops}, "p^^p^x"};
	struct desk d = {.jump = true};
	story[0] = '\0';
	CHECK_INT(desk_loop(&d, &h.screen, &laid_ops, NULL), 0);
	CHECK_STR(str_of(story), "111010");
}
