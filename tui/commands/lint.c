// SPDX-License-Identifier: MIT
#include "tui/commands/command.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "forms/load.h"
#include "forms/xlsform.h"
#include "store/lang.h"
#include "templates/report_load.h"

/* One FILE of the call. */
struct file {
	const char *path;
	str bytes;
	bool is_csv;             /* an XLSForm: places are its cells */
	const struct yaml *root; /* NULL: it could not be read */
};

static void
print(const struct file *file, const struct findings *found, bool underline)
{
	if (underline && !file->is_csv)
		findings_show(found, file->path, file->bytes, stdout);
	else
		findings_print(found, file->path, stdout);
}

/* The folder a form lives in: of the file, or above its lists/. */
static str
folder_of(str path)
{
	size_t end = path.n;
	while (end > 0 && path.p[end - 1] != '/')
		end--;
	if (end == 0)
		return STR(".");
	str folder = str_sub(path, 0, end > 1 ? end - 1 : end);
	if (str_ends(folder, STR("/lists")))
		return str_sub(folder, 0, folder.n - 6);
	return str_is(folder, "lists") ? STR(".") : folder;
}

/* Forms checked together know one another and the lists beside them; then
 * come the folders every command looks in. */
static void
find_catalog(struct call *c, const struct file *file, size_t n)
{
	const char **dirs = ARENA_ARRAY(
		c->arena, n + c->globals->n_forms + 1, const char *);
	size_t n_dirs = 0;
	for (size_t i = 0; i < c->globals->n_forms; i++)
		dirs[n_dirs++] = c->globals->forms[i];
	for (size_t i = 0; i < n; i++) {
		if (!file[i].root || report_is(file[i].root))
			continue;
		str folder = folder_of(str_of(file[i].path));
		bool is_new = true;
		for (size_t k = 0; k < n_dirs; k++)
			is_new = is_new && !str_is(folder, dirs[k]);
		if (is_new)
			dirs[n_dirs++] = str_z(c->arena, folder);
	}
	if (c->globals->data)
		dirs[n_dirs++] = str_z(c->arena,
			str_fmt(c->arena, "%s/forms", c->globals->data));
	c->catalog = catalog_new(dirs, n_dirs);
}

/* What is wrong inside the file is a finding like any other; that it is not
 * there is not. Returns the exit code. */
static int
read_file(struct call *c, struct file *file, bool underline)
{
	struct err e = {0};
	enum err_code code = yaml_read(c->arena, file->path, &file->bytes, &e);
	file->is_csv = str_ends(str_of(file->path), STR(".csv"));
	if (code == ERR_OK && file->is_csv)
		code = xlsform_read(
			c->arena, file->path, file->bytes, &file->root, &e);
	else if (code == ERR_OK)
		code = yaml_parse(
			c->arena, file->path, file->bytes, &file->root, &e);
	if (code == ERR_OK)
		return 0;
	file->root = NULL;
	if (code != ERR_INPUT && code != ERR_LIMIT)
		return call_fail(&e);
	struct findings found = {.arena = c->arena};
	findings_add(&found, true, e.line, e.col, "%s", e.words);
	print(file, &found, underline);
	return 1;
}

static int
check_file(struct call *c, const struct file *file, bool strict, bool underline)
{
	struct findings found = {.arena = arena_new()};
	struct arena *a = found.arena;
	const struct form *form = NULL;
	const struct choice_list *list;
	struct err e;
	if (report_is(file->root))
		(void)report_lint(c->catalog, file->path, file->root, &found);
	else if (yaml_get(file->root, "list_name"))
		(void)list_load(a, file->path, file->root, &list, &found, &e);
	else
		(void)form_load(a, c->catalog, file->path, file->root, &form,
			&found, &e);
	if (form)
		form_check_names(c->catalog, form, &found);
	for (size_t i = 0; strict && i < found.n; i++)
		found.v[i].error = true;
	int rc = found.errors > 0 || (strict && found.n > 0) ? 1 : 0;
	print(file, &found, underline);
	arena_free(a);
	return rc;
}

static int
run(struct call *c)
{
	bool strict = false;
	bool underline = false;
	const struct option options[] = {
		{.name = "--strict", .given = &strict},
		{.name = "--underline", .given = &underline},
	};
	int rc = call_options(c, options, 2, 1, -1);
	if (rc)
		return rc;
	underline = underline || isatty(STDOUT_FILENO);
	size_t n = (size_t)c->argc;
	struct file *file = ARENA_ARRAY(c->arena, n, struct file);
	int worst = 0;
	for (size_t i = 0; i < n; i++) {
		file[i].path = c->argv[i];
		rc = read_file(c, &file[i], underline);
		worst = rc > worst ? rc : worst;
	}
	find_catalog(c, file, n);
	for (size_t i = 0; i < n; i++) {
		rc = file[i].root ? check_file(c, &file[i], strict, underline)
				  : 0;
		worst = rc > worst ? rc : worst;
	}
	return worst;
}

const struct command command_lint = {
	.name = "lint",
	.summary = N_("检查表单、代码表和报表的 YAML"),
	.usage = "[--strict] [--underline] FILE...",
	.help = N_("逐个检查文件，每个问题一行：文件:行:列: error 或 warning: "
		   "哪里不对、应怎样写。\n"
		   "同一文件夹里的表单和 lists/ 里的代码表互相认得。\n"
		   "FILE.csv 按 XLSForm 的单文件 CSV 检查，列是格子的序号。\n"
		   "  --strict  警告也算错误\n"
		   "  --underline  把出错的那一行也印出来，划出错处"
		   "（在终端上总是这样）\n"
		   "例：xinzhan lint --strict forms/std/*.yaml"),
	.run = run,
};
