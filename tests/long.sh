#!/bin/sh
# SPDX-License-Identifier: MIT
# The long tests: one JSON line for each part; exit 1 if one failed or is absent.
#
#   sh tests/long.sh       BUILD_DIR=DIR as for tests/run.sh, which has to have set it up
set -u
cd "$(dirname "$0")/.."

build=${BUILD_DIR:-build}
status=0

report() {
    printf '{"part": "%s", "result": "%s", "seconds": %d, "log": "%s"}\n' "$1" "$2" "$3" "$4"
}

# part NAME COMMAND... : runs it and reports
part() {
    name=$1
    log=$build/long-$name.log
    shift
    began=$(date +%s)
    if "$@" >"$log" 2>&1; then result=passed; else result=failed status=1; fi
    report "$name" "$result" $(($(date +%s) - began)) "$log"
}

# build_all DIR... : run.sh builds only what its suites need
build_all() {
    for dir; do ninja -C "$dir" all meson-test-prereq || return 1; done
}

for dir in "$build" "$build-plain"; do
    [ -f "$dir/build.ninja" ] || { echo "no $dir yet: run tests/run.sh first" >&2; exit 2; }
done
part build build_all "$build" "$build-plain"
[ "$status" -eq 0 ] || exit 1 # what follows would run programs of an earlier commit

# The registry against the model in Python (design section 11, property 6).
part model python3 tests/property/test_model.py "$build/tests/property/driver" \
    --operations 1000000 --check 500

# Ten million flows over a million communications, against the exact answer (F1 to F5).
part flows "$build-plain/tests/bench/check_flow" 10000000 1000000

# A batch of flows costs the same on a million records as on ten thousand.
part cost-flows python3 tests/bench/cost_flows.py "$build-plain/tests/bench/cost_flows" 1000000

# A hundred million keys at random against a cap of records (A7).
part cap "$build-plain/tests/bench/check_cap" 100000000 100000

# Each database, killed at random instants, and closed and opened again after random operations.
for database in sqlite lmdb postgresql; do
    part "kills-$database" python3 tests/store/test_kills.py "$build-plain/examples/svccomm" \
        "$database" --kills 200
    part "restarts-$database" python3 tests/store/test_restart.py \
        "$build-plain/tests/store/driver" "$database" --operations 30000 --run 1000
done

# Small faults put into the library, which the tests have to notice; hours.
part mutants python3 tests/mutants.py --folder "$build-mutants"

# Which lines and branches of src/ the tests run.
part coverage sh tests/coverage.sh

# What compilers and analyzers see without running it. Debian: clang-tidy, cppcheck.
part analyze sh tests/analyze.sh

# The archive of a release: the same bytes twice, and good for one who unpacks it.
part release sh tests/release.sh "$build-release"

# The wheel of the Python binding, in empty environments (Debian: python3-mesonpy, python3-venv,
# which are for Debian's Python, whatever else is first on the path).
part python-wheel /usr/bin/python3 bindings/python/tests/check_wheel.py

# What takes sanitizers long, and the api suite on libraries made of the amalgamated file.
part heavy meson test -C "$build" --no-rebuild --suite heavy
part amalgamated meson test -C "$build-plain" --no-rebuild --suite amalgamated

# The Go binding under Go's address sanitizer.
part go-asan meson test -C "$build" --no-rebuild --suite go-asan

# Other machines, compilers and ways to build.
part cross sh tests/cross.sh

# The fuzz targets, each so many minutes, and which lines their seeds reach. Debian has the fuzzer's
# library in libclang-rt-14-dev.
if printf 'int LLVMFuzzerTestOneInput(void){return 0;}' |
    clang -fsanitize=fuzzer -x c -o "$build/long-fuzzer" - 2>/dev/null; then
    part fuzz-coverage sh tests/fuzz/coverage.sh 95
    part fuzz sh tests/fuzz/run.sh "${FUZZ_MINUTES:-10}"
else
    report fuzz absent 0 ""
    status=1
fi

exit "$status"
