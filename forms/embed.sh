# SPDX-License-Identifier: MIT
# Writes a C table of files to stdout: embed.sh NAME FILE...
name=$1
shift
printf '/* generated */\n#include "store/embed.h"\n'
n=0
for f; do
	printf 'static const unsigned char file_%d[] = {\n' "$n"
	od -An -v -tx1 "$f" | sed 's/ \([0-9a-f][0-9a-f]\)/0x\1,/g'
	printf '0};\n'
	n=$((n + 1))
done
printf 'const struct embed embed_%s[] = {\n' "$name"
n=0
for f; do
	printf '\t{"%s", file_%d, sizeof(file_%d) - 1},\n' "$f" "$n" "$n"
	n=$((n + 1))
done
printf '\t{0, 0, 0},\n};\n'
