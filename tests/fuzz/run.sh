#!/bin/sh
# SPDX-License-Identifier: MIT
# Fuzzes with clang's libFuzzer, under the address and undefined behaviour sanitizers.
#
#   sh tests/fuzz/run.sh MINUTES [TARGET...]    each target so long, one after the other; all if
#                                               none is named. FUZZ_DIR=DIR (default: build-fuzz)
#                                               holds the build and what is found
#
# Ends with 1 if something was found: DIR/found/TARGET-* are the inputs.
set -eu
cd "$(dirname "$0")/../.."

minutes=${1:?usage: run.sh MINUTES [TARGET...]}
shift
dir=${FUZZ_DIR:-build-fuzz}
targets=${*:-fuzz_address fuzz_decoder_v5 fuzz_decoder_v9 fuzz_decoder_ipfix fuzz_decoder_load
fuzz_dump fuzz_filter fuzz_import fuzz_item fuzz_netstat
fuzz_registry fuzz_vpc}
sanitize='-fsanitize=fuzzer-no-link'

again=
[ ! -f "$dir/build.ninja" ] || again=--reconfigure
# shellcheck disable=SC2086
CC=clang meson setup $again "$dir" -Dtests=enabled -Dexamples=disabled -Dfuzz=enabled \
    -Db_sanitize=address,undefined -Db_lundef=false -Dc_args="$sanitize" >/dev/null
programs=
for target in $targets; do
    programs="$programs tests/fuzz/$target"
done
# shellcheck disable=SC2086
ninja -C "$dir" $programs
mkdir -p "$dir/found"

status=0
for target in $targets; do
    mkdir -p "$dir/corpus/$target"
    longest=16384
    case $target in
    fuzz_vpc) longest=80000 ;; # a line of more than 64 KiB is too long
    fuzz_registry) longest=2000 ;; # 200 operations
    esac
    echo "== $target, $minutes minutes"
    UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1 "$dir/tests/fuzz/$target" \
        -max_total_time="$((minutes * 60))" -max_len="$longest" -timeout=10 -rss_limit_mb=2048 \
        -print_final_stats=1 -artifact_prefix="$dir/found/$target-" \
        -dict="tests/fuzz/$target.dict" \
        "$dir/corpus/$target" "tests/data/fuzz/$target" >"$dir/$target.log" 2>&1 || status=1
    grep -E 'stat::number_of_executed_units|ERROR|SUMMARY' "$dir/$target.log" || true
done
exit "$status"
