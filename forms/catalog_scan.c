// SPDX-License-Identifier: MIT
#include "forms/catalog_impl.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/embed.h"
#include "store/lang.h"

#define FILES_MOST 2000

/* --- faults -------------------------------------------------------------- */

void
catalog_fault(struct catalog *c, const char *file, const struct finding *f)
{
	str words = f->line > 0
			    ? str_fmt(c->arena, "%s:%d:%d: error: %.*s", file,
				      f->line, f->col, STR_FMT(f->words))
			    : str_fmt(c->arena, "%s: error: %.*s", file,
				      STR_FMT(f->words));
	*ARENA_PUSH(c->arena, c->fault, c->n_fault) = words;
}

void
catalog_fault_err(struct catalog *c, const char *file, const struct err *e)
{
	struct finding f = {.line = e->line, .col = e->col};
	f.words = str_of(e->words);
	catalog_fault(c, file, &f);
}

/* --- finding files
 * -------------------------------------------------------------- */

struct source *
catalog_source(const struct sources *s, str name)
{
	for (size_t i = 0; i < s->n; i++)
		if (str_eq(s->v[i]->name, name))
			return s->v[i];
	return NULL;
}

/* The first of a name wins. */
static void
add_source(struct catalog *c, struct sources *s, const struct source *made)
{
	if (catalog_source(s, made->name))
		return;
	struct source *kept = ARENA_NEW(c->arena, struct source);
	*kept = *made;
	size_t n = s->n;
	*ARENA_PUSH(c->arena, s->v, s->n) = kept;
	*ARENA_PUSH(c->arena, s->names, n) = kept->name;
}

static str
stem_of(str path)
{
	size_t slash;
	while ((slash = str_chr(path, '/')) != SIZE_MAX)
		path = str_from(path, slash + 1);
	size_t dot = str_find(path, STR(".y"));
	return dot == SIZE_MAX ? path : str_sub(path, 0, dot);
}

static bool
is_shipped(bool list, str name)
{
	for (const struct embed *f = embed_forms; f->path; f++) {
		str path = str_of(f->path);
		bool of_lists = str_starts(path, STR("forms/std/lists/"));
		if (of_lists == list && str_starts(path, STR("forms/std/")) &&
			str_eq(stem_of(path), name))
			return true;
	}
	return false;
}

/* The head has not accepted these bytes: what is in force instead? False when
 * nothing of this folder is. */
static bool
hold_back(struct catalog *c, struct source *s, bool list, str bytes)
{
	str old = STR_NONE;
	const char *kind = list ? "list" : "form";
	if (!c->accepted)
		return true;
	bool had = c->accepted(c->accepted_arg, kind, s->name, c->arena, &old);
	s->bytes = str_dup(c->arena, bytes); /* those that were judged */
	if (had && str_eq(old, bytes))
		return true;
	bool shipped = is_shipped(list, s->name);
	*ARENA_PUSH(c->arena, c->waiting, c->n_waiting) =
		(struct catalog_waiting){
			kind, s->name, s->path, s->bytes, !had && !shipped};
	s->fresh = !had && !shipped;
	if (!had)
		return !shipped;
	const struct yaml *root = NULL;
	s->bytes = old;
	s->tried = yaml_parse(c->arena, str_z(c->arena, s->path),
			   catalog_head(old), &root, &s->e) != ERR_OK;
	catalog_read_head(c, root, s);
	return true;
}

/* Which form or list is in a file of a folder? One that cannot be read is
 * kept under its file's name, so that it is seen to be broken. */
static void
scan_file(struct catalog *c, const char *path, const char *origin)
{
	struct arena *a = arena_new();
	struct source s = {
		.path = str_dup(c->arena, str_of(path)), .origin = origin};
	const struct yaml *root = NULL;
	str bytes = STR_NONE;
	enum err_code code = yaml_read(a, path, &bytes, &s.e);
	if (code == ERR_OK)
		code = yaml_parse(a, path, catalog_head(bytes), &root, &s.e);
	str list = yaml_text(root, "list_name");
	const struct yaml *settings = yaml_get(root, "settings");
	if (settings && settings->kind == YAML_LIST && settings->n == 1)
		settings = &settings->item[0];
	str id = str_trim(yaml_text(settings, "form_id"));
	if (id.n == 0)
		id = str_trim(yaml_text(settings, "id_string"));
	s.name = str_dup(c->arena, list.n > 0 ? str_trim(list)
				   : id.n > 0 ? id
					      : stem_of(str_of(path)));
	if (code == ERR_OK)
		catalog_read_head(c, root, &s);
	else
		catalog_fault_err(c, path, &s.e);
	s.tried = code != ERR_OK;
	bool report = yaml_get(root, "dataSet") != NULL; /* not ours */
	if (!report && hold_back(c, &s, list.n > 0, bytes))
		add_source(c, list.n > 0 ? &c->lists : &c->forms, &s);
	arena_free(a);
}

static int
compare_names(const void *x, const void *y)
{
	return str_cmp(*(const str *)x, *(const str *)y);
}

static bool
is_yaml_name(str name)
{
	return name.n > 5 && name.p[0] != '.' &&
	       (str_ends(name, STR(".yaml")) || str_ends(name, STR(".yml")));
}

/* The YAML files of a folder, sorted, so that every run sees the same. */
static size_t
list_folder(struct catalog *c, str folder, str **out)
{
	size_t n = 0;
	str *v = NULL;
	DIR *d = opendir(str_z(c->arena, folder));
	struct dirent *entry;
	if (!d && errno == ENOMEM)
		die("%s", _("内存不足"));
	while (d && (entry = readdir(d)) != NULL && n < FILES_MOST)
		if (is_yaml_name(str_of(entry->d_name)))
			*ARENA_PUSH(c->arena, v, n) =
				str_dup(c->arena, str_of(entry->d_name));
	if (d)
		closedir(d);
	if (n > 1)
		qsort(v, n, sizeof(*v), compare_names);
	*out = v;
	return n;
}

static void
scan_folder(struct catalog *c, str folder, const char *origin)
{
	str *name;
	size_t n = list_folder(c, folder, &name);
	for (size_t i = 0; i < n; i++) {
		const char *path = str_z(
			c->arena, str_fmt(c->arena, "%.*s/%.*s",
					  STR_FMT(folder), STR_FMT(name[i])));
		struct stat st;
		if (lstat(path, &st) == 0 && S_ISREG(st.st_mode)) {
			scan_file(c, path, origin);
			continue;
		}
		struct finding f = {
			.words = str_of(
				_("不是普通文件（链接、文件夹、管道都不读）"))};
		catalog_fault(c, path, &f);
	}
}

/* A store's own forms/ stands beside its STATION. */
static const char *
origin_of(struct catalog *c, str folder)
{
	str station = str_fmt(c->arena, "%.*s/../STATION", STR_FMT(folder));
	return access(str_z(c->arena, station), F_OK) == 0 ? "store" : "dir";
}

static void
scan_shipped(struct catalog *c)
{
	for (const struct embed *f = embed_forms; f->path; f++) {
		struct source s = {.path = str_of(f->path),
			.origin = "std",
			.bytes = {(const char *)f->data, f->size}};
		s.name = stem_of(s.path);
		if (str_starts(s.path, STR("forms/std/lists/")))
			add_source(c, &c->lists, &s);
		else if (str_starts(s.path, STR("forms/std/")))
			add_source(c, &c->forms, &s);
	}
}

void
catalog_scan(struct catalog *c)
{
	if (c->scanned)
		return;
	c->scanned = true;
	for (size_t i = 0; i < c->n_folder; i++) {
		const char *origin = origin_of(c, c->folder[i]);
		scan_folder(c, c->folder[i], origin);
		str lists =
			str_fmt(c->arena, "%.*s/lists", STR_FMT(c->folder[i]));
		struct stat st;
		if (lstat(str_z(c->arena, lists), &st) == 0 &&
			S_ISDIR(st.st_mode))
			scan_folder(c, lists, origin);
	}
	scan_shipped(c);
}
