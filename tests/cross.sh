#!/bin/sh
# SPDX-License-Identifier: MIT
# The tests on other machines and in other builds: one JSON line for each target, exit 1 if one
# failed or is absent. What is missing is installed.
#
#   sh tests/cross.sh [--short] [TARGET...]       BUILD_DIR=DIR as for tests/run.sh
#
# A machine is a file of tests/cross: suites unit, api, fuzz, corpus and property. With --short:
# suite unit but for the heavy ones and a short run of the model, on a library made of the
# amalgamated file, which builds fast.
# A build is COMPILER-KIND, as in the list below: suites unit and api.
set -u
cd "$(dirname "$0")/.."
. tests/support/install.sh

machines="s390x i386 musl armhf aarch64 mingw"
builds="gcc-Os gcc-O3-lto gcc-amalgamated gcc-unity gcc-assert gcc-ndebug \
clang-Os clang-O3-lto clang-amalgamated clang-unity clang-assert clang-ndebug"
cross=${BUILD_DIR:-build}-cross
case $cross in /*) ;; *) cross=$PWD/$cross ;; esac
case $cross in # it is among the words of options
*[[:space:]]*) echo "a path with spaces will not do: $cross" >&2; exit 2 ;;
esac
mkdir -p "$cross"
status=0

# The compiler of a machine, and the Debian packages that make and run its programs.
compiler_of() {
    case $1 in
    s390x) echo s390x-linux-gnu-gcc ;;
    i386) echo i686-linux-gnu-gcc ;;
    armhf) echo arm-linux-gnueabihf-gcc ;;
    aarch64) echo aarch64-linux-gnu-gcc ;;
    musl) echo musl-gcc ;;
    mingw) echo x86_64-w64-mingw32-gcc ;;
    *) echo "${1%%-*}" ;;
    esac
}

packages_of() {
    case $1 in *-*) ;; *) echo dpkg-dev ;; esac # unpacks the source of cmocka
    case $1 in
    s390x) echo gcc-s390x-linux-gnu libc6-dev-s390x-cross qemu-user ;;
    i386) echo gcc-i686-linux-gnu libc6-dev-i386-cross qemu-user ;;
    armhf) echo gcc-arm-linux-gnueabihf libc6-dev-armhf-cross qemu-user ;;
    aarch64) echo gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user ;;
    musl) echo musl-tools ;;
    mingw) echo gcc-mingw-w64-x86-64 wine wine64 ;;
    clang-O3-lto) echo clang lld llvm libcmocka-dev ;;
    *) echo "${1%%-*}" libcmocka-dev ;;
    esac
}

# Debian has cmocka for each machine, but only to those that declare it as foreign to apt, which
# concerns all else that is installed there. So its source is taken, by lists of our own.
cmocka_source() {
    [ ! -f "$cross"/cmocka/cmocka-*/src/cmocka.c ] || return 0
    mkdir -p "$cross/cmocka/lists/partial"
    (
        cd "$cross/cmocka" || exit 1
        apt-get indextargets --format 'deb-src $(REPO_URI) $(RELEASE) $(COMPONENT)' \
            'Created-By: Packages' | sort -u >sources.list
        own="-o Dir::Etc::SourceList=$PWD/sources.list -o Dir::Etc::SourceParts=/dev/null
            -o Dir::State::Lists=$PWD/lists"
        # shellcheck disable=SC2086
        apt-get -q $own update && apt-get -q $own source cmocka
    )
}

# cmocka_for COMPILER DIR : a static library for that machine, and a cmocka.pc that finds it
cmocka_for() {
    cmocka_source || return 1
    source=$(echo "$cross"/cmocka/cmocka-*/)
    mkdir -p "$2"
    case $1 in
    *mingw*) of_system="-D__USE_MINGW_ANSI_STDIO=1" ;;
    *) of_system="-DHAVE_CLOCK_REALTIME -DHAVE_SIGLONGJMP -DHAVE_STRSIGNAL" ;;
    esac
    # shellcheck disable=SC2086
    "$1" -std=gnu99 -O1 $of_system -DHAVE_GCC_THREAD_LOCAL_STORAGE -DHAVE_INTTYPES_H \
        -DHAVE_MALLOC_H -DHAVE_SIGNAL_H -DHAVE_STRINGS_H -DHAVE_STRUCT_TIMESPEC \
        "-I$source/include" -c "$source/src/cmocka.c" -o "$2/cmocka.o" &&
        ar rcs "$2/libcmocka.a" "$2/cmocka.o" &&
        cat >"$2/cmocka.pc" <<PC
Name: cmocka
Description: unit tests
Version: 1.1.5
Cflags: -isystem $source/include
Libs: -L$2 -lcmocka
PC
}

# runs_i386 TARGET : it is that, and neither the kernel nor the machine needs an emulator
runs_i386() {
    [ "$1" = i386 ] && /usr/i686-linux-gnu/lib/ld-linux.so.2 --version >/dev/null 2>&1
}

# cheap TARGET : how to spend least on compiling and running together
cheap() {
    echo -Damalgamated=true -Dfuzz=disabled -Dpython=disabled -Dgo=disabled
    case $1 in
    musl) echo -Doptimization=0 ;;
    i386) if runs_i386 "$1"; then echo -Doptimization=0; else echo -Doptimization=1; fi ;;
    *) echo -Doptimization=1 ;;
    esac
}

# options_of TARGET DIR : how it is built
options_of() {
    case $1 in
    *-Os) echo -Doptimization=s ;;
    *-O3-lto) echo -Doptimization=3 -Db_lto=true ;;
    *-amalgamated) echo -Doptimization=2 -Damalgamated=true ;;
    *-unity) echo -Doptimization=2 --unity=on ;;
    *-assert) echo -Doptimization=2 -Db_ndebug=false ;;
    *-ndebug) echo -Doptimization=2 -Db_ndebug=true ;;
    *)
        echo "--cross-file tests/cross/$1.ini -Dpkg_config_path=$2-cmocka"
        if runs_i386 "$1"; then echo --cross-file tests/cross/i386-here.ini; fi
        if [ -n "$short" ]; then cheap "$1"; else echo -Doptimization=2; fi
        ;;
    esac
}

# set_up TARGET DIR : clang's objects with -flto want an archiver and a linker that read them
set_up() {
    again=
    [ ! -f "$2/build.ninja" ] || again=--reconfigure
    tools=
    [ "$1" != clang-O3-lto ] || tools="AR=llvm-ar CC_LD=lld"
    # shellcheck disable=SC2046,SC2086
    env "CC=$(compiler_of "$1")" $tools meson setup $again "$2" $(options_of "$1" "$2") \
        -Ddebug=false -Dwerror=true -Dtests=enabled -Dexamples=disabled
}

# run_tests DIR OPTION... : builds what they need; emulators and busy machines take longer
run_tests() {
    dir=$1
    shift
    meson test -C "$dir" --timeout-multiplier 5 --print-errorlogs "$@"
}

# use_wine DIR : Wine's own files, without what it would fetch for browsers; where the DLL is. Its
# server stays for a minute after each program, which would otherwise take a second to begin.
use_wine() {
    WINEPREFIX=$cross/wine WINEDEBUG=-all WINEDLLOVERRIDES=mscoree,mshtml= WINEPATH=Z:$1/src
    export WINEPREFIX WINEDEBUG WINEDLLOVERRIDES WINEPATH
    wineserver -p60 && wine cmd /c ver
}

# run TARGET DIR SUITE... : 2 where the target cannot be had
run() {
    compiler=$(compiler_of "$1")
    # shellcheck disable=SC2046
    (install_missing $(packages_of "$1")) && command -v "$compiler" || return 2
    case $1 in
    *-*) ;;
    *) cmocka_for "$compiler" "$2-cmocka" || return 2 ;;
    esac
    [ "$1" != mingw ] || use_wine "$2" || return 2
    set_up "$1" "$2" || return 1
    build=$2
    shift 2
    if [ -n "$short" ]; then
        rc=0
        run_tests "$build" --suite unit --no-suite heavy || rc=1
        run_tests "$build" --logbase model model \
            --test-args '--operations 300 --no-examples' || rc=1
        return $rc
    else
        # shellcheck disable=SC2046
        run_tests "$build" $(printf -- '--suite %s ' "$@") || return 1 # meson's is a count
    fi
}

# target NAME : runs it and reports
target() {
    began=$(date +%s)
    build=$cross/$1$short
    rm -f "$build"/meson-logs/*.json
    case $1 in
    *-*) suites="unit api" ;;
    *) suites="unit api fuzz corpus property" ;;
    esac
    [ -z "$short" ] || suites="unit model"
    # shellcheck disable=SC2086
    run "$1" "$build" $suites >"$build.log" 2>&1
    case $? in
    0) result=passed ;;
    2) result=absent status=1 ;;
    *) result=failed status=1 ;;
    esac
    # "N passed, N failed, N skipped"
    counts=$(find "$build/meson-logs" -name '*.json' -exec python3 tests/support/count.py {} + \
        2>/dev/null | tail -n 1)
    echo "${counts:-0 passed, 0 failed, 0 skipped}" | {
        read -r passed _ failed _ skipped _
        printf '{"target": "%s", "result": "%s", "suites": "%s", "passed": %d, "failed": %d, ' \
            "$1" "$result" "$suites" "$passed" "$failed"
        printf '"skipped": %d, "seconds": %d, "log": "%s"}\n' \
            "$skipped" $(($(date +%s) - began)) "$build.log"
    }
}

short=
if [ "${1:-}" = --short ]; then
    short=-short
    export SVCCOMM_TEST_SHORT=1
    shift
fi
# shellcheck disable=SC2086
[ $# -gt 0 ] || set -- $machines $builds
for name; do
    case " $machines $builds " in
    *" $name "*) target "$name" ;;
    *) echo "no such target: $name; there are $machines $builds" >&2; exit 2 ;;
    esac
done
exit "$status"
