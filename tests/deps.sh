# SPDX-License-Identifier: MIT
# Installs the Debian packages named that are missing; says what other
# systems would call them.
missing=
if command -v dpkg-query >/dev/null 2>&1; then
	for p; do
		dpkg-query -W -f '${Status}' "$p" 2>/dev/null | grep -q 'ok installed' ||
			missing="$missing $p"
	done
	[ -n "$missing" ] || exit 0
	echo "installing:$missing"
	sudo=
	[ "$(id -u)" = 0 ] || sudo=sudo
	if [ -n "$sudo" ] && ! command -v sudo >/dev/null 2>&1; then
		echo "no sudo here; as root: apt-get install$missing" >&2
		exit 1
	fi
	# One source that is out of order need not keep us from the rest.
	$sudo apt-get update -qq
	$sudo env DEBIAN_FRONTEND=noninteractive \
		apt-get install -y -qq --no-install-recommends $missing >/dev/null && exit 0
	echo "could not install:$missing" >&2
	exit 1
fi
cat >&2 <<END
This is no Debian; install the libraries with one of:
  dnf install gcc make pkgconf ncurses-devel lmdb-devel libyaml-devel libsodium-devel pcre2-devel jansson-devel libxlsxwriter-devel libarchive-devel libcmocka-devel libvterm-devel tmux
  pacman -S base-devel ncurses lmdb libyaml libsodium pcre2 jansson libxlsxwriter libarchive cmocka libvterm tmux
  apk add build-base pkgconf ncurses-dev lmdb-dev yaml-dev libsodium-dev pcre2-dev jansson-dev libxlsxwriter-dev libarchive-dev cmocka-dev libvterm-dev tmux
  zypper install gcc make pkg-config ncurses-devel lmdb-devel libyaml-devel libsodium-devel pcre2-devel libjansson-devel libxlsxwriter-devel libarchive-devel libcmocka-devel libvterm-devel tmux
END
exit 0
