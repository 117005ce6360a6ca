# shellcheck shell=bash
# setup.sh - how does a fresh machine come to have TCP Lens built? Sourced by the commands.
#
# SPDX-License-Identifier: GPL-2.0-or-later
#
# After `setup_build` the plugin lies in "$build/plugins". Everything that apt and CMake say goes to
# a log, which is shown only if they fail.

# Not every user's PATH leads to root's commands, some of which dpkg and the tests need.
export PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin

# top: the checkout. build: the folder built in. scratch: for this run alone, open to nobody else.
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
scratch=$(TMPDIR=/tmp mktemp -d -t tcplens.XXXXXX)
trap 'rm -rf "$scratch"' EXIT

say() {
    printf '%s\n' "$*"
}

die() {
    printf 'tcplens: %s\n' "$*" >&2
    exit 1
}

# Shows the end of what the last command said, then why that is the end.
give_up() {
    tail -n 40 "$scratch/log" >&2
    die "$@"
}

# Run a command quietly, unless it fails.
quietly() {
    local what=$1
    shift
    "$@" >"$scratch/log" 2>&1 </dev/null || give_up "$what failed"
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    else
        sudo -n "$@"
    fi
}

# --- what is missing ------------------------------------------------------------------------------

has_wireshark_headers() {
    compgen -G '/usr/lib*/*/wireshark/cmake/WiresharkConfig.cmake' ||
        compgen -G '/usr/lib*/*/cmake/wireshark/WiresharkConfig.cmake' ||
        compgen -G '/usr/*/lib*/*/cmake/wireshark/WiresharkConfig.cmake' ||
        compgen -G '/usr/lib*/cmake/wireshark/WiresharkConfig.cmake'
} >/dev/null

# A command is needed, and a package has it.
need() {
    command -v "$1" >/dev/null || missing+=("$2")
}

missing_for_build() {
    need cc gcc
    need cmake cmake
    need make make
    need pkg-config pkgconf
    [ -e /usr/include/stdio.h ] || missing+=(libc6-dev)
    has_wireshark_headers || missing+=(wireshark-dev)
    pkg-config --exists glib-2.0 2>/dev/null || missing+=(libglib2.0-dev)
}

missing_for_tshark() {
    need tshark tshark
    need setpriv util-linux
}

missing_for_tests() {
    python3 -c 'import pytest, yaml' 2>/dev/null ||
        /usr/bin/python3 -c 'import pytest, yaml' 2>/dev/null ||
        missing+=(python3-pytest python3-yaml)
    need capinfos wireshark-common
    need ctags universal-ctags
    need nm binutils
    need ip iproute2
    need tcpdump tcpdump
    need nft nftables
    need ethtool ethtool
    need parallel parallel
    need sqlite3 sqlite3
    need jq jq
}

# Wireshark's window, and a screen in memory for it.
missing_for_gui() {
    need wireshark wireshark
    need Xvfb xvfb
    need openbox openbox
    need dbus-daemon dbus-daemon
    need xdotool xdotool
    need import imagemagick
    [ -e /usr/libexec/at-spi-bus-launcher ] || missing+=(at-spi2-core)
    /usr/bin/python3 -c 'import gi; gi.require_version("Atspi", "2.0")' 2>/dev/null ||
        missing+=(python3-gi gir1.2-atspi-2.0)
}

apt() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=600 "$@"
}

# Fetch the package lists first only if apt does not know the packages, or has old versions of them.
apt_install() {
    apt install --yes --no-install-recommends "$@" || {
        apt update
        apt install --yes --no-install-recommends "$@"
    }
}

# Gives up before anything is done, and tells what somebody else could do. Here sudo may ask for a
# password, at a terminal: what is called later has none.
check_rights() {
    command -v apt-get >/dev/null ||
        die "this is not Debian or Ubuntu: please install what these packages hold: ${missing[*]}"
    [ "$(id -u)" -ne 0 ] || return 0
    command -v sudo >/dev/null ||
        die "there is no sudo to install what is missing; as root: apt-get install ${missing[*]}"
    sudo -n true 2>/dev/null || { [ -t 0 ] && sudo -v; } ||
        die "sudo does not let you install what is missing; as root: apt-get install ${missing[*]}"
}

give_up_apt() {
    grep -m 1 'Failed to fetch\|Temporary failure\|Could not connect' "$scratch/log" >&2 ||
        give_up "apt-get could not install ${missing[*]}"
    die "apt does not reach its servers, so this is still missing: ${missing[*]}"
}

# Install whatever the functions named find missing. Asks apt for nothing if nothing is.
setup_packages() {
    missing=()
    local check
    for check in "$@"; do
        "$check"
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    check_rights
    say "installing: ${missing[*]}"
    apt_install "${missing[@]}" >"$scratch/log" 2>&1 </dev/null || give_up_apt
}

# --- the build ------------------------------------------------------------------------------------

# build/ in the checkout; where that belongs to somebody else, a folder of one's own.
choose_build_folder() {
    build=${TCPLENS_BUILD_DIR:-$top/build}
    if ! mkdir -p "$build" 2>/dev/null || ! [ -w "$build" ] ||
        { [ -e "$build/CMakeCache.txt" ] && ! [ -w "$build/CMakeCache.txt" ]; }; then
        build=${XDG_CACHE_HOME:-${HOME-}/.cache}/tcplens/build
        mkdir -p "$build" || die "no folder to build in: neither $top/build nor $build"
    fi
}

# A cache that was made for another source folder (the checkout was moved) cannot be used again.
drop_foreign_cache() {
    local cache=$build/CMakeCache.txt
    if [ -e "$cache" ] && ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$top" "$cache"; then
        rm -rf "$cache" "$build/CMakeFiles"
    fi
}

# setup_build TARGET [CMAKE OPTION...]
setup_build() {
    local target=$1
    shift
    choose_build_folder
    drop_foreign_cache
    quietly "cmake" cmake -S "$top" -B "$build" "$@"
    quietly "the build" cmake --build "$build" --target "$target" --parallel "$(nproc)"
}
