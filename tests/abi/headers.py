# SPDX-License-Identifier: MIT
"""Reads the public headers: their order, constants, functions and structs.

It understands the style that the headers are written in, not C at large; what it does not
understand is an error, so that nothing goes unchecked in silence.
"""

import re
from collections import namedtuple
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
INCLUDE = ROOT / "include"
FOLDER = INCLUDE / "svccomm"

Function = namedtuple("Function", "name prototype header line comment")
Struct = namedtuple("Struct", "name members header")

# Macros that are switches of the build, not values.
SWITCHES = {"SVCCOMM_API", "SVCCOMM_STATIC", "SVCCOMM_BUILD"}


def ordered():
    """All public headers, each after those that it includes."""
    done = []

    def visit(path):
        if path in done:
            return
        for name in re.findall(r'^#include "([^"]+)"', path.read_text(), re.M):
            visit(path.parent / name)
        done.append(path)

    for path in sorted(FOLDER.glob("*.h")):
        visit(path)
    return done


def without_comments(text):
    """Comments become spaces; line numbers stay."""
    blank = lambda match: re.sub(r"[^\n]", " ", match.group())
    return re.sub(r"/\*.*?\*/", blank, text, flags=re.S)


def constants():
    """Names of all integer macros, in header order."""
    names = []
    for path in ordered():
        text = without_comments(path.read_text()).replace("\\\n", " ")
        for name, rest in re.findall(r"^\s*#\s*define\s+(\w+)(.*)$", text, re.M):
            value = rest.strip()
            is_string = value.startswith('"')
            is_guard = name == "SVCCOMM_%s_H" % path.stem.upper() or name == "SVCCOMM_H"
            if rest.startswith("(") or name in SWITCHES or is_guard or is_string:
                continue
            if not value:
                raise ValueError("%s: %s has no value" % (path.name, name))
            if name not in names:
                names.append(name)
    return names


def functions():
    """All exported functions, with the comment that ends on the line before."""
    found = []
    pattern = re.compile(r"^SVCCOMM_API\b([^;]*?)\b(svccomm_\w+)\s*\(([^;]*)\)\s*;", re.M)
    for path in ordered():
        text = path.read_text()
        bare = without_comments(text)
        if len(pattern.findall(bare)) != len(re.findall(r"^\s*SVCCOMM_API\b", bare, re.M)):
            raise ValueError("%s: a SVCCOMM_API declaration that is no function" % path.name)
        for match in pattern.finditer(bare):
            before = text[: match.start()]
            comment = re.search(r"/\*\*(?:(?!\*/).)*\*/[ ]*\n\Z", before, re.S)
            found.append(
                Function(
                    name=match.group(2),
                    prototype=" ".join(match.group()[len("SVCCOMM_API") :].split()),
                    header=path.name,
                    line=before.count("\n") + 1,
                    comment=comment.group() if comment else None,
                )
            )
    return found


def _member_names(declaration):
    """`int a, *b[2]` -> a, b; `void (*f)(int x)` -> f."""
    pointer = re.match(r"^[^(]*\(\s*\*\s*(\w+)\s*\)\s*\(.*\)$", declaration, re.S)
    if pointer:
        return [pointer.group(1)]
    names = []
    for part in declaration.split(","):
        match = re.search(r"(\w+)\s*(\[[^\]]*\]\s*)*$", part)
        if not match or "(" in part:
            raise ValueError("cannot read the member `%s`" % declaration)
        names.append(match.group(1))
    return names


def structs():
    """All public structs with a body, and their members in order."""
    found = []
    for path in ordered():
        text = without_comments(path.read_text())
        bodies = re.findall(r"\bstruct\s+(\w+)\s*\{([^{}]*)\}\s*(\w*)\s*;", text)
        if len(bodies) != len(re.findall(r"\b(?:struct|union|enum)\s*\w*\s*\{", text)):
            raise ValueError("%s: a nested or anonymous struct, a union or an enum" % path.name)
        for tag, body, typedef in bodies:
            if tag != typedef:
                raise ValueError("%s: struct %s is not typedef'd to its tag" % (path.name, tag))
            members = []
            for declaration in filter(None, (part.strip() for part in body.split(";"))):
                members += _member_names(declaration)
            found.append(Struct(tag, members, path.name))
    return found
