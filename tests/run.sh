#!/bin/sh
# SPDX-License-Identifier: MIT
# Installs what is missing, builds, runs every test, and ends with the count of test cases.
#
#   sh tests/run.sh        BUILD_DIR=DIR (default: build) for the sanitized build,
#                          DIR-plain is the release build, DIR-cross is for other machines
set -eu
cd "$(dirname "$0")/.."
. tests/support/install.sh

sanitized=${BUILD_DIR:-build}
plain=$sanitized-plain
packages="meson ninja-build gcc g++ pkg-config libcmocka-dev libpcap-dev libsqlite3-dev sqlite3
liblmdb-dev lmdb-utils libpq-dev postgresql python3 python3-hypothesis python3-numpy mypy iproute2
net-tools lsof busybox binutils clang clang-tidy tcc cppcheck valgrind softflowd nfdump
golang-go abigail-tools"

# set_up DIR OPTION... : or looks again at the tree where DIR is set up
set_up() {
    dir=$1
    shift
    again=
    [ ! -f "$dir/build.ninja" ] || again=--reconfigure
    # shellcheck disable=SC2086
    meson setup $again "$dir" -Dwerror=true -Dtests=enabled -Dexamples=enabled "$@"
}

# run_tests DIR SUITE-OPTION... : builds what these take; notes a failure and goes on. One test more
# than there are processors: some of them wait more than they work.
run_tests() {
    dir=$1
    shift
    rm -f "$dir/meson-logs/testlog.json"
    meson test -C "$dir" --print-errorlogs --num-processes $(($(nproc) + 1)) "$@" || failed=1
    logs="$logs $dir/meson-logs/testlog.json"
}

# shellcheck disable=SC2086
install_missing $packages
failed=0
logs=

say "tests with sanitizers, in $sanitized"
set_up "$sanitized" -Db_sanitize=address,undefined -Db_lundef=false -Doptimization=1
run_tests "$sanitized" --no-suite abi --no-suite bench-smoke --no-suite kills --no-suite go-asan \
    --no-suite heavy
say "tests of a release build, in $plain"
set_up "$plain" -Dbuildtype=release
run_tests "$plain" --suite abi --suite bench-smoke --suite kills --suite release --suite heavy

say "big-endian, 32 bits and another C library: s390x, i386, musl"
machines="s390x i386 musl"
# shellcheck disable=SC2086
BUILD_DIR=$sanitized sh tests/cross.sh --short $machines || failed=1
for name in $machines; do
    logs="$logs $sanitized-cross/$name-short/meson-logs/testlog.json"
    logs="$logs $sanitized-cross/$name-short/meson-logs/model.json"
done

# The closing line counts test cases; its exit status is that of the counts.
# shellcheck disable=SC2086
python3 tests/support/count.py $logs || failed=1
exit "$failed"
