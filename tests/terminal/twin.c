// SPDX-License-Identifier: MIT
#define _GNU_SOURCE
#include "tests/terminal/drive.h"

#include <stdlib.h>
#include <string.h>

/* Ids are new each time, also where they are cut. */
static void
mask(char *z)
{
	size_t n;
	for (; *z; z += n ? n : 1) {
		n = strspn(z, "0123456789abcdef");
		if (n == 6 || (n && (strncmp(z + n, "…", 3) == 0 ||
					    strncmp(z + n, "..", 2) == 0 ||
					    z[n] == '|' || z[n] == '+')))
			memset(z, 'x', n);
	}
}

void
twin_keep(void)
{
	const struct glass *g = d.pty.glass;
	int row;
	int col;
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	glass_cursor(g, &row, &col);
	fprintf(out, "== %d %dx%d cursor %d,%d\n", d.at, glass_cols(g),
		glass_rows(g), row + 1, col + 1);
	for (int i = 0; i < glass_rows(g); i++)
		fprintf(out, "%s\n", glass_row(g, i));
	fprintf(out, "==\n");
	fclose(out);
	mask(text);
	d.seen[d.at] = text;
	fprintf(d.script, "%sscreen %d\n", d.step.keys, d.at);
}

/* A list searched by digits finds ids too, and those are new each time: what
 * follows may differ. */
static bool
is_search_by_id(const char *screen)
{
	const char *at = strstr(screen, d.kind->chinese ? "查找: " : "Find: ");
	return at && at[strcspn(at, "0123456789abcdef\n")] != '\n';
}

enum same { SAME, DIFFERENT, OPEN };

static enum same
compare_one(FILE *in, int step)
{
	char want[1 << 16] = "";
	char line[8192];
	size_t n = 0;
	while (fgets(line, sizeof(line), in)) {
		size_t k = strlen(line);
		if (n + k < sizeof(want)) {
			memcpy(want + n, line, k + 1);
			n += k;
		}
		if (strcmp(line, "==\n") == 0)
			break;
	}
	mask(want);
	if (strcmp(want, d.seen[step]) == 0)
		return SAME;
	if (is_search_by_id(d.seen[step]))
		return OPEN;
	fprintf(stderr,
		"%s %dx%d width %d seed %llu step %d: the terminal shows\n%s"
		"and the key script (twin.keys)\n%s",
		d.kind->name, d.cols, d.rows, d.ambiguous,
		(unsigned long long)d.seed, step, d.seen[step], want);
	return DIFFERENT;
}

bool
twin_is_same(int steps)
{
	char command[1024];
	fclose(d.script);
	snprintf(command, sizeof(command),
		/* Settings that were chosen on the way are not its own, nor
		 * are lists that were printed. */
		"rm -f due_*.txt; XDG_CONFIG_HOME=\"$PWD/twin.config\" "
		"\"$XINZHAN\" --data '%s' --user '李梅' "
		"--now 2022-12-20T09:00 --lang %s --keys twin.keys --screen",
		d.twin, d.kind->chinese ? "zh" : "en");
	FILE *in = popen(command, "r");
	enum same same = SAME;
	int i = 0;
	while (in && same == SAME && i < steps)
		same = compare_one(in, i++);
	int rc = in ? pclose(in) : -1;
	printf("%d of %d screens like the key script's\n", i, steps);
	if (same == SAME && rc != 0)
		fprintf(stderr, "the key script ended with %d\n", rc);
	return same == OPEN || (same == SAME && rc == 0);
}
