#!/bin/sh
# SPDX-License-Identifier: MIT
# Installs the Debian packages that plumb is built, run and tested with. Says what it installs; does nothing when all is there.
#   scripts/setup.sh          what the program needs
#   scripts/setup.sh tests    and what its tests need
set -eu

build="gcc g++ make pkg-config liblua5.4-dev lua5.4 libuv1-dev libsimdjson-dev libmsgpack-dev libseccomp-dev libutf8proc-dev
libsodium-dev libsqlite3-dev libcsv-dev libjansson-dev lua-check tzdata"
tests="libcmocka-dev python3 python3-jsonschema lua-cjson sqlite3 faketime"

wanted=$build
[ "${1:-}" = tests ] && wanted="$build $tests"

missing=""
for package in $wanted; do
	state=$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null || true)
	[ "$state" = "install ok installed" ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null; then
	echo "setup: these Debian packages are needed, and there is no apt-get here to install them:$missing" >&2
	exit 1
fi
sudo=""
if [ "$(id -u)" != 0 ]; then
	command -v sudo >/dev/null || { echo "setup: run this as root, or install sudo; needed:$missing" >&2; exit 1; }
	sudo=sudo
fi
echo "setup: installing from Debian:$missing" >&2
$sudo apt-get update -qq
DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends $missing >/dev/null
