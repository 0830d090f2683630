# SPDX-License-Identifier: MIT
# Every storage call fails once, from then on, or half way; in the long run with
# six error codes.
set -eu
. "$SOURCE/tests/faults/build.inc"
build io -rdynamic -ldl
quick
mkdir "$QUICK/stores"
./io "$QUICK/stores" "$(TRIALS= trials 2 6 6)"
