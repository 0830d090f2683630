# SPDX-License-Identifier: MIT
# The data file damaged in 11 ways: no crash, nothing unnoticed. TRIALS: how
# often.
set -eu
. "$SOURCE/tests/faults/build.inc"
build damage
mkdir real control
./damage "$(trials 330 1000 5000)" real
# Without the check damage must get through, or the test proves nothing.
./damage control control
