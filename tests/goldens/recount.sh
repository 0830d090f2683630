# SPDX-License-Identifier: MIT
# Every figure of R01, R19, R02 and R03 counted a second time, in Python from
# domain.md's formulas: over the sample station, and over a store whose days
# fall on the ends of periods.
. "$TESTS/lib.sh"
for py in python3 /usr/bin/python3; do # the one that has openpyxl, else any
	"$py" -c 'import openpyxl' 2>/dev/null && break
done
"$XINZHAN" demo >demo.out 2>&1 || { cat demo.out; fail "demo"; }
"$py" "$TESTS/goldens/recount.py" check "$XINZHAN" demo/store "$NOW" || fail "the sample station"
"$py" "$TESTS/goldens/recount.py" world "$DOOR" "$PWD" || fail "world"
"$py" "$TESTS/goldens/recount.py" check "$DOOR" store 2023-03-01T09:00 || fail "the ends of periods"
