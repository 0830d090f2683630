# SPDX-License-Identifier: MIT
# Every form, field, option and rule of the dossier is in the shipped forms.
. "$TESTS/lib.sh"
python3 "$TESTS/goldens/coverage.py" "$XINZHAN" "$TESTS/coverage" || fail "forms and dossier differ"
