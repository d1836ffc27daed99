#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The exported functions of the headers = src/svccomm.map = the shared library; and the static
library defines nothing but our names and needs nothing but memory, strings and sqrt.

symbols.py --write-map                   writes src/svccomm.map from the headers
symbols.py libsvccomm.so libsvccomm.a    checks (a build without sanitizers, with NDEBUG)
"""

import re
import subprocess
import sys

import headers

sys.path.insert(0, str(headers.ROOT / "tests" / "support"))
from tap import Tap  # noqa: E402

MAP = headers.ROOT / "src" / "svccomm.map"

# All that the library may need of its host: no I/O, clock, threads, locale, exit or abort.
ALLOWED = set(
    """malloc realloc free
    bcmp memchr memcmp memcpy memmove memset strcmp strlen strncmp strchr
    __memcpy_chk __memmove_chk __memset_chk __stack_chk_fail
    sqrt _GLOBAL_OFFSET_TABLE_""".split()
)


def map_text():
    version = (headers.FOLDER / "version.h").read_text()
    major = re.search(r"^#define SVCCOMM_ABI_MAJOR (\d+)$", version, re.M).group(1)
    names = sorted(function.name for function in headers.functions())
    lines = ["/* SPDX-License-Identifier: MIT\n"]
    lines += [" * The exported symbols; written by tests/abi/symbols.py --write-map. */\n"]
    lines += ["SVCCOMM_%s {\nglobal:\n" % major]
    lines += ["    %s;\n" % name for name in names]
    return "".join(lines + ["local:\n    *;\n};\n"])


def nm(*arguments):
    """[(type letter, name)] as nm prints them."""
    text = subprocess.run(["nm", *arguments], check=True, capture_output=True, text=True).stdout
    return re.findall(r"^[0-9a-f ]*\b([A-Za-z]) (\S+)$", text, re.M)


def writable_variables(static):
    """Constant tables of pointers are relocated once and then read-only: .data.rel.ro."""
    text = subprocess.run(
        ["nm", "-f", "sysv", static], check=True, capture_output=True, text=True
    ).stdout
    rows = [[cell.strip() for cell in line.split("|")] for line in text.splitlines()]
    objects = [row for row in rows if len(row) == 7 and row[3] in ("OBJECT", "TLS")]
    constant = (".rodata", ".data.rel.ro")
    return [row[0] + " in " + row[6] for row in objects if not row[6].startswith(constant)]


def difference(have, want, where):
    return ["%s lacks %s" % (where, name) for name in sorted(want - have)] + [
        "%s has %s, which is not wanted" % (where, name) for name in sorted(have - want)
    ]


def check(shared, static):
    tap = Tap()
    public = {function.name for function in headers.functions()}

    same = MAP.exists() and MAP.read_text() == map_text()
    tap.case(
        "svccomm.map lists what the headers declare",
        [] if same else ["run: python3 tests/abi/symbols.py --write-map"],
    )

    dynamic = nm("-D", "--defined-only", shared)
    exported = {name.split("@")[0] for kind, name in dynamic if kind != "A"}
    faults = difference(exported, public, "it")
    tap.case("the shared library exports what the headers declare", faults)

    symbols = nm("-g", static)
    defined = {name for kind, name in symbols if kind not in "Uw"}
    needed = {name for kind, name in symbols if kind in "Uw"} - defined
    foreign = [name for name in sorted(defined) if not name.startswith("svccomm_")]
    tap.case("the static library defines svccomm_ and svccomm__ names only", foreign)
    visible = {name for name in defined if not name.startswith("svccomm__")}
    tap.case("its svccomm_ names are what the headers declare", difference(visible, public, "it"))
    tap.case("it needs memory, strings and sqrt only", sorted(needed - ALLOWED))
    tap.case("it has no writable variable", writable_variables(static))
    tap.finish()


if __name__ == "__main__":
    if sys.argv[1:] == ["--write-map"]:
        MAP.write_text(map_text())
    else:
        check(*sys.argv[1:])
