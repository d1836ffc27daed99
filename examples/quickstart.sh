#!/bin/sh
# SPDX-License-Identifier: MIT
# Builds svccomm, makes a little traffic on this machine's loopback, and shows what svccomm sees.
#
#   sh examples/quickstart.sh        installs Debian packages that are missing, as root or by sudo
set -eu
cd "$(dirname "$0")/.."

build=build-quickstart
packages="gcc libc6-dev meson ninja-build pkg-config libpcap-dev libsqlite3-dev python3"
traffic=
folder=$(mktemp -d)

say() {
    printf '== %s\n' "$*"
}

clean_up() {
    [ -z "$traffic" ] || kill "$traffic" 2>/dev/null || true
    rm -rf "$folder"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

has_all() {
    command -v cc >/dev/null && command -v meson >/dev/null && command -v ninja >/dev/null &&
        command -v python3 >/dev/null && pkg-config --exists libpcap sqlite3 2>/dev/null
}

install_missing() {
    has_all && return
    say "installing $packages"
    as_root=
    [ "$(id -u)" -eq 0 ] || as_root=sudo
    $as_root apt-get update -q
    # shellcheck disable=SC2086 # a list of words
    $as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -qy --no-install-recommends $packages
}

# Shows what a command prints only if it fails.
quietly() {
    "$@" >"$folder/log" 2>&1 || { cat "$folder/log"; exit 1; }
}

build_program() {
    say "building into $build"
    [ -f "$build/build.ninja" ] ||
        quietly meson setup "$build" --buildtype=release -Dexamples=enabled -Dtests=disabled \
            -Dpython=disabled -Dgo=disabled -Dfuzz=disabled
    quietly ninja -C "$build"
}

# A listener, and clients that keep three connections to it; they end with the script.
make_traffic() {
    say "making three connections on loopback, which end with this script"
    python3 - <<'PYTHON' &
import socket, struct, time
listener = socket.create_server(("127.0.0.1", 0))
no_wait = struct.pack("ii", 1, 0)  # nothing stays behind in TIME_WAIT
ends = []
for _ in range(3):
    ends.append(socket.create_connection(listener.getsockname()))
    ends.append(listener.accept()[0])
for end in ends:
    end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, no_wait)
time.sleep(600)
PYTHON
    traffic=$!
    sleep 1
}

install_missing
build_program
make_traffic
say "svccomm observe: three samples of this machine's sockets, one in a second"
"$build/examples/svccomm" --db "$folder/quickstart.db" observe --samples 3 --every 1
say "next: $build/examples/svccomm --help"
