# SPDX-License-Identifier: MIT
# Kill -9 at any moment: 0 saves lost, every store whole. TRIALS: how often.
set -eu
. "$SOURCE/tests/faults/build.inc"
rounds=$(trials 80 2000 10000)
build kill
quick
cd "$QUICK"
mkdir save create control
"$OLDPWD/kill" save "$rounds" save
"$OLDPWD/kill" create "$((rounds / 4 + 1))" create
# A writer that says "saved" before it is must not get past this test.
"$OLDPWD/kill" control 10 control
