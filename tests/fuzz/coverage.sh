#!/bin/sh
# SPDX-License-Identifier: MIT
# Which lines of the decoders the seeds of the fuzz targets reach: llvm-cov's report, by clang.
#
#   sh tests/fuzz/coverage.sh [LINES]    ends with 1 if it is below LINES percent (default: 95).
#                                        COVERAGE_DIR=DIR (default: build-coverage) holds the build
set -eu
cd "$(dirname "$0")/../.."

least=${1:-95}
dir=${COVERAGE_DIR:-build-coverage}
targets='fuzz_decoder_v5 fuzz_decoder_v9 fuzz_decoder_ipfix fuzz_decoder_load fuzz_vpc'
flags='-fprofile-instr-generate -fcoverage-mapping'

again=
[ ! -f "$dir/build.ninja" ] || again=--reconfigure
# shellcheck disable=SC2086
CC=clang meson setup $again "$dir" -Dtests=enabled -Dexamples=disabled -Dfuzz=auto \
    -Dbuildtype=debug -Dc_args="$flags" -Dc_link_args="$flags" >/dev/null
programs=
objects=
for target in $targets; do
    programs="$programs tests/fuzz/$target"
    objects="$objects -object $dir/tests/fuzz/$target"
done
# shellcheck disable=SC2086
ninja -C "$dir" $programs
rm -f "$dir"/*.profraw
for target in $targets; do
    LLVM_PROFILE_FILE="$dir/$target.profraw" "$dir/tests/fuzz/$target" \
        "tests/data/fuzz/$target" >"$dir/$target.log"
done
llvm-profdata merge -o "$dir/seeds.profdata" "$dir"/*.profraw

# The decoders are what ingest has besides the netstat dialects.
others='tests/|include/|src/base/|src/model/'
others="$others|ingest/(dialects|fields|netstat|proc_net|sections|ss|text|text_line)\.[ch]"
# shellcheck disable=SC2086
llvm-cov report "$dir/tests/fuzz/fuzz_vpc" $objects -instr-profile="$dir/seeds.profdata" \
    -ignore-filename-regex="$others" | tee "$dir/report.txt"
awk -v least="$least" '$1 == "TOTAL" { lines = $10 }
END { sub("%", "", lines); print lines " % of lines"; exit lines + 0 < least + 0 }' \
    "$dir/report.txt"
