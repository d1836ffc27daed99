#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The ABI as a golden file: sizes and offsets of all public structs, values of all constants,
prototypes of all functions, compared with layout.golden.json.

layout.py                 compares (the compiler is $CC, else cc)
layout.py --update        writes the golden file; what changed belongs into CHANGELOG.md under ABI
layout.py --program OUT.c OUT.d    writes the C program that prints the ABI, and what it depends
                          on: tests of bindings compare their declarations with what it prints

The golden file is of machines with pointers of 64 bits. Where they have 32, members after a pointer
lie elsewhere by nature, so tests/cross.sh leaves this test out there.
"""

import difflib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import headers

sys.path.insert(0, str(headers.ROOT / "tests" / "support"))
from tap import Tap  # noqa: E402

GOLDEN = Path(__file__).with_name("layout.golden.json")

PROGRAM = """\
/* SPDX-License-Identifier: MIT
 * Written by tests/abi/layout.py --program. Prints the ABI that the compiler sees as one JSON
 * object, in header order:
 *
 *   {"structs": {"svccomm_key": {"size": 48, "align": 8, "members": {
 *        "scope": {"offset": 0, "size": 8}, ...}}, ...},
 *    "constants": {"SVCCOMM_NO_TIME": -9223372036854775808, ...},
 *    "functions": {"svccomm_version": "const char *svccomm_version(void);", ...}}
 *
 * Sizes, alignments and offsets are in bytes. Every public struct that has a body, with all its
 * members, every public integer constant and every exported function is there. */
#include <stddef.h>
#include <stdio.h>
#include <svccomm/svccomm.h>

#define STRUCT(name) \\
    printf("\\"" #name "\\": {\\"size\\": %%zu, \\"align\\": %%zu, \\"members\\": {", \\
           sizeof(name), _Alignof(name))
#define MEMBER(type, name) \\
    printf("\\"" #name "\\": {\\"offset\\": %%zu, \\"size\\": %%zu}", offsetof(type, name), \\
           sizeof(((type *)0)->name))
#define CONSTANT(name) printf("\\"" #name "\\": %%lld", (long long)(name))

int main(void)
{
%s
    return 0;
}
"""


def print_text(text):
    """A statement that prints a text."""
    return "fputs(%s, stdout);" % json.dumps(text)


def listed(statements):
    """The statements with commas printed between them."""
    for number, statement in enumerate(statements):
        if number:
            yield print_text(",\n")
        yield statement


def struct_lines(struct):
    members = listed("MEMBER(%s, %s);" % (struct.name, member) for member in struct.members)
    return "\n    ".join(["STRUCT(%s);" % struct.name, *members, print_text("}}")])


def program():
    """Source of the C program."""
    prototypes = (json.dumps(each.name) + ": " + json.dumps(each.prototype)
                  for each in headers.functions())
    lines = [
        print_text('{"structs": {'), *listed(map(struct_lines, headers.structs())),
        print_text('}, "constants": {'), *listed(map("CONSTANT({});".format, headers.constants())),
        print_text('}, "functions": {'), *listed(map(print_text, prototypes)),
        print_text("}}\n"),
    ]
    return PROGRAM % "\n".join("    " + line for line in lines)


def measure():
    """{structs, constants, functions} as the compiler sees them."""
    with tempfile.TemporaryDirectory() as folder:
        source, binary = Path(folder, "layout.c"), Path(folder, "layout")
        source.write_text(program())
        compiler = os.environ.get("CC", "cc").split()
        command = [*compiler, "-std=c11", "-I", headers.INCLUDE, "-o", binary, source]
        subprocess.run(command, check=True)
        return json.loads(subprocess.run([binary], check=True, capture_output=True).stdout)


def to_text(value, indent=0):
    """JSON with each member, constant and prototype on a line of its own."""
    is_member = isinstance(value, dict) and isinstance(value.get("offset"), int)
    if is_member or not isinstance(value, dict):
        return json.dumps(value)
    inner = " " * (indent + 1)
    items = ("%s%s: %s" % (inner, json.dumps(k), to_text(v, indent + 1)) for k, v in value.items())
    return "{\n%s\n%s}" % (",\n".join(items), " " * indent)


def main():
    if sys.argv[1:2] == ["--program"]:
        Path(sys.argv[2]).write_text(program())
        depends = " ".join(str(path) for path in headers.ordered())
        Path(sys.argv[3]).write_text("%s: %s\n" % (sys.argv[2], depends))
        return
    now = measure()
    if sys.argv[1:] == ["--update"]:
        GOLDEN.write_text(to_text(now) + "\n")
        return
    tap = Tap()
    golden = json.loads(GOLDEN.read_text())
    for part in ("structs", "constants", "functions"):
        before, after = (to_text(side[part]).splitlines() for side in (golden, now))
        changed = list(difflib.unified_diff(before, after, "golden", "now", n=1, lineterm=""))
        if changed:
            changed.append("if that is wanted: python3 tests/abi/layout.py --update")
        tap.case("the %s are those of layout.golden.json" % part, changed)
    tap.finish()


if __name__ == "__main__":
    main()
