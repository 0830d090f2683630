// SPDX-License-Identifier: MIT
#include "templates/bundle.h"

#include <archive.h>
#include <archive_entry.h>
#include <dlfcn.h>
#include <string.h>

#include "store/arena.h"
#include "store/lang.h"

/*
 * libarchive is loaded when the first bundle is written or read: it brings a
 * dozen compression libraries that no other start of the program needs.
 */
#define CALLS(CALL)                                                            \
	CALL(archive_entry_filetype)                                           \
	CALL(archive_entry_free)                                               \
	CALL(archive_entry_new)                                                \
	CALL(archive_entry_pathname)                                           \
	CALL(archive_entry_set_filetype)                                       \
	CALL(archive_entry_set_pathname)                                       \
	CALL(archive_entry_set_perm)                                           \
	CALL(archive_entry_set_size)                                           \
	CALL(archive_read_data)                                                \
	CALL(archive_read_free)                                                \
	CALL(archive_read_new)                                                 \
	CALL(archive_read_next_header)                                         \
	CALL(archive_read_open_memory)                                         \
	CALL(archive_read_support_format_zip_seekable)                         \
	CALL(archive_write_close)                                              \
	CALL(archive_write_data)                                               \
	CALL(archive_write_free)                                               \
	CALL(archive_write_header)                                             \
	CALL(archive_write_new)                                                \
	CALL(archive_write_open_memory)                                        \
	CALL(archive_write_set_format_zip)                                     \
	CALL(archive_write_zip_set_compression_deflate)
#define POINTER(name) __typeof__(&name) name;
static struct {
	CALLS(POINTER)
} lib;

/* POSIX's way from an object's address to a function's. */
static bool
find(void *library, const char *name, void *pointer)
{
	void *at = dlsym(library, name);
	memcpy(pointer, &at, sizeof(at));
	return at != NULL;
}

static enum err_code
load(struct err *e)
{
	static bool loaded;
	if (loaded)
		return ERR_OK;
	void *library = dlopen(ARCHIVE_LIBRARY, RTLD_NOW | RTLD_LOCAL);
	bool all = library != NULL;
#define FIND(name) all = all && find(library, #name, &lib.name);
	CALLS(FIND)
	if (!all)
		return err_set(e, ERR_IO, _("写不了也读不了报送包：缺 %s"),
			ARCHIVE_LIBRARY);
	loaded = true;
	return ERR_OK;
}

/* --- writing
 * ---------------------------------------------------------------------- */

/* No time is set: what is then written depends on no clock and no zone. */
static bool
put_part(struct archive *zip, const struct bundle_part *part, struct arena *a)
{
	struct archive_entry *entry = lib.archive_entry_new();
	if (!entry)
		die("%s", _("内存不足"));
	lib.archive_entry_set_pathname(entry, str_z(a, part->name));
	lib.archive_entry_set_size(entry, (int64_t)part->bytes.n);
	lib.archive_entry_set_filetype(entry, AE_IFREG);
	lib.archive_entry_set_perm(entry, 0644);
	bool good =
		lib.archive_write_header(zip, entry) == ARCHIVE_OK &&
		lib.archive_write_data(zip, part->bytes.p ? part->bytes.p : "",
			part->bytes.n) == (la_ssize_t)part->bytes.n;
	lib.archive_entry_free(entry);
	return good;
}

enum err_code
bundle_zip(const struct bundle_part *v, size_t n, struct arena *a, str *out,
	struct err *e)
{
	size_t room = 4096;
	size_t used = 0;
	enum err_code code = load(e);

	if (code)
		return code;
	for (size_t i = 0; i < n; i++)
		room += v[i].bytes.n + v[i].bytes.n / 512 + 2 * v[i].name.n +
			512;
	char *bytes = arena_alloc(a, room);
	struct archive *zip = lib.archive_write_new();
	if (!zip)
		die("%s", _("内存不足"));
	bool good = lib.archive_write_set_format_zip(zip) == ARCHIVE_OK &&
		    lib.archive_write_zip_set_compression_deflate(zip) ==
			    ARCHIVE_OK &&
		    lib.archive_write_open_memory(zip, bytes, room, &used) ==
			    ARCHIVE_OK;
	for (size_t i = 0; good && i < n; i++)
		good = put_part(zip, &v[i], a);
	good = lib.archive_write_close(zip) == ARCHIVE_OK && good;
	lib.archive_write_free(zip);
	*out = (str){bytes, used};
	if (good && used > BUNDLE_MOST)
		return err_set(e, ERR_LIMIT, _("报送包太大"));
	return good ? ERR_OK : err_set(e, ERR_IO, _("报送包写不出来"));
}

/* --- reading
 * ---------------------------------------------------------------------- */

/* A plain name: no folder, nothing that a shell or a screen could mistake. */
static bool
name_is_fine(const char *name)
{
	size_t n = name ? strlen(name) : 0;

	for (size_t i = 0; i < n; i++)
		if (!strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwx"
			    "yz0123456789._-",
			    name[i]))
			return false;
	return n > 0 && n <= 64 && name[0] != '.' && name[0] != '-';
}

struct reading {
	struct archive *zip;
	struct arena *arena;
	struct bundle_part *v;
	size_t n;
	size_t whole; /* bytes so far */
};

static enum err_code
read_part(struct reading *r, struct archive_entry *entry, struct err *e)
{
	const char *name = lib.archive_entry_pathname(entry);
	char block[16384];
	struct buf b = {.arena = r->arena};
	la_ssize_t got;

	if (!name_is_fine(name) ||
		lib.archive_entry_filetype(entry) != AE_IFREG ||
		bundle_find(r->v, r->n, str_of(name)))
		return err_set(
			e, ERR_INPUT, _("这不是报送包：里面有不该有的文件"));
	if (r->n == BUNDLE_PARTS)
		return err_set(e, ERR_LIMIT, _("报送包里的文件太多"));
	while ((got = lib.archive_read_data(r->zip, block, sizeof block)) > 0) {
		r->whole += (size_t)got;
		if (b.n + (size_t)got > BUNDLE_PART_MOST ||
			r->whole > BUNDLE_WHOLE_MOST)
			return err_set(e, ERR_LIMIT, _("报送包里的文件太大"));
		buf_add(&b, (str){block, (size_t)got});
	}
	if (got < 0)
		return err_set(e, ERR_INPUT, _("报送包坏了"));
	struct bundle_part *part = ARENA_PUSH(r->arena, r->v, r->n);
	part->name = str_dup(r->arena, str_of(name));
	part->bytes = buf_str(&b);
	return ERR_OK;
}

enum err_code
bundle_unzip(str zip, struct arena *a, struct bundle_part **v, size_t *n,
	struct err *e)
{
	struct reading r = {.arena = a};
	struct archive_entry *entry;
	int rc = ARCHIVE_OK;
	enum err_code code = load(e);

	if (code == ERR_OK && zip.n > BUNDLE_MOST)
		return err_set(e, ERR_LIMIT, _("报送包太大"));
	if (code)
		return code;
	r.zip = lib.archive_read_new();
	if (!r.zip)
		die("%s", _("内存不足"));
	if (lib.archive_read_support_format_zip_seekable(r.zip) != ARCHIVE_OK ||
		lib.archive_read_open_memory(r.zip, zip.p, zip.n) != ARCHIVE_OK)
		code = err_set(e, ERR_INPUT, _("这不是报送包"));
	while (!code && (rc = lib.archive_read_next_header(r.zip, &entry)) ==
				ARCHIVE_OK)
		code = read_part(&r, entry, e);
	if (!code && rc != ARCHIVE_EOF)
		code = err_set(e, ERR_INPUT, _("报送包坏了"));
	lib.archive_read_free(r.zip);
	*v = r.v;
	*n = r.n;
	return code;
}

const struct bundle_part *
bundle_find(const struct bundle_part *v, size_t n, str name)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(v[i].name, name))
			return &v[i];
	return NULL;
}
