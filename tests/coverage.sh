#!/bin/sh
# SPDX-License-Identifier: MIT
# Which lines and branches of src/ the tests run: gcc's counts, read by coverage.py.
#
#   sh tests/coverage.sh [--all]   ends with 1 below 99 % of lines or 95 % of branches, where a line
#                                  or branch did not run and tests/coverage.txt does not say why, or
#                                  if a test failed; --all prints what it does explain, too.
#                                  COVERAGE_DIR=DIR (default: build-coverage) holds the build
#
# Assertions are off, as in a release: that they hold is no branch of the library.
set -eu
cd "$(dirname "$0")/.."

dir=${COVERAGE_DIR:-build-coverage}
again=
[ ! -f "$dir/build.ninja" ] || again=--reconfigure
# shellcheck disable=SC2086
CC=gcc meson setup $again "$dir" -Dtests=enabled -Dexamples=disabled -Dpython=disabled \
    -Dgo=disabled -Dbuildtype=debug -Db_coverage=true -Db_ndebug=true >/dev/null
ninja -C "$dir" all meson-test-prereq >/dev/null
find "$dir" -name '*.gcda' -delete

status=0
meson test -C "$dir" --no-rebuild --print-errorlogs --quiet --timeout-multiplier 5 --suite unit \
    --suite api --suite fault --suite fuzz --suite property --suite corpus --suite flow || status=1
python3 tests/coverage.py "$dir" "$@" || status=1
exit "$status"
