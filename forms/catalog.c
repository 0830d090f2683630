// SPDX-License-Identifier: MIT
#include "forms/catalog.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "forms/load.h"
#include "store/embed.h"
#include "store/lang.h"

#define FILES_MOST 2000

/* One file with a form or a list. */
struct source {
	str name; /* id of the form, name of the list */
	str path;
	str bytes; /* of a compiled-in copy; empty: read the file */
	const char *origin;
	struct label title;
	str version;
	bool titled; /* title and version are known */
	bool tried;  /* loading was tried */
	const struct form *form;
	const struct choice_list *list;
	struct err e; /* why it is not loaded */
};

struct sources {
	struct source **v;
	size_t n;
	str *names; /* for catalog_ids and catalog_lists */
};

struct catalog {
	struct arena *arena;
	str *folder;
	size_t n_folder;
	bool scanned;
	struct sources forms;
	struct sources lists;
	str *fault;
	size_t n_fault;
};

/* --- faults ----------------------------------------------------------------- */

static void
add_fault(struct catalog *c, const char *file, const struct finding *f)
{
	str words = f->line > 0
		? str_fmt(c->arena, "%s:%d:%d: error: %.*s", file, f->line,
			  f->col, STR_FMT(f->words))
		: str_fmt(c->arena, "%s: error: %.*s", file,
			  STR_FMT(f->words));
	*ARENA_PUSH(c->arena, c->fault, c->n_fault) = words;
}

static void
add_err(struct catalog *c, const char *file, const struct err *e)
{
	struct finding f = {.line = e->line, .col = e->col};
	f.words = str_of(e->words);
	add_fault(c, file, &f);
}

/* --- finding files -------------------------------------------------------------- */

static struct source *
find_source(const struct sources *s, str name)
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
	if (find_source(s, made->name))
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
has_line(str text, str beginning)
{
	for (str line; str_cut(&text, '\n', &line);)
		if (str_starts(line, beginning))
			return true;
	return false;
}

/* What stands before the questions or choices: enough to know a file's name
 * and title. The whole of it when it is written in another order. */
static str
head_of(str bytes)
{
	static const char *const bodies[] = {
		"\nsurvey:", "\nchoices:", "\nlists:"};
	str head = bytes;
	for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
		size_t at = str_find(head, str_of(bodies[i]));
		if (at != SIZE_MAX)
			head = str_sub(head, 0, at + 1);
	}
	bool enough = has_line(head, STR("settings:")) ||
		has_line(head, STR("list_name:"));
	return enough ? head : bytes;
}

static void
read_head(struct catalog *c, const struct yaml *root, struct source *s)
{
	const struct yaml *settings = yaml_get(root, "settings");
	if (settings && settings->kind == YAML_LIST && settings->n == 1)
		settings = &settings->item[0];
	const struct yaml *title = yaml_get(settings, "form_title");
	s->titled = true;
	s->version = str_dup(c->arena, yaml_text(settings, "version"));
	if (!title)
		title = yaml_get(settings, "title");
	if (title && title->kind == YAML_SCALAR) {
		s->title.text[LANG_ZH] = str_dup(c->arena, title->text);
	} else if (title) {
		s->title.text[LANG_ZH] =
			str_dup(c->arena, yaml_text(title, "zh"));
		s->title.text[LANG_EN] =
			str_dup(c->arena, yaml_text(title, "en"));
	}
	if (label_text(&s->title).n == 0)
		s->title.text[LANG_ZH] = s->name;
}

/* Which form or list is in a file of a folder? One that cannot be read is
 * kept under its file's name, so that it is seen to be broken. */
static void
scan_file(struct catalog *c, const char *path, const char *origin)
{
	struct arena *a = arena_new();
	struct source s = {.path = str_dup(c->arena, str_of(path)),
		.origin = origin};
	const struct yaml *root = NULL;
	str bytes = STR_NONE;
	enum err_code code = yaml_read(a, path, &bytes, &s.e);
	if (code == ERR_OK)
		code = yaml_parse(a, path, head_of(bytes), &root, &s.e);
	str list = yaml_text(root, "list_name");
	const struct yaml *settings = yaml_get(root, "settings");
	if (settings && settings->kind == YAML_LIST && settings->n == 1)
		settings = &settings->item[0];
	str id = str_trim(yaml_text(settings, "form_id"));
	if (id.n == 0)
		id = str_trim(yaml_text(settings, "id_string"));
	s.name = str_dup(c->arena, list.n > 0 ? str_trim(list)
				: id.n > 0	     ? id
						     : stem_of(str_of(path)));
	if (code == ERR_OK)
		read_head(c, root, &s);
	else
		add_err(c, path, &s.e);
	s.tried = code != ERR_OK;
	if (yaml_get(root, "dataSet"))
		code = ERR_OK; /* a report: not ours, no fault */
	else
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
		const char *path = str_z(c->arena,
			str_fmt(c->arena, "%.*s/%.*s", STR_FMT(folder),
				STR_FMT(name[i])));
		struct stat st;
		if (lstat(path, &st) == 0 && S_ISREG(st.st_mode)) {
			scan_file(c, path, origin);
			continue;
		}
		struct finding f = {.words = str_of(
			_("不是普通文件（链接、文件夹、管道都不读）"))};
		add_fault(c, path, &f);
	}
}

/* A store's own forms/ stands beside its STATION. */
static const char *
origin_of(struct catalog *c, str folder)
{
	str station =
		str_fmt(c->arena, "%.*s/../STATION", STR_FMT(folder));
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

static void
scan(struct catalog *c)
{
	if (c->scanned)
		return;
	c->scanned = true;
	for (size_t i = 0; i < c->n_folder; i++) {
		const char *origin = origin_of(c, c->folder[i]);
		scan_folder(c, c->folder[i], origin);
		str lists = str_fmt(
			c->arena, "%.*s/lists", STR_FMT(c->folder[i]));
		struct stat st;
		if (lstat(str_z(c->arena, lists), &st) == 0 &&
			S_ISDIR(st.st_mode))
			scan_folder(c, lists, origin);
	}
	scan_shipped(c);
}

/* --- loading --------------------------------------------------------------------- */

static enum err_code
parse_source(struct arena *a, const struct source *s, const struct yaml **root,
	struct err *e)
{
	const char *path = str_z(a, s->path);
	if (s->bytes.n > 0)
		return yaml_parse(a, path, s->bytes, root, e);
	return yaml_load(a, path, root, e);
}

static void
keep_faults(struct catalog *c, struct source *s, const struct findings *found)
{
	const char *path = str_z(c->arena, s->path);
	if (found->errors == 0)
		add_err(c, path, &s->e);
	for (size_t i = 0; i < found->n; i++)
		if (found->v[i].error)
			add_fault(c, path, &found->v[i]);
}

static void
load_form(struct catalog *c, struct source *s)
{
	s->tried = true; /* first: forms refer to one another */
	struct arena *a = arena_new();
	struct findings found = {.arena = a};
	const struct yaml *root = NULL;
	enum err_code code = parse_source(a, s, &root, &s->e);
	if (code == ERR_OK)
		code = form_load(c->arena, c, str_z(a, s->path), root,
			&s->form, &found, &s->e);
	if (code == ERR_OK && !str_eq(s->form->id, s->name)) {
		code = err_set(&s->e, ERR_INPUT,
			_("form_id 应是“%.*s”，与文件名一致"),
			STR_FMT(s->name));
		err_at(&s->e, str_z(a, s->path), s->form->all[0]->line, 1);
		s->form = NULL;
	}
	if (code == ERR_OK)
		((struct form *)s->form)->origin = s->origin; /* just made */
	else
		keep_faults(c, s, &found);
	arena_free(a);
}

static void
load_list(struct catalog *c, struct source *s)
{
	s->tried = true;
	struct arena *a = arena_new();
	struct findings found = {.arena = a};
	const struct yaml *root = NULL;
	enum err_code code = parse_source(a, s, &root, &s->e);
	if (code == ERR_OK)
		code = list_load(c->arena, str_z(a, s->path), root, &s->list,
			&found, &s->e);
	if (code != ERR_OK)
		keep_faults(c, s, &found);
	arena_free(a);
}

static void
load_title(struct catalog *c, struct source *s)
{
	struct arena *a = arena_new();
	const struct yaml *root = NULL;
	struct err e;
	if (yaml_parse(a, str_z(a, s->path), head_of(s->bytes), &root, &e) ==
		ERR_OK)
		read_head(c, root, s);
	arena_free(a);
}

/* --- public ------------------------------------------------------------------------ */

struct catalog *
catalog_new(const char *const *folders, size_t n)
{
	struct arena *a = arena_new();
	struct catalog *c = ARENA_NEW(a, struct catalog);
	c->arena = a;
	c->n_folder = n;
	c->folder = ARENA_ARRAY(a, n, str);
	for (size_t i = 0; i < n; i++)
		c->folder[i] = str_dup(a, str_of(folders[i]));
	return c;
}

void
catalog_free(struct catalog *c)
{
	if (c)
		arena_free(c->arena);
}

size_t
catalog_items(struct catalog *c, const struct catalog_item **out)
{
	scan(c);
	size_t n = c->forms.n;
	struct catalog_item *v = ARENA_ARRAY(c->arena, n, struct catalog_item);
	for (size_t i = 0; i < n; i++) {
		struct source *s = c->forms.v[i];
		if (!s->tried && s->bytes.n == 0)
			load_form(c, s);
		if (!s->titled && s->bytes.n > 0)
			load_title(c, s);
		v[i] = (struct catalog_item){
			.id = s->name,
			.title = s->title,
			.version = s->version,
			.origin = s->origin,
			.broken = s->tried && !s->form,
		};
	}
	*out = v;
	return n;
}

size_t
catalog_ids(struct catalog *c, const str **out)
{
	scan(c);
	*out = c->forms.names;
	return c->forms.n;
}

size_t
catalog_lists(struct catalog *c, const str **out)
{
	scan(c);
	*out = c->lists.names;
	return c->lists.n;
}

bool
catalog_has(struct catalog *c, str id)
{
	scan(c);
	return find_source(&c->forms, id) != NULL;
}

bool
catalog_is_reserved(str id)
{
	static const char *const ids[] = {"station", "staff", "volunteer",
		"resident", "intake", "case", "session", "case_close",
		"assessment", "special_population", "plan", "periodic_test",
		"patient", "follow_up", "care_team", "colour_review",
		"emergency", "lost_or_death", "lead", "benefit",
		"rehab_enrolment", "rehab_assessment", "rehab_service",
		"rehab_close", "family_support", "activity", "lecture",
		"training", "drill", "meeting", "supervision", "hotline_call",
		"hotline_follow_up", "crisis_event", "crisis_team", "referral",
		"material", "agreement", "risk_item", "unit", "area",
		"remote_consult", "satisfaction", "literacy_survey", "consent",
		"external_tally", "fund_entry", "work_plan"};
	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++)
		if (str_is(id, ids[i]))
			return true;
	return false;
}

static enum err_code
absent(const struct sources *s, str name, const char *words, struct err *e)
{
	str near = nearest(name, s->names, s->n);
	if (near.n > 0)
		return err_set(e, ERR_ABSENT, _("%s“%.*s”：是不是“%.*s”？"),
			words, STR_FMT(name), STR_FMT(near));
	return err_set(e, ERR_ABSENT, _("%s“%.*s”"), words, STR_FMT(name));
}

enum err_code
catalog_form(
	struct catalog *c, str id, const struct form **out, struct err *e)
{
	scan(c);
	struct source *s = find_source(&c->forms, id);
	if (!s)
		return absent(&c->forms, id, _("没有表单"), e);
	if (!s->tried)
		load_form(c, s);
	if (s->form) {
		*out = s->form;
		return ERR_OK;
	}
	if (e)
		*e = s->e;
	return s->e.code != ERR_OK
		? s->e.code
		: err_set(e, ERR_INPUT, _("表单“%.*s”正在载入"), STR_FMT(id));
}

enum err_code
catalog_list(struct catalog *c, str name, const struct choice_list **out,
	struct err *e)
{
	scan(c);
	struct source *s = find_source(&c->lists, name);
	if (!s)
		return absent(&c->lists, name, _("没有代码表"), e);
	if (!s->tried)
		load_list(c, s);
	if (s->list) {
		*out = s->list;
		return ERR_OK;
	}
	if (e)
		*e = s->e;
	return s->e.code;
}

size_t
catalog_faults(struct catalog *c, const str **out)
{
	const struct catalog_item *items;
	(void)catalog_items(c, &items); /* loads what may be broken */
	*out = c->fault;
	return c->n_fault;
}

bool
catalog_file(const char *path, str *out)
{
	for (const struct embed *f = embed_forms; f->path; f++) {
		if (strcmp(f->path, path) != 0)
			continue;
		*out = (str){(const char *)f->data, f->size};
		return true;
	}
	return false;
}
