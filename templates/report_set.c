// SPDX-License-Identifier: MIT
#include "templates/report_load.h"

#include "store/embed.h"
#include "store/lang.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILES_MOST 500

/* One file that defines a report. */
struct source {
	str id;
	const char *file;
	const struct yaml *root; /* NULL: could not be parsed */
	bool shipped;            /* the tests saw that it is good */
	bool tried;
	const struct report_def *def;
	struct err e; /* why there is no def */
};

struct report_set {
	struct arena *arena;
	struct catalog *catalog;
	const char **folder;
	size_t n_folder;
	bool scanned; /* reading the files waits for the first question */
	struct source *source; /* sorted by id */
	size_t n;
	struct report_item *item;
};

/* --- finding files
 * ------------------------------------------------------------------- */

static struct source *
find(struct report_set *s, str id)
{
	for (size_t i = 0; i < s->n; i++)
		if (str_eq(s->source[i].id, id))
			return &s->source[i];
	return NULL;
}

/* R01 of templates/std/R01.yaml */
static str
stem(const char *path)
{
	const char *slash = strrchr(path, '/');
	str name = str_of(slash ? slash + 1 : path);
	size_t dot = str_find(name, STR(".y"));

	return dot == SIZE_MAX ? name : str_sub(name, 0, dot);
}

/* The first of an id wins. A file that is no report (a form put in the wrong
 * folder) is passed over; one that cannot be parsed is kept, as broken. */
static void
add(struct report_set *s, struct source src)
{
	str id = yaml_text(yaml_get(src.root, "dataSet"), "code");

	if (src.root && !report_is(src.root))
		return;
	src.id = id.n ? str_trim(id) : str_dup(s->arena, stem(src.file));
	src.tried = !src.root;
	if (find(s, src.id) || s->n == FILES_MOST)
		return;
	if ((s->n & (s->n - 1)) == 0)
		s->source = arena_grow(s->arena, s->source, s->n,
			s->n ? 2 * s->n : 1, sizeof *s->source);
	s->source[s->n++] = src;
}

static bool
is_yaml(str name)
{
	return name.n && name.p[0] != '.' &&
	       (str_ends(name, STR(".yaml")) || str_ends(name, STR(".yml")));
}

static int
name_cmp(const void *x, const void *y)
{
	return strcmp(*(char *const *)x, *(char *const *)y);
}

/* In the order of names, so that every machine finds the same. */
static void
scan_folder(struct report_set *s, const char *folder)
{
	char *name[FILES_MOST];
	size_t n = 0;
	DIR *dir = opendir(folder);

	if (!dir && errno == ENOMEM)
		die("%s", _("内存不足"));
	if (!dir)
		return; /* a store need not have templates of its own */
	for (struct dirent *d; n < FILES_MOST && (d = readdir(dir));)
		if (is_yaml(str_of(d->d_name)))
			name[n++] = str_z(s->arena, str_of(d->d_name));
	closedir(dir);
	if (n)
		qsort(name, n, sizeof *name, name_cmp);
	for (size_t i = 0; i < n; i++) {
		struct source src = {
			.file = str_z(s->arena,
				str_fmt(s->arena, "%s/%s", folder, name[i]))};
		if (yaml_load(s->arena, src.file, &src.root, &src.e))
			src.root = NULL;
		add(s, src);
	}
}

static int
source_cmp(const void *x, const void *y)
{
	return str_cmp(
		((const struct source *)x)->id, ((const struct source *)y)->id);
}

/* The desk opens without a word of the reports: they are long, and most of
 * the day nobody asks for one. */
static void
scan(struct report_set *s)
{
	if (s->scanned)
		return;
	s->scanned = true;
	for (size_t i = 0; i < s->n_folder; i++)
		scan_folder(s, s->folder[i]);
	for (const struct embed *f = embed_templates; f->path; f++) {
		struct source src = {.file = f->path, .shipped = true};
		str bytes = {(const char *)f->data, f->size};
		if (yaml_parse(s->arena, f->path, bytes, &src.root, &src.e))
			src.root = NULL;
		add(s, src);
	}
	if (s->n)
		qsort(s->source, s->n, sizeof *s->source, source_cmp);
}

struct report_set *
report_set_new(struct catalog *c, const char *const *folders, size_t n)
{
	struct arena *a = arena_new();
	struct report_set *s = ARENA_NEW(a, struct report_set);

	s->arena = a;
	s->catalog = c;
	s->folder = ARENA_ARRAY(a, n + 1, const char *);
	for (size_t i = 0; i < n; i++)
		s->folder[s->n_folder++] = str_z(a, str_of(folders[i]));
	return s;
}

void
report_set_free(struct report_set *s)
{
	if (s)
		arena_free(s->arena);
}

/* --- asking -------------------------------------------------------------- */

static void
compile(struct report_set *s, struct source *src)
{
	struct findings findings = {.arena = s->arena};

	if (src->tried)
		return;
	src->tried = true;
	/* The error stays in src->e; get tells it. */
	(void)report_load(s->arena, s->catalog, src->file, src->root, &src->def,
		&findings, &src->e);
}

size_t
report_set_items(struct report_set *s, const struct report_item **out)
{
	scan(s);
	if (!s->item) {
		s->item = ARENA_ARRAY(s->arena, s->n, struct report_item);
		for (size_t i = 0; i < s->n; i++) {
			struct source *src = &s->source[i];
			/* Those of a folder may be broken; and to try one
			 * loads the forms it reads. */
			if (!src->shipped)
				compile(s, src);
			s->item[i].id = src->id;
			s->item[i].broken = !src->shipped && !src->def;
			if (!s->item[i].broken)
				report_load_head(s->arena, src->root,
					&s->item[i].title,
					&s->item[i].period_type);
		}
	}
	*out = s->item;
	return s->n;
}

enum err_code
report_set_get(struct report_set *s, str id, const struct report_def **out,
	struct err *e)
{
	scan(s);
	struct source *src = find(s, id);

	if (!src) {
		str *names = ARENA_ARRAY(s->arena, s->n + 1, str);
		for (size_t i = 0; i < s->n; i++)
			names[i] = s->source[i].id;
		str near = nearest(id, names, s->n);
		if (near.n)
			return err_set(e, ERR_ABSENT,
				_("没有报表 %.*s：是不是 %.*s？"),
				STR_FMT(str_sub(id, 0, 80)), STR_FMT(near));
		return err_set(e, ERR_ABSENT,
			_("没有报表 %.*s：不带参数的 xinzhan report 列出全部"),
			STR_FMT(str_sub(id, 0, 80)));
	}
	compile(s, src);
	if (!src->def) {
		if (e)
			*e = src->e;
		return src->e.code;
	}
	*out = src->def;
	return ERR_OK;
}
