# SPDX-License-Identifier: MIT
# Four processes on one store, one that hangs, and a map that grows under three.
set -eu
. "$SOURCE/tests/faults/build.inc"
build many
mkdir work control hang grow
./many work "$(trials 4 300 86400)" work
./many control 1 control
./many hang hang
./many grow "$(TRIALS= trials 2 20 200)" grow
