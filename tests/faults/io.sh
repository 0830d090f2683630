# SPDX-License-Identifier: MIT
# Every storage call fails once, from then on, or half way.
set -eu
. "$SOURCE/tests/faults/build.inc"
build io -rdynamic -ldl
mkdir stores
./io stores
