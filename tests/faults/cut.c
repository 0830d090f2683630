// SPDX-License-Identifier: MIT
/*
 * The power is cut at some moment of a recorded story (record.c, cut.sh):
 * what the disk would hold is written out (replay.c) and opened. Every
 * promise made before must be kept.
 *
 *	cut N LOG DIR WORK       N cuts; WORK is where it happened
 *	cut control N LOG DIR WORK  as if no sync, then as if no folder's sync
 *	                         had ever reached the disk: must be caught
 *	cut whole LOG DIR        only write out what stands at the end
 */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/backup.h"
#include "store/guard.h"
#include "store/store.h"
#include "tests/faults/replay.h"

#define MOST 4000

struct saved {
	char id[37];
	uint32_t rev;
};

/* What must hold of one store. */
struct promise {
	char dir[64];
	bool made; /* it must open */
	char user[64];
	char pass[2][64]; /* the first that opens; the second may be "" */
	char gone[64];    /* an account that must not get in */
	char gone_pass[64];
	size_t count[2]; /* live records of form kn: one of these; 0: any */
	struct saved v[MOST]; /* records it must hold, by number of saves */
	size_t n;
};

struct story {
	struct promise store; /* the first one */
	struct promise copy;  /* made of it by restore or repair */
	size_t marked;        /* records when the copy was begun */
	char backups[64];
	bool has_backup;
	char said[512]; /* the file being acknowledged in */
	size_t seen;    /* bytes of it */
};

static char why[600];

static bool
bad(const char *what, const char *more)
{
	snprintf(why, sizeof why, "%s: %s", what, more);
	return false;
}

/* --- what was promised
 * -------------------------------------------------------- */

static void
acknowledge(struct promise *p, const char *id)
{
	for (size_t i = 0; i < p->n; i++)
		if (strcmp(p->v[i].id, id) == 0) {
			p->v[i].rev++;
			return;
		}
	if (p->n == MOST)
		abort();
	snprintf(p->v[p->n].id, sizeof p->v->id, "%.36s", id);
	p->v[p->n++].rev = 1;
}

/* The new lines "ACK id" of a file of which `size` bytes had been written. */
static void
hear(struct story *s, const char *words)
{
	char path[512];
	char *bytes;
	size_t size;
	int fd;

	if (sscanf(words, "%zu %511[^\n]", &size, path) != 2)
		abort();
	if (strcmp(path, s->said) != 0)
		s->seen = 0;
	snprintf(s->said, sizeof s->said, "%s", path);
	if (size <= s->seen)
		return;
	bytes = calloc(1, size + 1);
	fd = open(path, O_RDONLY);
	if (!bytes || fd < 0 || read(fd, bytes, size) != (ssize_t)size) {
		printf("FAIL: cannot read %s\n", path);
		exit(1);
	}
	close(fd);
	for (char *at = strstr(bytes + s->seen, "ACK "); at;
		at = strstr(at + 1, "ACK "))
		acknowledge(&s->store, at + 4);
	s->seen = size;
	free(bytes);
}

static void
agree(struct story *s, const char *words)
{
	char kind[16] = "";
	char a[64] = "";
	char b[64] = "";
	char c[64] = "";
	struct promise *p;

	sscanf(words, "%15s %63s %63s %63[^\n]", kind, a, b, c);
	p = strcmp(a, s->copy.dir) == 0 ? &s->copy : &s->store;
	if (strcmp(kind, "main") == 0)
		snprintf(s->store.dir, sizeof a, "%s", a);
	else if (strcmp(kind, "copy") == 0) {
		snprintf(s->copy.dir, sizeof a, "%s", a);
		s->copy.made = false;
		s->marked = s->store.n;
	} else if (strcmp(kind, "made") == 0) {
		p->made = true;
		if (p == &s->copy) {
			memcpy(p->v, s->store.v, sizeof p->v);
			p->n = s->marked;
		}
	} else if (strcmp(kind, "pass") == 0 || strcmp(kind, "maybe") == 0) {
		bool sure = kind[0] == 'p';

		snprintf(p->user, sizeof b, "%s", b);
		if (sure)
			p->pass[1][0] = '\0';
		snprintf(p->pass[!sure], sizeof c, "%s", c);
	} else if (strcmp(kind, "count") == 0) {
		p->count[0] = strtoul(b, NULL, 10);
		p->count[1] = strtoul(c, NULL, 10);
	} else if (strcmp(kind, "gone") == 0) {
		snprintf(p->gone, sizeof b, "%s", b);
		snprintf(p->gone_pass, sizeof c, "%s", c);
	} else if (strcmp(kind, "into") == 0)
		snprintf(s->backups, sizeof a, "%s", a);
	else if (strcmp(kind, "backup") == 0)
		s->has_backup = true;
	else {
		printf("FAIL: promise “%s”\n", words);
		exit(1);
	}
}

static void
promises(const struct replay *r, const struct cut *c, struct story *s)
{
	size_t at = 0;
	const char *words;
	char kind;

	memset(s, 0, sizeof *s);
	while (replay_promise(r, c, &at, &kind, &words)) {
		if (kind == 'A')
			hear(s, words);
		else
			agree(s, words);
	}
}

/* --- are they kept?
 * ------------------------------------------------------------ */

static enum err_code
open_by(const struct promise *p, const char *dir, struct store **out,
	struct err *e)
{
	enum err_code code = store_open(dir, false, out, e);

	for (int i = 0; i < 2 && code == ERR_OK; i++) {
		if (p->pass[i][0] == '\0')
			continue;
		code = store_login(
			*out, str_of(p->user), str_of(p->pass[i]), e);
		if (code != ERR_DENIED)
			return code;
		code = ERR_OK;
	}
	return code ? code : ERR_DENIED;
}

static bool
holds(const struct promise *p, struct store *s)
{
	struct arena *a = arena_new();
	struct store_txn *t;
	size_t n;
	struct err e;

	if (store_verify(s, true, NULL, NULL, NULL, &e) != ERR_OK)
		return bad("verify", e.words);
	if (store_read(s, &t, &e) != ERR_OK)
		return bad("read", e.words);
	for (size_t i = 0; i < p->n; i++) {
		struct record r;
		struct id id;

		arena_reset(a);
		if (!id_parse(str_of(p->v[i].id), &id) ||
			store_get(t, id, a, &r, &e) != ERR_OK)
			return bad("lost", p->v[i].id);
		if (r.rev < p->v[i].rev)
			return bad("an older version", p->v[i].id);
	}
	if (store_count(t, STR("kn"), &n, &e) != ERR_OK)
		return bad("count", e.words);
	if (p->count[0] && n != p->count[0] && n != p->count[1])
		return bad("half an import", p->dir);
	store_done(t);
	arena_free(a);
	return true;
}

/* A store that was never promised: whole, or it can be made. */
static bool
can_be_made(const struct promise *p, const char *dir)
{
	struct station st = {.code = STR("50015200100101"),
		.name = STR("cut"),
		.kind = STR("test")};
	struct store_head head = {str_of(p->user), str_of(p->pass[0])};
	struct store *s;
	struct err e;

	if (store_create(dir, &st, &head, NULL, &e) != ERR_OK)
		return bad("neither opens nor can be made", e.words);
	if (open_by(p, dir, &s, &e) != ERR_OK)
		return bad("made again, does not open", e.words);
	store_close(s);
	return true;
}

static bool
check_store(const struct promise *p, const char *disk, bool fresh)
{
	char dir[4200];
	struct store *s;
	struct err e;
	enum err_code code;

	if (p->dir[0] == '\0')
		return true;
	snprintf(dir, sizeof dir, "%s/%s", disk, p->dir);
	code = open_by(p, dir, &s, &e);
	if (code != ERR_OK && p->made)
		return bad("does not open", e.words);
	if (code != ERR_OK && e.words[0] == '\0')
		return bad("refused without words", dir);
	if (code != ERR_OK)
		return !fresh || can_be_made(p, dir);
	if (!holds(p, s))
		return false;
	store_close(s);
	if (p->gone[0] == '\0')
		return true;
	code = store_open(dir, false, &s, &e);
	if (code == ERR_OK)
		code = store_login(
			s, str_of(p->gone), str_of(p->gone_pass), &e);
	return code == ERR_DENIED ? true
				  : bad("who was revoked gets in", p->gone);
}

/* Each backup that has its name is whole: it restores, in full. */
static bool
check_backups(const struct story *s, const char *disk)
{
	char folder[4200];
	DIR *dir;
	int good = 0;

	if (s->backups[0] == '\0')
		return true;
	snprintf(folder, sizeof folder, "%s/%s", disk, s->backups);
	dir = opendir(folder);
	for (struct dirent *d = dir ? readdir(dir) : NULL; d;
		d = readdir(dir)) {
		char file[4600];
		char into[4300];
		struct backup_report report;
		struct err e;

		if (!strstr(d->d_name, ".zmb") || d->d_name[0] == '.')
			continue;
		snprintf(file, sizeof file, "%s/%s", folder, d->d_name);
		snprintf(into, sizeof into, "%s/again%d", disk, good);
		struct restore how = {.file = file,
			.into = into,
			.user = str_of(s->store.user),
			.password = str_of(s->store.pass[0])};
		enum err_code code = store_restore(&how, &report, &e);
		if (code == ERR_DENIED && s->store.pass[1][0]) {
			how.password = str_of(s->store.pass[1]);
			code = store_restore(&how, &report, &e);
		}
		/* made under a password of before: whole all the same */
		if (code != ERR_OK && code != ERR_DENIED)
			return bad("a backup does not restore", e.words);
		good++;
	}
	if (dir)
		closedir(dir);
	return good > 0 || !s->has_backup ? true : bad("no backup", folder);
}

/* By the program itself, as whoever opens it next. */
static bool
check_program(const struct promise *p, const char *disk)
{
	char command[9000];
	int rc = 5;

	for (int i = 0; i < 2 && rc == 5; i++) {
		snprintf(command, sizeof command,
			"echo '%s' | \"$XINZHAN\" --data '%s/%s' --user '%s' "
			"--password-fd 0 verify --full >/dev/null 2>&1",
			p->pass[i], disk, p->dir, p->user);
		rc = WEXITSTATUS(system(command));
	}
	return rc == 0 ? true : bad("xinzhan verify --full", command);
}

static void
remove_tree(const char *path)
{
	char command[4300];

	snprintf(command, sizeof command, "rm -rf '%s'", path);
	if (system(command) != 0)
		abort();
}

/* 0: kept. In a child: what it reads may be anything. */
static int
try_cut(const struct replay *r, const struct cut *c, const char *disk)
{
	static struct story s;
	int status = 0;
	int end[2];
	pid_t child;
	ssize_t n;

	remove_tree(disk);
	replay_write(r, c, disk);
	promises(r, c, &s);
	if (pipe(end) != 0)
		abort();
	fflush(stdout);
	child = fork();
	if (child == 0) {
		alarm(60);
		if (!freopen("/dev/null", "w", stderr))
			_exit(9);
		bool fine = check_store(&s.store, disk, true) &&
			    check_store(&s.copy, disk, false) &&
			    (c->seed % 16 || !s.store.made ||
				    check_program(&s.store, disk)) &&
			    (c->seed % 4 || check_backups(&s, disk));
		if (!fine && write(end[1], why, sizeof why) < 0)
			_exit(9);
		_exit(!fine);
	}
	close(end[1]);
	why[0] = '\0';
	n = read(end[0], why, sizeof why);
	close(end[0]);
	waitpid(child, &status, 0);
	if (n <= 0 && status != 0)
		snprintf(why, sizeof why, "ended by status %x", status);
	return status != 0;
}

/* --- which cuts
 * ------------------------------------------------------------------ */

static uint32_t seed = 20221220;

static uint32_t
draw(size_t below)
{
	seed = seed * 1664525u + 1013904223u;
	return (uint32_t)((seed >> 8) % below);
}

/* Next to the syncs first, each with every model, in no order; then, with
 * one in four anyway, somewhere in between. */
static struct cut
choose(const struct replay *r, size_t i, size_t of)
{
	const size_t *points;
	size_t n = replay_points(r, &points);
	size_t all = n * LEFTS * 2;
	size_t step = all > of ? all / of : 1;
	size_t k = (i * step + draw(step)) % all;
	struct cut c = {.seed = draw(1 << 20)};

	c.at = i % 4 == 3 || i >= all ? draw(replay_events(r) + 1)
				      : points[k / (LEFTS * 2)];
	c.data = (enum left)(k / 2 % LEFTS);
	c.names_late = k % 2;
	return c;
}

static size_t
cuts(const char *log, enum syncs honest, size_t trials, const char *disk,
	bool loud)
{
	struct replay *r = replay_load(log, honest);
	size_t broken = 0;
	const size_t *points;

	for (size_t i = 0; i < trials; i++) {
		struct cut c = choose(r, i, trials);

		if (!try_cut(r, &c, disk))
			continue;
		broken++;
		if (loud)
			printf("FAIL: cut %zu, after event %zu, data %d, "
			       "names %d, seed %u: %s\n",
				i, c.at, (int)c.data, c.names_late,
				(unsigned)c.seed, why);
		if (loud && broken == 5)
			break;
	}
	remove_tree(disk);
	if (loud)
		printf("%zu cuts in %zu events with %zu syncs: %zu broken "
		       "promises\n",
			trials, replay_events(r), replay_points(r, &points) / 2,
			broken);
	return broken;
}

static int
control(const char *log, size_t trials, const char *disk)
{
	size_t none = cuts(log, SYNC_NONE, trials, disk, false);
	size_t files = cuts(log, SYNC_FILES, trials, disk, false);

	printf("without syncs %zu of %zu cuts break promises, without the "
	       "folders' %zu\n",
		none, trials, files);
	return none > 0 && files > 0 ? 0 : 1;
}

int
main(int argc, char **argv)
{
	char disk[4096];

	if (argc == 4 && strcmp(argv[1], "whole") == 0) {
		struct replay *r = replay_load(argv[2], SYNC_ALL);
		struct cut end = {.at = replay_events(r), .data = LEFT_ALL};

		replay_write(r, &end, argv[3]);
		return 0;
	}
	if (argc == 5 && strcmp(argv[1], "control") == 0) {
		snprintf(disk, sizeof disk, "%s/disk", argv[4]);
		return control(argv[3], strtoul(argv[2], NULL, 10), disk);
	}
	if (argc != 4)
		return 2;
	snprintf(disk, sizeof disk, "%s/disk", argv[3]);
	return cuts(argv[2], SYNC_ALL, strtoul(argv[1], NULL, 10), disk, true) >
	       0;
}
