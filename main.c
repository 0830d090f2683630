// SPDX-License-Identifier: MIT
// Arguments, the table of commands, wiring. Nothing else.
#include "store/guard.h"
#include "store/utf8.h"
#include "tui/worker.h"
#include "tui/commands/command.h"
#include "tui/door.h"

#include <fcntl.h>
#include <locale.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct command *const commands[] = {
	&command_init,
	&command_demo,
	&command_forms,
	&command_lint,
	&command_eval,
	&command_add,
	&command_set,
	&command_void,
	&command_merge,
	&command_move,
	&command_receive,
	&command_key,
	&command_show,
	&command_list,
	&command_find,
	&command_due,
	&command_report,
	&command_close,
	&command_reopen,
	&command_submit,
	&command_return,
	&command_receipt,
	&command_verify,
	&command_backup,
	&command_restore,
	&command_repair,
	&command_users,
	&command_recover,
	&command_audit,
	&command_import,
};
#define N_COMMANDS (sizeof commands / sizeof *commands)

static int
usage(FILE *out)
{
	fprintf(out, "%s\n\n", _("xinzhan 心站：基层心理服务站的录入台与季报"));
	fprintf(out, "  xinzhan %-10s %s\n", "", _("打开录入台"));
	for (size_t i = 0; i < N_COMMANDS; i++)
		fprintf(out, "  xinzhan %-10s %s\n", commands[i]->name,
			_(commands[i]->summary));
	fprintf(out, "\n%s\n",
		_("通用选项（放在命令前后都行）：\n"
		  "  --data DIR         数据所在的文件夹\n"
		  "  --user NAME        以谁的名义记录\n"
		  "  --password-fd N    从文件描述符 N 读口令\n"
		  "  --lang zh|en[,fr]  界面语言，和表单另有的语言\n"
		  "  --forms DIR        先到这里找表单   --templates DIR "
		  "先到这里找报表\n"
		  "  --reveal REASON    不遮盖个人信息，要写明理由\n"
		  "  --now 2022-12-20T09:00   测试库、演示库用的时刻\n"
		  "  --keys FILE --screen     按键脚本驱动录入台并打印屏幕\n"
		  "每个命令都有 --help。"));
	return out == stdout ? 0 : err_exit(ERR_USAGE);
}

static int
command_usage(const struct command *c)
{
	printf("xinzhan %s %s\n\n%s\n", c->name, c->usage, _(c->help));
	return 0;
}

static int
bad(const char *fmt, const char *what)
{
	fprintf(stderr, "xinzhan: ");
	fprintf(stderr, fmt, what);
	fprintf(stderr, "\n%s\n", _("看看 xinzhan --help"));
	return err_exit(ERR_USAGE);
}

/* Take a global option's value; 0 or an exit code. */
static int
take_global(struct globals *g, const char *name, const char *value)
{
	if (!strcmp(name, "--data")) {
		g->data = value;
	} else if (!strcmp(name, "--user")) {
		if (!*value || strlen(value) > 64 || !utf8_valid(str_of(value)))
			return bad(_("用户名不对：%s"), value);
		g->user = value;
		g->user_given = true;
	} else if (!strcmp(name, "--password-fd")) {
		int64_t fd;
		if (!str_int(str_of(value), &fd) || fd < 0 || fd > 1023)
			return bad(_("--password-fd "
				     "要一个文件描述符的号码，不是 %s"),
				value);
		g->password_fd = (int)fd;
	} else if (!strcmp(name, "--lang")) {
		str forms = str_of(value);
		str own;
		(void)str_cut(&forms, ',', &own); /* an empty one is refused */
		if (!str_is(own, "zh") && !str_is(own, "en"))
			return bad(_("--lang 只有 zh 和 en，没有 %s；表单另有的"
				     "语言写在逗号后面，如 zh,bo"),
				value);
		lang_set(str_is(own, "en") ? LANG_EN : LANG_ZH);
		label_prefer(label_language(forms));
		g->lang = value;
	} else if (!strcmp(name, "--forms")) {
		if (g->n_forms == 8)
			return bad(_("%s 给得太多"), name);
		g->forms[g->n_forms++] = value;
	} else if (!strcmp(name, "--templates")) {
		if (g->n_templates == 8)
			return bad(_("%s 给得太多"), name);
		g->templates[g->n_templates++] = value;
	} else if (!strcmp(name, "--reveal")) {
		if (!*value)
			return bad("%s", _("--reveal 要写明理由"));
		g->reveal = value;
	} else if (!strcmp(name, "--now")) {
		if (!date_parse_moment(str_of(value), &g->now))
			return bad(_("--now 要写成 2022-12-20T09:00，不是 %s"),
				value);
		g->now_given = true;
		g->now_text = value;
	} else {
		g->keys = value;
	}
	return 0;
}

static bool
is_global(const char *arg, size_t len)
{
	static const char *const names[] = {"--data", "--user", "--password-fd",
		"--lang", "--forms", "--templates", "--reveal", "--now",
		"--keys"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strlen(names[i]) == len && !strncmp(names[i], arg, len))
			return true;
	return false;
}

/* Take the global options out of the arguments, wherever they stand. */
static int
take_globals(struct globals *g, int *argc, char **argv)
{
	int kept = 1;

	for (int i = 1; i < *argc; i++) {
		char *arg = argv[i];
		char *eq = strchr(arg, '=');
		size_t len = eq ? (size_t)(eq - arg) : strlen(arg);
		if (!strcmp(arg, "--")) {
			while (i < *argc)
				argv[kept++] = argv[i++];
			break;
		}
		if (!strcmp(arg, "--locked")) { /* of our own: run_anew */
			g->locked = true;
			continue;
		}
		if (!strcmp(arg, "--hand")) { /* of our own: worker_start */
			g->hand_fd = WORKER_KEYS;
			continue;
		}
		if (!strcmp(arg, "--screen")) {
			g->screen = true;
			continue;
		}
		if (!is_global(arg, len)) {
			argv[kept++] = arg;
			continue;
		}
		if (!eq && i + 1 == *argc)
			return bad(_("%s 后面要有内容"), arg);
		char name[20] = "";
		memcpy(name, arg, len);
		int rc = take_global(g, name, eq ? eq + 1 : argv[++i]);
		if (rc)
			return rc;
	}
	*argc = kept;
	return 0;
}

/* $XINZHAN_DATA, else $XDG_DATA_HOME/xinzhan, else ~/.local/share/xinzhan. */
static const char *
default_data(struct arena *a)
{
	const char *dir = getenv("XINZHAN_DATA");
	if (dir && *dir)
		return dir;
	dir = getenv("XDG_DATA_HOME");
	if (dir && *dir)
		return str_z(a, str_fmt(a, "%s/xinzhan", dir));
	const char *home = getenv("HOME");
	return str_z(
		a, str_fmt(a, "%s/.local/share/xinzhan", home ? home : "."));
}

static const char *
default_user(void)
{
	const struct passwd *pw = getpwuid(getuid());
	return pw && pw->pw_name && *pw->pw_name ? pw->pw_name : "head";
}

/* Memory may be written to a disk that anyone can read. A device mapper's
 * volume may be encrypted, zram is no disk. */
static bool
swap_is_plain(void)
{
	char line[512];
	bool plain = false;
	FILE *in = fopen("/proc/swaps", "r");

	while (in && fgets(line, sizeof line, in))
		plain = plain ||
			(line[0] == '/' && strncmp(line, "/dev/dm-", 8) &&
				strncmp(line, "/dev/zram", 9));
	if (in)
		fclose(in);
	return plain;
}

static enum err_code
note_swap(struct store_txn *t, void *arg, struct err *e)
{
	(void)arg; /* the note is all there is */
	return store_put_note(t, STR("swap"), STR("told"), e);
}

/* Said once in the life of a store. */
static const char *
warning(struct call *c)
{
	struct store_txn *t;
	str told;

	if (store_station(c->store)->kind.n || !swap_is_plain() ||
		store_read(c->store, &t, NULL))
		return NULL;
	bool known =
		store_get_note(t, STR("swap"), c->arena, &told, NULL) == ERR_OK;
	store_done(t);
	if (known || store_write(c->store, note_swap, NULL, NULL))
		return NULL;
	return _("这台电脑的交换区没有加密，内存里的内容可能落到盘上：请管理员"
		 "关掉或加密");
}

/* From the login view. */
static enum err_code
enter(void *arg, str user, str password, struct desk_config *config,
	struct err *e)
{
	struct call *c = arg;
	enum err_code code = store_login(c->store, user, password, e);

	if (code)
		return code;
	c->user = str_z(c->arena, user);
	call_catalog(c);
	call_reports(c);
	config->catalog = c->catalog;
	config->reports = c->reports;
	config->user = c->user;
	config->warning = warning(c);
	return ERR_OK;
}

/* What was in force before forms were accepted at the desk: views may still
 * look at it. */
struct former {
	struct catalog *catalog;
	struct report_set *reports;
	struct former *next;
};
static struct former *former;

static void
renew(void *arg, struct desk_config *config)
{
	struct call *c = arg;
	struct former *f = ARENA_NEW(c->arena, struct former);

	*f = (struct former){c->catalog, c->reports, former};
	former = f;
	call_catalog(c);
	call_reports(c);
	config->catalog = c->catalog;
	config->reports = c->reports;
}

/* The words to start ourselves with on the same store; how many. */
static int
self_argv(const struct call *c, const char *argv[SELF_MOST])
{
	const struct globals *g = c->globals;
	const char *lang = lang_get() == LANG_EN ? "en" : "zh";
	int n = 0;

	argv[n++] = "xinzhan";
	argv[n++] = "--data";
	argv[n++] = g->data;
	argv[n++] = "--user";
	argv[n++] = c->user;
	argv[n++] = "--lang";
	argv[n++] = g->lang && str_starts(str_of(g->lang), str_of(lang))
			    ? g->lang
			    : lang; /* it was changed at the desk */

	for (size_t i = 0; i < g->n_forms; i++) {
		argv[n++] = "--forms";
		argv[n++] = g->forms[i];
	}
	for (size_t i = 0; i < g->n_templates; i++) {
		argv[n++] = "--templates";
		argv[n++] = g->templates[i];
	}
	if (g->now_given) {
		argv[n++] = "--now";
		argv[n++] = g->now_text;
	}
	argv[n] = NULL;
	return n;
}

/*
 * Run anew, in a fresh address space: what the desk knew is in none of it. No
 * key and no password is handed on. Only returns when that fails.
 */
static int
run_anew(struct call *c)
{
	const char *argv[SELF_MOST];
	int n = self_argv(c, argv);

	argv[n++] = "--locked";
	argv[n] = NULL;
	store_close(c->store);
	c->store = NULL;
	execv("/proc/self/exe", (char **)argv);
	execvp(c->globals->self, (char **)argv);
	perror("xinzhan");
	return err_exit(ERR_IO);
}

static int
run_desk(struct call *c)
{
	const struct globals *g = c->globals;
	struct desk_config config = {
		.locked = g->locked,
		.lang_given = g->lang != NULL,
		.arg = c,
		.renew = renew,
	};
	const char *self[SELF_MOST];
	bool ask = false;
	int rc = call_begin(c, false);

	if (rc)
		return rc;
	/* Where a password is at hand or known nobody is asked, but for a desk
	 * that was locked. */
	str kind = store_station(c->store)->kind;
	bool known = str_is(kind, "demo") ||
		     (str_is(kind, "test") && !isatty(STDIN_FILENO));
	ask = g->locked || (g->password_fd < 0 && !known);
	if (!ask)
		rc = call_enter(c);
	if (!rc && !ask)
		rc = call_reports(c);
	if (rc)
		return rc;
	self_argv(c, self);
	config.self = self;
	config.store = c->store;
	config.catalog = c->catalog;
	config.reports = c->reports;
	config.user = c->user;
	if (!ask)
		config.warning = warning(c);
	if (ask)
		config.enter = enter;
	rc = g->keys ? desk_run_script(&config, g->keys) : desk_run(&config);
	return rc == DESK_LOCKED ? run_anew(c) : rc;
}

static int
dispatch(struct call *c, int argc, char **argv)
{
	if (argc < 2) {
		if (c->globals->screen && !c->globals->keys)
			return bad("%s", _("--screen 要和 --keys 一起用"));
		return run_desk(c);
	}
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") ||
		!strcmp(argv[1], "help"))
		return usage(stdout);
	if (!strcmp(argv[1], "--version")) {
		puts("xinzhan " XINZHAN_VERSION);
		return 0;
	}
	for (size_t i = 0; i < N_COMMANDS; i++) {
		if (strcmp(commands[i]->name, argv[1]))
			continue;
		c->command = commands[i];
		c->argc = argc - 2;
		c->argv = argv + 2;
		for (int k = 0; k < c->argc; k++)
			if (!strcmp(c->argv[k], "--help"))
				return command_usage(c->command);
		return c->command->run(c);
	}
	if (argv[1][0] == '-')
		return bad(_("没有选项 %s"), argv[1]);
	return bad(_("没有命令 %s"), argv[1]);
}

/* A closed standard file must not become the store: what is said on stderr
 * would be written into the data. These can neither be read nor written. */
static void
hold_standard_files(void)
{
	for (int fd = 0; fd < 3; fd++)
		if (fcntl(fd, F_GETFD) < 0)
			(void)open("/dev/null", fd ? O_RDONLY : O_WRONLY);
}

/* No other process of this user reads what we hold, no core keeps it. */
static void
harden(void)
{
	static const struct rlimit no_core = {0, 0};

	setrlimit(RLIMIT_CORE, &no_core);
#if defined(__linux__) && !defined(__SANITIZE_ADDRESS__) /* looks into us */
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}

/* Whoever read our output has seen enough: list … | head. */
static bool
reader_left(void)
{
	struct pollfd out = {.fd = STDOUT_FILENO};

	return poll(&out, 1, 0) == 1 && (out.revents & POLLERR);
}

int
main(int argc, char **argv)
{
	struct globals g = {.password_fd = -1, .hand_fd = -1, .self = argv[0]};

	hold_standard_files();
	umask(077);
	harden();
	signal(SIGPIPE, SIG_IGN);
#ifdef SIGXFSZ
	signal(SIGXFSZ, SIG_IGN);
#endif
	setlocale(LC_ALL, "");

	int rc = take_globals(&g, &argc, argv);
	if (rc)
		return rc;
	store_guard("", NULL);
	if (g.now_given)
		clock_set(g.now);
	if (g.password_fd >= 0 && fcntl(g.password_fd, F_GETFD) < 0)
		return bad("%s", _("--password-fd 读不出来"));

	struct arena *a = arena_new_secret();
	if (!g.data)
		g.data = default_data(a);
	if (!g.user)
		g.user = default_user();
	struct call c = {.globals = &g, .arena = a, .user = g.user};
	rc = dispatch(&c, argc, argv);
	/* An earlier write may have failed where nobody looked. */
	if ((fflush(stdout) || ferror(stdout)) && !rc && !reader_left()) {
		fprintf(stderr, "error: %s\n", _("标准输出写不进去"));
		rc = err_exit(ERR_IO);
	}
	for (; former; former = former->next) {
		report_set_free(former->reports);
		catalog_free(former->catalog);
	}
	if (c.reports)
		report_set_free(c.reports);
	if (c.catalog)
		catalog_free(c.catalog);
	store_close(c.store);
	arena_free(a);
	return rc;
}
