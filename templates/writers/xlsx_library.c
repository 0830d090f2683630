// SPDX-License-Identifier: MIT
#define XLSX_LIBRARY_C
#include "templates/writers/xlsx_library.h"

#include <dlfcn.h>
#include <string.h>

#include "store/lang.h"

struct xlsx_library xlsx_library;

/* POSIX's way from an object's address to a function's. */
static bool
find(void *library, const char *name, void *pointer)
{
	void *at = dlsym(library, name);
	memcpy(pointer, &at, sizeof(at));
	return at != NULL;
}

enum err_code
xlsx_load(struct err *e)
{
	static bool loaded;
	if (loaded)
		return ERR_OK;
	void *library = dlopen(XLSX_LIBRARY, RTLD_NOW | RTLD_LOCAL);
	bool all = library != NULL;
#define FIND(name) all = all && find(library, #name, &xlsx_library.name);
	XLSX_CALLS(FIND)
	if (!all)
		return err_set(
			e, ERR_IO, _("写不了表格文件：缺 %s"), XLSX_LIBRARY);
	loaded = true;
	return ERR_OK;
}
