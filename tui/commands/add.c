// SPDX-License-Identifier: MIT
#include "forms/exchange.h"
#include "tui/commands/command.h"
#include "tui/commands/issues.h"
#include "tui/commands/lines.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A line longer than a record can be (JSON escapes make it longer). */
#define LINE_MOST (8u * 1024 * 1024)

struct add {
	struct call *call;
	const struct form *form;
	bool draft;
	size_t line;
	int worst; /* exit code so far */
};

/* Fill a session from the line and save it. Everything said about it is in
 * issues. */
static enum err_code
save_object(struct add *add, const struct json *object, struct arena *a,
	struct record *rec, struct issue **issues, size_t *n, struct err *e)
{
	struct call *c = add->call;
	struct session *s = session_new(add->form, NULL, NULL);
	struct reader r;
	struct store_txn *t;
	enum err_code code;

	session_blank(s);
	code = store_read(c->store, &t, e);
	if (code)
		goto out;
	reader_init(&r, c->catalog, t, str_of(c->user), a);
	store_unhide(t); /* for rules, as when it is saved */
	session_lend(s, &r);
	*n = exchange_fill(s, object, a, issues);
	session_lend(s, NULL);
	store_done(t);
	for (size_t i = 0; i < *n; i++)
		if ((*issues)[i].kind == ISSUE_ERROR) {
			code = err_set(e, ERR_INPUT, "%.*s",
				STR_FMT((*issues)[i].words));
			goto out;
		}
	/* Values of questions not asked: a draft still keeps them. */
	if (!add->draft)
		issues_print(*issues, *n, add->line);
	struct save how = {
		.store = c->store,
		.catalog = c->catalog,
		.user = c->user,
		.final = !add->draft,
	};
	*n = 0;
	code = session_save(s, &how, a, rec, issues, n, e);
out:
	session_free(s);
	return code;
}

/* One line of input. Returns false when there is no going on. */
static bool
add_line(struct add *add, str line)
{
	struct arena *a = arena_new_secret();
	const struct json *object;
	struct record rec;
	struct issue *issues = NULL;
	size_t n = 0;
	struct err e;
	enum err_code code = json_parse(a, line, &object, &e);
	bool go_on = true;

	if (code || object->kind != JSON_KIND_OBJECT) {
		fprintf(stderr, "%zu:%s: error: %s\n", add->line, "-",
			code ? e.words : _("一行要是一个 JSON 对象"));
		add->worst = err_exit(ERR_INPUT);
		arena_free(a);
		return true;
	}
	code = save_object(add, object, a, &rec, &issues, &n, &e);
	size_t errors = issues_print(issues, n, add->line);
	if (!code) {
		printf("ACK %.*s\n", STR_FMT(id_format(a, rec.id)));
		/* Saved, but nobody hears of it: no more of that. */
		go_on = !fflush(stdout);
	} else if (err_exit(code) == err_exit(ERR_INPUT)) {
		if (!errors)
			fprintf(stderr, "%zu:-: error: %s\n", add->line,
				e.words);
		add->worst = err_exit(ERR_INPUT);
	} else {
		fprintf(stderr, "%zu:-: error: %s\n", add->line, e.words);
		add->worst = err_exit(code);
		go_on = code == ERR_BUSY || code == ERR_CHANGED;
	}
	arena_free(a);
	return go_on;
}

static int
add_all(struct add *add, FILE *in)
{
	struct arena *a = arena_new_secret();
	struct lines lines = lines_of(in, a, LINE_MOST);
	str line;

	while (lines_next(&lines, &line)) {
		add->line = lines.number;
		line = str_trim(line);
		if (lines.too_long) {
			fprintf(stderr, "%zu:-: error: %s\n", add->line,
				_("这一行太长，一份记录最多 1 MiB"));
			add->worst = err_exit(ERR_LIMIT);
		} else if (line.n && !add_line(add, line)) {
			break;
		}
	}
	arena_free(a);
	if (ferror(in)) {
		struct err e;
		err_errno(&e, _("读输入"), NULL);
		add->worst = call_fail(&e);
	}
	return add->worst;
}

static int
open_input(const char *path, FILE **in)
{
	struct stat st;
	struct err e;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0) {
		err_errno(&e, _("打开文件"), path);
		call_fail(&e);
		return err_exit(ERR_INPUT);
	}
	if (fstat(fd, &st) || !S_ISREG(st.st_mode)) {
		close(fd);
		err_set(&e, ERR_INPUT,
			_("%s 不是普通文件（管道和设备不读；从管道来用 -）"),
			path);
		return call_fail(&e);
	}
	*in = fdopen(fd, "r");
	if (!*in)
		die("%s", _("内存不足"));
	return 0;
}

static int
run(struct call *c)
{
	struct add add = {.call = c};
	const struct option options[] = {
		{.name = "--draft", .given = &add.draft},
	};
	int rc = call_options(c, options, 1, 1, 2);
	FILE *in = stdin;

	if (!rc)
		rc = call_open(c, false);
	if (rc)
		return rc;
	struct err e;
	if (catalog_form(c->catalog, str_of(c->argv[0]), &add.form, &e))
		return call_fail(&e);
	if (c->argc == 2 && strcmp(c->argv[1], "-") &&
		(rc = open_input(c->argv[1], &in)))
		return rc;
	rc = add_all(&add, in);
	if (in != stdin)
		fclose(in);
	return rc;
}

const struct command command_add = {
	.name = "add",
	.summary = N_("从 JSON 行录入记录"),
	.usage = "FORM [FILE|-] [--draft]",
	.help = N_("每行一个 JSON 对象；存好一份就打印 ACK "
		   "<id>，不对的行说明原因，其余照存。\n"
		   "  --draft  存成草稿，以后再补\n"
		   "例：echo '{\"ac_date\":\"2022-10-10\"}' | xinzhan add "
		   "activity --draft"),
	.run = run,
};
