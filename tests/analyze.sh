#!/bin/sh
# SPDX-License-Identifier: MIT
# Static analysis of src: clang-tidy with the checks of .clang-tidy, cppcheck, gcc's analyzer. Any
# finding is an error: it is mended, or left out where it is found, with the reason.
#
#   sh tests/analyze.sh [TOOL...]      default: all of clang-tidy cppcheck gcc
set -u
cd "$(dirname "$0")/.."

status=0
sources=$(find src -name '*.c' | sort)
flags="-std=c11 -Iinclude -Isrc -DSVCCOMM_BUILD"

# each COMMAND... : for every source, two at a time; notes a failure
each() {
    # shellcheck disable=SC2086
    printf '%s\n' $sources | xargs -P2 -n1 sh -c "$* || exit 1" sh || status=1
}

for tool in ${*:-clang-tidy cppcheck gcc}; do
    printf '== %s\n' "$tool"
    command -v "$tool" >/dev/null || { echo "$tool is missing" >&2; status=1; continue; }
    case $tool in
    clang-tidy)
        each "clang-tidy --quiet \"\$1\" -- $flags 2>/dev/null"
        ;;
    cppcheck)
        cppcheck --quiet -j2 --std=c11 --enable=warning,performance,portability --inline-suppr \
            --error-exitcode=1 -Iinclude -Isrc -DSVCCOMM_BUILD src || status=1
        ;;
    gcc)
        # gcc 12 does not see that lines go on only within a section (text_goes_on.c), nor that a
        # key is made whole by another file (turnable.c); valgrind and sanitizers hold both.
        each "gcc $flags -O1 -fanalyzer -Wno-analyzer-null-dereference \
            -Wno-analyzer-use-of-uninitialized-value -Werror -c -o /dev/null \"\$1\""
        ;;
    esac
done
exit "$status"
