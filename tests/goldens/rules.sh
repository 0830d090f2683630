# SPDX-License-Identifier: MIT
# What each form must refuse and must take, as one table.
. "$TESTS/lib.sh"
world
python3 "$TESTS/goldens/rules.py" "$DOOR" "$PWD/store" || fail "rules"
