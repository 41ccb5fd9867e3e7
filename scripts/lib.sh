# shellcheck shell=sh
# lib.sh - what scripts/demo and scripts/test share; to be sourced
set -eu
LC_ALL=C
TZ=UTC
export LC_ALL TZ
# shellcheck disable=SC2034 # for who sources this
SOURCE_DIR=$(cd "$(dirname "$0")/.." && pwd)

say() {
	printf '\n== %s\n' "$*"
}

die() {
	echo "${0##*/}: $*" >&2
	exit 1
}

need_root() {
	[ "$(id -u)" = 0 ] || die "needs root: run it by sudo"
}

is_installed() {
	[ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# apt's lists, not older than a day: apt-get download needs them too.
refresh_lists() {
	if [ -z "$(find /var/lib/apt/lists -name '*Packages*' -mtime -1 \
		2>/dev/null | head -n 1)" ]; then
		apt-get update -qq
	fi
}

# install_packages NAME..: those that are missing, by apt.
install_packages() {
	missing=
	for package in "$@"; do
		is_installed "$package" || missing="$missing $package"
	done
	refresh_lists
	[ -n "$missing" ] || return 0
	say "installing:$missing"
	# shellcheck disable=SC2086 # words
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
		--no-install-recommends $missing >/dev/null
}

# What it takes to build the programs.
# shellcheck disable=SC2034 # for who sources this
BUILD_PACKAGES="gcc libc6-dev cmake ninja-build pkg-config re2c lemon
libcurl4-openssl-dev libjansson-dev libarchive-dev libexpat1-dev libssl-dev
libdeflate-dev libisal-dev"
