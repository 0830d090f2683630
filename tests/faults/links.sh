# SPDX-License-Identifier: MIT
# Links, folders and pipes put where a file is about to be written (S8).
set -eu
. "$SOURCE/tests/faults/build.inc"
uncounted
build links
mkdir race plain
./links "$(trials 1000 10000 100000)" race
[ -z "$(find race -name '.*.tmp')" ] || { echo "FAIL: left behind"; exit 1; }
./links control 100000 plain
