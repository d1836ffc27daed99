#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Every exported function has its contract comment directly before it (design A9)."""

import sys

import headers

sys.path.insert(0, str(headers.ROOT / "tests" / "support"))
from tap import Tap  # noqa: E402


def faults_of(function):
    where = "%s:%d %s: " % (function.header, function.line, function.name)
    if function.comment is None:
        return [where + "no /** comment */ directly before it"]
    return [
        where + "its comment does not say `%s`" % word
        for word in ("Thread:", "Since ")
        if word not in function.comment
    ]


def main():
    tap = Tap()
    functions = headers.functions()
    for header in sorted({function.header for function in functions}):
        own = [function for function in functions if function.header == header]
        faults = [fault for function in own for fault in faults_of(function)]
        tap.case("%s: the contracts of %d functions" % (header, len(own)), faults)
    tap.finish()


if __name__ == "__main__":
    main()
