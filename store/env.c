// SPDX-License-Identifier: MIT
#include "store/env.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/statvfs.h>

#include "store/lang.h"
#include "store/whole.h"

#define READERS 32
#define TABLES_MOST 32
#define MIB ((size_t)1 << 20)
/* Address space only: the file grows as it is filled. */
#if SIZE_MAX > UINT32_MAX
#define MAP_FIRST (4096 * MIB)
#define MAP_MOST (16384 * MIB)
#else
#define MAP_FIRST (256 * MIB)
#define MAP_MOST (1280 * MIB)
#endif
#define MAP_LEAST (64 * MIB)

size_t env_first_map;

static const char *const names[TABLES] = {"hdr", "name", "rec", "ver", "date",
	"all", "ref", "latest", "unique", "serial", "draft", "count", "slot",
	"user", "grant", "login", "aud", "seal", "note", "file", "import",
	"period", "paper", "undone"};

#define DAMAGED N_("数据文件已损坏：请停止录入，用备份恢复")

static const struct {
	int rc;
	enum err_code code;
	const char *words;
} meanings[] = {
	{MDB_KEYEXIST, ERR_CORRUPT, N_("数据文件里有重复的键")},
	{MDB_NOTFOUND, ERR_CORRUPT, N_("数据文件里少了应有的内容")},
	{MDB_PAGE_NOTFOUND, ERR_CORRUPT, DAMAGED},
	{MDB_CORRUPTED, ERR_CORRUPT, DAMAGED},
	{MDB_PANIC, ERR_IO, N_("上一次写盘失败，这次没有保存；请再试一次")},
	{MDB_VERSION_MISMATCH, ERR_VERSION,
		N_("数据文件由更新的版本写成，请升级本程序")},
	{MDB_INVALID, ERR_CORRUPT,
		N_("data.mdb 不是本程序的数据文件，或已损坏")},
	{MDB_MAP_FULL, ERR_FULL, N_("数据文件已到最大容量")},
	{MDB_DBS_FULL, ERR_VERSION, N_("数据文件里的表太多，请升级本程序")},
	{MDB_READERS_FULL, ERR_BUSY, N_("同时打开数据的程序太多，请稍后再试")},
	{MDB_TLS_FULL, ERR_IO, N_("系统资源不足")},
	{MDB_TXN_FULL, ERR_LIMIT, N_("一次写入太多，请分批")},
	{MDB_CURSOR_FULL, ERR_CORRUPT, DAMAGED},
	{MDB_PAGE_FULL, ERR_CORRUPT, DAMAGED},
	{MDB_MAP_RESIZED, ERR_BUSY, N_("另一个程序扩大了数据文件，请再试一次")},
	{MDB_INCOMPATIBLE, ERR_CORRUPT, N_("数据文件里的表与本程序不符")},
	{MDB_BAD_RSLOT, ERR_BUSY, N_("读取位置失效，请再试一次")},
	{MDB_BAD_TXN, ERR_IO, N_("这次写入中途失败，没有保存；请再试一次")},
	{MDB_BAD_VALSIZE, ERR_LIMIT, N_("内容太长，存不下")},
	{MDB_BAD_DBI, ERR_IO, N_("数据文件的表失效，请重新打开")},
	{EROFS, ERR_IO, N_("磁盘是只读的，没有保存")},
	{EACCES, ERR_IO, N_("没有读写数据文件的权限")},
	{EPERM, ERR_IO, N_("没有读写数据文件的权限")},
	{ENOMEM, ERR_IO, N_("内存不足")},
	{EFBIG, ERR_FULL, N_("数据文件达到了系统允许的最大值，没有保存")},
	{ENOSPC, ERR_FULL, N_("磁盘已满，没有保存；请腾出空间再试")},
#ifdef EDQUOT
	{EDQUOT, ERR_FULL, N_("磁盘配额已满，没有保存；请腾出空间再试")},
#endif
};

/* LMDB reports a short write as EIO: a full disk often comes that way. */
static bool
disk_is_full(const struct env *env)
{
	struct statvfs fs;

	if (statvfs(env->path, &fs) != 0)
		return false;
	return (uint64_t)fs.f_bavail * fs.f_frsize < MIB;
}

enum err_code
env_fail(const struct env *env, int rc, struct err *e)
{
	if (rc == EIO && disk_is_full(env))
		rc = ENOSPC;
	for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++)
		if (meanings[i].rc == rc)
			return err_set(e, meanings[i].code, "%s",
				_(meanings[i].words));
	errno = rc > 0 ? rc : EIO;
	return err_errno(e, _("读写数据文件出错"), env->path);
}

static int
begin(struct env *env, bool write, MDB_txn **out)
{
	unsigned flags = write ? 0 : MDB_RDONLY;
	int rc = mdb_txn_begin(env->mdb, NULL, flags, out);

	if (rc == MDB_MAP_RESIZED && env->readers == 0) {
		mdb_env_set_mapsize(env->mdb, 0);
		rc = mdb_txn_begin(env->mdb, NULL, flags, out);
	}
	if (rc == MDB_READERS_FULL || rc == MDB_BAD_RSLOT) {
		env_clear_dead_readers(env);
		rc = mdb_txn_begin(env->mdb, NULL, flags, out);
	}
	return rc;
}

/* A store of an older version lacks the tables that came after it. */
static int
open_table(struct env *env, MDB_txn *txn, int t, bool create, bool *lacks)
{
	int rc = mdb_dbi_open(
		txn, names[t], create ? MDB_CREATE : 0, &env->dbi[t]);

	if (rc != MDB_NOTFOUND || t < TABLES_FIRST)
		return rc;
	env->dbi[t] = NO_TABLE;
	*lacks = true;
	return 0;
}

/* The tables are opened once; their handles serve every transaction. */
static int
open_tables(struct env *env, bool create)
{
	bool lacks = false;
	MDB_txn *txn;
	int rc = begin(env, create, &txn);

	if (rc != 0)
		return rc;
	for (int t = 0; t < TABLES && rc == 0; t++)
		rc = open_table(env, txn, t, create, &lacks);
	if (rc == 0 && lacks && !(env->flags & ENV_READONLY)) {
		mdb_txn_abort(txn);
		return open_tables(env, true);
	}
	if (rc == 0)
		return mdb_txn_commit(txn);
	mdb_txn_abort(txn);
	return rc;
}

/* LMDB found a page that cannot be, and would abort. */
static void
impossible(MDB_env *mdb, const char *what)
{
	(void)mdb;
	(void)what;
	die_damaged();
}

static int
open_once(struct env *env, size_t map)
{
	unsigned flags = MDB_NOSUBDIR | MDB_NOTLS;
	int rc = mdb_env_create(&env->mdb);

	if (rc != 0)
		return rc;
	/* NOTLS: a slot of the reader table per transaction, not per thread,
	 * so that a read may happen inside another. */
	if (env->flags & ENV_READONLY)
		flags |= MDB_RDONLY;
	if (env->flags & ENV_PRIVATE)
		flags |= MDB_NOLOCK;
	mdb_env_set_assert(env->mdb, impossible);
	mdb_env_set_maxreaders(env->mdb, READERS);
	mdb_env_set_maxdbs(env->mdb, TABLES_MOST);
	mdb_env_set_mapsize(env->mdb, map);
	rc = mdb_env_open(env->mdb, env->path, flags, 0600);
	if (rc != 0) {
		mdb_env_close(env->mdb);
		env->mdb = NULL;
	}
	return rc;
}

static int
open_mapped(struct env *env)
{
	size_t map = env_first_map ? env_first_map : MAP_FIRST;
	int rc = open_once(env, map);

	/* Little address space (ulimit -v): start smaller, grow later. */
	while (rc == ENOMEM && map > MAP_LEAST)
		rc = open_once(env, map /= 4);
	/* A folder of our own that we made read-only has no place for a lock
	 * file. Nobody can be writing there, so none is needed. */
	if (rc == EACCES && env->flags == ENV_READONLY) {
		env->flags |= ENV_PRIVATE;
		rc = open_once(env, map);
	}
	if (rc != 0)
		return rc;
	fcntl(env_fd(env), F_SETFD, FD_CLOEXEC);
	rc = whole_check(env->mdb, env->path);
	if (rc != 0)
		return rc;
	env_clear_dead_readers(env);
	rc = open_tables(env, env->flags & ENV_CREATE);
	return rc == MDB_NOTFOUND ? MDB_INVALID : rc;
}

enum err_code
env_open(struct env *env, const char *path, unsigned flags, struct err *e)
{
	int rc = 0;

	*env = (struct env){.path = path, .flags = flags};
	if (!(flags & ENV_CREATE))
		rc = whole_look(path, flags & ENV_PRIVATE);
	if (rc == 0)
		rc = open_mapped(env);
	if (rc == 0) {
		env->flags &= ~(unsigned)ENV_CREATE;
		return ERR_OK;
	}
	env_close(env);
	return env_fail(env, rc, e);
}

void
env_close(struct env *env)
{
	if (env->mdb)
		mdb_env_close(env->mdb);
	env->mdb = NULL;
}

/* LMDB may refuse everything after a failed write of its meta page, and a
 * failed sync may have dropped pages: only a fresh environment is known to
 * say what is on the disk. */
static int
reopen(struct env *env)
{
	int rc;

	if (env->readers > 0)
		return MDB_PANIC;
	env_close(env);
	rc = open_mapped(env);
	if (rc == 0)
		env->broken = false;
	else
		env_close(env);
	return rc;
}

enum err_code
env_begin(struct env *env, bool write, MDB_txn **out, struct err *e)
{
	int rc = 0;

	if (env->broken)
		rc = reopen(env);
	if (rc == 0)
		rc = begin(env, write, out);
	if (rc == MDB_PANIC && !env->broken) {
		env->broken = true;
		rc = reopen(env);
		if (rc == 0)
			rc = begin(env, write, out);
	}
	if (rc != 0)
		return env_fail(env, rc, e);
	env->readers += !write;
	return ERR_OK;
}

void
env_end(struct env *env, MDB_txn *txn, bool write)
{
	mdb_txn_abort(txn);
	env->readers -= !write;
}

int
env_commit(struct env *env, MDB_txn *txn)
{
	int rc = mdb_txn_commit(txn);

	/* A full map is found out before anything is written. */
	if (rc == 0 || rc == MDB_MAP_FULL)
		return rc;
	env->broken = true;
	(void)reopen(env); /* if not now, then at the next begin */
	return rc;
}

enum err_code
env_grow(struct env *env, struct err *e)
{
	MDB_envinfo info;
	size_t size;

	/* The map may move: nobody may be reading from it. */
	if (env->readers > 0)
		return env_fail(env, MDB_MAP_RESIZED, e);
	mdb_env_info(env->mdb, &info);
	size = info.me_mapsize;
	if (size >= MAP_MOST)
		return env_fail(env, MDB_MAP_FULL, e);
	size = size < MAP_FIRST || MAP_FIRST > 1024 * MIB ? size * 2
							  : size + MAP_FIRST;
	if (size > MAP_MOST)
		size = MAP_MOST;
	if (mdb_env_set_mapsize(env->mdb, size) != 0)
		return env_fail(env, ENOMEM, e);
	return ERR_OK;
}

void
env_clear_dead_readers(struct env *env)
{
	int dead = 0;

	if (env->mdb && !(env->flags & ENV_PRIVATE))
		mdb_reader_check(env->mdb, &dead);
}

const char *
env_table_name(enum table t)
{
	return names[t];
}

int
env_fd(const struct env *env)
{
	mdb_filehandle_t fd = -1;

	if (env->mdb)
		mdb_env_get_fd(env->mdb, &fd);
	return fd;
}
