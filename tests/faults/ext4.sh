# SPDX-License-Identifier: MIT
# The power of a real ext4 is cut while it is written (R3): it forgets what it
# has not put on its device, and is mounted again. Takes root and a loop device.
set -eu
if [ "${1:-}" != inside ]; then
	skip() { echo "$1: no ext4 of our own to cut"; exit 77; }
	[ "$(id -u)" = 0 ] || skip "not root"
	command -v mkfs.ext4 >/dev/null && command -v losetup >/dev/null || skip "no mkfs.ext4 or losetup"
	truncate -s 1G image
	mkfs.ext4 -q -F image 2>/dev/null || skip "mkfs.ext4"
	device=$(losetup --show -f image 2>/dev/null) || skip "no loop device"
	trap 'losetup -d "$device"' EXIT
	mkdir disk
	unshare -m sh -c "mount '$device' disk" 2>/dev/null || skip "cannot mount"
	unshare -m sh "$SOURCE/tests/faults/ext4.sh" inside "$device"
	exit
fi
. "$SOURCE/tests/faults/build.inc"
build kill
mount "$2" disk
rounds=$(trials 8 100 2000)
./kill save "$rounds" disk "$2"
./kill create "$((rounds / 4 + 1))" disk "$2"
rm -rf disk/*
./kill control 6 disk "$2"
