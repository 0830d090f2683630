// SPDX-License-Identifier: MIT
#include "store/whole.h"

#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/child.h"

#define PATIENCE 20 /* seconds for the child */
#define TRIES 3

struct look {
	const char *path;
	bool unlocked; /* nobody else can have it open */
};

/* Pages in the file, and pages the meta page counts. */
static bool
measure(MDB_env *mdb, size_t *have, size_t *want)
{
	MDB_envinfo info;
	MDB_stat stat;
	struct stat st;
	mdb_filehandle_t fd;

	if (mdb_env_get_fd(mdb, &fd) != 0 || fstat(fd, &st) != 0 ||
		mdb_env_info(mdb, &info) != 0 || mdb_env_stat(mdb, &stat) != 0)
		return false;
	*have = (size_t)(st.st_size / stat.ms_psize);
	*want = info.me_last_pgno + 1;
	return true;
}

/* How many of the pages from `have` on are free. LMDB's table 0 lists the
 * free pages: for each transaction their count, then their numbers. */
static int
count_free(MDB_env *mdb, size_t have, size_t *n)
{
	MDB_txn *txn;
	MDB_cursor *c;
	MDB_val key;
	MDB_val value;
	int rc = mdb_txn_begin(mdb, NULL, MDB_RDONLY, &txn);

	*n = 0;
	if (rc == 0)
		rc = mdb_cursor_open(txn, 0, &c);
	while (rc == 0) {
		size_t page;
		size_t count;

		rc = mdb_cursor_get(c, &key, &value, MDB_NEXT);
		count = rc == 0 ? value.mv_size / sizeof page : 0;
		for (size_t i = 1; i < count; i++) {
			memcpy(&page, (char *)value.mv_data + i * sizeof page,
				sizeof page);
			*n += page >= have;
		}
	}
	return rc == MDB_NOTFOUND ? 0 : rc;
}

static bool
count_pages(void *arg, int out)
{
	const struct look *l = arg;
	MDB_env *mdb;
	size_t have;
	size_t want;
	size_t spare = 0;
	int rc = mdb_env_create(&mdb);

	(void)out; /* how it ends is the answer */
	/* Free pages are counted, nothing is followed: no lock is needed. */
	if (rc == 0)
		rc = mdb_env_open(mdb, l->path,
			MDB_NOSUBDIR | MDB_RDONLY | MDB_NOLOCK, 0600);
	if (rc == 0 && !measure(mdb, &have, &want))
		rc = MDB_CORRUPTED;
	if (rc == 0 && want > have)
		rc = count_free(mdb, have, &spare);
	if (rc > 0)
		_exit(CHILD_NOT);
	return rc == 0 && have + spare >= want;
}

/* The first and the last row of a table. */
static int
touch_ends(MDB_txn *txn, MDB_dbi dbi)
{
	MDB_cursor *c;
	MDB_val key;
	MDB_val value;
	unsigned sum = 0;
	int rc = mdb_cursor_open(txn, dbi, &c);

	for (int i = 0; i < 2 && rc == 0; i++) {
		rc = mdb_cursor_get(c, &key, &value, i ? MDB_LAST : MDB_FIRST);
		if (rc == MDB_NOTFOUND)
			return 0;
		for (size_t k = 0; rc == 0 && k < value.mv_size; k++)
			sum += ((const unsigned char *)value.mv_data)[k];
	}
	/* read for their own sake: the pages must be there */
	return rc == 0 && sum == UINT_MAX ? 1 : rc;
}

static bool
walk_down(void *arg, int out)
{
	const struct look *l = arg;
	unsigned flags = MDB_NOSUBDIR | MDB_RDONLY | MDB_NOTLS;
	MDB_env *mdb;
	MDB_txn *txn;
	MDB_cursor *c;
	MDB_val key;
	MDB_val value;
	MDB_dbi names;
	int rc;

	(void)out; /* how it ends is the answer */
	if (l->unlocked)
		flags |= MDB_NOLOCK;
	if (mdb_env_create(&mdb) != 0 || mdb_env_set_maxdbs(mdb, 64) != 0 ||
		mdb_env_open(mdb, l->path, flags, 0600) != 0 ||
		mdb_txn_begin(mdb, NULL, MDB_RDONLY, &txn) != 0 ||
		mdb_dbi_open(txn, NULL, 0, &names) != 0 ||
		mdb_cursor_open(txn, names, &c) != 0)
		return false;
	rc = mdb_cursor_get(c, &key, &value, MDB_FIRST);
	while (rc == 0) {
		char name[64] = "";
		MDB_dbi dbi;

		if (key.mv_size < sizeof name)
			memcpy(name, key.mv_data, key.mv_size);
		if (mdb_dbi_open(txn, name, 0, &dbi) == 0 &&
			touch_ends(txn, dbi) != 0)
			return false;
		rc = mdb_cursor_get(c, &key, &value, MDB_NEXT);
	}
	return rc == MDB_NOTFOUND;
}

static enum child_end
in_child(bool (*work)(void *arg, int out), const char *path, bool unlocked)
{
	struct look look = {path, unlocked};
	struct child child;

	child_start(&child, work, &look, PATIENCE);
	return child_wait(&child);
}

/* What can be said in words is left for the opening itself to say. */
int
whole_look(const char *path, bool unlocked)
{
	return in_child(walk_down, path, unlocked) == CHILD_DIED ? MDB_CORRUPTED
								 : 0;
}

/*
 * A healthy file may be a little short: a page taken at the end and given
 * back in the same transaction is never written. Such pages are all free;
 * a page that was cut off is not.
 */
int
whole_check(MDB_env *mdb, const char *path)
{
	enum child_end end = CHILD_BAD;
	size_t have;
	size_t want;

	/* More than once: a writer may be at work meanwhile. */
	for (int i = 0; i < TRIES && end == CHILD_BAD; i++) {
		if (!measure(mdb, &have, &want))
			return MDB_CORRUPTED;
		if (have >= want)
			return 0;
		end = in_child(count_pages, path, true);
	}
	if (end == CHILD_GOOD)
		return 0;
	return end == CHILD_NOT ? ENOMEM : MDB_CORRUPTED;
}

/* The first page: its number (a word), 8 bytes more, then LMDB's magic. */
int
whole_foreign_bits(int fd)
{
	static const uint8_t magics[2][4] = {
		{0xde, 0xc0, 0xef, 0xbe}, {0xbe, 0xef, 0xc0, 0xde}};
	static const uint32_t ours = 0xbeefc0de;
	uint8_t page[20];

	if (pread(fd, page, sizeof page, 0) != (ssize_t)sizeof page ||
		memcmp(page + sizeof(size_t) + 8, &ours, sizeof ours) == 0)
		return 0;
	for (int bits = 32; bits <= 64; bits += 32)
		for (int i = 0; i < 2; i++)
			if (memcmp(page + bits / 8 + 8, magics[i], 4) == 0)
				return bits;
	return 0;
}
