#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes the library as two files, svccomm.h and svccomm.c, for those who vendor it.

amalgamate.py --out FOLDER [--depfile FILE] SOURCE.c...      sources in layer order

svccomm.h holds the public headers, svccomm.c the internal headers and all sources. In one
translation unit two files must not use the same name for a static function, variable, type or
macro: that is an error here, with both places.
"""

import argparse
import re
import sys
from pathlib import Path

SRC = Path(__file__).resolve().parent
INCLUDE = SRC.parent / "include"
PUBLIC = INCLUDE / "svccomm"

LOCAL_INCLUDE = re.compile(r'^\s*#\s*include\s+(?:"([^"]+)"|<(svccomm/[^>]+)>)')
SYSTEM_INCLUDE = re.compile(r"^\s*#\s*include\s+<([^>]+)>")

# Names that a file gives at its top level, which in our style starts in the first column.
NAMES = [
    re.compile(r"^static\b[^;={]*?\b(?!sizeof|__attribute__|_Alignas)(\w+)\s*\("),  # function
    re.compile(r"^static\b[^;({=]*?\b(\w+)\s*(?:\[[^;]*?\])?\s*[=;]"),  # variable
    re.compile(r"^(?:typedef\s+)?(?:struct|union|enum)\s+(\w+)\s*\{"),  # tag
    re.compile(r"^\}\s*(\w+)\s*;"),  # typedef
    re.compile(r"^#\s*define\s+(\w+)"),  # macro
]


def find(name, includer):
    """The file that an #include means."""
    for folder in (includer.parent, SRC, INCLUDE):
        path = (folder / name).resolve()
        if path.is_file():
            return path
    sys.exit("%s includes %s, which is not in the tree" % (includer, name))


def top_level_names(path):
    """{name: line} of what the file defines for itself; a macro that it undefines again is not."""
    blank = lambda match: re.sub(r"[^\n]", " ", match.group())
    text = re.sub(r"/\*.*?\*/", blank, path.read_text(), flags=re.S)
    lines = text.split("\n")
    names = {}
    for number, line in enumerate(lines, 1):
        # A declaration may run over the next line or two.
        joined = " ".join(lines[number - 1 : number + 2]) if line.startswith("static") else line
        for pattern in NAMES:
            match = pattern.match(joined)
            if match:
                names.setdefault(match.group(1), number)
                break
    for undefined in re.findall(r"^#\s*undef\s+(\w+)", text, re.M):
        names.pop(undefined, None)
    return names


class Amalgamation:
    def __init__(self):
        self.system = set()
        self.files = []  # every file read, for the depfile
        self.lines = []

    def add(self, path, keep_public):
        """Appends a file, and before that in its place each local header that is not yet there."""
        if path in self.files:
            return
        self.files.append(path)
        self.lines.append("/* ---- %s ---- */\n" % path.relative_to(SRC.parent))
        text = path.read_text()
        # Within an #if that is more than a guard, a system header stays where it is.
        guard = re.search(r"^#ifndef \w+\n#define \w+\n", text, re.M) is not None
        depth = 0
        for line in text.splitlines(keepends=True):
            local = LOCAL_INCLUDE.match(line)
            system = SYSTEM_INCLUDE.match(line)
            if local:
                header = find(local.group(1) or local.group(2), path)
                if header.parent != PUBLIC or keep_public:
                    self.add(header, keep_public)
            elif system and depth <= (1 if guard else 0):
                self.system.add(system.group(1))
            else:
                self.lines.append(line)
            depth += bool(re.match(r"\s*#\s*if", line)) - bool(re.match(r"\s*#\s*endif", line))

    def text(self, purpose, first=()):
        head = ["/* SPDX-License-Identifier: MIT\n * libsvccomm, %s.\n" % purpose]
        head += [" * Written by src/amalgamate.py; do not edit. */\n"]
        head += list(first)
        head += ["#include <%s>\n" % name for name in sorted(self.system)]
        return "".join(head + self.lines)


def collisions(files):
    """Texts for file names and top-level names that two files share."""
    faults = []
    by_name, by_file = {}, {}
    for path in files:
        other = by_file.setdefault(path.name, path)
        if other != path:
            faults.append("the file name %s is used twice: %s and %s" % (path.name, other, path))
        for name, line in top_level_names(path).items():
            place = "%s:%d" % (path.relative_to(SRC.parent), line)
            other = by_name.setdefault(name, (path, place))
            if other[0] != path:
                faults.append("%s: `%s` is defined in %s too" % (place, name, other[1]))
    return faults


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--depfile", type=Path)
    parser.add_argument("sources", type=Path, nargs="+")
    options = parser.parse_args()

    header = Amalgamation()
    header.add(PUBLIC / "svccomm.h", keep_public=True)
    source = Amalgamation()
    for path in options.sources:
        source.add(path.resolve(), keep_public=False)

    faults = collisions(source.files)
    if faults:
        sys.exit("\n".join(faults))

    outputs = [options.out / "svccomm.h", options.out / "svccomm.c"]
    outputs[0].write_text(header.text("all public headers in one"))
    outputs[1].write_text(source.text("all sources in one", ['#include "svccomm.h"\n\n']))
    if options.depfile:
        inputs = " ".join(str(path) for path in header.files + source.files)
        options.depfile.write_text("%s: %s\n" % (" ".join(map(str, outputs)), inputs))


if __name__ == "__main__":
    main()
