#!/bin/sh
# SPDX-License-Identifier: MIT
# Static analysis of src: clang-tidy with the checks of .clang-tidy, cppcheck, gcc's analyzer. Any
# finding is an error: it is mended, or left out where it is found, with the reason.
#
#   sh tests/analyze.sh [--short] [TOOL...]    default: all of clang-tidy cppcheck gcc
#
# --short: clang's analyzer follows 2,000 states of each function instead of 225,000, and takes a
# tenth of the time.
set -u
cd "$(dirname "$0")/.."

status=0
sources=$(find src -name '*.c' | sort)
flags="-std=c11 -Iinclude -Isrc -DSVCCOMM_BUILD"
states=
if [ "${1:-}" = --short ]; then
    states="-Xclang -analyzer-config -Xclang max-nodes=2000"
    shift
fi

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
        each "clang-tidy --quiet \"\$1\" -- $flags $states 2>/dev/null"
        ;;
    cppcheck)
        cppcheck --quiet -j2 --std=c11 --enable=warning,performance,portability --inline-suppr \
            --error-exitcode=1 -Iinclude -Isrc -DSVCCOMM_BUILD src || status=1
        ;;
    gcc)
        # gcc 12 does not see that lines are counted and go on only within a section, nor that a key
        # is made whole by another file; valgrind and sanitizers hold both.
        each "case \$1 in
            */text_line.c | */text_goes_on.c) but=-Wno-analyzer-null-dereference ;;
            */turnable.c) but=-Wno-analyzer-use-of-uninitialized-value ;;
            esac
            gcc $flags -O1 -fanalyzer \${but:-} -Werror -S -o /dev/null \"\$1\""
        ;;
    esac
done
exit "$status"
