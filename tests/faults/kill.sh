# SPDX-License-Identifier: MIT
# Kill -9 at any moment: 0 saves lost, every store whole. TRIALS: how often.
set -eu
. "$SOURCE/tests/faults/build.inc"
rounds=$(trials 200 2000 10000)
build kill
mkdir save create control
./kill save "$rounds" save
./kill create "$((rounds / 4 + 1))" create
# A writer that says "saved" before it is must not get past this test.
./kill control 10 control
