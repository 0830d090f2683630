# SPDX-License-Identifier: MIT
# A disk that is really full, then one that is read-only: a small tmpfs in a
# mount namespace of our own, so it takes root or user namespaces.
set -eu
if [ "${1:-}" != inside ]; then
	for user in "" -Ur; do
		if unshare $user -m sh -c 'mkdir -p disk && mount -t tmpfs none disk' 2>/dev/null; then
			exec unshare $user -m sh "$SOURCE/tests/faults/full.sh" inside
		fi
	done
	echo "cannot mount a disk here"
	exit 77
fi
. "$SOURCE/tests/faults/build.inc"
build full
TIMES=$(trials 10 20 200)
export TIMES
mount -t tmpfs -o size=8m none disk
./full disk
umount disk
# With its reserve: given back once, so that the last save still fits.
mount -t tmpfs -o size=100m none disk
./full disk "" 2>/dev/null # warns, rightly, that the disk is nearly full
# What cannot be written can be read.
if mount -o remount,ro disk 2>/dev/null; then
	./full disk look
else
	echo "read-only not tried: cannot remount here"
fi
