// SPDX-License-Identifier: MIT
#include "tests/faults/replay.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NEVER SIZE_MAX
#define SECTOR 512

/* Something done to a file's bytes or to a folder's names. */
struct op {
	size_t at;      /* which event */
	size_t durable; /* the event from which on it survives a cut */
	char what;      /* W T X, or + - for a name */
	long long off;  /* or the size */
	size_t n;
	const char *bytes; /* or the name */
	size_t node;       /* whose name */
};

struct node {
	unsigned long long ino;
	bool folder;
	struct op *ops;
	size_t n;
	size_t cap;
};

struct event {
	char kind;
	const char *words;
};

struct replay {
	char *log;
	struct node *nodes;
	size_t n_nodes;
	struct event *events;
	size_t n;
	size_t *points;
	size_t n_points;
	enum syncs honest;
};

static _Noreturn void
stop(const char *what, const char *more)
{
	printf("FAIL: %s: %s\n", what, more);
	exit(1);
}

static void *
more_of(void *p, size_t n, size_t size)
{
	void *grown = realloc(p, n * size);

	if (!grown)
		stop("memory", "");
	return grown;
}

static struct node *
find(struct replay *r, unsigned long long ino)
{
	/* the latest: numbers are used again */
	for (size_t i = r->n_nodes; i-- > 0;)
		if (r->nodes[i].ino == ino)
			return &r->nodes[i];
	return NULL;
}

static size_t
add_node(struct replay *r, unsigned long long ino, bool folder)
{
	r->nodes = more_of(r->nodes, r->n_nodes + 1, sizeof *r->nodes);
	r->nodes[r->n_nodes] = (struct node){.ino = ino, .folder = folder};
	return r->n_nodes++;
}

static struct op *
add_op(struct replay *r, struct node *f, char what)
{
	if (f->n == f->cap) {
		f->cap = 2 * f->cap + 16;
		f->ops = more_of(f->ops, f->cap, sizeof *f->ops);
	}
	f->ops[f->n] = (struct op){
		.at = r->n, .durable = NEVER, .what = what, .node = NEVER};
	return &f->ops[f->n++];
}

/* Which node a name means after all that happened. */
static size_t
lookup(const struct node *f, const char *name)
{
	for (size_t i = f->n; i-- > 0;)
		if (strcmp(f->ops[i].bytes, name) == 0)
			return f->ops[i].what == '+' ? f->ops[i].node : NEVER;
	return NEVER;
}

static void
add_name(struct replay *r, struct node *dir, char what, const char *name,
	size_t node)
{
	struct op *op = add_op(r, dir, what);

	op->bytes = name;
	op->node = node;
}

static void
add_point(struct replay *r, size_t at)
{
	r->points = more_of(r->points, r->n_points + 1, sizeof *r->points);
	r->points[r->n_points++] = at;
}

static void
sync_node(struct replay *r, struct node *f)
{
	if (r->honest == SYNC_NONE || (r->honest == SYNC_FILES && f->folder))
		return;
	for (size_t i = f->n; i-- > 0;)
		if (f->ops[i].durable == NEVER)
			f->ops[i].durable = r->n + 1;
}

static void
rename_event(struct replay *r, unsigned long long from, unsigned long long to,
	char *names)
{
	char *second = strchr(names, '/');
	struct node *a = find(r, from);
	struct node *b = find(r, to);
	size_t node;

	*second++ = '\0';
	node = a ? lookup(a, names) : NEVER;
	if (a)
		add_name(r, a, '-', names, NEVER);
	if (b && node != NEVER)
		add_name(r, b, '+', second, node);
}

/* One line; returns where the next begins. */
static char *
take(struct replay *r, char *line, char *end)
{
	char *next = memchr(line, '\n', (size_t)(end - line));
	unsigned long long a = 0;
	unsigned long long b = 0;
	unsigned long long n = 0;
	int at = 0;
	struct node *f;

	if (!next)
		stop("log", "cut short");
	*next++ = '\0';
	r->events = more_of(r->events, r->n + 1, sizeof *r->events);
	r->events[r->n] = (struct event){line[0], line + 2};
	if (line[0] != 'P' && sscanf(line + 2, "%llu %n%llu %n%llu", &a, &at,
				      &b, &at, &n) < 1)
		stop("log", line);
	f = find(r, a);
	switch (line[0]) {
	case 'R':
		add_node(r, a, true);
		break;
	case 'C':
	case 'D':
		if (f) {
			size_t dir = (size_t)(f - r->nodes);
			size_t made = add_node(r, b, line[0] == 'D');

			add_name(r, &r->nodes[dir], '+', line + 2 + at, made);
		}
		break;
	case 'L':
		if (f && find(r, b))
			add_name(r, f, '+', line + 2 + at,
				(size_t)(find(r, b) - r->nodes));
		break;
	case 'U':
		if (f)
			add_name(r, f, '-', strchr(line + 2, ' ') + 1, NEVER);
		break;
	case 'M':
		rename_event(r, a, b, line + 2 + at);
		break;
	case 'W':
	case 'V':
		if (f && !f->folder) {
			struct op *op = add_op(r, f, 'W');

			op->off = (long long)b;
			op->n = n;
			op->bytes = next;
			if (line[0] == 'V' && r->honest != SYNC_NONE)
				op->durable = r->n + 1;
		}
		next += n;
		break;
	case 'T':
	case 'X':
		if (f)
			add_op(r, f, line[0])->off = (long long)b;
		break;
	case 'S':
		if (f)
			sync_node(r, f);
		break;
	default:;
	}
	if (f && strchr("SV", line[0])) {
		add_point(r, r->n);
		add_point(r, r->n + 1);
	}
	r->n++;
	return next;
}

struct replay *
replay_load(const char *path, enum syncs honest)
{
	struct replay *r = more_of(NULL, 1, sizeof *r);
	int fd = open(path, O_RDONLY);
	struct stat st;
	char *at;

	*r = (struct replay){.honest = honest};
	if (fd < 0 || fstat(fd, &st) != 0)
		stop(path, strerror(errno));
	r->log = more_of(NULL, (size_t)st.st_size + 1, 1);
	if (read(fd, r->log, (size_t)st.st_size) != st.st_size)
		stop(path, "cannot be read whole");
	close(fd);
	for (at = r->log; at < r->log + st.st_size;)
		at = take(r, at, r->log + st.st_size);
	return r;
}

size_t
replay_events(const struct replay *r)
{
	return r->n;
}

size_t
replay_points(const struct replay *r, const size_t **points)
{
	*points = r->points;
	return r->n_points;
}

bool
replay_promise(const struct replay *r, const struct cut *c, size_t *at,
	char *kind, const char **words)
{
	while (*at < c->at && *at < r->n) {
		const struct event *e = &r->events[(*at)++];

		if (e->kind == 'A' || e->kind == 'P') {
			*kind = e->kind;
			*words = e->words;
			return true;
		}
	}
	return false;
}

/* --- the disk after the cut
 * --------------------------------------------------- */

struct play {
	const struct replay *r;
	const struct cut *c;
	uint32_t seed;
};

static uint32_t
draw(struct play *p, uint32_t below)
{
	p->seed = p->seed * 1664525u + 1013904223u;
	return (p->seed >> 8) % below;
}

static bool
kept(struct play *p, const struct op *op)
{
	if (op->at >= p->c->at)
		return false;
	if (op->durable <= p->c->at)
		return true;
	if (op->what == '+' || op->what == '-')
		return !p->c->names_late ||
		       (p->c->data >= LEFT_SOME && draw(p, 2) == 0);
	return p->c->data == LEFT_ALL ||
	       (p->c->data >= LEFT_SOME && draw(p, 2) == 0);
}

/* A write under way tears between sectors. */
static size_t
tear(struct play *p, const struct op *op)
{
	if (p->c->data != LEFT_TORN || op->durable <= p->c->at ||
		op->n <= SECTOR)
		return op->n;
	return SECTOR * (1 + draw(p, (uint32_t)(op->n / SECTOR)));
}

static void
write_file(struct play *p, const struct node *f, const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
	struct stat st;

	if (fd < 0)
		stop(path, strerror(errno));
	for (size_t i = 0; i < f->n; i++) {
		const struct op *op = &f->ops[i];
		size_t n;

		if (!kept(p, op))
			continue;
		n = tear(p, op);
		if (op->what == 'W' &&
			pwrite(fd, op->bytes, n, op->off) != (ssize_t)n)
			stop(path, strerror(errno));
		if (op->what == 'T' ||
			(op->what == 'X' && fstat(fd, &st) == 0 &&
				st.st_size < op->off))
			if (ftruncate(fd, op->off) != 0)
				stop(path, strerror(errno));
	}
	close(fd);
}

static void write_folder(struct play *p, size_t node, const char *path);

static void
write_names(struct play *p, const struct node *f, const char *path,
	const bool *keep, size_t i)
{
	char name[4096];
	const struct op *op = &f->ops[i];
	const struct node *is;

	if (!keep[i] || op->what != '+')
		return;
	for (size_t k = i + 1; k < f->n; k++)
		if (keep[k] && strcmp(f->ops[k].bytes, op->bytes) == 0)
			return; /* something newer was done to it */
	is = &p->r->nodes[op->node];
	snprintf(name, sizeof name, "%s/%s", path, op->bytes);
	if (is->folder)
		write_folder(p, op->node, name);
	else
		write_file(p, is, name);
}

static void
write_folder(struct play *p, size_t node, const char *path)
{
	const struct node *f = &p->r->nodes[node];
	bool *keep = more_of(NULL, f->n + 1, sizeof *keep);

	if (mkdir(path, 0700) != 0 && errno != EEXIST)
		stop(path, strerror(errno));
	for (size_t i = 0; i < f->n; i++) {
		/* both halves of a rename happen, or neither */
		bool pair = i > 0 && f->ops[i - 1].at == f->ops[i].at;

		keep[i] = pair && f->ops[i].durable == f->ops[i - 1].durable
				  ? keep[i - 1]
				  : kept(p, &f->ops[i]);
	}
	for (size_t i = 0; i < f->n; i++)
		write_names(p, f, path, keep, i);
	free(keep);
}

void
replay_write(const struct replay *r, const struct cut *c, const char *into)
{
	struct play p = {.r = r, .c = c, .seed = c->seed};

	write_folder(&p, 0, into);
}
