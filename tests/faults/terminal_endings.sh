# SPDX-License-Identifier: MIT
# However the desk ends (signals, a closed terminal, kill -9) and wherever it
# cannot begin: tests/terminal/endings.c.
. "$TESTS/lib.sh"
. "$TESTS/terminal/world.inc"
mkdir -p "$BUILD/tests"
terminal_program endings endings.c cases.c
world
put resident "$(resident 林秀芬 500112198808089964)" >/dev/null || exit 1
mv store first
STORE="$PWD/first" XINZHAN="$DOOR" "$BUILD/tests/terminal_endings" || exit 1
# Not a terminal at all.
mv first store
expect 6 '终端' xz
expect 6 'terminal' xz --lang en
