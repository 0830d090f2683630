# SPDX-License-Identifier: MIT
# The cures of terminals' ills, by number: tests/terminal/cures.c.
. "$TESTS/lib.sh"
. "$TESTS/terminal/world.inc"
mkdir -p "$BUILD/tests"
terminal_program cures cures.c cases.c
hostile_world
put resident "$(resident 单朴 500112199112139999)" >/dev/null || exit 1
mv store first
STORE="$PWD/first" XINZHAN="$DOOR" "$BUILD/tests/terminal_cures"
