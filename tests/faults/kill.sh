# SPDX-License-Identifier: MIT
# Kill -9 at any moment: 0 saves lost, every store whole. ROUNDS: how often.
set -eu
rounds=${ROUNDS:-200}
. "$SOURCE/tests/faults/build.inc"
build kill
mkdir save create control
./kill save "$rounds" save
./kill create "$((rounds / 4 + 1))" create
# A writer that says "saved" before it is must not get past this test.
./kill control 10 control
