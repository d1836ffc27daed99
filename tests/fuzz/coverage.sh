#!/bin/sh
# SPDX-License-Identifier: MIT
# Which lines of the decoders, of the dialects of netstat text, of items and dumps as bytes, and
# of imports the seeds of the fuzz targets reach: llvm-cov's reports, by clang.
#
#   sh tests/fuzz/coverage.sh [LINES]    ends with 1 if one is below LINES percent (default: 95).
#                                        COVERAGE_DIR=DIR (default: build-fuzz-coverage)
set -eu
cd "$(dirname "$0")/../.."

least=${1:-95}
dir=${COVERAGE_DIR:-build-fuzz-coverage}
targets='fuzz_address fuzz_decoder_v5 fuzz_decoder_v9 fuzz_decoder_ipfix fuzz_decoder_load fuzz_dump
fuzz_filter fuzz_import fuzz_item fuzz_netstat fuzz_registry fuzz_vpc'
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

# Ingest has the decoders, and besides them what reads text of netstat: names, with | before each.
decoders=
dialects=
for file in src/ingest/*.c; do
    name=$(basename "$file" .c)
    case $name in
    boot_time | caps | decod* | elements | exporters | flow_* | ipfix | message | netflow* | \
        options | pending | realms | recency | record_layout | saved_input | sequence | set_* | \
        sets | template* | vpc*) decoders="$decoders|$name" ;;
    *) dialects="$dialects|$name" ;;
    esac
done

others='base|model|stats|core|export'

# report WHICH OTHERS [LINES] : shows the lines reached without the files of those names, and fails
# if they are too few
report() {
    # shellcheck disable=SC2086
    llvm-cov report "$dir/tests/fuzz/fuzz_vpc" $objects -instr-profile="$dir/seeds.profdata" \
        -ignore-filename-regex="tests/|include/|src/($others)/|$2" |
        tee "$dir/report-$1.txt"
    awk -v least="${3:-$least}" -v which="$1" '$1 == "TOTAL" { lines = $10 }
    END { sub("%", "", lines); print which ": " lines " % of lines"; exit lines + 0 < least + 0 }' \
        "$dir/report-$1.txt"
}

status=0
report decoders "ingest/(${dialects#|})\.|src/store/.*" || status=1
report dialects "ingest/(${decoders#|})\.|src/store/.*" || status=1
# What cannot have been read is never written here, and no storage is tied: tests/unit and tests/api
# have these.
report encoding "src/ingest/.*|src/store/(flush|kinds|open|restore_items)\." 85 || status=1
others='base|model|stats|core|ingest|store'
report imports 'src/export/(.*_write|.*_export|record_.*|transfer_out)\.' 88 || status=1
exit "$status"
