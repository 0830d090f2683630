# SPDX-License-Identifier: MIT
# How the program was built, seen in the binary (S11): position independent,
# relocations read-only and bound at start, no executable stack, stack and
# buffer checks.
set -eu
command -v readelf >/dev/null || { echo "no readelf here"; exit 77; }
nm "$BUILD/store/arena.o" | grep -q 'asan\|gcov' && { echo "not the build people run"; exit 77; }
soft() { # PROGRAM: what it lacks
	readelf -hldW "$1" >elf 2>/dev/null
	readelf -sW "$1" >names 2>/dev/null
	grep -q 'Type: *DYN' elf && grep -q INTERP elf || echo "PIE"
	grep -q GNU_RELRO elf || echo "RELRO"
	grep -q 'BIND_NOW\|FLAGS_1.*NOW' elf || echo "BIND_NOW"
	grep 'GNU_STACK' elf | grep -q 'RW ' || echo "stack not executable"
	grep -q 'TEXTREL' elf && echo "text relocations"
	grep -q '__stack_chk_fail' names || echo "stack protector"
	[ -n "${2:-}" ] || grep -q '__[a-z]*_chk@' names || echo "FORTIFY_SOURCE"
	grep -q 'RPATH\|RUNPATH' elf && echo "a library path"
	:
}
plain=
nm -u "$BUILD/store/folder.o" | grep -q '_chk' || plain=yes # a debug build
lacks=$(soft "$XINZHAN" $plain)
[ -z "$lacks" ] || { echo "FAIL: without: $lacks"; exit 1; }
cat >soft.c <<'END'
#include <string.h>
int main(int argc, char **argv) { char b[99]; strcpy(b, argv[argc - 1]); return b[0]; }
END
${CC:-cc} -no-pie -fno-stack-protector -U_FORTIFY_SOURCE -Wl,-z,norelro -Wl,-z,lazy -Wl,-z,execstack -w -o soft soft.c
n=$(soft ./soft | wc -l)
[ "$n" -ge 6 ] || { echo "FAIL: of a soft program only $n faults are noticed: $(soft ./soft)"; exit 1; }
